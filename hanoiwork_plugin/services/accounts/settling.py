"""How each difference between a unit's list and the directory is settled (STORY 1)."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from hanoiwork_plugin.domain.accounts.people_sheet import read_phone
from hanoiwork_plugin.domain.accounts.reconciliation import Difference, Line, Settlement
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.accounts.directory_places import end_fact, not_over, places, post
from hanoiwork_plugin.services.rating import evaluation_opening
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.directory import ListedPersonRow, person_by_account
from hanoiwork_plugin.store.people import PersonRow, PostingRow, RoleGrantRow, UnitRow
from hanoiwork_plugin.store.reconciliation import AwaitedPersonRow, DecisionRow

Given = Mapping[str, str]
"""What a settlement needs, by name: ``account``, ``phone``, ``unit`` (an id), ``reason``."""


def settle_line(tx: Tx, actor: Actor, agency: Unit, line: Line, settlement: Settlement, given: Given) -> None:
    """Do what the settlement says; the rule has checked that it fits and is complete.

    Raises:
        Invalid: when the account named belongs to another agency.
    """
    awaited = tx.session.get(AwaitedPersonRow, line.subject_id) if line.kind is Difference.NO_ACCOUNT else None
    match settlement:
        case Settlement.ATTACH:
            _attach(tx, actor, agency, line, awaited, given["account"].strip())
        case Settlement.LEFT if awaited is not None:
            awaited.settled_at = tx.now
        case Settlement.LEFT:
            _leave(tx, actor, agency, line.subject_id)
        case Settlement.NOT_OURS:
            _leave(tx, actor, agency, line.subject_id)
            _decide(tx, actor, agency, line, settlement, given)
        case Settlement.LIST:
            place = places(tx, [line.subject_id])[line.subject_id]
            unit_id = place.posting.unit_id if place.posting else line.units[-1]
            _list(tx, line.subject_id, unit_id)
            post(tx, line.subject_id, place, organisation.unit(tx.session, unit_id), actor=actor)
        case Settlement.PHONE:
            person = tx.session.get_one(PersonRow, line.subject_id, with_for_update=True)
            person.phone = read_phone(given["phone"]) or person.phone
        case Settlement.DIRECTORY:
            _place(tx, actor, line.subject_id, line.units[-1])
        case Settlement.OWN_LIST:
            _place(tx, actor, line.subject_id, line.units[0])
            _decide(tx, actor, agency, line, settlement, given)
        case Settlement.MAIN_UNIT:
            chosen = UUID(given["unit"])
            _place(tx, actor, line.subject_id, chosen)
            _decide(tx, actor, agency, line, settlement, given)
            if chosen != line.units[0]:
                sides = (chosen, line.units[0])
                differs = Line(Difference.UNIT_DIFFERS, line.subject_id, line.name, line.account, sides)
                _decide(tx, actor, agency, differs, settlement, given)
        case Settlement.KEEP:
            _decide(tx, actor, agency, line, settlement, given)
    evaluation_opening.reassign(tx, [line.subject_id])


def _attach(tx: Tx, actor: Actor, agency: Unit, line: Line, awaited: AwaitedPersonRow | None, account: str) -> None:
    """The person on the list has this account: the one the directory knows, or a new one."""
    found = person_by_account(tx.session, account)
    holder = found[0] if found else None
    if holder is not None and _elsewhere(tx, holder.id, agency):
        raise Invalid("Tài khoản {account} đang thuộc đơn vị khác.", account=account)
    if awaited is None:
        listed = tx.session.get_one(PersonRow, line.subject_id, with_for_update=True)
        if holder is None or holder.id == listed.id:
            was = {"account": listed.account}
            tx.record("person.account_changed", "person", listed.id, actor, before=was, after={"account": account})
            listed.account = account
            return
        _succeed(tx, actor, agency, listed, holder, line.units[0])
        return
    if holder is None:
        holder = PersonRow(
            id=new_id(),
            account=account,
            name=awaited.name,
            phone=awaited.phone,
            staff_group=awaited.staff_group,
            active=True,
        )
        tx.session.add(holder)
        tx.session.flush()
        tx.record("person.added", "person", holder.id, actor, after={"name": awaited.name})
    holder.phone = holder.phone or awaited.phone
    holder.staff_group = awaited.staff_group
    place = places(tx, [holder.id])[holder.id]
    unit = organisation.unit(tx.session, awaited.unit_id)
    post(tx, holder.id, place, unit, title=awaited.title, position=awaited.position, actor=actor)
    _list(tx, holder.id, awaited.unit_id)
    awaited.settled_at, awaited.person_id = tx.now, holder.id


def _succeed(tx: Tx, actor: Actor, agency: Unit, listed: PersonRow, holder: PersonRow, unit_id: UUID) -> None:
    """The listed person turns out to be the one the directory knows under another account."""
    holder.phone = holder.phone or listed.phone
    posting = places(tx, [listed.id])[listed.id].posting
    title, position = (posting.title, posting.position) if posting else ("", "")
    _leave(tx, actor, agency, listed.id)
    listed.active = False
    tx.record("person.deactivated", "person", listed.id, actor, after={"is": str(holder.id)})
    place = places(tx, [holder.id])[holder.id]
    unit = organisation.unit(tx.session, unit_id)
    post(tx, holder.id, place, unit, title=title, position=position, actor=actor)
    _list(tx, holder.id, unit_id)
    evaluation_opening.reassign(tx, [holder.id])


def _elsewhere(tx: Tx, person_id: UUID, agency: Unit) -> bool:
    path = tx.session.scalar(
        select(UnitRow.path)
        .join(PostingRow, PostingRow.unit_id == UnitRow.id)
        .where(
            PostingRow.person_id == person_id,
            PostingRow.is_primary,
            *organisation.valid(PostingRow, hanoi_date(tx.now)),
        )
    )
    return path is not None and agency.id not in path


def _leave(tx: Tx, actor: Actor, agency: Unit, person_id: UUID) -> None:
    """The person no longer works in this agency: off its list, postings and roles there end; the account stays."""
    inside = select(UnitRow.id).where(UnitRow.path.contains([agency.id]))
    tx.session.execute(
        delete(ListedPersonRow).where(ListedPersonRow.person_id == person_id, ListedPersonRow.unit_id.in_(inside))
    )
    today = hanoi_date(tx.now)
    postings = select(PostingRow).where(
        PostingRow.person_id == person_id, not_over(PostingRow, today), PostingRow.unit_id.in_(inside)
    )
    grants = select(RoleGrantRow).where(
        RoleGrantRow.person_id == person_id, not_over(RoleGrantRow, today), RoleGrantRow.unit_id.in_(inside)
    )
    facts: list[PostingRow | RoleGrantRow] = [*tx.session.scalars(postings), *tx.session.scalars(grants)]
    for row in facts:
        end_fact(tx, row, today)
    tx.session.flush()
    tx.record("person.left_unit", "person", person_id, actor, before={"unit": str(agency.id)})


def _place(tx: Tx, actor: Actor, person_id: UUID, unit_id: UUID) -> None:
    """On the list, and posted, in this unit."""
    _list(tx, person_id, unit_id)
    place = places(tx, [person_id])[person_id]
    post(tx, person_id, place, organisation.unit(tx.session, unit_id), actor=actor)


def _list(tx: Tx, person_id: UUID, unit_id: UUID) -> None:
    tx.session.execute(
        insert(ListedPersonRow)
        .values(person_id=person_id, unit_id=unit_id, listed_at=tx.now)
        .on_conflict_do_update(index_elements=["person_id"], set_={"unit_id": unit_id, "listed_at": tx.now})
    )


def _decide(tx: Tx, actor: Actor, agency: Unit, line: Line, settlement: Settlement, given: Given) -> None:
    """The difference stays; the decision holds while both sides say the same."""
    tx.session.execute(
        insert(DecisionRow)
        .values(
            id=new_id(),
            unit_id=agency.id,
            line_key=line.key,
            settlement=settlement,
            reason=given.get("reason", "").strip(),
            decided_by_id=actor.id,
            decided_at=tx.now,
        )
        .on_conflict_do_nothing()
    )
