"""Gián đoạn hệ thống: when the host was down, and whose lateness it explains (DOMAIN 4; issue "Time").

A host that is down all day does not make anyone late. An outage is a fact with a beginning and an end; a missed
deadline is *do hệ thống* when the outage covered the deadline itself, or took enough of the last working day before
it, and the work was handed in by the day that is given back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hanoiwork_plugin.domain.calendar import (
    FIRST_DAY,
    add_working_days,
    due_instant,
    hanoi_date,
    hanoi_instant,
    is_working_day,
    last_working_day_on_or_before,
    to_hanoi,
    truncated,
)
from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.policy import DEFAULT_POLICY, OutageRules

LONGEST_REPORTED = timedelta(days=31)
NEAR = timedelta(days=14)
"""How far back a neighbouring outage can lie that took part of the same working day: the longest holidays."""


class OutageSource(LabelledEnum):
    """Nguồn ghi nhận gián đoạn."""

    CALLS = "calls", "hệ thống không gọi được HanoiWork"
    SILENCE = "silence", "HanoiWork ngừng gửi tín hiệu định kỳ"
    REPORTED = "reported", "người có thẩm quyền ghi nhận"


@dataclass(frozen=True)
class Outage:
    """Một lần gián đoạn, from its first to its last second; ``until`` None while it lasts."""

    since: datetime
    until: datetime | None


def counts(outage: Outage, now: datetime, rules: OutageRules = DEFAULT_POLICY.outage) -> bool:
    """Whether it lasted long enough to be a fact at all; anything shorter is a hiccup."""
    return (outage.until or now) - outage.since >= timedelta(minutes=rules.minimum_minutes)


def explains(outages: Sequence[Outage], due: datetime, rules: OutageRules = DEFAULT_POLICY.outage) -> bool:
    """Whether a deadline was missed because of these outages (do hệ thống).

    Either one of them covers the deadline itself, or together they took the policy's share of the working hours of
    the last working day up to the deadline.
    """
    due = truncated(due)
    if any(each.since <= due and (each.until is None or each.until > due) for each in outages):
        return True
    return _took(outages, last_working_day_on_or_before(hanoi_date(due)), due, rules)


def _took(outages: Sequence[Outage], day: date, due: datetime, rules: OutageRules) -> bool:
    """Whether together they took the policy's share of the working hours of ``day`` up to ``due``."""
    begins = hanoi_instant(day, time(rules.work_from_hour))
    ends = min(hanoi_instant(day, time(rules.work_to_hour)), due)
    if ends <= begins:
        return False
    spans = sorted((max(each.since, begins), min(each.until or ends, ends)) for each in outages)
    lost, reached = timedelta(), begins
    for start, end in spans:
        lost += max(timedelta(), end - max(start, reached))
        reached = max(reached, end)
    return Decimal(int(lost.total_seconds())) >= rules.share_of_day * int((ends - begins).total_seconds())


def lost_days(
    outages: Sequence[Outage], answer_by: datetime, days: int, rules: OutageRules = DEFAULT_POLICY.outage
) -> int:
    """How many of the ``days`` working days to answer, which ended with ``answer_by``, the outages took.

    None where they do not explain that it was missed: whoever could press on the last day had time to.
    """
    if not explains(outages, answer_by, rules):
        return 0
    day, lost = last_working_day_on_or_before(hanoi_date(answer_by)), 0
    for _ in range(days):
        lost += _took(outages, day, due_instant(day), rules)
        day = last_working_day_on_or_before(day - timedelta(days=1))
    return max(1, lost)


def given_back(outages: Sequence[Outage], rules: OutageRules = DEFAULT_POLICY.outage) -> datetime | None:
    """Until when the work may be handed in instead: the end of the first whole working day after the last outage.

    None while one of them lasts.
    """
    ends = [each.until for each in outages if each.until is not None]
    if len(ends) < len(outages) or not ends:
        return None
    back = to_hanoi(max(ends))
    whole = is_working_day(back.date()) and back.time() <= time(rules.work_from_hour)
    return due_instant(back.date() if whole else add_working_days(back.date(), 1))


def check_reported(since: datetime, until: datetime, reason: str, now: datetime) -> None:
    """Refuse an interval that cannot be, or that has no reason; each fault is named.

    Raises:
        Invalid: naming what to correct.
    """
    faults = []
    if since >= until:
        faults.append(Fault("outage_until", "Lúc hoạt động lại phải sau lúc bắt đầu gián đoạn."))
    if until > now:
        faults.append(Fault("outage_until", "Chỉ ghi nhận gián đoạn đã kết thúc."))
    if until - since > LONGEST_REPORTED:
        faults.append(Fault("outage_since", "Một lần gián đoạn dài nhất 31 ngày."))
    if hanoi_date(since) < FIRST_DAY:
        faults.append(Fault("outage_since", "Hệ thống ghi nhận kết quả từ ngày 01/6/2026."))
    if not reason.strip():
        faults.append(Fault("outage_reason", "Còn thiếu {name}.", {"name": "Lý do, căn cứ"}))
    if faults:
        raise Invalid("Chưa ghi nhận được lần gián đoạn này.", faults=faults)
