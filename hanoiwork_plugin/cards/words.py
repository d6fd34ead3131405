"""Numbers, dates and deadlines as people read them, in Vietnamese and English."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal

from hanoiwork_plugin.domain import calendar
from hanoiwork_plugin.domain.points import round_points
from hanoiwork_plugin.i18n import Locale, translate

Colour = Literal["default", "accent", "good", "warning", "attention"]

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_NEAR_DAYS = 2
_FIXED_SPACE = "\N{NO-BREAK SPACE}"
"""A deadline breaks between its parts, not inside the date."""


def number(value: Decimal | int, locale: Locale) -> str:
    """A quantity or coefficient: no trailing zeros, decimal comma in Vietnamese (hệ số 1,5)."""
    return format_decimal(value, format="#,##0.######", locale=locale)


def score(value: Decimal, locale: Locale) -> str:
    """A score: always two places (94,67)."""
    return format_decimal(round_points(value), format="#,##0.00", locale=locale)


def percent(value: Decimal, locale: Locale) -> str:
    """A ratio that is already in percent (93,75%)."""
    return number(round_points(value), locale) + "%"


def day(value: date, locale: Locale, now: datetime | None = None) -> str:
    """A date with its weekday (thứ Sáu 19/6); the year too when it is not the year of ``now``."""
    with_year = now is None or value.year != calendar.hanoi_date(now).year
    if locale == "en":
        return format_date(value, "EEE d MMM y" if with_year else "EEE d MMM", locale="en")
    return f"{_WEEKDAYS[value.weekday()]} {value.day}/{value.month}" + (f"/{value.year}" if with_year else "")


def hour(value: datetime) -> str:
    """The time of day in Hà Nội (17:00)."""
    local = calendar.to_hanoi(value)
    return f"{local.hour}:{local.minute:02d}"


def moment(value: datetime, locale: Locale, now: datetime) -> str:
    """When something happened (17:00 thứ Sáu 19/6): never as "hôm nay", for a card is read on later days too."""
    return f"{hour(value)} {day(calendar.hanoi_date(value), locale, now)}"


def period(code: str, locale: Locale) -> str:
    """A period as people call it (tháng 6/2026, quý 2/2026, năm 2026)."""
    parsed = calendar.Period.parse(code)
    if parsed.kind is calendar.PeriodKind.MONTH:
        return translate("tháng {number}/{year}", locale, number=parsed.number, year=parsed.year)
    if parsed.kind is calendar.PeriodKind.QUARTER:
        return translate("quý {number}/{year}", locale, number=parsed.number, year=parsed.year)
    return translate("năm {year}", locale, year=parsed.year)


def due_time(due: datetime, locale: Locale, now: datetime) -> str:
    """The deadline itself (thứ Sáu 19/6, 17:00); the end of a day is shown as the day alone."""
    at = calendar.weekday_words(due).time
    return joined((day(calendar.hanoi_date(due), locale, now).replace(" ", _FIXED_SPACE), at or ""), ", ")


def due_on(due: datetime, now: datetime, locale: Locale) -> str:
    """The deadline alone, for work that waits no more (hạn thứ Sáu 19/6, 17:00)."""
    return translate("hạn {when}", locale, when=due_time(due, locale, now).replace(_FIXED_SPACE, " "))


def deadline(due: datetime | None, now: datetime, locale: Locale) -> str:
    """The deadline in people's words (còn 2 ngày · thứ Sáu 19/6, 17:00)."""
    if due is None:
        return translate("chưa có hạn", locale)
    words, when = calendar.deadline_words(due, now), due_time(due, locale, now)
    if words.kind == "overdue" and words.days:
        left = translate("quá hạn {days} ngày", locale, days=words.days)
    elif words.kind == "overdue":
        left = translate("quá hạn {hours} giờ", locale, hours=words.hours or 1)
    elif words.kind == "today":
        left = translate("hạn hôm nay", locale)
    elif words.kind == "tomorrow":
        left = translate("hạn ngày mai", locale)
    else:
        left = translate("còn {days} ngày", locale, days=words.days)
    return f"{left} ·".replace(" ", _FIXED_SPACE) + " " + when


def deadline_colour(due: datetime | None, now: datetime) -> Colour:
    """Amber near the deadline, red only past it."""
    if due is None:
        return "default"
    words = calendar.deadline_words(due, now)
    if words.kind == "overdue":
        return "attention"
    return "warning" if words.days <= _NEAR_DAYS else "default"


def clip(text: str, letters: int) -> str:
    """``text`` cut at a word and marked with an ellipsis when longer than ``letters``."""
    text = text.strip()
    if len(text) <= letters:
        return text
    cut = text[: letters - 1]
    at_word = cut.rsplit(maxsplit=1)[0] if " " in cut[-30:] else cut
    return at_word.rstrip(" ,;:.–-") + "…"


def file_size(size: int, locale: Locale) -> str:
    """A file's size in KB or MB."""
    if size < 1024 * 1024:
        return number(max(1, round(size / 1024)), locale) + " KB"
    return number(round(Decimal(size) / (1024 * 1024), 1), locale) + " MB"


def sentence(text: str) -> str:
    """``text`` with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def joined(parts: Iterable[str], separator: str = " · ") -> str:
    """The parts that say something, in one line."""
    return separator.join(part for part in parts if part)


def json_number(value: Decimal) -> int | float:
    """``value`` as the JSON number of an input's default; not for reckoning."""
    return int(value) if value == value.to_integral_value() else float(value)
