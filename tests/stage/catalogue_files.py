"""Catalogue files made from the ward's own: with other points, without items, all alike."""

import io
from collections.abc import Mapping, Sequence

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from stage.ward import FOLDER


def ward_catalogue(
    points: Mapping[str, int] | None = None,
    *,
    without: Sequence[str] = (),
    added: Sequence[tuple[str, str, str, int]] = (),
    flat: bool = False,
) -> bytes:
    """The ward's file as a working group would change it.

    Args:
        points: code → other points.
        without: codes of items left out.
        added: (code of an item to stand below, new code, product, points) of items in the same group.
        flat: every item in the lowest group with the standard product's points, so every coefficient is 1.
    """
    book = openpyxl.load_workbook(FOLDER / "catalogue.xlsx")
    for sheet in book.worksheets[1:]:
        columns = _columns(sheet)
        for row in range(sheet.max_row, columns["row"], -1):
            code = sheet.cell(row, columns["code"]).value
            if code is None:
                continue
            if code in without:
                _clear(sheet, row)
                continue
            if points and code in points:
                sheet.cell(row, columns["points"]).value = points[code]
            if flat:
                sheet.cell(row, columns["group"]).value = "N1"
                sheet.cell(row, columns["frame"]).value = "1-10"
                sheet.cell(row, columns["points"]).value = 5
            for below, new, product, value in added:
                if below == code:
                    free = sheet.max_row + 1
                    for column in range(1, sheet.max_column + 1):
                        sheet.cell(free, column).value = _spread(sheet, row, column)
                    sheet.cell(free, columns["code"]).value = new
                    sheet.cell(free, columns["product"]).value = product
                    sheet.cell(free, columns["detail"]).value = f"Thực hiện {product}"
                    sheet.cell(free, columns["points"]).value = value
                    sheet.cell(free, columns["coefficient"]).value = value / 5
            if (points and code in points) or flat:
                sheet.cell(row, columns["coefficient"]).value = sheet.cell(row, columns["points"]).value / 5
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _columns(sheet: Worksheet) -> dict[str, int]:
    names = {
        "Mã": "code",
        "Công việc": "detail",
        "Sản phẩm đầu ra": "product",
        "Nhóm": "group",
        "Khung": "frame",
        "Điểm": "points",
        "Hệ số": "coefficient",
    }
    for row in range(1, 12):
        found = {"row": row}
        for column in range(1, sheet.max_column + 1):
            text = str(sheet.cell(row, column).value or "")
            name = next((name for begin, name in names.items() if text.startswith(begin)), None)
            if name:
                found.setdefault(name, column)
        if len(found) == len(names) + 1:
            return found
    raise AssertionError(f"no header on {sheet.title}")


def _spread(sheet: Worksheet, row: int, column: int) -> object:
    """The value that a cell shows, be it merged."""
    while isinstance(sheet.cell(row, column), MergedCell):
        row -= 1
    return sheet.cell(row, column).value


def _clear(sheet: Worksheet, row: int) -> None:
    for column in range(1, sheet.max_column + 1):
        cell = sheet.cell(row, column)
        if not isinstance(cell, MergedCell):
            cell.value = None
