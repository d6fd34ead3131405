"""People, units and roles from a table (xlsx or csv); the same table again changes nothing.

The table is the unit's own list: for units without a feed the only source, beside one the other side of the
reconciliation.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain.accounts.people_sheet import PersonRow as PersonGiven
from hanoiwork_plugin.domain.accounts.people_sheet import read_people
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.accounts.directory_places import FIRST_DAY, end_fact
from hanoiwork_plugin.services.accounts.people_lists import Listed, keep_lists, own_list
from hanoiwork_plugin.services.rating import evaluation_opening
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.copying import copy_in
from hanoiwork_plugin.store.directory import DirectoryGroupRow
from hanoiwork_plugin.store.people import PersonRow, PostingRow, RoleGrantRow, UnitRow
from hanoiwork_plugin.tables.reader import read_long_table, read_table

_AGENCY_WIDE = frozenset({Role.UNIT_ADMIN, Role.MONITOR, Role.PERSONNEL, Role.CITY_BOARD, Role.SUPPORT})
"""Roles held for the whole agency (cơ quan), whichever office the person sits in."""
_AT_ONCE = 5_000
"""Rows brought in together: what is known of them is read, and what is new is written, in a few statements."""


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
    """What is known of some rows, and what is new in them and not written yet."""

    units: dict[tuple[str, ...], UnitRow]
    people: dict[str, PersonRow]
    postings: dict[UUID, PostingRow]
    grants: dict[UUID, list[RoleGrantRow]]
    posted_before: set[UUID]
    new_units: list[UnitRow | DirectoryGroupRow] = field(default_factory=list)
    new_people: list[PersonRow] = field(default_factory=list)
    new_places: list[PostingRow | RoleGrantRow] = field(default_factory=list)


def import_people(
    tx: Tx, actor: Actor | None, name: str, data: bytes, told: Callable[[int, int], None] | None = None
) -> PeopleImported:
    """Read the table and bring units, people, primary postings and roles to what it says.

    Args:
        tx: the open transaction.
        actor: the unit admin who sent it, for people of the own agency and without roles; None for the operator,
            whose csv may be of any length.
        name: the file's name.
        data: its content.
        told: hears how many rows of how many are brought in.

    Raises:
        Invalid: with every fault by row and column; then nothing is imported.
    """
    if actor is None:
        given = read_people(*read_long_table(name, data))
    else:
        given = own_list(tx, actor, read_people(read_table(name, data)))
    units = _units(tx)
    units_before = len(units)
    added = changed = 0
    moved: set[UUID] = set()
    left: list[str] = []
    for start in range(0, len(given), _AT_ONCE):
        rows = given[start : start + _AT_ONCE]
        known = _load(tx, units, {row.account for row in rows})
        listed: list[Listed] = []
        for row in rows:
            unit = _unit(tx, known, row.unit_path)
            person = known.people.get(row.account)
            if row.account and person is None:
                person = _add(tx, known, row, unit)
                added += 1
            elif person is not None and _update(tx, actor, name, known, person, row, unit):
                changed += 1
                moved.add(person.id)
            listed.append(Listed(row, unit, person))
            if person is not None and not person.active:
                left.append(person.account)
        tx.session.flush()
        copy_in(tx.session, [*known.new_units, *known.new_people, *known.new_places])
        added += keep_lists(tx, listed)
        if told is not None:
            told(start + len(rows), len(given))
    units_added = len(units) - units_before
    if added or changed or units_added:
        facts = {"rows": len(given), "units": units_added, "added": added, "changed": changed}
        tx.record("people.imported", "people", new_id(), actor, after={"file": name, **facts})
    evaluation_opening.reassign(tx, moved)
    return PeopleImported(len(given), units_added, added, changed, tuple(left))


def _units(tx: Tx) -> dict[tuple[str, ...], UnitRow]:
    """Every unit by the names from its agency down."""
    rows = {row.id: row for row in tx.session.scalars(select(UnitRow))}
    return {tuple(rows[part].name for part in row.path): row for row in rows.values()}


def _load(tx: Tx, units: dict[tuple[str, ...], UnitRow], accounts: set[str]) -> _Known:
    session = tx.session
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
        group = DirectoryGroupRow(
            id=unit_id,
            version=1,
            external_id=None,
            display_name=path[-1],
            unit_id=unit_id,
            pushed_at=None,
            created_at=tx.now,
            modified_at=tx.now,
            deleted_at=None,
        )
        known.new_units += (found, group)
        known.units[path] = found
    return found


def _add(tx: Tx, known: _Known, row: PersonGiven, unit: UnitRow) -> PersonRow:
    person = PersonRow(
        id=new_id(),
        account=row.account,
        name=row.name,
        phone=row.phone,
        staff_group=row.group,
        active=True,
        locale="vi",
    )
    known.new_people.append(person)
    _post(tx, known, person.id, row, unit, FIRST_DAY)
    _grant(tx, known, person.id, row, unit, FIRST_DAY)
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
            end_fact(tx, posting, today)
        _post(tx, known, person.id, row, unit, today if posting or person.id in known.posted_before else FIRST_DAY)
        changed = True
    held = known.grants.get(person.id, [])
    if actor is None and {(each.role, each.unit_id, tuple(each.fields)) for each in held} != {
        (role, _over(role, unit), row.fields) for role in row.roles
    }:
        for each in held:
            end_fact(tx, each, today)
        _grant(tx, known, person.id, row, unit, today)
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


def _post(tx: Tx, known: _Known, person_id: UUID, row: PersonGiven, unit: UnitRow, since: date) -> None:
    known.new_places.append(
        PostingRow(
            id=new_id(),
            person_id=person_id,
            unit_id=unit.id,
            title=row.title,
            position=row.position,
            is_primary=True,
            valid_from=since,
            valid_to=None,
            recorded_at=None if since == FIRST_DAY else tx.now,
        )
    )


def _grant(tx: Tx, known: _Known, person_id: UUID, row: PersonGiven, unit: UnitRow, since: date) -> None:
    known.new_places += (
        RoleGrantRow(
            id=new_id(),
            person_id=person_id,
            role=role,
            unit_id=_over(role, unit),
            fields=list(row.fields),
            valid_from=since,
            valid_to=None,
            recorded_at=None if since == FIRST_DAY else tx.now,
        )
        for role in row.roles
    )
