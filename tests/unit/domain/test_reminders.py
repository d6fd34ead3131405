"""When reminders go out."""

from datetime import datetime, timedelta, timezone

import pytest

from hanoiwork_plugin.domain.calendar import Period, to_hanoi
from hanoiwork_plugin.domain.timing.reminders import ReminderKind, evaluation_reminders


def hanoi(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone(timedelta(hours=7)))  # type: ignore[arg-type, misc]


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
