"""Absences (nghỉ): announced, recorded; tasks lent until the return, deadlines paused (DOMAIN 4, 6; STORY 12)."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant
from hanoiwork_plugin.domain.changes.absence import (
    LATEST_ENTRY,
    AbsenceAct,
    AbsenceKind,
    AbsenceState,
    back_on,
    check_absence,
    paused_due,
    record,
)
from hanoiwork_plugin.domain.changes.change_views import AbsenceChange, AbsenceView, LeftTaskView
from hanoiwork_plugin.domain.errors import Conflict, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import CLOSED, TRANSITIONS, TaskAct, TaskState
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.assigning.assignment import move, open_task
from hanoiwork_plugin.services.changes import delegations
from hanoiwork_plugin.services.doing.handover import colleague
from hanoiwork_plugin.services.doing.task_views import NOBODY
from hanoiwork_plugin.services.rating import excuses
from hanoiwork_plugin.services.timing.deadlines import set_timers
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.absences import AbsenceRow, AbsenceTaskRow, tasks_of_absence
from hanoiwork_plugin.store.ledger import entries_of_many
from hanoiwork_plugin.store.tasks import TaskRow, locked_task

BACK = "absence.back"
LENT, PAUSED = "lent", "paused"


def report_absence(
    tx: Tx, actor: Actor, person_id: UUID, kind: AbsenceKind, first: date, last: date, note: str = ""
) -> AbsenceRow:
    """Báo nghỉ for oneself, to be recorded by the manager; or recorded at once by somebody competent.

    Raises:
        Forbidden: for somebody else's absence, without authority.
        Invalid: when the dates cannot be.
        Conflict: when another absence of these days is recorded.
    """
    person = delegations.known(tx, person_id, "absence_person")
    subject = Subject(person.unit, person.id)
    competent = authority.allowed(Act.RECORD_ABSENCE, actor, subject) is not None
    tx.require(Act.RECORD_ABSENCE if competent else Act.ANNOUNCE_ABSENCE, actor, subject)
    check_absence(first, last, hanoi_date(tx.now))
    row = AbsenceRow(
        id=new_id(),
        person_id=person.id,
        kind=kind,
        state=AbsenceState.ANNOUNCED,
        valid_from=first,
        valid_to=last,
        note=note.strip(),
        announced_by_id=actor.id,
        announced_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    if competent:
        _record(tx, actor, person, row)
        return row
    tx.record(AbsenceAct.ANNOUNCED, "person", person.id, actor, reason=row.note, after=_facts(row))
    head = competence.nearest_or_none(tx, Act.RECORD_ABSENCE, subject, besides=person.id)
    for person_told in {person.id, *([head.id] if head else [])}:
        _show(tx, row, person_told)
    return row


def record_absence(tx: Tx, actor: Actor, absence_id: UUID, version: int | None = None) -> AbsenceRow:
    """[Ghi nhận nghỉ]: from now on reminders and “no update” facts of these days are muted.

    Raises:
        Conflict: when it was recorded before, or another absence of these days was.
    """
    row, person = open_absence(tx, actor, absence_id, version)
    tx.require(Act.RECORD_ABSENCE, actor, Subject(person.unit, person.id))
    _record(tx, actor, person, row)
    return row


def _record(tx: Tx, actor: Actor, person: Actor, row: AbsenceRow) -> None:
    row.state = record(AbsenceState(row.state))
    row.recorded_by_id, row.recorded_at = actor.id, tx.now
    try:
        with tx.session.begin_nested():
            tx.session.flush()
    except IntegrityError:
        raise Conflict("Những ngày này đã có một đợt nghỉ khác được ghi nhận.") from None
    tx.record(AbsenceAct.RECORDED, "person", person.id, actor, reason=row.note, after=_facts(row))
    tx.timer(BACK, str(row.id), hanoi_instant(back_on(row.valid_to)))
    tx.changed("absence", row.id)
    head = competence.nearest_or_none(tx, Act.RECORD_ABSENCE, Subject(person.unit, person.id), besides=person.id)
    for person_told in {actor.id, person.id, *([head.id] if head else [])}:
        _show(tx, row, person_told)
    excuses.excuse_missed(tx, actor, person.id)
    delegations.propose_for(tx, person, max(row.valid_from, hanoi_date(tx.now)), row.valid_to)


def _show(tx: Tx, row: AbsenceRow, person_id: UUID) -> None:
    tx.notify(
        "absence",
        person_id=person_id,
        subject_type="absence",
        subject_id=row.id,
        dedup=f"absence:{row.id}:{person_id}",
    )


def _facts(row: AbsenceRow) -> dict[str, object]:
    days = {"valid_from": row.valid_from.isoformat(), "valid_to": row.valid_to.isoformat()}
    return {"absence": str(row.id), "kind": row.kind, **days}


def open_absence(tx: Tx, actor: Actor, absence_id: UUID, version: int | None) -> tuple[AbsenceRow, Actor]:
    """An absence that the actor may see, held until the end, with its person.

    Raises:
        NotFound: when it is none of the actor's business.
        Stale: when the card shows an older version.
    """
    row = visible_absence(tx, actor, absence_id)
    tx.session.refresh(row, with_for_update=True)
    if version is not None and version != row.version:
        raise Stale
    return row, delegations.known(tx, row.person_id, "absence_person")


def visible_absence(tx: Tx, actor: Actor, absence_id: UUID) -> AbsenceRow:
    """An absence, for the person and those who may record it.

    Raises:
        NotFound: for everyone else.
    """
    row = tx.session.get(AbsenceRow, absence_id)
    person = organisation.actor_by_id(tx.session, row.person_id, hanoi_date(tx.now)) if row else None
    if row is None or person is None:
        raise NotFound
    if actor.id != person.id and not authority.allowed(Act.RECORD_ABSENCE, actor, Subject(person.unit, person.id)):
        raise NotFound
    return row


def lend_task(
    tx: Tx, actor: Actor, absence_id: UUID, task_id: UUID, to_id: UUID, version: int | None = None
) -> TaskRow:
    """[Chuyển tạm]: a colleague does the task until the return date, when what is not finished goes back.

    Raises:
        Conflict: when the absence is not recorded or over, or the task is not the absent person's.
        Forbidden: when the actor may not give work to the colleague.
    """
    row, task = _task_of(tx, actor, absence_id, task_id, version, TaskAct.LEND)
    taker = colleague(tx, actor, to_id, task)
    back = back_on(row.valid_to)
    before: dict[str, object] = {"accountable_id": str(task.accountable_id)}
    task.accountable_id, task.taken_over = taker.id, True
    tx.session.add(
        AbsenceTaskRow(
            id=new_id(),
            absence_id=row.id,
            task_id=task.id,
            kind=LENT,
            lent_to_id=taker.id,
            back_on=back,
            done_at=tx.now,
        )
    )
    after = {"accountable_id": str(taker.id), "back_on": back.isoformat(), "absence": str(row.id)}
    move(tx, actor, task, TaskAct.LEND, before=before, after=after)
    tx.notify("task", person_id=taker.id, subject_type="task", subject_id=task.id, installation_id=task.installation_id)
    return task


def pause_deadline(tx: Tx, actor: Actor, absence_id: UUID, task_id: UUID, version: int | None = None) -> TaskRow:
    """[Tạm dừng hạn]: the deadline moves by the working days of the absence.

    Raises:
        Conflict: when it was paused for this absence already, or lies before the absence.
    """
    row, task = _task_of(tx, actor, absence_id, task_id, version, TaskAct.PAUSE)
    if task.due is None:
        raise Conflict("Nhiệm vụ này chưa có hạn.")
    done = [each for each in tasks_of_absence(tx.session, row.id) if each.task_id == task.id and each.kind == PAUSED]
    if done:
        raise Conflict("Hạn của nhiệm vụ này đã được tạm dừng cho đợt nghỉ này.")
    due_before = task.due
    task.due = paused_due(due_before, row.valid_from, row.valid_to)
    task.window_due = max(task.window_due, task.due) if task.window_due else task.due
    tx.session.add(
        AbsenceTaskRow(
            id=new_id(),
            absence_id=row.id,
            task_id=task.id,
            kind=PAUSED,
            due_before=due_before,
            due_after=task.due,
            done_at=tx.now,
        )
    )
    before: dict[str, object] = {"due": due_before.isoformat()}
    move(tx, actor, task, TaskAct.PAUSE, before=before, after={"due": task.due.isoformat(), "absence": str(row.id)})
    set_timers(tx, task)
    return task


def _task_of(
    tx: Tx, actor: Actor, absence_id: UUID, task_id: UUID, version: int | None, act: TaskAct
) -> tuple[AbsenceRow, TaskRow]:
    row, person = open_absence(tx, actor, absence_id, version)
    if row.state != AbsenceState.RECORDED:
        raise Conflict("Đợt nghỉ này chưa được ghi nhận.")
    if back_on(row.valid_to) <= hanoi_date(tx.now):
        raise Conflict("Đợt nghỉ này đã kết thúc.")
    task, _ = open_task(tx, actor, task_id, None, act)
    if task.accountable_id != person.id:
        raise Conflict("Nhiệm vụ này không do người nghỉ thực hiện.")
    tx.changed("absence", row.id)
    return row, task


def fire_back(tx: Tx, absence_id: UUID) -> None:
    """The return date, 0:00, or at once when nobody is away: every task lent and not finished is the person's own."""
    row = tx.session.get(AbsenceRow, absence_id)
    if row is None or row.state == AbsenceState.ANNOUNCED:
        return
    if row.state == AbsenceState.RECORDED and hanoi_date(tx.now) < back_on(row.valid_to):
        return  # the absence was extended: a later timer brings the tasks back
    for loan in tasks_of_absence(tx.session, row.id):
        task = locked_task(tx.session, loan.task_id) if loan.kind == LENT and loan.back_at is None else None
        if task is None:
            continue
        loan.back_at = tx.now
        lent_still = task.state not in CLOSED and task.accountable_id == loan.lent_to_id
        if not lent_still or (TaskState(task.state), TaskAct.TAKE_BACK) not in TRANSITIONS:
            continue
        before = {"accountable_id": str(task.accountable_id), "state": task.state}
        task.accountable_id, task.taken_over = row.person_id, False
        after = {"accountable_id": str(row.person_id), "state": task.state, "absence": str(row.id)}
        tx.record(TaskAct.TAKE_BACK, "task", task.id, None, before=before, after=after)
        tx.changed("task", task.id)
        tx.notify(
            "task",
            person_id=row.person_id,
            subject_type="task",
            subject_id=task.id,
            installation_id=task.installation_id,
        )
    tx.changed("absence", row.id)


def people_to_report(tx: Tx, actor: Actor) -> list[PersonRef]:
    """Whose absence the actor can report: their own first, then everyone they may record it for."""
    people = organisation.members(tx.session, actor.unit.agency_id, hanoi_date(tx.now))
    allowed = [
        person
        for person in people
        if authority.allowed(Act.RECORD_ABSENCE, actor, Subject(person.unit, person.id)) and person.id != actor.id
    ]
    return [delegations.reference(actor), *(delegations.reference(person) for person in allowed)]


def open_tasks_of(tx: Tx, person_id: UUID) -> list[TaskRow]:
    """Every task the person answers for that is neither done nor cancelled, the most urgent first."""
    return list(
        tx.session.scalars(
            select(TaskRow)
            .where(TaskRow.accountable_id == person_id, TaskRow.state.not_in([state.value for state in CLOSED]))
            .order_by(TaskRow.due.nulls_last(), TaskRow.id)
        )
    )


def absence_view(tx: Tx, row: AbsenceRow, viewer: Actor) -> AbsenceView:
    """The absence as ``viewer`` sees it; the caller has checked that they may."""
    person = delegations.known(tx, row.person_id, "absence_person")
    subject = Subject(person.unit, person.id)
    may_record = authority.allowed(Act.RECORD_ABSENCE, viewer, subject) is not None
    settles = authority.allowed(Act.LEND_TASK, viewer, subject) is not None and row.state == AbsenceState.RECORDED
    over = back_on(row.valid_to) <= hanoi_date(tx.now)
    own = viewer.id == row.person_id and row.state == AbsenceState.ANNOUNCED
    done = tasks_of_absence(tx.session, row.id)
    people = organisation.references(
        tx.session,
        hanoi_date(tx.now),
        {row.person_id, row.announced_by_id, row.recorded_by_id, *(each.lent_to_id for each in done)},
    )
    return AbsenceView(
        id=row.id,
        version=row.version,
        person=people.get(row.person_id, NOBODY),
        unit=person.unit.name,
        kind=AbsenceKind(row.kind),
        state=AbsenceState(row.state),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        back_on=back_on(row.valid_to),
        note=row.note,
        announced_by=people.get(row.announced_by_id, NOBODY),
        announced_at=row.announced_at,
        recorded_by=people.get(row.recorded_by_id) if row.recorded_by_id else None,
        recorded_at=row.recorded_at,
        tasks=tuple(_left(tx, person, done, people)) if settles else (),
        colleagues=tuple(colleagues_for(tx, viewer, person)) if settles and not over else (),
        may_record=may_record and row.state == AbsenceState.ANNOUNCED,
        may_change=(may_record or own)
        and row.state != AbsenceState.WITHDRAWN
        and row.valid_to >= hanoi_date(tx.now) - LATEST_ENTRY,
        changed=_changed(tx, row),
    )


def _changed(tx: Tx, row: AbsenceRow) -> AbsenceChange | None:
    """What the ledger says was changed last."""
    entries = entries_of_many(tx.session, [row.person_id], [AbsenceAct.CHANGED, AbsenceAct.WITHDRAWN])
    last = next((each for each in reversed(entries) if each.after.get("absence") == str(row.id)), None)
    if last is None or last.actor_id is None:
        return None
    by = organisation.references(tx.session, hanoi_date(tx.now), [last.actor_id]).get(last.actor_id, NOBODY)
    before = last.before.get("valid_to")
    return AbsenceChange(AbsenceAct(last.act), by, last.at, last.reason, date.fromisoformat(before) if before else None)


def _left(tx: Tx, person: Actor, done: list[AbsenceTaskRow], people: dict[UUID, PersonRef]) -> list[LeftTaskView]:
    by_task = {each.task_id: each for each in done if each.back_at is None}
    lent = [row for each in done if each.kind == LENT and (row := tx.session.get(TaskRow, each.task_id))]
    tasks = {task.id: task for task in [*open_tasks_of(tx, person.id), *lent] if task.state not in CLOSED}
    return [
        LeftTaskView(
            task.id,
            task.name,
            TaskState(task.state),
            task.due,
            by_task[task.id].kind if task.id in by_task else "",
            people.get(by_task[task.id].lent_to_id or NOBODY.id) if task.id in by_task else None,
            by_task[task.id].back_on if task.id in by_task else None,
        )
        for task in tasks.values()
    ]


def colleagues_for(tx: Tx, viewer: Actor, person: Actor) -> list[PersonRef]:
    """Who can take over a task from ``person``: those the viewer may give work to, the same unit first."""
    people = [
        other
        for other in organisation.members(tx.session, person.unit.agency_id, hanoi_date(tx.now))
        if other.id != person.id and authority.allowed(Act.GIVE_TASK, viewer, Subject(other.unit))
    ]
    people.sort(key=lambda other: (other.unit.id != person.unit.id, other.name))
    return [delegations.reference(other) for other in people]
