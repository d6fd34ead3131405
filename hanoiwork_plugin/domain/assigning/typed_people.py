"""Colleagues as they are named in a message: "anh Tuấn", "chi Lan va anh Long"; never guessed (pure rules)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from uuid import UUID

from hanoiwork_plugin.domain.assigning.typed_text import Typed, bare, normal

_TITLED = re.compile(
    r"\s*(?:(?P<anh>anh)|(?P<chị>chi)|(?P<ông>ong)|(?P<bà>ba)|(?P<cô>co)|(?P<chú>chu)|(?P<bác>bac)|(?P<em>em)"
    r"|d/c|dong chi|dc)\s+(?=\w)"
)
"""A title before a name, each group named as its word is spelt."""
_OFFICE = re.compile(r"\s*(?:a|c|sep|to truong|to pho|(?:pho )?truong phong|pho phong|(?:pho )?chu tich)\s+(?=\w)")
"""Short titles and offices: these are titles only before a colleague's name."""
_NOT_PEOPLE = re.compile(
    r"\s*(?:phong|ban|to|doi|cong an|co quan|ubnd|uy ban|hdnd|mttq|hoi|doan|chi (?:cuc|bo|doan|hoi)|so|trung tam|truong"
    r"|tram|cong ty|khu|thon|chu (?:tich|dau tu|ho|nha)|ba con)\b"
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


def take_people(
    line: Typed, leads: re.Pattern[str], colleagues: Sequence[Colleague], *, known: bool = False
) -> tuple[Named, ...]:
    """Everyone named after ``leads`` ("cùng", "cho"), taken out of the line; a group's name says how its word is spelt.

    After the first name a further one needs a title ("anh", "chị") or "và" before it, or must be a colleague's name
    and nothing else, so that the next words of the work are not read as a person.

    Args:
        known: only colleagues are taken; anything else stays in the line.
    """
    start = 0
    while found := line.find(leads, start):
        named, end = _names(line, found.end(), colleagues)
        spelt = all(line.spelt(found.start(word), word) for word, said in found.groupdict().items() if said)
        if spelt and named and (not known or all(each.candidates for each in named)):
            line.cut(found.start(), end)
            return named
        start = found.end()
    return ()


def _names(line: Typed, start: int, colleagues: Sequence[Colleague]) -> tuple[tuple[Named, ...], int]:
    found: list[Named] = []
    place = end = start
    joined = True
    while True:
        titled = _title(line, place, colleagues)
        if not titled and not joined and not _is_colleague(line, place, colleagues):
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


def _item(line: Typed, begin: int) -> str:
    separator = _ITEM_END.search(line.bare, begin)
    return line.text[begin : separator.start() if separator else len(line.text)]


def _is_colleague(line: Typed, place: int, colleagues: Sequence[Colleague]) -> bool:
    """Whether the item is a colleague's name in capitals and nothing else."""
    item = _item(line, place).strip()
    return item[:1].isupper() and bool(who_is(item, colleagues))


def _title(line: Typed, place: int, colleagues: Sequence[Colleague]) -> re.Match[str] | None:
    """A title spelt as titles are; short ones, offices and those without accents only before a colleague's name."""
    found = _TITLED.match(line.bare, place)
    if found is not None and not _NOT_PEOPLE.match(line.bare, place):
        word = found.lastgroup
        if word is None or line.spelt(found.start(word), word):
            return found
        without_accents = line.text[found.start(word) : found.end(word)].lower() == found[word]
        if without_accents and _begins_name(line, found.end(), colleagues):
            return found
    office = _OFFICE.match(line.bare, place)
    named = office is not None and line.text[office.end()].isupper() and _begins_name(line, office.end(), colleagues)
    return office if named else None


def _begins_name(line: Typed, place: int, colleagues: Sequence[Colleague]) -> bool:
    words = re.findall(r"[^\s,.;:()]+", _item(line, place))[:_MOST_WORDS]
    return any(who_is(" ".join(words[:count]), colleagues) for count in range(1, len(words) + 1))


def _one(line: Typed, begin: int, colleagues: Sequence[Colleague], *, titled: bool) -> tuple[Named, int] | None:
    """The name that begins here and where it ends: as many words as make a colleague, else those in capitals."""
    item = _item(line, begin)
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
