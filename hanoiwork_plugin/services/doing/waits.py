"""Đang chờ đơn vị khác: asked by the assignee, taken by the other side, whose clock then runs (DOMAIN 4; STORY 13)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState, check_wait, held_days, step
from hanoiwork_plugin.domain.errors import Fault, Forbidden, Invalid
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import TaskAct, TaskState
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.assigning.assignment import move, needed_text, open_task
from hanoiwork_plugin.services.doing import request_clock
from hanoiwork_plugin.services.doing.holds import run_clock, stop_clock
from hanoiwork_plugin.services.doing.request_rows import answered, ask, open_request, tell
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import TaskRow


@dataclass(frozen=True)
class Awaited:
    """What is awaited: from a unit (its head answers) or one person, since when, until when as far as known."""

    what: str
    since: date
    expected_on: date
    unit_id: UUID | None = None
    person_id: UUID | None = None


def ask_wait(tx: Tx, actor: Actor, task_id: UUID, awaited: Awaited, version: int | None = None) -> TaskRequestRow:
    """[Đang chờ đơn vị khác]: the other side is asked to say that the work is with them; until then the clock goes on.

    Raises:
        Invalid: when the side is unknown, one's own, or the dates cannot be, as one before the task was given.
        Conflict: when a wait is open already.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.ASK_WAIT)
    what = needed_text("wait_text", awaited.what, "Nội dung đang chờ")
    given = hanoi_date(task.assigned_at or task.created_at)
    check_wait(awaited.since, awaited.expected_on, given, hanoi_date(tx.now))
    unit_id, respondent_id = _other_side(tx, actor, awaited)
    row = ask(
        tx,
        actor,
        task,
        RequestKind.WAIT,
        what,
        respondent_id,
        other_unit_id=unit_id,
        other_person_id=awaited.person_id,
        since=awaited.since,
        expected_on=awaited.expected_on,
    )
    request_clock.start(tx, row)
    after = {"request": str(row.id), "unit": str(unit_id), "person": str(awaited.person_id or "")}
    days = {"since": awaited.since.isoformat(), "expected_on": awaited.expected_on.isoformat()}
    move(tx, actor, task, TaskAct.ASK_WAIT, reason=what, after={**after, **days})
    return row


def _other_side(tx: Tx, actor: Actor, awaited: Awaited) -> tuple[UUID, UUID]:
    """The unit awaited and who answers for it."""
    if awaited.person_id is not None:
        person = organisation.actor_by_id(tx.session, awaited.person_id, hanoi_date(tx.now))
        if person is not None and person.id != actor.id:
            return person.unit.id, person.id
    elif awaited.unit_id is not None and tx.session.get(UnitRow, awaited.unit_id) is not None:
        unit = organisation.unit(tx.session, awaited.unit_id)
        head = competence.head_of(tx, unit)
        if head is not None and head.id != actor.id:
            return unit.id, head.id
    raise Invalid(
        "Chưa rõ đang chờ ai.",
        faults=[Fault("wait_unit", "Mời chọn đơn vị hoặc người khác, có người phụ trách trả lời.")],
    )


def subject_awaited(tx: Tx, row: TaskRequestRow) -> Subject:
    """The other side as the authority table sees it."""
    assert row.other_unit_id is not None
    return Subject(organisation.unit(tx.session, row.other_unit_id), row.other_person_id)


def answer_wait(
    tx: Tx, actor: Actor, request_id: UUID, text: str, *, agree: bool, version: int | None = None
) -> TaskRequestRow:
    """The other side takes the wait (from now on the clock runs there) or refuses it with a reason.

    Raises:
        Conflict: when it was answered or withdrawn before, or the task is not being worked on.
        Invalid: when a refusal has no reason.
    """
    row, task = _of_other_side(tx, actor, request_id, version)
    if not agree:
        text = needed_text("refuse_text", text, "Lý do")
    answered(tx, actor, row, text, agree=agree)
    act = TaskAct.REFUSE_WAIT
    if agree:
        act = TaskAct.TAKE_WAIT
        stop_clock(tx, task, TaskState.WAITING)
    move(tx, actor, task, act, reason=text, after={"request": str(row.id)})
    tell(tx, row, task, row.asked_by_id)
    return row


def end_wait(tx: Tx, actor: Actor, request_id: UUID, note: str, version: int | None = None) -> TaskRequestRow:
    """[Đã chuyển kết quả]: the other side hands over what was awaited; the clock is the assignee's again."""
    row, task = _of_other_side(tx, actor, request_id, version)
    _finish(tx, actor, task, row, note)
    tell(tx, row, task, row.asked_by_id)
    return row


def stop_waiting(tx: Tx, actor: Actor, request_id: UUID, note: str, version: int | None = None) -> TaskRequestRow:
    """[Đã nhận được, làm tiếp]: the assignee says that they wait no more."""
    row, task = open_request(tx, request_id, version)
    open_task(tx, actor, task.id, None, TaskAct.END_WAIT)
    _finish(tx, actor, task, row, note)
    tell(tx, row, task, row.respondent_id)
    return row


def _of_other_side(tx: Tx, actor: Actor, request_id: UUID, version: int | None) -> tuple[TaskRequestRow, TaskRow]:
    row, task = open_request(tx, request_id, version, kind=RequestKind.WAIT)
    tx.require(Act.ANSWER_WAIT, actor, subject_awaited(tx, row))
    if actor.id == task.accountable_id:
        raise Forbidden("Bên kia xác nhận việc chờ, không phải người đang chờ.")
    return row, task


def _finish(tx: Tx, actor: Actor, task: TaskRow, row: TaskRequestRow, note: str) -> None:
    row.state = step(RequestKind.WAIT, RequestState(row.state), "end")
    row.ended_at, row.ended_by_id = tx.now, actor.id
    begun, due = row.answered_at or tx.now, task.due
    run_clock(tx, task)
    move(
        tx,
        actor,
        task,
        TaskAct.END_WAIT,
        reason=note.strip(),
        before={"due": due.isoformat() if due else None},
        after={
            "request": str(row.id),
            "days": held_days(begun, tx.now),
            "due": task.due.isoformat() if task.due else None,
        },
    )
    tx.changed("task_request", row.id)


def end_open_wait(tx: Tx, actor: Actor, task: TaskRow) -> None:
    """Whoever hands in all that is left waits for nobody."""
    row = tx.session.scalar(
        select(TaskRequestRow).where(
            TaskRequestRow.task_id == task.id,
            TaskRequestRow.kind == RequestKind.WAIT,
            TaskRequestRow.state == RequestState.AGREED,
        )
    )
    if row is not None:
        _finish(tx, actor, task, row, "")
