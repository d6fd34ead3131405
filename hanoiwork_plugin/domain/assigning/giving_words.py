"""Work given in a message: "giao việc: rà soát biển quảng cáo, cho anh An, hạn 19/6", with its basis as it is written.

Nothing is guessed: what cannot be read stays in the name of the task, where the giver sees and corrects it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from hanoiwork_plugin.domain.assigning.typed_days import take_day, take_hours
from hanoiwork_plugin.domain.assigning.typed_people import Colleague, Named, take_people
from hanoiwork_plugin.domain.assigning.typed_text import Typed, normal
from hanoiwork_plugin.domain.calendar import due_instant, hanoi_date, hanoi_instant
from hanoiwork_plugin.domain.tasks import TaskKind

_OPENING = re.compile(r"^\s*(?:@\S+(?:\s+\S+){0,5}?\s+)?giao\s+viec\b\s*[:\-–,]*\s*")
_NUMBERED = re.compile(
    r"(?:\b(?:theo|can cu|thuc hien)\s+)?"
    r"(?:\b(?:van ban|cong van|ke hoach|quyet dinh|thong bao|to trinh|bao cao|chi thi|nghi quyet|huong dan|thong tri|"
    r"cong dien|giay moi)\s+)?\bso\s*:?\s*(?P<number>\d[\w.]*(?:/\d{4})?[/-][a-z][\w\-&./]*\w)"
)
_DATED = re.compile(r"\s*,?\s*(?=ngay\s)")
_DAY = re.compile(r"ngay\s+\d{1,2}(?:\s*[/.\-]\s*\d{1,2}(?:\s*[/.\-]\s*\d{4})?|\s+thang\s+\d{1,2}(?:\s*nam\s+\d{4})?)")
_ISSUED = re.compile(
    r"\s*,?\s*\b(?:cua|do)\s+(?P<issuer>[^,;\n:]+?)(?=\s*(?:[,;\n:]|\s(?:ve|cho|giao cho|han|thoi han|truoc)\s|$))"
)
_TO = re.compile(
    r"\b(?:giao\s+)?cho\s+|\bnguoi\s+(?:thuc hien|chiu trach nhiem)\s*:?\s*|\bgiao\s+(?=(?:anh|chi|ong|ba)\s)"
)
_DUE = re.compile(r"\b(?:thoi han|den han|han(?:\s+(?:den|la|chot))?|(?:hoan thanh|xong)\s+truoc|truoc)\s*:?\s*(?=\S)")
_KINDS = (
    (re.compile(r"(?:^|[,;\n])\s*(?:(?:nhiem vu|viec|loai)\s+)?trong tam\s*(?=[,;\n]|$)"), TaskKind.KEY),
    (re.compile(r"(?:^|[,;\n])\s*(?:(?:nhiem vu|viec|loai)\s+)?thuong xuyen\s*(?=[,;\n]|$)"), TaskKind.REGULAR),
    (
        re.compile(r"(?:^|[,;\n])\s*(?:(?:nhiem vu|viec|loai)\s+)?(?:phat sinh|dot xuat)\s*(?=[,;\n]|$)"),
        TaskKind.ARISING,
    ),
)
_SECRET = re.compile(r"\b(?:tuyệt mật|tối mật|(?:văn bản|tài liệu|công văn|kế hoạch|độ) mật)\b")
LONGEST_NAME = 500


@dataclass(frozen=True)
class TypedBasis:
    """Căn cứ as it was written; what was not written is None."""

    number: str | None = None
    dated: date | None = None
    issuer: str | None = None


@dataclass(frozen=True)
class TypedTask:
    """What a message says of the work it gives."""

    name: str = ""
    people: tuple[Named, ...] = ()
    due: datetime | None = None
    kind: TaskKind | None = None
    basis: TypedBasis = TypedBasis()
    secret: bool = False
    """The message calls the document secret: it is named by its number alone, no file is kept (DOMAIN 4)."""


def is_giving(text: str) -> bool:
    """Whether a message gives work: it begins with "giao việc"."""
    return Typed(text).find(_OPENING) is not None


def read_task(text: str, now: datetime, people: Sequence[Colleague]) -> TypedTask:
    """What the message says; ``people`` are those the sender may give work to."""
    line = Typed(text)
    line.take(_OPENING)
    secret = _SECRET.search(normal(text).lower()) is not None
    today = hanoi_date(now)
    basis = _take_basis(line, today)
    due = _take_due(line, today)
    named = take_people(line, _TO, people)
    kind = None
    for pattern, meant in _KINDS:
        if line.take(pattern):
            kind = meant
            break
    name = line.rest()[:LONGEST_NAME]
    return TypedTask(name[:1].upper() + name[1:], named, due, kind, basis, secret)


def _take_basis(line: Typed, today: date) -> TypedBasis:
    """ "theo công văn số 123/UBND-KT ngày 1/6/2026 của UBND thành phố"."""
    found = line.find(_NUMBERED)
    if found is None:
        return TypedBasis()
    number = line.text[found.start("number") : found.end("number")]
    end, dated, issuer = found.end(), None, None
    after = Typed(line.text[end:])
    if (lead := _DATED.match(after.bare)) is not None:
        phrase = _DAY.match(after.bare[lead.end() :])
        if phrase is not None:
            dated, _ = take_day(Typed(after.text[lead.end() : lead.end() + phrase.end()]), today, "back")
            end += lead.end() + phrase.end()
    if (from_whom := _ISSUED.match(line.bare, end)) is not None:
        issuer = line.text[from_whom.start("issuer") : from_whom.end("issuer")].strip()
        end = from_whom.end()
    line.cut(found.start(), end)
    return TypedBasis(number, dated, issuer)


def _take_due(line: Typed, today: date) -> datetime | None:
    """The deadline after "hạn", "trước"; a date without an hour means the end of that day."""
    start = 0
    while found := line.find(_DUE, start):
        clause_end = re.compile(r"[,;\n]").search(line.bare, found.end())
        end = clause_end.start() if clause_end else len(line.text)
        end = min([end, *(each.start() for each in [line.find(_TO, found.end())] if each)])
        clause = Typed(line.text[found.end() : end])
        hours = take_hours(clause)
        hour: time | None = hours.begins or hours.ends
        day, faults = take_day(clause, today, "ahead")
        if day is not None and not faults:
            rest = clause.rest()
            line.cut(found.start(), end)
            line.text = f"{line.text}, {rest}" if rest else line.text
            return hanoi_instant(day, hour) if hour else due_instant(day)
        start = found.end()
    return None
