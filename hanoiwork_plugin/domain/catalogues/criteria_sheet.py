"""General criteria (tiêu chí chung) found in a catalogue file: texts and maxima, checked against their sums."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from hanoiwork_plugin.domain.catalogues.catalogue import GeneralCriterion, Question, QuestionRule
from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.grid import Sheet, Workbook, read_number, read_text, show_number
from hanoiwork_plugin.domain.headings import Headings, columns_of, is_numbering

GENERAL_MAXIMUM = Decimal(30)
"""Điểm tối đa của nhóm tiêu chí chung (NĐ 335 Điều 12)."""

HEADINGS: Headings = {
    "number": re.compile(r"s?tt|so tt|so thu tu"),
    "text": re.compile(r"(?:noi dung |cac )?tieu chi\b.*"),
    "maximum": re.compile(r"(?:muc |thang )?diem toi da|thang diem|diem chuan"),
}

_GROUP_NUMBER = re.compile(r"[IVX]+|[A-ZĐ]")
_OTHER_TABLE = re.compile(r"(?![IVX]+$)[^0-9]{2,}")
"""What stands in the number column where another table of the sheet begins: ``STT``, a title."""


@dataclass
class _Group:
    number: str
    text: str
    place: str
    maximum: Decimal | None
    criteria: list[GeneralCriterion] = field(default_factory=list)


def is_header(sheet: Sheet, row: int) -> bool:
    """Whether a table of general criteria begins at ``row``."""
    return {"text", "maximum"} <= columns_of(sheet, row, HEADINGS).keys()


def read_criteria(workbook: Workbook) -> tuple[tuple[GeneralCriterion, ...], list[Fault], list[Question]]:
    """The criteria of the first table of them, its faults, and what to look at again."""
    tables = [(sheet, row) for sheet in workbook.sheets for row in sheet.filled_rows if is_header(sheet, row)]
    if not tables:
        return (), [], []
    faults: list[Fault] = []
    groups, stated_total = _groups(*tables[0], faults)
    readable = not faults
    criteria = tuple(criterion for group in groups for criterion in group.criteria)
    for group in groups:
        total = sum((criterion.maximum for criterion in group.criteria), Decimal(0))
        if group.maximum is not None and group.criteria and total != group.maximum and readable:
            faults.append(_sum_fault(group.place, group.maximum, total))
    total = sum((criterion.maximum for criterion in criteria), Decimal(0))
    if stated_total and stated_total[1] != total and readable:
        faults.append(_sum_fault(stated_total[0], stated_total[1], total))
    questions: list[Question] = []
    if criteria and total != GENERAL_MAXIMUM:
        questions.append(
            Question(
                "Tổng điểm tiêu chí chung là {total}, quy định là {maximum}.",
                {"total": show_number(total), "maximum": show_number(GENERAL_MAXIMUM)},
                QuestionRule.CRITERIA,
            )
        )
    if len(tables) > 1:
        questions.append(
            Question(
                "Tệp có {count} bảng tiêu chí chung; đã lấy bảng ở trang “{sheet}”.",
                {"count": len(tables), "sheet": tables[0][0].title},
                QuestionRule.CRITERIA,
            )
        )
    return criteria, faults, questions


def _groups(sheet: Sheet, header: int, faults: list[Fault]) -> tuple[list[_Group], tuple[str, Decimal] | None]:
    """The groups below ``header`` with their criteria, and the stated total with its place."""
    columns = columns_of(sheet, header, HEADINGS)
    groups: list[_Group] = []
    for row in sheet.filled_rows:
        if row <= header or is_numbering(sheet, row):
            continue
        number = read_text(sheet.value(row, columns["number"])).rstrip(".)") if "number" in columns else ""
        text = read_text(sheet.value(row, columns["text"]))
        value = sheet.value(row, columns["maximum"])
        place = sheet.place(row, columns["maximum"])
        if re.fullmatch(r"(?:tổng|cộng|tổng cộng|tổng số|tổng điểm)[.:]?", (text or number).lower()):
            total = read_number(value)
            if total is None:
                faults.append(_number_fault(place, read_text(value)))
                return groups, None
            return groups, (place, total)
        if groups and (_OTHER_TABLE.fullmatch(number) or (value is None and not (number and text))):
            break
        if _GROUP_NUMBER.fullmatch(number):
            groups.append(_Group(number, text, place, read_number(value)))
            if value is not None and groups[-1].maximum is None:
                faults.append(_number_fault(place, read_text(value)))
        elif number and text:
            if not groups:
                groups.append(_Group("", "", place, None))
            maximum = read_number(value)
            if maximum is None or not 0 < maximum <= 100:
                faults.append(_number_fault(place, read_text(value)))
                continue
            group = groups[-1]
            code = f"{group.number}.{number}" if group.number and "." not in number else number
            group.criteria.append(GeneralCriterion(code, group.text, text, maximum))
        elif value is not None:
            faults.append(Fault(place, "Dòng tiêu chí thiếu số thứ tự hoặc nội dung."))
    return groups, None


def _number_fault(place: str, value: str) -> Fault:
    if not value:
        return Fault(place, "Thiếu điểm tối đa của tiêu chí.")
    return Fault(place, "Điểm tối đa “{value}” không phải là số dương.", {"value": value})


def _sum_fault(place: str, stated: Decimal, total: Decimal) -> Fault:
    return Fault(
        place,
        "Ghi tổng {stated} điểm nhưng các tiêu chí cộng lại là {total}.",
        {"stated": show_number(stated), "total": show_number(total)},
    )
