"""Units (đơn vị) as the directory names them: found in spite of spelling, made, moved, dropped while unused."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from hanoiwork_plugin.domain.accounts.directory import same_name
from hanoiwork_plugin.domain.errors import Conflict
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.directory import DirectoryGroupRow, unit_at
from hanoiwork_plugin.store.organisation import unit_of
from hanoiwork_plugin.store.people import UnitRow


def unit_named(tx: Tx, names: Sequence[str], above: Unit | None = None) -> Unit | None:
    """The unit at this path; below the agency a name may differ in case, accents, spaces and dashes.

    One query where the spelling is exact.
    """
    found = unit_at(tx.session, names, above.id if above else None)
    if found is not None or not names:
        return found
    if above is None:
        above, names = unit_at(tx.session, names[:1]), names[1:]
    while above is not None and names:
        children = tx.session.scalars(select(UnitRow).where(UnitRow.parent_id == above.id).order_by(UnitRow.id))
        above = next((unit_of(row) for row in children if same_name(row.name, names[0])), None)
        names = names[1:]
    return above


def unit_made(tx: Tx, names: Sequence[str], above: Unit | None = None, actor: Actor | None = None) -> Unit:
    """The unit at this path, made with everything above it where it is new."""
    found = unit_named(tx, names, above)
    if found is not None:
        return found
    for name in names:
        above = unit_named(tx, (name,), above) or _add(tx, name, above, actor)
    assert above is not None, "a path has at least one name"
    return above


def _add(tx: Tx, name: str, above: Unit | None, actor: Actor | None) -> Unit:
    unit_id = new_id()
    path = [*(above.path if above else ()), unit_id]
    made = tx.session.scalar(
        insert(UnitRow)
        .values(id=unit_id, parent_id=above.id if above else None, name=name, path=path)
        .on_conflict_do_nothing()
        .returning(UnitRow.id)
    )
    if made is None:
        found = unit_at(tx.session, (name,), above.id if above else None)
        assert found is not None, "somebody made it just now"
        return found
    tx.session.execute(
        insert(DirectoryGroupRow)
        .values(id=unit_id, version=1, display_name=name, unit_id=unit_id, created_at=tx.now, modified_at=tx.now)
        .on_conflict_do_nothing()
    )
    parent = str(above.id) if above else None
    tx.record("unit.added", "unit", unit_id, actor, after={"name": name, "parent": parent})
    return Unit(unit_id, name, tuple(path))


def move_unit(tx: Tx, unit: Unit, above: Unit | None, name: str) -> Unit:
    """Give the unit another name or another place in the tree, with everything below it.

    Raises:
        Conflict: when the place is inside the unit itself.
    """
    if above is not None and unit.id in above.path:
        raise Conflict("Một đơn vị không thể nằm trong chính nó.")
    row = tx.session.get_one(UnitRow, unit.id, with_for_update=True)
    before = {"name": row.name, "parent": str(row.parent_id) if row.parent_id else None}
    row.name, row.parent_id = name, above.id if above else None
    tx.session.flush()
    begin = list(above.path) if above else []
    tx.session.execute(
        update(UnitRow)
        .where(UnitRow.path.contains([unit.id]))
        .values(path=func.array_cat(begin, UnitRow.path[len(unit.path) : 100], type_=UnitRow.path.type))
        .execution_options(synchronize_session="fetch")
    )
    after = {"name": name, "parent": str(above.id) if above else None}
    tx.record("unit.moved", "unit", unit.id, None, before=before, after=after)
    return Unit(unit.id, name, (*begin, unit.id))


def drop_unused(tx: Tx, unit: Unit) -> bool:
    """Remove a unit that nothing has ever referred to; any other stays."""
    try:
        with tx.session.begin_nested():
            tx.session.execute(
                delete(DirectoryGroupRow).where(
                    DirectoryGroupRow.unit_id == unit.id, DirectoryGroupRow.pushed_at.is_(None)
                )
            )
            tx.session.execute(delete(UnitRow).where(UnitRow.id == unit.id))
    except IntegrityError:
        return False
    tx.record("unit.removed", "unit", unit.id, None, before={"name": unit.name})
    return True
