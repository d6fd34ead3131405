"""Policies as data: round trip, levels, caps."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from hanoiwork_plugin.domain import plain
from hanoiwork_plugin.domain.calendar import Period, end_of_day
from hanoiwork_plugin.domain.doing.qr_codes import has_expired
from hanoiwork_plugin.domain.policy import (
    DEFAULT_POLICY,
    ND335_2025,
    POLICIES,
    CapBase,
    CapRounding,
    DelayBand,
    DelayCounting,
    Level,
    Policy,
    RollUp,
)
from hanoiwork_plugin.domain.rating.scoring import mean_of, roll_up
from hanoiwork_plugin.domain.tasks import TaskState


def test_the_default_says_what_it_is() -> None:
    assert POLICIES["nd335-2025", "1"] is DEFAULT_POLICY is ND335_2025
    assert DEFAULT_POLICY.note == "tham khảo, chưa đối chiếu với 11-QĐ/TU"


def test_a_policy_survives_json() -> None:
    banded = replace(
        ND335_2025,
        name="banded",
        cutoff_day=None,
        cap_done=None,
        delay_counting=DelayCounting.BANDS,
        delay_bands=(DelayBand(3, Decimal("0.5")), DelayBand(None, Decimal(2))),
    )
    for policy in (ND335_2025, banded):
        assert Policy.from_json(json.loads(json.dumps(policy.to_json()))) == policy
    assert ND335_2025.to_json()["deduction"] == "0.25"


def test_floats_have_no_plain_form() -> None:
    with pytest.raises(TypeError):
        plain.dump({"points": 0.25})


@pytest.mark.parametrize(
    ("total", "level"),
    [
        ("100", Level.EXCELLENT),
        ("90.00", Level.EXCELLENT),
        ("89.99", Level.GOOD),
        ("70", Level.GOOD),
        ("69.99", Level.FAIR),
        ("50", Level.FAIR),
        ("49.99", Level.FAILED),
        ("0", Level.FAILED),
    ],
)
def test_levels(total: str, level: Level) -> None:
    assert ND335_2025.level_of(Decimal(total)) is level


@pytest.mark.parametrize(
    ("base", "rounding", "outstanding", "limit"),
    [
        (CapBase.GOOD_OR_BETTER, CapRounding.DOWN, False, 3),
        (CapBase.GOOD_OR_BETTER, CapRounding.DOWN, True, 4),
        (CapBase.GOOD_OR_BETTER, CapRounding.HALF_UP, False, 4),
        (CapBase.GOOD_OR_BETTER, CapRounding.UP, False, 4),
        (CapBase.ALL_RATED, CapRounding.DOWN, False, 4),
        (CapBase.FINALLY_GOOD, CapRounding.DOWN, False, 3),
    ],
)
def test_the_cap_on_excellent(base: CapBase, rounding: CapRounding, outstanding: bool, limit: int) -> None:
    cap = replace(ND335_2025.excellent_cap, base=base, rounding=rounding)
    suggested = {Level.EXCELLENT: 8, Level.GOOD: 10, Level.FAIR: 3, Level.FAILED: 1}
    assert replace(ND335_2025, excellent_cap=cap).excellent_limit(suggested, outstanding=outstanding) == limit


def test_the_cap_of_an_empty_group_is_zero() -> None:
    for base in CapBase:
        cap = replace(ND335_2025.excellent_cap, base=base)
        assert replace(ND335_2025, excellent_cap=cap).excellent_limit({}) == 0


def test_a_finally_good_base_leaves_its_own_excellent_out() -> None:
    cap = replace(ND335_2025.excellent_cap, base=CapBase.FINALLY_GOOD)
    policy = replace(ND335_2025, excellent_cap=cap)
    assert policy.excellent_limit({Level.EXCELLENT: 20}) == 3
    assert ND335_2025.excellent_limit({Level.EXCELLENT: 20}) == 4


def test_cut_off_or_calendar_window() -> None:
    by_calendar = replace(ND335_2025, cutoff_day=None)
    on_the_25th = end_of_day(date(2026, 6, 25))
    assert ND335_2025.period_of(on_the_25th) == Period("2026-07")
    assert by_calendar.period_of(on_the_25th) == Period("2026-06")
    assert by_calendar.window_of(Period("2026-06")).contains(on_the_25th)


def test_senseless_policies_are_refused() -> None:
    with pytest.raises(ValueError):
        replace(ND335_2025, quarter_rule=RollUp.MEAN_OF_QUARTERS)
    with pytest.raises(ValueError):
        replace(ND335_2025, delay_counting=DelayCounting.BANDS, delay_bands=(DelayBand(3, Decimal(1)),))


def test_a_quarter_is_the_mean_of_its_months() -> None:
    months = dict(zip(Period("2026-Q3").months, map(Decimal, ("88.2", "91.5", "86.4")), strict=True))
    assert roll_up(Period("2026-Q3"), months, ND335_2025) == Decimal("88.70") == mean_of(list(months.values()))
    assert roll_up(Period("2026-Q4"), months, ND335_2025) is None


def test_a_year_by_months_or_by_quarters() -> None:
    months = {month: Decimal(90) for month in Period("2026").months[:6]}
    months[Period("2026-07")] = Decimal(60)
    assert roll_up(Period("2026"), months, ND335_2025) == Decimal("85.71")
    by_quarters = replace(ND335_2025, year_rule=RollUp.MEAN_OF_QUARTERS)
    assert roll_up(Period("2026"), months, by_quarters) == Decimal("80.00")


def test_under_six_months_a_year_is_not_rated() -> None:
    months = {month: Decimal(90) for month in Period("2026").months[7:]}
    assert len(months) == 5
    assert roll_up(Period("2026"), months, ND335_2025) is None


def test_the_mean_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError):
        mean_of([])


def test_how_long_a_printed_code_opens_a_finished_task_is_a_figure_of_the_policy() -> None:
    done = datetime(2026, 6, 1, 2, tzinfo=UTC)
    last = done + timedelta(days=DEFAULT_POLICY.qr_days_after_done)
    assert not has_expired(TaskState.DONE, done, last - timedelta(seconds=1))
    assert has_expired(TaskState.DONE, done, last)
    assert has_expired(TaskState.DONE, done, done + timedelta(days=5), days=5)
    assert not has_expired(TaskState.IN_PROGRESS, None, last + timedelta(days=999))
