"""Catalogue of products and jobs (danh mục sản phẩm/công việc): items, frames, coefficients, and what is refused.

Source: NĐ 335 Điều 13, DOMAIN 2. An item's coefficient is its points over those of the standard product (sản phẩm
chuẩn), two decimals; a group (nhóm, at most five) has one frame of points. ``catalogue_sheet`` finds the rows in a
file, ``catalogue_checks`` judges them, ``catalogue_questions`` asks about what may be right and looks odd.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.domain.grid import Plain, read_number, read_text, show_number
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.points import round_points

MAX_GROUPS = 5
MAX_POINTS = 1_000_000

Frame = tuple[Decimal, Decimal]
"""Khung điểm: lowest and highest points of a group, both included."""


class CataloguePart(LabelledEnum):
    """Phần của danh mục: for whom an item is."""

    LEADERSHIP = "leadership", "lãnh đạo, quản lý"
    SHARED = "shared", "dùng chung"
    DEPARTMENT = "department", "riêng của phòng, đơn vị"


@dataclass(frozen=True)
class CatalogueItem:
    """One product or job of the catalogue (sản phẩm/công việc)."""

    code: str
    department: str | None
    """Phòng, ban chuyên môn; None: for every department."""
    part: CataloguePart
    duty: str
    detail: str
    product: str
    group: str
    frame: Frame
    points: Decimal
    coefficient: Decimal
    note: str


@dataclass(frozen=True)
class GeneralCriterion:
    """Tiêu chí chung: one of the ten general criteria with its maximum (NĐ 335 Điều 12)."""

    code: str
    """``I.1``: number of the group and of the criterion in it."""
    group: str
    """Text of the group it belongs to."""
    text: str
    maximum: Decimal


@dataclass(frozen=True)
class Group:
    """Nhóm: products of like complexity, with the frame (khung điểm) their points lie in."""

    name: str
    frame: Frame


class QuestionRule(LabelledEnum):
    """The rule that a question comes from (quy tắc rà soát)."""

    EQUAL_COEFFICIENTS = "equal_coefficients", "hệ số đều bằng nhau"
    SAME_PRODUCT = "same_product", "một sản phẩm hai tên"
    UNUSED = "unused", "sáu tháng chưa ai dùng"
    CRITERIA = "criteria", "bảng tiêu chí chung"
    HIDDEN = "hidden", "dòng, trang đang ẩn"
    CODES = "codes", "mã do hệ thống đặt"


FROM_FILE = frozenset({QuestionRule.CRITERIA, QuestionRule.HIDDEN, QuestionRule.CODES})
"""Rules about the file itself; the others are asked again whenever the list changes."""


@dataclass(frozen=True)
class Question:
    """Câu hỏi: nothing wrong by itself, but the working group should look again before approval."""

    text: str
    params: dict[str, object]
    rule: QuestionRule


@dataclass(frozen=True)
class CatalogueDraft:
    """A catalogue as read from a file, free of faults, not yet approved."""

    items: tuple[CatalogueItem, ...]
    criteria: tuple[GeneralCriterion, ...]
    standard_points: Decimal
    """Points of the standard product (điểm của sản phẩm chuẩn)."""
    standard_code: str | None
    """The standard product, when the catalogue lists it."""
    sheets: tuple[str, ...]
    """Titles of the sheets that items were taken from."""
    questions: tuple[Question, ...]
    made_codes: frozenset[str] = frozenset()
    """Codes that the file does not give and that were derived for it."""


def coefficient_of(points: Decimal, standard: Decimal) -> Decimal:
    """Hệ số quy đổi: ``points`` over those of the standard product, half up to two places (NĐ 335 Điều 13)."""
    return round_points(Fraction(points) / Fraction(standard))


_WITH_UNIT = re.compile(r"(?:he so |x ?)?([+-]?[0-9][0-9., ]*) ?(?:diem|d)?[.]?")


def read_points(value: Plain) -> Decimal | None:
    """The points or coefficient that a cell means: a number, or one with its unit (``60 điểm``, ``hệ số 1,5``)."""
    number = read_number(value)
    if number is not None or not isinstance(value, str):
        return number
    found = _WITH_UNIT.fullmatch(fold(value))
    return read_number(found[1]) if found else None


_FRAME = re.compile(
    r"(?:tu )?([0-9]+(?:[.,][0-9]+)?)(?: ?diem)? ?(?:[-‐‑‒–—−÷→~]|den|toi) ?([0-9]+(?:[.,][0-9]+)?)(?: ?diem)?"
)


def read_frame(value: Plain) -> Frame | None:
    """A frame as people write it: ``11-50``, ``11 – 50``, ``từ 11 đến 50 điểm``; None when it cannot be read."""
    if not isinstance(value, str):
        return None
    found = _FRAME.fullmatch(fold(value).strip("()[] "))
    if not found:
        return None
    low, high = read_number(found[1]), read_number(found[2])
    return (low, high) if low is not None and high is not None and low < high else None


def groups_of(items: Iterable[CatalogueItem]) -> tuple[Group, ...]:
    """The groups of a catalogue, from the lowest frame up."""
    found = {item.group: item.frame for item in items}
    return tuple(Group(name, frame) for name, frame in sorted(found.items(), key=lambda pair: pair[1]))


def standard_code_of(items: Iterable[CatalogueItem], standard: Decimal) -> str | None:
    """Code of the standard product: the first document with exactly its points, else the first item with them."""
    equal = [item for item in items if item.points == standard]
    documents = [item for item in equal if "van ban hanh chinh" in fold(f"{item.duty} {item.detail} {item.product}")]
    return next((item.code for item in [*documents, *equal]), None)


_GROUP = re.compile(r"(?:nhom ?|n ?)?([0-9]+|[ivx]+)")


def group_key(value: Plain) -> str:
    """One key for the ways to write a group: ``N2``, ``Nhóm 2``, ``2``."""
    text = fold(read_text(value))
    found = _GROUP.fullmatch(text)
    if not found:
        return text
    romans = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
    return romans.get(found[1], found[1])


def show_frame(frame: Frame) -> str:
    """A frame as people write it: ``11–50``."""
    return f"{show_number(frame[0])}–{show_number(frame[1])}"
