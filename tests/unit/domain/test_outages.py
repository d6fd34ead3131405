"""When an outage explains a missed deadline, and until when the work may be handed in instead."""

from datetime import datetime

import pytest

from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.timing.outages import Outage, check_reported, counts, explains, given_back


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-06-{text}+07:00")


DUE = at("16T23:59:59")


def down(since: str, until: str | None) -> Outage:
    return Outage(at(since), at(until) if until else None)


@pytest.mark.parametrize(
    ("outages", "explained", "until"),
    [
        ([down("16T08:00", "17T00:30")], True, "17T23:59:59"),
        ([down("16T08:00", "16T17:30")], True, "17T23:59:59"),
        ([down("16T23:50", "17T09:00")], True, "18T23:59:59"),
        ([down("16T08:00", "16T12:30")], True, "17T23:59:59"),
        ([down("16T08:00", "16T12:00")], False, None),
        ([down("16T08:00", "16T11:00"), down("16T10:00", "16T12:30")], True, "17T23:59:59"),
        ([down("16T08:00", "16T11:00"), down("16T10:00", "16T12:00")], False, None),
        ([down("16T17:00", "16T23:59")], False, None),
        ([down("15T08:00", "15T17:00")], False, None),
        ([down("16T08:00", None)], True, None),
        ([], False, None),
    ],
)
def test_a_deadline_that_fell_to_an_outage(outages: list[Outage], explained: bool, until: str | None) -> None:
    assert explains(outages, DUE) is explained
    if explained:
        assert given_back(outages) == (at(until) if until else None)


def test_the_last_working_day_before_a_deadline_on_a_weekend_counts() -> None:
    sunday = at("21T23:59:59")
    friday = [down("19T08:00", "19T16:00")]
    assert explains(friday, sunday)
    assert given_back(friday) == at("22T23:59:59")
    assert not explains([down("20T08:00", "20T16:00")], sunday), "nobody had to work that Saturday"
    morning = at("16T09:00:00")
    assert explains([down("16T07:00", "16T08:45")], morning), "most of the hour that was left"
    assert not explains([down("16T08:50", "16T08:59:30")], morning)


def test_a_hiccup_is_no_outage_and_an_impossible_one_is_refused() -> None:
    now = at("17T08:00")
    assert not counts(down("16T08:00", "16T08:29"), now)
    assert counts(down("16T08:00", "16T08:30"), now)
    assert counts(down("17T07:00", None), now)
    with pytest.raises(Invalid) as refused:
        check_reported(at("18T08:00"), at("17T09:00"), " ", now)
    assert [fault.place for fault in refused.value.faults] == ["outage_until", "outage_until", "outage_reason"]
    check_reported(at("16T08:00"), at("16T12:00"), "Đứt cáp", now)
