"""Where a plan's lines come from: unfinished work, what is assigned, the objectives; nothing typed twice (DOMAIN 6)."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from hanoiwork_plugin.domain.calendar import Period, Window, hanoi_date, window_of
from hanoiwork_plugin.domain.goals.objectives import SheetState
from hanoiwork_plugin.domain.goals.plan import Origin, PlanLine
from hanoiwork_plugin.domain.people import Unit
from hanoiwork_plugin.domain.tasks import RUNNING, Priority, TaskKind, TaskState
from hanoiwork_plugin.services.goals.objective_sets import periods_around
from hanoiwork_plugin.services.goals.objective_views import standings
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.objectives import KeyResultRow, KeyResultTaskRow, ObjectiveRow, ObjectiveSetRow
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.plans import PlanLineRow, PlanRow
from hanoiwork_plugin.store.tasks import TaskRow

Sources = tuple[list[PlanLine], list[PlanLine], list[PlanLine]]
"""Unfinished work, what is assigned, what the objectives ask for."""

_FULL = 100


def proposed_lines(tx: Tx, row: PlanRow, unit: Unit) -> Sources:
    """What the system knows of the month of a plan's owner; seven queries."""
    window = window_of(Period(row.period))
    tasks = tx.session.scalars(
        select(TaskRow)
        .where(
            _owned(row, unit),
            or_(
                TaskRow.state.in_(RUNNING) & (TaskRow.window_due < window.start),
                TaskRow.state.in_([*RUNNING, TaskState.DONE]) & TaskRow.window_due.between(window.start, window.end),
            ),
        )
        .order_by(TaskRow.due, TaskRow.id)
    ).all()
    results = _results_served(tx, [task.id for task in tasks])
    unfinished = [
        _of_task(task, Origin.UNFINISHED, results)
        for task in tasks
        if task.window_due and task.window_due < window.start
    ]
    assigned = [
        _of_task(task, Origin.ASSIGNED, results)
        for task in tasks
        if task.window_due and task.window_due >= window.start
    ]
    return unfinished + _left_over(tx, row), assigned, _of_objectives(tx, row, window)


def _owned(row: PlanRow, unit: Unit) -> ColumnElement[bool]:
    """A person's own tasks; a department's; of an agency the key tasks of all its departments."""
    if row.person_id is not None:
        return TaskRow.accountable_id == row.person_id
    if not unit.is_agency:
        return TaskRow.lead_unit_id == unit.id
    below = select(UnitRow.id).where(UnitRow.path.contains([unit.id]))
    return TaskRow.lead_unit_id.in_(below) & (TaskRow.kind == TaskKind.KEY)


def _results_served(tx: Tx, task_ids: list[UUID]) -> dict[UUID, UUID]:
    rows = tx.session.execute(
        select(KeyResultTaskRow.task_id, KeyResultTaskRow.key_result_id).where(KeyResultTaskRow.task_id.in_(task_ids))
    )
    return {row.task_id: row.key_result_id for row in rows}


def _of_task(task: TaskRow, origin: Origin, results: dict[UUID, UUID]) -> PlanLine:
    return PlanLine(
        name=task.name,
        kind=TaskKind(task.kind) if task.kind else None,
        product=task.product or task.host_product,
        priority=Priority(task.priority),
        due=_day(task),
        origin=origin,
        task_id=task.id,
        key_result_id=results.get(task.id),
    )


def _day(task: TaskRow) -> date | None:
    return hanoi_date(task.due) if task.due else None


def _left_over(tx: Tx, row: PlanRow) -> list[PlanLine]:
    """Lines of the plan before that never became a task."""
    before = tx.session.scalar(
        select(PlanRow)
        .where(
            PlanRow.unit_id == row.unit_id,
            PlanRow.person_id.is_not_distinct_from(row.person_id),
            PlanRow.period < row.period,
            PlanRow.state == SheetState.APPROVED,
        )
        .order_by(PlanRow.period.desc())
        .limit(1)
    )
    if before is None:
        return []
    lines = tx.session.scalars(
        select(PlanLineRow).where(
            PlanLineRow.plan_id == before.id,
            PlanLineRow.task_id.is_(None),
            PlanLineRow.key_result_id.is_(None),
            PlanLineRow.dropped_at.is_(None),
        )
    )
    return [
        PlanLine(
            line.name,
            TaskKind(line.kind) if line.kind else None,
            line.product,
            Priority(line.priority) if line.priority else None,
            line.due,
            Origin.UNFINISHED,
        )
        for line in lines
    ]


def _of_objectives(tx: Tx, row: PlanRow, window: Window) -> list[PlanLine]:
    """The owner's key results that are due by the end of the month and not reached."""
    query = (
        select(KeyResultRow)
        .join(ObjectiveRow, ObjectiveRow.id == KeyResultRow.objective_id)
        .join(ObjectiveSetRow, ObjectiveSetRow.id == ObjectiveRow.set_id)
        .where(
            ObjectiveSetRow.unit_id == row.unit_id,
            ObjectiveSetRow.person_id.is_not_distinct_from(row.person_id),
            ObjectiveSetRow.period.in_(periods_around(row.period)),
            ObjectiveSetRow.state.in_([SheetState.SUBMITTED, SheetState.APPROVED]),
            or_(ObjectiveSetRow.period == row.period, KeyResultRow.due <= hanoi_date(window.end)),
        )
        .order_by(KeyResultRow.due, KeyResultRow.id)
    )
    results = tx.session.scalars(query).all()
    stand = standings(tx, results)
    return [
        PlanLine(one.product, TaskKind.KEY, one.product, Priority.HIGH, one.due, Origin.OBJECTIVE, key_result_id=one.id)
        for one in results
        if stand[one.id].progress < _FULL
    ]
