"""Buttons on cards of the roll-out: readiness, working group, practice (STORY 2, 4)."""

from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError

from hanoiwork_plugin.cards.score import receipt_card
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Invalid, NotFound
from hanoiwork_plugin.domain.rollout.readiness import ReadinessLine
from hanoiwork_plugin.domain.rollout.working_group import GroupGiven, GroupKind
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.hooks.answers import dialog, toast
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.hooks.rollout_inputs import BodyInputs, DisputeInputs, GroupInputs, SendPracticeInputs
from hanoiwork_plugin.hooks.verb_schemas import MarksInputs, NoInputs, faults_of, marks_given
from hanoiwork_plugin.services.accounts import reconciliation
from hanoiwork_plugin.services.goals import objective_entries
from hanoiwork_plugin.services.presses import Answer
from hanoiwork_plugin.services.rating.scores import current_period
from hanoiwork_plugin.services.rollout import practice, readiness, working_group


def go_on(press: Pressed) -> Answer:
    """The button of a line of readiness: the card of its very next act is sent into the conversation."""
    view = readiness.readiness_of(press.tx, press.actor, press.subject_id)
    parts = press.subject.split("/")
    line = next((each for each in view.lines if len(parts) == 3 and each.line == parts[2]), None)
    if line is None:
        raise NotFound
    if line.ready:
        said = press.say("Điều kiện này đã đạt.")
        return press.show("readiness", view.agency_id, [toast(said)])
    return _NEXT[line.line](press)


def _send(press: Pressed, kind: str, subject_type: str, subject_id: Any) -> Answer:
    """Another card of this conversation."""
    press.tx.notify(
        kind,
        person_id=press.actor.id,
        subject_type=subject_type,
        subject_id=subject_id,
        installation_id=press.installation_id,
    )
    sent = press.say("Thẻ tiếp theo đã được gửi vào trò chuyện.")
    return press.unchanged([toast(sent)], sent)


def _to_group(press: Pressed) -> Answer:
    return _send(press, "working_group", "working_group", press.subject_id)


def _to_reconciliation(press: Pressed) -> Answer:
    row = reconciliation.reconciliation_of(press.tx, press.actor)
    return _send(press, "reconciliation", "reconciliation", row.id)


def _to_catalogue(press: Pressed) -> Answer:
    return _send(press, "catalogue_open", "", None)


def _to_objectives(press: Pressed) -> Answer:
    agency = working_group.known_agency(press.tx, press.subject_id)
    row = objective_entries.open_set(press.tx, press.actor, agency, None, current_period(press.tx.now))
    return _send(press, "objectives", "objectives", row.id)


def _to_practice(press: Pressed) -> Answer:
    return _send(press, "practice_board", "practice", press.subject_id)


_NEXT: dict[ReadinessLine, Callable[[Pressed], Answer]] = {
    ReadinessLine.WORKING_GROUP: _to_group,
    ReadinessLine.ACCOUNTS: _to_reconciliation,
    ReadinessLine.CATALOGUE: _to_catalogue,
    ReadinessLine.OBJECTIVES: _to_objectives,
    ReadinessLine.PRACTICE: _to_practice,
}


def record_group(press: Pressed) -> Answer:
    """[Ghi nhận] of a group of the agency's own."""
    given = press.inputs
    it, members = (
        working_group.people_named(press.tx, press.subject_id, given[place], place)
        for place in ("group_it", "group_members")
    )
    return _record(
        press,
        "group",
        kind=GroupKind.OWN,
        head_id=given.get("group_head"),
        it_ids=it,
        it_basis=given["group_it_basis"].strip(),
        member_ids=members,
    )


def record_body(press: Pressed) -> Answer:
    """[Ghi nhận] of the body for BCĐ 57."""
    return _record(press, "body", kind=GroupKind.BODY_57, body_name=press.inputs["body_name"])


def _record(press: Pressed, prefix: str, **group: Any) -> Answer:
    given = press.inputs
    whole: dict[str, Any] = {"head_id": None, "it_ids": (), "member_ids": (), "body_name": "", **group}
    working_group.record_group(
        press.tx,
        press.actor,
        press.subject_id,
        GroupGiven(
            **whole,
            basis_number=given[f"{prefix}_basis_number"].strip(),
            basis_date=given.get(f"{prefix}_basis_date"),
            basis_issuer=given[f"{prefix}_basis_issuer"].strip(),
            valid_from=given.get(f"{prefix}_from") or hanoi_date(press.tx.now),
        ),
    )
    return press.show("working_group", press.subject_id, [toast(press.say("Đã ghi nhận tổ công tác."))])


def send_practice(press: Pressed) -> Answer:
    """[Gửi bài tập]: all that each misses, or the one act chosen."""
    act = press.inputs.get("practice_act")
    sent = practice.send_exercises(press.tx, press.actor, press.subject_id, [act] if act else None)
    said = press.say("Đã gửi bài tập cho {count} người.", count=len(sent))
    return press.show("practice_board", press.subject_id, [toast(said)])


def start(press: Pressed) -> Answer:
    """[Bắt đầu], [Mở việc tập]."""
    practice.start_exercise(press.tx, press.actor, press.subject_id, press.version)
    return press.show("practice", press.subject_id, [toast(press.say("Thẻ việc tập đã được gửi vào trò chuyện."))])


def self_evaluate(press: Pressed) -> Answer:
    """[Gửi tự đánh giá] of an exercise."""
    try:
        marks = marks_given(press.raw)
    except ValidationError as error:
        raise Invalid("Nội dung nhập chưa hợp lệ.", faults=faults_of(error.messages)) from None
    practice.self_evaluate_exercise(press.tx, press.actor, press.subject_id, marks, press.version)
    return press.show("practice", press.subject_id)


def see_result(press: Pressed) -> Answer:
    """[Xem kết quả] of an exercise."""
    sheet = practice.see_result(press.tx, press.actor, press.subject_id, press.version)
    who = PersonRef(press.actor.id, press.actor.account, press.actor.name, press.actor.title)
    card = receipt_card(who, sheet, press.context)
    return press.show("practice", press.subject_id, [dialog(press.say("Kết quả bài tập"), card)])


def dispute(press: Pressed) -> Answer:
    """[Báo sai lệch dữ liệu] of an exercise."""
    given = press.inputs
    practice.dispute_data(
        press.tx,
        press.actor,
        press.subject_id,
        given["practice_disputed"],
        given["practice_dispute_text"],
        press.version,
    )
    return press.show("practice", press.subject_id, [toast(press.say("Đã ghi nhận."))])


VERBS: dict[str, Verb] = {
    "readiness.next": Verb(NoInputs, go_on),
    "group.record": Verb(GroupInputs, record_group),
    "group.record_body": Verb(BodyInputs, record_body),
    "practice.send": Verb(SendPracticeInputs, send_practice),
    "practice.start": Verb(NoInputs, start),
    "practice.self": Verb(MarksInputs, self_evaluate),
    "practice.result": Verb(NoInputs, see_result),
    "practice.dispute": Verb(DisputeInputs, dispute),
}
