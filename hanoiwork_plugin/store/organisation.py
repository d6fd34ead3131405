"""Queries of the organisation: actors with their rights, people by name, units by path."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, event, func, or_, select
from sqlalchemy.orm import QueryContext, Session, aliased

from hanoiwork_plugin.domain.accounts.unit_views import UnitNode
from hanoiwork_plugin.domain.people import Actor, Delegated, Grant, Role, Unit
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.store.base import among, hold
from hanoiwork_plugin.store.delegations import DelegationRow, in_force
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.people import PersonRow, PostingRow, RoleGrantRow, UnitRow


@event.listens_for(UnitRow, "load")
def _hold_unit(row: UnitRow, context: QueryContext) -> None:
    """Every act asks for the same one or two units again and again."""
    hold(context.session, row)


def unit_of(row: UnitRow) -> Unit:
    """The plain value of a row."""
    return Unit(row.id, row.name, tuple(row.path))


def unit(session: Session, unit_id: UUID) -> Unit:
    """The unit with this id."""
    return unit_of(session.get_one(UnitRow, unit_id))


def actor_by_account(session: Session, account: str, on: date, at: datetime | None = None) -> Actor | None:
    """The active person of an account with what counts ``on`` that day: posting, grants, delegations; three queries.

    Args:
        at: a past instant of that day; then people who left since are found, and only delegations that
            stood at that very instant count.
    """
    return _actor(session, select(PersonRow).where(PersonRow.account == account), on, at)


def actor_by_id(session: Session, person_id: UUID, on: date, at: datetime | None = None) -> Actor | None:
    """The active person with this id, as in ``actor_by_account``."""
    return _actor(session, select(PersonRow).where(PersonRow.id == person_id), on, at)


def _active(at: datetime | None) -> ColumnElement[bool]:
    """Whether a person worked here; at a past instant what the first change since then ended."""
    if at is None:
        return PersonRow.active.is_(True)
    left_next = (
        select(LedgerEntryRow.act == "person.deactivated")
        .where(
            LedgerEntryRow.subject_id == PersonRow.id,
            LedgerEntryRow.act.in_(("person.deactivated", "person.activated")),
            LedgerEntryRow.at > at,
        )
        .order_by(LedgerEntryRow.at, LedgerEntryRow.id)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(left_next, PersonRow.active)


def _actor(session: Session, people: Select[PersonRow], on: date, at: datetime | None) -> Actor | None:
    found = session.execute(
        people.where(_active(at))
        .join(PostingRow, PostingRow.person_id == PersonRow.id)
        .join(UnitRow, UnitRow.id == PostingRow.unit_id)
        .where(PostingRow.is_primary, *valid(PostingRow, on, at))
        .add_columns(PostingRow.title, UnitRow)
    ).first()
    if found is None:
        return None
    person, title, home = found
    grants, delegated = _rights(session, [person.id], on, at)
    return Actor(
        id=person.id,
        account=person.account,
        name=person.name,
        unit=unit_of(home),
        grants=grants.get(person.id, ()),
        title=title,
        delegated=delegated.get(person.id, ()),
        locale=person.locale,
    )


def _grants(
    session: Session, person_ids: Iterable[UUID], on: date, at: datetime | None
) -> dict[UUID, tuple[Grant, ...]]:
    """The roles that people hold, oldest first; one query."""
    rows = session.execute(
        select(RoleGrantRow, UnitRow)
        .join(UnitRow, UnitRow.id == RoleGrantRow.unit_id)
        .where(among(RoleGrantRow.person_id, person_ids), *valid(RoleGrantRow, on, at))
        .order_by(RoleGrantRow.id)
    )
    held: dict[UUID, tuple[Grant, ...]] = {}
    for row, over in rows:
        grant = Grant(Role(row.role), unit_of(over), tuple(row.fields), row.valid_from, row.valid_to)
        held[row.person_id] = (*held.get(row.person_id, ()), grant)
    return held


def _rights(
    session: Session, person_ids: Sequence[UUID], on: date, at: datetime | None
) -> tuple[dict[UUID, tuple[Grant, ...]], dict[UUID, tuple[Delegated, ...]]]:
    """The roles people hold, and what was delegated to them with the giver's own roles then; two queries."""
    rows = session.execute(
        select(DelegationRow, PersonRow.name, UnitRow)
        .join(PersonRow, PersonRow.id == DelegationRow.giver_id)
        .join(UnitRow, UnitRow.id == DelegationRow.unit_id)
        .where(among(DelegationRow.taker_id, person_ids), in_force(on, at), _active(at))
        .order_by(DelegationRow.id)
    ).all()
    grants = _grants(session, {*person_ids, *(row.giver_id for row, _, _ in rows)}, on, at)
    taken: dict[UUID, tuple[Delegated, ...]] = {}
    for row, giver, over in rows:
        delegated = Delegated(
            row.id,
            row.giver_id,
            giver,
            frozenset(row.acts),
            unit_of(over),
            grants.get(row.giver_id, ()),
            row.valid_from,
            row.valid_to,
        )
        taken[row.taker_id] = (*taken.get(row.taker_id, ()), delegated)
    return grants, taken


def valid(
    table: type[PostingRow] | type[RoleGrantRow], on: date, at: datetime | None = None
) -> list[ColumnElement[bool]]:
    """Postings or roles that count on that day; with ``at``, as they were recorded at that very instant."""
    if at is None:
        return [table.valid_from <= on, or_(table.valid_to.is_(None), table.valid_to >= on)]
    return [
        table.valid_from <= on,
        or_(table.recorded_at.is_(None), table.recorded_at <= at),
        or_(table.valid_to.is_(None), table.valid_to >= on, table.closed_at > at),
    ]


def holders(
    session: Session, roles: Iterable[Role], agency_id: UUID, on: date, at: datetime | None = None
) -> list[Actor]:
    """Active people of an agency holding one of ``roles``, with all that counts then; three queries."""
    wanted = (
        select(RoleGrantRow.person_id)
        .join(UnitRow, UnitRow.id == RoleGrantRow.unit_id)
        .where(RoleGrantRow.role.in_(list(roles)), UnitRow.path.contains([agency_id]), *valid(RoleGrantRow, on, at))
    )
    return actors(session, wanted, on, at)


def holders_by_agency(
    session: Session, roles: Iterable[Role], agency_ids: Iterable[UUID], on: date
) -> dict[UUID, list[Actor]]:
    """As ``holders``, of several agencies at once: agency → people by name; four queries."""
    agency = UnitRow.path[1].label("agency")
    held = session.execute(
        select(RoleGrantRow.person_id, agency)
        .join(UnitRow, UnitRow.id == RoleGrantRow.unit_id)
        .where(
            RoleGrantRow.role.in_(list(roles)),
            UnitRow.path.overlap(list(agency_ids)),
            *valid(RoleGrantRow, on),
        )
        .distinct()
    ).all()
    in_agency: dict[UUID, list[UUID]] = {}
    for person_id, agency_id in held:
        in_agency.setdefault(person_id, []).append(agency_id)
    found: dict[UUID, list[Actor]] = {}
    for person in actors(session, in_agency, on):
        for agency_id in in_agency[person.id]:
            found.setdefault(agency_id, []).append(person)
    return found


def holders_anywhere(session: Session, role: Role, on: date) -> list[Actor]:
    """Everyone who holds a role of the whole city, by name; three queries."""
    wanted = select(RoleGrantRow.person_id).where(RoleGrantRow.role == role, *valid(RoleGrantRow, on))
    return actors(session, wanted, on)


def members(session: Session, agency_id: UUID, on: date) -> list[Actor]:
    """Everyone whose primary posting lies in the agency; three queries."""
    wanted = (
        select(PostingRow.person_id)
        .join(UnitRow, UnitRow.id == PostingRow.unit_id)
        .where(PostingRow.is_primary, UnitRow.path.contains([agency_id]), *valid(PostingRow, on))
    )
    return actors(session, wanted, on)


@dataclass(frozen=True)
class Place:
    """A primary posting (nơi công tác) with its days, the unit named with its agency."""

    unit_id: UUID
    unit: str
    first: date
    last: date | None


def places_of_moved(session: Session, person_ids: Collection[UUID], first: date, last: date) -> dict[UUID, list[Place]]:
    """Of those who changed their unit between two days, where they were posted then, in order; one query."""
    agency = aliased(UnitRow)
    rows = session.execute(
        select(PostingRow, UnitRow.name, agency.name)
        .join(UnitRow, UnitRow.id == PostingRow.unit_id)
        .join(agency, agency.id == UnitRow.path[1])
        .where(
            among(PostingRow.person_id, person_ids),
            PostingRow.is_primary,
            PostingRow.valid_from <= last,
            PostingRow.valid_to.is_(None) | (PostingRow.valid_to >= func.greatest(first, PostingRow.valid_from)),
        )
        .order_by(PostingRow.valid_from)
    )
    found: dict[UUID, list[Place]] = {}
    for row, unit, top in rows:
        name = unit if unit == top else f"{unit} – {top}"
        found.setdefault(row.person_id, []).append(Place(row.unit_id, name, row.valid_from, row.valid_to))
    return {person: places for person, places in found.items() if len({each.unit_id for each in places}) > 1}


def actors(session: Session, ids: Select[UUID] | Iterable[UUID], on: date, at: datetime | None = None) -> list[Actor]:
    """Several active people with all that counts then, by name; three queries."""
    wanted = PersonRow.id.in_(ids) if isinstance(ids, Select) else among(PersonRow.id, ids)
    people = session.execute(
        select(PersonRow, PostingRow.title, UnitRow)
        .join(PostingRow, PostingRow.person_id == PersonRow.id)
        .join(UnitRow, UnitRow.id == PostingRow.unit_id)
        .where(wanted, _active(at), PostingRow.is_primary, *valid(PostingRow, on, at))
        .order_by(PersonRow.name, PersonRow.id)
    ).all()
    grants, delegated = _rights(session, [person.id for person, _, _ in people], on, at)
    return [
        Actor(
            person.id,
            person.account,
            person.name,
            unit_of(home),
            grants.get(person.id, ()),
            title,
            delegated.get(person.id, ()),
            person.locale,
        )
        for person, title, home in people
    ]


def references(session: Session, on: date, ids: Iterable[UUID | None]) -> dict[UUID, PersonRef]:
    """Names of people, also of those who left, and their titles in force on that day; one query."""
    wanted = {person_id for person_id in ids if person_id}
    if not wanted:
        return {}
    rows = session.execute(
        select(PersonRow.id, PersonRow.account, PersonRow.name, PostingRow.title)
        .outerjoin(
            PostingRow,
            and_(PostingRow.person_id == PersonRow.id, PostingRow.is_primary, *valid(PostingRow, on)),
        )
        .where(among(PersonRow.id, wanted))
    )
    return {person_id: PersonRef(person_id, account, name, title or "") for person_id, account, name, title in rows}


def ids_of_accounts(session: Session, accounts: Iterable[str]) -> dict[str, UUID]:
    """Person ids of accounts; unknown accounts are left out."""
    rows = session.execute(select(PersonRow.account, PersonRow.id).where(PersonRow.account.in_(list(accounts))))
    return {row.account: row.id for row in rows}


def unit_by_names(session: Session, names: Sequence[str]) -> Unit | None:
    """The unit whose path from the agency down reads ``names``."""
    found: UnitRow | None = None
    for name in names:
        parent = UnitRow.parent_id.is_(None) if found is None else UnitRow.parent_id == found.id
        found = session.scalar(select(UnitRow).where(UnitRow.name == name, parent))
        if found is None:
            return None
    return unit_of(found) if found else None


def units_below(session: Session, unit_id: UUID) -> list[Unit]:
    """The unit and everything below it, parents first."""
    rows = session.scalars(select(UnitRow).where(UnitRow.path.contains([unit_id])))
    return sorted((unit_of(row) for row in rows), key=lambda found: (len(found.path), found.name))


def units_with_people(session: Session, agency_id: UUID | None, on: date) -> list[UnitNode]:
    """The units of an agency, or of all, with how many active people are posted in each itself; one query."""
    here = and_(PostingRow.unit_id == UnitRow.id, PostingRow.is_primary, *valid(PostingRow, on))
    query = (
        select(UnitRow.id, UnitRow.parent_id, UnitRow.name, func.cardinality(UnitRow.path), func.count(PersonRow.id))
        .outerjoin(PostingRow, here)
        .outerjoin(PersonRow, and_(PersonRow.id == PostingRow.person_id, PersonRow.active))
        .group_by(UnitRow.id)
    )
    if agency_id is not None:
        query = query.where(UnitRow.path.contains([agency_id]))
    return [
        UnitNode(unit_id, parent_id, name, length - 1, people)
        for unit_id, parent_id, name, length, people in session.execute(query)
    ]


def agencies_with_people(session: Session, on: date) -> list[UUID]:
    """Every agency in which someone is posted ``on`` that day."""
    agency = UnitRow.path[1].label("agency")
    return list(
        session.scalars(
            select(agency)
            .join(PostingRow, PostingRow.unit_id == UnitRow.id)
            .where(PostingRow.is_primary, *valid(PostingRow, on))
            .distinct()
        )
    )
