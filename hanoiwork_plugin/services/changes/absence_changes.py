"""An absence that turns out otherwise: shorter, longer, or not at all (DOMAIN 6; STORY 12)."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant
from hanoiwork_plugin.domain.changes.absence import (
    AbsenceAct,
    AbsenceState,
    back_on,
    check_change,
    paused_due,
    resumed_due,
    withdraw,
)
from hanoiwork_plugin.domain.errors import Conflict
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import CLOSED, TaskAct
from hanoiwork_plugin.services.assigning.assignment import REDO_WORKING_DAYS
from hanoiwork_plugin.services.changes import absences, delegations
from hanoiwork_plugin.services.rating import excuses
from hanoiwork_plugin.services.rating.score_facts import facts_changed
from hanoiwork_plugin.services.timing.deadlines import set_timers
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.absences import AbsenceRow, AbsenceTaskRow, tasks_of_absence
from hanoiwork_plugin.store.tasks import locked_task


def change_absence(
    tx: Tx, actor: Actor, absence_id: UUID, last: date, reason: str, version: int | None = None
) -> AbsenceRow:
    """[Đổi ngày nghỉ]: back earlier or later; tasks lent come back on the new day, paused deadlines follow.

    Raises:
        Forbidden: for a recorded absence, without the authority to record it.
        Conflict: when nothing changes, it was withdrawn, or another absence of these days is recorded.
        Invalid: when the day cannot be, or the reason is missing.
    """
    row, person = _opened(tx, actor, absence_id, version)
    old = row.valid_to
    check_change(AbsenceState(row.state), row.valid_from, old, last, reason, hanoi_date(tx.now))
    row.valid_to = last
    try:
        with tx.session.begin_nested():
            tx.session.flush()
    except IntegrityError:
        raise Conflict("Những ngày này đã có một đợt nghỉ khác được ghi nhận.") from None
    _record(tx, actor, row, AbsenceAct.CHANGED, reason, {"valid_to": old.isoformat()}, {"valid_to": last.isoformat()})
    if row.state == AbsenceState.RECORDED:
        _follow(tx, actor, row, reason)
        if last > old:
            excuses.excuse_missed(tx, actor, person.id)
            delegations.propose_for(tx, person, max(old + timedelta(days=1), hanoi_date(tx.now)), last)
    return row


def withdraw_absence(tx: Tx, actor: Actor, absence_id: UUID, reason: str, version: int | None = None) -> AbsenceRow:
    """[Rút đợt nghỉ]: it does not take place, or was recorded in error; everything lent comes back at once.

    Raises:
        Forbidden: for a recorded absence, without the authority to record it.
        Conflict: when it was withdrawn before, or lies more than a month back.
        Invalid: without a reason.
    """
    row, _ = _opened(tx, actor, absence_id, version)
    before = row.state
    row.state = withdraw(AbsenceState(before), row.valid_to, reason, hanoi_date(tx.now))
    _record(tx, actor, row, AbsenceAct.WITHDRAWN, reason, {"state": before}, {"state": row.state})
    if before == AbsenceState.RECORDED:
        _follow(tx, actor, row, reason)
    return row


def _opened(tx: Tx, actor: Actor, absence_id: UUID, version: int | None) -> tuple[AbsenceRow, Actor]:
    row, person = absences.open_absence(tx, actor, absence_id, version)
    own = actor.id == person.id and row.state == AbsenceState.ANNOUNCED
    tx.require(Act.ANNOUNCE_ABSENCE if own else Act.RECORD_ABSENCE, actor, Subject(person.unit, person.id))
    return row, person


def _record(
    tx: Tx,
    actor: Actor,
    row: AbsenceRow,
    act: AbsenceAct,
    reason: str,
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    named: dict[str, object] = {"absence": str(row.id)}
    tx.record(act, "person", row.person_id, actor, reason=reason.strip(), before=named | before, after=named | after)
    tx.changed("absence", row.id)
    if actor.id != row.person_id:
        tx.notify("absence", person_id=row.person_id, subject_type="absence", subject_id=row.id)


def _follow(tx: Tx, actor: Actor, row: AbsenceRow, reason: str) -> None:
    """What was lent and paused follows the new dates."""
    away = row.state == AbsenceState.RECORDED
    back = back_on(row.valid_to)
    for done in tasks_of_absence(tx.session, row.id):
        if done.kind == absences.PAUSED:
            _move_deadline(tx, actor, row, done, reason)
        elif done.back_at is None:
            done.back_on = back if away else hanoi_date(tx.now)
    if not away or back <= hanoi_date(tx.now):
        absences.fire_back(tx, row.id)
    else:
        tx.timer(absences.BACK, str(row.id), hanoi_instant(back))


def _move_deadline(tx: Tx, actor: Actor, row: AbsenceRow, done: AbsenceTaskRow, reason: str) -> None:
    """The paused deadline as the days now are; one that somebody has set anew since, or that has passed, stays."""
    task = locked_task(tx.session, done.task_id)
    if task is None or done.due_before is None or done.due_after is None:
        return
    if task.state in CLOSED or task.due != done.due_after or done.due_after <= tx.now:
        return
    withdrawn = row.state == AbsenceState.WITHDRAWN
    due = done.due_before if withdrawn else paused_due(done.due_before, row.valid_from, row.valid_to)
    if due < done.due_after:
        due = resumed_due(done.due_after, due, hanoi_date(tx.now), REDO_WORKING_DAYS)
    if due == done.due_after:
        return
    before: dict[str, object] = {"due": done.due_after.isoformat()}
    facts_changed(tx, task)
    if task.window_due is None or task.window_due == done.due_after or task.window_due < due:
        task.window_due = due
    task.due = done.due_after = due
    after = {"due": due.isoformat(), "absence": str(row.id)}
    tx.record(TaskAct.PAUSE, "task", task.id, actor, reason=reason.strip(), before=before, after=after)
    tx.changed("task", task.id)
    facts_changed(tx, task)
    set_timers(tx, task)
