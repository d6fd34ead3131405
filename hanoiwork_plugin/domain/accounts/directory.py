"""The host's directory (danh bạ HanoiWork) read as people and units: names, phones, the unit it states (DOMAIN 1).

The directory says of a person which organisation and department they work in, and which groups they belong to.
A group is a unit; a group inside a group is a unit below it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hanoiwork_plugin.domain.accounts.people_sheet import read_phone
from hanoiwork_plugin.domain.folding import tokens
from hanoiwork_plugin.domain.people import StaffGroup, Unit

_BETWEEN_UNITS = re.compile(r"(?:^|(?<=\s))/(?=\s|$)")
_GROUPS = {" ".join(tokens(group.label)): group for group in StaffGroup} | {
    "hop dong lao dong": StaffGroup.CONTRACT,
    "nguoi lao dong": StaffGroup.CONTRACT,
}


def tidy(value: Any) -> Any:
    """The value with every text in it brought to NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [tidy(each) for each in value]
    if isinstance(value, Mapping):
        return {key: tidy(each) for key, each in value.items()}
    return value


def unit_names(*parts: str | None) -> tuple[str, ...]:
    """Names from the agency (cơ quan) down: each part is one name, or several as in "Phường Mẫu / Phòng Kinh tế"."""
    names = (" ".join(name.split()) for part in parts if part for name in _BETWEEN_UNITS.split(part))
    return tuple(name for name in names if name)


def same_name(one: str, other: str) -> bool:
    """Whether two unit names differ only in case, accents, spaces, dashes or commas."""
    return tokens(one) == tokens(other)


def person_name(document: Mapping[str, Any], account: str) -> str:
    """Họ và tên: as formatted by the directory, else shown, else family, middle and given name in this order."""
    name = document.get("name") or {}
    parts = (name.get("familyName"), name.get("middleName"), name.get("givenName"))
    found = name.get("formatted") or document.get("displayName") or " ".join(part for part in parts if part)
    return " ".join(found.split()) or account


def person_phone(document: Mapping[str, Any]) -> str:
    """The first usable Vietnamese number, the primary one before others; empty when there is none."""
    numbers = sorted(document.get("phoneNumbers") or (), key=lambda each: not each.get("primary"))
    found = (read_phone((each.get("value") or "").removeprefix("tel:")) for each in numbers)
    return next((phone for phone in found if phone), "")


def staff_group(document: Mapping[str, Any]) -> StaffGroup | None:
    """Nhóm, when the directory's user type names one."""
    return _GROUPS.get(" ".join(tokens(document.get("userType") or "")))


@dataclass(frozen=True)
class StatedUnits:
    """Where the directory says that a person works."""

    main: Unit | None
    """Nơi công tác chính."""
    others: tuple[Unit, ...] = ()
    """Further units, none of them above or below another: the person is in two units."""


def stated_units(named: Unit | None, groups: Iterable[Unit]) -> StatedUnits:
    """The unit that a person's record names, and the units whose groups hold them.

    A unit above another stated one adds nothing: who is in the department is in the agency.
    """
    every = ([named] if named else []) + [unit for unit in groups if named is None or unit.id != named.id]
    deepest = [unit for unit in every if not any(unit.id in other.path[:-1] for other in every)]
    return StatedUnits(deepest[0], tuple(deepest[1:])) if deepest else StatedUnits(None)
