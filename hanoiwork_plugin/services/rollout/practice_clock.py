"""Moving business time where the issuer is on loopback; signatures and tokens always live in real time."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hanoiwork_plugin.domain.errors import Forbidden
from hanoiwork_plugin.services import timers
from hanoiwork_plugin.services.rating.periods import ensure_timers
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store.database import write_offset
from hanoiwork_plugin.store.messages import BusinessClockRow

STEPS = ("hour", "day", "deadline")


def set_to(plugin: Plugin, instant: datetime) -> bool:
    """Let business time stand at ``instant`` and go on from there; whether that set it back.

    Set back, nothing that fell due is undone and nothing falls due twice; what was done later stays in the ledger.

    Raises:
        ValueError: for an instant without a zone.
        Forbidden: where the issuer is not on loopback.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return _move(plugin, instant - plugin.clock.real_now())


def real(plugin: Plugin) -> bool:
    """Back to real time; whether that set it back, as in ``set_to``."""
    return _move(plugin, timedelta())


def advance(plugin: Plugin, step: str) -> None:
    """One of ``STEPS``: an hour, a day, or to the next thing that falls due."""
    now = plugin.clock.now()
    if step == "deadline":
        with plugin.transaction() as tx:
            target = timers.next_deadline(tx)
        set_to(plugin, target or now)
    else:
        set_to(plugin, now + (timedelta(hours=1) if step == "hour" else timedelta(days=1)))


def offset(plugin: Plugin) -> timedelta:
    """How far business time stands from real time."""
    with Session(plugin.engine) as session:
        return session.scalar(select(BusinessClockRow.offset)) or timedelta()


def _move(plugin: Plugin, by: timedelta) -> bool:
    if not plugin.settings.practice:
        raise Forbidden("Chỉ dời được đồng hồ khi máy chủ xác thực ở trên chính máy này.")
    before = plugin.clock.now()
    with plugin.transaction() as tx:
        write_offset(tx.session, by)
        tx.now = tx.real_now + by
        ensure_timers(tx)
        set_back = tx.now < before
    plugin.clock.refresh()
    return set_back
