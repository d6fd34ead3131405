"""What an outage takes from nobody: deadlines given back, lateness marked *do hệ thống* (DOMAIN 4, 5)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from hanoiwork_plugin.domain.calendar import (
    FIRST_DAY,
    Period,
    add_working_days,
    end_of_day,
    hanoi_date,
    hanoi_instant,
    is_overdue,
    period_of,
)
from hanoiwork_plugin.domain.people import Unit
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct, EvaluationState
from hanoiwork_plugin.domain.tasks import CLOSED, HELD, TRANSITIONS, TaskAct, TaskState
from hanoiwork_plugin.domain.timing.outages import NEAR, Outage, explains, given_back
from hanoiwork_plugin.services.rating.excuses import EXCUSED_OF, Explained, Step, explained_by_outage, step_missed
from hanoiwork_plugin.services.rating.score_facts import facts_changed
from hanoiwork_plugin.services.timing.deadlines import set_timers, settle_deadline
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import LedgerEntryRow, entries_of_many
from hanoiwork_plugin.store.outages import OutageRow, outages_between
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.tasks import SubmissionRow, TaskRow, units_waiting

OF_AGENCY = "outage.agency"


def spread(tx: Tx, row: OutageRow) -> None:
    """Agency by agency, each in a transaction of its own, what the outage explains is given back."""
    if row.unit_id is not None:
        agencies = [organisation.unit(tx.session, row.unit_id).agency_id]
    else:
        agencies = organisation.agencies_with_people(tx.session, hanoi_date(tx.now))
    for agency_id in agencies:
        tx.timer(OF_AGENCY, f"{row.id}:{agency_id}", tx.now)


def fire_of_agency(tx: Tx, subject_key: str) -> None:
    """The effects of one outage that is over, in one agency."""
    outage_id, _, agency = subject_key.partition(":")
    row = tx.session.get(OutageRow, UUID(outage_id))
    if row is None or row.until is None:
        return
    last = end_of_day(add_working_days(hanoi_date(row.until), 1) - timedelta(days=1))
    near = outages_between(tx.session, row.since - NEAR, last)
    _give_back(tx, row, UUID(agency), near, last)
    _excuse_missed_steps(tx, row, UUID(agency))


def _give_back(tx: Tx, row: OutageRow, agency_id: UUID, near: Sequence[OutageRow], last: datetime) -> None:
    """Every task of the agency whose deadline falls to the outage, locked; the queries do not grow with them, but for
    those whose missed deadline is recorded now."""
    tasks = tx.session.scalars(
        select(TaskRow)
        .where(
            TaskRow.lead_unit_id.in_(select(UnitRow.id).where(UnitRow.path[1] == agency_id)),
            or_(TaskRow.due.between(row.since, last), TaskRow.window_due.between(row.since, last)),
            TaskRow.accountable_id.is_not(None),
        )
        .order_by(TaskRow.id)
        .with_for_update()
    ).all()
    units = {unit.id: unit for unit in organisation.units_below(tx.session, agency_id)}
    agency = organisation.unit(tx.session, agency_id)
    for task in tasks:
        if _is_due_now(tx, task):
            settle_deadline(tx, task)
    ids = [task.id for task in tasks]
    entries = entries_of_many(tx.session, ids, [TaskAct.MISS_DEADLINE, TaskAct.EXCUSE_DELAY])
    submissions: dict[UUID, list[SubmissionRow]] = {}
    for each in tx.session.scalars(
        select(SubmissionRow).where(SubmissionRow.task_id.in_(ids)).order_by(SubmissionRow.number)
    ):
        submissions.setdefault(each.task_id, []).append(each)
    decided = _decided_months(tx, tasks)
    for task in tasks:
        unit = units.get(task.lead_unit_id, agency)
        felt = [Outage(each.since, each.until) for each in near if _felt(each, task, unit)]
        if (task.accountable_id, _month(task)) not in decided:
            own = [entry for entry in entries if entry.subject_id == task.id]
            _settle(tx, row, task, felt, own, submissions.get(task.id, []))


def _is_due_now(tx: Tx, task: TaskRow) -> bool:
    recordable = (TaskState(task.state), TaskAct.MISS_DEADLINE) in TRANSITIONS
    return task.due is not None and recordable and is_overdue(task.due, tx.now)


def _felt(row: OutageRow, task: TaskRow, unit: Unit) -> bool:
    """Whether the outage reached the work on this task."""
    if row.unit_id is not None and row.unit_id not in unit.path:
        return False
    if row.recorded_by_id is not None and row.recorded_by_id == task.accountable_id:
        return False
    return row.installation_id in (None, task.installation_id) or task.installation_id is None


def _month(task: TaskRow) -> str:
    if task.window_due is None or hanoi_date(task.window_due) < FIRST_DAY:
        return ""
    return period_of(task.window_due).code


def _decided_months(tx: Tx, tasks: Sequence[TaskRow]) -> set[tuple[UUID | None, str]]:
    """Whose results of which months are approved: those are only changed by a petition."""
    rows = tx.session.execute(
        select(EvaluationRow.person_id, EvaluationRow.period).where(
            EvaluationRow.person_id.in_({task.accountable_id for task in tasks}),
            EvaluationRow.state.in_([EvaluationState.APPROVED, EvaluationState.PUBLISHED]),
        )
    )
    return {(person_id, period) for person_id, period in rows}


def _settle(
    tx: Tx,
    row: OutageRow,
    task: TaskRow,
    felt: Sequence[Outage],
    entries: Sequence[LedgerEntryRow],
    submissions: Sequence[SubmissionRow],
) -> None:
    """Give back the deadline in force, and take the cost of those that were missed because of the outage."""
    excused = {each for entry in entries if entry.act == TaskAct.EXCUSE_DELAY for each in entry.after["waives"]}
    missed = {
        datetime.fromisoformat(entry.after["due"]): entry
        for entry in entries
        if entry.act == TaskAct.MISS_DEADLINE and str(entry.id) not in excused
    }
    running = TaskState(task.state) not in CLOSED | HELD
    waiting = sum((units_waiting(each) for each in submissions), start=task.accepted_quantity)
    open_still = running and waiting < (task.quantity or 0)
    deadlines = {*missed, *([task.due] if task.due and open_still else [])}
    for due in sorted(deadlines):
        until = given_back(felt) if explains(felt, due) else None
        if until is None or until <= due:
            continue
        after_due = next((each.submitted_at for each in submissions if is_overdue(due, each.submitted_at)), None)
        in_time = after_due is not None and not is_overdue(until, after_due)
        if not in_time and is_overdue(until, tx.now):
            continue  # late by more than the outage explains
        entry = missed.get(due)
        moves = open_still and task.due == due
        if entry is None and not moves:
            continue
        after: dict[str, object] = {
            "outage": str(row.id),
            "waives": [str(entry.id)] if entry else [],
            "down_since": row.since.isoformat(),
            "down_until": row.until.isoformat() if row.until else None,
        }
        if moves:
            task.due = until
            after["due"] = until.isoformat()
            set_timers(tx, task)
        tx.record(TaskAct.EXCUSE_DELAY, "task", task.id, None, before={"due": due.isoformat()}, after=after)
        tx.changed("task", task.id)
        facts_changed(tx, task)
        if moves:
            settle_deadline(tx, task)


def _excuse_missed_steps(tx: Tx, row: OutageRow, agency_id: UUID) -> None:
    """A step of the month missed because of the outage and recorded before it was known is held against nobody."""
    assert row.until is not None, "it is over"
    months = {Period.month(day.year, day.month) for day in (hanoi_date(row.since), hanoi_date(row.until))}
    for period in sorted(months, key=lambda each: each.code):
        for act in EXCUSED_OF if period.code >= period_of(hanoi_instant(FIRST_DAY)).code else ():
            step = step_missed(act, period)
            explained = explained_by_outage(tx, agency_id, step)
            if explained is not None and explained.until is not None:
                _excuse_step(tx, row, agency_id, period, act, step, explained)


def _excuse_step(
    tx: Tx, row: OutageRow, agency_id: UUID, period: Period, act: EvaluationAct, step: Step, explained: Explained
) -> None:
    rows = {
        each.id: each
        for each in tx.session.scalars(
            select(EvaluationRow).where(EvaluationRow.agency_id == agency_id, EvaluationRow.period == period.code)
        )
    }
    entries = entries_of_many(tx.session, list(rows), [act, EXCUSED_OF[act]])
    excused = {entry.before["entry"] for entry in entries if entry.act != act}
    for entry in entries:
        if entry.act != act or str(entry.id) in excused or not explained.covers(step, rows[entry.subject_id], tx.now):
            continue
        before, after = {"entry": str(entry.id)}, {"outage": str(row.id)}
        tx.record(EXCUSED_OF[act], "evaluation", entry.subject_id, None, before=before, after=after)
        tx.changed("evaluation", entry.subject_id)
