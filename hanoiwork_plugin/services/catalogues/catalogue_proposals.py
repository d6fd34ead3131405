"""Arising work that comes back: the third with the same product is proposed for the catalogue by itself (DOMAIN 2)."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.assigning.provisional import REPEATS, CoefficientState
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.catalogues.catalogue import coefficient_of
from hanoiwork_plugin.domain.catalogues.catalogue_views import ProposalState, ProposalView, RepeatView
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.catalogues.catalogue import version_in_force
from hanoiwork_plugin.services.catalogues.catalogue_drafts import ItemGiven, propose_item
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import (
    CatalogueProposalRow,
    CatalogueVersionRow,
    TaskCoefficientRow,
    group_views,
)
from hanoiwork_plugin.store.tasks import TaskRow

SUBJECT = "catalogue_proposal"
"""How the ledger and the cards name a proposal."""
_GIVEN_UP = (TaskState.DRAFT, TaskState.AWAITING_APPROVAL, TaskState.CANCELLED, TaskState.HANDED_OVER)


def note_repeat(tx: Tx, task: TaskRow, row: TaskCoefficientRow) -> None:
    """Count the agency's arising works with this product; the third becomes a proposal, once."""
    if not row.product_key:
        return
    alike = tx.session.execute(
        select(TaskRow.id, TaskRow.points, TaskCoefficientRow.state)
        .join(TaskCoefficientRow, TaskCoefficientRow.task_id == TaskRow.id)
        .where(
            TaskCoefficientRow.agency_id == row.agency_id,
            TaskCoefficientRow.product_key == row.product_key,
            TaskCoefficientRow.state != CoefficientState.REFUSED,
            TaskRow.state.not_in([state.value for state in _GIVEN_UP]),
        )
        .order_by(TaskRow.created_at, TaskRow.id)
    ).all()
    if len(alike) < REPEATS:
        return
    confirmed = [each.points for each in alike if each.state == CoefficientState.CONFIRMED]
    made = tx.session.scalar(
        insert(CatalogueProposalRow)
        .values(
            id=new_id(),
            version=1,
            agency_id=row.agency_id,
            unit_id=task.lead_unit_id,
            product_key=row.product_key,
            product=task.product,
            points=confirmed[-1] if confirmed else row.points,
            task_ids=[each.id for each in alike],
            state=ProposalState.WAITING,
            made_at=tx.now,
            reason="",
        )
        .on_conflict_do_nothing(index_elements=["agency_id", "product_key"])
        .returning(CatalogueProposalRow.id)
    )
    if made is None:
        return
    after = {"product": task.product, "tasks": [str(each.id) for each in alike]}
    tx.record("catalogue_proposal.made", SUBJECT, made, None, after=after)
    agency = Subject(organisation.unit(tx.session, row.agency_id))
    for person in organisation.holders(tx.session, [Role.UNIT_ADMIN], row.agency_id, hanoi_date(tx.now)):
        if authority.allowed(Act.PROPOSE_CATALOGUE, person, agency):
            tx.notify(
                SUBJECT,
                person_id=person.id,
                subject_type=SUBJECT,
                subject_id=made,
                dedup=f"catalogue_proposal:{made}:{person.id}",
            )


def visible_proposal(tx: Tx, actor: Actor, proposal_id: UUID) -> CatalogueProposalRow:
    """The proposal, when the actor answers for the agency's list.

    Raises:
        NotFound: when it does not exist or is none of the actor's business.
    """
    row = tx.session.get(CatalogueProposalRow, proposal_id)
    if row is None or not _answers_for(tx, actor, row):
        raise NotFound
    return row


def _answers_for(tx: Tx, actor: Actor, row: CatalogueProposalRow) -> bool:
    agency = Subject(organisation.unit(tx.session, row.agency_id))
    return authority.allowed(Act.PROPOSE_CATALOGUE, actor, agency) is not None


def proposals_for(tx: Tx, actor: Actor) -> list[ProposalView]:
    """The proposals of the actor's own agency that wait for them, the oldest first."""
    rows = tx.session.scalars(
        select(CatalogueProposalRow)
        .where(
            CatalogueProposalRow.agency_id == actor.unit.agency_id,
            CatalogueProposalRow.state == ProposalState.WAITING,
        )
        .order_by(CatalogueProposalRow.made_at)
    )
    return [proposal_view(tx, row, actor) for row in rows if _answers_for(tx, actor, row)]


def _opened(tx: Tx, actor: Actor, proposal_id: UUID, version: int | None) -> CatalogueProposalRow:
    row = tx.session.get(CatalogueProposalRow, proposal_id, with_for_update=True)
    if row is None:
        raise NotFound
    tx.require(Act.PROPOSE_CATALOGUE, actor, Subject(organisation.unit(tx.session, row.agency_id)))
    if version is not None and version != row.version:
        raise Stale
    if row.state != ProposalState.WAITING:
        raise Conflict("Mục này {state}.", state=ProposalState(row.state).label)
    return row


def take_proposal(
    tx: Tx, actor: Actor, proposal_id: UUID, given: ItemGiven, version: int | None = None
) -> CatalogueVersionRow:
    """Đưa vào bản đề xuất: the product becomes an item of the next version.

    Raises:
        Invalid: naming what is missing or wrong in the item.
        Conflict: when it is decided already, or the next version waits for its approval.
    """
    row = _opened(tx, actor, proposal_id, version)
    draft, item = propose_item(tx, actor, organisation.unit(tx.session, row.agency_id), given)
    _decide(tx, actor, row, ProposalState.TAKEN, "")
    row.code = item.code
    after = {"code": item.code, "version": str(draft.id), "points": str(item.points)}
    tx.record("catalogue_proposal.taken", SUBJECT, row.id, actor, after=after)
    return draft


def decline_proposal(
    tx: Tx, actor: Actor, proposal_id: UUID, reason: str, version: int | None = None
) -> CatalogueProposalRow:
    """Không đưa vào, with a reason; the same product is not proposed by itself again.

    Raises:
        Invalid: when the reason is missing.
    """
    row = _opened(tx, actor, proposal_id, version)
    _decide(tx, actor, row, ProposalState.DECLINED, needed_reason("proposal_reason", reason))
    tx.record("catalogue_proposal.declined", SUBJECT, row.id, actor, reason=row.reason)
    return row


def needed_reason(place: str, reason: str) -> str:
    """``reason`` without surrounding space.

    Raises:
        Invalid: when nothing is left.
    """
    if not reason.strip():
        raise Invalid("Còn thiếu lý do.", faults=[Fault(place, "Còn thiếu lý do.")])
    return reason.strip()


def _decide(tx: Tx, actor: Actor, row: CatalogueProposalRow, state: ProposalState, reason: str) -> None:
    row.state, row.reason = state, reason
    row.decided_by_id, row.decided_at = actor.id, tx.now
    tx.changed(SUBJECT, row.id)


def proposal_view(tx: Tx, row: CatalogueProposalRow, viewer: Actor) -> ProposalView:
    """The proposal as the viewer may decide it; the caller has checked that they may see it."""
    tasks = tx.session.scalars(
        select(TaskRow).where(TaskRow.id.in_(row.task_ids)).order_by(TaskRow.created_at, TaskRow.id)
    ).all()
    people = organisation.references(
        tx.session, hanoi_date(tx.now), {row.decided_by_id, *(task.accountable_id for task in tasks)}
    )
    unit = organisation.unit(tx.session, row.unit_id)
    version = version_in_force(tx, row.agency_id)
    standard = version.standard_points if version else row.points
    return ProposalView(
        id=row.id,
        version=row.version,
        product=row.product,
        unit=unit.name,
        department_id=None if unit.is_agency else unit.id,
        points=row.points,
        coefficient=coefficient_of(row.points, standard),
        repeats=tuple(
            RepeatView(
                task.name,
                people.get(task.accountable_id) if task.accountable_id else None,
                task.assigned_at,
                TaskState(task.state),
            )
            for task in tasks
        ),
        state=ProposalState(row.state),
        code=row.code,
        decided_by=people.get(row.decided_by_id) if row.decided_by_id else None,
        decided_at=row.decided_at,
        reason=row.reason,
        groups=group_views(version),
        may_decide=row.state == ProposalState.WAITING and _answers_for(tx, viewer, row),
    )
