"""Writing objectives: the set of an owner and period, its key results, weights and tasks (DOMAIN 3; STORY 5)."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid, NotFound
from hanoiwork_plugin.domain.goals.objectives import Measure, ObjectiveAct, SheetState
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.catalogues import catalogue
from hanoiwork_plugin.services.doing.task_views import visible_task
from hanoiwork_plugin.services.goals.objective_sets import (
    SUBJECT,
    KeyResultGiven,
    ObjectiveGiven,
    as_given,
    linkable_objectives,
    opened,
    results_in,
    snapshot,
    visible_set,
)
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.objectives import (
    KeyResultRow,
    KeyResultTaskRow,
    KpiValueRow,
    ObjectiveRow,
    ObjectiveSetRow,
    key_results_of,
    objectives_of,
)

Column = tuple[UUID, Decimal | None, Decimal | None]
"""A key result with its weight and coefficient."""


def open_set(tx: Tx, actor: Actor, unit: Unit, person_id: UUID | None, period: Period) -> ObjectiveSetRow:
    """The set of an owner and period, begun at first use by someone who may set it.

    Raises:
        Forbidden: when there is none yet and the actor may not set it.
        NotFound: when it is none of the actor's business.
    """
    row = tx.session.scalar(
        select(ObjectiveSetRow).where(
            ObjectiveSetRow.unit_id == unit.id,
            ObjectiveSetRow.person_id.is_not_distinct_from(person_id),
            ObjectiveSetRow.period == period.code,
        )
    )
    if row is not None:
        return visible_set(tx, actor, row.id)
    act = Act.SET_OWN_OBJECTIVES if person_id else Act.SET_UNIT_OBJECTIVES
    tx.require(act, actor, Subject(unit, person_id))
    row = ObjectiveSetRow(
        id=new_id(),
        unit_id=unit.id,
        agency_id=unit.agency_id,
        person_id=person_id,
        period=period.code,
        state=SheetState.DRAFT,
        justification="",
        decision_reason="",
        created_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    return row


def write_objectives(
    tx: Tx, actor: Actor, set_id: UUID, given: Sequence[ObjectiveGiven], version: int | None = None
) -> ObjectiveSetRow:
    """Replace the objectives of a set by those given; what keeps its id keeps its values and tasks.

    A justification of weights ends where weights or coefficients change.

    Raises:
        Invalid: for an id that is not in the set, a parent that cannot be linked to, a wrong weight.
        Conflict: when the set waits for approval or is approved, or when what has values would go.
    """
    row = opened(tx, actor, set_id, version, ObjectiveAct.SET)
    before, columns = snapshot(tx, row), _columns(tx, row)
    kept = {objective.id: objective for objective in objectives_of(tx.session, [row.id])}
    results = {result.id: result for result in key_results_of(tx.session, kept)}
    _refuse_strangers(given, kept, results)
    linkable = {choice.id for choice in linkable_objectives(tx, row)}
    _remove(tx, results, {result.id for each in given for result in each.key_results if result.id})
    named = {each.id for each in given if each.id}
    for position, each in enumerate(given):
        objective = kept[each.id] if each.id else ObjectiveRow(id=new_id(), set_id=row.id)
        if each.parent_id is not None and each.parent_id not in linkable and each.parent_id != objective.parent_id:
            raise Invalid(
                "Mục tiêu cấp trên này không có trong danh sách có thể gắn.",
                faults=[
                    Fault(
                        f"objectives/{position}/parent_id", "Mục tiêu cấp trên này không có trong danh sách có thể gắn."
                    )
                ],
            )
        objective.position, objective.title, objective.parent_id = position, each.title.strip(), each.parent_id
        tx.session.add(objective)
        tx.session.flush()
        for place, result in enumerate(each.key_results):
            found = results[result.id] if result.id else KeyResultRow(id=new_id())
            found.objective_id, found.position = objective.id, place
            _fill(tx, row, found, result, f"objectives/{position}/key_results/{place}")
            tx.session.add(found)
    tx.session.flush()
    for objective_id, objective in kept.items():
        if objective_id not in named:
            _refuse_linked(tx, objective_id)
            tx.session.delete(objective)
    _record_set(tx, actor, row, before, columns)
    return row


def add_key_result(
    tx: Tx,
    actor: Actor,
    set_id: UUID,
    given: ObjectiveGiven,
    *,
    under: UUID | None = None,
    version: int | None = None,
) -> ObjectiveSetRow:
    """Add an objective with its key result, or with ``under`` a key result to an objective of the set."""
    row = opened(tx, actor, set_id, version, ObjectiveAct.SET)
    present = as_given(tx, row)
    if under is None:
        return write_objectives(tx, actor, set_id, [*present, given])
    if under not in {each.id for each in present}:
        raise NotFound
    joined = [
        ObjectiveGiven(each.title, each.key_results + given.key_results, each.parent_id, each.id)
        if each.id == under
        else each
        for each in present
    ]
    return write_objectives(tx, actor, set_id, joined)


def drop_key_result(
    tx: Tx, actor: Actor, set_id: UUID, key_result_id: UUID, version: int | None = None
) -> ObjectiveSetRow:
    """Take a key result out, and its objective when nothing is left of it."""
    row = opened(tx, actor, set_id, version, ObjectiveAct.SET)
    left = [
        ObjectiveGiven(
            each.title, tuple(one for one in each.key_results if one.id != key_result_id), each.parent_id, each.id
        )
        for each in as_given(tx, row)
    ]
    return write_objectives(tx, actor, set_id, [each for each in left if each.key_results])


def set_weights(
    tx: Tx, actor: Actor, set_id: UUID, weights: dict[UUID, Decimal], version: int | None = None
) -> ObjectiveSetRow:
    """Give the key results named other weights."""
    row = opened(tx, actor, set_id, version, ObjectiveAct.SET)
    before, columns = snapshot(tx, row), _columns(tx, row)
    results = {result.id: result for result in results_in(tx, row)}
    for result_id, weight in weights.items():
        if result_id not in results:
            raise NotFound
        results[result_id].weight = _weight(weight, "weights")
    _record_set(tx, actor, row, before, columns)
    return row


def link_task(tx: Tx, actor: Actor, key_result_id: UUID, task_id: UUID) -> None:
    """Let a task serve a key result that is measured by its tasks; a task serves one.

    Raises:
        NotFound: for a key result or task that is none of the actor's business.
        Conflict: when the key result follows its KPI, or the task is a part of big work, which serves as a whole.
    """
    result = tx.session.get(KeyResultRow, key_result_id)
    objective = tx.session.get(ObjectiveRow, result.objective_id) if result else None
    if result is None or objective is None:
        raise NotFound
    row = opened(tx, actor, objective.set_id, None, ObjectiveAct.LINK_TASK)
    task = visible_task(tx, actor, task_id)
    if task.practice:
        raise NotFound
    if task.part_of_id is not None:
        raise Conflict("Phần việc đã tính trong nhiệm vụ lớn; mời gắn nhiệm vụ lớn với kết quả then chốt.")
    if result.measure != Measure.TASKS:
        raise Conflict("Kết quả then chốt này đo theo chỉ số, không theo nhiệm vụ.")
    link = tx.session.get(KeyResultTaskRow, task.id)
    before = {"key_result": str(link.key_result_id)} if link else {}
    if link is None:
        tx.session.add(KeyResultTaskRow(task_id=task.id, key_result_id=result.id))
    else:
        link.key_result_id = result.id
    after = {"key_result": str(result.id), "task": str(task.id)}
    tx.record(ObjectiveAct.LINK_TASK, SUBJECT, row.id, actor, before=before, after=after)
    tx.changed(SUBJECT, row.id)


def _columns(tx: Tx, row: ObjectiveSetRow) -> list[Column]:
    return [(each.id, each.weight, each.coefficient) for each in results_in(tx, row)]


def _record_set(tx: Tx, actor: Actor, row: ObjectiveSetRow, before: list[object], columns: list[Column]) -> None:
    """Write the ledger; the set counts as changed even where only its parts are."""
    tx.session.flush()
    flag_modified(row, "state")
    if row.justification and columns != _columns(tx, row):
        row.justification, row.justified_by_id, row.justified_at = "", None, None
    tx.record(
        ObjectiveAct.SET,
        SUBJECT,
        row.id,
        actor,
        before={"objectives": before},
        after={"objectives": snapshot(tx, row)},
    )
    tx.changed(SUBJECT, row.id)


def _refuse_strangers(
    given: Sequence[ObjectiveGiven], kept: dict[UUID, ObjectiveRow], results: dict[UUID, KeyResultRow]
) -> None:
    """Ids that are not of this set, or are named twice, are refused."""
    named = [each.id for each in given if each.id]
    parts = [one.id for each in given for one in each.key_results if one.id]
    if set(named) - set(kept) or set(parts) - set(results) or len(set(named + parts)) < len(named + parts):
        raise Invalid(
            "Mục tiêu hoặc kết quả then chốt này không thuộc bộ mục tiêu.",
            faults=[Fault("objectives", "Mục tiêu hoặc kết quả then chốt này không thuộc bộ mục tiêu.")],
        )


def _remove(tx: Tx, results: dict[UUID, KeyResultRow], named: set[UUID]) -> None:
    gone = [result for result_id, result in results.items() if result_id not in named]
    if not gone:
        return
    ids = [result.id for result in gone]
    used = tx.session.scalar(select(KpiValueRow.id).where(KpiValueRow.key_result_id.in_(ids)).limit(1))
    served = tx.session.scalar(select(KeyResultTaskRow.task_id).where(KeyResultTaskRow.key_result_id.in_(ids)).limit(1))
    if used or served:
        raise Conflict("Kết quả then chốt đã có số liệu hoặc nhiệm vụ thì không bỏ được.")
    for result in gone:
        tx.session.delete(result)
    tx.session.flush()


def _refuse_linked(tx: Tx, objective_id: UUID) -> None:
    if tx.session.scalar(select(ObjectiveRow.id).where(ObjectiveRow.parent_id == objective_id).limit(1)):
        raise Conflict("Mục tiêu đang có mục tiêu cấp dưới gắn vào thì không bỏ được.")


def _fill(tx: Tx, row: ObjectiveSetRow, found: KeyResultRow, given: KeyResultGiven, place: str) -> None:
    result, kpi = given.result, given.result.kpi
    found.product, found.due, found.target = result.product.strip(), result.due, result.target
    found.measure = result.measure
    found.weight = None if result.weight is None else _weight(result.weight, f"{place}/weight")
    found.item_id, found.coefficient = given.item_id, result.coefficient
    if given.item_id is not None and (found.coefficient is None or given.id is None):
        found.coefficient = catalogue.item_in_force(tx, row.unit_id, given.item_id).coefficient
    found.unit_of_measure, found.calculation = kpi.unit_of_measure.strip(), kpi.calculation.strip()
    found.direction, found.data_source, found.baseline = kpi.direction, kpi.data_source.strip(), kpi.baseline
    found.complete_at, found.exceed_at, found.fail_at = kpi.complete_at, kpi.exceed_at, kpi.fail_at


def _weight(weight: Decimal, place: str) -> Decimal:
    if not 0 < weight <= 100:
        raise Invalid(
            "Trọng số phải lớn hơn 0 và không quá 100.",
            faults=[Fault(place, "Trọng số phải lớn hơn 0 và không quá 100.")],
        )
    return weight
