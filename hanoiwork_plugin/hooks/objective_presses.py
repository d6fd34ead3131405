"""Buttons on cards of objectives and KPIs (STORY 5)."""

from decimal import Decimal

from marshmallow import ValidationError

from hanoiwork_plugin.domain.calendar import due_instant, hanoi_date
from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.goals.objectives import KeyResult, Kpi
from hanoiwork_plugin.hooks.answers import dialog, toast
from hanoiwork_plugin.hooks.goal_schemas import (
    DropResultInputs,
    JustificationInputs,
    KeyResultInputs,
    KpiRefusalInputs,
    KpiValueInputs,
    ObjectivesReturnInputs,
    WeightsInputs,
    weights_given,
)
from hanoiwork_plugin.hooks.inputs import NoInputs
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.screens.draw import draw
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services.goals import kpi_judging, kpi_values, objective_entries, objectives
from hanoiwork_plugin.services.goals.objective_sets import KeyResultGiven, ObjectiveGiven, as_given, visible_set
from hanoiwork_plugin.services.presses import Answer

KIND = "objectives"


def _shown(press: Pressed, said: str = "") -> Answer:
    return press.show(KIND, press.subject_id, [toast(said)] if said else None)


def add(press: Pressed) -> Answer:
    """[Thêm kết quả]."""
    given = press.inputs
    under = given.get("okr_under")
    if under is None and not given["okr_objective"].strip():
        raise Invalid(
            "Chọn mục tiêu đã có hoặc viết mục tiêu mới.",
            faults=[Fault("okr_objective", "Chọn mục tiêu đã có hoặc viết mục tiêu mới.")],
        )
    result = KeyResult(
        product=given["okr_product"],
        due=given.get("okr_due"),
        weight=given.get("okr_weight"),
        coefficient=given.get("okr_coefficient"),
        measure=given["okr_measure"],
        kpi=Kpi(
            unit_of_measure=given["kpi_unit"],
            calculation=given["kpi_calculation"],
            direction=given.get("kpi_direction"),
            data_source=given["kpi_source"],
            complete_at=given.get("kpi_complete"),
            exceed_at=given.get("kpi_exceed"),
            fail_at=given.get("kpi_fail"),
        ),
        target=given.get("okr_target"),
    )
    objective = ObjectiveGiven(given["okr_objective"], (KeyResultGiven(result),), given.get("okr_parent"))
    objective_entries.add_key_result(
        press.tx, press.actor, press.subject_id, objective, under=under, version=press.version
    )
    return _shown(press)


def weights(press: Pressed) -> Answer:
    """[Sửa trọng số]."""
    row = visible_set(press.tx, press.actor, press.subject_id)
    results = [one.id for each in as_given(press.tx, row) for one in each.key_results if one.id]
    try:
        figures: list[Decimal] = weights_given(press.inputs["okr_weights"])
    except ValidationError:
        raise Invalid(
            "Trọng số phải là các số, cách nhau bằng dấu chấm phẩy.",
            faults=[Fault("okr_weights", "Trọng số phải là các số, cách nhau bằng dấu chấm phẩy.")],
        ) from None
    if len(figures) != len(results):
        raise Invalid("Có {results} kết quả nhưng nhập {weights} trọng số.", results=len(results), weights=len(figures))
    named = dict(zip(results, figures, strict=True))
    objective_entries.set_weights(press.tx, press.actor, press.subject_id, named, press.version)
    return _shown(press)


def drop(press: Pressed) -> Answer:
    """[Bỏ kết quả]."""
    result = press.inputs["okr_result"]
    objective_entries.drop_key_result(press.tx, press.actor, press.subject_id, result, press.version)
    return _shown(press)


def justify(press: Pressed) -> Answer:
    """[Giải trình trọng số]."""
    objectives.justify(press.tx, press.actor, press.subject_id, press.inputs["justification"], press.version)
    return _shown(press, press.say("Đã lưu giải trình; người duyệt sẽ thấy."))


def submit(press: Pressed) -> Answer:
    """[Gửi duyệt]."""
    objectives.submit(press.tx, press.actor, press.subject_id, press.version)
    return _shown(press, press.say("Đã gửi duyệt mục tiêu."))


def approve(press: Pressed) -> Answer:
    """[Duyệt]."""
    objectives.approve(press.tx, press.actor, press.subject_id, press.version)
    return _shown(press)


def send_back(press: Pressed) -> Answer:
    """[Trả lại]."""
    reason = press.inputs["okr_return_reason"]
    objectives.send_back(press.tx, press.actor, press.subject_id, reason, press.version)
    return _shown(press)


def show_tree(press: Pressed) -> Answer:
    """[Cây mục tiêu]."""
    row = visible_set(press.tx, press.actor, press.subject_id)
    card = draw(press.tx, Screen("objective_tree", press.actor, None, {"period": row.period}), press.context)
    return press.unchanged([dialog(press.say("Cây mục tiêu"), card)], press.say("Cây mục tiêu đang mở."))


def enter_value(press: Pressed) -> Answer:
    """[Nhập số liệu]: the end of the day of measuring, or now when that day is today."""
    measured = min(due_instant(press.inputs["kpi_measured"]), press.tx.now)
    if press.inputs["kpi_measured"] > hanoi_date(press.tx.now):
        measured = due_instant(press.inputs["kpi_measured"])
    kpi_values.enter_value(
        press.tx,
        press.actor,
        press.inputs["kpi_result"],
        press.inputs["kpi_value"],
        measured,
        press.inputs["kpi_evidence"],
        files=[{"id": file.id, "name": file.name, "sha256": file.sha256, "size": file.size} for file in press.files],
    )
    return _shown(press, press.say("Đã gửi số liệu, chờ xác nhận."))


def confirm_value(press: Pressed) -> Answer:
    """[Xác nhận số liệu]."""
    kpi_judging.confirm_value(press.tx, press.actor, press.subject_id)
    return press.show("kpi_value", press.subject_id)


def refuse_value(press: Pressed) -> Answer:
    """[Không xác nhận], with a reason."""
    kpi_judging.refuse_value(press.tx, press.actor, press.subject_id, press.inputs["kpi_refusal"])
    return press.show("kpi_value", press.subject_id)


VERBS: dict[str, Verb] = {
    "objectives.add": Verb(KeyResultInputs, add),
    "objectives.weights": Verb(WeightsInputs, weights),
    "objectives.drop": Verb(DropResultInputs, drop),
    "objectives.justify": Verb(JustificationInputs, justify),
    "objectives.submit": Verb(NoInputs, submit),
    "objectives.approve": Verb(NoInputs, approve),
    "objectives.return": Verb(ObjectivesReturnInputs, send_back),
    "objectives.tree": Verb(NoInputs, show_tree),
    "kpi.enter": Verb(KpiValueInputs, enter_value),
    "kpi.confirm": Verb(NoInputs, confirm_value),
    "kpi.refuse": Verb(KpiRefusalInputs, refuse_value),
}
