"""How many differences between list and directory are open in many agencies at once (đối chiếu, STORY 1).

The database leaves out whoever surely matches; the rule of ``domain.accounts.reconciliation`` judges the few that are left, as
it does for one agency. The number of queries is fixed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, and_, exists, func, not_, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, aliased

from hanoiwork_plugin.domain.accounts.reconciliation import Awaited, PersonFacts, differences
from hanoiwork_plugin.services.accounts.directory_places import Place, places
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.directory import DirectoryGroupRow, DirectoryMemberRow, DirectoryUserRow, ListedPersonRow
from hanoiwork_plugin.store.people import PersonRow, PostingRow, UnitRow
from hanoiwork_plugin.store.reconciliation import AwaitedPersonRow, DecisionRow

_AGENCY = UnitRow.path[1]


@dataclass(frozen=True)
class _Suspect:
    """Somebody whom the two sides may see differently."""

    person_id: UUID
    account: str
    name: str
    phone: str
    in_directory: bool


def open_differences(tx: Tx, agency_ids: Collection[UUID]) -> dict[UUID, int]:
    """Agency → differences that nobody has settled; seven queries."""
    ids = list(agency_ids)
    if not ids:
        return {}
    awaited = _awaited(tx, ids)
    fed = _fed(tx, ids)
    listing = {*awaited, *tx.session.scalars(_listed(ids).with_only_columns(_AGENCY).distinct())}
    suspects = _suspects(tx, ids, fed, listing)
    placed = places(tx, {each.person_id for found in suspects.values() for each in found})
    decided = {
        (unit_id, key)
        for unit_id, key in tx.session.execute(
            select(DecisionRow.unit_id, DecisionRow.line_key).where(DecisionRow.unit_id.in_(ids))
        )
    }
    counts = {}
    for agency in ids:
        people = [_facts(each, placed[each.person_id]) for each in suspects.get(agency, ())]
        lines = differences(people, awaited.get(agency, ()), feed=agency in fed, own_list=agency in listing)
        counts[agency] = sum((agency, line.key) not in decided for line in lines)
    return counts


def _facts(person: _Suspect, place: Place) -> PersonFacts:
    return PersonFacts(
        person_id=person.person_id,
        account=person.account,
        name=person.name,
        phone=person.phone,
        in_directory=person.in_directory,
        listed_unit=place.listed_unit_id,
        stated_unit=place.stated.main.id if place.stated.main else None,
        other_units=tuple(unit.id for unit in place.stated.others),
    )


def _awaited(tx: Tx, ids: list[UUID]) -> dict[UUID, list[Awaited]]:
    found: dict[UUID, list[Awaited]] = {}
    for agency, row in tx.session.execute(
        select(_AGENCY, AwaitedPersonRow)
        .join(UnitRow, UnitRow.id == AwaitedPersonRow.unit_id)
        .where(AwaitedPersonRow.settled_at.is_(None), _AGENCY.in_(ids))
    ):
        found.setdefault(agency, []).append(Awaited(row.id, row.name, row.phone, row.unit_id))
    return found


def _listed(ids: list[UUID]) -> Select[UUID, UUID]:
    return (
        select(ListedPersonRow.person_id, _AGENCY)
        .join(UnitRow, UnitRow.id == ListedPersonRow.unit_id)
        .join(PersonRow, PersonRow.id == ListedPersonRow.person_id)
        .where(PersonRow.active, _AGENCY.in_(ids))
    )


def _fed(tx: Tx, ids: list[UUID]) -> set[UUID]:
    """Agencies of which the directory states that somebody works there."""
    named = (
        select(_AGENCY.label("agency"))
        .join(DirectoryUserRow, DirectoryUserRow.unit_id == UnitRow.id)
        .join(PersonRow, PersonRow.id == DirectoryUserRow.person_id)
        .where(PersonRow.active, _AGENCY.in_(ids))
    )
    by_group_alone = (
        select(_AGENCY.label("agency"))
        .join(DirectoryGroupRow, DirectoryGroupRow.unit_id == UnitRow.id)
        .join(DirectoryMemberRow, DirectoryMemberRow.group_id == DirectoryGroupRow.id)
        .join(PersonRow, PersonRow.id == DirectoryMemberRow.person_id)
        .outerjoin(DirectoryUserRow, DirectoryUserRow.person_id == PersonRow.id)
        .where(
            PersonRow.active,
            DirectoryGroupRow.deleted_at.is_(None),
            DirectoryUserRow.unit_id.is_(None),
            _AGENCY.in_(ids),
        )
    )
    return set(tx.session.scalars(union(named, by_group_alone)))


def _members(ids: list[UUID]) -> CTE:
    """Everybody whom any side places in one of the agencies."""
    posted = (
        select(PostingRow.person_id, _AGENCY.label("agency"))
        .join(UnitRow, UnitRow.id == PostingRow.unit_id)
        .where(PostingRow.is_primary, PostingRow.valid_to.is_(None), _AGENCY.in_(ids))
    )
    named = (
        select(DirectoryUserRow.person_id, _AGENCY)
        .join(UnitRow, UnitRow.id == DirectoryUserRow.unit_id)
        .where(DirectoryUserRow.deleted_at.is_(None), _AGENCY.in_(ids))
    )
    grouped = (
        select(DirectoryMemberRow.person_id, _AGENCY)
        .join(DirectoryGroupRow, DirectoryGroupRow.id == DirectoryMemberRow.group_id)
        .join(UnitRow, UnitRow.id == DirectoryGroupRow.unit_id)
        .where(DirectoryMemberRow.person_id.is_not(None), _AGENCY.in_(ids))
    )
    return union(posted, _listed(ids), named, grouped).cte("members")


def _suspects(tx: Tx, ids: list[UUID], fed: Collection[UUID], listing: Collection[UUID]) -> dict[UUID, list[_Suspect]]:
    members, listed_in, named_in = _members(ids), aliased(UnitRow), aliased(UnitRow)
    no_directory, no_list = members.c.agency.not_in(list(fed)), members.c.agency.not_in(list(listing))
    known = and_(DirectoryUserRow.person_id.is_not(None), DirectoryUserRow.deleted_at.is_(None))
    same = and_(
        known,
        ListedPersonRow.unit_id.is_not(None),
        DirectoryUserRow.unit_id.is_not_distinct_from(ListedPersonRow.unit_id),
        not_(_grouped(besides=listed_in.path)),
    )
    listed_alone = and_(
        DirectoryUserRow.person_id.is_(None), not_(_grouped()), or_(ListedPersonRow.unit_id.is_(None), no_directory)
    )
    stated_alone = and_(known, ListedPersonRow.unit_id.is_(None), no_list, not_(_grouped(besides=named_in.path)))
    matches = and_(PersonRow.phone != "", or_(same, listed_alone, stated_alone))
    rows = tx.session.execute(
        select(members.c.agency, PersonRow.id, PersonRow.account, PersonRow.name, PersonRow.phone, known)
        .join(PersonRow, PersonRow.id == members.c.person_id)
        .outerjoin(DirectoryUserRow, DirectoryUserRow.person_id == PersonRow.id)
        .outerjoin(ListedPersonRow, ListedPersonRow.person_id == PersonRow.id)
        .outerjoin(listed_in, listed_in.id == ListedPersonRow.unit_id)
        .outerjoin(named_in, named_in.id == DirectoryUserRow.unit_id)
        .where(PersonRow.active, not_(func.coalesce(matches, False)))
    )
    found: dict[UUID, list[_Suspect]] = {}
    for agency, *person in rows:
        found.setdefault(agency, []).append(_Suspect(*person))
    return found


def _grouped(besides: InstrumentedAttribute[list[UUID]] | None = None) -> ColumnElement[bool]:
    """Whether a group of the directory holds the person, one of a unit that is not on the path ``besides``."""
    stated = aliased(UnitRow)
    memberships = (
        select(DirectoryMemberRow.id)
        .join(DirectoryGroupRow, DirectoryGroupRow.id == DirectoryMemberRow.group_id)
        .join(stated, stated.id == DirectoryGroupRow.unit_id)
        .where(DirectoryMemberRow.person_id == PersonRow.id, DirectoryGroupRow.deleted_at.is_(None))
        .correlate_except(DirectoryMemberRow, DirectoryGroupRow, stated)
    )
    return exists(memberships if besides is None else memberships.where(not_(stated.id == func.any(besides))))
