"""What a viewer sees of a plan and of a week: one view for card, REST answer, page and calendar (DOMAIN 6; STORY 6)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.calendar import Period, hanoi_date, window_of
from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.goals import plan
from hanoiwork_plugin.domain.goals.objectives import SheetState
from hanoiwork_plugin.domain.goals.plan import TRANSITIONS, Origin, PlanAct
from hanoiwork_plugin.domain.goals.plan_views import PlanLineView, PlanView, WeekLineView, WeekView
from hanoiwork_plugin.domain.goals.week import WeekItem, week_calendar
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.tasks import CLOSED, RUNNING, Priority, TaskKind, TaskState
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.services.goals.plans import making_act, may_decide, subject_of, value_of
from hanoiwork_plugin.services.rating.scores import current_period
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.plans import PlanLineRow, PlanRow, lines_of
from hanoiwork_plugin.store.tasks import TaskRow

_WRITING = (SheetState.DRAFT, SheetState.RETURNED)
_DECIDING = (PlanAct.APPROVE, PlanAct.RETURN)


def plan_view(tx: Tx, row: PlanRow, viewer: Actor) -> PlanView:
    """The plan as the viewer sees it, with what turned up beside it since it was approved."""
    lines = lines_of(tx.session, [row.id])
    tasks = _tasks_by_id(tx, (line.task_id for line in lines))
    beside = _turned_up(tx, row, {line.task_id for line in lines})
    people = organisation.references(
        tx.session,
        hanoi_date(tx.now),
        {
            row.person_id,
            row.submitted_by_id,
            row.approver_id,
            row.decided_by_id,
            *(task.accountable_id for task in (*tasks.values(), *beside)),
        },
    )
    unit = organisation.unit(tx.session, row.unit_id)
    return PlanView(
        id=row.id,
        version=row.version,
        unit_id=unit.id,
        unit=unit.name,
        person=people.get(row.person_id) if row.person_id else None,
        period=row.period,
        state=SheetState(row.state),
        lines=(
            *(_line(line, tasks.get(line.task_id) if line.task_id else None, people) for line in lines),
            *(_of_task(task, people) for task in beside),
        ),
        submitted_by=people.get(row.submitted_by_id) if row.submitted_by_id else None,
        submitted_at=row.submitted_at,
        approver=people.get(row.approver_id) if row.approver_id else None,
        decided_by=people.get(row.decided_by_id) if row.decided_by_id else None,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        faults=_faults(lines) if row.state in _WRITING else (),
        allowed=_allowed(tx, row, viewer),
    )


def _faults(lines: Sequence[PlanLineRow]) -> tuple[Fault, ...]:
    return tuple(
        fault for number, line in enumerate(lines) for fault in plan.check_line(value_of(line), f"lines/{number}/")
    )


def _allowed(tx: Tx, row: PlanRow, viewer: Actor) -> frozenset[PlanAct]:
    state = SheetState(row.state)
    makes = authority.allowed(making_act(row), viewer, subject_of(tx, row)) is not None
    decides = may_decide(tx, viewer, row)
    return frozenset(act for act in PlanAct if (state, act) in TRANSITIONS and (decides if act in _DECIDING else makes))


def _tasks_by_id(tx: Tx, ids: Iterable[UUID | None]) -> dict[UUID, TaskRow]:
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    return {task.id: task for task in tx.session.scalars(select(TaskRow).where(TaskRow.id.in_(wanted)))}


def _turned_up(tx: Tx, row: PlanRow, planned: set[UUID | None]) -> list[TaskRow]:
    """Tasks of the month that an approved plan of a person does not hold: arising work."""
    if row.state != SheetState.APPROVED or row.person_id is None:
        return []
    window = window_of(Period(row.period))
    tasks = tx.session.scalars(
        select(TaskRow)
        .where(
            TaskRow.accountable_id == row.person_id,
            TaskRow.state.in_([*RUNNING, TaskState.DONE]),
            TaskRow.window_due.between(window.start, window.end),
        )
        .order_by(TaskRow.due, TaskRow.id)
    )
    return [task for task in tasks if task.id not in planned]


def _line(line: PlanLineRow, task: TaskRow | None, people: dict[UUID, PersonRef]) -> PlanLineView:
    return PlanLineView(
        id=line.id,
        name=line.name,
        kind=TaskKind(line.kind) if line.kind else None,
        product=line.product,
        priority=Priority(line.priority) if line.priority else None,
        due=hanoi_date(task.due) if task and task.due else line.due,
        origin=Origin(line.origin),
        task_id=line.task_id,
        task_state=TaskState(task.state) if task else None,
        key_result_id=line.key_result_id,
        outside=line.outside,
        who=people.get(task.accountable_id) if task and task.accountable_id else None,
    )


def _of_task(task: TaskRow, people: dict[UUID, PersonRef]) -> PlanLineView:
    return PlanLineView(
        id=task.id,
        name=task.name,
        kind=TaskKind(task.kind) if task.kind else None,
        product=task.product or task.host_product,
        priority=Priority(task.priority),
        due=hanoi_date(task.due) if task.due else None,
        origin=Origin.ASSIGNED,
        task_id=task.id,
        task_state=TaskState(task.state),
        key_result_id=None,
        outside=True,
        who=people.get(task.accountable_id) if task.accountable_id else None,
    )


def weeks_of(tx: Tx, people: Sequence[Actor], monday: date) -> dict[UUID, WeekView]:
    """The week of several people from their plans and open tasks; four queries."""
    ids = [person.id for person in people]
    period = current_period(tx.now).code
    plans = {
        row.person_id: row
        for row in tx.session.scalars(select(PlanRow).where(PlanRow.person_id.in_(ids), PlanRow.period == period))
    }
    lines = lines_of(tx.session, [row.id for row in plans.values()])
    reach = monday + timedelta(days=14)
    tasks = tx.session.scalars(
        select(TaskRow).where(TaskRow.accountable_id.in_(ids), TaskRow.state.in_(RUNNING), TaskRow.due.is_not(None))
    ).all()
    closed = _closed(tx, {line.task_id for line in lines})
    owner = {row.id: row.person_id for row in plans.values()}
    items: dict[UUID, list[WeekItem]] = {person.id: [] for person in people}
    names = {person.id: person.name for person in people}
    for task in tasks:
        if task.accountable_id and task.due and hanoi_date(task.due) < reach:
            kind = TaskKind(task.kind) if task.kind else TaskKind.REGULAR
            who = names[task.accountable_id]
            item = WeekItem(task.name, kind, Priority(task.priority), hanoi_date(task.due), who)
            items[task.accountable_id].append(item)
    given = {task.id for task in tasks} | closed
    for line in lines:
        person_id = owner[line.plan_id]
        if person_id is not None and line.task_id not in given and line.due is not None:
            kind = TaskKind(line.kind) if line.kind else TaskKind.REGULAR
            priority = Priority(line.priority) if line.priority else Priority.NORMAL
            items[person_id].append(WeekItem(line.name, kind, priority, line.due, names[person_id]))
    return {person.id: _week(person, items[person.id], monday, plans.get(person.id)) for person in people}


def _closed(tx: Tx, ids: set[UUID | None]) -> set[UUID]:
    wanted = [each for each in ids if each]
    query = select(TaskRow.id).where(TaskRow.id.in_(wanted), TaskRow.state.in_(list(CLOSED)))
    return set(tx.session.scalars(query)) if wanted else set()


def _week(person: Actor, items: list[WeekItem], monday: date, row: PlanRow | None) -> WeekView:
    return WeekView(
        unit=person.unit.name,
        person=PersonRef(person.id, person.account, person.name, person.title),
        monday=monday,
        lines=_week_lines(items, monday),
        plan_id=row.id if row else None,
        plan_version=row.version if row else 0,
        may_add=row is not None and (SheetState(row.state), PlanAct.ADD) in TRANSITIONS,
    )


def _week_lines(items: Iterable[WeekItem], monday: date) -> tuple[WeekLineView, ...]:
    return tuple(
        WeekLineView(part, item.name, item.kind, item.priority, item.due, item.who)
        for part, found in week_calendar(items, monday).items()
        for item in found
    )


def week_of_person(tx: Tx, person: Actor, monday: date) -> WeekView:
    """One person's week."""
    return weeks_of(tx, [person], monday)[person.id]


def week_of_unit(tx: Tx, unit: Unit, monday: date) -> WeekView:
    """The week of everyone posted in a unit itself, with their names."""
    people = [
        person
        for person in organisation.members(tx.session, unit.agency_id, hanoi_date(tx.now))
        if person.unit.id == unit.id
    ]
    items = [
        WeekItem(line.name, line.kind, line.priority, line.due, line.who)
        for week in weeks_of(tx, people, monday).values()
        for line in week.lines
    ]
    return WeekView(unit.name, None, monday, _week_lines(items, monday))
