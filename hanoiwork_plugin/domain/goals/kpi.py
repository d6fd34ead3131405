"""KPIs (chỉ số): which thresholds make sense, what a value says, and the progress that follows from it (DOMAIN 3)."""

from collections.abc import Iterable
from decimal import Decimal

from hanoiwork_plugin.domain.goals.objectives import Direction, Kpi
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.points import round_points

_FULL = Decimal(100)


class Verdict(LabelledEnum):
    """Mức đạt của chỉ số."""

    EXCEEDED = "exceeded", "vượt"
    COMPLETED = "completed", "hoàn thành"
    UNDER_WAY = "under_way", "chưa hoàn thành"
    FAILED = "failed", "không hoàn thành"


def thresholds_in_order(kpi: Kpi) -> bool:
    """Whether fail, completion and exceed threshold follow one another in the KPI's direction."""
    if kpi.direction is None or kpi.complete_at is None or kpi.exceed_at is None or kpi.fail_at is None:
        return True
    if kpi.direction is Direction.UP:
        return kpi.fail_at < kpi.complete_at <= kpi.exceed_at
    return kpi.fail_at > kpi.complete_at >= kpi.exceed_at


def verdict(kpi: Kpi, value: Decimal) -> Verdict:
    """What a value says; a KPI that lacks a threshold is read by those it has."""
    sign = -1 if kpi.direction is Direction.DOWN else 1

    def reached(threshold: Decimal | None) -> bool:
        return threshold is not None and sign * value >= sign * threshold

    if reached(kpi.exceed_at) and kpi.exceed_at != kpi.complete_at:
        return Verdict.EXCEEDED
    if reached(kpi.complete_at):
        return Verdict.COMPLETED
    if kpi.fail_at is not None and sign * value <= sign * kpi.fail_at:
        return Verdict.FAILED
    return Verdict.UNDER_WAY


def kpi_progress(kpi: Kpi, value: Decimal | None) -> Decimal:
    """Progress in percent, 0 to 100, two places.

    From the starting point to the completion threshold in equal steps. The starting point is the baseline; where
    none is known, zero for a KPI that should rise, the fail threshold for one that should fall.
    """
    if value is None or kpi.complete_at is None:
        return Decimal(0)
    if verdict(kpi, value) in (Verdict.COMPLETED, Verdict.EXCEEDED):
        return _FULL
    start = kpi.baseline
    if start is None:
        start = kpi.fail_at if kpi.direction is Direction.DOWN else Decimal(0)
    if start is None or start == kpi.complete_at:
        return Decimal(0)
    share = (value - start) / (kpi.complete_at - start) * _FULL
    return round_points(min(max(share, Decimal(0)), _FULL))


def task_progress(tasks: Iterable[tuple[Decimal, Decimal, Decimal]], target: Decimal | None) -> Decimal:
    """Progress in percent from (quantity, accepted quantity, coefficient) of the tasks that serve a key result.

    Converted products accepted over converted products assigned; where fewer products are assigned than ``target``
    asks for, over the target, so that handing out half the work is not finishing it.
    """
    lines = list(tasks)
    assigned = sum((quantity for quantity, _, _ in lines), Decimal(0))
    converted = sum((quantity * coefficient for quantity, _, coefficient in lines), Decimal(0))
    if not converted or not assigned:
        return Decimal(0)
    done = sum((min(accepted, quantity) * coefficient for quantity, accepted, coefficient in lines), Decimal(0))
    share = done / converted
    if target is not None and target > assigned:
        share *= assigned / target
    return round_points(share * _FULL)


def weighted_progress(results: Iterable[tuple[Decimal | None, Decimal]]) -> Decimal:
    """Progress of an objective from (weight, progress) of its key results; unweighted ones count alike."""
    pairs = list(results)
    if not pairs:
        return Decimal(0)
    weights = [weight or Decimal(0) for weight, _ in pairs]
    if not any(weights):
        weights = [Decimal(1)] * len(pairs)
    total = sum(weights, Decimal(0))
    return round_points(sum((w * p for w, (_, p) in zip(weights, pairs, strict=True)), Decimal(0)) / total)
