"""From what the directory states to postings (nơi công tác): a change it states is followed, unless the unit's own
list says otherwise; then it is a difference for the unit admin to settle (STORY 1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from hanoiwork_plugin.domain.accounts.directory import StatedUnits, stated_units
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.people import Actor, Role, Unit
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.rating import evaluation_opening
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.directory import DirectoryUserRow, ListedPersonRow, group_units
from hanoiwork_plugin.store.organisation import unit_of
from hanoiwork_plugin.store.people import PersonRow, PostingRow, RoleGrantRow, UnitRow

FIRST_DAY = date(2026, 1, 1)
"""Postings and roles of people seen for the first time hold from before the first window."""


@dataclass(frozen=True)
class Place:
    """Where a person works, by each side."""

    stated: StatedUnits
    listed_unit_id: UUID | None
    posting: PostingRow | None
    """The open primary posting, which may begin on a later day."""
    posted_before: bool
    """Whether the person has ever worked anywhere."""


def places(tx: Tx, person_ids: Iterable[UUID]) -> dict[UUID, Place]:
    """What both sides say of these people; two queries."""
    ids = list(person_ids)
    groups = group_units(tx.session, ids)
    open_primary = and_(PostingRow.person_id == PersonRow.id, PostingRow.is_primary, PostingRow.valid_to.is_(None))
    earlier = aliased(PostingRow)
    ever = select(earlier.id).where(earlier.person_id == PersonRow.id, earlier.is_primary).exists()
    rows = tx.session.execute(
        select(PersonRow.id, UnitRow, ListedPersonRow.unit_id, PostingRow, ever)
        .outerjoin(DirectoryUserRow, DirectoryUserRow.person_id == PersonRow.id)
        .outerjoin(UnitRow, UnitRow.id == DirectoryUserRow.unit_id)
        .outerjoin(ListedPersonRow, ListedPersonRow.person_id == PersonRow.id)
        .outerjoin(PostingRow, open_primary)
        .where(PersonRow.id.in_(ids))
    )
    return {
        person_id: Place(
            stated_units(unit_of(named) if named else None, groups.get(person_id, ())), listed, posting, posted
        )
        for person_id, named, listed, posting, posted in rows
    }


def new_place(unit: Unit | None) -> Place:
    """What both sides say of a person seen for the first time, whom the directory places in ``unit``."""
    return Place(stated_units(unit, ()), None, None, posted_before=False)


def follow(
    tx: Tx,
    before: dict[UUID, Place],
    titles: dict[UUID, str] | None = None,
    *,
    now: dict[UUID, Place] | None = None,
) -> None:
    """Post people where the directory states them now, where that changed since ``before`` or nobody has posted them.

    ``titles`` are the chức vụ that the directory gives, by person; ``now`` is what is known already.
    """
    titles, changed = titles or {}, set[UUID]()
    for person_id, place in (now or places(tx, before)).items():
        unit = place.stated.main
        earlier = before[person_id].stated.main
        if unit is None or (place.listed_unit_id is not None and place.listed_unit_id != unit.id):
            continue
        title = titles.get(person_id) if place.listed_unit_id is None else None
        moved = earlier.id != unit.id if earlier is not None else place.listed_unit_id is None
        retitled = title is not None and place.posting is not None and place.posting.title != title
        if place.posting is None or moved or retitled:
            post(tx, person_id, place, unit, title=title)
            if place.posting is not None:
                changed.add(person_id)
    if changed:
        evaluation_opening.reassign(tx, changed)


def post(
    tx: Tx,
    person_id: UUID,
    place: Place,
    unit: Unit,
    *,
    title: str | None = None,
    position: str | None = None,
    actor: Actor | None = None,
) -> None:
    """End the open primary posting, if there is one, and begin one in ``unit`` today, with the role of chuyên viên.

    A transfer already decided for a later day stands.
    """
    posting = place.posting
    title = title if title is not None else posting.title if posting else ""
    position = position if position is not None else posting.position if posting else ""
    if posting is not None and (posting.unit_id, posting.title, posting.position) == (unit.id, title, position):
        return
    today = hanoi_date(tx.now)
    if posting is not None and posting.valid_from > today:
        return
    since = today if place.posted_before else FIRST_DAY
    if posting is not None:
        end_fact(tx, posting, today)
        tx.session.flush()
    tx.session.add(
        PostingRow(
            id=new_id(),
            person_id=person_id,
            unit_id=unit.id,
            title=title,
            position=position,
            is_primary=True,
            valid_from=since,
            valid_to=None,
            recorded_at=None if since == FIRST_DAY else tx.now,
        )
    )
    if posting is None or posting.unit_id != unit.id:
        _staff_of(tx, person_id, unit, since, first=not place.posted_before)
    tx.record(
        "person.posted",
        "person",
        person_id,
        actor,
        before={"unit": str(posting.unit_id), "title": posting.title} if posting else {},
        after={"unit": str(unit.id), "title": title},
    )


def _staff_of(tx: Tx, person_id: UUID, unit: Unit, since: date, *, first: bool) -> None:
    """The role of chuyên viên goes where the person works; roles of leaders are given by people, not by a feed."""
    held = (
        []
        if first
        else tx.session.scalars(
            select(RoleGrantRow).where(
                RoleGrantRow.person_id == person_id, RoleGrantRow.role == Role.STAFF, RoleGrantRow.valid_to.is_(None)
            )
        ).all()
    )
    for grant in held:
        end_fact(tx, grant, since)
    tx.session.add(
        RoleGrantRow(
            id=new_id(),
            person_id=person_id,
            role=Role.STAFF,
            unit_id=unit.id,
            fields=[],
            valid_from=since,
            valid_to=None,
            recorded_at=None if since == FIRST_DAY else tx.now,
        )
    )


def not_over(table: type[PostingRow] | type[RoleGrantRow], today: date) -> ColumnElement[bool]:
    """What holds today or is still to come."""
    return or_(table.valid_to.is_(None), table.valid_to >= today)


def end_fact(tx: Tx, row: PostingRow | RoleGrantRow, today: date) -> None:
    """The old fact held until yesterday."""
    row.valid_to, row.closed_at = max(today - timedelta(days=1), row.valid_from - timedelta(days=1)), tx.now
