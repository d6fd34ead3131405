"""The suggested score: the vectors of the rule, An's month, policies, and properties."""

import json
import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanoiwork_plugin.domain.calendar import Period, window_of
from hanoiwork_plugin.domain.policy import ND335_2025, DeductionBase, DelayBand, DelayCounting, Level, Policy
from hanoiwork_plugin.domain.rating.lots import LineEventKind
from hanoiwork_plugin.domain.rating.scoring import (
    DeductionKind,
    LeaderMarks,
    Scope,
    ScoreSheet,
    SheetStatus,
    TaskLine,
    inputs_json,
    recompute,
    score,
)
from hanoiwork_plugin.domain.tasks import ReturnType, TaskState

from .builders import DUE, END, JUNE, an_lines, event, general, line, missed, sheet

PER_LINE = replace(ND335_2025, deduction_base=DeductionBase.PER_LINE)


def figures(made: ScoreSheet) -> tuple[str, ...]:
    return tuple(str(value) for value in (made.a, made.b, made.c, made.total))


FULL = "100.00"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([line(1)], (FULL, FULL, FULL, "100.00"), id="1 of 1"),
        pytest.param([line(1, "5", "1")], ("20.00", "20.00", "20.00", "44.00"), id="1 of 5"),
        pytest.param([line(1, "5", "0")], ("0.00", "0.00", "0.00", "30.00"), id="0 of 5"),
        pytest.param([line(1, delays=1)], (FULL, FULL, "75.00", "94.17"), id="one delay"),
        pytest.param([line(1, returns=1)], (FULL, "75.00", FULL, "94.17"), id="one costly return"),
        pytest.param([line(1, returns=2, delays=2, waived=True)], (FULL, FULL, FULL, "100.00"), id="all objective"),
        pytest.param(
            [line(1, "2", coefficient="1.5"), line(2, "4", "2", "0.5")],
            ("80.00", "80.00", "80.00", "86.00"),
            id="two lines",
        ),
        pytest.param(
            [line(1, "4", coefficient="5", returns=1, returned_units="1")],
            (FULL, "93.75", FULL, "98.54"),
            id="one unit of four returned",
        ),
        pytest.param([line(1, returns=5)], (FULL, "0.00", FULL, "76.67"), id="five costly returns"),
    ],
)
def test_vectors(lines: list[TaskLine], expected: tuple[str, ...]) -> None:
    assert figures(sheet(lines)) == expected


def test_vector_per_line() -> None:
    lines = [line(1, "4", coefficient="5", returns=1, returned_units="1")]
    assert figures(sheet(lines, policy=PER_LINE)) == (FULL, "75.00", FULL, "94.17")


def test_vector_leader() -> None:
    leader = LeaderMarks(unit_result=Decimal(50), organising=Decimal(100), unity=Decimal(100))
    made = sheet([line(1)], "28", leader=leader)
    assert figures(made) == (FULL, FULL, FULL, "92.17")
    assert made.result == Decimal("91.67")


def test_vector_four_coefficients() -> None:
    lines = [
        line(1, coefficient="4", returns=2),
        line(2, coefficient="2", delays=1),
        line(3),
        line(4, coefficient="3"),
    ]
    assert figures(sheet(lines, "27")) == (FULL, "80.00", "95.00", "91.17")


def test_ans_month() -> None:
    made = sheet(an_lines(), "28")
    assert figures(made) == (FULL, "90.00", FULL, "95.67")
    assert (made.assigned, made.done, made.quality, made.on_time) == (
        Decimal(10),
        Decimal(11),
        Decimal(9),
        Decimal("10.5"),
    )
    assert (made.result, made.task_part, made.level) == (Decimal("96.67"), Decimal("67.67"), Level.EXCELLENT)
    assert sheet(an_lines(), "27").total == Decimal("94.67")
    struck_out = sheet(an_lines(second_return_struck_out=True), "27")
    assert (struck_out.b, struck_out.total) == (Decimal("100.00"), Decimal("97.00"))


def test_each_event_tells_what_it_cost() -> None:
    key, late = sheet(an_lines(), "27").lines[:2]
    assert [(d.kind, d.share, d.lost, d.points) for d in key.deductions] == [
        (DeductionKind.RETURN, Decimal("0.25"), Decimal(1), Decimal("2.33")),
        (DeductionKind.RETURN, Decimal("0.25"), Decimal(1), Decimal("2.33")),
    ]
    assert key.deductions[0].actor == "Nguyễn Thị Hà"
    (delay,) = late.deductions
    assert (delay.kind, delay.units, delay.lost, delay.points) == (
        DeductionKind.DELAY,
        Decimal(1),
        Decimal("0.5"),
        Decimal(0),
    )


def test_a_waived_event_is_shown_and_costs_nothing() -> None:
    (scored,) = sheet([line(1, returns=1, waived=True)]).lines
    (only,) = scored.deductions
    assert only.waived
    assert (only.share, only.lost, only.points) == (Decimal(0),) * 3


def test_beyond_the_floor_nothing_more_is_lost() -> None:
    (scored,) = sheet([line(1, returns=5)]).lines
    assert [each.lost for each in scored.deductions] == [Decimal("0.25")] * 4 + [0]
    assert scored.done - scored.quality == sum(each.lost for each in scored.deductions)


@pytest.mark.parametrize("cheap", [ReturnType.MINOR, ReturnType.FORM, ReturnType.NEW_REQUIREMENT])
def test_only_costly_returns_cost(cheap: ReturnType) -> None:
    lines = [line(1, returns=1, return_type=cheap)]
    assert sheet(lines).b == Decimal(100)
    assert sheet(lines, policy=replace(ND335_2025, costly_returns=frozenset({cheap}))).b == Decimal(75)


def late_by(days: int, *, waived: bool = False) -> TaskLine:
    """Due at the end of 16/6, handed in so many days later."""
    due = DUE - timedelta(days=3)
    events = (
        missed(1, due, waived=waived),
        event(2, LineEventKind.SUBMITTED, "1", due + timedelta(days=days)),
        event(3, LineEventKind.ACCEPTED, "1", due + timedelta(days=days, hours=1)),
    )
    return replace(line(1, due=due), events=events)


def test_delays_by_times_days_or_bands() -> None:
    by_days = replace(ND335_2025, delay_counting=DelayCounting.DAYS)
    bands = (DelayBand(1, Decimal("0.5")), DelayBand(3, Decimal(1)), DelayBand(None, Decimal(3)))
    by_bands = replace(ND335_2025, delay_counting=DelayCounting.BANDS, delay_bands=bands)
    expected = {1: ("75", "75", "87.5"), 3: ("75", "25", "75"), 5: ("75", "0", "25")}
    for days, values in expected.items():
        made = [sheet([late_by(days)], policy=policy).c for policy in (ND335_2025, by_days, by_bands)]
        assert made == [Decimal(value) for value in values]
    assert sheet([late_by(5, waived=True)], policy=by_days).c == Decimal(100)


def test_deduction_caps_and_parts_are_data() -> None:
    lines = [line(1), line(2, extra=True)]
    uncapped = replace(ND335_2025, cap_done=None, cap_quality=None, cap_on_time=Decimal(150))
    assert sheet(lines, policy=uncapped).a == Decimal(200)
    assert sheet(lines, policy=uncapped).c == Decimal(150)
    assert sheet([line(1, returns=1)], policy=replace(ND335_2025, deduction=Decimal("0.1"))).b == Decimal(90)
    split = replace(ND335_2025, general_max=Decimal(40), task_max=Decimal(60))
    assert sheet([line(1, "2", "1")], policy=split).total == Decimal(60)


def test_a_calendar_window_takes_what_is_due_on_the_25th() -> None:
    late_in_june = line(1, due=DUE + timedelta(days=8))
    assert sheet([late_in_june], policy=replace(ND335_2025, cutoff_day=None)).total == Decimal(100)
    with pytest.raises(ValueError):
        sheet([late_in_june])


def test_no_assigned_work_invents_no_total() -> None:
    for lines in ([], [line(1, extra=True)]):
        made = sheet(lines)
        assert made.status is SheetStatus.INSUFFICIENT
        assert made.status.label == "chưa đủ dữ liệu"
        assert (made.a, made.result, made.task_part, made.total, made.level) == (None,) * 5
        assert made.general == 30
    assert sheet([line(1, extra=True, returns=1)]).lines[0].deductions[0].points == 0


def test_without_general_marks_there_is_no_total() -> None:
    made = sheet(an_lines(), None)
    assert (made.task_part, made.general, made.total, made.level) == (Decimal("67.67"), None, None, None)


def test_impossible_general_marks_are_a_mistake() -> None:
    with pytest.raises(ValueError):
        score([line(1)], policy=ND335_2025, window=JUNE, at=END, general={"I.1": Decimal(31)})
    with pytest.raises(ValueError):
        LeaderMarks(Decimal(101), Decimal(100), Decimal(100))


def test_handed_over_work_stays_not_done_for_the_giver() -> None:
    giver = replace(line(1, "4", "1"), state=TaskState.IN_PROGRESS)
    taker = line(2, "3", extra=True)
    assert sheet([giver]).a == Decimal(25)
    assert sheet([line(3, "3"), taker]).done == Decimal(6)


def test_what_is_due_apart_from_the_whole_window() -> None:
    open_task = line(1, "1", "0", due=DUE + timedelta(days=3))
    lines = [line(2), open_task]
    assert sheet(lines, at=DUE, scope="due").total == Decimal(100)
    assert sheet(lines, at=DUE, scope="whole").total == Decimal(65)
    assert sheet(lines, at=DUE, scope="projected").total == Decimal(100)
    assert sheet(lines, at=DUE - timedelta(seconds=1), scope="due").status is SheetStatus.INSUFFICIENT
    assert sheet(lines, at=open_task.due, scope="due").total == Decimal(65)


def test_a_return_lowers_what_is_projected_before_anything_is_accepted() -> None:
    done = line(1, returns=1)
    still_open = replace(done, events=done.events[:2], state=TaskState.RETURNED)
    assert sheet([still_open]).a == 0
    projected = sheet([still_open], scope="projected")
    assert figures(projected) == (FULL, "75.00", FULL, "94.17")
    assert projected.lines[0].deductions[0].points == Decimal("5.83")


def test_only_what_had_happened_counts() -> None:
    done = line(1, returns=1)
    assert sheet([done], at=done.events[-1].at - timedelta(seconds=1)).a == 0
    assert sheet([done], at=done.events[-1].at).a == Decimal(100)


def test_a_clock_set_back_leaves_no_gap() -> None:
    done = line(1)
    submitted, accepted = done.events
    turned = replace(done, events=(submitted, replace(accepted, at=submitted.at - timedelta(days=1))))
    assert sheet([turned], at=submitted.at - timedelta(hours=1)).a == 0
    assert sheet([turned], at=submitted.at).a == Decimal(100)


quantities = st.decimals("0.25", 9, places=2)
coefficients = st.decimals("0.01", 5, places=2)


@st.composite
def task_lines(draw: st.DrawFn) -> TaskLine:
    quantity = draw(quantities)
    share = draw(st.sampled_from([Decimal(0), Decimal("0.4"), Decimal(1)]))
    done = (quantity * share).quantize(Decimal("0.01"))
    return line(
        draw(st.integers(1, 10**6)),
        str(quantity),
        str(done),
        str(draw(coefficients)),
        returns=draw(st.integers(0, 5)) if done else 0,
        returned_units=str(done / 2) if done else None,
        delays=draw(st.integers(0, 5)),
        extra=draw(st.booleans()),
        return_type=draw(st.sampled_from(list(ReturnType))),
        due=DUE + timedelta(hours=draw(st.integers(-200, 100))),
    )


line_lists = st.lists(task_lines(), max_size=5, unique_by=lambda each: each.task_id)
policies = st.sampled_from([ND335_2025, PER_LINE, replace(ND335_2025, delay_counting=DelayCounting.DAYS)])


@settings(max_examples=15, deadline=None)
@given(line_lists, policies, st.sampled_from(["due", "whole", "projected"]), st.booleans())
def test_a_sheet_is_recomputed_identically(lines: list[TaskLine], policy: Policy, scope: Scope, leads: bool) -> None:
    leader = LeaderMarks(Decimal(50), Decimal(100), Decimal(100)) if leads else None
    given_values: dict[str, Any] = {
        "policy": policy,
        "window": window_of(Period("2026-06")),
        "at": DUE,
        "general": general("27.25"),
        "leader": leader,
        "scope": scope,
    }
    made = score(lines, **given_values)
    stored = json.loads(json.dumps(inputs_json(lines, **given_values)))
    assert recompute(stored) == made
    assert recompute(stored).to_json() == made.to_json()
    assert ScoreSheet.from_json(json.loads(json.dumps(made.to_json()))) == made


@settings(max_examples=15, deadline=None)
@given(line_lists, policies, st.randoms())
def test_order_does_not_matter(lines: list[TaskLine], policy: Policy, shuffler: random.Random) -> None:
    shuffled = list(lines)
    shuffler.shuffle(shuffled)
    assert sheet(shuffled, policy=policy) == sheet(lines, policy=policy)


@settings(max_examples=15, deadline=None)
@given(line_lists, policies)
def test_bounds(lines: list[TaskLine], policy: Policy) -> None:
    made = sheet(lines, policy=policy)
    if made.status is SheetStatus.INSUFFICIENT:
        return
    for part in (made.a, made.b, made.c, made.result, made.total):
        assert part is not None
        assert 0 <= part <= 100
    assert max(made.quality, made.on_time) <= made.done
    for scored in made.lines:
        lost = sum((each.lost for each in scored.deductions), Decimal(0))
        assert lost == (scored.done - scored.quality) + (scored.done - scored.on_time)


@settings(max_examples=15, deadline=None)
@given(line_lists, policies, st.data())
def test_waiving_never_lowers(lines: list[TaskLine], policy: Policy, data: st.DataObject) -> None:
    before = sheet(lines, policy=policy)
    if before.total is None:
        return
    entries = [(made.task_id, each) for made in before.lines for each in made.deductions]
    if not entries:
        return
    task_id, chosen = data.draw(st.sampled_from(entries))
    waived = [
        replace(
            each,
            events=tuple(replace(e, waived=True) if e.entry_id == chosen.entry_id else e for e in each.events),
        )
        if each.task_id == task_id
        else each
        for each in lines
    ]
    after = sheet(waived, policy=policy)
    assert after.total is not None
    assert after.total - before.total == chosen.points >= 0


@settings(max_examples=20, deadline=None)
@given(st.timedeltas(timedelta(0), timedelta(days=54) - timedelta(microseconds=1)))
def test_a_task_counts_in_exactly_one_month(passed: timedelta) -> None:
    due = JUNE.start + passed
    months = [window for window in map(window_of, (Period("2026-06"), Period("2026-07"))) if window.contains(due)]
    assert len(months) == 1
    made = score([line(1, due=due)], policy=ND335_2025, window=months[0], at=due, general=None)
    assert made.period == months[0].period
