"""The suggested score (NĐ 335 Điều 12–18; DOMAIN 5): task lines in, score sheet out, exactly.

Everything is carried as fractions; ``round_points`` is applied only to what the sheet shows as a, b, c,
result, task part, total and the points of a deduction. One function serves card, REST answer, batch and petition.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from hanoiwork_plugin.domain import plain
from hanoiwork_plugin.domain.calendar import Period, PeriodKind, Window, truncated
from hanoiwork_plugin.domain.points import round_points
from hanoiwork_plugin.domain.policy import DeductionBase, DelayCounting, Policy, RollUp
from hanoiwork_plugin.domain.rating.criteria import GeneralMarks, total
from hanoiwork_plugin.domain.rating.lots import (
    LineEvent,
    LineEventKind,
    Lot,
    Lots,
    LotState,
    Mark,
    days_late,
    fold,
    until,
)
from hanoiwork_plugin.domain.rating.sheet import (
    Deduction,
    DeductionKind,
    HeldTime,
    LeaderMarks,
    LineScore,
    Scope,
    ScoreSheet,
    SheetStatus,
)
from hanoiwork_plugin.domain.tasks import TaskKind, TaskState

__all__ = [
    "Deduction",
    "DeductionKind",
    "LeaderMarks",
    "LineScore",
    "Scope",
    "ScoreSheet",
    "SheetStatus",
    "TaskLine",
    "inputs_json",
    "mean_of",
    "recompute",
    "roll_up",
    "score",
]


@dataclass(frozen=True)
class TaskLine:
    """Một dòng nhiệm vụ: what the score needs to know of a task.

    ``due``: the effective deadline. ``extra``: arising or taken over, outside the assigned total, adds to
    what was done. ``provisional``: the coefficient still waits for confirmation. ``events``: in the order in which
    the ledger recorded them. Cancelled tasks are no lines;
    a task handed over stays a line of the giver with what was accepted from them. ``closed``: the units it ended
    with when it was closed or handed over before all were done; only they count as assigned and done. ``held``: when
    another unit held the work; those days are no lateness of the person. ``unit``: where it arose, of a person who was
    transferred within the window; it counts for nothing.
    """

    task_id: UUID
    name: str
    kind: TaskKind
    quantity: Decimal
    coefficient: Decimal
    due: datetime
    extra: bool
    state: TaskState
    provisional: bool
    events: tuple[LineEvent, ...]
    closed: Decimal | None = None
    held: tuple[HeldTime, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class _Credit:
    """Converted quantities of a line or of all lines: done, and what quality and time leave of it."""

    done: Fraction = Fraction(0)
    quality: Fraction = Fraction(0)
    on_time: Fraction = Fraction(0)

    def __add__(self, other: "_Credit") -> "_Credit":
        return _Credit(self.done + other.done, self.quality + other.quality, self.on_time + other.on_time)

    def __sub__(self, other: "_Credit") -> "_Credit":
        return _Credit(self.done - other.done, self.quality - other.quality, self.on_time - other.on_time)


@dataclass(frozen=True)
class _Rules:
    """What is the same for every line of one sheet."""

    policy: Policy
    at: datetime
    projected: bool

    def counts(self, line: TaskLine, lot: Lot) -> bool:
        open_still = line.closed is None and line.state is not TaskState.HANDED_OVER
        return (self.projected and open_still) or lot.state is LotState.ACCEPTED

    def steps(self, line: TaskLine, mark: Mark, without: UUID | None = None) -> Fraction:
        """How many deductions a mark stands for, by the policy's counting rule."""
        event = mark.event
        if event.waived or event.entry_id == without:
            return Fraction(0)
        if mark.is_return:
            return Fraction(event.return_type in self.policy.costly_returns)
        if self.policy.delay_counting is DelayCounting.TIMES:
            return Fraction(1)
        days = days_late(mark, self.at, line.held)
        if self.policy.delay_counting is DelayCounting.DAYS:
            return Fraction(days)
        bands = self.policy.delay_bands
        return Fraction(next(band.steps for band in bands if band.up_to_days is None or days <= band.up_to_days))

    def left(self, steps: Fraction) -> Fraction:
        """The share of the credit that is left after ``steps`` deductions, never below 0."""
        return max(Fraction(0), 1 - Fraction(self.policy.deduction) * steps)


def _line_steps(
    rules: _Rules, line: TaskLine, lots: Lots, without: UUID | None
) -> tuple[dict[UUID, Fraction], dict[UUID, Fraction]]:
    """The deductions of a whole line, each event once: (returns, delays) by ledger entry."""
    returns: dict[UUID, Fraction] = {}
    delays: dict[UUID, Fraction] = {}
    for lot in lots:
        for mark in lot.marks:
            into, entry = (returns if mark.is_return else delays), mark.event.entry_id
            into[entry] = max(into.get(entry, Fraction(0)), rules.steps(line, mark, without))
    return returns, delays


def _credit(rules: _Rules, line: TaskLine, lots: Lots, without: UUID | None = None) -> _Credit:
    """What a line earns; ``without`` leaves one event out."""
    coefficient = Fraction(line.coefficient)
    per_line = rules.policy.deduction_base is DeductionBase.PER_LINE
    returns, delays = _line_steps(rules, line, lots, without) if per_line else ({}, {})
    sums = _Credit()
    for lot in (each for each in lots if rules.counts(line, each)):
        done = Fraction(lot.quantity) * coefficient
        if not per_line:
            returns, delays = _line_steps(rules, line, (lot,), without)
        sums += _Credit(
            done,
            done * rules.left(sum(returns.values(), Fraction(0))),
            done * rules.left(sum(delays.values(), Fraction(0))),
        )
    return sums


def _lost(rules: _Rules, line: TaskLine, lots: Lots) -> dict[UUID, Fraction]:
    """Converted quantity that each event took, one after the other, so that the parts add up to the whole."""
    lost: dict[UUID, Fraction] = {}
    per_line = rules.policy.deduction_base is DeductionBase.PER_LINE
    whole = _line_steps(rules, line, lots, None)
    for lot in (each for each in lots if rules.counts(line, each)):
        done = Fraction(lot.quantity) * Fraction(line.coefficient)
        for events in whole if per_line else _line_steps(rules, line, (lot,), None):
            before = Fraction(0)
            for entry, steps in events.items():
                taken = rules.left(before) - rules.left(before + steps)
                lost[entry] = lost.get(entry, Fraction(0)) + done * taken
                before += steps
    return lost


@dataclass(frozen=True)
class _Result:
    """a, b, c capped, result and task part, exact."""

    a: Fraction
    b: Fraction
    c: Fraction
    result: Fraction
    task_part: Fraction


def _result(policy: Policy, assigned: Fraction, sums: _Credit, leader: LeaderMarks | None) -> _Result:
    """The formulas: (a + b + c) / 3 for staff, (a + b + c + d + đ + e) / 6 for leaders; × 70."""

    def capped(part: Fraction, cap: Decimal | None) -> Fraction:
        share = part / assigned
        return share if cap is None else min(share, Fraction(cap) / 100)

    measures = [
        capped(sums.done, policy.cap_done),
        capped(sums.quality, policy.cap_quality),
        capped(sums.on_time, policy.cap_on_time),
    ]
    a, b, c = measures
    if leader is not None:
        measures += [Fraction(mark) / 100 for mark in (leader.unit_result, leader.organising, leader.unity)]
    result = sum(measures, Fraction(0)) / len(measures)
    return _Result(a, b, c, result, result * Fraction(policy.task_max))


def score(
    lines: Iterable[TaskLine],
    *,
    policy: Policy,
    window: Window,
    at: datetime,
    general: GeneralMarks | None,
    leader: LeaderMarks | None = None,
    scope: Scope = "whole",
) -> ScoreSheet:
    """The score sheet (phiếu điểm) of one person for one window, as things stood at ``at``.

    Args:
        lines: the person's tasks whose effective deadline lies in ``window``; order does not matter.
        general: marks of the general criteria, already validated; None gives a sheet without a total.
        leader: d, đ, e for those who lead; None for staff.
        scope: see ``domain.rating.sheet.Scope``.

    Raises:
        ValueError: a deadline outside the window, or general marks above the policy's maximum.
        Invalid: events that do not fit their line (see ``lots.fold``).
    """
    at = truncated(at)
    lines = sorted(lines, key=lambda line: (line.due, line.task_id))
    for line in lines:
        if not window.contains(line.due):
            raise ValueError(f"task {line.task_id} is due outside {window.period.code}")
    if scope == "due":
        lines = [line for line in lines if truncated(line.due) <= at]
    rules = _Rules(policy, at, scope == "projected")
    folded = [(line, fold(line.quantity, until(at, line.events))) for line in lines]
    earned = [_credit(rules, line, lots) for line, lots in folded]
    sums = sum(earned, _Credit())
    assigned = sum((_assigned(line) for line in lines), Fraction(0))
    outcome = _result(policy, assigned, sums, leader) if assigned > 0 else None
    task_part = round_points(outcome.task_part) if outcome else None
    general_points = None if general is None else total(general)
    if general_points is not None and not 0 <= general_points <= policy.general_max:
        raise ValueError("general marks outside the policy's range")
    overall = round_points(general_points + task_part) if general_points is not None and task_part is not None else None

    def points_without(index: int, entry: UUID) -> Decimal:
        if task_part is None:
            return round_points(0)
        line, lots = folded[index]
        changed = sums - earned[index] + _credit(rules, line, lots, entry)
        return round_points(_result(policy, assigned, changed, leader).task_part) - task_part

    return ScoreSheet(
        policy_name=policy.name,
        policy_version=policy.version,
        policy_title=policy.title,
        policy_note=policy.note,
        period=window.period,
        scope=scope,
        at=at,
        status=SheetStatus.COMPUTED if outcome else SheetStatus.INSUFFICIENT,
        assigned=_exact(assigned),
        done=_exact(sums.done),
        quality=_exact(sums.quality),
        on_time=_exact(sums.on_time),
        a=round_points(outcome.a * 100) if outcome else None,
        b=round_points(outcome.b * 100) if outcome else None,
        c=round_points(outcome.c * 100) if outcome else None,
        leader=leader,
        result=round_points(outcome.result * 100) if outcome else None,
        task_max=policy.task_max,
        task_part=task_part,
        general=general_points,
        general_max=policy.general_max,
        general_marks=tuple(sorted((general or {}).items())),
        total=overall,
        level=None if overall is None else policy.level_of(overall),
        lines=tuple(
            LineScore(
                task_id=line.task_id,
                name=line.name,
                kind=line.kind,
                state=line.state,
                due=line.due,
                extra=line.extra,
                provisional=line.provisional,
                quantity=line.quantity,
                coefficient=line.coefficient,
                accepted=sum((lot.quantity for lot in lots if rules.counts(line, lot)), Decimal(0)),
                assigned=_exact(_assigned(line)),
                done=_exact(credit.done),
                quality=_exact(credit.quality),
                on_time=_exact(credit.on_time),
                deductions=tuple(
                    _deduction(rules, line, lots, event, points_without(index, event.entry_id))
                    for event in _marking_events(lots)
                ),
                held=line.held,
                unit=line.unit,
            )
            for index, ((line, lots), credit) in enumerate(zip(folded, earned, strict=True))
        ),
    )


def _assigned(line: TaskLine) -> Fraction:
    units = line.quantity if line.closed is None else line.closed
    return Fraction(0) if line.extra else Fraction(units) * Fraction(line.coefficient)


def _marking_events(lots: Lots) -> list[LineEvent]:
    """Every return and delay of the line once, in order of time."""
    events = {mark.event.entry_id: mark.event for lot in lots for mark in lot.marks}
    return sorted(events.values(), key=lambda event: (event.at, event.entry_id))


def _deduction(rules: _Rules, line: TaskLine, lots: Lots, event: LineEvent, points: Decimal) -> Deduction:
    marked = [(lot, mark) for lot in lots for mark in lot.marks if mark.event.entry_id == event.entry_id]
    steps = max(rules.steps(line, mark) for _, mark in marked)
    return Deduction(
        entry_id=event.entry_id,
        at=event.at,
        kind=DeductionKind.RETURN if event.kind is LineEventKind.RETURNED else DeductionKind.DELAY,
        units=sum((lot.quantity for lot, _ in marked), Decimal(0)),
        share=_exact(min(Fraction(1), Fraction(rules.policy.deduction) * steps)),
        lost=_exact(_lost(rules, line, lots).get(event.entry_id, Fraction(0))),
        points=points,
        actor=event.actor,
        reason=event.reason,
        waived=event.waived,
        return_type=event.return_type,
        waiver=event.waiver,
    )


def _exact(value: Fraction) -> Decimal:
    """A fraction as the decimal it is; products and sums of decimals always are one."""
    places = 0
    while 10**places % value.denominator:
        places += 1
    whole = value.numerator * 10**places // value.denominator
    return Decimal((0 if whole >= 0 else 1, tuple(map(int, str(abs(whole)))), -places))


def inputs_json(
    lines: Iterable[TaskLine],
    *,
    policy: Policy,
    window: Window,
    at: datetime,
    general: GeneralMarks | None,
    leader: LeaderMarks | None = None,
    scope: Scope = "whole",
) -> dict[str, Any]:
    """Everything ``score`` was given, the whole policy included, as plain JSON to store beside the sheet."""
    return {
        "policy": policy.to_json(),
        "window": plain.dump(window),
        "at": plain.dump(at),
        "general": plain.dump(general),
        "leader": plain.dump(leader),
        "scope": scope,
        "lines": [plain.dump(line) for line in lines],
    }


def recompute(inputs: Mapping[str, Any]) -> ScoreSheet:
    """The sheet computed again from what ``inputs_json`` stored; identical to the one made then."""
    return score(
        plain.load(tuple[TaskLine, ...], inputs["lines"]),
        policy=Policy.from_json(inputs["policy"]),
        window=plain.load(Window, inputs["window"]),
        at=plain.load(datetime, inputs["at"]),
        general=None if inputs["general"] is None else plain.load(dict[str, Decimal], inputs["general"]),
        leader=None if inputs["leader"] is None else plain.load(LeaderMarks, inputs["leader"]),
        scope=inputs["scope"],
    )


def mean_of(totals: Sequence[Decimal]) -> Decimal:
    """The mean of totals (bình quân), two places; ValueError for none."""
    if not totals:
        raise ValueError("the mean of nothing")
    return round_points(sum(map(Fraction, totals), Fraction(0)) / len(totals))


def roll_up(period: Period, months: Mapping[Period, Decimal], policy: Policy) -> Decimal | None:
    """The total of a quarter or year from those of the months worked; None: not rated.

    A quarter without any month is not rated; a year needs ``policy.year_minimum_months``.
    """
    worked = {month: months[month] for month in period.months if month in months}
    year = period.kind is PeriodKind.YEAR
    if len(worked) < (policy.year_minimum_months if year else 1):
        return None
    if year and policy.year_rule is RollUp.MEAN_OF_QUARTERS:
        quarters = dict.fromkeys(month.quarter for month in worked)
        return mean_of([mean_of([worked[m] for m in quarter.months if m in worked]) for quarter in quarters])
    return mean_of(list(worked.values()))
