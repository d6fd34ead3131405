"""Repeating work: the days of weekly, monthly and quarterly patterns, over holidays; what is refused."""

from datetime import date

import pytest

from hanoiwork_plugin.domain.assigning.recurrence import (
    TRANSITIONS,
    Cadence,
    PatternAct,
    PatternState,
    Recurrence,
    check_recurrence,
    next_state,
    occurrences,
)
from hanoiwork_plugin.domain.errors import Conflict, Invalid
from hanoiwork_plugin.domain.tasks import TaskKind

END = date(2027, 12, 31)


def days(rule: Recurrence, after: str, to: str) -> list[str]:
    found = occurrences(rule, date.fromisoformat(after), date.fromisoformat(to))
    return [f"{each.day:%d/%m}" for each in found]


@pytest.mark.parametrize(
    ("rule", "after", "to", "expected"),
    [
        (Recurrence(Cadence.WEEKLY, END, weekday=4), "2026-06-05", "2026-06-26", ["12/06", "19/06", "26/06"]),
        (Recurrence(Cadence.WEEKLY, END, weekday=4), "2026-04-17", "2026-05-09", ["24/04", "29/04", "08/05"]),
        (Recurrence(Cadence.WEEKLY, END, weekday=2), "2026-02-04", "2026-02-28", ["11/02", "25/02"]),
        (Recurrence(Cadence.WEEKLY, date(2026, 6, 15), weekday=4), "2026-06-05", "2026-07-31", ["12/06"]),
        (Recurrence(Cadence.MONTHLY, END, day=20), "2026-06-20", "2026-09-30", ["20/07", "20/08", "18/09"]),
        (Recurrence(Cadence.MONTHLY, END, day=31), "2026-06-01", "2026-08-01", ["30/06", "31/07"]),
        (Recurrence(Cadence.MONTHLY, END, day=1), "2026-12-15", "2027-02-28", ["04/01", "01/02"]),
        (Recurrence(Cadence.QUARTERLY, END, day=15), "2026-06-01", "2026-12-31", ["15/06", "15/09", "15/12"]),
        (Recurrence(Cadence.LAST_WORKING_DAY, END), "2026-06-01", "2026-08-31", ["30/06", "31/07", "28/08"]),
    ],
)
def test_the_days_of_a_pattern(rule: Recurrence, after: str, to: str, expected: list[str]) -> None:
    assert days(rule, after, to) == expected


def test_looked_at_day_by_day_it_is_the_same_pattern() -> None:
    for rule in (Recurrence(Cadence.WEEKLY, END, weekday=2), Recurrence(Cadence.MONTHLY, END, day=31)):
        whole = list(occurrences(rule, date(2026, 1, 1), date(2026, 12, 31)))
        pieces = {
            each for month in range(1, 13) for each in occurrences(rule, date(2026, month, 1), date(2026, 12, 31))
        }
        assert pieces == {each for each in whole if each.day > date(2026, 1, 1)}
        assert len({each.nominal for each in whole}) == len(whole)
        assert all(each.start <= each.day for each in whole)


@pytest.mark.parametrize(
    ("rule", "kind", "place"),
    [
        (Recurrence(Cadence.WEEKLY, date(2026, 7, 1)), None, "repeat_weekday"),
        (Recurrence(Cadence.MONTHLY, date(2026, 7, 1), day=32), None, "repeat_day"),
        (Recurrence(Cadence.LAST_WORKING_DAY, date(2026, 6, 1)), None, "repeat_until"),
        (Recurrence(Cadence.LAST_WORKING_DAY, date(2026, 7, 1)), TaskKind.ARISING, "repeat_every"),
    ],
)
def test_what_cannot_repeat_is_named(rule: Recurrence, kind: TaskKind | None, place: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_recurrence(rule, kind, date(2026, 6, 1))
    assert [each.place for each in refusal.value.faults] == [place]


def test_every_step_of_a_pattern() -> None:
    for state in PatternState:
        for act in PatternAct:
            if (state, act) in TRANSITIONS:
                assert next_state(state, act) is TRANSITIONS[state, act]
            else:
                with pytest.raises(Conflict):
                    next_state(state, act)
