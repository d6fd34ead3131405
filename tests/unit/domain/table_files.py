"""Tables for the tests: the real catalogue, read once, and small ones written in place."""

from decimal import Decimal
from functools import cache
from pathlib import Path

from hanoiwork_plugin.domain.catalogues.catalogue import CatalogueDraft
from hanoiwork_plugin.domain.catalogues.catalogue_sheet import read_catalogue
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.grid import Formula, MergedRange, Sheet, Workbook, position
from hanoiwork_plugin.tables.reader import read_table

REAL_FILE = Path(__file__).parents[2] / "data" / "catalogue-xa-nghia-lam-2026.xlsx"
"""The published catalogue of xã Nghĩa Lâm (Quyết định 283/QĐ-UBND, 2026), as published."""

HEADER = ("Mã CV", "Nhiệm vụ", "Công việc chi tiết", "Sản phẩm đầu ra", "Nhóm", "Khung điểm", "Điểm chấm", "Hệ số")


@cache
def real_catalogue() -> CatalogueDraft:
    return read_catalogue(read_table(REAL_FILE.name, REAL_FILE.read_bytes()))


def sheet(*rows: tuple[object, ...], title: str = "DM", merged: tuple[str, ...] = ()) -> Sheet:
    """A sheet from rows of Python values; a text that begins with ``=`` is a formula without a result."""
    cells, formulas = {}, {}
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            if isinstance(value, str) and value.startswith("="):
                formulas[row, column] = value
                cells[row, column] = Formula(value)
            elif isinstance(value, int | float):
                cells[row, column] = Decimal(str(value))
            elif value is not None:
                cells[row, column] = value
    areas = tuple(MergedRange(*position(area.split(":")[0]), *position(area.split(":")[1])) for area in merged)
    return Sheet(title, cells, formulas, areas)


def item(code: str, points: object, coefficient: object, *, group: str = "N2", frame: object = "11-50") -> tuple:
    """A row under ``HEADER``."""
    return (code, "Nhiệm vụ", f"Chi tiết {code}", f"Sản phẩm {code}", group, frame, points, coefficient)


def draft_of(*sheets: Sheet) -> CatalogueDraft:
    return read_catalogue(Workbook(sheets))


def faults_of(*sheets: Sheet) -> dict[str, str]:
    """Place → filled text of every fault; each place is named once."""
    try:
        read_catalogue(Workbook(sheets))
    except Invalid as refusal:
        places = [fault.place for fault in refusal.faults]
        assert len(places) == len(set(places))
        return {fault.place: fault.text.format(**fault.params) for fault in refusal.faults}
    return {}
