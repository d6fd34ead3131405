"""Reading a catalogue file as communes and wards publish it (danh mục sản phẩm/công việc, DOMAIN 2).

Tables are found by their headings, wherever they begin; titles and section rows say for whom the items below are;
merged or blank department, duty and group cells carry their value down; rows of sums and repeated headings are left
out. Nothing is guessed about points and coefficients: what does not fit is a fault with its sheet and cell.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hanoiwork_plugin.domain.catalogue import (
    CatalogueDraft,
    CataloguePart,
    standard_code_of,
)
from hanoiwork_plugin.domain.catalogue_checks import CatalogueRow, Entry, judge
from hanoiwork_plugin.domain.catalogue_questions import questions_of
from hanoiwork_plugin.domain.criteria_sheet import is_header as is_criteria_header
from hanoiwork_plugin.domain.criteria_sheet import read_criteria
from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.folding import tokens
from hanoiwork_plugin.domain.grid import Plain, Sheet, Workbook, position, read_text
from hanoiwork_plugin.domain.headings import Headings, columns_of, is_numbering
from hanoiwork_plugin.domain.standard_product import find_standard, quotient_of

HEADINGS: Headings = {
    "code": re.compile(r"ma(?: (?:so|hieu|cv|sp|cong viec|san pham|nhiem vu|danh muc|spcv)\b.*)?"),
    "coefficient": re.compile(r"he so\b.*"),
    "frame": re.compile(r"khung(?: diem\b.*)?|diem khung|muc diem"),
    "points": re.compile(r"(?:so )?diem(?: (?:cham|so|quy doi|cong viec|san pham|cu the|de xuat|duyet|thong nhat))?"),
    "group": re.compile(r"(?:phan )?nhom\b.*"),
    "department": re.compile(r"phong\b.*|don vi(?: (?:thuc hien|chu tri|chuyen mon|phu trach))?|bo phan\b.*"),
    "detail": re.compile(r"(?:ten |mo ta |chi tiet )?(?:cong viec|noi dung)\b.*"),
    "duty": re.compile(r"(?:ten |chuc nang )?nhiem vu\b.*|linh vuc\b.*"),
    "product": re.compile(r"(?:ten )?san pham\b(?! chuan).*|ket qua(?: dau ra)?"),
    "note": re.compile(r"ghi chu\b.*|san pham chuan\b.*"),
}

COLUMN_NAMES = {
    "code": "Mã CV",
    "product": "Sản phẩm đầu ra",
    "group": "Nhóm",
    "frame": "Khung điểm",
    "points": "Điểm chấm",
    "coefficient": "Hệ số quy đổi",
}
"""The columns a catalogue cannot do without, as they are named to people."""

_MARKS = {"code", "frame", "points", "coefficient", "group"}

_SHARED = re.compile(
    r"(?:phan \w+ |muc \w+ )*(?:danh muc )?(?:(?:san pham|cong viec|nhiem vu|quy doi) )*dung chung\b.*"
)
_LEADERSHIP = re.compile(
    r".*\blanh dao quan ly\b.*|(?:(?:nhiem vu|cong viec|danh muc|san pham) )*(?:cua )?lanh dao\b.*"
)
_OWN = re.compile(r".*\brieng (?:theo |cua |cho )?(?:tung |cac )?(?:phong|don vi|ban)\b.*")
_DEPARTMENT = re.compile(r"(?:phong(?! (?:chong|chay|ngua|benh|dich|ve)\b)|van phong|trung tam|ban chi huy)\b.{0,80}")
_SECTION_NUMBER = re.compile(
    r"^(?:(?:PL|Phụ lục)\s*)?(?:[IVX]+|[A-ZĐ]|[0-9]+(?:\.[0-9]+)*)\s*[.):/–-]\s*", re.IGNORECASE
)
_SUM = re.compile(r"(?:tong|cong)(?: cong| so| diem)?(?: [0-9ivx]+)?|tong (?:cong|so)\b.*")


def read_catalogue(workbook: Workbook) -> CatalogueDraft:
    """The catalogue in ``workbook``, whole.

    Raises:
        Invalid: there is no catalogue table, or anything in it is wrong; every fault with its sheet and cell.
    """
    readers = [_SheetReader(sheet) for sheet in workbook.sheets]
    rows = [row for reader in readers for row in reader.rows()]
    criteria, criteria_faults, criteria_questions = read_criteria(workbook)
    header_faults = [fault for reader in readers for fault in reader.faults]
    if not rows and not header_faults:
        raise Invalid(
            "Không tìm thấy bảng danh mục; cần dòng tiêu đề có các cột {columns}.",
            columns=", ".join(COLUMN_NAMES.values()),
        )
    standard, standard_faults = find_standard(workbook, rows)
    items, item_faults = judge(rows, standard)
    faults = _in_file_order(workbook, [*header_faults, *criteria_faults, *standard_faults, *item_faults])
    if faults or standard is None:
        raise Invalid("Danh mục có {count} lỗi, chưa nhập dòng nào.", faults=faults, count=len(faults))
    return CatalogueDraft(
        items=tuple(items),
        criteria=criteria,
        standard_points=standard,
        standard_code=standard_code_of(items, standard),
        sheets=tuple(reader.sheet.title for reader in readers if reader.found),
        questions=(*criteria_questions, *questions_of(items)),
    )


@dataclass
class _Section:
    """What titles and section rows say about the rows below them."""

    part: CataloguePart | None = None
    department: str | None = None
    duty: str = ""
    group: Entry | None = None


class _SheetReader:
    """One pass down one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.found = False
        """Whether the sheet has rows of a catalogue."""
        self.faults: list[Fault] = []
        """Columns that a table lacks."""
        self._columns: dict[str, int] = {}
        self._section = _Section(*_meaning(sheet.title, of_sheet=True))

    def rows(self) -> Iterator[CatalogueRow]:
        """The rows of every catalogue table of the sheet, from the top."""
        below_header = 0
        for row in self.sheet.filled_rows:
            if row < below_header:
                continue
            columns, height = _header(self.sheet, row)
            if columns:
                self._columns = columns if self._complete(columns, row) else {}
                below_header = row + height
            elif is_criteria_header(self.sheet, row):
                self._columns = {}
            elif self._is_section(row):
                self._read_section(row)
            elif self._columns and not is_numbering(self.sheet, row) and not self._is_sum(row):
                self.found = True
                yield self._item(row)

    def _complete(self, columns: dict[str, int], row: int) -> bool:
        missing = [label for name, label in COLUMN_NAMES.items() if name not in columns]
        place = self.sheet.place(row, min(columns.values()))
        self.faults += [Fault(place, "Thiếu cột “{column}”.", {"column": label}) for label in missing]
        return not missing

    def _is_section(self, row: int) -> bool:
        """A title, section or continuation row: nothing in it makes an item of its own.

        Where the product is the one column of words, the titles of sections stand in it.
        """
        own = self.sheet.row(row)
        filled = {name for name, column in self._columns.items() if own.get(column) is not None}
        if filled == {"product"} and "detail" not in self._columns:
            text = _title(own.values())
            return _meaning(_SECTION_NUMBER.sub("", text))[0] is not None
        return not filled & {"product", "points", "coefficient", "group", "frame"} and not {"code", "detail"} <= filled

    def _read_section(self, row: int) -> None:
        """Take from a section row for whom the next items are, or else the duty they belong to."""
        own = self.sheet.row(row)
        text = _SECTION_NUMBER.sub("", _title(own.values()))
        part, department = _meaning(text)
        if not self._columns:
            if part and len(own) == 1:
                self._section = _Section(part, department)
        elif self._is_sum(row) or self._continues(row) or len(text) < 3:
            return
        elif part and not (department and "department" in self._columns):
            self._section = _Section(part, department)
        else:
            self._section = _Section(self._section.part, self._section.department, duty=text)

    def _continues(self, row: int) -> bool:
        """Whether the row only carries on the item above: its code cell is merged into that, or only details stand."""
        code = self._columns["code"]
        merged = self.sheet.value(row, code) is None and self.sheet.spread_value(row, code) is not None
        return merged or set(self.sheet.row(row)) <= {self._columns.get("detail"), self._columns.get("note")}

    def _is_sum(self, row: int) -> bool:
        """Whether the row adds up the ones above (cộng, tổng cộng): so it says, and it names no product."""
        own = self.sheet.row(row)
        sums = {column for column, value in own.items() if _SUM.fullmatch(" ".join(tokens(read_text(value))))}
        named = {self._columns.get("code"), self._columns.get("product")} & own.keys()
        return bool(sums) and named <= sums

    def _item(self, row: int) -> CatalogueRow:
        section, sheet, columns = self._section, self.sheet, self._columns

        def entry(name: str, *, spread: bool = False) -> Entry:
            column = columns[name]
            value = sheet.spread_value(row, column) if spread else sheet.value(row, column)
            return Entry(value, sheet.place(row, column))

        def text(name: str) -> str:
            return read_text(sheet.spread_value(row, columns[name])) if name in columns else ""

        section.duty = text("duty") or section.duty
        group = entry("group", spread=True)
        if group.value is None and section.group:
            group = Entry(section.group.value, group.place)
        section.group = group
        coefficient = entry("coefficient")
        formula = sheet.formulas.get((row, columns["coefficient"]))
        if formula:
            quotient = quotient_of(sheet, formula)
            coefficient = Entry(quotient or coefficient.value, coefficient.place, computed=True)
        part, department = self._owner(text("department"))
        if part is CataloguePart.DEPARTMENT and department is None and "department" in columns:
            self.faults.append(Fault(sheet.place(row, columns["department"]), "Thiếu phòng, ban chuyên môn."))
        return CatalogueRow(
            part=part,
            department=department,
            duty=section.duty,
            detail=text("detail"),
            note=text("note"),
            code=entry("code"),
            product=entry("product", spread=True),
            group=group,
            frame=entry("frame", spread=True),
            points=entry("points"),
            coefficient=coefficient,
        )

    def _owner(self, written: str) -> tuple[CataloguePart, str | None]:
        """For whom an item is: its department cell first, then the section, then the sheet's title."""
        if written:
            part, _ = _meaning(written)
            self._section.department = None if part in (CataloguePart.SHARED, CataloguePart.LEADERSHIP) else written
            self._section.part = part if self._section.department is None else CataloguePart.DEPARTMENT
        part, department = self._section.part or CataloguePart.SHARED, self._section.department
        if part is CataloguePart.DEPARTMENT and department is None and "department" not in self._columns:
            return CataloguePart.SHARED, None
        return part, department


def _title(values: Iterable[Plain]) -> str:
    """The longest text of a row: its words, beside a number."""
    return max((read_text(value) for value in values), key=len)


def _header(sheet: Sheet, row: int) -> tuple[dict[str, int], int]:
    """The columns of the header that begins at ``row`` and its height in rows; none when it is no header."""
    columns = columns_of(sheet, row, HEADINGS)
    if len(columns) < 2:
        return {}, 0
    height = 1
    below = columns_of(sheet, row + 1, HEADINGS)
    if below and len(below) == len(sheet.row(row + 1)):
        spanned = set(below.values())
        columns = {name: column for name, column in columns.items() if column not in spanned} | below
        height = 2
    if len(columns) >= 4 and len(columns.keys() & _MARKS) >= 2:
        return columns, height
    return {}, 0


def _meaning(text: str, *, of_sheet: bool = False) -> tuple[CataloguePart | None, str | None]:
    """For whom a title, section row or department cell says that items are."""
    words = " ".join(tokens(text))
    if _SHARED.fullmatch(words) or (of_sheet and "dung chung" in words):
        return CataloguePart.SHARED, None
    if _LEADERSHIP.fullmatch(words) or (of_sheet and "lanh dao" in words):
        return CataloguePart.LEADERSHIP, None
    if _OWN.fullmatch(words):
        return CataloguePart.DEPARTMENT, None
    name = _SECTION_NUMBER.sub("", text).strip()
    if _DEPARTMENT.fullmatch(" ".join(tokens(name))):
        return CataloguePart.DEPARTMENT, name
    return None, None


def _in_file_order(workbook: Workbook, faults: list[Fault]) -> list[Fault]:
    """Faults as one meets them reading the file."""
    numbers = {sheet.title: number for number, sheet in enumerate(workbook.sheets)}

    def order(fault: Fault) -> tuple[int, int, int]:
        title, _, cell = fault.place.rpartition("!")
        return numbers[title], *position(cell)

    return sorted(faults, key=order)
