"""d, đ and e of those who lead (cán bộ lãnh đạo, quản lý; DOMAIN 5; NĐ 335 Điều 12–18).

The records suggest d and đ, a competent person decides all three and gives the basis: always where the decision
departs from the records, where they suggest nothing, and for the initiative behind a full đ; for e when it is 50.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.calendar import Window, is_overdue
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid, TooEarly
from hanoiwork_plugin.domain.policy import Policy
from hanoiwork_plugin.domain.rating.criteria import GeneralMarks
from hanoiwork_plugin.domain.rating.evaluation import (
    EvaluationAct,
    EvaluationDates,
    EvaluationState,
    next_state,
    refuse_own,
)
from hanoiwork_plugin.domain.rating.lots import days_late, fold, until
from hanoiwork_plugin.domain.rating.scoring import TaskLine, score
from hanoiwork_plugin.domain.rating.sheet import LeaderFacts, LeaderMarks, ScoreSheet, SheetStatus


@dataclass(frozen=True)
class Member:
    """A person under the leader: lines of the window, the newest general marks, and d, đ, e of one who leads."""

    lines: tuple[TaskLine, ...]
    general: GeneralMarks | None = None
    leads: bool = False
    marks: LeaderMarks | None = None


def facts_of(
    own: Sequence[TaskLine], members: Sequence[Member], *, policy: Policy, window: Window, at: datetime
) -> LeaderFacts:
    """What the records say about d and đ at ``at``; ``own`` are the leader's lines."""
    verdicts = [_reaches(member, policy, window, at) for member in members if _has_work(member.lines)]
    planned = clean = late = 0
    for lines in (own, *(member.lines for member in members)):
        by_task = {line.task_id: line for line in lines}
        for scored in score(lines, policy=policy, window=window, at=at, general=None).lines:
            if scored.extra:
                continue
            planned += 1
            clean += scored.quality == scored.on_time == scored.assigned
            late += _late_for_long(by_task[scored.task_id], policy, at)
    return LeaderFacts(
        scored=sum(verdict is not None for verdict in verdicts),
        below=verdicts.count(False),
        unsettled=verdicts.count(None),
        minimum=policy.leader_unit_minimum,
        planned=planned,
        clean=clean,
        long_late=late,
        long_days=policy.leader_long_delay_days,
    )


def _has_work(lines: Iterable[TaskLine]) -> bool:
    return any(not line.extra for line in lines)


def _reaches(member: Member, policy: Policy, window: Window, at: datetime) -> bool | None:
    """Whether the total reaches the minimum, whatever the marks still missing will be; None: it depends on them."""

    def total_with(marks: LeaderMarks | None, missing: Decimal) -> Decimal | None:
        made: ScoreSheet = score(
            member.lines, policy=policy, window=window, at=at, general=member.general, leader=marks
        )
        if made.status is SheetStatus.INSUFFICIENT or made.task_part is None:
            return None
        return made.total if made.total is not None else made.task_part + missing

    lowest, highest = (
        member.marks or LeaderMarks(mark, mark, mark) if member.leads else None
        for mark in (min(policy.leader_choices), max(policy.leader_choices))
    )
    low, high = total_with(lowest, Decimal(0)), total_with(highest, policy.general_max)
    if low is None or high is None:
        return None
    if low >= policy.leader_unit_minimum:
        return True
    return False if high < policy.leader_unit_minimum else None


def _late_for_long(line: TaskLine, policy: Policy, at: datetime) -> bool:
    return any(
        not mark.is_return and not mark.event.waived and days_late(mark, at, line.held) > policy.leader_long_delay_days
        for lot in fold(line.quantity, until(at, line.events))
        for mark in lot.marks
    )


def decide(
    state: EvaluationState,
    *,
    decider_id: UUID,
    decider: str,
    person_id: UUID,
    given: LeaderMarks,
    facts: LeaderFacts,
    policy: Policy,
    now: datetime,
    dates: EvaluationDates,
) -> LeaderMarks:
    """Chấm tiêu chí d, đ, e by the one who rates; may be corrected until the approval.

    Args:
        given: the three marks with their basis.
        facts: what the records say now; kept with the decision.

    Raises:
        Forbidden: one's own.
        TooEarly: no self-evaluation yet and its time has not passed.
        Conflict: already approved.
        Invalid: a mark that the policy does not have, or a basis missing; every place at once.
    """
    refuse_own(decider_id, person_id)
    next_state(state, EvaluationAct.LEADER_RATED)
    if state is EvaluationState.OPEN and not is_overdue(dates.self_by, now):
        raise TooEarly("Người được đánh giá chưa tự đánh giá và vẫn còn trong hạn.")
    given = replace(
        given,
        unit_basis=given.unit_basis.strip(),
        organising_basis=given.organising_basis.strip(),
        unity_basis=given.unity_basis.strip(),
        facts=facts,
        decided_by=decider,
        decided_at=now,
    )
    faults = [
        Fault(place, "Tiêu chí {element} chỉ nhận một trong các mức đã quy định.", {"element": element})
        for place, element, mark in (
            ("unit_result", "d", given.unit_result),
            ("organising", "đ", given.organising),
            ("unity", "e", given.unity),
        )
        if mark not in policy.leader_choices
    ]
    faults += _lacking(given, facts, max(policy.leader_choices))
    if faults:
        raise Invalid("Chưa chấm được tiêu chí d, đ, e.", faults=faults)
    return given


def _lacking(given: LeaderMarks, facts: LeaderFacts, full: Decimal) -> list[Fault]:
    """The basis that is missing, by place."""
    lacking = []
    if given.unit_result != facts.unit_result and not given.unit_basis:
        lacking.append(
            Fault("unit_basis", "Tiêu chí d khác mức hệ thống gợi ý hoặc chưa có gợi ý: cần nêu *Căn cứ chấm d*.")
        )
    if given.organising == full and not given.organising_basis:
        lacking.append(
            Fault(
                "organising_basis",
                "Tiêu chí đ đạt mức cao nhất khi có sáng kiến hoặc giải pháp hiệu quả: cần nêu ở *Căn cứ chấm đ*.",
            )
        )
    elif given.organising != facts.organising and not given.organising_basis:
        lacking.append(
            Fault("organising_basis", "Tiêu chí đ khác mức hệ thống gợi ý hoặc chưa có gợi ý: cần nêu *Căn cứ chấm đ*.")
        )
    if given.unity != full and not given.unity_basis:
        lacking.append(
            Fault("unity_basis", "Tiêu chí e dưới mức cao nhất khi mất đoàn kết kéo dài: cần nêu *Căn cứ chấm e*.")
        )
    return lacking


def need_marks(leads: bool, marks: LeaderMarks | None) -> None:
    """A leader is rated on all six: no rating before d, đ and e are decided; raises Conflict."""
    if leads and marks is None:
        raise Conflict("Chưa chấm tiêu chí d, đ, e của người lãnh đạo, quản lý; mời chấm trước khi nhận xét.")
