"""What a schema refused, in the caller's language: one map of the validators' messages, one of the fields' names."""

import re
from typing import Any

from flask import request

from hanoiwork_plugin.i18n import Locale, locale_of, translate
from hanoiwork_plugin.wire.problems import places

VALIDATOR_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), vietnamese)
    for pattern, vietnamese in (
        (r"Missing data for required field\.", "còn thiếu."),
        (r"Missing for a return\.", "cần có khi trả lại."),
        (r"Field may not be null\.", "không được để trống (null)."),
        (r"Unknown field\.", "không có mục này."),
        (r"Named twice\.", "bị gửi hai lần."),
        (r"Not a valid (utf-8 )?string\.", "phải là chữ."),
        (r"Not a valid number\.|Number too large\.", "phải là một số hợp lệ."),
        (r"Not a valid integer\.|Must be a whole number\.", "phải là số nguyên."),
        (r"Not a valid boolean\.", "phải là true hoặc false."),
        (r"Not a valid UUID\.", "phải là một mã UUID."),
        (r"Not a valid date\.|Must be a day, as (\S+)\.", "phải là một ngày, ví dụ 2026-06-19."),
        (
            r"Not a valid .*datetime\.|Must be an instant with its zone, .*",
            "phải là thời điểm có múi giờ, ví dụ 2026-06-19T17:00:00+07:00.",
        ),
        (r"Must lie between 2000 and 2199\.", "phải nằm trong các năm 2000 đến 2199."),
        (r"Not a valid list\.", "phải là một danh sách."),
        (r"Invalid type\.|Invalid input type\.|Not a valid mapping type\.", "phải là một đối tượng JSON."),
        (r"Must be base64\.", "phải là nội dung mã hóa base64."),
        (r"Must be an object of criterion codes and marks\.", "phải là đối tượng gồm mã tiêu chí và điểm."),
        (
            r"Must be a number below 1000000 with at most four decimals\.",
            "phải là số nhỏ hơn 1000000, nhiều nhất bốn chữ số thập phân.",
        ),
        (
            r"Must be a number of at most 15 digits and six decimals\.",
            "phải là số có nhiều nhất 15 chữ số và sáu chữ số thập phân.",
        ),
        (r"Shorter than minimum length (?P<least>\d+)\.", "ngắn hơn {least} ký tự."),
        (r"Longer than maximum length (?P<most>\d+)\.", "dài hơn {most} ký tự."),
        (r"Fewer than (?P<least>\d+) items\.", "phải có ít nhất {least} mục."),
        (r"More than (?P<most>\d+) items\.", "có quá {most} mục."),
        (r"Must have between (?P<least>\d+) and (?P<most>\d+) items\.", "phải có từ {least} đến {most} mục."),
        (
            r"Length must be between (?P<least>\d+) and (?P<most>\d+)\.",
            "phải có từ {least} đến {most} ký tự.",
        ),
        (
            r"Must be greater than or equal to (?P<least>\S+) and less than or equal to (?P<most>\S+)\.",
            "phải từ {least} đến {most}.",
        ),
        (r"Must be greater than or equal to (?P<least>\S+)\.", "phải từ {least} trở lên."),
        (r"Must be less than or equal to (?P<most>\S+)\.", "phải từ {most} trở xuống."),
        (r"Must be one of: (?P<choices>.+)\.", "phải là một trong: {choices}."),
        (r"String does not match expected pattern\.", "không đúng dạng quy định."),
        (r"Name a person or a unit\.", "cần một người hoặc một đơn vị, không cả hai."),
        (r"Invalid value\.", "giá trị chưa hợp lệ."),
    )
)
"""Message of a validator, whole → the same in Vietnamese, after the field's name."""

FIELD_NAMES: dict[str, str] = {
    "account": "Tài khoản",
    "accountable_id": "Người chịu trách nhiệm",
    "answer": "Trả lời",
    "assignees": "Người được giao",
    "at": "Thời điểm",
    "basis": "Căn cứ",
    "basis_date": "Ngày văn bản",
    "basis_issuer": "Cơ quan ban hành",
    "basis_number": "Số, ký hiệu văn bản",
    "comment": "Nhận xét",
    "content": "Nội dung",
    "cursor": "Vị trí trang",
    "day": "Ngày",
    "decision": "Quyết định",
    "due": "Thời hạn",
    "ground": "Chưa rõ về",
    "item_id": "Sản phẩm/công việc",
    "kind": "Loại",
    "late_reason": "Lý do nộp muộn",
    "lead_unit": "Đơn vị chủ trì",
    "level": "Mức xếp loại",
    "limit": "Số dòng mỗi trang",
    "marks": "Điểm tiêu chí chung",
    "name": "Tên",
    "note": "Ghi chú",
    "organising": "Tiêu chí đ",
    "organising_basis": "Căn cứ chấm đ",
    "percent": "Tiến độ (%)",
    "period": "Kỳ",
    "person_id": "Người",
    "priority": "Mức ưu tiên",
    "quality_criteria": "Tiêu chí chất lượng",
    "quantity": "Số lượng",
    "reason": "Lý do",
    "redo_due": "Hạn gửi lại",
    "requested_change": "Nội dung cần sửa",
    "return_type": "Loại trả lại",
    "role": "Vai trò",
    "start": "Ngày bắt đầu",
    "state": "Trạng thái",
    "target": "Chỉ tiêu",
    "text": "Nội dung",
    "title": "Tên",
    "unit_basis": "Căn cứ chấm d",
    "unit_id": "Đơn vị",
    "unit_result": "Tiêu chí d",
    "units": "Số lượng",
    "unity": "Tiêu chí e",
    "unity_basis": "Căn cứ chấm e",
    "valid_from": "Từ ngày",
    "valid_to": "Đến hết ngày",
    "value": "Giá trị",
    "weight": "Trọng số",
}
"""Field → what people call it; a field without such a name goes by its own."""


def caller_locale() -> Locale:
    """The language that the caller asks for in ``Accept-Language``; Vietnamese without."""
    return locale_of(request.accept_languages.best)


def explained(messages: Any, locale: Locale) -> list[dict[str, str]]:
    """marshmallow's messages as places and sentences that name the field."""
    return [_explained(each["place"], each["text"], locale) for each in places(messages)]


def _explained(place: str, text: str, locale: Locale) -> dict[str, str]:
    named = [part for part in place.split("/") if part and not part.isdecimal() and part != "query"]
    field = named[-1] if named else ""
    called = translate(FIELD_NAMES[field], locale) if field in FIELD_NAMES else field
    said = _said(text, locale)
    return {"place": place, "text": f"{called}: {said}" if called else said}


def _said(text: str, locale: Locale) -> str:
    if locale == "vi":
        for pattern, vietnamese in VALIDATOR_WORDS:
            if found := pattern.fullmatch(text):
                return vietnamese.format(**found.groupdict())
    return translate(text, locale)
