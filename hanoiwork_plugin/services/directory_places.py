"""From what the directory states to postings (nơi công tác): a change it states is followed, unless the unit's own
list says otherwise; then it is a difference for the unit admin to settle (STORY 1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, select

from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.directory import StatedUnits, stated_units
from hanoiwork_plugin.domain.people import Actor, Role, Unit
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.directory import DirectoryUserRow, ListedPersonRow, group_units, units_by_id
from hanoiwork_plugin.store.people import PostingRow, RoleGrantRow

FIRST_DAY = date(2026, 1, 1)
"""Postings and roles of people seen for the first time hold from before the first window."""


@dataclass(frozen=True)
class Place:
    """Where a person works, by each side."""

    stated: StatedUnits
    listed_unit_id: UUID | None
    posting: PostingRow | None


def places(tx: Tx, person_ids: Iterable[UUID]) -> dict[UUID, Place]:
    """What both sides say of these people; three queries."""
    ids = list(person_ids)
    groups = group_units(tx.session, ids)
    named = {
        row.person_id: row.unit_id
        for row in tx.session.execute(
            select(DirectoryUserRow.person_id, DirectoryUserRow.unit_id).where(DirectoryUserRow.person_id.in_(ids))
        )
    }
    units = units_by_id(tx.session, named.values())
    listed = {
        row.person_id: row.unit_id
        for row in tx.session.scalars(select(ListedPersonRow).where(ListedPersonRow.person_id.in_(ids)))
    }
    open_primary = and_(PostingRow.person_id.in_(ids), PostingRow.is_primary, PostingRow.valid_to.is_(None))
    postings = {row.person_id: row for row in tx.session.scalars(select(PostingRow).where(open_primary))}
    return {
        each: Place(
            stated_units(units.get(named.get(each) or each), groups.get(each, ())),
            listed.get(each),
            postings.get(each),
        )
        for each in ids
    }


def follow(tx: Tx, before: dict[UUID, Place], titles: dict[UUID, str] | None = None) -> None:
    """Post people where the directory states them now, where that changed since ``before`` or nobody has posted them.

    ``titles`` are the chức vụ that the directory gives, by person.
    """
    titles = titles or {}
    for person_id, place in places(tx, before).items():
        unit = place.stated.main
        earlier = before[person_id].stated.main
        if unit is None or (place.listed_unit_id is not None and place.listed_unit_id != unit.id):
            continue
        title = titles.get(person_id) if place.listed_unit_id is None else None
        moved = earlier is None or earlier.id != unit.id
        retitled = title is not None and place.posting is not None and place.posting.title != title
        if place.posting is None or moved or retitled:
            post(tx, person_id, place.posting, unit, title=title)


def post(
    tx: Tx,
    person_id: UUID,
    posting: PostingRow | None,
    unit: Unit,
    *,
    title: str | None = None,
    position: str | None = None,
    actor: Actor | None = None,
) -> None:
    """End the open primary posting, if there is one, and begin one in ``unit`` today, with the role of chuyên viên."""
    title = title if title is not None else posting.title if posting else ""
    position = position if position is not None else posting.position if posting else ""
    if posting is not None and (posting.unit_id, posting.title, posting.position) == (unit.id, title, position):
        return
    today = hanoi_date(tx.now)
    since = today if posting else FIRST_DAY
    if posting is not None:
        _end(posting, today)
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
        )
    )
    if posting is None or posting.unit_id != unit.id:
        _staff_of(tx, person_id, unit, since, first=posting is None)
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
        _end(grant, since)
    tx.session.add(
        RoleGrantRow(
            id=new_id(),
            person_id=person_id,
            role=Role.STAFF,
            unit_id=unit.id,
            fields=[],
            valid_from=since,
            valid_to=None,
        )
    )


def _end(row: PostingRow | RoleGrantRow, today: date) -> None:
    """The old fact held until yesterday."""
    row.valid_to = max(today - timedelta(days=1), row.valid_from - timedelta(days=1))
