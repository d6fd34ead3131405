"""Columns found by their Vietnamese headings, in any order, without regard to accents, case and spaces."""

import re
from collections.abc import Mapping

from hanoiwork_plugin.domain.folding import fold, heading
from hanoiwork_plugin.domain.grid import Sheet, read_text

MAX_HEADING = 80

Headings = Mapping[str, re.Pattern[str]]
"""Column name → pattern of its heading, as ``folding.heading`` writes it; the first pattern that fits wins."""

_NUMBERING = re.compile(r"\(?(?:[0-9]{1,2}|[a-z])\)?(?: ?=.*)?")


def columns_of(sheet: Sheet, row: int, headings: Headings) -> dict[str, int]:
    """Which column stands under which heading in ``row``; the first of two equal headings counts."""
    columns: dict[str, int] = {}
    for column, value in sheet.row(row).items():
        text = heading(read_text(value))
        if not text or len(text) > MAX_HEADING:
            continue
        name = name_of(text, headings)
        if name:
            columns.setdefault(name, column)
    return columns


def name_of(text: str, headings: Headings) -> str | None:
    """The column that a heading, written as ``folding.heading`` does, names."""
    return next((name for name, pattern in headings.items() if pattern.fullmatch(text)), None)


def is_numbering(sheet: Sheet, row: int) -> bool:
    """Whether the row only numbers the columns: ``(1) (2) (3)``, ``A B 1 2 3=2/1``."""
    values = sheet.row(row).values()
    return len(values) >= 3 and all(_NUMBERING.fullmatch(fold(read_text(value))) for value in values)
