"""Days and hours as people type them: "17h20", "5 giờ chiều", "hôm qua", "ngày 5/6", "thứ Sáu" (pure rules)."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Literal

from hanoiwork_plugin.domain.assigning.typed_text import Typed
from hanoiwork_plugin.domain.errors import Fault

Direction = Literal["back", "ahead"]
"""Where a weekday or a date without a year is looked for: work that was done, a deadline to come."""

_RELATIVE = re.compile(
    r"\b(?P<part>sang|trua|chieu|toi|dem)?\s*\b(?:(?P<today>hom nay|nay)|(?P<yesterday>hom qua|qua)"
    r"|(?P<before>hom kia)|(?P<tomorrow>ngay mai|mai))\b"
)
_NAMED_DAY = re.compile(
    r"\b(?:ngay|hom)\s+(?P<d>\d{1,2})\s*(?:[/.\-]\s*(?P<m>\d{1,2})(?:\s*[/.\-]\s*(?P<y>\d{4}))?"
    r"|thang\s+(?P<m2>\d{1,2})(?:\s*(?:nam|/)\s*(?P<y2>\d{4}))?)(?![\d/])"
)
_BARE_DAY = re.compile(r"(?<![\d/\w.])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?:/(?P<y>\d{4}))?(?![\d/\w])")
_ADDRESS = re.compile(r"(?:so|ngo|ngach|hem|kiet|nha|duong|to|lo|thua|toa|phong)\s*$")
"""What makes "20/5" a house number and no date."""
_WEEKDAY = re.compile(
    r"\b(?:thu\s*(?P<n>[2-7]|hai|ba|tu|nam|sau|bay)|(?P<sunday>chu nhat))\b(?P<next>\s+tuan (?:sau|toi))?"
)
_WEEKDAYS = {"2": 0, "hai": 0, "3": 1, "ba": 1, "4": 2, "tu": 2, "5": 3, "nam": 3, "6": 4, "sau": 4, "7": 5, "bay": 5}
_HOUR_BEFORE = re.compile(r"\d\s*(?:h|gio|phut)?\s*$|\bruoi\s*$")
_ALONE = frozenset({"nay", "qua", "mai"})

_HOUR = (
    r"(?<![\d/:\w])(?P<h{n}>\d{{1,2}})\s*(?:(?:h|gio)(?![a-z])\s*(?:(?P<m{n}>\d{{1,2}})(?!\d|\s*[/h:])\s*(?:phut|p)?(?![a-z])"
    r"|(?P<half{n}>ruoi)\b)?|h(?P<mh{n}>\d{{2}})(?!\d)|:(?P<mc{n}>\d{{2}})(?![\d:]))"
    r"(?:\s*(?P<part{n}>sang|trua|chieu|dem|toi(?!\s*\d))\b)?"
)
_RANGE = re.compile(
    rf"(?:\b(?:bat dau|luc|vao luc|khoang|tu)\s+)*{_HOUR.format(n=1)}"
    rf"\s*,?\s*(?:den|toi|[-–]|->)\s*(?:luc\s+)?{_HOUR.format(n=2)}"
    r"(?:\s*(?:ngay\s+|sang\s+)?hom sau)?"
)
_UNTIL = re.compile(rf"\b(?:den|xong luc|ket thuc luc|ket thuc)\s+(?:luc\s+)?{_HOUR.format(n=1)}")
_FROM = re.compile(rf"(?P<lead>(?:\b(?:bat dau|luc|vao|khoang|tu)\s+)*){_HOUR.format(n=1)}")
_LASTED = re.compile(r"\b(?:trong|mat|suot|het|them|moi)\s*$")
"""What makes "3 giờ" a length of time and no hour of the day."""


@dataclass(frozen=True)
class Hours:
    """From when to when, as far as said; ``faults`` names hours that no clock shows."""

    begins: time | None = None
    ends: time | None = None
    faults: tuple[Fault, ...] = ()


def take_day(line: Typed, today: date, direction: Direction) -> tuple[date | None, tuple[Fault, ...]]:
    """The day named in the line, taken out of it; None where none is.

    A date without a year is the nearest one, before or after; a weekday is the last or the next one.
    """
    for pattern in (_NAMED_DAY, _BARE_DAY):
        start = 0
        while found := line.find(pattern, start):
            start = found.end()
            if pattern is _BARE_DAY and _ADDRESS.search(line.bare[: found.start()]):
                continue
            given: dict[str, Any] = {"m2": None, "y2": None, **found.groupdict()}
            month, year = given["m"] or given["m2"], given["y"] or given["y2"]
            day = _nearest(int(given["d"]), int(month), int(year) if year else None, today)
            said = line.cut(*found.span()).strip()
            if day is None:
                return None, (Fault("day", "Ngày “{day}” không có trên lịch.", {"day": said}),)
            return day, ()
    if found := _relative(line):
        days = {"today": 0, "yesterday": -1, "before": -2, "tomorrow": 1}
        offset = next(days[name] for name in days if found[name])
        of_an_hour = found["part"] and _HOUR_BEFORE.search(line.bare[: found.start()])
        line.part = "" if of_an_hour else found["part"] or ""
        line.cut(found.end("part") if of_an_hour else found.start(), found.end())
        return today + timedelta(days=offset), ()
    if found := line.take(_WEEKDAY):
        weekday = 6 if found["sunday"] else _WEEKDAYS[found["n"]]
        if direction == "back":
            return today - timedelta(days=(today.weekday() - weekday) % 7), ()
        ahead = (weekday - today.weekday()) % 7
        if found["next"]:
            ahead = 7 - today.weekday() + weekday
        return today + timedelta(days=ahead), ()
    return None, ()


def _relative(line: Typed) -> re.Match[str] | None:
    """ "hôm qua", "chiều nay"; a lone "qua", "nay", "mai" is some other word."""
    start = 0
    while found := line.find(_RELATIVE, start):
        words = found[0].split()
        if len(words) > 1 and words[0] not in _ALONE:
            return found
        start = found.end()
    return None


def _nearest(day: int, month: int, year: int | None, today: date) -> date | None:
    years = [year] if year else [today.year, today.year - 1, today.year + 1]
    found = []
    for each in years:
        try:
            found.append(date(each, month, day))
        except ValueError:
            continue
    return min(found, key=lambda each: abs(each - today), default=None)


def take_hours(line: Typed) -> Hours:
    """From when to when the line says, taken out of it."""
    if found := line.take(_RANGE):
        ends = _clock(found, 2, line.part)
        begins = _clock(found, 1, found["part2"] or line.part)
        return _said(begins, ends)
    until = line.take(_UNTIL)
    begun = _begun(line)
    return _said(_clock(begun, 1, line.part) if begun else None, _clock(until, 1, line.part) if until else None)


def _begun(line: Typed) -> re.Match[str] | None:
    """The hour named alone; "3 giờ" without "lúc", minutes or part of the day is how long it took."""
    start = 0
    while found := line.find(_FROM, start):
        length = "gio" in found[0] and not (found["lead"] or found["m1"] or found["half1"] or found["part1"])
        if not length and not _LASTED.search(line.bare[: found.start()]):
            line.cut(*found.span())
            return found
        start = found.end()
    return None


def _said(begins: time | str | None, ends: time | str | None) -> Hours:
    wrong = [each for each in (begins, ends) if isinstance(each, str)]
    if wrong:
        return Hours(faults=tuple(Fault("hour", "Giờ “{hour}” chưa đúng.", {"hour": each}) for each in wrong))
    return Hours(begins if isinstance(begins, time) else None, ends if isinstance(ends, time) else None)


def _clock(found: re.Match[str], n: int, later: str) -> time | str:
    """The time of day, or what was typed when no clock shows it.

    ``later``: the part of the day said only once, beside the day or after the end ("từ 2h đến 5h chiều").
    """
    given = found.groupdict()
    hour = int(given[f"h{n}"])
    minute = 30 if given[f"half{n}"] else int(given[f"m{n}"] or given[f"mh{n}"] or given[f"mc{n}"] or 0)
    part = given[f"part{n}"] or (later if hour < 12 else "")
    if (part in ("chieu", "toi") and hour < 12) or (part == "trua" and hour < 4):
        hour += 12
    elif part == "dem" and 6 < hour <= 12:
        hour = (hour + 12) % 24
    if hour > 23 or minute > 59:
        return found[0].strip()
    return time(hour, minute)
