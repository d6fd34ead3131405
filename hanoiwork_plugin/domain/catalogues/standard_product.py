"""Points of the standard product (sản phẩm chuẩn) of a catalogue file, from whatever in it says them (DOMAIN 2).

In this order: a heading or note such as “Sản phẩm chuẩn = 5 điểm = hệ số 1,00”; the divisor of the coefficients'
formulas; an item noted as the standard, or with coefficient 1; the quotient that most items share. What contradicts
the first is a fault.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from hanoiwork_plugin.domain.catalogues.catalogue import MAX_POINTS, read_points
from hanoiwork_plugin.domain.catalogues.catalogue_checks import CatalogueRow
from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.domain.grid import Sheet, Workbook, read_number, show_number
from hanoiwork_plugin.domain.points import round_points

_STATEMENT = re.compile(r"san pham(?: ?/ ?cong viec)? chuan\b.{0,200}?([0-9]+(?:[.,][0-9]+)?) ?(?:diem|d\b)")
_LABEL = re.compile(r"(?:(?:so )?diem (?:cua )?)?san pham(?: ?/ ?cong viec)? chuan\b[^0-9]{0,60}")
_MARKED = re.compile(r"(?:la )?san pham(?: ?/ ?cong viec)? chuan\b[^0-9]*(?:he so 1(?:[.,]0+)?)?")
_QUOTIENT = re.compile(
    r"=\+?(?P<round>ROUND\()?\(?(?P<points>\$?[A-Z]{1,3}\$?[0-9]+)/(?P<standard>[0-9.]+|\$?[A-Z]{1,3}\$?[0-9]+)\)?"
    r"(?(round)[,;]2\))"
)


def quotient_of(sheet: Sheet, formula: str) -> Decimal | None:
    """The value of ``=ROUND(H5/5,2)``, ``=H5/5`` or ``=H5/$H$4``; None for other formulas or cells without numbers."""
    found = _QUOTIENT.fullmatch(formula.replace(" ", "").upper())
    standard = _divisor(sheet, formula)
    if not found or standard is None:
        return None
    points = read_number(sheet.at(found["points"]))
    if points is None or abs(points) > MAX_POINTS:
        return None
    return round_points(Fraction(points) / Fraction(standard)) if found["round"] else points / standard


def find_standard(workbook: Workbook, rows: Sequence[CatalogueRow]) -> tuple[Decimal | None, list[Fault]]:
    """Points of the standard product, None when nothing says them; with what contradicts."""
    stated = list(_statements(workbook))
    divided = _most(divisor for sheet in workbook.sheets for divisor in _divisors(sheet))
    if stated:
        standard = stated[0][0]
        faults = [
            Fault(
                place,
                "Sản phẩm chuẩn ghi {value} điểm, nhưng ở ô {first} ghi {standard} điểm.",
                {"value": show_number(value), "first": stated[0][1], "standard": show_number(standard)},
            )
            for value, place in stated
            if value != standard
        ]
        if divided and divided != standard and not faults:
            return divided, [
                Fault(
                    stated[0][1],
                    "Sản phẩm chuẩn ghi {value} điểm, nhưng công thức hệ số chia cho {divisor}.",
                    {"value": show_number(standard), "divisor": show_number(divided)},
                )
            ]
        return standard, faults
    if divided is None:
        divided = _from_items(rows)
    if divided is None and rows and all(row.coefficient.missing for row in rows):
        return None, [
            Fault(
                rows[0].points.place,
                "Bảng không có cột “Hệ số quy đổi” và tệp không ghi điểm của sản phẩm chuẩn nên chưa tính được hệ số; "
                "hãy ghi cạnh tiêu đề, ví dụ: Sản phẩm chuẩn = 5 điểm = hệ số 1,00.",
            )
        ]
    if divided is None and any(read_points(row.coefficient.value) for row in rows):
        return None, [
            Fault(
                rows[0].coefficient.place,
                "Chưa rõ điểm của sản phẩm chuẩn; hãy ghi cạnh tiêu đề, ví dụ: Sản phẩm chuẩn = 5 điểm = hệ số 1,00.",
            )
        ]
    return divided, []


def _statements(workbook: Workbook) -> Iterable[tuple[Decimal, str]]:
    """(points, place) of every cell that states the standard product's points."""
    for sheet in workbook.sheets:
        for row in sheet.filled_rows:
            for column, value in sheet.row(row).items():
                if not isinstance(value, str):
                    continue
                text = fold(value)
                if found := _STATEMENT.search(text):
                    number = read_number(found[1])
                elif _LABEL.fullmatch(text):
                    number = _beside(sheet, row, column)
                else:
                    continue
                if number is not None and 0 < number <= MAX_POINTS:
                    yield number, sheet.place(row, column)


def _beside(sheet: Sheet, row: int, column: int) -> Decimal | None:
    """The number to the right of a label, over the product's name."""
    right = (read_points(value) for other, value in sheet.row(row).items() if column < other <= column + 3)
    return next((number for number in right if number is not None), None)


def _divisors(sheet: Sheet) -> Iterable[Decimal]:
    for formula in sheet.formulas.values():
        divisor = _divisor(sheet, formula)
        if divisor is not None:
            yield divisor


def _divisor(sheet: Sheet, formula: str) -> Decimal | None:
    found = _QUOTIENT.fullmatch(formula.replace(" ", "").upper())
    if not found:
        return None
    written = found["standard"]
    divisor = read_number(written if written[0].isdigit() else sheet.at(written))
    return divisor if divisor is not None and Decimal("0.01") <= divisor <= MAX_POINTS else None


def _from_items(rows: Sequence[CatalogueRow]) -> Decimal | None:
    """From the item noted as the standard, else points at coefficient 1, or the commonest exact quotient."""
    marked = _most(
        points
        for row in rows
        if _MARKED.fullmatch(fold(row.note)) and (points := read_points(row.points.value)) and 0 < points <= MAX_POINTS
    )
    if marked:
        return marked
    pairs = [(read_points(row.points.value), read_points(row.coefficient.value)) for row in rows]
    known = [(points, value) for points, value in pairs if points and value and 0 < points <= MAX_POINTS and value > 0]
    ones = _most(points for points, value in known if value == 1)
    quotients = [Fraction(points) / Fraction(value) for points, value in known if value <= MAX_POINTS]
    exact = [round_points(quotient) for quotient in quotients if quotient.denominator <= 100]
    common = _most(quotient for quotient in exact if quotient in quotients)
    return ones or (common if common and 2 * exact.count(common) >= len(known) else None)


def _most(values: Iterable[Decimal]) -> Decimal | None:
    counted = Counter(values).most_common(1)
    return counted[0][0] if counted else None
