"""Tables as people send them: sheets of plain values, whatever file they came from.

``tables.reader`` makes them from xlsx and csv; the rules of each table (``catalogue_sheet``,
``criteria_sheet``, ``people_sheet``) read them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property


@dataclass(frozen=True)
class Formula:
    """A formula (công thức) that was saved without its result, such as ``=ROUND(H5/5,2)``."""

    text: str


Plain = str | Decimal | date | Formula | None
"""What a cell holds: text is NFC and stripped, never empty; numbers are exact as shown by the spreadsheet."""


@dataclass(frozen=True)
class MergedRange:
    """Merged cells (ô gộp), both ends included, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet (trang tính); rows and columns count from 1."""

    title: str
    cells: Mapping[tuple[int, int], Plain]
    """(row, column) → value, for the cells that hold something."""
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) → text of the formula, also where its saved result is known."""
    merged: tuple[MergedRange, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    """Rows that are out of sight in the file, by hand or by a filter."""

    def value(self, row: int, column: int) -> Plain:
        """What the cell itself holds; None for an empty cell and inside a merged range but its first cell."""
        return self.cells.get((row, column))

    def spread_value(self, row: int, column: int) -> Plain:
        """What a reader sees there: a merged range shows its first cell's value everywhere."""
        return self.cells.get(self._anchors.get((row, column), (row, column)))

    def at(self, coordinate: str) -> Plain:
        """The value at a coordinate such as ``I23`` or ``$I$23``."""
        return self.value(*position(coordinate))

    def place(self, row: int, column: int) -> str:
        """How the cell is named to people: ``PL III - Dung chung!H23``."""
        return f"{self.title}!{coordinate(row, column)}"

    def row(self, row: int) -> Mapping[int, Plain]:
        """The filled cells of a row, by column, from the left."""
        return self._rows.get(row, {})

    @property
    def filled_rows(self) -> tuple[int, ...]:
        """Numbers of the rows that hold something, from the top."""
        return tuple(self._rows)

    @cached_property
    def _rows(self) -> dict[int, dict[int, Plain]]:
        rows: dict[int, dict[int, Plain]] = {}
        for row, column in sorted(self.cells):
            rows.setdefault(row, {})[column] = self.cells[row, column]
        return rows

    @cached_property
    def _anchors(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {
            (row, column): (area.top, area.left)
            for area in self.merged
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        }


@dataclass(frozen=True)
class Workbook:
    """Every visible sheet of a file, in its order."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()
    """Titles of the hidden ones, which are not read."""


_COORDINATE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


def coordinate(row: int, column: int) -> str:
    """``(23, 9)`` → ``I23``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def position(text: str) -> tuple[int, int]:
    """``I23`` or ``$I$23`` → ``(23, 9)``.

    Raises:
        ValueError: the text is no coordinate.
    """
    found = _COORDINATE.fullmatch(text)
    if not found:
        raise ValueError(text)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,12})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:(?:\.[0-9]{3})+,|(?:,[0-9]{3})+\.)[0-9]{1,12}")


def read_number(value: Plain) -> Decimal | None:
    """The number a cell means: a number, or a text that reads as one (``2,5``, ``2.5``, ``1.250,5``); else None.

    A single comma or point is always the decimal sign.
    """
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        return None
    text = value.replace(" ", "")
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if _GROUPED.fullmatch(text):
        sign = "," if text.rfind(",") > text.rfind(".") else "."
        return Decimal(text.replace("." if sign == "," else ",", "").replace(sign, "."))
    return None


def read_text(value: Plain) -> str:
    """The text a cell shows, on one line; empty for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return show_number(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Formula):
        return value.text
    return " ".join(value.split())


def show_number(value: Decimal) -> str:
    """A number as people write it: decimal comma, no idle zeros."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")
