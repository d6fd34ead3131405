"""Objectives as people of the ward would give them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.goals.objectives import Direction, KeyResult, Kpi
from hanoiwork_plugin.services.goals.objective_sets import KeyResultGiven, ObjectiveGiven

GOOD_KPI = Kpi(
    unit_of_measure="%",
    calculation="Số hồ sơ đúng hạn ÷ tổng số hồ sơ × 100",
    direction=Direction.UP,
    data_source="Hệ thống một cửa",
    complete_at=Decimal(95),
    exceed_at=Decimal(98),
    fail_at=Decimal(80),
)
PRODUCTS = (
    "Kế hoạch chỉnh trang 05 tuyến phố",
    "Báo cáo rà soát biển quảng cáo",
    "Danh mục điểm úng ngập",
    "Biên bản kiểm tra vỉa hè",
)
COEFFICIENTS = ("4", "2", "1", "3")


def result(product: str, weight: str, coefficient: str | None = None, kpi: Kpi = GOOD_KPI) -> KeyResultGiven:
    """A key result with a whole KPI."""
    return KeyResultGiven(
        KeyResult(
            product=product,
            due=date(2026, 6, 20),
            weight=Decimal(weight),
            coefficient=Decimal(coefficient) if coefficient else None,
            kpi=kpi,
        )
    )


def objective(
    weights: tuple[str, ...] = ("45", "20", "10", "25"),
    *,
    title: str = "Hoàn thành chỉnh trang 05 tuyến phố trước 20/6",
    parent_id: UUID | None = None,
) -> ObjectiveGiven:
    """One objective with four key results of the coefficients 4, 2, 1, 3."""
    results = zip(PRODUCTS, weights, COEFFICIENTS, strict=True)
    return ObjectiveGiven(title, tuple(result(*each) for each in results), parent_id)


def without_source(given: ObjectiveGiven) -> ObjectiveGiven:
    """The same, but its first KPI names no data source."""
    first, *rest = given.key_results
    lacking = replace(first, result=replace(first.result, kpi=replace(first.result.kpi, data_source="")))
    return replace(given, key_results=(lacking, *rest))
