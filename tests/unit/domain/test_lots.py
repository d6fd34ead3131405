"""Units as lots: what each event does to which of them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.rating.lots import LineEvent, LineEventKind, Lots, LotState, apply, fold, quantity_in
from hanoiwork_plugin.domain.tasks import ReturnType

from .builders import DUE, MORNING, event, missed

K, S = LineEventKind, LotState


def folded(quantity: str, *steps: tuple[LineEventKind, str]) -> Lots:
    events = [
        event(
            number,
            kind,
            units,
            MORNING + timedelta(minutes=number),
            return_type=ReturnType.MAJOR_CONTENT if kind is K.RETURNED else None,
            due=DUE if kind is K.DEADLINE_MISSED else None,
        )
        for number, (kind, units) in enumerate(steps, start=1)
    ]
    return fold(Decimal(quantity), events)


def shape(lots: Lots) -> list[tuple[str, str, int]]:
    return sorted((str(lot.quantity), lot.state.value, len(lot.marks)) for lot in lots)


def test_a_line_begins_as_one_fresh_lot() -> None:
    assert shape(folded("4")) == [("4", "fresh", 0)]


def test_a_return_marks_only_the_units_concerned() -> None:
    lots = folded("4", (K.SUBMITTED, "4"), (K.RETURNED, "1"), (K.ACCEPTED, "3"))
    assert shape(lots) == [("1", "returned", 1), ("3", "accepted", 0)]


def test_a_resubmission_is_the_same_units() -> None:
    lots = folded("4", (K.SUBMITTED, "2"), (K.RETURNED, "1"), (K.SUBMITTED, "2"))
    assert shape(lots) == [("1", "fresh", 0), ("1", "submitted", 0), ("1", "submitted", 0), ("1", "submitted", 1)]


def test_the_same_units_are_returned_again_first() -> None:
    lots = folded("4", (K.SUBMITTED, "4"), (K.RETURNED, "1"), (K.SUBMITTED, "1"), (K.RETURNED, "2"))
    assert shape(lots) == [("1", "returned", 1), ("1", "returned", 2), ("2", "submitted", 0)]


def test_what_was_never_returned_is_accepted_first() -> None:
    lots = folded("4", (K.SUBMITTED, "4"), (K.RETURNED, "1"), (K.SUBMITTED, "1"), (K.ACCEPTED, "3"), (K.RETURNED, "1"))
    assert shape(lots) == [("1", "returned", 2), ("3", "accepted", 0)]


def test_a_missed_deadline_marks_what_is_neither_submitted_nor_accepted() -> None:
    lots = folded("5", (K.SUBMITTED, "3"), (K.ACCEPTED, "1"), (K.RETURNED, "1"), (K.DEADLINE_MISSED, "0"))
    assert shape(lots) == [
        ("1", "accepted", 0),
        ("1", "returned", 2),
        ("1", "submitted", 0),
        ("2", "fresh", 1),
    ]


def test_a_missed_deadline_may_name_its_units() -> None:
    assert shape(folded("5", (K.DEADLINE_MISSED, "1.5"))) == [("1.5", "fresh", 1), ("3.5", "fresh", 0)]


def test_handing_in_closes_the_delay_once() -> None:
    late = [
        missed(1, DUE),
        event(2, K.SUBMITTED, "1", DUE + timedelta(days=1)),
        event(3, K.RETURNED, "1", DUE + timedelta(days=2), return_type=ReturnType.FORM),
        event(4, K.SUBMITTED, "1", DUE + timedelta(days=3)),
    ]
    (lot,) = fold(Decimal(1), late)
    assert lot.marks[0].made_good_at == DUE + timedelta(days=1)
    assert lot.returns == 1


def test_events_are_taken_in_the_order_of_the_ledger() -> None:
    events = [event(1, K.SUBMITTED, "1", MORNING), event(2, K.ACCEPTED, "1", MORNING - timedelta(hours=1))]
    assert shape(fold(Decimal(1), events)) == [("1", "accepted", 0)]


def test_a_missed_deadline_marks_what_is_still_there() -> None:
    """The quantity may have been adjusted down since."""
    (lot,) = fold(Decimal(1), [event(1, K.DEADLINE_MISSED, "3", DUE, due=DUE)])
    assert (lot.quantity, len(lot.marks)) == (Decimal(1), 1)


@pytest.mark.parametrize(
    "steps",
    [
        [(K.SUBMITTED, "5")],
        [(K.ACCEPTED, "1")],
        [(K.RETURNED, "1")],
        [(K.SUBMITTED, "2"), (K.ACCEPTED, "2.01")],
    ],
)
def test_more_than_there_is_is_refused(steps: list[tuple[LineEventKind, str]]) -> None:
    with pytest.raises(Invalid) as refusal:
        folded("4", *steps)
    assert refusal.value.faults[0].place == "quantity"


def test_senseless_events_are_mistakes() -> None:
    with pytest.raises(ValueError):
        event(1, K.SUBMITTED, "0", MORNING)
    with pytest.raises(ValueError):
        event(1, K.RETURNED, "1", MORNING)
    with pytest.raises(ValueError):
        event(1, K.DEADLINE_MISSED, "0", MORNING)


@settings(max_examples=60)
@given(st.decimals(1, 20, places=2), st.lists(st.tuples(st.sampled_from(list(K)), st.decimals("0.01", 9, places=2))))
def test_no_unit_is_ever_lost_or_made(quantity: Decimal, steps: list[tuple[LineEventKind, Decimal]]) -> None:
    lots = fold(quantity, [])
    for number, (kind, units) in enumerate(steps):
        step = LineEvent(
            entry_id=event(number, K.SUBMITTED, "1", MORNING).entry_id,
            at=MORNING + timedelta(minutes=number),
            kind=kind,
            units=units,
            return_type=ReturnType.MINOR,
            due=DUE,
        )
        try:
            lots = apply(lots, step)
        except Invalid:
            continue
        assert quantity_in(lots, *LotState) == quantity
        assert all(lot.quantity > 0 for lot in lots)
