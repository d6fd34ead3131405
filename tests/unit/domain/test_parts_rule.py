"""Shares of big work with exact figures: what each part counts, what is kept, what is refused (NĐ 335 Điều 18.1c)."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from hanoiwork_plugin.domain.assigning.parts import (
    WHOLE,
    Part,
    Share,
    all_done,
    check_parent_due,
    check_part_due,
    check_share,
    kept,
    progress_of,
    refuse_while_open,
    reserved,
    within,
)
from hanoiwork_plugin.domain.calendar import Period, due_instant, window_of
from hanoiwork_plugin.domain.errors import Conflict, Invalid
from hanoiwork_plugin.domain.policy import ND335_2025
from hanoiwork_plugin.domain.rating.lots import LineEvent, LineEventKind
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode, ReceiptStep, receipt
from hanoiwork_plugin.domain.rating.scoring import TaskLine, inputs_json, recompute, score
from hanoiwork_plugin.domain.rating.sheet import ScoreSheet
from hanoiwork_plugin.domain.tasks import ReturnType, TaskKind, TaskState

JUNE = window_of(Period.parse("2026-06"))
DUE, AT = datetime(2026, 6, 12, 10, tzinfo=UTC), datetime(2026, 6, 20, tzinfo=UTC)
GOING, DONE = TaskState.IN_PROGRESS, TaskState.DONE


def part(number: int, share: str, state: TaskState = GOING, **more: object) -> Part:
    return Part(UUID(int=number), f"Phần {number}", Decimal(share), state, 0, **more)  # type: ignore[arg-type]


def line(number: int, percent: str, units: str = "1", *, of: str = "Việc lớn", done: str = "") -> TaskLine:
    events = ()
    if done:
        kinds = (LineEventKind.SUBMITTED, LineEventKind.ACCEPTED)
        events = tuple(LineEvent(UUID(int=number * 10 + n), DUE, kind, Decimal(done)) for n, kind in enumerate(kinds))
    return TaskLine(
        task_id=UUID(int=number),
        name=f"Phần {number}",
        kind=TaskKind.REGULAR,
        quantity=Decimal(units),
        coefficient=Decimal(4),
        due=DUE,
        extra=False,
        state=DONE if done == units else GOING,
        provisional=False,
        events=events,
        share=Share(Decimal(percent), Decimal(8), Decimal(units), of),
    )


def sheet(*lines: TaskLine) -> ScoreSheet:
    return score(lines, policy=ND335_2025, window=JUNE, at=AT, general=None)


def codes(steps: tuple[ReceiptStep, ...]) -> set[ReceiptCode]:
    return {step.code for step in steps} | {code for step in steps for code in codes(step.children)}


def test_eight_in_forty_thirty_five_and_fifteen() -> None:
    parts = [part(1, "40"), part(2, "35"), part(3, "15")]
    assert (reserved(parts), kept(parts)) == (90, 10)
    lines = [line(1, "40"), line(2, "35", "3"), line(3, "15"), line(4, "10", "2", of="")]
    assert [sheet(each).assigned for each in lines] == [Decimal("3.2"), Decimal("2.8"), Decimal("1.2"), Decimal("0.8")]
    assert sheet(*lines).assigned == 8
    kept_after = [
        kept([*parts[:2], replace(parts[2], state=state)]) for state in (TaskState.CANCELLED, TaskState.DRAFT)
    ]
    assert kept_after == [25, 25], "cancelled gives back; not given yet is still the parent's"
    assert reserved([*parts[:2], replace(parts[2], state=TaskState.DRAFT)]) == 90


def test_one_function_scores_what_was_accepted_returned_and_left() -> None:
    third = line(2, "35", "3", done="1")
    assert sheet(third).done == Decimal("0.933333333333")
    assert sheet(third, line(1, "40", done="1")).a == Decimal("68.89"), "(2.8 ÷ 3 + 3.2) ÷ 6, exact until it is shown"
    back = LineEvent(UUID(int=99), DUE, LineEventKind.RETURNED, Decimal(1), ReturnType.MAJOR_CONTENT)
    sent = line(1, "40", done="1")
    returned = replace(
        sent, events=(sent.events[0], back, replace(sent.events[0], entry_id=UUID(int=98)), sent.events[1])
    )
    assert sheet(returned).quality == Decimal("2.4"), "25 % of 3.2"
    inputs = inputs_json([returned, third], policy=ND335_2025, window=JUNE, at=AT, general=None)
    assert recompute(inputs) == sheet(returned, third)
    assert codes(receipt(sheet(sent, line(4, "10", of="")))) >= {ReceiptCode.LINE_DONE_PART, ReceiptCode.LINE_DONE_REST}
    assert ReceiptCode.LINE_DONE_PART_EXTRA in codes(receipt(sheet(sent, replace(line(5, "20"), extra=True))))


def test_all_in_parts_leaves_a_line_of_nothing() -> None:
    assert kept([part(1, "60"), part(2, "40", DONE)]) == 0
    nothing = sheet(line(4, "0", of=""), line(1, "50", done="1"))
    assert [(each.assigned, each.done) for each in nothing.lines] in (
        [(4, 4), (0, 0)],
        [(0, 0), (4, 4)],
    )
    assert ReceiptCode.LINE_ALL_IN_PARTS in codes(receipt(nothing))


def test_a_share_handed_over_counts_once_and_stays_where_a_line_is_left() -> None:
    first = part(1, "40", TaskState.HANDED_OVER, closed=None)
    taken = part(2, "40", GOING, origin_id=first.id)
    assert (reserved([first, taken]), kept([first, taken])) == (40, 60)
    assert kept([first, replace(taken, state=TaskState.CANCELLED)]) == 60, "undone, it stays assigned to the first"
    left_nothing = replace(first, closed=Decimal(0))
    assert kept([left_nothing, taken]) == 60
    assert kept([left_nothing, replace(taken, state=TaskState.CANCELLED)]) == 100
    again = replace(taken, state=TaskState.HANDED_OVER, closed=Decimal(0))
    last = part(3, "40", GOING, origin_id=again.id)
    assert (reserved([first, again, last]), kept([first, again, last])) == (40, 60), "one chain, however long"


@pytest.mark.parametrize("share", [None, Decimal(0), Decimal(-1), Decimal("100.01"), Decimal("0.001")])
def test_a_share_that_is_none(share: Decimal | None) -> None:
    with pytest.raises(Invalid):
        check_share(share, [])


def test_shares_and_deadlines_beyond_the_whole_are_named() -> None:
    check_share(Decimal(10), [part(1, "90")])
    with pytest.raises(Invalid) as over:
        check_share(Decimal("10.5"), [part(1, "90")])
    assert over.value.params == {"taken": 90, "share": Decimal("10.5"), "total": Decimal("100.5"), "left": 10}
    later = datetime(2026, 6, 12, 11, tzinfo=UTC)
    check_part_due(DUE, DUE)
    with pytest.raises(Invalid) as late:
        check_part_due(later, DUE)
    assert late.value.params == {"due": later, "parent_due": DUE}
    assert (within(due_instant(DUE.date()), DUE), within(later, DUE)) == (DUE, later)
    with pytest.raises(Invalid) as early:
        check_parent_due(DUE, [("Một", later), ("Hai", DUE), ("Ba", None)])
    assert early.value.params["names"] == ("Một",)


def test_the_whole_waits_for_its_parts_and_follows_them() -> None:
    parts = [part(1, "40", DONE), replace(part(2, "35"), progress=50), part(3, "15", TaskState.CANCELLED)]
    assert progress_of(parts, Decimal(25), 10) == 60, "40 + 17.5 + 2.5"
    assert progress_of([part(1, "99.99", DONE)], Decimal("0.01"), 0) == 99, "100 only when everything is"
    assert progress_of([part(1, "60", DONE)], Decimal(40), 100) == 100
    with pytest.raises(Conflict) as waits:
        refuse_while_open([*parts, part(4, "5", TaskState.DRAFT)])
    assert waits.value.params["names"] == ("Phần 2", "Phần 4")
    refuse_while_open([parts[0], parts[2]])
    assert [all_done(found) for found in (parts, parts[::2], parts[2:], [])] == [False, True, False, False]
    assert Share(WHOLE, Decimal(8), Decimal(2)).of_unit == Fraction(4)
    assert Share(WHOLE, Decimal(8), Decimal(0)).of_unit == 0
