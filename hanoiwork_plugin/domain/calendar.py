"""Hanoi's calendar: windows, deadlines, working days (DOMAIN 5 "Window", DOMAIN 6, CARDS "Words").

The one place where aware UTC instants meet Asia/Ho_Chi_Minh. Instants given back are UTC; dates are
Hanoi dates. Borders are whole seconds: 23:59:59.5 still belongs to the second it lies in.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Self
from zoneinfo import ZoneInfo

from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.people import LabelledEnum

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_DAY = date(2026, 6, 1)
"""The day on which the first window began."""
CUTOFF_DAY = 24
"""The day of the month on which a month's window ends (chốt kỳ)."""

FIXED_HOLIDAYS = frozenset({(1, 1), (4, 30), (5, 1), (9, 2)})
"""(month, day) of the official holidays with a fixed date (Bộ luật Lao động Điều 112)."""
YEARLY_HOLIDAYS: dict[int, frozenset[date]] = {
    2026: frozenset(
        {
            date(2026, 1, 2),
            *(date(2026, 2, day) for day in range(16, 21)),
            date(2026, 4, 27),
            date(2026, 8, 31),
            date(2026, 9, 1),
        }
    ),
    2027: frozenset({*(date(2027, 2, day) for day in (5, 8, 9, 10)), date(2027, 4, 16), date(2027, 5, 3)}),
    2028: frozenset(
        {
            date(2028, 1, 3),
            *(date(2028, 1, day) for day in range(25, 29)),
            date(2028, 4, 4),
            date(2028, 5, 2),
            date(2028, 9, 4),
        }
    ),
    2029: frozenset(
        {*(date(2029, 2, day) for day in range(12, 17)), date(2029, 4, 23), date(2029, 9, 3), date(2029, 9, 4)}
    ),
    2030: frozenset({*(date(2030, 2, day) for day in (1, 4, 5, 6)), date(2030, 4, 12), date(2030, 9, 3)}),
}
"""Data, not a rule: the further days off of each year (Tết Nguyên đán and Giỗ Tổ Hùng Vương by the lunar
calendar, the second day of Quốc khánh, days off in lieu), entered when the yearly notice is out. Before that, from
Tết 2027 to 2030, only the working days common to both lawful plans (one or two days before Tết; the day before or
after 2/9) are entered: mùng 1 is 6/2/2027, 26/1/2028, 13/2/2029, 2/2/2030; Giỗ Tổ 16/4, 4/4, 23/4, 12/4."""
SWAPPED_WORKING_DAYS: frozenset[date] = frozenset({date(2026, 1, 10), date(2026, 8, 22)})
"""Data: Saturdays worked in exchange for a day off (ngày làm bù)."""

_CODE = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?", re.ASCII)
_QUIET_FROM, _QUIET_TO = time(21), time(7)


def truncated(instant: datetime) -> datetime:
    """``instant`` in UTC without its fraction of a second; refuses a time without a zone (ValueError)."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC).replace(microsecond=0)


def to_hanoi(instant: datetime) -> datetime:
    """``instant`` as Hanoi's clocks show it."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(HANOI)


def hanoi_date(instant: datetime) -> date:
    """The date in Hanoi at ``instant``."""
    return to_hanoi(instant).date()


def hanoi_instant(day: date, at: time = time()) -> datetime:
    """The instant (UTC) at which Hanoi's clocks show ``day`` and ``at``."""
    return datetime.combine(day, at, HANOI).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last second of ``day`` in Hanoi, 23:59:59."""
    return hanoi_instant(day, time(23, 59, 59))


class PeriodKind(LabelledEnum):
    """Loại kỳ đánh giá."""

    MONTH = "month", "tháng"
    QUARTER = "quarter", "quý"
    YEAR = "year", "năm"


@dataclass(frozen=True, order=True)
class Period:
    """Kỳ đánh giá: a month ``2026-06``, a quarter ``2026-Q2`` or a year ``2026``."""

    code: str

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code) or self.code.startswith("0000"):
            raise Invalid("Kỳ đánh giá “{code}” không đúng; ví dụ đúng: 2026-06, 2026-Q2, 2026.", code=self.code)

    @classmethod
    def parse(cls, code: str) -> Self:
        """The period written as ``code``; raises Invalid for anything else."""
        return cls(code.strip())

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        """The month ``month`` (1 to 12) of ``year``."""
        return cls(f"{year:04d}-{month:02d}")

    @property
    def kind(self) -> PeriodKind:
        """Month, quarter or year."""
        if len(self.code) == 4:
            return PeriodKind.YEAR
        return PeriodKind.QUARTER if "Q" in self.code else PeriodKind.MONTH

    @property
    def year(self) -> int:
        """The calendar year."""
        return int(self.code[:4])

    @property
    def number(self) -> int:
        """The month (1 to 12) or quarter (1 to 4) within the year; 0 for a year."""
        return 0 if self.kind is PeriodKind.YEAR else int(self.code[5:].removeprefix("Q"))

    @property
    def months(self) -> tuple["Period", ...]:
        """The months the period is made of, in order."""
        if self.kind is PeriodKind.MONTH:
            return (self,)
        last = 12 if self.kind is PeriodKind.YEAR else 3 * self.number
        first = 1 if self.kind is PeriodKind.YEAR else last - 2
        return tuple(Period.month(self.year, month) for month in range(first, last + 1))

    @property
    def quarter(self) -> "Period":
        """The quarter a month lies in."""
        return Period(f"{self.year:04d}-Q{(self.number + 2) // 3}")


@dataclass(frozen=True)
class Window:
    """Thời gian tính kết quả của một kỳ: ``start`` and ``end``, both inclusive to the second, UTC."""

    start: datetime
    end: datetime
    period: Period

    def contains(self, instant: datetime) -> bool:
        """Whether ``instant``, cut to its second, lies inside."""
        return self.start <= truncated(instant) <= self.end


def _last_day(month: Period, cutoff_day: int | None) -> date:
    """The last day of a month's window."""
    length = monthrange(month.year, month.number)[1]
    return date(month.year, month.number, min(cutoff_day or length, length))


def window_of(period: Period, *, cutoff_day: int | None = CUTOFF_DAY) -> Window:
    """The window of ``period``: from the second after the last one ended to the cut-off day, 23:59:59.

    Args:
        cutoff_day: the policy's cut-off; None for calendar months.

    Raises:
        Invalid: for a period that ended before the first window began.
    """
    first, last = period.months[0], period.months[-1]
    end = _last_day(last, cutoff_day)
    if end < FIRST_DAY:
        raise Invalid("Hệ thống ghi nhận kết quả từ kỳ tháng 6/2026; kỳ {code} không có dữ liệu.", code=period.code)
    day_before = date(first.year, first.number, 1) - timedelta(days=1)
    before = _last_day(Period.month(day_before.year, day_before.month), cutoff_day)
    start = max(before + timedelta(days=1), FIRST_DAY)
    return Window(hanoi_instant(start), end_of_day(end), period)


def period_of(instant: datetime, *, cutoff_day: int | None = CUTOFF_DAY) -> Period:
    """The month whose window holds ``instant`` (kỳ của một thời điểm).

    Raises:
        Invalid: before the first window began (1/6/2026 in Hanoi).
    """
    day = hanoi_date(instant)
    if day < FIRST_DAY:
        raise Invalid("Hệ thống ghi nhận kết quả từ ngày 01/6/2026.")
    month = Period.month(day.year, day.month)
    if day <= _last_day(month, cutoff_day):
        return month
    following = date(day.year, day.month, 1) + timedelta(days=32)
    return Period.month(following.year, following.month)


def due_instant(due: date | datetime) -> datetime:
    """The last second in time (hạn hoàn thành): a date alone means the end of that day in Hanoi."""
    return truncated(due) if isinstance(due, datetime) else end_of_day(due)


def is_overdue(due: datetime, now: datetime) -> bool:
    """Quá hạn: the second of ``due`` has passed."""
    return truncated(now) > truncated(due)


def overdue_from(due: datetime) -> datetime:
    """The first overdue second."""
    return truncated(due) + timedelta(seconds=1)


def holidays_known(day: date) -> bool:
    """Whether the holidays of the year of ``day`` are entered; of others only those with a fixed date are known."""
    return day.year in YEARLY_HOLIDAYS


def is_working_day(day: date) -> bool:
    """Ngày làm việc: not a weekend (unless swapped), not an official holiday."""
    if day in SWAPPED_WORKING_DAYS:
        return True
    holiday = (day.month, day.day) in FIXED_HOLIDAYS or day in YEARLY_HOLIDAYS.get(day.year, frozenset())
    return day.weekday() < 5 and not holiday


def last_working_day_on_or_before(day: date) -> date:
    """``day`` itself when it is a working day, else the last one before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def add_working_days(day: date, n: int) -> date:
    """The ``n``-th working day after ``day`` (``day`` itself when ``n`` is 0); ValueError when negative."""
    if n < 0:
        raise ValueError("n must not be negative")
    while n:
        day += timedelta(days=1)
        n -= is_working_day(day)
    return day


def quiet(instant: datetime) -> bool:
    """Giờ yên tĩnh: 21:00 to 7:00 in Hanoi (CARDS, "Quiet")."""
    clock = to_hanoi(instant).time()
    return clock >= _QUIET_FROM or clock < _QUIET_TO


DeadlineKind = Literal["overdue", "today", "tomorrow", "left"]


@dataclass(frozen=True)
class DayWords:
    """What a card says of a day: ``weekday`` 0 for thứ Hai to 6 for Chủ nhật; ``time`` as 17:00, None: all day."""

    weekday: int
    day: int
    month: int
    year: int
    time: str | None


@dataclass(frozen=True)
class DeadlineWords:
    """What a card says of a deadline: "còn 2 ngày · thứ Sáu 19/6, 17:00", "quá hạn 1 ngày".

    ``days`` counts Hanoi dates between now and the deadline, ``hours`` whole hours; both are never
    negative, ``kind`` tells the direction. The rest as in ``DayWords``.
    """

    kind: DeadlineKind
    days: int
    hours: int
    weekday: int
    day: int
    month: int
    time: str | None


def weekday_words(instant: datetime) -> DayWords:
    """``instant`` in people's words; the last second of a day is shown without a time."""
    local = to_hanoi(instant)
    whole_day = local.time().replace(microsecond=0) == time(23, 59, 59)
    return DayWords(
        local.weekday(), local.day, local.month, local.year, None if whole_day else f"{local.hour}:{local.minute:02d}"
    )


def deadline_words(due: datetime, now: datetime) -> DeadlineWords:
    """How far ``due`` is from ``now`` in people's words; the language is the card's."""
    words = weekday_words(due)
    days = (hanoi_date(due) - hanoi_date(now)).days
    hours = int(abs(truncated(due) - truncated(now)) / timedelta(hours=1))
    kind: DeadlineKind = "today" if days == 0 else "tomorrow" if days == 1 else "left"
    if is_overdue(due, now):
        kind = "overdue"
    return DeadlineWords(kind, abs(days), hours, words.weekday, words.day, words.month, words.time)
