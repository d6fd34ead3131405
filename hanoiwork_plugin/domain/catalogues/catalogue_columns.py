"""Which column of a catalogue table says what (DOMAIN 2): headings of one to three rows, merged or not.

A table cannot do without the product and its points. Codes, groups, frames and coefficients may stand elsewhere in the
file or follow from it: ``catalogue_codes``, ``frame_table``, ``standard_product``.
"""

import re
from collections import Counter

from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.folding import heading
from hanoiwork_plugin.domain.grid import Sheet, read_text
from hanoiwork_plugin.domain.headings import MAX_HEADING, Headings, columns_of, name_of

_THING = r"(?:(?:cua|cho|moi|mot|1|01) )*(?:san pham|cong viec|nhiem vu|don vi san pham)(?: cong viec)?"

HEADINGS: Headings = {
    "number": re.compile(r"s?tt|so tt|so thu tu|thu tu"),
    "code": re.compile(r"ma(?: (?:so|hieu|cv|sp|cong viec|san pham|nhiem vu|danh muc|spcv)\b.*)?"),
    "coefficient": re.compile(r"he so\b.*"),
    "frame": re.compile(r"khung(?: diem\b.*)?|diem khung|muc diem"),
    "low": re.compile(r"(?:diem |muc )?(?:tu|toi thieu|thap nhat)"),
    "high": re.compile(r"(?:diem |muc )?(?:den|toi da|cao nhat)"),
    "points": re.compile(
        rf"(?:so )?diem(?: (?:cham|so|quy doi|chuan|cu the|de xuat|duyet|thong nhat|{_THING}|quy doi {_THING}))?"
    ),
    "group": re.compile(r"(?:phan )?nhom\b.*"),
    "department": re.compile(r"phong\b.*|don vi(?: (?:thuc hien|chu tri|chuyen mon|phu trach))?|bo phan\b.*"),
    "detail": re.compile(r"(?:ten |mo ta |chi tiet )?(?:dau viec|cong viec|noi dung)\b.*"),
    "duty": re.compile(r"(?:ten |chuc nang )?nhiem vu\b.*|linh vuc\b.*"),
    "product": re.compile(
        r"(?:ten |danh muc )?(?:cac )?san pham\b(?! chuan).*|ket qua(?: dau ra| san pham\b.*)?|dau ra\b.*"
    ),
    "note": re.compile(r"ghi chu\b.*|san pham chuan\b.*"),
}

COLUMN_NAMES = {
    "product": "Sản phẩm đầu ra",
    "points": "Điểm chấm",
    "code": "Mã CV",
    "coefficient": "Hệ số quy đổi",
}
"""How columns are named to people; a table cannot do without the first two."""
NEEDED = ("product", "points")

_MARKS = {"code", "frame", "points", "coefficient", "group"}
_WORDS = ("product", "detail", "duty")
_TALLEST = 3


def header_at(sheet: Sheet, row: int) -> tuple[dict[str, int], int]:
    """The columns of the header that begins at ``row`` and its height in rows; none when it is no header.

    Where no column is called a product, the one with the job's words names it.
    """
    height = _height(sheet, row)
    columns = _combined(sheet, row, height) if height > 1 else columns_of(sheet, row, HEADINGS)
    if height == 1 and len(columns) >= 2:
        below = columns_of(sheet, row + 1, HEADINGS)
        if len(below) >= 2 and len(below) == len(sheet.row(row + 1)):
            spanned = set(below.values())
            columns = {name: column for name, column in columns.items() if column not in spanned} | below
            height = 2
    if not {"low", "high"} <= columns.keys():
        columns = {name: column for name, column in columns.items() if name not in ("low", "high")}
    if not _is_catalogue(columns):
        return {}, 0
    if "product" not in columns:
        stands_in = next((name for name in _WORDS if name in columns), None)
        if stands_in:
            columns["product"] = columns.pop(stands_in)
    return columns, height


def _is_catalogue(columns: dict[str, int]) -> bool:
    told = columns.keys() - {"number", "note", "low", "high"}
    marks = told & _MARKS
    words = told & set(_WORDS)
    if len(told) >= 4 and len(marks) >= 2:
        return True
    return "points" in marks and ("product" in words or (bool(words) and len(marks) >= 2))


def _height(sheet: Sheet, row: int) -> int:
    """How many rows the header takes, by the cells merged downwards in it."""
    if len(columns_of(sheet, row, HEADINGS)) < 2:
        return 1
    areas = [area for area in sheet.merged if area.top == row and (area.top, area.left) in sheet.cells]
    height = max((area.bottom - area.top + 1 for area in areas), default=1)
    return height if height <= _TALLEST else 1


def _combined(sheet: Sheet, row: int, height: int) -> dict[str, int]:
    """The columns of a header of merged cells: the lowest heading of a column, else all of them read together."""
    columns: dict[str, int] = {}
    for column in sorted({column for line in range(row, row + height) for column in _shown(sheet, line)}):
        texts = [read_text(sheet.spread_value(line, column)) for line in range(row, row + height)]
        texts = [text for text in dict.fromkeys(texts) if text]
        for text in dict.fromkeys([texts[-1], " ".join(texts), texts[0]] if texts else []):
            written = heading(text)
            if written and len(written) <= MAX_HEADING and (name := name_of(written, HEADINGS)):
                columns.setdefault(name, column)
                break
    return columns


def _shown(sheet: Sheet, row: int) -> set[int]:
    spread = {
        column
        for area in sheet.merged
        if area.top <= row <= area.bottom
        for column in range(area.left, area.right + 1)
        if (area.top, area.left) in sheet.cells
    }
    return {*sheet.row(row), *spread}


def header_faults(sheet: Sheet, row: int, height: int, columns: dict[str, int]) -> list[Fault]:
    """What a table lacks, and figures that stand in two columns of the same name: which one counts is not guessed."""
    place = sheet.place(row, min(column for name, column in columns.items() if name != "number"))
    faults = [
        Fault(place, "Thiếu cột “{column}”.", {"column": COLUMN_NAMES[name]}) for name in NEEDED if name not in columns
    ]
    found: Counter[str] = Counter()
    for line in range(row, row + height):
        for column, value in sheet.row(line).items():
            written = heading(read_text(value))
            name = name_of(written, HEADINGS) if written and len(written) <= MAX_HEADING else None
            if name not in ("points", "coefficient", "code") or columns.get(name) in (None, column):
                continue
            if any(column in sheet.row(lower) for lower in range(line + 1, row + height)):
                continue  # the heading over several columns
            found[name] += 1
            if found[name] == 1:
                faults.append(
                    Fault(
                        sheet.place(line, column),
                        "Có hai cột “{column}”: cột {first} và cột này; mời để lại một cột.",
                        {
                            "column": COLUMN_NAMES[name],
                            "first": sheet.place(row, columns[name]).rpartition("!")[2].rstrip("0123456789"),
                        },
                    )
                )
    return faults
