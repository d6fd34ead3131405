"""Reading the table of people: one person a row, columns in any order, found by their Vietnamese headings.

Every fault is named by row and column, and then nothing is taken. Two spellings of one unit that differ only in
case, accents, spaces or dashes are the same unit, written as it first appears.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.folding import heading, tokens
from hanoiwork_plugin.domain.grid import Formula, Sheet, Workbook, read_text
from hanoiwork_plugin.domain.headings import Headings, columns_of, is_numbering
from hanoiwork_plugin.domain.people import Role, StaffGroup

HEADINGS: Headings = {
    "account": re.compile(r"(?:ten )?tai khoan\b.*"),
    "name": re.compile(r"ho (?:va )?ten\b.*|ho ten dem va ten"),
    "phone": re.compile(r"(?:so )?(?:dien thoai|dt|dtdd)\b.*|sdt"),
    "unit": re.compile(r"don vi(?: (?:cong tac|phong ban))?|noi cong tac|co quan don vi"),
    "title": re.compile(r"chuc (?:vu|danh)\b.*"),
    "position": re.compile(r"vi tri(?: viec lam| cong tac)?|vtvl"),
    "group": re.compile(r"nhom\b.*|doi tuong"),
    "roles": re.compile(r"(?:cac )?vai tro\b.*"),
    "fields": re.compile(r"(?:cac )?linh vuc\b.*"),
}

COLUMN_NAMES = {
    "account": "Tài khoản HanoiWork",
    "name": "Họ và tên",
    "phone": "Số điện thoại",
    "unit": "Đơn vị",
    "title": "Chức vụ",
    "position": "Vị trí việc làm",
    "group": "Nhóm",
    "roles": "Vai trò",
    "fields": "Lĩnh vực phụ trách",
}

REQUIRED = ("account", "name", "unit", "group", "roles")
"""Columns the table cannot do without; the others may be left out."""

_GROUPS = {heading(group.label): group for group in StaffGroup} | {
    "hop dong lao dong": StaffGroup.CONTRACT,
    "hop dong": StaffGroup.CONTRACT,
    "nguoi lao dong": StaffGroup.CONTRACT,
}
_ROLES = {heading(role.label): role for role in Role} | {"tong hop": Role.MONITOR, "theo doi tong hop": Role.MONITOR}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as named in the table."""

    row: int
    """Number of the row in its sheet, from 1."""
    account: str
    """Tài khoản HanoiWork: the token's ``sub``; empty for a person who has none yet."""
    name: str
    phone: str
    """Digits with the leading zero; empty when none is given."""
    unit_path: tuple[str, ...]
    """Names from the agency (cơ quan) down to the person's unit."""
    title: str
    position: str
    group: StaffGroup
    roles: tuple[Role, ...]
    """A person without a stated role is chuyên viên."""
    fields: tuple[str, ...]
    """Lĩnh vực phụ trách, of a deputy."""


def read_people(workbook: Workbook, further: Iterable[Sheet] = ()) -> tuple[PersonRow, ...]:
    """The people in every sheet of ``workbook`` that has the table.

    Args:
        workbook: the tables with their headings.
        further: more stretches of the last table, below its heading, of a table too long for one sheet.

    Raises:
        Invalid: there is no such table, or anything in it is wrong; every fault with its row and column.
    """
    tables = [(sheet, row) for sheet in workbook.sheets if (row := _header_row(sheet)) is not None]
    if not tables:
        raise Invalid(
            "Không tìm thấy bảng cán bộ; cần dòng tiêu đề có các cột {columns}.",
            columns=", ".join(COLUMN_NAMES.values()),
        )
    reader = _Reader(name_sheets=len(tables) > 1)
    people = [person for sheet, header in tables for person in reader.read(sheet, header)]
    for stretch in further:
        people += reader.read_on(stretch)
    if not people and not reader.faults:
        raise Invalid("Bảng cán bộ chưa có dòng nào.")
    if reader.faults:
        raise Invalid("Bảng cán bộ có {count} lỗi, chưa nhập dòng nào.", faults=reader.faults, count=len(reader.faults))
    return tuple(people)


def is_people_table(workbook: Workbook) -> bool:
    """Whether a sheet of ``workbook`` has the table of people."""
    return any(_header_row(sheet) is not None for sheet in workbook.sheets)


def read_phone(text: str) -> str | None:
    """A Vietnamese phone number as digits with its leading zero, also where a spreadsheet lost it; else None."""
    digits = re.sub(r"[ .\-()]", "", text)
    if re.fullmatch(r"(?:\+|00)84[0-9]{9,10}", digits):
        digits = digits.removeprefix("+").removeprefix("00")[2:]
        return f"0{digits.removeprefix('0')}"
    if re.fullmatch(r"84[0-9]{9}", digits):
        return f"0{digits[2:]}"
    if re.fullmatch(r"0[0-9]{9,10}", digits):
        return digits
    if re.fullmatch(r"[1-9][0-9]{8}|2[0-9]{9}", digits):
        return f"0{digits}"
    return None


class _Reader:
    """Reads tables one after the other; accounts and unit names are compared across all of them."""

    def __init__(self, *, name_sheets: bool) -> None:
        self.faults: list[Fault] = []
        self._name_sheets = name_sheets
        self._accounts: dict[str, str] = {}
        self._units: dict[tuple[str, ...], str] = {}
        self._paths: dict[str, tuple[str, ...]] = {}
        self._columns: dict[str, int] = {}

    def read(self, sheet: Sheet, header: int) -> list[PersonRow]:
        columns = columns_of(sheet, header, HEADINGS)
        missing = [name for name in REQUIRED if name not in columns]
        if missing:
            self.faults += [
                Fault(self._place(sheet, header), "Thiếu cột “{column}”.", {"column": COLUMN_NAMES[name]})
                for name in missing
            ]
            return []
        self._columns = columns
        return self._rows(sheet, header)

    def read_on(self, stretch: Sheet) -> list[PersonRow]:
        """More rows under the last heading read."""
        return self._rows(stretch, 0) if self._columns else []

    def _rows(self, sheet: Sheet, header: int) -> list[PersonRow]:
        columns = self._columns
        people = (
            self._person(sheet, row, columns)
            for row in sheet.filled_rows
            if row > header and not is_numbering(sheet, row) and not _is_title(sheet, row, columns)
        )
        return [person for person in people if person]

    def _person(self, sheet: Sheet, row: int, columns: dict[str, int]) -> PersonRow | None:
        before = len(self.faults)

        def cell(name: str) -> str:
            column = columns.get(name, 0)
            value = sheet.spread_value(row, column) if name == "unit" else sheet.value(row, column)
            if isinstance(value, Formula):
                self.faults.append(
                    Fault(place(name), "Ô này là công thức chưa có kết quả; hãy mở tệp bằng Excel, lưu lại rồi gửi.")
                )
            return read_text(value)

        def parts(name: str, separators: str) -> list[str]:
            value = sheet.value(row, columns.get(name, 0))
            written = re.split(separators, value) if isinstance(value, str) else [cell(name)]
            return [text for part in written if (text := " ".join(part.split()))]

        def place(name: str) -> str:
            return self._place(sheet, row, name)

        account = self._account(cell("account"), place("account"), self._place(sheet, row))
        name = cell("name")
        if not name:
            self.faults.append(Fault(place("name"), "Thiếu họ và tên."))
        phone = self._phone(cell("phone"), place("phone"))
        unit_path = self._unit_path(cell("unit"), place("unit"))
        title, position = cell("title"), cell("position")
        group = self._group(cell("group"), place("group"))
        roles = self._roles(parts("roles", r"[;,\n]"), place("roles"))
        fields = tuple(parts("fields", r"[;\n]"))
        if len(self.faults) > before or group is None:
            return None
        return PersonRow(row, account, name, phone, unit_path, title, position, group, roles, fields)

    def _account(self, account: str, place: str, row_place: str) -> str:
        if not account:
            return ""
        earlier = self._accounts.setdefault(account.casefold(), row_place)
        if earlier != row_place:
            first = earlier[0].lower() + earlier[1:]
            self.faults.append(
                Fault(place, "Tài khoản {account} đã có ở {first}.", {"account": account, "first": first})
            )
        return account

    def _phone(self, text: str, place: str) -> str:
        phone = read_phone(text) if text else ""
        if phone is None:
            self.faults.append(Fault(place, "“{value}” không phải số điện thoại Việt Nam.", {"value": text}))
        return phone or ""

    def _unit_path(self, text: str, place: str) -> tuple[str, ...]:
        known = self._paths.get(text)
        if known is not None:
            return known
        parts = [part.strip() for part in re.split(r"(?:^|(?<=\s))/(?=\s|$)", text)]
        if not text:
            self.faults.append(Fault(place, "Thiếu đơn vị."))
        elif not all(parts):
            self.faults.append(
                Fault(
                    place,
                    "Đường dẫn “{value}” có phần trống; ghi như: Phường Mẫu / Phòng Kinh tế.",
                    {"value": text},
                )
            )
        path: list[str] = []
        key: tuple[str, ...] = ()
        for part in parts:
            key = (*key, " ".join(tokens(part)))
            path.append(self._units.setdefault(key, part))
        if text and all(parts):
            self._paths[text] = tuple(path)
        return tuple(path)

    def _group(self, text: str, place: str) -> StaffGroup | None:
        group = _GROUPS.get(_word(text))
        choices = _labels(StaffGroup)
        if not text:
            self.faults.append(Fault(place, "Thiếu nhóm; ghi một trong: {choices}.", {"choices": choices}))
        elif group is None:
            self.faults.append(
                Fault(place, "Không có nhóm “{value}”; ghi một trong: {choices}.", {"value": text, "choices": choices})
            )
        return group

    def _roles(self, words: Sequence[str], place: str) -> tuple[Role, ...]:
        roles: list[Role] = []
        for word in words:
            role = _ROLES.get(_word(word))
            if role is None:
                params: dict[str, object] = {"value": word, "choices": _labels(Role)}
                self.faults.append(Fault(place, "Không có vai trò “{value}”; ghi một trong: {choices}.", params))
            elif role not in roles:
                roles.append(role)
        return tuple(roles) or (Role.STAFF,)

    def _place(self, sheet: Sheet, row: int, column: str | None = None) -> str:
        sheet_name = f"Trang {sheet.title}, dòng" if self._name_sheets else "Dòng"
        return f"{sheet_name} {row}, cột {COLUMN_NAMES[column]}" if column else f"{sheet_name} {row}"


def _header_row(sheet: Sheet) -> int | None:
    for row in sheet.filled_rows[:30]:
        columns = columns_of(sheet, row, HEADINGS)
        if len(columns) >= 3 and columns.keys() & {"account", "name"}:
            return row
    return None


def _is_title(sheet: Sheet, row: int, columns: dict[str, int]) -> bool:
    """A row that is no person: nothing in the table's columns, or one text across merged cells."""
    own = sheet.row(row)
    filled = [column for column in columns.values() if own.get(column) is not None]
    across = any(area.top <= row <= area.bottom and area.right > area.left for area in sheet.merged)
    return not filled or (len(own) == 1 and across)


@lru_cache(maxsize=1024)
def _word(text: str) -> str:
    """As ``heading``; the same few words stand in every row."""
    return heading(text)


def _labels(choices: type[StaffGroup] | type[Role]) -> str:
    return ", ".join(choice.label for choice in choices)
