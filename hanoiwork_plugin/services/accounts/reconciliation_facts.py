"""What both sides know of an agency's people: the unit's own list and the directory, in a fixed number of queries."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from hanoiwork_plugin.domain.accounts.reconciliation import Awaited, Line, PersonFacts, differences
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.services.accounts.directory_places import places
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.directory import DirectoryGroupRow, DirectoryMemberRow, DirectoryUserRow, ListedPersonRow
from hanoiwork_plugin.store.organisation import valid
from hanoiwork_plugin.store.people import PersonRow, PostingRow, UnitRow
from hanoiwork_plugin.store.reconciliation import AwaitedPersonRow, DecisionRow


@dataclass(frozen=True)
class Sides:
    """The two sides of an agency and where they differ."""

    people: tuple[PersonFacts, ...]
    awaited: tuple[Awaited, ...]
    lines: tuple[Line, ...]
    """Differences that nobody has settled."""


def sides(tx: Tx, agency_id: UUID) -> Sides:
    """The agency's people by both sides, and what is open; seven queries."""
    units = select(UnitRow.id).where(UnitRow.path.contains([agency_id]))
    posted = select(PostingRow.person_id).where(
        PostingRow.is_primary, *valid(PostingRow, hanoi_date(tx.now)), PostingRow.unit_id.in_(units)
    )
    listed = select(ListedPersonRow.person_id).where(ListedPersonRow.unit_id.in_(units))
    named = select(DirectoryUserRow.person_id).where(
        DirectoryUserRow.unit_id.in_(units), DirectoryUserRow.deleted_at.is_(None)
    )
    grouped = (
        select(DirectoryMemberRow.person_id)
        .join(DirectoryGroupRow, DirectoryGroupRow.id == DirectoryMemberRow.group_id)
        .where(DirectoryGroupRow.unit_id.in_(units))
    )
    rows = tx.session.execute(
        select(PersonRow, DirectoryUserRow.person_id)
        .outerjoin(
            DirectoryUserRow,
            (DirectoryUserRow.person_id == PersonRow.id) & DirectoryUserRow.deleted_at.is_(None),
        )
        .where(PersonRow.active, or_(*(PersonRow.id.in_(each) for each in (posted, listed, named, grouped))))
    ).all()
    placed = places(tx, [person.id for person, _ in rows])
    inside = set(tx.session.scalars(units))
    people = tuple(
        PersonFacts(
            person_id=person.id,
            account=person.account,
            name=person.name,
            phone=person.phone,
            in_directory=known is not None,
            listed_unit=placed[person.id].listed_unit_id,
            stated_unit=main.id if (main := placed[person.id].stated.main) else None,
            other_units=tuple(unit.id for unit in placed[person.id].stated.others),
        )
        for person, known in rows
    )
    waiting = select(AwaitedPersonRow).where(AwaitedPersonRow.unit_id.in_(units), AwaitedPersonRow.settled_at.is_(None))
    awaited = tuple(Awaited(row.id, row.name, row.phone, row.unit_id) for row in tx.session.scalars(waiting))
    decided = set(tx.session.scalars(select(DecisionRow.line_key).where(DecisionRow.unit_id == agency_id)))
    found = differences(
        people,
        awaited,
        feed=any(person.stated_unit in inside for person in people),
        own_list=bool(awaited) or any(person.listed_unit in inside for person in people),
    )
    return Sides(people, awaited, tuple(line for line in found if line.key not in decided))
