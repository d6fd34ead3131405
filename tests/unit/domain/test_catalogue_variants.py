"""The real catalogue as other offices would send it: other order, gaps, merged cells, numbers as text, and spoilt."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook as Book
from openpyxl.worksheet.worksheet import Worksheet

from hanoiwork_plugin.domain.catalogues.catalogue import CatalogueDraft
from hanoiwork_plugin.domain.catalogues.catalogue_sheet import read_catalogue
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.tables.reader import read_table

from .table_files import REAL_FILE, real_catalogue


def read(book: Book) -> CatalogueDraft:
    written = io.BytesIO()
    book.save(written)
    return read_catalogue(read_table("khac.xlsx", written.getvalue()))


def refused(book: Book) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        read(book)
    return {fault.place: fault.text.format(**fault.params) for fault in refusal.value.faults}


def table_sheets(book: Book) -> list[Worksheet]:
    return book.worksheets[1:]


def header_of(sheet: Worksheet) -> int:
    """The header row of a table sheet of the real file."""
    return next(row for row in range(1, 9) if "STT" in [cell.value for cell in sheet[row]])


def columns(sheet: Worksheet) -> dict[str, int]:
    """Heading → column."""
    return {str(cell.value).strip(): cell.column for cell in sheet[header_of(sheet)] if cell.value}


def column_of(sheet: Worksheet, begins: str) -> int:
    return next(column for name, column in columns(sheet).items() if name.startswith(begins))


def typed(number: float) -> str:
    """A number as people type it: 1.234,5."""
    whole, _, rest = f"{number:g}".partition(".")
    return f"{whole},{rest}" if rest else whole


def reordered(book: Book) -> None:
    """The sheets the other way round, with a letter and a hidden note between them."""
    book._sheets.reverse()  # type: ignore[attr-defined]  # openpyxl has no other way to order sheets
    letter = book.create_sheet("Tờ trình", 1)
    letter["B3"] = "Kính gửi: Chủ tịch UBND xã"
    letter["B5"] = "Tổng hợp 371 sản phẩm, công việc"


def with_gaps(book: Book) -> None:
    """Blank rows in every table and blank columns before it; formulas follow, as Excel lets them."""
    for sheet in table_sheets(book):
        header = header_of(sheet)
        for area in [str(each) for each in sheet.merged_cells.ranges]:
            sheet.unmerge_cells(area)
        for row in range(sheet.max_row, header + 1, -7):
            sheet.insert_rows(row)
        sheet.insert_cols(1, 2)
        points, coefficient = (get_column_letter(column_of(sheet, begins)) for begins in ("Điểm", "Hệ số"))
        for row in range(header + 1, sheet.max_row + 1):
            if sheet[f"{points}{row}"].value is not None:
                sheet[f"{coefficient}{row}"].value = f"=ROUND({points}{row}/5,2)"


def as_text(book: Book) -> None:
    """Points and coefficients typed as text with comma decimals and stray spaces; no formulas."""
    for sheet in table_sheets(book):
        points, coefficient = column_of(sheet, "Điểm"), column_of(sheet, "Hệ số")
        for row in range(header_of(sheet) + 1, sheet.max_row + 1):
            value = sheet.cell(row, points).value
            if isinstance(value, int | float):
                sheet.cell(row, points).value = f" {typed(value)} "
                sheet.cell(row, coefficient).value = typed(value / 5)


def with_broken_headings(book: Book) -> None:
    """Headings over two lines, in capitals, with units in brackets."""
    for sheet in table_sheets(book):
        for column in columns(sheet).values():
            cell = sheet.cell(header_of(sheet), column)
            words = str(cell.value).split(" ", 1)
            if "chuẩn" not in str(cell.value):
                cell.value = "\n".join(words).upper() + (" (điểm)" if words[0] == "Điểm" else "")


def with_merged_groups(book: Book) -> None:
    """Equal neighbours in the group and frame columns merged, the lower cells empty."""
    for sheet in table_sheets(book):
        for begins in ("Nhóm", "Khung"):
            column, first = column_of(sheet, begins), header_of(sheet) + 1
            for row in range(header_of(sheet) + 2, sheet.max_row + 2):
                here = sheet.cell(row, column)
                same = row <= sheet.max_row and here.value == sheet.cell(first, column).value
                if same and here.value is not None and not isinstance(here, MergedCell):
                    continue
                if row - 1 > first and sheet.cell(first, column).value is not None:
                    sheet.merge_cells(start_row=first, end_row=row - 1, start_column=column, end_column=column)
                first = row


@pytest.mark.parametrize("change", [reordered, with_gaps, as_text, with_broken_headings, with_merged_groups])
def test_the_same_list_however_it_is_laid_out(change: Callable[[Book], None]) -> None:
    book = openpyxl.load_workbook(REAL_FILE)
    change(book)
    draft, real = read(book), real_catalogue()
    assert {each.code: each for each in draft.items} == {each.code: each for each in real.items}
    assert (draft.criteria, draft.standard_points) == (real.criteria, real.standard_points)


def test_without_the_optional_sheets_it_is_a_shorter_list() -> None:
    book = openpyxl.load_workbook(REAL_FILE)
    for name in book.sheetnames[:2]:
        del book[name]
    draft = read(book)
    assert (len(draft.items), draft.criteria, draft.standard_points) == (353, (), 5)


def test_spoilt_copies_are_refused_by_sheet_and_cell() -> None:
    book = openpyxl.load_workbook(REAL_FILE)
    as_text(book)
    shared, own = book.worksheets[2:4]
    shared.cell(10, column_of(shared, "Điểm")).value = "1O"
    shared.cell(12, column_of(shared, "Khung")).value = "mười đến năm mươi"
    own.cell(20, column_of(own, "Hệ số")).value = "#REF!"
    own.cell(30, column_of(own, "Mã")).value = own.cell(29, column_of(own, "Mã")).value
    own.cell(40, column_of(own, "Điểm")).value = "-70"
    assert {place: text.split(" “")[0][:24] for place, text in refused(book).items()} == {
        "PL III - Dung chung!H10": "Điểm chấm",
        "PL III - Dung chung!G12": "Không đọc được khung điểm"[:24],
        "PL IV - Rieng phong!J20": "Hệ số quy đổi",
        "PL IV - Rieng phong!B30": "Mã KTTC.02 đã có ở ô PL I"[:24],
        "PL IV - Rieng phong!I40": "Điểm chấm -70 phải lớn h"[:24],
    }
    lacking = openpyxl.load_workbook(REAL_FILE)
    sheet = lacking.worksheets[2]
    sheet.delete_cols(column_of(sheet, "Điểm"))
    assert "PL III - Dung chung!B4" in refused(lacking)
