"""Groups with their frames of points (nhóm, khung điểm) where a file gives them apart from the items (DOMAIN 2).

As a table of its own (Nhóm | Khung điểm, or Nhóm | Từ | Đến), or as sentences: “Nhóm 1: từ 1 đến 10 điểm”.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hanoiwork_plugin.domain.catalogues.catalogue import (
    MAX_GROUPS,
    Frame,
    group_key,
    read_frame,
    read_points,
    show_frame,
)
from hanoiwork_plugin.domain.catalogues.catalogue_checks import CatalogueRow
from hanoiwork_plugin.domain.catalogues.catalogue_columns import HEADINGS
from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.domain.grid import Plain, Sheet, Workbook, read_text, show_number
from hanoiwork_plugin.domain.headings import columns_of, is_numbering

_SENTENCE = re.compile(
    r"^[-+*. ]*(?P<name>nhom (?:[0-9]|[ivx]+))\b[^0-9]{0,80}?(?P<frame>(?:tu )?[0-9]+[^0-9]{1,12}[0-9]+)(?: ?diem)?\b"
)
_GROUP_NAME = re.compile(r"^(nhóm\s+(?:[0-9]|[IVX]+))\b", re.IGNORECASE)


@dataclass(frozen=True)
class KnownGroup:
    """A group as the file's own list of groups gives it."""

    name: str
    frame: Frame
    place: str


def is_frame_header(sheet: Sheet, row: int) -> bool:
    """Whether a table of groups and their frames begins at ``row``: no points, no codes, each group once."""
    columns = columns_of(sheet, row, HEADINGS)
    framed = "frame" in columns or {"low", "high"} <= columns.keys()
    if "group" not in columns or not framed or columns.keys() & {"points", "code"}:
        return False
    keys = [group_key(value) for value in _groups_below(sheet, row, columns["group"])]
    return 0 < len(keys) <= 2 * MAX_GROUPS and len(keys) == len(set(keys))


def known_groups(workbook: Workbook) -> tuple[dict[str, KnownGroup], list[Fault]]:
    """The groups that the file lists apart from its items, by key, with what contradicts or cannot be read."""
    found: dict[str, KnownGroup] = {}
    faults: list[Fault] = []
    for sheet in workbook.sheets:
        for group in _stated(sheet, faults):
            first = found.setdefault(group_key(group.name), group)
            if first.frame != group.frame:
                params: dict[str, object] = {"group": group.name}
                params |= {"frame": show_frame(group.frame), "other": show_frame(first.frame)}
                faults.append(Fault(group.place, "Nhóm {group} có hai khung điểm: {frame} và {other}.", params))
    return found, faults


def group_in(text: str) -> tuple[str, Frame | None] | None:
    """The group that a section row or cell begins with, and its frame when it says so: “Nhóm 1 (1–10 điểm)”."""
    named = _GROUP_NAME.match(text)
    if not named:
        return None
    sentence = _SENTENCE.match(fold(text))
    return named[1], read_frame(sentence["frame"]) if sentence else None


def with_groups(rows: Sequence[CatalogueRow], known: dict[str, KnownGroup]) -> tuple[list[CatalogueRow], list[Fault]]:
    """``rows`` with group and frame from the file's list, where their table has no column for them.

    A row without a group is of the one group whose frame holds its points, or has a group by its own frame.
    """
    faults: list[Fault] = []
    by_frame = {group.frame: group.name for group in known.values()}
    stated = sorted({frame for row in rows if (frame := read_frame(row.frame.value))} - by_frame.keys())
    by_frame |= {frame: f"Nhóm {number}" for number, frame in enumerate(stated, len(by_frame) + 1)}
    filled = []
    for row in rows:
        group, written = row.group, row.frame
        if group.value is None and group.missing:
            stated_frame = read_frame(written.value)
            points = read_points(row.points.value)
            fitting = [each for each in by_frame if points is not None and each[0] <= points <= each[1]]
            if stated_frame:
                group = replace(group, value=by_frame[stated_frame])
            elif len(fitting) == 1:
                group = replace(group, value=by_frame[fitting[0]])
            elif by_frame and points is not None:
                faults.append(
                    Fault(
                        row.points.place,
                        "Điểm chấm {value} không nằm trong khung của một nhóm nào; mời ghi nhóm cho dòng này.",
                        {"value": show_number(points)},
                    )
                )
        own = known.get(group_key(group.value))
        if own and written.value is None:
            written = replace(written, value=show_frame(own.frame))
        filled.append(replace(row, group=group, frame=written))
    return filled, faults


def _stated(sheet: Sheet, faults: list[Fault]) -> Iterator[KnownGroup]:
    headers = [row for row in sheet.filled_rows if is_frame_header(sheet, row)]
    for header in headers:
        columns = columns_of(sheet, header, HEADINGS)
        for row in _rows_below(sheet, header, columns["group"]):
            name = read_text(sheet.spread_value(row, columns["group"]))
            written = _written_frame(sheet, row, columns)
            frame = read_frame(written)
            if frame is None and not group_key(name).isdigit():
                continue  # a line below the table
            if frame is None:
                place = sheet.place(row, columns.get("frame", columns.get("low", 1)))
                said: dict[str, object] = {"value": read_text(written)}
                faults.append(Fault(place, "Không đọc được khung điểm “{value}”; hãy ghi như 11-50.", said))
                continue
            named = group_in(name)
            yield KnownGroup(named[0] if named else name, frame, sheet.place(row, columns["group"]))
    for row in sheet.filled_rows:
        for column, value in sheet.row(row).items():
            said_group = group_in(value) if isinstance(value, str) else None
            if said_group and said_group[1]:
                yield KnownGroup(said_group[0], said_group[1], sheet.place(row, column))


def _written_frame(sheet: Sheet, row: int, columns: dict[str, int]) -> Plain:
    if "frame" in columns:
        return sheet.spread_value(row, columns["frame"])
    return bounds(sheet, row, columns)


def bounds(sheet: Sheet, row: int, columns: dict[str, int]) -> Plain:
    """A frame given in two columns, lowest and highest, written as one."""
    low, high = (sheet.spread_value(row, columns[name]) for name in ("low", "high"))
    if low is None and high is None:
        return None
    return f"{_bare(low)} - {_bare(high)}"


def _bare(value: Plain) -> str:
    number = read_points(value)
    return read_text(value) if number is None else show_number(number)


def _rows_below(sheet: Sheet, header: int, column: int) -> Iterator[int]:
    """The rows of the table of groups: down to the first row that names no group."""
    for row in sheet.filled_rows:
        if row <= header or is_numbering(sheet, row):
            continue
        name = read_text(sheet.value(row, column))
        if not name or columns_of(sheet, row, HEADINGS).keys() >= {"product", "points"}:
            return
        if len(sheet.row(row)) < 2:
            return
        yield row


def _groups_below(sheet: Sheet, header: int, column: int) -> list[Plain]:
    return [sheet.value(row, column) for row in _rows_below(sheet, header, column)]


def missing_groups_fault(rows: Sequence[CatalogueRow]) -> list[Fault]:
    """One sentence for a list that says nowhere to which group its items belong."""
    lacking = [row for row in rows if row.group.missing and row.group.value is None]
    if not lacking or any(read_points(row.points.value) is None for row in lacking):
        return []
    return [
        Fault(
            lacking[0].points.place,
            "Chưa rõ nhóm và khung điểm: bảng không có cột “Nhóm”, “Khung điểm” và tệp không có bảng nhóm; mời bổ sung "
            "một trang có hai cột Nhóm và Khung điểm, ví dụ: Nhóm 1 | 1-10.",
        )
    ]
