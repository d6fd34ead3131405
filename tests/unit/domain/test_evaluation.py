"""The evaluation of a month: the table in full, the dates to the second, the guards."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, TooEarly
from hanoiwork_plugin.domain.policy import Level
from hanoiwork_plugin.domain.rating import evaluation
from hanoiwork_plugin.domain.rating.criteria import DEFAULT_CRITERIA
from hanoiwork_plugin.domain.rating.evaluation import (
    TRANSITIONS,
    EvaluationAct,
    EvaluationState,
    Filed,
    approve,
    missed_steps,
    next_state,
    publish,
    steps_of,
)

from .builders import general

S, A = EvaluationState, EvaluationAct
JUNE = steps_of(Period("2026-06"))
PERSON, REVIEWER = UUID(int=1), UUID(int=2)
SECOND = timedelta(seconds=1)


def hanoi(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone(timedelta(hours=7)))  # type: ignore[arg-type, misc]


ON_TIME = hanoi(2026, 6, 23, 9)

FORWARD = {
    S.OPEN: {A.SELF_SUBMITTED: S.SELF_SUBMITTED, A.SELF_SUBMITTED_LATE: S.SELF_SUBMITTED},
    S.SELF_SUBMITTED: {A.SELF_SUBMITTED: S.SELF_SUBMITTED, A.SELF_SUBMITTED_LATE: S.SELF_SUBMITTED},
    S.REVIEWED: {A.SELF_SUBMITTED_LATE: S.REVIEWED},
    S.APPROVED: {A.PUBLISHED: S.PUBLISHED},
    S.PUBLISHED: {A.SEEN: S.PUBLISHED},
}
for _before in (S.OPEN, S.SELF_SUBMITTED, S.REVIEWED):
    FORWARD[_before] |= {A.REVIEWED: S.REVIEWED, A.APPROVED: S.APPROVED, A.LEADER_RATED: _before}
_MISSED = (A.MISSED_SELF, A.MISSED_REVIEW, A.MISSED_APPROVAL)


@pytest.mark.parametrize(("state", "act"), list(product(S, A)))
def test_every_state_and_act(state: EvaluationState, act: EvaluationAct) -> None:
    expected = FORWARD[state].get(act)
    if act in _MISSED or (act is A.MISSED_PUBLICATION and state in (S.APPROVED, S.PUBLISHED)):
        expected = state
    if expected is None:
        with pytest.raises(Conflict):
            next_state(state, act)
    else:
        assert next_state(state, act) is expected


def test_every_state_can_be_reached_and_left() -> None:
    assert set(TRANSITIONS.values()) == set(S)
    assert {state for state, _ in TRANSITIONS} == set(S)


def test_the_dates_of_june() -> None:
    assert JUNE.self_from == hanoi(2026, 6, 20)
    assert JUNE.self_by == hanoi(2026, 6, 24, 23, 59, 59)
    assert JUNE.review_by == hanoi(2026, 6, 25, 23, 59, 59)
    assert JUNE.approve_by == hanoi(2026, 6, 27, 23, 59, 59)
    assert JUNE.publish_by == hanoi(2026, 7, 4, 23, 59, 59)
    assert JUNE.self_by.tzinfo is UTC


def test_december_is_published_in_january() -> None:
    assert steps_of(Period("2026-12")).publish_by == hanoi(2027, 1, 4, 23, 59, 59)


def test_a_quarter_has_no_such_steps() -> None:
    with pytest.raises(ValueError):
        steps_of(Period("2026-Q2"))


def self_evaluate(state: EvaluationState = S.OPEN, now: datetime = ON_TIME, **rest: Any) -> evaluation.SelfEvaluation:
    given: dict[str, Any] = {"criteria": DEFAULT_CRITERIA, "marks": general("28"), "now": now, "dates": JUNE} | rest
    return evaluation.self_evaluate(state, **given)


def test_self_evaluation_in_time() -> None:
    made = self_evaluate(late_reason="không cần")
    assert (made.act, made.general, made.late_reason) == (A.SELF_SUBMITTED, Decimal(28), "")


@pytest.mark.parametrize("now", [hanoi(2026, 6, 20), hanoi(2026, 6, 24, 23, 59, 59, 900_000)])
def test_self_evaluation_at_its_borders(now: datetime) -> None:
    assert self_evaluate(now=now).act is A.SELF_SUBMITTED


def test_self_evaluation_before_it_opens() -> None:
    with pytest.raises(TooEarly) as refusal:
        self_evaluate(now=JUNE.self_from - SECOND)
    assert refusal.value.detail.format(**refusal.value.params) == "Tự đánh giá kỳ này mở từ ngày 20/6."


def test_a_late_self_evaluation_needs_a_reason() -> None:
    late = hanoi(2026, 6, 25)
    with pytest.raises(Invalid) as refusal:
        self_evaluate(now=late, late_reason="  ")
    assert [fault.place for fault in refusal.value.faults] == ["late_reason"]
    made = self_evaluate(now=late, late_reason=" Đi công tác ")
    assert (made.act, made.late_reason) == (A.SELF_SUBMITTED_LATE, "Đi công tác")


def test_faults_of_marks_and_reason_come_together() -> None:
    with pytest.raises(Invalid) as refusal:
        self_evaluate(now=hanoi(2026, 6, 25), marks={**general("28"), "I.1": Decimal(6)})
    assert [fault.place for fault in refusal.value.faults] == ["I.1", "late_reason"]


def test_self_evaluation_after_the_review() -> None:
    late = hanoi(2026, 6, 25, 9)
    assert self_evaluate(S.REVIEWED, late, late_reason="Ốm").act is A.SELF_SUBMITTED_LATE
    with pytest.raises(Conflict):
        self_evaluate(S.REVIEWED, late, late_reason="Ốm", already_filed=True)
    with pytest.raises(Conflict):
        self_evaluate(S.REVIEWED, ON_TIME)
    with pytest.raises(Conflict):
        self_evaluate(S.APPROVED, late, late_reason="Ốm")


def review(state: EvaluationState = S.SELF_SUBMITTED, **rest: Any) -> evaluation.Review:
    given: dict[str, Any] = {
        "reviewer_id": REVIEWER,
        "person_id": PERSON,
        "criteria": DEFAULT_CRITERIA,
        "self_marks": general("28"),
        "marks": general("28"),
        "reason": "",
        "now": hanoi(2026, 6, 25, 9),
        "dates": JUNE,
    } | rest
    return evaluation.review(state, **given)


def test_agreeing_needs_no_reason() -> None:
    made = review()
    assert (made.general, made.changed, made.late) == (Decimal(28), (), False)


def test_other_marks_need_a_reason() -> None:
    with pytest.raises(Invalid) as refusal:
        review(marks=general("27"))
    (fault,) = refusal.value.faults
    assert fault.place == "reason"
    assert fault.text.format(**fault.params) == "Chấm khác tự đánh giá ở tiêu chí III.3, III.4: cần nêu *Lý do*."
    made = review(marks=general("27"), reason="Hai lần sai sót nội dung")
    assert (made.general, made.changed) == (Decimal(27), ("III.3", "III.4"))


def test_the_same_sum_of_other_marks_needs_a_reason_too() -> None:
    shifted = {**general("28"), "I.1": Decimal(4), "III.4": Decimal("1.5")}
    assert sum(shifted.values()) == 28
    with pytest.raises(Invalid):
        review(marks=shifted)


def test_a_review_without_self_evaluation_waits_for_its_time() -> None:
    with pytest.raises(TooEarly):
        review(S.OPEN, self_marks=None, now=hanoi(2026, 6, 24, 23, 59, 59))
    made = review(S.OPEN, self_marks=None, marks=general("25"), now=hanoi(2026, 6, 25))
    assert (made.general, made.changed) == (Decimal(25), ())


def test_a_late_review_says_so() -> None:
    assert not review(now=hanoi(2026, 6, 25, 23, 59, 59)).late
    assert review(now=hanoi(2026, 6, 26)).late


def test_a_review_can_be_corrected_until_approval() -> None:
    assert review(S.REVIEWED).act is A.REVIEWED
    with pytest.raises(Conflict):
        review(S.APPROVED)


def test_nobody_rates_or_approves_their_own() -> None:
    with pytest.raises(Forbidden):
        review(reviewer_id=PERSON)
    with pytest.raises(Forbidden):
        approval(approver_id=PERSON)


def approval(state: EvaluationState = S.REVIEWED, **rest: Any) -> evaluation.Approval:
    given: dict[str, Any] = {
        "approver_id": REVIEWER,
        "person_id": PERSON,
        "computed": Level.GOOD,
        "chosen": Level.GOOD,
        "reason": "",
        "now": hanoi(2026, 6, 26, 9),
        "dates": JUNE,
    } | rest
    return approve(state, **given)


def test_approving_the_suggestion() -> None:
    made = approval()
    assert (made.level, made.differs, made.late) == (Level.GOOD, False, False)
    assert approval(now=hanoi(2026, 6, 28)).late
    assert approval(computed=None, chosen=None).level is None


@pytest.mark.parametrize(("computed", "chosen"), [(Level.GOOD, Level.FAIR), (None, Level.GOOD), (Level.GOOD, None)])
def test_another_level_needs_a_reason(computed: Level | None, chosen: Level | None) -> None:
    with pytest.raises(Invalid) as refusal:
        approval(computed=computed, chosen=chosen)
    assert [fault.place for fault in refusal.value.faults] == ["reason"]
    made = approval(computed=computed, chosen=chosen, reason="Có kết luận kiểm tra")
    assert (made.level, made.differs) == (chosen, True)


@pytest.mark.parametrize("state", [S.OPEN, S.SELF_SUBMITTED])
def test_approval_without_review_waits_for_the_reviewers_time(state: EvaluationState) -> None:
    with pytest.raises(TooEarly):
        approval(state, now=hanoi(2026, 6, 25, 23, 59, 59))
    assert approval(state, now=hanoi(2026, 6, 26)).act is A.APPROVED


def test_publication() -> None:
    assert not publish(S.APPROVED, now=hanoi(2026, 7, 4, 23, 59, 59), dates=JUNE).late
    assert publish(S.APPROVED, now=hanoi(2026, 7, 5), dates=JUNE).late
    with pytest.raises(Conflict):
        publish(S.REVIEWED, now=hanoi(2026, 7, 3), dates=JUNE)
    with pytest.raises(Conflict):
        publish(S.PUBLISHED, now=hanoi(2026, 7, 3), dates=JUNE)


def acts(filed: Filed, now: datetime) -> list[EvaluationAct]:
    return [step.act for step in missed_steps(filed, JUNE, now)]


def test_each_missed_step_is_recorded_from_its_first_second() -> None:
    assert acts(Filed(), JUNE.self_by) == []
    (missed,) = missed_steps(Filed(), JUNE, JUNE.self_by + SECOND)
    assert (missed.act, missed.at) == (A.MISSED_SELF, hanoi(2026, 6, 25))
    assert acts(Filed(), hanoi(2026, 6, 28)) == [A.MISSED_SELF, A.MISSED_REVIEW, A.MISSED_APPROVAL]


def test_nobody_answers_for_another() -> None:
    late_person = Filed(self_at=hanoi(2026, 6, 25, 9), reviewed_at=hanoi(2026, 6, 25, 8))
    assert acts(late_person, hanoi(2026, 6, 26)) == [A.MISSED_SELF]
    late_reviewer = Filed(ON_TIME, hanoi(2026, 6, 26, 9), hanoi(2026, 6, 26, 10), hanoi(2026, 7, 3))
    assert acts(late_reviewer, hanoi(2026, 7, 6)) == [A.MISSED_REVIEW]
    late_authority = Filed(ON_TIME, ON_TIME, hanoi(2026, 7, 6))
    assert acts(late_authority, hanoi(2026, 7, 7)) == [A.MISSED_APPROVAL]
    late_personnel = Filed(ON_TIME, ON_TIME, hanoi(2026, 6, 26))
    assert acts(late_personnel, hanoi(2026, 7, 5)) == [A.MISSED_PUBLICATION]


def test_score_level_and_conditions_are_three_things() -> None:
    condition = evaluation.Condition(
        evaluation.ConditionKind.DISCIPLINE, "QĐ 12/QĐ-UBND", "Trần Văn Minh", hanoi(2026, 6, 26)
    )
    rating = evaluation.Rating(Decimal("94.67"), Level.EXCELLENT, (condition,), Level.FAIR)
    assert (rating.score_level, rating.decided) == (Level.EXCELLENT, Level.FAIR)
