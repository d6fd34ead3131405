"""Windows, deadlines and working days."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanoiwork_plugin.domain import calendar
from hanoiwork_plugin.domain.calendar import (
    Period,
    PeriodKind,
    due_instant,
    end_of_day,
    hanoi_instant,
    is_overdue,
    overdue_from,
    period_of,
    window_of,
)
from hanoiwork_plugin.domain.errors import Invalid


def hanoi(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone(timedelta(hours=7)))  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("code", "kind", "year", "number", "months"),
    [
        ("2026-06", PeriodKind.MONTH, 2026, 6, 1),
        ("2026-Q2", PeriodKind.QUARTER, 2026, 2, 3),
        ("2026-12", PeriodKind.MONTH, 2026, 12, 1),
        ("2026", PeriodKind.YEAR, 2026, 0, 12),
    ],
)
def test_a_period_is_a_month_a_quarter_or_a_year(
    code: str, kind: PeriodKind, year: int, number: int, months: int
) -> None:
    period = Period.parse(f" {code} ")
    assert (period.code, period.kind, period.year, period.number) == (code, kind, year, number)
    assert len(period.months) == months


def test_a_quarter_is_its_three_months() -> None:
    assert [month.code for month in Period("2026-Q4").months] == ["2026-10", "2026-11", "2026-12"]
    assert {month.quarter for month in Period("2026-Q4").months} == {Period("2026-Q4")}


@pytest.mark.parametrize("code", ["", "2026-6", "2026-13", "2026-00", "2026-Q5", "2026-q2", "26", "0000", "²026-06"])
def test_other_codes_are_refused(code: str) -> None:
    with pytest.raises(Invalid):
        Period.parse(code)


def test_the_first_window_and_the_borders_after_it() -> None:
    june, july = window_of(Period("2026-06")), window_of(Period("2026-07"))
    assert june.start == hanoi(2026, 6, 1)
    assert june.end == hanoi(2026, 6, 24, 23, 59, 59)
    assert july.start == hanoi(2026, 6, 25)
    assert july.end == hanoi(2026, 7, 24, 23, 59, 59)
    assert june.start.tzinfo is UTC


@pytest.mark.parametrize(
    ("instant", "inside"),
    [
        (hanoi(2026, 6, 24, 23, 59, 59), True),
        (hanoi(2026, 6, 24, 23, 59, 59, 999_999), True),
        (hanoi(2026, 6, 25), False),
        (datetime(2026, 6, 24, 16, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 6, 24, 17, 0, 0, tzinfo=UTC), False),
        (hanoi(2026, 6, 1), True),
        (hanoi(2026, 5, 31, 23, 59, 59), False),
    ],
)
def test_what_june_holds(instant: datetime, inside: bool) -> None:
    assert window_of(Period("2026-06")).contains(instant) is inside


def test_a_window_over_new_year_and_of_calendar_months() -> None:
    assert period_of(hanoi(2026, 12, 25)) == Period("2027-01")
    assert window_of(Period("2027-01")).start == hanoi(2026, 12, 25)
    february = window_of(Period("2027-02"), cutoff_day=None)
    assert (february.start, february.end) == (hanoi(2027, 2, 1), hanoi(2027, 2, 28, 23, 59, 59))
    assert period_of(hanoi(2026, 6, 30, 23, 59, 59), cutoff_day=None) == Period("2026-06")


def test_quarters_and_years_join_their_months() -> None:
    second = window_of(Period("2026-Q2"))
    assert (second.start, second.end) == (hanoi(2026, 6, 1), hanoi(2026, 6, 24, 23, 59, 59))
    year = window_of(Period("2026"))
    assert (year.start, year.end) == (hanoi(2026, 6, 1), hanoi(2026, 12, 24, 23, 59, 59))


def test_nothing_before_the_first_window() -> None:
    with pytest.raises(Invalid):
        window_of(Period("2026-05"))
    with pytest.raises(Invalid):
        period_of(hanoi(2026, 5, 31, 23, 59, 59))


@settings(max_examples=60)
@given(
    st.timedeltas(timedelta(0), timedelta(days=1600)),
    st.sampled_from([24, 28, None]),
)
def test_every_instant_lies_in_exactly_one_window(passed: timedelta, cutoff: int | None) -> None:
    instant = hanoi(2026, 6, 1) + passed
    own = period_of(instant, cutoff_day=cutoff)
    around = [Period.month(year, month) for year in (own.year - 1, own.year, own.year + 1) for month in range(1, 13)]
    holding = [
        period
        for period in around
        if period >= Period("2026-06") and window_of(period, cutoff_day=cutoff).contains(instant)
    ]
    assert holding == [own]


def test_a_date_is_due_at_the_end_of_its_day() -> None:
    due = due_instant(date(2026, 6, 16))
    assert due == hanoi(2026, 6, 16, 23, 59, 59) == end_of_day(date(2026, 6, 16))
    assert not is_overdue(due, hanoi(2026, 6, 16, 23, 59, 59, 500_000))
    assert is_overdue(due, hanoi(2026, 6, 17))
    assert overdue_from(due) == hanoi(2026, 6, 17)


def test_a_time_is_due_at_its_second() -> None:
    due = due_instant(hanoi(2026, 6, 19, 17, 0, 0, 700_000))
    assert due == hanoi(2026, 6, 19, 17)
    assert not is_overdue(due, hanoi(2026, 6, 19, 17, 0, 0, 900_000))
    assert is_overdue(due, hanoi(2026, 6, 19, 17, 0, 1))


def test_a_time_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError):
        due_instant(hanoi(2026, 6, 19, 17).replace(tzinfo=None))
    with pytest.raises(ValueError):
        calendar.to_hanoi(hanoi(2026, 6, 19, 17).replace(tzinfo=None))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 6, 24), True),
        (date(2026, 6, 27), False),
        (date(2026, 9, 2), False),
        (date(2027, 1, 1), False),
        (date(2027, 4, 30), False),
        (date(2026, 2, 17), False),
        (date(2027, 2, 8), False),
        (date(2027, 4, 16), False),
        (date(2026, 8, 22), True),
        (date(2030, 5, 1), False),
    ],
)
def test_working_days(day: date, working: bool) -> None:
    assert calendar.is_working_day(day) is working


def test_counting_working_days() -> None:
    assert calendar.last_working_day_on_or_before(date(2026, 6, 28)) == date(2026, 6, 26)
    assert calendar.last_working_day_on_or_before(date(2026, 6, 26)) == date(2026, 6, 26)
    assert calendar.add_working_days(date(2026, 7, 3), 5) == date(2026, 7, 10)
    assert calendar.add_working_days(date(2026, 8, 28), 1) == date(2026, 9, 3)
    assert calendar.add_working_days(date(2026, 6, 27), 0) == date(2026, 6, 27)
    with pytest.raises(ValueError):
        calendar.add_working_days(date(2026, 6, 27), -1)


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"), [(20, 59, False), (21, 0, True), (3, 0, True), (6, 59, True), (7, 0, False)]
)
def test_quiet_hours(hour: int, minute: int, quiet: bool) -> None:
    assert calendar.quiet(hanoi(2026, 6, 10, hour, minute).astimezone(UTC)) is quiet


@pytest.mark.parametrize(
    ("due", "now", "kind", "days", "hours"),
    [
        (hanoi(2026, 6, 19, 17), hanoi(2026, 6, 17, 9), "left", 2, 56),
        (hanoi(2026, 6, 19, 17), hanoi(2026, 6, 18, 23), "tomorrow", 1, 18),
        (hanoi(2026, 6, 19, 17), hanoi(2026, 6, 19, 9), "today", 0, 8),
        (hanoi(2026, 6, 19, 17), hanoi(2026, 6, 19, 17), "today", 0, 0),
        (hanoi(2026, 6, 19, 17), hanoi(2026, 6, 19, 18, 30), "overdue", 0, 1),
        (end_of_day(date(2026, 6, 16)), hanoi(2026, 6, 17), "overdue", 1, 0),
    ],
)
def test_a_deadline_in_peoples_words(due: datetime, now: datetime, kind: str, days: int, hours: int) -> None:
    words = calendar.deadline_words(due, now)
    assert (words.kind, words.days, words.hours) == (kind, days, hours)


def test_the_day_of_a_deadline() -> None:
    words = calendar.deadline_words(hanoi(2026, 6, 19, 17), hanoi(2026, 6, 17))
    assert (words.weekday, words.day, words.month, words.time) == (4, 19, 6, "17:00")
    assert calendar.weekday_words(hanoi(2026, 6, 19, 9, 5)).time == "9:05"
    assert calendar.weekday_words(end_of_day(date(2026, 6, 21))) == calendar.DayWords(6, 21, 6, 2026, None)
    assert hanoi_instant(date(2026, 6, 1)) == hanoi(2026, 6, 1)
