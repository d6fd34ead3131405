"""When reminders go out."""

from datetime import datetime, timedelta, timezone

import pytest

from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.timing.reminders import ReminderKind, evaluation_reminders, line_days, stands_today


def hanoi(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone(timedelta(hours=7)))  # type: ignore[arg-type, misc]


def test_the_card_of_self_evaluation_and_publication_are_messages_of_their_own() -> None:
    opening, publishing = evaluation_reminders(Period("2026-06"))
    assert (opening.kind, opening.at) == (ReminderKind.SELF_EVALUATION, hanoi(2026, 6, 20, 8))
    assert (publishing.kind, publishing.at) == (ReminderKind.PUBLICATION, hanoi(2026, 7, 3, 8))


@pytest.mark.parametrize(
    ("period", "kind", "expected"),
    [
        ("2026-06", ReminderKind.SELF_EVALUATION, [22, 24]),
        ("2026-10", ReminderKind.SELF_EVALUATION, [22, 23]),
        ("2026-11", ReminderKind.SELF_EVALUATION, [23, 24]),
        ("2027-01", ReminderKind.SELF_EVALUATION, [22]),
        ("2027-04", ReminderKind.SELF_EVALUATION, [22, 23]),
        ("2026-06", ReminderKind.REVIEW, [25]),
        ("2026-06", ReminderKind.APPROVAL, [26]),
    ],
)
def test_a_step_is_a_line_on_working_days_and_on_its_last_in_any_case(
    period: str, kind: ReminderKind, expected: list[int]
) -> None:
    month = Period(period)
    lines = line_days(kind, month)
    assert sorted(day.day for day in lines) == expected
    last = max(lines)
    assert stands_today(kind, month, last, last), "put off to the last day: it stands there"
    assert not stands_today(kind, month, last, last + timedelta(days=1)), "the person's wish"
    assert stands_today(kind, month, last + timedelta(days=1), last + timedelta(days=1))
    assert not stands_today(kind, month, last + timedelta(days=1), last)
