"""Queries of the organisation: actors with their rights, people by name, units by path."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from hanoiwork_plugin.domain.people import Actor, Grant, Role, Unit
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.store.people import PersonRow, PostingRow, RoleGrantRow, UnitRow


def unit_of(row: UnitRow) -> Unit:
    """The plain value of a row."""
    return Unit(row.id, row.name, tuple(row.path))


def unit(session: Session, unit_id: UUID) -> Unit:
    """The unit with this id."""
    return unit_of(session.get_one(UnitRow, unit_id))


def actor_by_account(session: Session, account: str, on: date) -> Actor | None:
    """The active person of an account with posting and grants valid ``on`` that day; two queries."""
    return _actor(session, select(PersonRow).where(PersonRow.account == account), on)


def actor_by_id(session: Session, person_id: UUID, on: date) -> Actor | None:
    """The active person with this id, as in ``actor_by_account``."""
    return _actor(session, select(PersonRow).where(PersonRow.id == person_id), on)


def _actor(session: Session, people: Select[PersonRow], on: date) -> Actor | None:
    found = session.execute(
        people.where(PersonRow.active)
        .join(PostingRow, PostingRow.person_id == PersonRow.id)
        .join(UnitRow, UnitRow.id == PostingRow.unit_id)
        .where(PostingRow.is_primary, *_valid(PostingRow, on))
        .add_columns(PostingRow.title, UnitRow)
    ).first()
    if found is None:
        return None
    person, title, home = found
    grants = session.execute(
        select(RoleGrantRow, UnitRow)
        .join(UnitRow, UnitRow.id == RoleGrantRow.unit_id)
        .where(RoleGrantRow.person_id == person.id, *_valid(RoleGrantRow, on))
        .order_by(RoleGrantRow.id)
    )
    return Actor(
        id=person.id,
        account=person.account,
        name=person.name,
        unit=unit_of(home),
        grants=tuple(
            Grant(Role(grant.role), unit_of(over), tuple(grant.fields), grant.valid_from, grant.valid_to)
            for grant, over in grants
        ),
        title=title,
    )


def _valid(table: type[PostingRow] | type[RoleGrantRow], on: date) -> list[ColumnElement[bool]]:
    return [table.valid_from <= on, or_(table.valid_to.is_(None), table.valid_to >= on)]


def holders(session: Session, roles: Iterable[Role], agency_id: UUID, on: date) -> list[Actor]:
    """Active people of an agency holding one of ``roles``, with all their grants; two queries."""
    wanted = (
        select(RoleGrantRow.person_id)
        .join(UnitRow, UnitRow.id == RoleGrantRow.unit_id)
        .where(RoleGrantRow.role.in_(list(roles)), UnitRow.path.contains([agency_id]), *_valid(RoleGrantRow, on))
    )
    return actors(session, wanted, on)


def support_staff(session: Session, on: date) -> list[Actor]:
    """Everyone who holds the support role."""
    wanted = select(RoleGrantRow.person_id).where(RoleGrantRow.role == Role.SUPPORT, *_valid(RoleGrantRow, on))
    return actors(session, wanted, on)


def members(session: Session, agency_id: UUID, on: date) -> list[Actor]:
    """Everyone whose primary posting lies in the agency; two queries."""
    wanted = (
        select(PostingRow.person_id)
        .join(UnitRow, UnitRow.id == PostingRow.unit_id)
        .where(PostingRow.is_primary, UnitRow.path.contains([agency_id]), *_valid(PostingRow, on))
    )
    return actors(session, wanted, on)


def actors(session: Session, ids: Select[UUID] | Iterable[UUID], on: date) -> list[Actor]:
    """Several active people with their grants, by name; two queries."""
    wanted = ids if isinstance(ids, Select) else list(ids)
    people = session.execute(
        select(PersonRow, PostingRow.title, UnitRow)
        .join(PostingRow, PostingRow.person_id == PersonRow.id)
        .join(UnitRow, UnitRow.id == PostingRow.unit_id)
        .where(PersonRow.id.in_(wanted), PersonRow.active, PostingRow.is_primary, *_valid(PostingRow, on))
        .order_by(PersonRow.name, PersonRow.id)
    ).all()
    grants: dict[UUID, list[Grant]] = {}
    rows = session.execute(
        select(RoleGrantRow, UnitRow)
        .join(UnitRow, UnitRow.id == RoleGrantRow.unit_id)
        .where(RoleGrantRow.person_id.in_([person.id for person, _, _ in people]), *_valid(RoleGrantRow, on))
        .order_by(RoleGrantRow.id)
    )
    for grant, over in rows:
        grants.setdefault(grant.person_id, []).append(
            Grant(Role(grant.role), unit_of(over), tuple(grant.fields), grant.valid_from, grant.valid_to)
        )
    return [
        Actor(person.id, person.account, person.name, unit_of(home), tuple(grants.get(person.id, ())), title)
        for person, title, home in people
    ]


def references(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, PersonRef]:
    """Names and titles of people, also of those who left; one query."""
    wanted = {person_id for person_id in ids if person_id}
    if not wanted:
        return {}
    rows = session.execute(
        select(PersonRow.id, PersonRow.account, PersonRow.name, PostingRow.title)
        .outerjoin(
            PostingRow,
            (PostingRow.person_id == PersonRow.id) & PostingRow.is_primary & PostingRow.valid_to.is_(None),
        )
        .where(PersonRow.id.in_(wanted))
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


def units_below(session: Session, agency_id: UUID) -> list[Unit]:
    """The agency and everything below it, parents first."""
    rows = session.scalars(select(UnitRow).where(UnitRow.path.contains([agency_id])))
    return sorted((unit_of(row) for row in rows), key=lambda found: (len(found.path), found.name))


def agencies_with_people(session: Session) -> list[UUID]:
    """Every agency in which someone is posted now."""
    agency = UnitRow.path[1].label("agency")
    return list(
        session.scalars(
            select(agency)
            .join(PostingRow, PostingRow.unit_id == UnitRow.id)
            .where(PostingRow.is_primary, PostingRow.valid_to.is_(None))
            .distinct()
        )
    )
