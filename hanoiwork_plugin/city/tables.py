"""The city as files: the table of people and one catalogue for each state and party body."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from hanoiwork_plugin.city.catalogues import catalogue_file, size_of
from hanoiwork_plugin.city.places import Organisation
from hanoiwork_plugin.city.staff import City
from hanoiwork_plugin.domain.accounts.people_sheet import COLUMN_NAMES

Told = Callable[[int], None]
"""Hears how many people are written so far."""
PEOPLE_FILE = "people.csv"
CATALOGUES = "catalogues"


def people_table(city: City, told: Told) -> bytes:
    """The table of people, as csv (UTF-8 with BOM, as spreadsheets save it)."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMN_NAMES.values())
    for number, each in enumerate(city.staff(), 1):
        rows.writerow(
            (
                each.account,
                each.name,
                each.phone,
                " / ".join(each.unit),
                each.title,
                each.position,
                each.group.label,
                "; ".join(role.label for role in each.roles),
                "; ".join(each.fields),
            )
        )
        if number % 10_000 == 0 or number == city.people:
            told(number)
    return text.getvalue().encode("utf-8-sig")


def catalogues(city: City) -> Iterator[tuple[Organisation, str, bytes]]:
    """The organisation, file name and content of every catalogue."""
    chance = Random(city.seed)  # noqa: S311 (no secret is drawn)
    for place, each in enumerate(one for one in city.organisations if one.has_catalogue):
        yield each, f"{place + 1:03} {each.name}.xlsx", catalogue_file(chance, each, size_of(chance, place))


def write_city(city: City, folder: Path, told: Told, named: Callable[[str], None]) -> None:
    """Write ``people.csv`` and ``catalogues/`` into ``folder``; ``named`` hears of each catalogue.

    Raises:
        FileExistsError: when the folder holds a city already.
    """
    (folder / CATALOGUES).mkdir(parents=True)
    (folder / PEOPLE_FILE).write_bytes(people_table(city, told))
    for _, name, content in catalogues(city):
        (folder / CATALOGUES / name).write_bytes(content)
        named(name)
