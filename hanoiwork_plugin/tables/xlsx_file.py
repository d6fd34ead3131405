"""xlsx files, read with care: sizes are checked before anything is unpacked into memory."""

import io
import warnings
import zipfile
from xml.parsers import expat

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook import Workbook as Book
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.grid import Formula, MergedRange, Plain, Sheet, Workbook, position
from hanoiwork_plugin.tables.plain import MAX_CELLS, plain_text, plain_value

MAX_PART = 20 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 2_000


class _TooLarge(Exception):
    """The file would unpack into more than a table of people's making."""


def read_xlsx(name: str, data: bytes) -> Workbook:
    """The visible sheets, with formulas beside the results that were saved with them.

    Raises:
        Invalid: the file is locked, broken, too large when unpacked, or not a spreadsheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise Invalid("Tệp “{name}” đang đặt mật khẩu, hãy bỏ mật khẩu rồi gửi lại.", name=name)
            if "xl/workbook.xml" not in archive.namelist():
                raise Invalid("Tệp “{name}” không phải bảng tính .xlsx hay tệp .csv.", name=name)
            _measure(archive, parts)
        return _sheets(data)
    except Invalid:
        raise
    except _TooLarge:
        raise Invalid("Tệp “{name}” quá lớn khi mở ra: tối đa 200.000 ô.", name=name) from None
    except Exception:  # whatever a damaged file makes the parsers raise, the sender hears one sentence
        raise Invalid("Tệp “{name}” bị hỏng, hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại.", name=name) from None


def _measure(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse what would unpack too far: bytes, cells, and cells that merged ranges spread over."""
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _TooLarge
    cells = 0

    def element(tag: str, attributes: dict[str, str]) -> None:
        nonlocal cells
        kind = tag.rpartition(":")[2]
        if kind == "c":
            cells += 1
        elif kind == "mergeCell":
            area = _range(attributes["ref"])
            cells += (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if cells > MAX_CELLS:
            raise _TooLarge

    def doctype(*_: object) -> None:
        raise ValueError("a spreadsheet has no document type")

    for part in parts:
        if part.file_size > MAX_PART:
            raise _TooLarge
        parser = expat.ParserCreate()
        parser.StartElementHandler = element
        parser.StartDoctypeDeclHandler = doctype
        with archive.open(part) as stream:
            try:
                parser.ParseFile(stream)
            except expat.ExpatError:
                continue  # a picture or printer settings; a broken sheet is found when it is read


def _sheets(data: bytes) -> Workbook:
    written = _load(data, results=False)
    formulas = any(cell.data_type == "f" for sheet in written.worksheets for _, cell in _cells(sheet))
    results = _load(data, results=True) if formulas else written
    return Workbook(
        tuple(
            _sheet(sheet, results[sheet.title])
            for sheet in written.worksheets
            if sheet.sheet_state == Worksheet.SHEETSTATE_VISIBLE
        ),
        tuple(sheet.title for sheet in written.worksheets if sheet.sheet_state != Worksheet.SHEETSTATE_VISIBLE),
    )


def _load(data: bytes, *, results: bool) -> Book:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # extensions of Excel that do not touch values
        return openpyxl.load_workbook(io.BytesIO(data), data_only=results, keep_links=False)


def _sheet(written: Worksheet, results: Worksheet) -> Sheet:
    cells: dict[tuple[int, int], Plain] = {}
    formulas: dict[tuple[int, int], str] = {}
    for at, cell in _cells(written):
        value: Plain
        if cell.data_type == "f":
            formulas[at] = _formula(cell.value)
            value = plain_value(results.cell(*at).value)
            if value is None:
                value = Formula(formulas[at])
        else:
            value = plain_value(cell.value)
        if value is not None:
            cells[at] = value
    merged = tuple(
        MergedRange(area.min_row, area.min_col, area.max_row, area.max_col) for area in written.merged_cells.ranges
    )
    hidden = frozenset(row for row, dimension in written.row_dimensions.items() if dimension.hidden)
    return Sheet(plain_text(written.title) or "", cells, formulas, merged, hidden)


def _cells(sheet: Worksheet) -> list[tuple[tuple[int, int], Cell | MergedCell]]:
    """The cells that exist; openpyxl's public walk would make every cell of the rectangle around two far ones."""
    return list(sheet._cells.items())


def _formula(value: object) -> str:
    if isinstance(value, ArrayFormula | DataTableFormula):
        return str(getattr(value, "text", None) or "=")
    return str(value)


def _range(reference: str) -> MergedRange:
    first, _, last = reference.partition(":")
    top, left = position(first)
    bottom, right = position(last or first)
    return MergedRange(top, left, bottom, right)
