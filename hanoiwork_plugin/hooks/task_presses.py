"""Buttons on task cards (STORY 7 to 15)."""

from base64 import b64encode

from hanoiwork_plugin.cards.task import qr_card
from hanoiwork_plugin.cards.task_details import task_details_card
from hanoiwork_plugin.domain.errors import Stale
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.hooks.answers import card_answer, dialog, toast
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.hooks.verb_schemas import (
    AdjustInputs,
    EscalateInputs,
    GateInputs,
    KeepInputs,
    NoInputs,
    ObjectionInputs,
    ProgressInputs,
    ReturnInputs,
    SendBackInputs,
    SubmitInputs,
    due_given,
    whole,
)
from hanoiwork_plugin.reports.qr_image import qr_png
from hanoiwork_plugin.screens.draw import gate_screen
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.doing import qr, task_work
from hanoiwork_plugin.services.doing.task_views import evidence_views, history, task_view, visible_task
from hanoiwork_plugin.services.presses import Answer
from hanoiwork_plugin.workspace.links import qr_address

HISTORY_LENGTH = 10


def _gate_input(press: Pressed) -> GateInput:
    given = press.inputs
    return GateInput(
        name=given.get("name"),
        basis_number=given.get("basis_number"),
        basis_date=given.get("basis_date"),
        basis_issuer=given.get("basis_issuer"),
        kind=given.get("kind"),
        accountable_id=given.get("accountable"),
        start=given.get("start"),
        due=due_given(given.get("due"), given.get("due_time")),
        item_id=given.get("item"),
        quantity=given.get("quantity"),
        quality_criteria=given.get("quality_criteria"),
        outside_product=given.get("outside_product"),
        outside_points=given.get("outside_points"),
    )


def submit_gate(press: Pressed) -> Answer:
    """[Trình duyệt], [Giao việc]."""
    assignment.complete_task(press.tx, press.actor, press.subject_id, _gate_input(press), press.version)
    return press.show("task", press.subject_id)


def search_items(press: Pressed) -> Answer:
    """[Tìm]: the same form with the catalogue items for what was typed; nothing is written."""
    task = visible_task(press.tx, press.actor, press.subject_id)
    if task.version != press.version:
        raise Stale
    typed = {key: str(value) for key, value in press.raw.items() if isinstance(value, str)}
    query = press.inputs.get("item_query", "")
    return card_answer(gate_screen(press.tx, task, press.actor, press.context, query=query, typed=typed))


def approve(press: Pressed) -> Answer:
    """[Phê duyệt giao việc]."""
    assignment.approve_task(press.tx, press.actor, press.subject_id, press.version)
    return press.show("task", press.subject_id)


def send_back(press: Pressed) -> Answer:
    """[Trả lại] on a task awaiting approval."""
    reason = press.inputs["sendback_reason"]
    assignment.send_back_task(press.tx, press.actor, press.subject_id, reason, press.version)
    return press.show("task", press.subject_id)


def accept(press: Pressed) -> Answer:
    """[Nhận việc]."""
    assignment.accept_task(press.tx, press.actor, press.subject_id, press.version)
    return press.show("task", press.subject_id, [toast(press.say("Đã nhận việc."))])


def object_to(press: Pressed) -> Answer:
    """[Phản hồi chưa rõ]."""
    given = press.inputs
    assignment.object_to_task(
        press.tx, press.actor, press.subject_id, given["objection_ground"], given["objection_text"], press.version
    )
    return press.show("task", press.subject_id)


def adjust(press: Pressed) -> Answer:
    """[Điều chỉnh]."""
    given = press.inputs
    changes = GateInput(
        due=due_given(given.get("adjust_due"), None),
        quantity=given.get("adjust_quantity"),
        quality_criteria=given.get("adjust_quality_criteria"),
    )
    return _answer_objection(press, TaskAct.ADJUST, given["adjust_text"], changes)


def keep(press: Pressed) -> Answer:
    """[Giữ nguyên, nêu lý do]."""
    return _answer_objection(press, TaskAct.KEEP, press.inputs["keep_text"])


def escalate(press: Pressed) -> Answer:
    """[Chuyển cấp trên]."""
    return _answer_objection(press, TaskAct.ESCALATE, press.inputs["escalate_text"])


def _answer_objection(press: Pressed, act: TaskAct, text: str, changes: GateInput | None = None) -> Answer:
    assignment.answer_objection(
        press.tx, press.actor, press.subject_id, act, text, changes=changes, version=press.version
    )
    return press.show("task", press.subject_id)


def progress(press: Pressed) -> Answer:
    """[Cập nhật tiến độ]."""
    given = press.inputs
    task_work.report_progress(
        press.tx, press.actor, press.subject_id, whole(given["progress"]), given["progress_note"], press.version
    )
    return press.show("task", press.subject_id)


def submit(press: Pressed) -> Answer:
    """[Gửi sản phẩm]."""
    given = press.inputs
    task_work.submit_product(
        press.tx,
        press.actor,
        press.subject_id,
        given.get("submit_quantity"),
        given["submit_note"],
        press.files,
        installation_id=press.installation_id,
        version=press.version,
    )
    return press.show("task", press.subject_id)


def accept_product(press: Pressed) -> Answer:
    """[Đạt]."""
    task_work.accept_product(press.tx, press.actor, press.subject_id, press.version)
    return press.show("task", press.subject_id)


def return_product(press: Pressed) -> Answer:
    """[Trả lại]."""
    given = press.inputs
    task_work.return_product(
        press.tx,
        press.actor,
        press.subject_id,
        given["return_type"],
        given["return_reason"],
        given["return_change"],
        units=given.get("return_quantity"),
        redo_due=given.get("redo_due"),
        version=press.version,
    )
    return press.show("task", press.subject_id)


def view(press: Pressed) -> Answer:
    """[Xem đầy đủ] on a task's own card opens everything beside it; elsewhere the task's card is sent."""
    task = visible_task(press.tx, press.actor, press.subject_id)
    row = press.posted()
    if row is not None and (row.kind != "task" or row.subject_id != task.id):
        press.tx.notify(
            "task",
            person_id=press.actor.id,
            subject_type="task",
            subject_id=task.id,
            installation_id=press.installation_id,
        )
        return press.unchanged(
            [toast(press.say("Thẻ nhiệm vụ đã được gửi vào trò chuyện."), "info")],
            press.say("Thẻ nhiệm vụ đã được gửi vào trò chuyện."),
        )
    card = task_details_card(
        task_view(press.tx, task, press.actor),
        evidence_views(press.tx, task.id),
        history(press.tx, task.id, limit=HISTORY_LENGTH),
        press.context,
    )
    shown = dialog(press.say("Thông tin nhiệm vụ"), card)
    return press.unchanged([shown], press.say("Thông tin nhiệm vụ đang mở."))


def show_qr(press: Pressed) -> Answer:
    """[Mã QR]."""
    return _qr_shown(press, qr.token_for(press.tx, press.actor, press.subject_id), press.say("Mã QR"))


def renew_qr(press: Pressed) -> Answer:
    """[Thu hồi, cấp mã mới]."""
    return _qr_shown(press, qr.renew(press.tx, press.actor, press.subject_id, press.version), press.say("Mã QR mới"))


def _qr_shown(press: Pressed, token: str, title: str) -> Answer:
    task = visible_task(press.tx, press.actor, press.subject_id)
    address = qr_address(press.context.base_url, token)
    card = qr_card(
        task_view(press.tx, task, press.actor),
        "data:image/png;base64," + b64encode(qr_png(address)).decode(),
        address,
        press.context,
        made=qr.codes_made(press.tx, task.id),
        print_address=f"{press.context.base_url}/app/tasks/{task.id}/sheet.pdf",
        may_renew=qr.may_withdraw(press.tx, press.actor, task),
    )
    return press.unchanged([dialog(title, card)], press.say("Mã QR đang mở."))


def show_list(press: Pressed) -> Answer:
    """[Việc của tôi]: the list is sent into the conversation."""
    press.tx.notify("task_list", person_id=press.actor.id, installation_id=press.installation_id)
    return press.unchanged([], press.say("Danh sách việc đã được gửi vào trò chuyện."))


VERBS: dict[str, Verb] = {
    "task.gate.submit": Verb(GateInputs, submit_gate),
    "task.item.search": Verb(GateInputs, search_items),
    "task.approve": Verb(NoInputs, approve),
    "task.sendback": Verb(SendBackInputs, send_back),
    "task.accept": Verb(NoInputs, accept),
    "task.object": Verb(ObjectionInputs, object_to),
    "objection.adjust": Verb(AdjustInputs, adjust),
    "objection.keep": Verb(KeepInputs, keep),
    "objection.escalate": Verb(EscalateInputs, escalate),
    "task.progress": Verb(ProgressInputs, progress),
    "task.submit": Verb(SubmitInputs, submit),
    "submission.accept": Verb(NoInputs, accept_product),
    "submission.return": Verb(ReturnInputs, return_product),
    "task.view": Verb(NoInputs, view),
    "task.qr": Verb(NoInputs, show_qr),
    "task.qr.renew": Verb(NoInputs, renew_qr),
    "task.list": Verb(NoInputs, show_list),
}
