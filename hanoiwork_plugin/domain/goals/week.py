"""The week calendar (lịch tuần), proposed from the plan, and the instant it is posted: Monday 7:30 (DOMAIN 6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import Priority, TaskKind

POSTED_AT = time(7, 30)
"""On Mondays, in Hanoi."""
_LOOK_AHEAD = timedelta(days=7)


class WeekPart(LabelledEnum):
    """Phần của lịch tuần."""

    OVERDUE = "overdue", "quá hạn, làm trước"
    DUE = "due", "đến hạn trong tuần"
    PREPARING = "preparing", "chuẩn bị cho tuần sau"


@dataclass(frozen=True)
class WeekItem:
    """Một việc trong lịch tuần."""

    name: str
    kind: TaskKind
    priority: Priority
    due: date
    who: str = ""


def monday_of(day: date) -> date:
    """The Monday of the week that holds ``day``."""
    return day - timedelta(days=day.weekday())


def posted_at(monday: date) -> datetime:
    """When the calendar of a week is posted (UTC)."""
    return hanoi_instant(monday, POSTED_AT)


def next_posting(now: datetime) -> date:
    """The Monday of the next week calendar to be posted."""
    monday = monday_of(hanoi_date(now))
    return monday if now < posted_at(monday) else monday + timedelta(days=7)


def part_of(item: WeekItem, monday: date) -> WeekPart | None:
    """Where an unfinished piece of work stands in the week; None: it can wait.

    Key, high and urgent work of the week after is prepared a week before.
    """
    if item.due < monday:
        return WeekPart.OVERDUE
    if item.due < monday + timedelta(days=7):
        return WeekPart.DUE
    ahead = item.kind is TaskKind.KEY or item.priority in (Priority.HIGH, Priority.URGENT)
    if ahead and item.due < monday + timedelta(days=7) + _LOOK_AHEAD:
        return WeekPart.PREPARING
    return None


def week_calendar(items: Iterable[WeekItem], monday: date) -> dict[WeekPart, tuple[WeekItem, ...]]:
    """The unfinished work of a week by part, the nearest first; parts without work are left out."""
    order = list(Priority)
    parts: dict[WeekPart, list[WeekItem]] = {part: [] for part in WeekPart}
    for item in sorted(items, key=lambda each: (each.due, -order.index(each.priority), each.name)):
        part = part_of(item, monday)
        if part is not None:
            parts[part].append(item)
    return {part: tuple(found) for part, found in parts.items() if found}
