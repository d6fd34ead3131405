"""*Việc hôm nay*: one card a working morning instead of many reminders, silence when there is nothing (CARDS, "Quiet").

Reminders of a deadline go out two days before it and on its day; one that falls on a weekend or holiday goes out on
the last working day before. Any line can be put off to the next working morning.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from hanoiwork_plugin.domain.calendar import (
    add_working_days,
    due_instant,
    hanoi_date,
    hanoi_instant,
    is_overdue,
    last_working_day_on_or_before,
)
from hanoiwork_plugin.domain.doing.requests import RequestState
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import TaskState

SHOWN_AT = time(7, 30)
"""In Hanoi, on working days (ngày làm việc); with the day's decisions."""
MOST_LINES = 12
DAYS_BEFORE = 2


class DigestKind(LabelledEnum):
    """Vì sao một việc có trong thẻ việc hôm nay; the most pressing first."""

    OVERDUE = "overdue", "quá hạn"
    RETURNED = "returned", "trả lại, chờ gửi lại"
    DUE_SOON = "due_soon", "sắp đến hạn"
    SELF_EVALUATION = "self_evaluation", "bản tự đánh giá chưa gửi"
    REVIEW = "review", "hồ sơ chờ nhận xét, đánh giá"
    APPROVAL = "approval", "hồ sơ chờ phê duyệt"
    AWAITED = "awaited", "đến ngày hẹn chuyển kết quả"
    CO_OPERATION = "co_operation", "đề nghị phối hợp"
    TO_RECEIVE = "to_receive", "kết quả phối hợp chờ xác nhận"
    TO_TAKE = "to_take", "mới giao, chờ nhận"
    TO_COMPLETE = "to_complete", "chờ bổ sung thông tin"
    SILENT = "silent", "chưa có cập nhật"
    BOTTLENECK = "bottleneck", "điểm nghẽn, chưa chuyển lãnh đạo"
    PUT_OFF = "put_off", "đã hẹn nhắc lại hôm nay"


@dataclass(frozen=True)
class DigestFacts:
    """What is known of one open task on a morning; ``own``: the reader does it, otherwise they gave it.

    ``since``: when it came to the reader. ``silent``: a gap without update was recorded today. ``put_off``: the day
    to which the reader put it off.
    """

    state: TaskState
    due: datetime | None
    since: date
    own: bool
    silent: bool = False
    put_off: date | None = None


def reminder_days(due: datetime) -> frozenset[date]:
    """Two days before and on the day of the deadline, each moved to the last working day."""
    day = hanoi_date(due)
    return frozenset(last_working_day_on_or_before(each) for each in (day - timedelta(days=DAYS_BEFORE), day))


def reason(facts: DigestFacts, now: datetime) -> DigestKind | None:
    """Why the task stands on this morning's card; None: it does not."""
    today = hanoi_date(now)
    if facts.put_off is not None and facts.put_off > today:
        return None
    if not facts.own:
        return DigestKind.TO_COMPLETE if facts.state is TaskState.DRAFT and facts.since < today else None
    if facts.state not in (TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED):
        return None
    if facts.due is not None and is_overdue(facts.due, now):
        return DigestKind.OVERDUE
    if facts.state is TaskState.RETURNED:
        return DigestKind.RETURNED
    if facts.due is not None and today in reminder_days(facts.due):
        return DigestKind.DUE_SOON
    if facts.state is TaskState.ASSIGNED and facts.since < today:
        return DigestKind.TO_TAKE
    if facts.silent:
        return DigestKind.SILENT
    return DigestKind.PUT_OFF if facts.put_off == today else None


def co_operation_reason(
    state: RequestState, until: date, since: date, now: datetime, put_off: date | None
) -> DigestKind | None:
    """Why co-operation stands on this morning's card: of who was asked, or once its result is sent of who asked.

    Args:
        until: until when it is asked for; reminded two days before and on the day, and every morning after it.
        since: when it came to the reader: the request, or its result.
        put_off: the day to which the reader put the task off.
    """
    today = hanoi_date(now)
    if put_off is not None and put_off > today:
        return None
    if state is RequestState.SENT:
        return DigestKind.TO_RECEIVE if since < today else None
    unanswered = state is RequestState.ASKED and since < today
    if until < today or today in reminder_days(due_instant(until)) or unanswered or put_off == today:
        return DigestKind.CO_OPERATION
    return None


def wait_reason(expected_on: date, now: datetime, put_off: date | None) -> DigestKind | None:
    """Why a wait stands on this morning's card of who took it: every morning from the promised day on.

    Args:
        expected_on: when the result is expected.
        put_off: the day to which the reader put the task off.
    """
    today = hanoi_date(now)
    return DigestKind.AWAITED if expected_on <= today and (put_off is None or put_off <= today) else None


def next_morning(now: datetime) -> date:
    """The day to which a reminder is put off (nhắc lại ngày mai): the next working day."""
    return add_working_days(hanoi_date(now), 1)


def is_todays(day: date, now: datetime) -> bool:
    """Whether a card of ``day`` still has something to say; one that was held up overnight has not."""
    return day == hanoi_date(now) and now >= hanoi_instant(day, SHOWN_AT)


@dataclass(frozen=True)
class DigestLine:
    """One task on the card, or one step of the month, which has no task and no name."""

    kind: DigestKind
    task_id: UUID | None
    version: int
    name: str
    due: datetime | None
    request_id: UUID | None = None
    """Co-operation, a wait: the request that the line opens, in place of the task."""
    step_id: UUID | None = None
    """A step of the month: what is put off; of self-evaluation the evaluation itself."""
    period: str = ""
    count: int = 1
    """How many evaluations wait for the reader's rating or approval."""


@dataclass(frozen=True)
class DigestView:
    """*Việc hôm nay* of one person; ``rest``: lines beyond those shown, ``put_off_to``: all of it was put off."""

    person_id: UUID
    day: date
    lines: tuple[DigestLine, ...]
    rest: int
    put_off_to: date | None = None
