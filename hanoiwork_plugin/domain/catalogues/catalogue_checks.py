"""What is refused in a catalogue (danh mục sản phẩm/công việc, DOMAIN 2): every fault at once, by sheet and cell."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hanoiwork_plugin.domain.catalogues.catalogue import (
    MAX_GROUPS,
    MAX_POINTS,
    CatalogueItem,
    CataloguePart,
    Frame,
    coefficient_of,
    group_key,
    read_frame,
    read_points,
    show_frame,
)
from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.grid import Formula, Plain, read_text, show_number
from hanoiwork_plugin.domain.points import round_points

_UNROUNDED = Fraction(1, 10**6)
"""How near an unrounded quotient, pasted as a value, must be to count as the quotient."""


@dataclass(frozen=True)
class Entry:
    """A cell of the table: what stands in it and where."""

    value: Plain
    place: str
    computed: bool = False
    """Whether it follows from other cells, so that a fault in those is not named again here."""
    missing: bool = False
    """Whether the table has no such column, so that it is taken from elsewhere; ``place`` is that of the points."""


@dataclass(frozen=True)
class CatalogueRow:
    """A row of the table as written, before it is judged; texts that carry down are filled in already."""

    part: CataloguePart
    department: str | None
    duty: str
    detail: str
    note: str
    code: Entry
    product: Entry
    group: Entry
    frame: Entry
    points: Entry
    coefficient: Entry


def judge(rows: Sequence[CatalogueRow], standard: Decimal | None) -> tuple[list[CatalogueItem], list[Fault]]:
    """The items of ``rows`` with every fault in them; items are complete only when there is no fault.

    ``standard`` None (unknown, already a fault of the file) leaves the coefficients unchecked.
    """
    faults = [*_code_faults(rows), *_group_count_faults(rows)]
    frames = _frames(rows, faults)
    names: dict[str, str] = {}
    items: list[CatalogueItem] = []
    for row in rows:
        if not read_text(row.product.value):
            faults.append(Fault(row.product.place, "Thiếu sản phẩm đầu ra."))
        key = group_key(row.group.value)
        if not key and not row.group.missing:
            faults.append(Fault(row.group.place, "Thiếu nhóm."))
        frame = frames.get(key)
        points = _points(row, frame, faults)
        coefficient = _coefficient(row, points, standard, faults)
        if frame and points is not None and coefficient is not None:
            items.append(
                CatalogueItem(
                    code=read_text(row.code.value),
                    department=row.department,
                    part=row.part,
                    duty=row.duty,
                    detail=row.detail,
                    product=read_text(row.product.value),
                    group=names.setdefault(key, read_text(row.group.value)),
                    frame=frame,
                    points=points,
                    coefficient=coefficient,
                    note=row.note,
                )
            )
    return items, faults


def _code_faults(rows: Sequence[CatalogueRow]) -> list[Fault]:
    faults: list[Fault] = []
    seen: dict[str, Entry] = {}
    for row in rows:
        code = read_text(row.code.value)
        if not code or isinstance(row.code.value, Formula):
            faults.append(Fault(row.code.place, "Thiếu mã công việc."))
            continue
        first = seen.setdefault("".join(code.split()).casefold(), row.code)
        if first is not row.code:
            faults.append(Fault(row.code.place, "Mã {code} đã có ở ô {first}.", {"code": code, "first": first.place}))
    return faults


def _group_count_faults(rows: Sequence[CatalogueRow]) -> list[Fault]:
    first_places: dict[str, Entry] = {}
    for row in rows:
        if key := group_key(row.group.value):
            first_places.setdefault(key, row.group)
    return [
        Fault(
            entry.place,
            "Nhóm {group} là nhóm thứ {count}; danh mục có tối đa {maximum} nhóm.",
            {"group": read_text(entry.value), "count": count, "maximum": MAX_GROUPS},
        )
        for count, entry in enumerate(first_places.values(), start=1)
        if count > MAX_GROUPS
    ]


def _frames(rows: Sequence[CatalogueRow], faults: list[Fault]) -> dict[str, Frame]:
    """The frame of each group: the one most of its rows state; rows that state none take it."""
    stated: dict[str, Counter[Frame]] = {}
    for row in rows:
        frame = read_frame(row.frame.value)
        if frame:
            stated.setdefault(group_key(row.group.value), Counter())[frame] += 1
    frames = {key: counter.most_common(1)[0][0] for key, counter in stated.items()}
    for row in rows:
        key, value = group_key(row.group.value), row.frame.value
        frame = read_frame(value)
        if value is None:
            if key and key not in frames and row.points.value is not None:
                faults.append(Fault(row.frame.place, "Thiếu khung điểm."))
        elif isinstance(value, date):
            faults.append(
                Fault(row.frame.place, "Excel đã đổi khung điểm thành ngày; hãy định dạng ô là Văn bản và gõ lại.")
            )
        elif frame is None:
            faults.append(
                Fault(
                    row.frame.place,
                    "Không đọc được khung điểm “{value}”; hãy ghi như 11-50.",
                    {"value": read_text(value)},
                )
            )
        elif key and frame != frames[key]:
            faults.append(
                Fault(
                    row.frame.place,
                    "Nhóm {group} có hai khung điểm: {frame} và {other}.",
                    {"group": read_text(row.group.value), "frame": show_frame(frame), "other": show_frame(frames[key])},
                )
            )
    return frames


def _points(row: CatalogueRow, frame: Frame | None, faults: list[Fault]) -> Decimal | None:
    """The points of a row, or None with the fault named."""
    entry = row.points
    if entry.value is None:
        faults.append(Fault(entry.place, "Thiếu điểm chấm."))
        return None
    if isinstance(entry.value, Formula):
        faults.append(_formula_fault(entry.place, entry.value))
        return None
    points = read_points(entry.value)
    if points is None:
        faults.append(Fault(entry.place, "Điểm chấm “{value}” không phải là số.", {"value": read_text(entry.value)}))
        return None
    if points <= 0:
        faults.append(Fault(entry.place, "Điểm chấm {value} phải lớn hơn 0.", {"value": show_number(points)}))
        return None
    if points > MAX_POINTS:
        faults.append(Fault(entry.place, "Điểm chấm {value} quá lớn.", {"value": show_number(points)}))
        return None
    if frame and not frame[0] <= points <= frame[1]:
        faults.append(
            Fault(
                entry.place,
                "Điểm chấm {value} nằm ngoài khung {frame} của nhóm {group}.",
                {"value": show_number(points), "frame": show_frame(frame), "group": read_text(row.group.value)},
            )
        )
    elif points != round_points(points):
        faults.append(
            Fault(entry.place, "Điểm chấm {value} có quá hai chữ số thập phân.", {"value": show_number(points)})
        )
    return points


def _coefficient(
    row: CatalogueRow, points: Decimal | None, standard: Decimal | None, faults: list[Fault]
) -> Decimal | None:
    """The coefficient of a row, or None with the fault named, unless it only follows from points already at fault."""
    entry = row.coefficient
    if entry.missing:
        return coefficient_of(points, standard) if points is not None and standard is not None else None
    if entry.value is None:
        faults.append(Fault(entry.place, "Thiếu hệ số quy đổi."))
        return None
    if entry.computed and points is None:
        return None
    if isinstance(entry.value, Formula):
        faults.append(_formula_fault(entry.place, entry.value))
        return None
    stated = read_points(entry.value)
    if stated is None:
        faults.append(
            Fault(entry.place, "Hệ số quy đổi “{value}” không phải là số.", {"value": read_text(entry.value)})
        )
        return None
    if stated <= 0:
        faults.append(Fault(entry.place, "Hệ số quy đổi {value} phải lớn hơn 0.", {"value": show_number(stated)}))
        return None
    if points is None or standard is None:
        return None
    expected = coefficient_of(points, standard)
    unrounded = Fraction(points) / Fraction(standard)
    if stated != expected and abs(Fraction(stated) - unrounded) > _UNROUNDED:
        faults.append(
            Fault(
                entry.place,
                "Hệ số {value} mâu thuẫn với điểm chấm: {points} ÷ {standard} = {expected}.",
                {
                    "value": show_number(stated),
                    "points": show_number(points),
                    "standard": show_number(standard),
                    "expected": show_number(expected),
                },
            )
        )
        return None
    return expected


def _formula_fault(place: str, formula: Formula) -> Fault:
    return Fault(
        place,
        "Công thức {formula} chưa có kết quả; hãy mở tệp bằng Excel, lưu lại rồi gửi.",
        {"formula": formula.text},
    )
