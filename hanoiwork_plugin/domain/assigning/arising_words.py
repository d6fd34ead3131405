"""Arising work typed in a message: "việc phát sinh: bơm chống ngập ngõ 20, từ 17h20, cùng anh Tuấn" (DOMAIN 4).

One message holds one or several works, each on its own line or after a semicolon; what stands before the colon ("việc
phát sinh hôm qua:") goes for all of them. Nothing is guessed: what cannot be read stays in the name of the work, and a
name that is not sure is asked about.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from hanoiwork_plugin.domain.assigning.typed_days import Hours, take_day, take_hours
from hanoiwork_plugin.domain.assigning.typed_people import Colleague, Named, take_people
from hanoiwork_plugin.domain.assigning.typed_text import Typed
from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant
from hanoiwork_plugin.domain.errors import Fault, Invalid

MOST_WORKS = 8
"""Works in one message, so that the card that confirms them stays in sight."""
LONGEST_NAME = 300
_OLDEST_DAYS = 31

_OPENING = re.compile(
    r"^\s*(?:@\S+(?:\s+\S+){0,5}?\s+)?(?:bao\s+(?:cao\s+)?)?(?:cong\s+)?viec\s+(?:phat\s*sinh|dot\s*xuat)\b"
)
_BULLET = re.compile(r"^\s*(?:[-–•*+]|\d{1,2}[.)]|[a-zA-Z][.)])\s+")
_SEPARATOR = re.compile(r"[;\n]")
_WITH = re.compile(
    r"\b(?:cung(?: voi)?|phoi hop(?: cung| voi)?|voi(?=\s+(?:anh|chi|ong|ba|co|chu|bac|em|dong chi)\s))\s+"
)


@dataclass(frozen=True)
class TypedWork:
    """Một việc phát sinh as it was read; ``begins`` and ``ends`` are instants (UTC), None where nothing was said."""

    name: str
    day: date
    begins: datetime | None = None
    ends: datetime | None = None
    people: tuple[Named, ...] = ()


def is_arising(text: str) -> bool:
    """Whether a message reports arising work: it begins so."""
    return Typed(text).find(_OPENING) is not None


def _opened(text: str) -> tuple[str, str] | None:
    """What stands before the colon (a day, people), and the works."""
    line = Typed(text)
    found = line.find(_OPENING)
    if found is None:
        return None
    rest = line.text[found.end() :]
    head, colon, body = rest.partition(":")
    if not colon or "\n" in head or (re.search(r"\d$", head.rstrip()) and re.match(r"\d\d", body)):
        head, body = "", rest
    body = body.lstrip(" \t:-–,")
    return (head, body) if body.strip() else None


def read_works(text: str, now: datetime, colleagues: Sequence[Colleague]) -> tuple[TypedWork, ...]:
    """The works of a message.

    Args:
        now: when it was typed; days are read from the Hanoi date of it.
        colleagues: who can be named (người cùng đơn vị), the sender left out.

    Raises:
        Invalid: naming each line that has no name of a work, or an hour or day that does not exist.
    """
    opened = _opened(text)
    if opened is None:
        raise Invalid("Mời viết nội dung sau dấu hai chấm, ví dụ: “việc phát sinh: bơm chống ngập ngõ 20, từ 17h20”.")
    today = hanoi_date(now)
    head = Typed(opened[0])
    day, faults = take_day(head, today, "back")
    common = take_people(head, _WITH, colleagues)
    pieces = [_BULLET.sub("", piece).strip() for piece in _SEPARATOR.split(opened[1])]
    pieces = [piece for piece in pieces if piece.strip(" .,-–")]
    if len(pieces) > MOST_WORKS:
        raise Invalid("Mỗi tin báo tối đa {limit} việc; mời tách thành nhiều tin.", limit=MOST_WORKS)
    all_faults = list(faults)
    works = []
    for number, piece in enumerate(pieces, start=1):
        work, wrong = _read(piece, today, day or today, colleagues)
        all_faults += [Fault(f"works/{number}", each.text, each.params) for each in wrong]
        works.append(work if work.people else replace(work, people=common))
    if all_faults:
        raise Invalid(all_faults[0].text, faults=all_faults, **all_faults[0].params)
    return tuple(works)


def _read(piece: str, today: date, day: date, colleagues: Sequence[Colleague]) -> tuple[TypedWork, tuple[Fault, ...]]:
    line = Typed(piece)
    own, faults = take_day(line, today, "back")
    hours = take_hours(line)
    people = take_people(line, _WITH, colleagues)
    day = own or day
    faults += hours.faults
    if not faults and not today - timedelta(days=_OLDEST_DAYS) <= day <= today + timedelta(days=_OLDEST_DAYS):
        faults += (Fault("day", "Ngày làm việc phải trong vòng {days} ngày.", {"days": _OLDEST_DAYS}),)
    name = line.rest()[:LONGEST_NAME]
    name = name[:1].upper() + name[1:]
    if not any(letter.isalpha() for letter in name):
        faults += (Fault("name", "Chưa thấy tên việc trong “{line}”.", {"line": piece[:80]}),)
    begins, ends = _span(day, hours)
    return TypedWork(name, day, begins, ends, people), faults


def _span(day: date, hours: Hours) -> tuple[datetime | None, datetime | None]:
    """The instants; an end earlier than the beginning is of the next morning."""
    begins, ends = hours.begins, hours.ends
    return (
        hanoi_instant(day, begins) if begins else None,
        hanoi_instant(day + timedelta(days=bool(begins and _before(ends, begins))), ends) if ends else None,
    )


def _before(ends: time, begins: time) -> bool:
    return ends <= begins
