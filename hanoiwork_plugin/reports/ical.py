"""A person's plan as an iCalendar feed (RFC 5545) that calendar programs subscribe to (STORY 6)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vDuration

from hanoiwork_plugin.domain.goals.plan_views import PlanLineView, PlanView
from hanoiwork_plugin.domain.tasks import CLOSED, Priority
from hanoiwork_plugin.i18n import Locale, translate

REFRESH = timedelta(hours=1)
"""How often a program should look again."""
_PRIORITY = {Priority.LOW: 9, Priority.NORMAL: 5, Priority.HIGH: 3, Priority.URGENT: 1}


def plan_calendar(name: str, plans: Iterable[PlanView], now: datetime, locale: Locale) -> bytes:
    """Every planned piece of work as a whole day on which it is due; finished work is marked as such."""
    calendar = Calendar()
    calendar.add("prodid", "-//vn.hanoiwork.thucthi//lich//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", translate("Lịch công việc của {name}", locale, name=name))
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    shown: set[str] = set()
    for plan in plans:
        for line in plan.lines:
            key = str(line.task_id or line.key_result_id or line.id)
            if line.due is not None and key not in shown:
                shown.add(key)
                calendar.add_component(_event(key, line, now, locale))
    written: bytes = calendar.to_ical()
    return written


def _event(key: str, line: PlanLineView, now: datetime, locale: Locale) -> Event:
    event = Event()
    event.add("uid", f"{key}@vn.hanoiwork.thucthi")
    event.add("dtstamp", now)
    done = line.task_state in CLOSED
    event.add("summary", translate("{name} (đã xong)", locale, name=line.name) if done else line.name)
    assert line.due is not None
    event.add("dtstart", line.due)
    event.add("dtend", line.due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    if line.product:
        event.add("description", translate("Sản phẩm: {product}", locale, product=line.product))
    if line.kind is not None:
        event.add("categories", [translate(line.kind.label, locale)])
    if line.priority is not None:
        event.add("priority", _PRIORITY[line.priority])
    return event
