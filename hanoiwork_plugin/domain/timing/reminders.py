"""When reminders (nhắc việc) of the steps of the month go out (DOMAIN 6); those of deadlines: ``domain.timing.digest``."""

from dataclasses import dataclass
from datetime import datetime, time

from hanoiwork_plugin.domain.calendar import (
    Period,
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
    """The reminders of a month, 8:00, in order of time.

    Self-evaluation: on the days before its last one named by the policy (20, 22) and on the last day;
    when that is no working day, on the last working day before it, and nothing after that. Review, approval
    and publication: on the last working day on or before their last day.
    """
    dates = steps_of(period, days)
    last = last_working_day_on_or_before(hanoi_date(dates.self_by))
    self_days = {hanoi_date(dates.self_by).replace(day=day) for day in days.self_reminders}
    planned = [
        Reminder(ReminderKind.SELF_EVALUATION, hanoi_instant(day, MORNING))
        for day in sorted({*(day for day in self_days if day < last), last})
    ]
    planned += [
        Reminder(kind, hanoi_instant(last_working_day_on_or_before(hanoi_date(by)), MORNING))
        for kind, by in (
            (ReminderKind.REVIEW, dates.review_by),
            (ReminderKind.APPROVAL, dates.approve_by),
            (ReminderKind.PUBLICATION, dates.publish_by),
        )
    ]
    return tuple(sorted(planned, key=lambda each: each.at))
