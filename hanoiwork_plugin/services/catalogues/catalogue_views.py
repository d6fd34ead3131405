"""A catalogue version as one person may see it: its counts, questions and differences (DOMAIN 2; STORY 3)."""

from collections import Counter
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from hanoiwork_plugin.domain import authority, plain
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.catalogues.catalogue import CatalogueItem, CataloguePart, Question
from hanoiwork_plugin.domain.catalogues.catalogue_differences import Differences, ItemField
from hanoiwork_plugin.domain.catalogues.catalogue_life import OPEN, TRANSITIONS, CatalogueAct, CatalogueState
from hanoiwork_plugin.domain.catalogues.catalogue_views import (
    CatalogueLineView,
    CatalogueVersionView,
    DepartmentChoice,
    DifferenceCounts,
    DifferencesView,
    ItemChangeView,
    ItemView,
    PartCount,
)
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.services.catalogues.catalogue import version_in_force
from hanoiwork_plugin.services.catalogues.catalogue_decisions import compared_with, differences_of, may_submit
from hanoiwork_plugin.services.catalogues.catalogue_drafts import departments_of
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import (
    CatalogueItemRow,
    CatalogueVersionRow,
    group_views,
    items_of,
    open_version,
)


def may_see(tx: Tx, actor: Actor, row: CatalogueVersionRow) -> bool:
    """Whether a version is the actor's business: a proposal of those who write or decide it, the rest of everyone."""
    agency = organisation.unit(tx.session, row.unit_id)
    if CatalogueState(row.state) not in OPEN:
        return authority.allowed(Act.SEE_CATALOGUE, actor, Subject(agency)) is not None
    writes = authority.allowed(Act.PROPOSE_CATALOGUE, actor, Subject(agency))
    decides = authority.allowed(Act.APPROVE_CATALOGUE, actor, Subject(agency))
    return bool(writes or decides or departments_of(tx, actor, agency.id))


def visible_version(tx: Tx, actor: Actor, version_id: UUID) -> CatalogueVersionRow:
    """The version, when the actor may see it.

    Raises:
        NotFound: when it does not exist or is none of the actor's business.
    """
    row = tx.session.get(CatalogueVersionRow, version_id)
    if row is None or not may_see(tx, actor, row):
        raise NotFound
    return row


def current_version(tx: Tx, actor: Actor) -> CatalogueVersionRow | None:
    """What the actor works on: the proposal where it is their business, else the version in force."""
    row = open_version(tx.session, actor.unit.agency_id)
    if row is not None and may_see(tx, actor, row):
        return row
    return version_in_force(tx, actor.unit.agency_id)


def versions_of(tx: Tx, actor: Actor) -> tuple[CatalogueLineView, ...]:
    """Every version of the actor's own agency that is their business, the newest first."""
    rows = tx.session.scalars(
        select(CatalogueVersionRow)
        .where(CatalogueVersionRow.unit_id == actor.unit.agency_id)
        .order_by(CatalogueVersionRow.number.desc())
    ).all()
    seen = [row for row in rows if may_see(tx, actor, row)]
    counted = tx.session.execute(
        select(CatalogueItemRow.version_id, func.count().label("items"))
        .where(CatalogueItemRow.version_id.in_([row.id for row in seen]))
        .group_by(CatalogueItemRow.version_id)
    )
    counts: dict[UUID, int] = {row.version_id: row.items for row in counted}
    return tuple(
        CatalogueLineView(
            id=row.id,
            number=row.number,
            state=CatalogueState(row.state),
            items=counts.get(row.id, 0),
            in_force_from=row.in_force_from,
            in_force_to=row.in_force_to,
        )
        for row in seen
    )


def version_view(tx: Tx, row: CatalogueVersionRow, viewer: Actor) -> CatalogueVersionView:
    """The version as ``viewer`` sees it; the caller has checked that they may."""
    agency = organisation.unit(tx.session, row.unit_id)
    items = items_of(tx.session, row.id)
    base, differences = compared_with(tx, row), differences_of(tx, row)
    people = organisation.references(
        tx.session, hanoi_date(tx.now), {row.submitted_by_id, row.approver_id, row.decided_by_id}
    )
    own = departments_of(tx, viewer, agency.id)
    standard = next((item for item in items if item.code == row.standard_code), None)
    return CatalogueVersionView(
        id=row.id,
        version=row.version,
        number=row.number,
        unit=agency.name,
        state=CatalogueState(row.state),
        source_name=row.source_name,
        standard_points=row.standard_points,
        standard=f"{standard.code} · {standard.detail or standard.product}" if standard else "",
        items=len(items),
        parts=_parts(items),
        groups=group_views(row),
        criteria=len(row.criteria),
        criteria_total=sum((Decimal(each["maximum"]) for each in row.criteria), start=Decimal(0)),
        compared_with=base.number if base else None,
        differences=_counts(differences),
        questions=tuple(plain.load(Question, each) for each in row.questions),
        note=row.note,
        in_force_from=row.in_force_from,
        in_force_to=row.in_force_to,
        submitted_by=people.get(row.submitted_by_id) if row.submitted_by_id else None,
        submitted_at=row.submitted_at,
        approver=people.get(row.approver_id) if row.approver_id else None,
        decided_by=people.get(row.decided_by_id) if row.decided_by_id else None,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        allowed=_allowed(tx, row, viewer, agency, own, differences),
        departments=tuple(DepartmentChoice(unit.id, unit.name) for unit in own),
        whole=authority.allowed(Act.PROPOSE_CATALOGUE, viewer, Subject(agency)) is not None,
    )


def _allowed(
    tx: Tx, row: CatalogueVersionRow, viewer: Actor, agency: Unit, own: list[Unit], differences: Differences
) -> frozenset[CatalogueAct]:
    writes = bool(own) or authority.allowed(Act.PROPOSE_CATALOGUE, viewer, Subject(agency)) is not None
    decides = authority.allowed(Act.APPROVE_CATALOGUE, viewer, Subject(agency, row.submitted_by_id)) is not None
    rights = {
        CatalogueAct.PROPOSE: writes,
        CatalogueAct.PROPOSE_ITEM: writes,
        CatalogueAct.SUBMIT: writes and may_submit(tx, viewer, row, differences),
        CatalogueAct.RETURN: decides,
        CatalogueAct.APPROVE: decides,
    }
    state = CatalogueState(row.state)
    allowed = {act for act, may in rights.items() if may and (state, act) in TRANSITIONS}
    if writes and state is CatalogueState.IN_FORCE and open_version(tx.session, agency.id) is None:
        allowed.add(CatalogueAct.PROPOSE_ITEM)
    return frozenset(allowed)


def _parts(items: list[CatalogueItem]) -> tuple[PartCount, ...]:
    counted = Counter((item.part, item.department) for item in items)
    order = list(CataloguePart)
    return tuple(
        PartCount(part, department, count)
        for (part, department), count in sorted(
            counted.items(), key=lambda each: (order.index(each[0][0]), each[0][1] or "")
        )
    )


def _counts(differences: Differences) -> DifferenceCounts:
    return DifferenceCounts(
        added=len(differences.added),
        removed=len(differences.removed),
        points=differences.count(ItemField.POINTS, ItemField.COEFFICIENT),
        groups=differences.count(ItemField.GROUP),
        words=differences.count(ItemField.WORDS, ItemField.OWNER),
        renumbered=differences.count(ItemField.CODE),
        frames=len(differences.groups),
    )


def differences_view(differences: Differences) -> DifferencesView:
    """Every difference as plain values."""
    return DifferencesView(
        added=tuple(item_view(item) for item in differences.added),
        removed=tuple(item_view(item) for item in differences.removed),
        changed=tuple(
            ItemChangeView(item_view(change.before), item_view(change.after), change.fields)
            for change in differences.changed
        ),
    )


def item_view(item: CatalogueItem) -> ItemView:
    """An item as plain values."""
    return ItemView(
        code=item.code,
        part=item.part,
        department=item.department,
        duty=item.duty,
        detail=item.detail,
        product=item.product,
        group=item.group,
        frame_low=item.frame[0],
        frame_high=item.frame[1],
        points=item.points,
        coefficient=item.coefficient,
        note=item.note,
    )
