"""When reminders go out."""

from datetime import date, datetime, timedelta, timezone

import pytest

from hanoiwork_plugin.domain.calendar import Period, end_of_day, to_hanoi
from hanoiwork_plugin.domain.reminders import ReminderKind, evaluation_reminders, task_reminders


def hanoi(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone(timedelta(hours=7)))  # type: ignore[arg-type, misc]


DUE = end_of_day(date(2026, 6, 16))


def test_a_task_two_days_before_and_on_the_day() -> None:
    assert [(each.kind, each.at) for each in task_reminders(DUE)] == [
        (ReminderKind.TASK_TWO_DAYS, hanoi(2026, 6, 14, 8)),
        (ReminderKind.TASK_DUE_DAY, hanoi(2026, 6, 16, 8)),
    ]


def test_nothing_in_the_past_and_nothing_after_the_deadline() -> None:
    assert [each.kind for each in task_reminders(DUE, hanoi(2026, 6, 14, 8, 0, 1))] == [ReminderKind.TASK_DUE_DAY]
    assert len(task_reminders(DUE, hanoi(2026, 6, 14, 8))) == 2
    assert [each.kind for each in task_reminders(hanoi(2026, 6, 16, 7, 30))] == [ReminderKind.TASK_TWO_DAYS]


def days(period: str, kind: ReminderKind) -> list[tuple[int, int]]:
    reminders = evaluation_reminders(Period(period))
    assert all(to_hanoi(each.at).hour == 8 for each in reminders)
    return [(to_hanoi(each.at).month, to_hanoi(each.at).day) for each in reminders if each.kind is kind]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2026-06", [20, 22, 24]),
        ("2026-10", [20, 22, 23]),
        ("2027-01", [20, 22]),
        ("2027-04", [20, 22, 23]),
    ],
)
def test_self_evaluation(period: str, expected: list[int]) -> None:
    assert [day for _, day in days(period, ReminderKind.SELF_EVALUATION)] == expected


def test_review_approval_and_publication_on_the_last_working_day() -> None:
    assert days("2026-06", ReminderKind.REVIEW) == [(6, 25)]
    assert days("2026-06", ReminderKind.APPROVAL) == [(6, 26)]
    assert days("2026-06", ReminderKind.PUBLICATION) == [(7, 3)]


def test_they_come_in_order_of_time() -> None:
    instants = [each.at for each in evaluation_reminders(Period("2026-12"))]
    assert instants == sorted(instants)
