"""Giờ yên tĩnh: what may be sent between 21:00 and 7:00 (CARDS, "Quiet")."""

from datetime import datetime, time, timedelta

from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant, quiet
from hanoiwork_plugin.domain.tasks import Priority

MORNING = time(7)


def waits_for_morning(now: datetime, *, answer: bool, due: datetime | None, priority: str | None) -> bool:
    """Whether a message waits until 7:00.

    At once, at any hour: the answer to what the reader has just done or asked (``answer``), and what somebody is
    waiting for today: work that is due before the next midnight, or urgent (khẩn).
    """
    if not quiet(now) or answer or priority == Priority.URGENT:
        return False
    return due is None or due < now or hanoi_date(due) != hanoi_date(now)


def morning_after(now: datetime) -> datetime:
    """The next 7:00 in Hanoi."""
    day = hanoi_date(now)
    at = hanoi_instant(day, MORNING)
    return at if at > now else hanoi_instant(day + timedelta(days=1), MORNING)
