"""A person's secret calendar address (địa chỉ lịch): made, withdrawn, and what it opens (STORY 6)."""

import secrets
from hashlib import sha256

from sqlalchemy import select

from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.goals.plan_views import PlanView
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services.goals.plan_views import plan_view
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.plans import CalendarAddressRow, PlanRow

MONTHS = 3
"""How many of the newest plans a calendar shows."""


def address_of(tx: Tx, actor: Actor) -> str:
    """The actor's own address, made at first use; whoever knows it can read the calendar until it is withdrawn."""
    row = _open_address(tx, actor)
    if row is None:
        token = secrets.token_urlsafe(32)
        row = CalendarAddressRow(digest=_digest(token), token=token, person_id=actor.id, made_at=tx.now)
        tx.session.add(row)
        tx.session.flush()
        tx.record("calendar.address_made", "person", actor.id, actor)
    return f"{tx.plugin.settings.base_url}/app/calendar/{row.token}.ics"


def withdraw(tx: Tx, actor: Actor) -> None:
    """Thu hồi địa chỉ: from now on it opens nothing; the next one is another."""
    row = _open_address(tx, actor)
    if row is not None:
        row.withdrawn_at = tx.now
        tx.record("calendar.address_withdrawn", "person", actor.id, actor)


def _open_address(tx: Tx, actor: Actor) -> CalendarAddressRow | None:
    return tx.session.scalar(
        select(CalendarAddressRow)
        .where(CalendarAddressRow.person_id == actor.id, CalendarAddressRow.withdrawn_at.is_(None))
        .with_for_update()
    )


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def calendar_of(tx: Tx, token: str) -> tuple[Actor, list[PlanView]]:
    """Whose calendar an address opens, and their newest plans.

    Raises:
        NotFound: for an unknown or withdrawn address, and for a person who has left, alike.
    """
    person_id = tx.session.scalar(
        select(CalendarAddressRow.person_id).where(
            CalendarAddressRow.digest == _digest(token), CalendarAddressRow.withdrawn_at.is_(None)
        )
    )
    person = organisation.actor_by_id(tx.session, person_id, hanoi_date(tx.now)) if person_id else None
    if person is None:
        raise NotFound
    rows = tx.session.scalars(
        select(PlanRow).where(PlanRow.person_id == person.id).order_by(PlanRow.period.desc()).limit(MONTHS)
    ).all()
    return person, [plan_view(tx, row, person) for row in rows]
