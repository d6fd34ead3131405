"""*Việc cần quyết định hôm nay*: many small decisions of one person on one card a day (DOMAIN 4; CARDS, "Quiet").

A product is clean when nothing about it asks for a look; the clean ones are accepted together, the others one by one.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant, is_working_day
from hanoiwork_plugin.domain.people import LabelledEnum

SHOWN_AT = time(7, 30)
"""In Hanoi, on working days (ngày làm việc)."""
MOST_CLEAN = 20
MOST_DOUBTFUL = 12
"""Lines on one card; what is left is shown when these are decided."""


class Deciding(LabelledEnum):
    """Loại việc cần quyết định."""

    PRODUCT = "product", "duyệt sản phẩm"
    APPROVAL = "approval", "phê duyệt giao việc"
    OBJECTION = "objection", "trả lời ý kiến"
    REQUEST = "request", "trả lời đề nghị"


class Doubt(LabelledEnum):
    """Điều cần xem trước khi duyệt sản phẩm."""

    LATE = "late", "gửi sau hạn"
    RETURNED = "returned", "đã từng trả lại"
    NO_FILE = "no_file", "không có tệp minh chứng"
    PART = "part", "mới gửi một phần"
    SAME_FILE = "same_file", "tệp đã dùng cho nhiệm vụ khác"
    ASKED = "asked", "còn đề nghị chưa trả lời"


@dataclass(frozen=True)
class ProductFacts:
    """What is known of a product that waits to be judged."""

    late: bool
    returns: int
    files: int
    whole: bool
    file_used_elsewhere: bool
    open_requests: int


def doubts(facts: ProductFacts) -> tuple[Doubt, ...]:
    """What asks for a look before the product is accepted; nothing: it is clean."""
    found = {
        Doubt.LATE: facts.late,
        Doubt.RETURNED: facts.returns > 0,
        Doubt.NO_FILE: facts.files == 0,
        Doubt.PART: not facts.whole,
        Doubt.SAME_FILE: facts.file_used_elsewhere,
        Doubt.ASKED: facts.open_requests > 0,
    }
    return tuple(doubt for doubt, there in found.items() if there)


def next_showing(now: datetime) -> date:
    """The next working day whose 7:30 is still to come."""
    day = hanoi_date(now)
    while not is_working_day(day) or hanoi_instant(day, SHOWN_AT) <= now:
        day += timedelta(days=1)
    return day
