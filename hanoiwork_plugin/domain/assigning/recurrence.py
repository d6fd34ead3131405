"""Repeating work (việc lặp lại): on which days a pattern falls due, working days and holidays respected (DOMAIN 4).

A cycle is a week, a month or a quarter. The day meant may be no working day; then the work is due on the last working
day before it within the cycle, else on the next one after it; a cycle without any (the week of Tết) has none.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hanoiwork_plugin.domain.calendar import is_working_day
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import TaskKind

AHEAD_DAYS = 35
"""How far ahead the tasks are made, so that the plan of the next month shows them."""
_LONGEST = timedelta(days=2 * 366)


class Cadence(LabelledEnum):
    """Chu kỳ lặp lại."""

    WEEKLY = "weekly", "hằng tuần"
    MONTHLY = "monthly", "hằng tháng"
    QUARTERLY = "quarterly", "hằng quý"
    LAST_WORKING_DAY = "last_working_day", "ngày làm việc cuối tháng"


class PatternState(LabelledEnum):
    """Trạng thái của mẫu lặp."""

    SET = "set", "chờ giao việc đầu tiên"
    ACTIVE = "active", "đang lặp"
    ENDED = "ended", "đã kết thúc"


class PatternAct(LabelledEnum):
    """Hành vi trên mẫu lặp; the code is the ledger's act."""

    SET = "pattern.set", "đặt lặp lại"
    BEGIN = "pattern.begun", "bắt đầu lặp"
    SKIP = "pattern.occurrence_skipped", "bỏ qua một kỳ"
    END = "pattern.ended", "kết thúc lặp"


TRANSITIONS: dict[tuple[PatternState, PatternAct], PatternState] = {
    (PatternState.SET, PatternAct.SET): PatternState.SET,
    (PatternState.SET, PatternAct.BEGIN): PatternState.ACTIVE,
    (PatternState.SET, PatternAct.END): PatternState.ENDED,
    (PatternState.ACTIVE, PatternAct.SKIP): PatternState.ACTIVE,
    (PatternState.ACTIVE, PatternAct.END): PatternState.ENDED,
}
"""(state, act) → state; what is not here is refused."""


def next_state(state: PatternState, act: PatternAct) -> PatternState:
    """The state after ``act``.

    Raises:
        Conflict: when the table has no such transition.
    """
    if (state, act) not in TRANSITIONS:
        raise Conflict("Mẫu lặp này {state}, không thể {act}.", state=state.label, act=act.label)
    return TRANSITIONS[state, act]


@dataclass(frozen=True)
class Recurrence:
    """Quy tắc lặp: ``weekday`` 0 (thứ Hai) to 4 of a week, ``day`` of the month, or of the quarter's last month."""

    cadence: Cadence
    until: date
    weekday: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class Occurrence:
    """Một kỳ: known by the ``nominal`` day, which no new holiday moves; due on ``day``, begun on ``start``."""

    nominal: date
    day: date
    start: date


def check_recurrence(rule: Recurrence, kind: TaskKind | None, today: date) -> None:
    """Refuse a rule that says no days, or work that cannot repeat.

    Raises:
        Invalid: naming each field.
    """
    faults = []
    if kind is TaskKind.ARISING:
        faults.append(Fault("repeat_every", "Việc phát sinh, đột xuất không đặt lặp lại."))
    if rule.cadence is Cadence.WEEKLY and (rule.weekday is None or not 0 <= rule.weekday <= 4):
        faults.append(Fault("repeat_weekday", "Chọn thứ trong tuần, từ thứ Hai đến thứ Sáu."))
    dated = rule.cadence in (Cadence.MONTHLY, Cadence.QUARTERLY)
    if dated and (rule.day is None or not 1 <= rule.day <= 31):
        faults.append(Fault("repeat_day", "Chọn ngày trong tháng, từ 1 đến 31."))
    if not today < rule.until <= today + _LONGEST:
        faults.append(Fault("repeat_until", "Ngày kết thúc lặp phải sau hôm nay và trong vòng hai năm."))
    if faults:
        raise Invalid(faults[0].text, faults=faults)


def occurrences(rule: Recurrence, after: date, to: date) -> Iterator[Occurrence]:
    """The occurrences due after one day and up to another, in order; none after the rule's own end."""
    last = min(to, rule.until)
    first, end = _cycle(rule, after)
    while first <= last:
        nominal = _nominal(rule, first, end)
        day = _working(nominal, first, end)
        if day is not None and after < day <= last:
            yield Occurrence(nominal, day, first)
        first, end = _cycle(rule, end + timedelta(days=1))


def _cycle(rule: Recurrence, day: date) -> tuple[date, date]:
    """The first and last day of the cycle in which a day lies."""
    if rule.cadence is Cadence.WEEKLY:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    first_month = day.month - (day.month - 1) % 3 if rule.cadence is Cadence.QUARTERLY else day.month
    last_month = first_month + 2 if rule.cadence is Cadence.QUARTERLY else day.month
    return date(day.year, first_month, 1), date(day.year, last_month, monthrange(day.year, last_month)[1])


def _nominal(rule: Recurrence, first: date, end: date) -> date:
    if rule.cadence is Cadence.WEEKLY:
        return first + timedelta(days=rule.weekday or 0)
    if rule.cadence is Cadence.LAST_WORKING_DAY:
        return end
    return end.replace(day=min(rule.day or 1, end.day))


def _working(nominal: date, first: date, end: date) -> date | None:
    """The working day nearest before the nominal one within the cycle, else the nearest after."""
    before = (nominal - timedelta(days=n) for n in range((nominal - first).days + 1))
    later = (nominal + timedelta(days=n + 1) for n in range((end - nominal).days))
    return next((day for day in (*before, *later) if is_working_day(day)), None)
