"""What a viewer sees of objectives: one view for card, REST answer and page; progress follows, it is never typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.goals.kpi import kpi_progress, task_progress, verdict, weighted_progress
from hanoiwork_plugin.domain.goals.objective_checks import findings, needs_justification
from hanoiwork_plugin.domain.goals.objective_views import (
    KeyResultView,
    KpiView,
    ObjectiveChoice,
    ObjectiveNode,
    ObjectiveSetView,
    ObjectiveView,
)
from hanoiwork_plugin.domain.goals.objectives import TRANSITIONS, Direction, Measure, ObjectiveAct, SheetState
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.services.goals.objective_sets import (
    as_set,
    kpi_of,
    linkable_objectives,
    may_decide,
    may_see,
    periods_around,
    setting_act,
    subject_of,
)
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.objectives import (
    KeyResultRow,
    KpiValueRow,
    ObjectiveRow,
    ObjectiveSetRow,
    key_results_of,
    latest_values,
    objectives_of,
    tasks_of_results,
)
from hanoiwork_plugin.store.people import PersonRow, UnitRow
from hanoiwork_plugin.store.tasks import TaskRow

_WRITING = (SheetState.DRAFT, SheetState.RETURNED)
_DECIDING = (ObjectiveAct.APPROVE, ObjectiveAct.RETURN, ObjectiveAct.REOPEN)
_NOT_SERVING = (TaskState.DRAFT, TaskState.AWAITING_APPROVAL, TaskState.CANCELLED)


@dataclass(frozen=True)
class Standing:
    """How far a key result is, and what says so."""

    progress: Decimal
    value: KpiValueRow | None = None
    tasks: int = 0


def standings(tx: Tx, results: Sequence[KeyResultRow]) -> dict[UUID, Standing]:
    """How far each key result is; two queries however many there are."""
    by_kpi = [row.id for row in results if row.measure == Measure.KPI]
    values = latest_values(tx.session, by_kpi) if by_kpi else {}
    serving: dict[UUID, list[TaskRow]] = {row.id: [] for row in results if row.measure == Measure.TASKS}
    if serving:
        for result_id, task in tasks_of_results(tx.session, serving):
            if task.state not in _NOT_SERVING:
                serving[result_id].append(task)
    return {row.id: _standing(row, values.get(row.id), serving.get(row.id, [])) for row in results}


def _standing(row: KeyResultRow, value: KpiValueRow | None, tasks: list[TaskRow]) -> Standing:
    if row.measure == Measure.KPI:
        return Standing(kpi_progress(kpi_of(row), value.value if value else None), value)
    lines = [(_assigned(task), _done(task), task.coefficient or Decimal(0)) for task in tasks]
    return Standing(task_progress(lines, row.target), tasks=len(tasks))


def _assigned(task: TaskRow) -> Decimal:
    """Units assigned; of work handed over only what was accepted, for the rest is its taker's."""
    return task.accepted_quantity if task.state == TaskState.HANDED_OVER else task.quantity or Decimal(0)


def _done(task: TaskRow) -> Decimal:
    """Units done; big work that is closed by its parts is done although nothing of it was handed in by itself."""
    by_parts = task.state == TaskState.DONE and task.kept_share == 0
    return task.quantity or Decimal(0) if by_parts else task.accepted_quantity


def set_view(tx: Tx, row: ObjectiveSetRow, viewer: Actor) -> ObjectiveSetView:
    """The set as the viewer sees it."""
    unit = organisation.unit(tx.session, row.unit_id)
    objectives = objectives_of(tx.session, [row.id])
    results = key_results_of(tx.session, [each.id for each in objectives])
    stand = standings(tx, results)
    people = organisation.references(
        tx.session,
        hanoi_date(tx.now),
        {row.person_id, row.justified_by_id, row.submitted_by_id, row.approver_id, row.decided_by_id},
    )
    parents = _titles(tx, {each.parent_id for each in objectives})
    views = tuple(
        _objective(number, each, [one for one in results if one.objective_id == each.id], stand, parents)
        for number, each in enumerate(objectives, 1)
    )
    plain_set = as_set(tx, row)
    open_now = row.state in _WRITING
    return ObjectiveSetView(
        id=row.id,
        version=row.version,
        unit_id=unit.id,
        unit=unit.name,
        person=people.get(row.person_id) if row.person_id else None,
        period=row.period,
        state=SheetState(row.state),
        top=plain_set.top,
        objectives=views,
        weights_total=sum((one.weight for one in results if one.weight is not None), Decimal(0)),
        progress=weighted_progress((one.weight, stand[one.id].progress) for one in results),
        weights_alike=needs_justification(plain_set),
        justification=row.justification,
        justified_by=people.get(row.justified_by_id) if row.justified_by_id else None,
        justified_at=row.justified_at,
        submitted_by=people.get(row.submitted_by_id) if row.submitted_by_id else None,
        submitted_at=row.submitted_at,
        approver=people.get(row.approver_id) if row.approver_id else None,
        decided_by=people.get(row.decided_by_id) if row.decided_by_id else None,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        faults=tuple(finding.fault for finding in findings(plain_set)) if open_now else (),
        allowed=_allowed(tx, row, viewer),
    )


def _allowed(tx: Tx, row: ObjectiveSetRow, viewer: Actor) -> frozenset[ObjectiveAct]:
    state = SheetState(row.state)
    writes = authority.allowed(setting_act(row), viewer, subject_of(tx, row)) is not None
    decides = may_decide(tx, viewer, row)
    return frozenset(
        act for act in ObjectiveAct if (state, act) in TRANSITIONS and (decides if act in _DECIDING else writes)
    )


def _titles(tx: Tx, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    rows = tx.session.execute(select(ObjectiveRow.id, ObjectiveRow.title).where(ObjectiveRow.id.in_(wanted)))
    return {row.id: row.title for row in rows}


def _objective(
    number: int,
    row: ObjectiveRow,
    results: Sequence[KeyResultRow],
    stand: Mapping[UUID, Standing],
    parents: Mapping[UUID, str],
) -> ObjectiveView:
    return ObjectiveView(
        id=row.id,
        number=number,
        title=row.title,
        parent_id=row.parent_id,
        parent_title=parents.get(row.parent_id, "") if row.parent_id else "",
        progress=weighted_progress((one.weight, stand[one.id].progress) for one in results),
        key_results=tuple(_result(f"{number}.{index}", one, stand[one.id]) for index, one in enumerate(results, 1)),
    )


def _result(number: str, row: KeyResultRow, standing: Standing) -> KeyResultView:
    by_kpi = row.measure == Measure.KPI
    value = standing.value
    return KeyResultView(
        id=row.id,
        number=number,
        product=row.product,
        due=row.due,
        weight=row.weight,
        coefficient=row.coefficient,
        item_id=row.item_id,
        measure=Measure(row.measure),
        target=row.complete_at if by_kpi else row.target,
        kpi=_kpi(row) if by_kpi else None,
        progress=standing.progress,
        value=value.value if value else None,
        measured_at=value.measured_at if value else None,
        source=value.source if value else "",
        verdict=verdict(kpi_of(row), value.value) if value else None,
        tasks=standing.tasks,
    )


def _kpi(row: KeyResultRow) -> KpiView:
    return KpiView(
        row.unit_of_measure,
        row.calculation,
        Direction(row.direction) if row.direction else None,
        row.data_source,
        row.complete_at,
        row.exceed_at,
        row.fail_at,
        row.baseline,
    )


def parent_choices(tx: Tx, row: ObjectiveSetRow) -> list[ObjectiveChoice]:
    """What an objective of the set can be linked to."""
    found = linkable_objectives(tx, row)
    sets = _sets_by_id(tx, {each.set_id for each in found})
    units = _unit_names(tx, {each.unit_id for each in sets.values()})
    return [
        ObjectiveChoice(each.id, each.title, units[sets[each.set_id].unit_id], sets[each.set_id].period)
        for each in found
    ]


def _sets_by_id(tx: Tx, ids: set[UUID]) -> dict[UUID, ObjectiveSetRow]:
    return {row.id: row for row in tx.session.scalars(select(ObjectiveSetRow).where(ObjectiveSetRow.id.in_(ids)))}


def _unit_names(tx: Tx, ids: set[UUID]) -> dict[UUID, str]:
    rows = tx.session.execute(select(UnitRow.id, UnitRow.name).where(UnitRow.id.in_(ids)))
    return {row.id: row.name for row in rows}


def tree(tx: Tx, viewer: Actor, agency: Unit, period: Period) -> list[ObjectiveNode]:
    """The objectives of an agency in a period, and of the quarter and year that hold it: unit → department → person.

    What the viewer may not see is left out, and what hangs on it moves up. One query for the tree and two for how far
    its key results are, however large it is.

    Raises:
        NotFound: when the agency's objectives are none of the viewer's business.
    """
    if authority.allowed(Act.SEE_UNIT_OBJECTIVES, viewer, authority.Subject(agency)) is None:
        raise NotFound
    rows = tx.session.execute(
        select(ObjectiveSetRow, ObjectiveRow, KeyResultRow, UnitRow, PersonRow.name)
        .join(ObjectiveRow, ObjectiveRow.set_id == ObjectiveSetRow.id)
        .join(UnitRow, UnitRow.id == ObjectiveSetRow.unit_id)
        .outerjoin(PersonRow, PersonRow.id == ObjectiveSetRow.person_id)
        .outerjoin(KeyResultRow, KeyResultRow.objective_id == ObjectiveRow.id)
        .where(ObjectiveSetRow.agency_id == agency.id, ObjectiveSetRow.period.in_(periods_around(period.code)))
        .where(UnitRow.path.contains([agency.id]))
    ).all()
    units = {row.id: organisation.unit_of(row) for _, _, _, row, _ in rows}
    sets = {row.id: row for row, *_ in rows}
    shown = {row.id: row for row in sets.values() if may_see(viewer, row, units[row.unit_id])}
    people = {row.person_id: name for row, *_, name in rows}
    objectives = {each.id: each for row, each, *_ in rows if row.id in shown}
    by_objective: dict[UUID, list[KeyResultRow]] = {each: [] for each in objectives}
    for _, each, one, *_ in rows:
        if one is not None and each.id in by_objective:
            by_objective[each.id].append(one)
    stand = standings(tx, [one for parts in by_objective.values() for one in parts])

    def node(each: ObjectiveRow, depth: int) -> ObjectiveNode:
        row = shown[each.set_id]
        owner = people[row.person_id] if row.person_id else units[row.unit_id].name
        parts = by_objective[each.id]
        return ObjectiveNode(
            id=each.id,
            set_id=row.id,
            parent_id=each.parent_id if each.parent_id in by_objective else None,
            depth=depth,
            title=each.title,
            owner=owner,
            personal=row.person_id is not None,
            period=row.period,
            state=SheetState(row.state),
            progress=weighted_progress((one.weight, stand[one.id].progress) for one in parts),
            key_results=len(parts),
        )

    children: dict[UUID | None, list[ObjectiveRow]] = {}
    for each in sorted(objectives.values(), key=lambda one: _place(shown[one.set_id], units, one)):
        children.setdefault(each.parent_id if each.parent_id in by_objective else None, []).append(each)
    return [node(each, depth) for each, depth in _walk(children, None, 0)]


def _place(row: ObjectiveSetRow, units: Mapping[UUID, Unit], each: ObjectiveRow) -> tuple[object, ...]:
    unit = units[row.unit_id]
    return (
        len(unit.path),
        len(row.period),
        row.period,
        row.person_id is not None,
        unit.name,
        str(row.id),
        each.position,
    )


def _walk(
    children: Mapping[UUID | None, list[ObjectiveRow]], parent: UUID | None, depth: int
) -> Iterable[tuple[ObjectiveRow, int]]:
    for each in children.get(parent, ()):
        yield each, depth
        yield from _walk(children, each.id, depth + 1)
