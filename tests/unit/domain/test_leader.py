"""d, đ and e of those who lead: what the records suggest, what a decision needs, and the total that follows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, TooEarly
from hanoiwork_plugin.domain.policy import ND335_2025
from hanoiwork_plugin.domain.rating.evaluation import EvaluationState, steps_of
from hanoiwork_plugin.domain.rating.leader import Member, decide, facts_of, need_marks
from hanoiwork_plugin.domain.rating.lots import LineEventKind
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode, receipt
from hanoiwork_plugin.domain.rating.scoring import TaskLine
from hanoiwork_plugin.domain.rating.sheet import LeaderFacts, LeaderMarks

from .builders import END, JUNE, event, general, line, missed, sheet

WELL = Member((line(1),), general("20"))
BADLY = Member((line(2, "5", "0"),), general("30"))
DATES = steps_of(Period("2026-06"))
NOW = datetime(2026, 6, 25, 2, 0, tzinfo=UTC)
LEADER, ABOVE = UUID(int=1), UUID(int=2)
FULL, HALF = Decimal(100), Decimal(50)
CLEAR = LeaderFacts(scored=2, below=0, unsettled=0, minimum=HALF, planned=3, clean=3, long_late=0, long_days=10)


def facts(*members: Member, own: tuple[TaskLine, ...] = ()) -> LeaderFacts:
    return facts_of(own, members, policy=ND335_2025, window=JUNE, at=END)


def test_d_follows_from_the_totals_of_everyone_under_the_leader() -> None:
    assert facts(WELL, WELL).unit_result == FULL
    assert facts(WELL, BADLY).unit_result == HALF
    exactly = Member((line(1, "2", "1"),), general("15"))
    assert facts(exactly).unit_result == FULL
    assert facts(replace(exactly, general=general("14.99"))).unit_result == HALF


def test_d_waits_only_for_those_whose_marks_can_still_change_it() -> None:
    assert facts(replace(WELL, general=None)).unit_result == FULL
    assert facts(replace(BADLY, general=None)).unit_result == HALF
    open_yet = Member((line(1, "2", "1"),), None)
    assert (facts(WELL, open_yet).unit_result, facts(WELL, open_yet).unsettled) == (None, 1)
    assert facts(BADLY, open_yet).unit_result == HALF


def test_people_without_assigned_work_are_left_out() -> None:
    idle = Member((), general("30"))
    helping = Member((line(9, extra=True),), general("0"))
    assert facts(WELL, idle, helping).scored == 1
    assert facts(idle).unit_result is None


def test_a_leader_below_another_counts_with_all_six() -> None:
    poor = (line(1, "5", "1"),)
    undecided = Member(poor, general("15"), leads=True)
    assert facts(undecided).unsettled == 1
    half = LeaderMarks(HALF, HALF, HALF)
    assert facts(replace(undecided, marks=half)).unit_result == HALF
    assert facts(replace(undecided, marks=LeaderMarks(FULL, FULL, FULL))).unit_result == FULL


def long_late(days: int) -> TaskLine:
    due = line(1).due - timedelta(days=14)
    handed_in = due + timedelta(days=days)
    events = (
        missed(1, due),
        event(2, LineEventKind.SUBMITTED, "1", handed_in),
        event(3, LineEventKind.ACCEPTED, "1", handed_in + timedelta(hours=1)),
    )
    return replace(line(1, due=due), events=events)


def test_the_proposal_for_organising() -> None:
    assert facts(WELL, own=(line(7),)).organising == FULL
    assert facts(WELL, Member((line(3, returns=1),))).organising is None
    assert facts(WELL, own=(line(7, "2", "1"),)).organising is None
    assert facts(Member((long_late(10),))).organising is None
    assert facts(Member((long_late(11),))).organising == HALF
    waived = replace(long_late(11), events=tuple(replace(each, waived=True) for each in long_late(11).events[:1]))
    assert facts(Member((waived,))).long_late == 0
    assert facts().organising is None


def decided(**rest: Any) -> LeaderMarks:
    given: dict[str, Any] = {
        "decider_id": ABOVE,
        "decider": "Trần Văn Hùng",
        "person_id": LEADER,
        "given": LeaderMarks(FULL, FULL, FULL, organising_basis="Sáng kiến một cửa số"),
        "facts": CLEAR,
        "policy": ND335_2025,
        "now": NOW,
        "dates": DATES,
    } | rest
    return decide(given.pop("state", EvaluationState.SELF_SUBMITTED), **given)


def places(**rest: Any) -> list[str]:
    with pytest.raises(Invalid) as refused:
        decided(**rest)
    return [fault.place for fault in refused.value.faults]


def test_what_departs_from_the_records_needs_a_basis() -> None:
    assert decided().facts == CLEAR
    assert places(given=LeaderMarks(HALF, HALF, HALF)) == ["unit_basis", "organising_basis", "unity_basis"]
    assert places(given=LeaderMarks(FULL, FULL, FULL)) == ["organising_basis"]
    late = replace(CLEAR, clean=1, long_late=1, below=1)
    assert decided(given=LeaderMarks(HALF, HALF, FULL), facts=late).unit_result == HALF
    assert places(given=LeaderMarks(FULL, HALF, FULL, unit_basis="  "), facts=late) == ["unit_basis"]
    unknown = replace(CLEAR, unsettled=1)
    assert places(given=LeaderMarks(FULL, FULL, FULL, "", "Sáng kiến"), facts=unknown) == ["unit_basis"]
    assert places(given=LeaderMarks(FULL, Decimal(75), FULL, "", "Gần đủ")) == ["organising"]


def test_who_and_when() -> None:
    with pytest.raises(Forbidden):
        decided(decider_id=LEADER)
    with pytest.raises(TooEarly):
        decided(state=EvaluationState.OPEN, now=DATES.self_by)
    assert decided(state=EvaluationState.OPEN).decided_at == NOW
    with pytest.raises(Conflict):
        decided(state=EvaluationState.APPROVED)
    with pytest.raises(Conflict):
        need_marks(True, None)
    need_marks(True, LeaderMarks(FULL, FULL, FULL))
    need_marks(False, None)


def test_the_receipt_names_facts_basis_and_decider() -> None:
    marks = replace(
        decided(given=LeaderMarks(HALF, FULL, FULL, "Một người nghỉ việc", "Sáng kiến")), entry_id=UUID(int=9)
    )
    made = sheet([line(1)], "28", leader=marks)
    assert made.total == Decimal("92.17")
    (result,) = receipt(made)[0].children[1].children[0:1]
    six = result.children
    assert result.code is ReceiptCode.RESULT_LEADER
    assert [step.code for step in six[3].children] == [
        ReceiptCode.UNIT_FACTS,
        ReceiptCode.REASON,
        ReceiptCode.DECIDED,
    ]
    assert [step.code for step in six[5].children] == [ReceiptCode.DECIDED]
    assert six[4].children[-1].entry_id == UUID(int=9)
