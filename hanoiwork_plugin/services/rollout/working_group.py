"""Tổ công tác of an agency: recorded with its document, in force from a day, replaced and never edited (STORY 2)."""

import re
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Fault, Invalid, NotFound
from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.domain.people import Actor, Role, Unit
from hanoiwork_plugin.domain.rollout import working_group
from hanoiwork_plugin.domain.rollout.readiness_views import WorkingGroupsView, WorkingGroupView
from hanoiwork_plugin.domain.rollout.working_group import GroupGiven, GroupKind
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.people import PersonRow, PostingRow, UnitRow
from hanoiwork_plugin.store.working_groups import WorkingGroupRow

SUBJECT = "working_group"
"""How the ledger names a group; its cards are about the agency."""
RECORDED = "working_group.recorded"


def record_group(tx: Tx, actor: Actor, agency_id: UUID, given: GroupGiven) -> WorkingGroupRow:
    """[Thành lập]: the group from its first day on; the one before ends the day before. The same again is no other.

    Raises:
        NotFound: when there is no such agency.
        Forbidden: when the actor neither heads the agency nor keeps its accounts.
        Invalid: naming everything that does not fit the rule.
    """
    agency = known_agency(tx, agency_id)
    tx.require(Act.RECORD_WORKING_GROUP, actor, Subject(agency))
    tx.session.scalars(select(UnitRow).where(UnitRow.id == agency.id).with_for_update()).one()
    before = _newest(tx, agency.id)
    if before is not None and _given(before) == given:
        return before
    working = tx.session.execute(_people(tx, agency.id).with_only_columns(PersonRow.id, PersonRow.name))
    people = {row.id: row.name for row in working}
    it_people = {each.id for each in _it_people(tx, agency.id)}
    leaders = {each.id for each in _leaders(tx, agency.id)}
    working_group.check_group(given, leaders, people, it_people, since=before.valid_from if before else None)
    if before is not None:
        before.valid_to = given.valid_from - timedelta(days=1)
        tx.session.flush()
    assert given.basis_date is not None, "checked by the rule"
    row = WorkingGroupRow(
        id=new_id(),
        agency_id=agency.id,
        kind=given.kind,
        head_id=given.head_id,
        it_ids=list(given.it_ids),
        member_ids=list(given.member_ids),
        body_name=given.body_name.strip(),
        basis_number=given.basis_number.strip(),
        basis_date=given.basis_date,
        basis_issuer=given.basis_issuer.strip(),
        valid_from=given.valid_from,
        valid_to=None,
        it_basis=given.it_basis.strip(),
        recorded_by_id=actor.id,
        recorded_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    tx.record(
        RECORDED,
        SUBJECT,
        agency.id,
        actor,
        before={"group": str(before.id), **_snapshot(before)} if before else {},
        after={"group": str(row.id), **_snapshot(row)},
    )
    tx.changed(SUBJECT, agency.id)
    tx.changed("readiness", agency.id)
    return row


def groups_view(tx: Tx, actor: Actor, agency_id: UUID) -> WorkingGroupsView:
    """The group of an agency and those before it.

    Raises:
        NotFound: when its readiness is none of the actor's business.
    """
    agency = known_agency(tx, agency_id)
    if authority.allowed(Act.SEE_READINESS, actor, Subject(agency)) is None:
        raise NotFound
    rows = tx.session.scalars(
        select(WorkingGroupRow).where(WorkingGroupRow.agency_id == agency.id).order_by(WorkingGroupRow.id.desc())
    ).all()
    named = {each for row in rows for each in (row.head_id, row.recorded_by_id, *row.it_ids, *row.member_ids)}
    people = organisation.references(tx.session, hanoi_date(tx.now), named)
    views = [_view(row, agency, people) for row in rows]
    may = authority.allowed(Act.RECORD_WORKING_GROUP, actor, Subject(agency)) is not None
    return WorkingGroupsView(
        agency_id=agency.id,
        agency=agency.name,
        current=views[0] if views else None,
        earlier=tuple(views[1:]),
        leaders=tuple(_reference(each) for each in _leaders(tx, agency.id)) if may else (),
        it_people=tuple(_it_people(tx, agency.id)) if may else (),
        may_record=may,
    )


def people_named(tx: Tx, agency_id: UUID, text: str, place: str) -> tuple[UUID, ...]:
    """The people of the agency that a text names by họ tên or account, one a line or between commas.

    Raises:
        Invalid: naming those who are not known there, or whose name several share.
    """
    wanted = [" ".join(part.split()) for part in re.split(r"[\n,;]", text) if part.strip()]
    if not wanted:
        return ()
    known: dict[str, list[UUID]] = {}
    for person_id, account, name in tx.session.execute(
        _people(tx, agency_id).with_only_columns(PersonRow.id, PersonRow.account, PersonRow.name)
    ):
        for key in {fold(account), fold(name)}:
            known.setdefault(key, []).append(person_id)
    faults = []
    for name in wanted:
        found = known.get(fold(name), [])
        if not found:
            faults.append(Fault(place, "Không tìm thấy “{name}” tại đơn vị.", {"name": name}))
        elif len(found) > 1:
            faults.append(Fault(place, "Có nhiều người tên “{name}”; mời ghi tài khoản.", {"name": name}))
    if faults:
        raise Invalid("Chưa lập được tổ công tác.", faults=faults)
    return tuple(dict.fromkeys(known[fold(name)][0] for name in wanted))


def known_agency(tx: Tx, agency_id: UUID) -> Unit:
    """The agency with this id.

    Raises:
        NotFound: when there is none.
    """
    row = tx.session.get(UnitRow, agency_id)
    if row is None or len(row.path) != 1:
        raise NotFound
    return organisation.unit_of(row)


def _people(tx: Tx, agency_id: UUID) -> Select[PersonRow]:
    """Everybody who works in the agency today, by name."""
    today = hanoi_date(tx.now)
    return (
        select(PersonRow)
        .join(PostingRow, PostingRow.person_id == PersonRow.id)
        .join(UnitRow, UnitRow.id == PostingRow.unit_id)
        .where(
            PersonRow.active,
            PostingRow.is_primary,
            PostingRow.valid_from <= today,
            PostingRow.valid_to.is_(None) | (PostingRow.valid_to >= today),
            UnitRow.path.contains([agency_id]),
        )
        .order_by(PersonRow.name)
    )


def _it_people(tx: Tx, agency_id: UUID) -> Iterable[PersonRef]:
    """Whose title, position, department or role of technical support says information technology."""
    support = organisation.holders(tx.session, [Role.SUPPORT], agency_id, hanoi_date(tx.now))
    by_role = {each.id for each in support}
    rows = tx.session.execute(
        _people(tx, agency_id).with_only_columns(
            PersonRow.id, PersonRow.account, PersonRow.name, PostingRow.title, PostingRow.position, UnitRow.name
        )
    )
    for person_id, account, name, title, position, department in rows:
        if person_id in by_role or working_group.says_it(title, position, department):
            yield PersonRef(person_id, account, name, title)


def _leaders(tx: Tx, agency_id: UUID) -> list[Actor]:
    held = organisation.holders(tx.session, [Role.HEAD, Role.DEPUTY], agency_id, hanoi_date(tx.now))
    return [each for each in held if working_group.is_unit_leader(each, agency_id)]


def _newest(tx: Tx, agency_id: UUID) -> WorkingGroupRow | None:
    return tx.session.scalar(
        select(WorkingGroupRow).where(WorkingGroupRow.agency_id == agency_id, WorkingGroupRow.valid_to.is_(None))
    )


def _given(row: WorkingGroupRow) -> GroupGiven:
    return GroupGiven(
        GroupKind(row.kind),
        row.head_id,
        tuple(row.it_ids),
        tuple(row.member_ids),
        row.body_name,
        row.basis_number,
        row.basis_date,
        row.basis_issuer,
        row.valid_from,
        row.it_basis,
    )


def _snapshot(row: WorkingGroupRow) -> dict[str, object]:
    return {
        "kind": row.kind,
        "head": str(row.head_id) if row.head_id else None,
        "it": [str(each) for each in row.it_ids],
        "members": [str(each) for each in row.member_ids],
        "body": row.body_name,
        "it_basis": row.it_basis,
        "basis": f"{row.basis_number}, {row.basis_date.isoformat()}, {row.basis_issuer}",
        "from": row.valid_from.isoformat(),
    }


def _reference(person: Actor) -> PersonRef:
    return PersonRef(person.id, person.account, person.name, person.title)


def _view(row: WorkingGroupRow, agency: Unit, people: dict[UUID, PersonRef]) -> WorkingGroupView:
    return WorkingGroupView(
        id=row.id,
        agency_id=agency.id,
        agency=agency.name,
        kind=GroupKind(row.kind),
        head=people.get(row.head_id) if row.head_id else None,
        it_members=tuple(people[each] for each in row.it_ids if each in people),
        members=tuple(people[each] for each in row.member_ids if each in people),
        body_name=row.body_name,
        basis_number=row.basis_number,
        basis_date=row.basis_date,
        basis_issuer=row.basis_issuer,
        it_basis=row.it_basis,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        recorded_by=people[row.recorded_by_id],
        recorded_at=row.recorded_at,
    )
