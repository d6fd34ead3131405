"""A set of objectives as it stands: whose business it is, what it holds, what it can be linked to (DOMAIN 3)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority, plain
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.errors import NotFound, Stale
from hanoiwork_plugin.domain.goals import objectives
from hanoiwork_plugin.domain.goals.objectives import (
    Direction,
    KeyResult,
    Kpi,
    Measure,
    Objective,
    ObjectiveAct,
    ObjectiveSet,
    SheetState,
)
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.objectives import (
    KeyResultRow,
    ObjectiveRow,
    ObjectiveSetRow,
    key_results_of,
    locked_set,
    objectives_of,
)

SUBJECT = "objectives"
"""How the ledger and the cards name a set."""
_LINKABLE = (SheetState.SUBMITTED, SheetState.RETURNED, SheetState.APPROVED)
_DECISIONS = (ObjectiveAct.APPROVE, ObjectiveAct.RETURN, ObjectiveAct.REOPEN)


@dataclass(frozen=True)
class KeyResultGiven:
    """A key result as given; ``id`` keeps the one that exists, the catalogue item brings the coefficient."""

    result: KeyResult
    id: UUID | None = None
    item_id: UUID | None = None


@dataclass(frozen=True)
class ObjectiveGiven:
    """An objective as given."""

    title: str
    key_results: tuple[KeyResultGiven, ...]
    parent_id: UUID | None = None
    id: UUID | None = None


def subject_of(tx: Tx, row: ObjectiveSetRow, *, deciding: bool = False) -> Subject:
    """Whom a set is about: its person; to decide on a unit's set, whoever sent it, who never approves it."""
    unit = organisation.unit(tx.session, row.unit_id)
    return Subject(unit, row.person_id or (row.submitted_by_id if deciding else None))


def visible_set(tx: Tx, actor: Actor, set_id: UUID) -> ObjectiveSetRow:
    """The set, when the actor may see it; a draft is seen by those who write it alone.

    Raises:
        NotFound: when it does not exist or is none of the actor's business.
    """
    row = tx.session.get(ObjectiveSetRow, set_id)
    if row is None or not _knows(tx, actor, row):
        raise NotFound
    return row


def _knows(tx: Tx, actor: Actor, row: ObjectiveSetRow) -> bool:
    """As ``may_see``; and the level above, of what an agency's head has sent."""
    if may_see(actor, row, organisation.unit(tx.session, row.unit_id)):
        return True
    return row.state != SheetState.DRAFT and may_decide(tx, actor, row)


def may_decide(tx: Tx, actor: Actor, row: ObjectiveSetRow) -> bool:
    """Whether approving, sending back and reopening are the actor's."""
    return competence.may_decide(tx, approval_act(row), actor, subject_of(tx, row, deciding=True))


def may_see(actor: Actor, row: ObjectiveSetRow, unit: Unit) -> bool:
    """Whether a set of ``unit``, or of a person there, is the actor's business."""
    subject = Subject(unit, row.person_id)
    if authority.allowed(setting_act(row), actor, subject) or actor.id == row.approver_id:
        return True
    act = Act.SEE_OWN_OBJECTIVES if row.person_id else Act.SEE_UNIT_OBJECTIVES
    return row.state != SheetState.DRAFT and authority.allowed(act, actor, subject) is not None


def setting_act(row: ObjectiveSetRow) -> Act:
    return Act.SET_OWN_OBJECTIVES if row.person_id else Act.SET_UNIT_OBJECTIVES


def approval_act(row: ObjectiveSetRow) -> Act:
    """The authority that approving a set asks for."""
    return Act.APPROVE_OWN_OBJECTIVES if row.person_id else Act.APPROVE_UNIT_OBJECTIVES


def opened(tx: Tx, actor: Actor, set_id: UUID, version: int | None, act: ObjectiveAct) -> ObjectiveSetRow:
    """Lock a set for ``act``: the actor may know of it and do it, the card is new enough, the state allows it.

    Raises:
        NotFound: when it does not exist or is none of the actor's business.
        Forbidden: when the actor has no authority for the act.
        Stale: when the card or ETag shows an older version.
        Conflict: when the state does not allow it.
    """
    row = locked_set(tx.session, set_id)
    if row is None or not _knows(tx, actor, row):
        raise NotFound
    if act in _DECISIONS:
        subject = subject_of(tx, row, deciding=True)
        tx.require(competence.act_of_decision(tx, approval_act(row), actor, subject), actor, subject)
    else:
        tx.require(setting_act(row), actor, subject_of(tx, row))
    if version is not None and version != row.version:
        raise Stale
    objectives.next_state(SheetState(row.state), act)
    return row


def results_in(tx: Tx, row: ObjectiveSetRow) -> list[KeyResultRow]:
    """Every key result of the set."""
    return key_results_of(tx.session, [each.id for each in objectives_of(tx.session, [row.id])])


def as_set(tx: Tx, row: ObjectiveSetRow) -> ObjectiveSet:
    """The set as the rules read it."""
    unit = organisation.unit(tx.session, row.unit_id)
    return ObjectiveSet(
        tuple(
            Objective(each.title, tuple(one.result for one in each.key_results), each.parent_id)
            for each in as_given(tx, row)
        ),
        top=row.person_id is None and unit.is_agency,
        justification=row.justification,
    )


def as_given(tx: Tx, row: ObjectiveSetRow) -> list[ObjectiveGiven]:
    """The set as it would be given again unchanged."""
    found = objectives_of(tx.session, [row.id])
    results: dict[UUID, list[KeyResultRow]] = {each.id: [] for each in found}
    for result in key_results_of(tx.session, results):
        results[result.objective_id].append(result)
    return [
        ObjectiveGiven(
            each.title,
            tuple(KeyResultGiven(result_of(one), one.id, one.item_id) for one in results[each.id]),
            each.parent_id,
            each.id,
        )
        for each in found
    ]


def result_of(row: KeyResultRow) -> KeyResult:
    """The plain value of a row."""
    return KeyResult(
        product=row.product,
        due=row.due,
        weight=row.weight,
        coefficient=row.coefficient,
        measure=Measure(row.measure),
        kpi=kpi_of(row),
        target=row.target,
    )


def kpi_of(row: KeyResultRow) -> Kpi:
    """The KPI of a key result."""
    return Kpi(
        unit_of_measure=row.unit_of_measure,
        calculation=row.calculation,
        direction=Direction(row.direction) if row.direction else None,
        data_source=row.data_source,
        complete_at=row.complete_at,
        exceed_at=row.exceed_at,
        fail_at=row.fail_at,
        baseline=row.baseline,
    )


def snapshot(tx: Tx, row: ObjectiveSetRow) -> list[object]:
    """The objectives as the ledger keeps them."""
    return [
        {
            "title": each.title,
            "parent": str(each.parent_id) if each.parent_id else None,
            "key_results": [plain.dump(one.result) for one in each.key_results],
        }
        for each in as_given(tx, row)
    ]


def linkable_objectives(tx: Tx, row: ObjectiveSetRow) -> list[ObjectiveRow]:
    """Objectives a set may serve: those of the units above its owner, of a period that holds its own."""
    unit = organisation.unit(tx.session, row.unit_id)
    above = unit.path if row.person_id else unit.path[:-1]
    query = (
        select(ObjectiveRow)
        .join(ObjectiveSetRow, ObjectiveSetRow.id == ObjectiveRow.set_id)
        .where(
            ObjectiveSetRow.unit_id.in_(above),
            ObjectiveSetRow.person_id.is_(None),
            ObjectiveSetRow.period.in_(periods_around(row.period)),
            ObjectiveSetRow.state.in_(_LINKABLE),
        )
        .order_by(ObjectiveSetRow.period.desc(), ObjectiveRow.set_id, ObjectiveRow.position)
    )
    return list(tx.session.scalars(query))


def periods_around(code: str) -> list[str]:
    """The period itself, and the quarter and year that hold it."""
    period = Period.parse(code)
    held = {period.code, f"{period.year:04d}"}
    if len(period.months) == 1:
        held.add(period.quarter.code)
    return sorted(held)
