"""Chains of hand-overs, waiting by side, raters all alike: tables of what makes each, and what does not."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from hanoiwork_plugin.domain.doing.evidence import Use
from hanoiwork_plugin.domain.policy import WatchRules
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.domain.watch.bottlenecks import trouble_of
from hanoiwork_plugin.domain.watch.hand_overs import Chain, StepKind, chain_of, is_circle, is_long, returns
from hanoiwork_plugin.domain.watch.raters import RatedSheet, alike
from hanoiwork_plugin.domain.watch.task_ledger import LedgerFact
from hanoiwork_plugin.domain.watch.waiting import (
    Awaited,
    Parties,
    Side,
    Wait,
    WaitKind,
    by_side,
    counted_days,
    long_waits,
    may_be_long_since,
    waits_of,
)
from hanoiwork_plugin.domain.watch.watch_rules import Threshold, watch_rules
from hanoiwork_plugin.domain.watch.watching import DoesNotMean, Pattern, same_file

A, B, C, D = (UUID(int=number) for number in range(1, 5))
NAMES = {"A": A, "B": B, "C": C, "D": D}
UNIT, OTHER, GIVER, REQUEST = UUID(int=11), UUID(int=12), UUID(int=13), UUID(int=14)
TASK = UUID(int=100)


def at(text: str) -> datetime:
    """ "9 10:00": that day of June 2026."""
    day, hour = text.split()
    return datetime.fromisoformat(f"2026-06-{int(day):02}T{hour}+07:00")


def fact(n: int, act: TaskAct, when: datetime, task: UUID = TASK, reason: str = "", **after: Any) -> LedgerFact:
    before = {"accountable_id": after.pop("was")} if "was" in after else {}
    return LedgerFact(UUID(int=1000 + n), task, when, act, GIVER, reason, before, after)


def chain(way: str) -> Chain:
    """ "A cannot B lent C back B": the way of one piece of work, a step a day."""
    words = way.split()
    facts, holders, task, holder = [], {}, 0, words[0]
    for n, (kind, to) in enumerate(zip(words[1::2], words[2::2], strict=True)):
        this, when = UUID(int=100 + task), at("1 09:00") + timedelta(days=n)
        holders[this] = NAMES[holder]
        ends = {"was": str(NAMES[holder]), "accountable_id": str(NAMES[to])}
        if kind in ("lent", "back"):
            facts.append(fact(n, TaskAct.LEND if kind == "lent" else TaskAct.TAKE_BACK, when, this, kind, **ends))
        elif kind == "kept":
            facts.append(fact(n, TaskAct.DECIDE_LEAD, when, this, kind, to=str(NAMES[to]), kept=True))
        else:
            decided = {"decision": str(UUID(int=9))} if kind == "decided" else {}
            why = "reassigned" if kind == "decided" else kind
            facts.append(fact(n, TaskAct.HAND_OVER, when, this, kind, to=str(NAMES[to]), why=why, **decided))
            task += 1
        holder = to
    return chain_of(facts, holders)


@pytest.mark.parametrize(
    ("way", "counted", "long", "circle"),
    [
        ("A cannot B", 1, False, False),
        ("A cannot B reassigned C", 2, False, False),
        ("A cannot B reassigned C cannot D", 3, True, False),
        ("A cannot B reassigned A", 2, False, True),
        ("A cannot B reassigned C reassigned B", 3, True, True),
        ("A lent B back A", 0, False, False),
        ("A lent B back A lent C back A lent D back A", 0, False, False),
        ("A lent B cannot C reassigned A", 2, False, True),
        ("A lent B back A cannot C lent D back C reassigned B", 2, False, False),
        ("A left B left C left D", 0, False, False),
        ("A left B cannot A", 1, False, True),
        ("A left B cannot C reassigned D cannot A", 3, True, True),
        ("A cannot B reassigned C cannot D decided A", 0, False, False),
        ("A cannot B reassigned C decided D cannot A", 1, False, False),
        ("A cannot B cannot C cannot C kept C", 0, False, False),
        ("A cannot B kept B reassigned C cannot B", 2, False, True),
    ],
)
def test_a_chain_is_its_counted_steps_since_the_last_decision(way: str, counted: int, long: bool, circle: bool) -> None:
    found = chain(way)
    assert (len(found.counted), is_long(found), is_circle(found)) == (counted, long, circle)
    assert [step.reason for step in found.steps] == way.split()[1::2], "every step is on the way, with its reason"
    assert [step.at for step in found.steps] == sorted(step.at for step in found.steps)
    assert {step.to_id for step in returns(found)} <= found.people


def test_a_decision_stands_until_the_work_is_passed_on_again() -> None:
    decided = chain("A cannot B cannot C cannot D decided B")
    assert decided.decision is not None
    assert (decided.decision.kind, decided.decision.to_id) == (StepKind.DECIDED, B)
    assert chain("A cannot B decided C cannot D").decision is None
    three = chain("A cannot B cannot C cannot D")
    found = trouble_of(three, (), at("9 09:00"))
    assert found is not None
    assert (found.patterns, found.since) == ((Pattern.HAND_OVER_CHAIN,), three.steps[-1].at)
    assert trouble_of(three, (), at("9 09:00"), WatchRules(chain_steps=4)) is None


def waits(*steps: tuple[TaskAct, str, dict[str, Any]], unit: UUID = OTHER) -> tuple[Wait, ...]:
    facts = [fact(n, act, at(when), **after) for n, (act, when, after) in enumerate(steps)]
    asked = {REQUEST: Awaited(D, unit, "Số liệu"), UUID(int=15): Awaited(GIVER, None, "Xin đến 26/6")}
    return waits_of(facts, Parties(UNIT, A, GIVER, C, B, asked))


_ASK, _TAKE, _END, _REFUSE = TaskAct.ASK_WAIT, TaskAct.TAKE_WAIT, TaskAct.END_WAIT, TaskAct.REFUSE_WAIT
_WAIT: dict[str, Any] = {"request": str(REQUEST)}
_LATER: dict[str, Any] = {"request": str(UUID(int=15))}
_DOING, _WAITING, _PAUSED = {"state": "in_progress"}, {"state": "waiting"}, {"state": "paused"}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        # 1/6 is a Monday; a day counts when it began while the wait lasted
        (
            ((_ASK, "1 09:00", _WAIT), (_TAKE, "2 09:00", _WAIT | _WAITING), (_END, "5 09:00", _WAIT | _DOING)),
            (0, 4, 0, 0),
        ),
        (((_ASK, "1 09:00", _WAIT), (_REFUSE, "3 09:00", _WAIT)), (0, 2, 0, 0)),
        (((_ASK, "5 09:00", _WAIT), (_TAKE, "5 10:00", _WAIT | _WAITING)), (0, 3, 0, 0)),
        (
            ((TaskAct.SUBMIT, "1 09:00", {"state": "submitted"}), (TaskAct.RETURN, "4 09:00", {"state": "returned"})),
            (0, 0, 3, 0),
        ),
        (((TaskAct.OBJECT, "8 09:00", {"state": "objected"}),), (0, 0, 2, 0)),
        (((TaskAct.REQUEST_APPROVAL, "8 09:00", {"state": "awaiting_approval"}),), (0, 0, 2, 0)),
        (((TaskAct.SUSPEND, "1 09:00", _PAUSED), (TaskAct.RESUME, "3 09:00", _DOING)), (0, 0, 0, 2)),
        # the pause of 3 to 5/6 lies inside the wait: its two days are the pause's alone
        (
            (
                *((_ASK, "1 09:00", _WAIT), (TaskAct.SUSPEND, "3 09:00", _PAUSED)),
                *((TaskAct.RESUME, "5 09:00", _DOING), (_REFUSE, "8 09:00", _WAIT)),
            ),
            (0, 3, 0, 2),
        ),
        # two things asked of the giver at once: each day once
        (
            (
                *((TaskAct.ASK_EXTENSION, "1 09:00", _LATER), (TaskAct.SUBMIT, "2 09:00", {"state": "submitted"})),
                *((TaskAct.REFUSE_EXTENSION, "4 09:00", _LATER), (TaskAct.RETURN, "5 09:00", {"state": "returned"})),
            ),
            (0, 0, 4, 0),
        ),
        # withdrawn, and ended by the end of the task
        (((_ASK, "1 09:00", _WAIT), (TaskAct.WITHDRAW, "2 09:00", _WAIT)), (0, 1, 0, 0)),
        (((_ASK, "1 09:00", _WAIT), (TaskAct.HAND_OVER, "3 09:00", {"state": "handed_over"})), (0, 2, 0, 0)),
    ],
)
def test_each_working_day_of_waiting_is_with_the_side_where_it_arose(
    steps: tuple[tuple[TaskAct, str, dict[str, Any]], ...], expected: tuple[int, ...]
) -> None:
    found = waits(*steps)
    assert tuple(by_side(found, at("10 09:00")).values()) == expected
    assert sum(map(len, counted_days(found, at("10 09:00")))) >= sum(expected)


def test_who_waits_for_whom_and_when_it_is_long() -> None:
    (answer, result) = waits((_ASK, "1 09:00", _WAIT), (_TAKE, "2 09:00", _WAIT | _WAITING))
    assert (answer.kind, answer.until, answer.waiting_id, answer.awaited_id) == (WaitKind.ANSWER, at("2 09:00"), A, D)
    assert (result.kind, result.until, result.awaited_unit_id, result.text) == (WaitKind.RESULT, None, OTHER, "Số liệu")
    (within,) = waits((_ASK, "1 09:00", _WAIT), unit=UNIT)
    assert within.side is Side.OWN_UNIT
    (objected,) = waits((TaskAct.OBJECT, "1 09:00", {"state": "objected"}))
    assert (objected.side, objected.awaited_id) == (Side.GIVER, B)
    for now, long in (("8 23:59", False), ("9 00:00", True)):
        assert bool(long_waits((answer, result), at(now))) is long
        assert (result.since < may_be_long_since(at(now))) is long, "what is fetched is what can be long"
    (paused,) = waits((TaskAct.SUSPEND, "1 09:00", _PAUSED))
    assert not long_waits((paused,), at("30 09:00")), "a pause is the giver's own choice"


def sheets(*given: tuple[str, str]) -> list[RatedSheet]:
    """Sheets as (mark, own mark) of one criterion; "" for no self-evaluation."""
    return [
        RatedSheet(
            UUID(int=n),
            {"I.1": Decimal(mark), "I.2": Decimal(5)},
            {"I.1": Decimal(own), "I.2": Decimal(5)} if own else None,
        )
        for n, (mark, own) in enumerate(given)
    ]


@pytest.mark.parametrize(
    ("given", "pattern", "those"),
    [
        ([("4", "5")] * 5, Pattern.RATER_SAME_MARKS, 5),
        ([("5", "5")] * 5, Pattern.RATER_SAME_MARKS, 5),
        ([("4", "5")] * 4, None, 0),
        ([*[("4", "5")] * 4, ("3", "5")], Pattern.RATER_SAME_MARKS, 4),
        ([*[("4", "5")] * 3, ("3", "5"), ("2", "5")], None, 0),
        ([("4", "5"), ("3", "4"), ("2", "3"), ("1", "2"), ("0", "1")], Pattern.RATER_SAME_DEVIATION, 5),
        ([("4", "5"), ("3", "4"), ("2", "3"), ("1", "2"), ("0", "")], Pattern.RATER_SAME_DEVIATION, 4),
        ([("5", "5"), ("4", "4"), ("3", "3"), ("2", "2"), ("1", "1")], None, 0),
        ([], None, 0),
    ],
)
def test_a_rater_whose_marks_are_all_alike(given: list[tuple[str, str]], pattern: Pattern | None, those: int) -> None:
    found = alike(sheets(*given))
    assert (found[0] if found else None, len(found[1]) if found else 0) == (pattern, those)


def test_every_rule_is_named_with_its_threshold_and_what_it_does_not_mean() -> None:
    assert (
        {each.value for each in Pattern} == {each.value for each in DoesNotMean} == {each.value for each in Threshold}
    )
    rules = {rule.pattern: rule for rule in watch_rules(WatchRules(chain_steps=7, same_file_products=3))}
    assert set(rules) == set(Pattern)
    assert "từ 7 lần" in rules[Pattern.HAND_OVER_CHAIN].threshold_words
    assert "từ 3 sản phẩm" in rules[Pattern.SAME_FILE].threshold_words
    assert not any("{" in rule.threshold_words + rule.told_words for rule in rules.values())
    whole, half = Use(1, None), Use(2, Decimal(50))
    assert same_file([whole, half])
    assert not same_file([half, Use(3, Decimal(50))])
    assert not same_file([whole])
