"""Colleagues as they are named in a message: "anh Tuấn", "chi Lan va anh Long"; never guessed (pure rules)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from uuid import UUID

from hanoiwork_plugin.domain.assigning.typed_text import Typed, bare, normal

_TITLE = r"(?:anh|chi|ong|ba|co|chu|bac|em|d/c|dong chi|dc)"
_TITLED = re.compile(rf"\s*{_TITLE}\s+(?=\w)")
_NOT_PEOPLE = re.compile(
    r"(?:phong|ban|to|doi|cong an|ubnd|uy ban|hdnd|mttq|hoi|doan|chi cuc|so|trung tam|truong|tram|cong ty|khu|thon)\b"
)
_ITEM_END = re.compile(r"[,;\n]|\s+va\s+|\s*&\s*|\s+voi\s+")
_MOST_WORDS = 5


@dataclass(frozen=True)
class Colleague:
    """Somebody who can be meant."""

    id: UUID
    name: str


@dataclass(frozen=True)
class Named:
    """A person as typed, and who can be meant: nobody known, one, or several to choose from."""

    typed: str
    candidates: tuple[UUID, ...] = ()

    @property
    def sure(self) -> UUID | None:
        """The one who is meant, when only one can be."""
        return self.candidates[0] if len(self.candidates) == 1 else None


def who_is(words: str, colleagues: Sequence[Colleague]) -> tuple[UUID, ...]:
    """The colleagues whom ``words`` can mean: the whole name, or its last words; accents decide where typed."""
    typed = normal(words).lower().split()
    if not typed:
        return ()
    found = [each for each in colleagues if _ends_in(bare(each.name).split(), [bare(word) for word in typed])]
    if any(bare(word) != word for word in typed):
        spelt = [each for each in found if _ends_in(normal(each.name).lower().split(), typed)]
        return tuple(each.id for each in spelt)
    whole = [each for each in found if len(each.name.split()) == len(typed)]
    return tuple(each.id for each in whole or found)


def _ends_in(name: list[str], words: list[str]) -> bool:
    return len(words) <= len(name) and name[len(name) - len(words) :] == words


def take_people(line: Typed, leads: re.Pattern[str], colleagues: Sequence[Colleague]) -> tuple[Named, ...]:
    """Everyone named after ``leads`` ("cùng", "cho"), taken out of the line.

    After the first name a further one needs a title ("anh", "chị") or "và" before it, so that the next words of the
    work are not read as a person.
    """
    start = 0
    while found := line.find(leads, start):
        named, end = _names(line, found.end(), colleagues)
        if named:
            line.cut(found.start(), end)
            return named
        start = found.end()
    return ()


def _names(line: Typed, start: int, colleagues: Sequence[Colleague]) -> tuple[tuple[Named, ...], int]:
    found: list[Named] = []
    place = end = start
    joined = True
    while True:
        titled = _TITLED.match(line.bare, place)
        if not titled and not joined:
            break
        begin = titled.end() if titled else place
        one = _one(line, begin, colleagues, titled=titled is not None)
        if one is None:
            break
        named, end = one
        found.append(named)
        separator = _ITEM_END.match(line.bare, end)
        if separator is None:
            break
        place = separator.end()
        joined = "va" in separator[0] or "&" in separator[0] or "voi" in separator[0]
    return tuple(found), end


def _one(line: Typed, begin: int, colleagues: Sequence[Colleague], *, titled: bool) -> tuple[Named, int] | None:
    """The name that begins here and where it ends: as many words as make a colleague, else those in capitals."""
    separator = _ITEM_END.search(line.bare, begin)
    item = line.text[begin : separator.start() if separator else len(line.text)]
    words = [(match[0], begin + match.end()) for match in re.finditer(r"[^\s,.;:()]+", item)][:_MOST_WORDS]
    capitals = sum(1 for _ in takewhile(lambda word: word[0][0].isupper(), words))
    if not words or not (titled or capitals):
        return None
    for count in range(len(words), 0, -1):
        typed = " ".join(word for word, _ in words[:count])
        if candidates := who_is(typed, colleagues):
            return Named(typed, candidates), words[count - 1][1]
    if not titled and _NOT_PEOPLE.match(line.bare, begin + len(item) - len(item.lstrip())):
        return None
    count = capitals or 1
    return Named(" ".join(word for word, _ in words[:count]), ()), words[count - 1][1]
