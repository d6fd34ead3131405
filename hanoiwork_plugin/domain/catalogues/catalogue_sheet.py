"""Reading a catalogue file as communes and wards publish it (danh mục sản phẩm/công việc, DOMAIN 2).

Tables are found by their headings, wherever they begin; titles and section rows say for whom the items below are;
merged or blank department, duty and group cells carry their value down; rows of sums and repeated headings are left
out. Nothing is guessed about points and coefficients: what does not fit is a fault with its sheet and cell.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hanoiwork_plugin.domain.catalogues.catalogue import (
    CatalogueDraft,
    CataloguePart,
    Question,
    QuestionRule,
    read_points,
    standard_code_of,
)
from hanoiwork_plugin.domain.catalogues.catalogue_checks import CatalogueRow, Entry, judge
from hanoiwork_plugin.domain.catalogues.catalogue_codes import derived, path_of
from hanoiwork_plugin.domain.catalogues.catalogue_columns import COLUMN_NAMES, NEEDED, header_at, header_faults
from hanoiwork_plugin.domain.catalogues.catalogue_differences import code_key
from hanoiwork_plugin.domain.catalogues.catalogue_questions import questions_of
from hanoiwork_plugin.domain.catalogues.catalogue_sections import SECTION_NUMBER, is_closing, is_note, is_sum, meaning
from hanoiwork_plugin.domain.catalogues.criteria_sheet import is_header as is_criteria_header
from hanoiwork_plugin.domain.catalogues.criteria_sheet import read_criteria
from hanoiwork_plugin.domain.catalogues.frame_table import (
    bounds,
    group_in,
    is_frame_header,
    known_groups,
    missing_groups_fault,
    with_groups,
)
from hanoiwork_plugin.domain.catalogues.standard_product import find_standard, quotient_of
from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.grid import Plain, Sheet, Workbook, position, read_text
from hanoiwork_plugin.domain.headings import is_numbering

_SECTION = re.compile(r"(?:[IVX]+|[A-ZĐ])[.)]?")
"""Numbers that only sections have."""


def read_catalogue(workbook: Workbook) -> CatalogueDraft:
    """The catalogue in ``workbook``, whole.

    Raises:
        Invalid: there is no catalogue table, or anything in it is wrong; every fault with its sheet and cell.
    """
    known, group_faults = known_groups(workbook)
    readers = [_SheetReader(sheet) for sheet in workbook.sheets]
    written = [row for reader in readers for row in reader.rows()]
    made = frozenset(str(row.code.value) for row in written if row.code.missing)
    criteria, criteria_faults, criteria_questions = read_criteria(workbook)
    header_faults = [fault for reader in readers for fault in reader.faults]
    if not written and not header_faults:
        raise Invalid(
            "Không tìm thấy bảng danh mục; cần dòng tiêu đề có các cột {columns}.",
            columns=", ".join(COLUMN_NAMES[name] for name in NEEDED),
        )
    rows, fitting_faults = with_groups(written, known)
    standard, standard_faults = find_standard(workbook, rows)
    items, item_faults = judge(rows, standard)
    group_faults += fitting_faults or missing_groups_fault(rows)
    own_faults = [*header_faults, *criteria_faults, *group_faults, *standard_faults, *item_faults]
    faults = _in_file_order(workbook, own_faults)
    if faults or standard is None:
        raise Invalid("Danh mục có {count} lỗi, chưa nhập dòng nào.", faults=faults, count=len(faults))
    return CatalogueDraft(
        items=tuple(items),
        criteria=criteria,
        standard_points=standard,
        standard_code=standard_code_of(items, standard),
        sheets=tuple(reader.sheet.title for reader in readers if reader.found),
        questions=(*criteria_questions, *_about_file(workbook, readers, len(made)), *questions_of(items)),
        made_codes=made,
    )


def _about_file(workbook: Workbook, readers: list["_SheetReader"], made: int) -> Iterator[Question]:
    """What the sender may not have meant: rows and sheets out of sight, codes that are not theirs."""
    for reader in readers:
        hidden = len(reader.hidden)
        if hidden:
            yield Question(
                "Trang “{sheet}” có {count} dòng đang ẩn cũng được nhập; đề nghị xem lại.",
                {"sheet": reader.sheet.title, "count": hidden},
                QuestionRule.HIDDEN,
            )
    if workbook.hidden:
        yield Question(
            "Trang đang ẩn không được đọc: {sheets}.", {"sheets": ", ".join(workbook.hidden)}, QuestionRule.HIDDEN
        )
    if made:
        yield Question(
            "Tệp không có cột mã; hệ thống đã đặt mã cho {count} mục theo phần và số thứ tự, mục đã có trong danh mục "
            "đang áp dụng giữ mã cũ.",
            {"count": made},
            QuestionRule.CODES,
        )


@dataclass
class _Section:
    """What titles and section rows say about the rows below them."""

    part: CataloguePart | None = None
    department: str | None = None
    duty: str = ""
    group: Entry | None = None
    path: str = ""
    """Numbers of the sections above, as far as they tell one section from another (II.1)."""
    count: int = 0
    """Items so far that the file does not number."""


class _SheetReader:
    """One pass down one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.found = False
        """Whether the sheet has rows of a catalogue."""
        self.faults: list[Fault] = []
        """Columns that a table lacks."""
        self.hidden: set[int] = set()
        """Rows of items that are out of the reader's sight."""
        self._columns: dict[str, int] = {}
        self._codes: set[str] = set()
        self._section = _Section(*meaning(sheet.title, of_sheet=True))

    def rows(self) -> Iterator[CatalogueRow]:
        """The rows of every catalogue table of the sheet, from the top."""
        below_header = 0
        for row in self.sheet.filled_rows:
            if row < below_header:
                continue
            framed = is_frame_header(self.sheet, row)
            columns, height = ({}, 0) if framed else header_at(self.sheet, row)
            if columns:
                wrong = header_faults(self.sheet, row, height, columns)
                self.faults += wrong
                self._columns = {} if wrong else columns
                below_header = row + height
            elif framed or is_criteria_header(self.sheet, row) or (self._columns and self._closes(row)):
                self._columns = {}
            elif self._is_section(row):
                self._read_section(row)
            elif self._columns and not is_numbering(self.sheet, row) and not self._is_sum(row):
                self.found = True
                if row in self.sheet.hidden_rows:
                    self.hidden.add(row)
                yield self._item(row)

    def _closes(self, row: int) -> bool:
        """Whether the table ends here, at the signatures: no number, no code, and words that only stand there."""
        own, columns = self.sheet.row(row), self._columns
        figures = [own.get(columns[name]) for name in ("points", "coefficient", "code", "number") if name in columns]
        texts = [read_text(value) for value in own.values()]
        numbered = any(read_points(value) is not None for value in figures)
        return not numbered and any(is_closing(line) for line in texts)

    def _is_section(self, row: int) -> bool:
        """A title, section or continuation row: nothing in it makes an item of its own.

        Where the product is the one column of words, the titles of sections stand in it.
        """
        own = self.sheet.row(row)
        filled = {name for name, column in self._columns.items() if own.get(column) is not None}
        if filled & {"points", "coefficient", "frame"} or not filled:
            return not filled
        texts = filled - {"number", "code", "note"}
        if len(own) == 1 and "product" in filled:
            text = _title(own.values())
            alone = {"number", "code"} & self._columns.keys() and "detail" not in self._columns
            return bool(alone) or is_note(text) or group_in(text) is not None
        if texts == {"product"} and "detail" not in self._columns:
            text = SECTION_NUMBER.sub("", _title(own.values()))
            number = read_text(own.get(self._columns.get("number", 0)))
            return meaning(text)[0] is not None or group_in(text) is not None or bool(_SECTION.fullmatch(number))
        return not filled & {"product", "group"} and not {"code", "detail"} <= filled

    def _read_section(self, row: int) -> None:
        """Take from a section row for whom the next items are, or else the duty or the group they belong to."""
        own = self.sheet.row(row)
        title = _title(own.values())
        text = SECTION_NUMBER.sub("", title)
        part, department = meaning(text)
        group = group_in(text)
        if not self._columns:
            if part and len(own) == 1:
                self._section = _Section(part, department)
            return
        if self._is_sum(row) or self._continues(row) or len(text) < 3 or is_note(text):
            return
        number = read_text(own.get(self._columns.get("number", 0))) or _number_of(title)
        if part and not (department and "department" in self._columns):
            self._section = _Section(part, department)
        elif group and "group" not in self._columns:
            column = min(own)
            self._section.group = Entry(group[0], self.sheet.place(row, column))
        else:
            self._section = _Section(
                self._section.part, self._section.department, duty=text, path=number, group=self._section.group
            )

    def _continues(self, row: int) -> bool:
        """Whether the row only carries on the item above: its code cell is merged into that, or only details stand."""
        code = self._columns.get("code")
        if code is None:
            return False
        merged = self.sheet.value(row, code) is None and self.sheet.spread_value(row, code) is not None
        return merged or set(self.sheet.row(row)) <= {self._columns.get("detail"), self._columns.get("note")}

    def _is_sum(self, row: int) -> bool:
        """Whether the row adds up the ones above (cộng, tổng cộng): so it says, and it names no product."""
        own = self.sheet.row(row)
        sums = {column for column, value in own.items() if is_sum(read_text(value))}
        named = {self._columns.get("code"), self._columns.get("product")} & own.keys()
        return bool(sums) and named <= sums

    def _item(self, row: int) -> CatalogueRow:
        section, sheet, columns = self._section, self.sheet, self._columns

        def entry(name: str, *, spread: bool = False) -> Entry:
            if name not in columns:
                return Entry(None, sheet.place(row, columns["points"]), missing=True)
            column = columns[name]
            value = sheet.spread_value(row, column) if spread else sheet.value(row, column)
            return Entry(value, sheet.place(row, column))

        def text(name: str) -> str:
            return read_text(sheet.spread_value(row, columns[name])) if name in columns else ""

        section.duty = text("duty") or section.duty
        group = entry("group", spread=True)
        if group.value is None and section.group:
            group = replace(group, value=section.group.value)
        named = group_in(read_text(group.value))
        group = replace(group, value=named[0]) if named else group
        section.group = group
        frame = entry("frame", spread=True)
        if frame.missing and "low" in columns:
            frame = Entry(bounds(sheet, row, columns), sheet.place(row, columns["low"]))
        coefficient = entry("coefficient")
        formula = sheet.formulas.get((row, columns.get("coefficient", 0)))
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
            code=self._code(row, part, department) if "code" not in columns else entry("code"),
            product=entry("product", spread=True),
            group=group,
            frame=frame,
            points=entry("points"),
            coefficient=coefficient,
        )

    def _code(self, row: int, part: CataloguePart, department: str | None) -> Entry:
        """The code of an item whose table has no column for it."""
        self._section.count += 1
        column = self._columns.get("number")
        number = read_text(self.sheet.value(row, column)) if column else ""
        code = derived(path_of(part, department, self._section.path), number or str(self._section.count), self._codes)
        self._codes.add(code_key(code))
        return Entry(code, self.sheet.place(row, self._columns["points"]), missing=True)

    def _owner(self, written: str) -> tuple[CataloguePart, str | None]:
        """For whom an item is: its department cell first, then the section, then the sheet's title."""
        if written:
            part, _ = meaning(written)
            self._section.department = None if part in (CataloguePart.SHARED, CataloguePart.LEADERSHIP) else written
            self._section.part = part if self._section.department is None else CataloguePart.DEPARTMENT
        part, department = self._section.part or CataloguePart.SHARED, self._section.department
        if part is CataloguePart.DEPARTMENT and department is None and "department" not in self._columns:
            return CataloguePart.SHARED, None
        return part, department


def _title(values: Iterable[Plain]) -> str:
    """The longest text of a row: its words, beside a number."""
    return max((read_text(value) for value in values), key=len)


def _number_of(title: str) -> str:
    """The number that a section's title begins with (II.1)."""
    found = SECTION_NUMBER.match(title)
    return found[0].strip(" .):/–-") if found else ""


def _in_file_order(workbook: Workbook, faults: list[Fault]) -> list[Fault]:
    """Faults as one meets them reading the file."""
    numbers = {sheet.title: number for number, sheet in enumerate(workbook.sheets)}

    def order(fault: Fault) -> tuple[int, int, int]:
        title, _, cell = fault.place.rpartition("!")
        return numbers[title], *position(cell)

    return sorted(faults, key=order)
