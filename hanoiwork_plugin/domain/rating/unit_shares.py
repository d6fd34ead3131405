"""Which part of a score arose in which unit (nơi công tác) after a transfer within the window (DOMAIN 6).

Read from the sheet; nothing of it enters a total: the person is rated as a whole, by the new unit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hanoiwork_plugin.domain.points import round_points
from hanoiwork_plugin.domain.rating.sheet import LineScore, ScoreSheet


@dataclass(frozen=True)
class UnitShare:
    """The part of one unit: its tasks, their converted quantities, and the points they bring to the task part.

    ``points`` come from a, b and c; what a cap takes off is borne by the units in proportion. Of a leader's sheet
    d, đ and e belong to no unit.
    """

    unit: str
    tasks: int
    assigned: Decimal
    done: Decimal
    quality: Decimal
    on_time: Decimal
    points: Decimal


def unit_shares(sheet: ScoreSheet) -> tuple[UnitShare, ...]:
    """The part of each unit in the order of first deadlines; none where the person did not move in the window."""
    by_unit: dict[str, list[LineScore]] = {}
    for line in sheet.lines:
        if line.unit:
            by_unit.setdefault(line.unit, []).append(line)
    if not sheet.assigned or not by_unit:
        return ()
    return tuple(_share(sheet, unit, lines) for unit, lines in by_unit.items())


def _share(sheet: ScoreSheet, unit: str, lines: list[LineScore]) -> UnitShare:
    done, quality, on_time = (
        _sum(line.done for line in lines),
        _sum(line.quality for line in lines),
        _sum(line.on_time for line in lines),
    )
    measured = (
        _measured(sheet, done, sheet.done, sheet.a)
        + _measured(sheet, quality, sheet.quality, sheet.b)
        + _measured(sheet, on_time, sheet.on_time, sheet.c)
    )
    measures = 3 if sheet.leader is None else 6
    return UnitShare(
        unit=unit,
        tasks=len(lines),
        assigned=_sum(line.assigned for line in lines),
        done=done,
        quality=quality,
        on_time=on_time,
        points=round_points(Fraction(sheet.task_max) * measured / measures),
    )


def _measured(sheet: ScoreSheet, part: Decimal, whole: Decimal, percent: Decimal | None) -> Fraction:
    """What the unit brings to one of a, b and c; a capped one is shared in proportion."""
    if not whole or percent is None:
        return Fraction(0)
    exact = Fraction(whole) / Fraction(sheet.assigned)
    counted = exact if round_points(exact * 100) == percent else Fraction(percent) / 100
    return counted * Fraction(part) / Fraction(whole)


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))
