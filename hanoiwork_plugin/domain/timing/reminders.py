"""When reminders (nhắc việc) of the steps of the month go out (DOMAIN 6); those of deadlines: ``digest``."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import NAMESPACE_URL, UUID, uuid5

from hanoiwork_plugin.domain.calendar import (
    Period,
    add_working_days,
    hanoi_date,
    hanoi_instant,
    last_working_day_on_or_before,
)
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.policy import DEFAULT_POLICY, EvaluationDays
from hanoiwork_plugin.domain.rating.evaluation import steps_of

MORNING = time(8)
"""Reminders go out at 8:00 in Hanoi."""


class ReminderKind(LabelledEnum):
    """Loại nhắc việc."""

    SELF_EVALUATION = "self_evaluation", "nhắc tự đánh giá"
    REVIEW = "review", "nhắc nhận xét, đánh giá"
    APPROVAL = "approval", "nhắc phê duyệt"
    PUBLICATION = "publication", "nhắc công khai kết quả"


@dataclass(frozen=True)
class Reminder:
    """One reminder and its instant (UTC)."""

    kind: ReminderKind
    at: datetime


def evaluation_reminders(period: Period, days: EvaluationDays = DEFAULT_POLICY.evaluation_days) -> tuple[Reminder, ...]:
    """The messages of a month that are sent by themselves, 8:00, in order of time.

    The card of self-evaluation on the first day for it named by the policy (20); publication on the last working day
    on or before its last day. Everything else is a line of the day's card (``line_days``).
    """
    dates = steps_of(period, days)
    opening = hanoi_date(dates.self_by).replace(day=days.self_reminders[0])
    publishing = last_working_day_on_or_before(hanoi_date(dates.publish_by))
    return (
        Reminder(ReminderKind.SELF_EVALUATION, hanoi_instant(opening, MORNING)),
        Reminder(ReminderKind.PUBLICATION, hanoi_instant(publishing, MORNING)),
    )


def line_days(
    kind: ReminderKind, period: Period, days: EvaluationDays = DEFAULT_POLICY.evaluation_days
) -> frozenset[date]:
    """The working days on which a step of the month is a line of the day's card.

    The last working day on or before its last one; of self-evaluation also the later days named by the policy (22), or
    the next working day, where that comes before.
    """
    dates = steps_of(period, days)
    by = {
        ReminderKind.SELF_EVALUATION: dates.self_by,
        ReminderKind.REVIEW: dates.review_by,
        ReminderKind.APPROVAL: dates.approve_by,
        ReminderKind.PUBLICATION: dates.publish_by,
    }[kind]
    last = last_working_day_on_or_before(hanoi_date(by))
    if kind is not ReminderKind.SELF_EVALUATION:
        return frozenset({last})
    named = (last.replace(day=day - 1) for day in days.self_reminders[1:])
    return frozenset({last, *(day for each in named if (day := add_working_days(each, 1)) < last)})


def stands_today(kind: ReminderKind, period: Period, today: date, put_off: date | None) -> bool:
    """Whether a step that is still to be done is a line today; ``put_off``: the day to which the reader put it off."""
    if put_off is not None and put_off > today:
        return False
    return put_off == today or today in line_days(kind, period)


def step_id(kind: ReminderKind, period: Period) -> UUID:
    """What somebody who rates or approves puts off: the step of that month, however many evaluations wait."""
    return uuid5(NAMESPACE_URL, f"hanoiwork:{period.code}:{kind}")
