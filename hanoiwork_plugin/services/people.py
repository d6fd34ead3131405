"""People, units and roles from a table (xlsx or csv); the same table again changes nothing.

The table is the unit's own list: for units without a feed the only source, beside one the other side of the
reconciliation.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.domain.people_sheet import PersonRow as PersonGiven
from hanoiwork_plugin.domain.people_sheet import read_people
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import evaluations
from hanoiwork_plugin.services.directory_places import FIRST_DAY, end_fact
from hanoiwork_plugin.services.people_lists import Listed, keep_lists, own_list
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.directory import DirectoryGroupRow
from hanoiwork_plugin.store.people import PersonRow, PostingRow, RoleGrantRow, UnitRow
from hanoiwork_plugin.tables.reader import read_table

_AGENCY_WIDE = frozenset({Role.UNIT_ADMIN, Role.MONITOR, Role.PERSONNEL, Role.CITY_BOARD, Role.SUPPORT})
"""Roles held for the whole agency (cơ quan), whichever office the person sits in."""


@dataclass(frozen=True)
class PeopleImported:
    """What an import changed."""

    rows: int
    units_added: int
    people_added: int
    people_changed: int
    left: tuple[str, ...] = ()
    """Accounts in the table that the host has deactivated; a table does not let anyone back in."""


@dataclass
class _Known:
    units: dict[tuple[str, ...], UnitRow]
    people: dict[str, PersonRow]
    postings: dict[UUID, PostingRow]
    grants: dict[UUID, list[RoleGrantRow]]
    posted_before: set[UUID]


def import_people(tx: Tx, actor: Actor | None, name: str, data: bytes) -> PeopleImported:
    """Read the table and bring units, people, primary postings and roles to what it says.

    Args:
        actor: the unit admin who sent it, for people of the own agency and without roles; None for the operator.

    Raises:
        Invalid: with every fault by row and column; then nothing is imported.
    """
    given = read_people(read_table(name, data))
    if actor is not None:
        given = own_list(tx, actor, given)
    known = _load(tx, {row.account for row in given})
    units_before = len(known.units)
    added = changed = 0
    listed: list[Listed] = []
    moved: set[UUID] = set()
    for row in given:
        unit = _unit(tx, known, row.unit_path)
        listed.append(Listed(row, unit, known.people.get(row.account)))
        if not row.account:
            continue
        person = known.people.get(row.account)
        if person is None:
            listed[-1] = Listed(row, unit, _add(tx, row, unit))
            added += 1
        elif _update(tx, actor, name, known, person, row, unit):
            changed += 1
            moved.add(person.id)
    added += keep_lists(tx, listed)
    units_added = len(known.units) - units_before
    if added or changed or units_added:
        facts = {"rows": len(given), "units": units_added, "added": added, "changed": changed}
        tx.record("people.imported", "people", new_id(), actor, after={"file": name, **facts})
    evaluations.reassign(tx, moved)
    left = tuple(row.account for row in given if row.account in known.people and not known.people[row.account].active)
    return PeopleImported(len(given), units_added, added, changed, left)


def _load(tx: Tx, accounts: set[str]) -> _Known:
    session = tx.session
    rows = {row.id: row for row in session.scalars(select(UnitRow))}
    units = {tuple(rows[part].name for part in row.path): row for row in rows.values()}
    people = {row.account: row for row in session.scalars(select(PersonRow).where(PersonRow.account.in_(accounts)))}
    ids = [row.id for row in people.values()]
    postings = {
        row.person_id: row
        for row in session.scalars(
            select(PostingRow).where(
                PostingRow.person_id.in_(ids), PostingRow.is_primary, PostingRow.valid_to.is_(None)
            )
        )
    }
    grants: dict[UUID, list[RoleGrantRow]] = {}
    for grant in session.scalars(
        select(RoleGrantRow).where(RoleGrantRow.person_id.in_(ids), RoleGrantRow.valid_to.is_(None))
    ):
        grants.setdefault(grant.person_id, []).append(grant)
    ended = select(PostingRow.person_id).where(
        PostingRow.person_id.in_(set(ids) - postings.keys()), PostingRow.is_primary
    )
    return _Known(units, people, postings, grants, set(session.scalars(ended)))


def _unit(tx: Tx, known: _Known, path: tuple[str, ...]) -> UnitRow:
    """The unit at ``path``, made with everything above it when it is new."""
    found = known.units.get(path)
    if found is None:
        parent = _unit(tx, known, path[:-1]) if len(path) > 1 else None
        unit_id = new_id()
        found = UnitRow(
            id=unit_id,
            parent_id=parent.id if parent else None,
            name=path[-1],
            path=[*(parent.path if parent else ()), unit_id],
        )
        tx.session.add(found)
        tx.session.flush()
        group = DirectoryGroupRow(id=unit_id, display_name=path[-1], created_at=tx.now, modified_at=tx.now)
        group.unit_id = unit_id
        tx.session.add(group)
        known.units[path] = found
    return found


def _add(tx: Tx, row: PersonGiven, unit: UnitRow) -> PersonRow:
    person = PersonRow(
        id=new_id(), account=row.account, name=row.name, phone=row.phone, staff_group=row.group, active=True
    )
    tx.session.add(person)
    tx.session.flush()
    _post(tx, person.id, row, unit, FIRST_DAY)
    _grant(tx, person.id, row, unit, FIRST_DAY)
    return person


def _update(
    tx: Tx, actor: Actor | None, source: str, known: _Known, person: PersonRow, row: PersonGiven, unit: UnitRow
) -> bool:
    """Bring a known person to what the row says.

    A transfer already decided for a later day stands; whom the host deactivated stays so; a unit's own list gives no
    roles.
    """
    today = hanoi_date(tx.now)
    before = (person.name, person.phone, person.staff_group)
    person.name, person.phone, person.staff_group = row.name, row.phone or person.phone, row.group
    changed = before != (person.name, person.phone, person.staff_group)
    posting = known.postings.get(person.id)
    if posting is not None and posting.valid_from > today:
        return changed
    was = _stand(known, person)
    if posting is None or (posting.unit_id, posting.title, posting.position) != (unit.id, row.title, row.position):
        if posting is not None:
            end_fact(posting, today)
            tx.session.flush()
        _post(tx, person.id, row, unit, today if posting or person.id in known.posted_before else FIRST_DAY)
        changed = True
    held = known.grants.get(person.id, [])
    if actor is None and {(each.role, each.unit_id, tuple(each.fields)) for each in held} != {
        (role, _over(role, unit), row.fields) for role in row.roles
    }:
        for each in held:
            end_fact(each, today)
        _grant(tx, person.id, row, unit, today)
        changed = True
    now = was | {"unit": str(unit.id), "title": row.title, "position": row.position}
    if actor is None:
        now |= {"roles": sorted(row.roles), "fields": list(row.fields)}
    if was != now:
        tx.record("posting.changed", "person", person.id, actor, reason=source, before=was, after=now)
    return changed


def _stand(known: _Known, person: PersonRow) -> dict[str, object]:
    """Where a person stands and in which roles, as the ledger shows it before and after a change."""
    posting, held = known.postings.get(person.id), known.grants.get(person.id, [])
    return {
        "unit": str(posting.unit_id) if posting else None,
        "title": posting.title if posting else None,
        "position": posting.position if posting else None,
        "roles": sorted(each.role for each in held),
        "fields": list(held[0].fields) if held else [],
    }


def _over(role: Role, unit: UnitRow) -> UUID:
    """The unit over which a role named in the table holds."""
    return unit.path[0] if role in _AGENCY_WIDE else unit.id


def _post(tx: Tx, person_id: UUID, row: PersonGiven, unit: UnitRow, since: date) -> None:
    tx.session.add(
        PostingRow(
            id=new_id(),
            person_id=person_id,
            unit_id=unit.id,
            title=row.title,
            position=row.position,
            is_primary=True,
            valid_from=since,
            valid_to=None,
        )
    )


def _grant(tx: Tx, person_id: UUID, row: PersonGiven, unit: UnitRow, since: date) -> None:
    tx.session.add_all(
        RoleGrantRow(
            id=new_id(),
            person_id=person_id,
            role=role,
            unit_id=_over(role, unit),
            fields=list(row.fields),
            valid_from=since,
            valid_to=None,
        )
        for role in row.roles
    )
