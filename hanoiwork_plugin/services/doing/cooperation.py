"""Đề nghị phối hợp: asked for by giver or accountable person, answered, done and confirmed (DOMAIN 4).

Facts only: neither a refusal nor a late result moves anybody's points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import update

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState, check_until, step
from hanoiwork_plugin.domain.errors import Conflict, Fault, Forbidden, Invalid
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.services.assigning.assignment import move, needed_text, open_task
from hanoiwork_plugin.services.doing import request_clock
from hanoiwork_plugin.services.doing.cooperation_asking import after_of, head_to_ask, product_of, put
from hanoiwork_plugin.services.doing.evidence_files import FileGiven, keep_files
from hanoiwork_plugin.services.doing.request_rows import answered, open_request, tell
from hanoiwork_plugin.services.doing.task_views import subject_of
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evidence import EvidenceRow
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.requests import TaskRequestRow, open_co_operation
from hanoiwork_plugin.store.tasks import TaskRow

_KIND = RequestKind.CO_OPERATION


@dataclass(frozen=True)
class Wanted:
    """What is asked for and of whom; what is left open is the task's own product and deadline."""

    what: str = ""
    until: date | None = None
    unit_id: UUID | None = None
    person_id: UUID | None = None


def ask_co_operation(tx: Tx, actor: Actor, task_id: UUID, wanted: Wanted, version: int | None = None) -> TaskRequestRow:
    """[Đề nghị phối hợp]: ask a person or a unit, or change what was asked of them, which is then answered anew.

    Raises:
        Invalid: when nobody else is named, or the date lies before today or after the task's deadline.
        Conflict: when just this is asked already, or its result was sent.
        Forbidden: when the accountable person changes what the giver asked for.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.ASK_CO_OPERATION)
    if task.due is None:
        raise Conflict("Nhiệm vụ này chưa có hạn.")
    until = wanted.until or max(hanoi_date(task.due), hanoi_date(tx.now))
    check_until(until, task.due, hanoi_date(tx.now))
    what = wanted.what.strip() or product_of(task)
    unit, respondent_id = _side(tx, actor, task, wanted)
    side_id = unit.id if unit else respondent_id
    rows = open_co_operation(tx.session, task.id)
    row = next((each for each in rows if (each.other_unit_id or each.other_person_id) == side_id), None)
    if row is None:
        row = put(tx, actor, task, what, until, respondent_id, unit)
    else:
        _change(tx, actor, task, row, what, until)
    if row.other_person_id is not None:
        _let_in(task, row.other_person_id)
    move(tx, actor, task, TaskAct.ASK_CO_OPERATION, reason=what, after=after_of(row))
    return row


def _side(tx: Tx, actor: Actor, task: TaskRow, wanted: Wanted) -> tuple[Unit | None, UUID]:
    """The unit asked, if it is one, and who answers."""
    if wanted.person_id is not None:
        person = organisation.actor_by_id(tx.session, wanted.person_id, hanoi_date(tx.now))
        if person is not None and person.id not in (actor.id, task.accountable_id):
            return None, person.id
    elif wanted.unit_id is not None and tx.session.get(UnitRow, wanted.unit_id) is not None:
        unit = organisation.unit(tx.session, wanted.unit_id)
        head_id = head_to_ask(tx, unit, task)
        if head_id is not None and unit.id != task.lead_unit_id:
            return unit, head_id
    raise Invalid(
        "Chưa rõ đề nghị ai phối hợp.",
        faults=[Fault("co_side", "Mời chọn đơn vị khác có người phụ trách, hoặc một người khác.")],
    )


def _change(tx: Tx, actor: Actor, task: TaskRow, row: TaskRequestRow, what: str, until: date) -> None:
    if (row.text, row.expected_on) == (what, until):
        raise Conflict("Đã đề nghị phối hợp đúng nội dung và hạn này.")
    _refuse_the_givers(actor, task, row)
    row.text, row.expected_on = what, until
    _ask_anew(tx, task, row)


def _ask_anew(tx: Tx, task: TaskRow, row: TaskRequestRow) -> None:
    """It is answered once more, by whoever it is with now."""
    row.state = step(_KIND, RequestState(row.state), "ask")
    row.answer_text, row.answered_by_id, row.answered_at = "", None, None
    request_clock.start(tx, row)
    tx.changed("task_request", row.id)
    tell(tx, row, task, row.respondent_id, again=tx.now.isoformat())


def _refuse_the_givers(actor: Actor, task: TaskRow, row: TaskRequestRow) -> None:
    if actor.id == task.accountable_id != row.asked_by_id:
        raise Forbidden("Đề nghị này do người giao việc đặt ra; người giao sửa hoặc rút.")


def subject_asked(tx: Tx, row: TaskRequestRow, task: TaskRow) -> Subject:
    """The side that is asked, as the authority table sees it: the person, or a unit that has named nobody."""
    if row.other_person_id is not None:
        return Subject(organisation.unit(tx.session, task.lead_unit_id), row.other_person_id)
    return subject_of_unit(tx, row)


def subject_of_unit(tx: Tx, row: TaskRequestRow) -> Subject:
    """The unit that was asked."""
    assert row.other_unit_id is not None, "a unit or a person is asked"
    return Subject(organisation.unit(tx.session, row.other_unit_id))


def act_of_answer(row: TaskRequestRow) -> Act:
    """What answering asks of the one who does: to be the person, or to speak for the unit."""
    return Act.CO_OPERATE if row.other_person_id is not None else Act.NAME_CO_OPERATOR


def is_asked(tx: Tx, actor: Actor, row: TaskRequestRow, task: TaskRow) -> bool:
    """Whether the actor stands on the side that is asked; a unit's head goes on seeing what became of it."""
    if authority.allowed(act_of_answer(row), actor, subject_asked(tx, row, task)):
        return True
    return row.other_unit_id is not None and may_name(tx, actor, row, task)


def may_name(tx: Tx, actor: Actor, row: TaskRequestRow, task: TaskRow) -> bool:
    """Whether the actor may speak for the unit; not who asks it, unless they lead it."""
    if row.other_unit_id is None or (_asks(actor, task) and row.respondent_id != actor.id):
        return False
    return authority.allowed(Act.NAME_CO_OPERATOR, actor, subject_of_unit(tx, row)) is not None


def _asks(actor: Actor, task: TaskRow) -> bool:
    return actor.id in (task.accountable_id, task.assigner_id)


def _for_answer(
    tx: Tx, actor: Actor, request_id: UUID, version: int | None, act: Act | None = None
) -> tuple[TaskRequestRow, TaskRow]:
    row, task = open_request(tx, request_id, version, kind=_KIND)
    act = act or act_of_answer(row)
    named = act is Act.CO_OPERATE
    tx.require(act, actor, subject_asked(tx, row, task) if named else subject_of_unit(tx, row))
    if not named and not may_name(tx, actor, row, task):
        raise Forbidden("Bên được đề nghị phối hợp trả lời, không phải bên đề nghị.")
    return row, task


def answer_co_operation(
    tx: Tx, actor: Actor, request_id: UUID, text: str, *, agree: bool, version: int | None = None
) -> TaskRequestRow:
    """[Nhận phối hợp] or [Không nhận, nêu lý do]; who answers for a unit and takes it, does it.

    A refusal goes to giver and accountable person with its reason and is held against nobody.

    Raises:
        Conflict: when it was answered or withdrawn before.
        Invalid: when a refusal has no reason.
    """
    row, task = _for_answer(tx, actor, request_id, version)
    if not agree:
        text = needed_text("refuse_text", text, "Lý do")
    answered(tx, actor, row, text, agree=agree)
    if not agree:
        _let_go(tx, task, row)
        move(tx, actor, task, TaskAct.REFUSE_CO_OPERATION, reason=text, after=after_of(row))
        _tell_askers(tx, row, task, besides=actor.id)
        return row
    if row.other_person_id is None:
        row.other_person_id = row.respondent_id = actor.id
        _let_in(task, actor.id)
    move(tx, actor, task, TaskAct.TAKE_CO_OPERATION, reason=text.strip(), after=after_of(row))
    return row


def name_co_operator(
    tx: Tx, actor: Actor, request_id: UUID, person_id: UUID, version: int | None = None
) -> TaskRequestRow:
    """[Cử người]: a unit's head says who co-operates; that person is asked with the same date.

    Raises:
        Invalid: when the person is not of the unit, has it already, or is the accountable person.
    """
    row, task = open_request(tx, request_id, version, kind=_KIND)
    if row.other_unit_id is None:
        raise Conflict("Đề nghị này gửi đích danh một người nên không cử người khác.")
    tx.require(Act.NAME_CO_OPERATOR, actor, subject_of_unit(tx, row))
    if not may_name(tx, actor, row, task):
        raise Forbidden("Bên được đề nghị phối hợp cử người, không phải bên đề nghị.")
    person = organisation.actor_by_id(tx.session, person_id, hanoi_date(tx.now))
    taken = (task.accountable_id, row.other_person_id)
    if person is None or row.other_unit_id not in person.unit.path or person.id in taken:
        raise Invalid(
            "Người được cử không phù hợp.",
            faults=[Fault("co_operator", "Mời chọn một người khác của đơn vị, không phải người chịu trách nhiệm.")],
        )
    _let_go(tx, task, row)
    row.other_person_id = row.respondent_id = person.id
    _let_in(task, person.id)
    _ask_anew(tx, task, row)
    move(tx, actor, task, TaskAct.NAME_CO_OPERATOR, after=after_of(row))
    return row


def send_co_operation(
    tx: Tx,
    actor: Actor,
    request_id: UUID,
    note: str,
    files: Sequence[FileGiven] = (),
    *,
    installation_id: str | None = None,
    version: int | None = None,
) -> TaskRequestRow:
    """[Đã gửi kết quả]: what was done, in words or with files; the accountable person is asked to confirm.

    Raises:
        Invalid: with neither a note nor a file that can be kept.
        Conflict: before it was taken, or when it was sent already.
    """
    row, task = _for_answer(tx, actor, request_id, version, Act.CO_OPERATE)
    row.state = step(_KIND, RequestState(row.state), "send")
    kept = keep_files(tx, actor, task, files, installation_id)
    if not note.strip() and not kept:
        raise Invalid(
            "Cần ghi chú nêu rõ kết quả, hoặc một tệp.",
            faults=[Fault("result_note", "Ghi kết quả đã gửi, hoặc chọn tệp.")],
        )
    ids = [each.id for each in kept]
    tx.session.execute(update(EvidenceRow).where(EvidenceRow.id.in_(ids)).values(request_id=row.id))
    row.result_text, row.result_at, row.lacking = note.strip(), tx.now, ""
    after = {**after_of(row), "files": [each.name for each in kept]}
    move(tx, actor, task, TaskAct.SEND_CO_OPERATION, reason=row.result_text, after=after)
    tx.changed("task_request", row.id)
    for person_id in {task.accountable_id, row.asked_by_id} - {None, actor.id}:
        assert person_id is not None
        tell(tx, row, task, person_id, again=tx.now.isoformat())
    return row


def receive_co_operation(
    tx: Tx, actor: Actor, request_id: UUID, lacking: str = "", version: int | None = None
) -> TaskRequestRow:
    """[Đã nhận đủ]; with ``lacking`` [Còn thiếu]: what is still missed, and the request is the co-operator's again.

    Raises:
        Conflict: when no result was sent.
        Forbidden: when the actor sent it.
    """
    row, task = open_request(tx, request_id, version, kind=_KIND)
    tx.require(Act.ASK_CO_OPERATION, actor, subject_of(tx, task))
    if actor.id == row.other_person_id:
        raise Forbidden("Không ai xác nhận kết quả do chính mình gửi.")
    lacking = lacking.strip()
    row.state = step(_KIND, RequestState(row.state), "lack" if lacking else "end")
    row.lacking = lacking
    if not lacking:
        row.ended_at, row.ended_by_id = tx.now, actor.id
    act = TaskAct.LACK_CO_OPERATION if lacking else TaskAct.RECEIVE_CO_OPERATION
    move(tx, actor, task, act, reason=lacking, after=after_of(row))
    tx.changed("task_request", row.id)
    if lacking:
        tell(tx, row, task, row.respondent_id, again=tx.now.isoformat())
    return row


def withdraw_co_operation(tx: Tx, actor: Actor, request_id: UUID, version: int | None = None) -> TaskRequestRow:
    """[Rút đề nghị], until its result is sent.

    Raises:
        Conflict: when it is settled or its result was sent.
        Forbidden: when the accountable person takes back what the giver asked for.
    """
    row, task = open_request(tx, request_id, version, kind=_KIND)
    tx.require(Act.ASK_CO_OPERATION, actor, subject_of(tx, task))
    _refuse_the_givers(actor, task, row)
    row.state = step(_KIND, RequestState(row.state), "withdraw")
    _let_go(tx, task, row)
    move(tx, actor, task, TaskAct.WITHDRAW_CO_OPERATION, after=after_of(row))
    tx.changed("task_request", row.id)
    tell(tx, row, task, row.respondent_id)
    return row


def _tell_askers(tx: Tx, row: TaskRequestRow, task: TaskRow, *, besides: UUID) -> None:
    for person_id in {task.assigner_id, task.accountable_id, row.asked_by_id} - {None, besides}:
        assert person_id is not None
        tell(tx, row, task, person_id)


def _let_in(task: TaskRow, person_id: UUID) -> None:
    """Who co-operates sees the task."""
    if person_id not in task.co_people_ids:
        task.co_people_ids = [*task.co_people_ids, person_id]


def _let_go(tx: Tx, task: TaskRow, row: TaskRequestRow) -> None:
    """Who no longer co-operates is no name on the task, unless another open request asks for them."""
    others = [each for each in open_co_operation(tx.session, task.id) if each.id != row.id]
    if row.other_person_id not in {each.other_person_id for each in others}:
        task.co_people_ids = [each for each in task.co_people_ids if each != row.other_person_id]
