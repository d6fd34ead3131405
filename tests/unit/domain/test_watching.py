"""The rules of watching: what makes each pattern, and what does not."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from hanoiwork_plugin.domain.calendar import end_of_day
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.domain.watch.watching import DoesNotMean, Event, Pattern, Trace, found, passed_on_after

BEGIN = datetime.fromisoformat("2026-06-09T10:00+07:00")
TODAY = date(2026, 6, 12)


def trace(*steps: tuple[int | str, str], days: int = 0, due: date | None = None) -> Trace:
    """Updates as (percent, text); a file or product as ("file", …) or ("product", …)."""
    acts = {"file": TaskAct.ADD_EVIDENCE, "product": TaskAct.SUBMIT}
    events = tuple(
        Event(
            UUID(int=n + 1),
            BEGIN + timedelta(days=days * n, minutes=n),
            acts.get(str(what), TaskAct.PROGRESS),
            text,
            what if isinstance(what, int) else None,
        )
        for n, (what, text) in enumerate(steps)
    )
    return Trace(events, end_of_day(due) if due else None, TODAY)


SAME = [(25, "Đang rà soát"), (30, "đang rà soát "), (35, "Đang rà soát"), (40, "Đang  rà soát")]


@pytest.mark.parametrize(
    ("seen", "pattern", "events"),
    [
        (trace(*SAME), Pattern.SAME_TEXT, 4),
        (trace((5, "Bắt đầu"), *SAME), Pattern.SAME_TEXT, 4),
        (trace(*SAME[:3]), None, 0),
        (trace(*SAME[:2], ("file", ""), *SAME[2:]), None, 0),
        (trace(*SAME[:3], (35, "Đang rà soát")), None, 0),
        (trace(*SAME[:3], (40, "Xong tổ 4")), None, 0),
        (trace(*[(n, "") for n in (5, 10, 15, 20)]), None, 0),
        (trace(*[(n, f"Bước {n}") for n in (5, 20, 35, 50, 60)]), Pattern.RISING_WITHOUT_PROOF, 5),
        (trace(*[(n, f"Bước {n}") for n in (5, 10, 15, 20, 25)]), None, 0),
        (trace(*[(n, f"Bước {n}") for n in (5, 20)], ("product", ""), (35, "a"), (50, "b"), (60, "c")), None, 0),
        (trace((20, "a"), (50, "b"), (80, "c"), due=date(2026, 6, 9)), Pattern.LAST_DAY_BURST, 3),
        (trace((20, "a"), (50, "b"), (80, "c"), due=date(2026, 6, 10)), None, 0),
        (trace((100, "Xong")), Pattern.FULL_WITHOUT_PRODUCT, 1),
        (replace(trace((100, "Xong")), today=date(2026, 6, 10)), None, 0),
        (trace((100, "Xong"), ("product", "TTr 15")), None, 0),
        (trace(), None, 0),
    ],
)
def test_a_pattern_is_its_events(seen: Trace, pattern: Pattern | None, events: int) -> None:
    answer = found(seen)
    assert (answer[0] if answer else None, len(answer[1]) if answer else 0) == (pattern, events)


def test_every_rule_says_what_it_does_not_mean_and_waits_for_two_working_mornings() -> None:
    assert {each.value for each in Pattern} == {each.value for each in DoesNotMean}
    assert passed_on_after(datetime.fromisoformat("2026-06-16T16:00+07:00")) == date(2026, 6, 18)
    assert passed_on_after(datetime.fromisoformat("2026-06-19T09:00+07:00")) == date(2026, 6, 23)
