"""Task lines and their events in a few words, for the tests of the score."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.calendar import Period, due_instant, overdue_from, window_of
from hanoiwork_plugin.domain.policy import ND335_2025, Policy
from hanoiwork_plugin.domain.rating.criteria import DEFAULT_CRITERIA, GeneralMarks
from hanoiwork_plugin.domain.rating.lots import LineEvent, LineEventKind
from hanoiwork_plugin.domain.rating.scoring import LeaderMarks, Scope, ScoreSheet, TaskLine, score
from hanoiwork_plugin.domain.tasks import ReturnType, TaskKind, TaskState

JUNE = window_of(Period("2026-06"))
DUE = due_instant(datetime(2026, 6, 19, 10, 0, tzinfo=UTC))
MORNING = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
END = JUNE.end


def general(points: str) -> GeneralMarks:
    """Marks that sum up to ``points``, taken from the last criteria."""
    missing = Decimal(30) - Decimal(points)
    marks = {}
    for criterion in reversed(DEFAULT_CRITERIA):
        less = min(missing, criterion.maximum)
        marks[criterion.code] = criterion.maximum - less
        missing -= less
    return marks


def event(number: int, kind: LineEventKind, units: str | Decimal, at: datetime, **rest: object) -> LineEvent:
    return LineEvent(UUID(int=number), at, kind, Decimal(units), **rest)  # type: ignore[arg-type]


def line(
    number: int,
    quantity: str = "1",
    done: str | None = None,
    coefficient: str = "1",
    *,
    returns: int = 0,
    returned_units: str | None = None,
    delays: int = 0,
    waived: bool = False,
    extra: bool = False,
    return_type: ReturnType = ReturnType.MAJOR_CONTENT,
    due: datetime = DUE,
) -> TaskLine:
    """A line with ``done`` of ``quantity`` accepted, after so many returns and missed deadlines on the way."""
    accepted = Decimal(quantity if done is None else done)
    entries, at = number * 1000, MORNING
    events: list[LineEvent] = []

    def add(kind: LineEventKind, units: str | Decimal, **rest: object) -> None:
        nonlocal entries, at
        entries, at = entries + 1, at + timedelta(hours=1)
        events.append(event(entries, kind, units, at, **rest))

    for _ in range(delays):
        add(LineEventKind.DEADLINE_MISSED, "0", due=due, waived=waived)
    if accepted:
        add(LineEventKind.SUBMITTED, accepted)
        for _ in range(returns):
            units = returned_units or accepted
            add(
                LineEventKind.RETURNED,
                units,
                return_type=return_type,
                waived=waived,
                actor="Nguyễn Thị Hà",
                reason="Thiếu phụ lục 2",
            )
            add(LineEventKind.SUBMITTED, units)
        add(LineEventKind.ACCEPTED, accepted)
    return TaskLine(
        task_id=UUID(int=number),
        name=f"Nhiệm vụ {number}",
        kind=TaskKind.ARISING if extra else TaskKind.REGULAR,
        quantity=Decimal(quantity),
        coefficient=Decimal(coefficient),
        due=due,
        extra=extra,
        state=TaskState.DONE if accepted == Decimal(quantity) else TaskState.IN_PROGRESS,
        provisional=False,
        events=tuple(events),
    )


def sheet(
    lines: Iterable[TaskLine],
    points: str | None = "30",
    *,
    policy: Policy = ND335_2025,
    at: datetime = END,
    leader: LeaderMarks | None = None,
    scope: Scope = "whole",
) -> ScoreSheet:
    marks = None if points is None else general(points)
    window = policy.window_of(Period("2026-06"))
    return score(lines, policy=policy, window=window, at=at, general=marks, leader=leader, scope=scope)


def an_lines(*, second_return_struck_out: bool = False) -> list[TaskLine]:
    """An's month: T1 returned twice, T2 late once, T3 and T5 clean, T4 arising."""
    key = line(1, coefficient="4", returns=2)
    if second_return_struck_out:
        second = [each for each in key.events if each.kind is LineEventKind.RETURNED][1]
        key = replace(key, events=tuple(replace(e, waived=True) if e is second else e for e in key.events))
    return [
        key,
        line(2, coefficient="2", delays=1),
        line(3, coefficient="1"),
        line(4, coefficient="1", extra=True),
        line(5, coefficient="3"),
    ]


def missed(number: int, due: datetime, units: str = "0", *, waived: bool = False) -> LineEvent:
    return event(number, LineEventKind.DEADLINE_MISSED, units, overdue_from(due), due=due, waived=waived)
