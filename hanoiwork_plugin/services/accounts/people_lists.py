"""The units' own lists (bảng cán bộ): who is named where, who on them has no account yet, what a unit may list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select, text

from hanoiwork_plugin.domain.accounts.people_sheet import PersonRow as PersonGiven
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.people import PersonRow, PostingRow, UnitRow
from hanoiwork_plugin.store.reconciliation import AwaitedPersonRow


@dataclass(frozen=True)
class Listed:
    """A row of a list, with its unit and, where it names an account, the person."""

    given: PersonGiven
    unit: UnitRow
    person: PersonRow | None


def own_list(tx: Tx, actor: Actor, given: Sequence[PersonGiven]) -> tuple[PersonGiven, ...]:
    """The rows that a unit admin may bring: people of the own agency, newcomers as chuyên viên only.

    Raises:
        Forbidden: when the actor is not admin of the agency.
        Invalid: naming every row about another agency or its people.
    """
    agency = organisation.unit(tx.session, actor.unit.agency_id)
    tx.require(Act.RECONCILE, actor, Subject(agency))
    elsewhere = set(
        tx.session.scalars(
            select(PersonRow.account)
            .join(PostingRow, PostingRow.person_id == PersonRow.id)
            .join(UnitRow, UnitRow.id == PostingRow.unit_id)
            .where(
                PersonRow.account.in_([row.account for row in given]),
                PostingRow.is_primary,
                *organisation.valid(PostingRow, hanoi_date(tx.now)),
                ~UnitRow.path.contains([agency.id]),
            )
        )
    )
    faults = []
    for row in given:
        if row.unit_path[0] != agency.name:
            faults.append(
                Fault(
                    f"Dòng {row.row}, cột Đơn vị",
                    "Đơn vị phải thuộc {agency}; ghi như: {agency} / Phòng Kinh tế.",
                    {"agency": agency.name},
                )
            )
        elif row.account in elsewhere:
            faults.append(
                Fault(
                    f"Dòng {row.row}, cột Tài khoản HanoiWork",
                    "Tài khoản {account} đang thuộc đơn vị khác.",
                    {"account": row.account},
                )
            )
    if faults:
        raise Invalid("Bảng cán bộ có {count} lỗi, chưa nhập dòng nào.", faults=faults, count=len(faults))
    return tuple(replace(row, roles=(Role.STAFF,), fields=()) for row in given)


def keep_lists(tx: Tx, listed: Sequence[Listed]) -> int:
    """Remember who is on the list and where; returns how many people without account are new on it."""
    tx.session.flush()
    named = {each.person.id: each.unit.id for each in listed if each.person}
    tx.session.execute(
        text(
            "INSERT INTO listed_person (person_id, unit_id, listed_at) SELECT given.person_id, given.unit_id, :now "
            "FROM unnest(CAST(:people AS uuid[]), CAST(:units AS uuid[])) AS given(person_id, unit_id) "
            "LEFT JOIN listed_person before USING (person_id) WHERE before.unit_id IS DISTINCT FROM given.unit_id "
            "ON CONFLICT (person_id) DO UPDATE SET unit_id = excluded.unit_id, listed_at = excluded.listed_at"
        ),
        {"people": list(named), "units": list(named.values()), "now": tx.now},
    )
    return _keep_awaited(tx, listed)


def _keep_awaited(tx: Tx, listed: Sequence[Listed]) -> int:
    """Rows without account wait for one; a later row of the same name with an account ends the waiting."""
    agencies = {each.unit.path[0] for each in listed}
    earlier = tx.session.execute(
        select(AwaitedPersonRow, UnitRow.path)
        .join(UnitRow, UnitRow.id == AwaitedPersonRow.unit_id)
        .where(UnitRow.path.overlap(list(agencies)))
        .order_by(AwaitedPersonRow.id)
    ).all()
    known: dict[tuple[UUID, str], AwaitedPersonRow] = {(path[0], fold(row.name)): row for row, path in earlier}
    added = 0
    for each in listed:
        key = (each.unit.path[0], fold(each.given.name))
        row = known.get(key)
        if row is not None and not _same_phone(row.phone, each.given.phone):
            row = None
        if each.person is not None:
            if row is not None and row.settled_at is None:
                row.settled_at, row.person_id = tx.now, each.person.id
        elif row is None or (row.settled_at is not None and row.person_id is None):
            known[key] = _awaited(tx, each)
            added += 1
        elif row.settled_at is None:
            row.unit_id, row.phone = each.unit.id, each.given.phone or row.phone
    return added


def _awaited(tx: Tx, listed: Listed) -> AwaitedPersonRow:
    given = listed.given
    row = AwaitedPersonRow(
        id=new_id(),
        unit_id=listed.unit.id,
        name=given.name,
        phone=given.phone,
        title=given.title,
        position=given.position,
        staff_group=given.group,
        roles=list(given.roles),
        fields=list(given.fields),
        listed_at=tx.now,
    )
    tx.session.add(row)
    return row


def _same_phone(one: str, other: str) -> bool:
    return not one or not other or one == other
