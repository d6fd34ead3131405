"""What stands on the morning's card, what waits for the morning, and when a gap without update is one."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hanoiwork_plugin.domain.calendar import (
    YEARLY_HOLIDAYS,
    end_of_day,
    holidays_known,
    is_working_day,
)
from hanoiwork_plugin.domain.tasks import Priority, TaskKind, TaskState
from hanoiwork_plugin.domain.timing.digest import DigestFacts, DigestKind, next_morning, reason, reminder_days
from hanoiwork_plugin.domain.timing.quiet import morning_after, waits_for_morning
from hanoiwork_plugin.domain.timing.silence import allowed, quiet_days


def hanoi(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-06-{text}+07:00")


DOING = DigestFacts(TaskState.IN_PROGRESS, end_of_day(date(2026, 6, 19)), date(2026, 6, 1), own=True)


@pytest.mark.parametrize(
    ("day", "facts", "kind"),
    [
        ("16", DOING, None),
        ("17", DOING, DigestKind.DUE_SOON),
        ("18", DOING, None),
        ("19", DOING, DigestKind.DUE_SOON),
        ("22", DOING, DigestKind.OVERDUE),
        ("16", replace(DOING, state=TaskState.RETURNED), DigestKind.RETURNED),
        ("16", replace(DOING, silent=True), DigestKind.SILENT),
        ("17", replace(DOING, put_off=date(2026, 6, 18)), None),
        ("18", replace(DOING, put_off=date(2026, 6, 18)), DigestKind.PUT_OFF),
        ("22", replace(DOING, put_off=date(2026, 6, 18)), DigestKind.OVERDUE),
        ("01", replace(DOING, state=TaskState.ASSIGNED), None),
        ("02", replace(DOING, state=TaskState.ASSIGNED), DigestKind.TO_TAKE),
        ("19", replace(DOING, state=TaskState.WAITING), None),
        ("02", replace(DOING, state=TaskState.DRAFT, due=None, own=False), DigestKind.TO_COMPLETE),
        ("19", replace(DOING, own=False), None),
    ],
)
def test_why_a_task_is_on_the_card(day: str, facts: DigestFacts, kind: DigestKind | None) -> None:
    assert reason(facts, hanoi(f"{day}T07:30")) is kind


def test_reminders_keep_to_working_days() -> None:
    assert reminder_days(end_of_day(date(2026, 6, 22))) == {date(2026, 6, 19), date(2026, 6, 22)}, "a Monday"
    assert reminder_days(end_of_day(date(2026, 6, 21))) == {date(2026, 6, 19)}, "a Sunday: both on Friday"
    assert reminder_days(end_of_day(date(2026, 9, 2))) == {date(2026, 8, 28)}, "Quốc khánh and the days around it"
    assert next_morning(hanoi("19T09:00")) == date(2026, 6, 22)


@pytest.mark.parametrize(
    ("now", "answer", "due", "priority", "waits"),
    [
        ("16T20:59", False, None, None, False),
        ("16T21:00", False, None, None, True),
        ("17T06:59", False, None, None, True),
        ("17T07:00", False, None, None, False),
        ("16T22:00", True, None, None, False),
        ("16T22:00", False, "16T23:59:59", Priority.NORMAL, False),
        ("17T00:00", False, "16T23:59:59", Priority.NORMAL, True),
        ("17T05:00", False, "17T23:59:59", Priority.NORMAL, False),
        ("16T22:00", False, "19T23:59:59", Priority.URGENT, False),
        ("16T22:00", False, "19T23:59:59", Priority.HIGH, True),
    ],
)
def test_the_night_is_quiet_but_for_what_is_awaited_today(
    now: str, answer: bool, due: str | None, priority: str | None, waits: bool
) -> None:
    found = waits_for_morning(hanoi(now), answer=answer, due=hanoi(due) if due else None, priority=priority)
    assert found is waits
    assert morning_after(hanoi("16T22:00")) == morning_after(hanoi("17T06:59")) == hanoi("17T07:00")


def test_a_gap_counts_whole_working_days_at_work() -> None:
    assert quiet_days(date(2026, 6, 5), date(2026, 6, 8)) == 0, "Friday to Monday"
    assert quiet_days(date(2026, 6, 5), date(2026, 6, 15)) == 5
    assert quiet_days(date(2026, 6, 5), date(2026, 6, 15), [(date(2026, 6, 8), date(2026, 6, 12))]) == 0
    assert (allowed(TaskKind.KEY), allowed(TaskKind.REGULAR), allowed(TaskKind.ARISING)) == (3, 5, 2)


TET = {
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2029: date(2029, 2, 13),
    2030: date(2030, 2, 2),
}


def test_every_year_to_2030_knows_its_tet() -> None:
    for year, first in TET.items():
        around = [first + timedelta(days=n) for n in range(-1, 3)]
        assert not any(is_working_day(day) for day in around), year
        assert all(day.weekday() < 5 or day == first for day in YEARLY_HOLIDAYS[year] if day.month < 3)
    assert holidays_known(date(2030, 12, 31))
    assert not holidays_known(date(2031, 1, 1))
