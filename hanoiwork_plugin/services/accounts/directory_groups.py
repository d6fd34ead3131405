"""Units as the directory pushes them (SCIM groups): a group is a unit, a group inside a group a unit below it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm.attributes import flag_modified

from hanoiwork_plugin.domain.accounts.directory import tidy, unit_names
from hanoiwork_plugin.domain.errors import Conflict, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.people import Unit
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.accounts.directory_places import Place, follow, places
from hanoiwork_plugin.services.accounts.directory_units import drop_unused, move_unit, unit_made, unit_named
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.directory import DirectoryGroupRow, DirectoryMemberRow, DirectoryUserRow, units_by_id
from hanoiwork_plugin.store.people import PersonRow

MAX_MEMBERS = 20_000
"""Members of one group; the largest agency has fewer."""


@dataclass(frozen=True)
class GroupGiven:
    """A unit as the directory describes it: people and units directly in it."""

    name: str
    """The unit's name, or its path as in "Phường Mẫu / Phòng Kinh tế"."""
    external_id: str | None
    members: frozenset[UUID]


def group_given(name: str, external_id: str | None, members: Iterable[UUID]) -> GroupGiven:
    """What was pushed, in NFC.

    Raises:
        Invalid: when there is no name, or there are too many members.
    """
    name = " ".join(tidy(name).split())
    if not unit_names(name) or len(name) > 1000:
        raise Invalid("Tên nhóm phải có từ 1 đến 1000 ký tự.")
    given = frozenset(members)
    if len(given) > MAX_MEMBERS:
        raise Invalid("Một nhóm có nhiều nhất {limit} thành viên.", limit=MAX_MEMBERS)
    return GroupGiven(name, external_id, given)


def add_group(tx: Tx, given: GroupGiven) -> UUID:
    """Take a unit in; a unit that is known already is met again, not doubled.

    A second group of the same name waits without a unit until it is put into another group.
    """
    unit = unit_made(tx, unit_names(given.name))
    row = _group_of(tx, unit)
    if row is None or row.pushed_at is not None:
        row = DirectoryGroupRow(id=new_id(), unit_id=None if row else unit.id, created_at=tx.now, deleted_at=None)
    row.display_name, row.external_id, row.pushed_at, row.modified_at = given.name, given.external_id, tx.now, tx.now
    tx.session.add(row)
    tx.session.flush()
    tx.record("directory.group_added", "unit", row.unit_id or row.id, None, after={"name": given.name})
    _set_members(tx, row, given.members)
    return row.id


def change_group(tx: Tx, group_id: UUID, given: GroupGiven, version: int | None) -> None:
    """Bring a unit to what the directory says now.

    Raises:
        NotFound: when the directory has no such group.
        Stale: when the group changed since ``version``.
        Conflict: when another unit has the place.
    """
    row = _known(tx, group_id, version)
    before = {"name": row.display_name}
    renamed = row.display_name != given.name
    row.display_name, row.external_id, row.modified_at = given.name, given.external_id, tx.now
    row.pushed_at = row.pushed_at or tx.now
    flag_modified(row, "modified_at")
    tx.session.flush()
    if renamed:
        _settle(tx, row, _above(tx, row))
        tx.record(
            "directory.group_changed", "unit", row.unit_id or row.id, None, before=before, after={"name": given.name}
        )
    _set_members(tx, row, given.members)


def remove_group(tx: Tx, group_id: UUID, version: int | None) -> None:
    """The directory takes a group out: the unit stays, unless nothing ever referred to it.

    Raises:
        NotFound: when the directory has no such group.
        Stale: when the group changed since ``version``.
    """
    row = _known(tx, group_id, version)
    _set_members(tx, row, frozenset())
    tx.session.execute(delete(DirectoryMemberRow).where(DirectoryMemberRow.child_id == row.id))
    unit = units_by_id(tx.session, [row.unit_id]).get(row.unit_id or row.id)
    row.deleted_at, row.unit_id = tx.now, None
    tx.session.flush()
    tx.record("directory.group_removed", "unit", unit.id if unit else row.id, None, before={"name": row.display_name})
    if unit:
        drop_unused(tx, unit)


def _known(tx: Tx, group_id: UUID, version: int | None) -> DirectoryGroupRow:
    row = tx.session.get(DirectoryGroupRow, group_id, with_for_update=True, populate_existing=True)
    if row is None or row.deleted_at is not None:
        raise NotFound
    if version is not None and version != row.version:
        raise Stale
    return row


def _group_of(tx: Tx, unit: Unit) -> DirectoryGroupRow | None:
    return tx.session.scalar(select(DirectoryGroupRow).where(DirectoryGroupRow.unit_id == unit.id))


def _above(tx: Tx, row: DirectoryGroupRow) -> Unit | None:
    """The unit of the group that holds this one."""
    unit_id = tx.session.scalar(
        select(DirectoryGroupRow.unit_id)
        .join(DirectoryMemberRow, DirectoryMemberRow.group_id == DirectoryGroupRow.id)
        .where(DirectoryMemberRow.child_id == row.id)
    )
    return units_by_id(tx.session, [unit_id]).get(unit_id) if unit_id else None


def _set_members(tx: Tx, row: DirectoryGroupRow, wanted: frozenset[UUID]) -> None:
    """Bring the members to ``wanted``: people are posted where that follows, units move below this one.

    Raises:
        Invalid: when a member is neither a person nor a group of the directory.
    """
    held = {
        member.person_id or member.child_id: member
        for member in tx.session.scalars(select(DirectoryMemberRow).where(DirectoryMemberRow.group_id == row.id))
    }
    added, removed = wanted - held.keys(), held.keys() - wanted
    if not added and not removed:
        return
    people = _people(tx, added)
    children = {
        each.id: each
        for each in tx.session.scalars(
            select(DirectoryGroupRow).where(DirectoryGroupRow.id.in_(added), DirectoryGroupRow.deleted_at.is_(None))
        )
    }
    if unknown := added - people - children.keys():
        raise Invalid("Không có người hoặc nhóm {id} trong danh bạ.", id=str(min(unknown)))
    affected = people | {
        member.person_id for member in held.values() if member.person_id in removed and member.person_id
    }
    before: dict[UUID, Place] = places(tx, affected) if affected else {}
    if removed:
        tx.session.execute(
            delete(DirectoryMemberRow).where(
                DirectoryMemberRow.group_id == row.id,
                or_(DirectoryMemberRow.person_id.in_(removed), DirectoryMemberRow.child_id.in_(removed)),
            )
        )
    if children:
        tx.session.execute(delete(DirectoryMemberRow).where(DirectoryMemberRow.child_id.in_(children)))
    tx.session.add_all(
        DirectoryMemberRow(
            id=new_id(),
            group_id=row.id,
            person_id=each if each in people else None,
            child_id=None if each in people else each,
        )
        for each in sorted(added)
    )
    row.modified_at = tx.now
    flag_modified(row, "modified_at")
    tx.session.flush()
    unit = units_by_id(tx.session, [row.unit_id]).get(row.unit_id or row.id)
    if unit:
        for child in children.values():
            _settle(tx, child, unit)
    if affected:
        tx.session.execute(
            update(DirectoryUserRow)
            .where(DirectoryUserRow.person_id.in_(affected))
            .values(version=DirectoryUserRow.version + 1, modified_at=tx.now)
            .execution_options(synchronize_session=False)
        )
        follow(tx, before)
    tx.record(
        "directory.members_changed",
        "unit",
        row.unit_id or row.id,
        None,
        before={"members": sorted(str(each) for each in removed)},
        after={"members": sorted(str(each) for each in added)},
    )


def _people(tx: Tx, ids: Iterable[UUID]) -> set[UUID]:
    return set(
        tx.session.scalars(
            select(PersonRow.id)
            .outerjoin(DirectoryUserRow, DirectoryUserRow.person_id == PersonRow.id)
            .where(PersonRow.id.in_(list(ids)), DirectoryUserRow.deleted_at.is_(None))
        )
    )


def _settle(tx: Tx, row: DirectoryGroupRow, above: Unit | None) -> None:
    """Give the group its unit at its place below ``above``, and those inside it below theirs.

    Raises:
        Conflict: when the place is taken by another unit in use, or lies inside the group itself.
    """
    names = unit_names(row.display_name)
    own = units_by_id(tx.session, [row.unit_id]).get(row.unit_id or row.id)
    if own is not None and above is not None and own.id in above.path:
        raise Conflict("Một đơn vị không thể nằm trong chính nó.")
    there = unit_named(tx, names, above)
    if own is not None and there is not None and there.id == own.id:
        return
    holder = _group_of(tx, there) if there else None
    if holder is not None and holder.pushed_at is not None:
        if own is None:
            return
        raise Conflict("Đã có đơn vị {name} ở vị trí này.", name=names[-1])
    if own is not None and there is None:
        upper = unit_made(tx, names[:-1], above) if len(names) > 1 else above
        move_unit(tx, own, upper, names[-1])
        return
    unit = there or unit_made(tx, names, above)
    if holder := _group_of(tx, unit):
        tx.session.delete(holder)
        tx.session.flush()
    people = select(DirectoryMemberRow.person_id).where(
        DirectoryMemberRow.group_id == row.id, DirectoryMemberRow.person_id.is_not(None)
    )
    before = places(tx, [each for each in tx.session.scalars(people) if each])
    row.unit_id = unit.id
    tx.session.flush()
    follow(tx, before)
    inside = select(DirectoryGroupRow).join(
        DirectoryMemberRow,
        and_(DirectoryMemberRow.child_id == DirectoryGroupRow.id, DirectoryMemberRow.group_id == row.id),
    )
    for child in tx.session.scalars(inside).all():
        _settle(tx, child, unit)
    if own is not None and not drop_unused(tx, own):
        raise Conflict("Đã có đơn vị {name} ở vị trí này.", name=names[-1])
