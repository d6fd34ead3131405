"""Outages noticed and recorded: failed calls, missing signs of life, or the word of a competent person."""

from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date, truncated
from hanoiwork_plugin.domain.errors import Conflict, Invalid
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.timing.outage_views import OutagesView, OutageView
from hanoiwork_plugin.domain.timing.outages import OutageSource, check_reported, counts
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.timing.outage_effects import spread
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.hosts import Delivery, Installation, Press
from hanoiwork_plugin.store.outages import OutageRow, newest_outages, open_outages, outages_between
from hanoiwork_plugin.store.people import UnitRow

RECORDED = "outage.recorded"
"""Ledger act: the outage is a fact, from its beginning to its end."""
SHOWN = 5
PING = "vn.hanoiwork.app.ping.v1"
_PINGS_READ, _RHYTHM = 6, timedelta(hours=1)
_MISSED_PINGS = 3


def call_failed(tx: Tx, installation_id: str) -> None:
    """A call to the host did not come through: an outage may have begun, or lasts still."""
    _begin(tx, installation_id, OutageSource.CALLS, tx.now)
    tx.session.execute(
        update(OutageRow)
        .where(OutageRow.installation_id == installation_id, OutageRow.until.is_(None))
        .values(failed_at=truncated(tx.now))
    )


def _begin(tx: Tx, installation_id: str, source: OutageSource, since: datetime) -> None:
    tx.session.execute(
        insert(OutageRow)
        .values(
            id=new_id(),
            installation_id=installation_id,
            source=source,
            since=truncated(since),
            reason="",
            recorded_at=tx.now,
        )
        .on_conflict_do_nothing()
    )


def host_heard(tx: Tx, installation_id: str) -> None:
    """The host answered or delivered: what lasted is over; what was too short to count never was.

    One failed call proves nothing, however late the next one comes: the failures themselves must lie as far apart as
    an outage must last.
    """
    row = tx.session.scalar(
        select(OutageRow)
        .where(OutageRow.installation_id == installation_id, OutageRow.until.is_(None))
        .with_for_update(skip_locked=True)
    )
    if row is not None:
        _end(tx, row)


def _end(tx: Tx, row: OutageRow) -> None:
    if not counts(row.proven(tx.now), tx.now):
        tx.session.delete(row)
        return
    row.until = max(truncated(tx.now), row.since)
    tx.record(RECORDED, "outage", row.id, None, after=_facts(row))
    spread(tx, row)


def _facts(row: OutageRow) -> dict[str, object]:
    until = row.until.isoformat() if row.until else None
    unit = str(row.unit_id) if row.unit_id else None
    return {"source": row.source, "since": row.since.isoformat(), "until": until, "unit": unit}


def watch(tx: Tx) -> None:
    """Every minute: a host that used to give signs of life and gives none is down; one that is gone is not."""
    ahead = tx.now - tx.real_now
    active = set(tx.session.scalars(select(Installation.id).where(Installation.state == "active")))
    lasting = {row.installation_id: row for row in open_outages(tx.session)}
    for row in lasting.values():
        if row.installation_id not in active:
            _end(tx, row)
    for installation_id in active:
        last, rhythm = _signs_of_life(tx, installation_id)
        known = lasting.get(installation_id)
        if last is None or rhythm is None:
            continue
        silent = tx.real_now - last > max(_MISSED_PINGS * rhythm, timedelta(minutes=1))
        if silent and known is None:
            _begin(tx, installation_id, OutageSource.SILENCE, last + rhythm + ahead)
        elif not silent and known is not None and known.source == OutageSource.SILENCE:
            _end(tx, known)


def _signs_of_life(tx: Tx, installation_id: str) -> tuple[datetime | None, timedelta | None]:
    """When the host was last heard (real time), and how often it pings; no rhythm where it does not ping regularly."""
    pings = tx.session.scalars(
        select(Delivery.received_at)
        .where(Delivery.installation_id == installation_id, Delivery.type == PING)
        .order_by(Delivery.received_at.desc())
        .limit(_PINGS_READ)
    ).all()
    if len(pings) < _PINGS_READ:
        return None, None
    rhythm = timedelta(seconds=median((later - earlier).total_seconds() for later, earlier in pairwise(pings)))
    since = pings[0]
    heard = [
        tx.session.scalar(
            select(func.max(Delivery.received_at)).where(
                Delivery.installation_id == installation_id, Delivery.received_at >= since
            )
        ),
        tx.session.scalar(
            select(func.max(Press.answered_at)).where(
                Press.installation_id == installation_id, Press.answered_at >= since
            )
        ),
    ]
    return max(each for each in (since, *heard) if each), rhythm if rhythm <= _RHYTHM else None


def record_outage(
    tx: Tx, actor: Actor, unit_id: UUID | None, since: datetime, until: datetime, reason: str
) -> OutageRow:
    """[Ghi nhận gián đoạn]: a competent person states an outage that is over, with its reason; the recorder's own
    work gets nothing back from it.

    Args:
        unit_id: where it was felt; None: in the whole city, for the city board.

    Raises:
        Forbidden: without authority over the unit.
        Invalid: when the interval cannot be, or has no reason.
        Conflict: when the same outage is recorded already.
    """
    if unit_id is None:
        tx.require(Act.RECORD_CITY_OUTAGE, actor, Subject(actor.unit))
    elif tx.session.get(UnitRow, unit_id) is None:
        raise Invalid("Không có đơn vị này.")
    else:
        tx.require(Act.RECORD_OUTAGE, actor, Subject(organisation.unit(tx.session, unit_id)))
    since, until = truncated(since), truncated(until)
    check_reported(since, until, reason, tx.now)
    if any(row.unit_id == unit_id and row.since == since for row in outages_between(tx.session, since, until)):
        raise Conflict("Lần gián đoạn này đã được ghi nhận.")
    row = OutageRow(
        id=new_id(),
        unit_id=unit_id,
        source=OutageSource.REPORTED,
        since=since,
        until=until,
        reason=reason.strip(),
        recorded_by_id=actor.id,
        recorded_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    tx.record(RECORDED, "outage", row.id, actor, reason=row.reason, after=_facts(row))
    spread(tx, row)
    return row


def outages_for(tx: Tx, actor: Actor) -> OutagesView:
    """The newest outages felt where the actor works, and where they may record one themself."""
    tx.require(Act.SEE_OUTAGES, actor, Subject(actor.unit))
    everywhere = authority.allowed(Act.RECORD_CITY_OUTAGE, actor, Subject(actor.unit)) is not None
    agency = organisation.unit(tx.session, actor.unit.agency_id)
    below = [unit.id for unit in organisation.units_below(tx.session, agency.id)]
    rows = newest_outages(tx.session, [agency.id, *below], limit=SHOWN, everywhere=everywhere)
    people = organisation.references(tx.session, hanoi_date(tx.now), {row.recorded_by_id for row in rows})
    named = {
        unit.id: unit.name
        for unit in tx.session.scalars(select(UnitRow).where(UnitRow.id.in_({row.unit_id for row in rows} - {None})))
    }
    may = authority.allowed(Act.RECORD_OUTAGE, actor, Subject(agency)) is not None
    return OutagesView(
        outages=tuple(
            OutageView(
                id=row.id,
                source=OutageSource(row.source),
                since=row.since,
                until=row.until,
                unit=named.get(row.unit_id, "") if row.unit_id else "",
                reason=row.reason,
                recorded_by=people.get(row.recorded_by_id) if row.recorded_by_id else None,
            )
            for row in rows
            if row.until is not None or counts(row.proven(tx.now), tx.now)
        ),
        unit_id=agency.id if may and not everywhere else None,
        unit=agency.name,
        may_record=may or everywhere,
        day=hanoi_date(tx.now),
    )
