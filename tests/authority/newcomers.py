"""Units and people added to the ward."""

from datetime import date
from uuid import UUID

from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.people import PersonRow, PostingRow, RoleGrantRow, UnitRow


def add_unit(tx: Tx, name: str, parent: UnitRow | None = None) -> UnitRow:
    """A unit below ``parent``, or an agency."""
    unit_id = new_id()
    path = [*(parent.path if parent else ()), unit_id]
    row = UnitRow(id=unit_id, parent_id=parent.id if parent else None, name=name, path=path)
    tx.session.add(row)
    tx.session.flush()
    return row


def add_person(tx: Tx, account: str, home: UUID, role: Role, over: UUID, *fields: str) -> str:
    """Somebody posted at ``home`` with one role over a unit."""
    person = PersonRow(id=new_id(), account=account, name=account, staff_group="civil_servant", active=True)
    tx.session.add(person)
    tx.session.flush()
    since = date(2026, 1, 1)
    common = {"person_id": person.id, "valid_from": since, "valid_to": None}
    tx.session.add(PostingRow(id=new_id(), unit_id=home, title="x", position="x", is_primary=True, **common))
    tx.session.add(RoleGrantRow(id=new_id(), role=role, unit_id=over, fields=list(fields), **common))
    tx.session.flush()
    return account
