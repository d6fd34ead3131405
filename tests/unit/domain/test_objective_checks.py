"""The named rules of DOMAIN 3, weights, KPIs: each with the case it is for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.goals.kpi import Verdict, kpi_progress, task_progress, verdict, weighted_progress
from hanoiwork_plugin.domain.goals.objective_checks import (
    RULES,
    KpiPart,
    ObjectiveRule,
    check,
    findings,
    missing_kpi_parts,
)
from hanoiwork_plugin.domain.goals.objectives import Direction, KeyResult, Kpi, Measure, Objective, ObjectiveSet
from hanoiwork_plugin.domain.goals.weights import flattened, near_equal

UP = Kpi("%", "a ÷ b × 100", Direction.UP, "Hệ thống một cửa", Decimal(95), Decimal(98), Decimal(80))
DOWN = replace(UP, direction=Direction.DOWN, complete_at=Decimal(5), exceed_at=Decimal(2), fail_at=Decimal(10))
COEFFICIENTS = (4, 2, 1, 3)


def key_result(weight: object, coefficient: object = None, kpi: Kpi = UP) -> KeyResult:
    figure = None if coefficient is None else Decimal(str(coefficient))
    return KeyResult("Kế hoạch", date(2026, 6, 19), Decimal(str(weight)), figure, kpi=kpi)


def given_set(*weights: object, title: str = "Hoàn thành 05 tuyến phố", **more: object) -> ObjectiveSet:
    results = tuple(key_result(*pair) for pair in zip(weights, COEFFICIENTS, strict=True))
    return ObjectiveSet((Objective(title, results, UUID(int=1)),), top=False, **more)  # type: ignore[arg-type]


def rules(given: ObjectiveSet) -> list[ObjectiveRule]:
    return [finding.rule for finding in findings(given)]


def test_every_rule_has_a_name_and_is_asked() -> None:
    assert set(RULES) == set(ObjectiveRule)
    assert all(rule.label for rule in ObjectiveRule)


def test_the_storys_weights() -> None:
    assert rules(given_set(25, 25, 25, 25)) == [ObjectiveRule.WEIGHTS_ALIKE]
    assert rules(given_set(45, 20, 10, 25)) == []
    flat = findings(given_set(25, 25, 25, 25))[0]
    assert flat.columns == tuple((Decimal(25), Decimal(each)) for each in COEFFICIENTS)
    assert rules(given_set(25, 25, 25, 25, justification="Bốn việc cùng một chuyên đề")) == []
    assert rules(given_set(25, 25, 25, 25, justification="vì vậy")) == [ObjectiveRule.WEIGHTS_ALIKE]


@pytest.mark.parametrize(
    ("weights", "coefficients", "flat"),
    [
        ((25, 25, 25, 25), (4, 2, 1, 3), True),
        ((26, 25, 24, 25), (4, 2, 1, 3), True),
        ((27, 25, 23, 25), (4, 2, 1, 3), True),
        ((45, 20, 10, 25), (4, 2, 1, 3), False),
        ((30, 25, 20, 25), (4, 2, 1, 3), True),
        ((30, 30, 20, 20), (4, 2, 1, 3), True),
        ((40, 20, 10, 30), (4, 2, 1, 3), False),
        ((30, 30, 25, 15), (4, "4.2", 3, 2), False),
        ((25, 25, 25, 25), (2, 2, 2, 2), False),
        ((25, 25, 25, 25), (2, 2, 2, "2.1"), False),
        ((50, 50), (4, 1), True),
        ((55, 45), (4, 1), True),
        ((80, 20), (4, 1), False),
        ((34, 33, 33), (1, 1, 5), True),
        ((100,), (4,), False),
        ((), (), False),
    ],
)
def test_flattened(weights: tuple[object, ...], coefficients: tuple[object, ...], flat: bool) -> None:
    pairs = [(Decimal(str(w)), Decimal(str(c))) for w, c in zip(weights, coefficients, strict=True)]
    assert flattened(pairs) is flat


@given(st.lists(st.decimals("0.01", "100", places=2), min_size=2, max_size=9))
def test_near_equality_does_not_depend_on_the_scale(figures: list[Decimal]) -> None:
    assert near_equal(figures) is near_equal([figure * 7 for figure in figures])
    assert near_equal([figures[0]] * len(figures))


@pytest.mark.parametrize("weights", [(45, 20, 10, 24), (45, 20, 10, "25.01"), (50, 20, 10, 25)])
def test_weights_make_a_hundred(weights: tuple[object, ...]) -> None:
    found = findings(given_set(*weights))
    assert [finding.rule for finding in found] == [ObjectiveRule.WEIGHTS_NOT_WHOLE]
    assert found[0].fault.params["total"] == sum(Decimal(str(each)) for each in weights)


def test_a_kpi_lacking_parts_is_told_each_of_them() -> None:
    bare = KeyResult("Báo cáo", date(2026, 6, 19))
    assert missing_kpi_parts(bare) == tuple(KpiPart)
    assert missing_kpi_parts(replace(key_result(100), kpi=replace(UP, data_source=" "))) == (KpiPart.DATA_SOURCE,)
    assert missing_kpi_parts(replace(bare, measure=Measure.TASKS)) == ()
    zero = replace(DOWN, complete_at=Decimal(0), exceed_at=Decimal(0))
    assert missing_kpi_parts(key_result(100, kpi=zero)) == ()


def test_everything_is_named_at_once() -> None:
    by_tasks = KeyResult("", measure=Measure.TASKS)
    bad = ObjectiveSet(
        (Objective("Nâng cao hiệu quả quản lý đô thị", (by_tasks,)), Objective("Xử lý 100% hồ sơ")), top=False
    )
    with pytest.raises(Invalid) as refused:
        check(bad)
    assert [fault.place for fault in refused.value.faults] == [
        "objectives/0/title",
        "objectives/1/key_results",
        "objectives/0/parent_id",
        "objectives/1/parent_id",
        "objectives/0/key_results/0/product",
    ]
    assert refused.value.faults[-1].params["missing"] == (
        "sản phẩm hoặc kết quả",
        "thời hạn",
        "trọng số",
        "mức cần đạt",
    )
    assert rules(ObjectiveSet((), top=True)) == [ObjectiveRule.NO_OBJECTIVE]


def test_the_agency_stands_at_the_top() -> None:
    top = replace(given_set(45, 20, 10, 25), top=True)
    assert rules(replace(top, objectives=tuple(replace(each, parent_id=None) for each in top.objectives))) == []


def test_thresholds_follow_the_direction() -> None:
    wrong = given_set(45, 20, 10, 25)
    flipped = tuple(replace(each, kpi=replace(UP, direction=Direction.DOWN)) for each in wrong.key_results)
    assert (
        rules(replace(wrong, objectives=(replace(wrong.objectives[0], key_results=flipped),)))
        == [ObjectiveRule.THRESHOLDS_CONTRADICT] * 4
    )
    right = tuple(replace(each, kpi=DOWN) for each in wrong.key_results)
    assert rules(replace(wrong, objectives=(replace(wrong.objectives[0], key_results=right),))) == []


@pytest.mark.parametrize(
    ("kpi", "value", "said", "progress"),
    [
        (UP, "99", Verdict.EXCEEDED, "100"),
        (UP, "95", Verdict.COMPLETED, "100"),
        (UP, "90", Verdict.UNDER_WAY, "94.74"),
        (UP, "80", Verdict.FAILED, "84.21"),
        (replace(UP, baseline=Decimal(85)), "90", Verdict.UNDER_WAY, "50.00"),
        (replace(UP, baseline=Decimal(85)), "80", Verdict.FAILED, "0.00"),
        (DOWN, "1", Verdict.EXCEEDED, "100"),
        (DOWN, "5", Verdict.COMPLETED, "100"),
        (DOWN, "7.5", Verdict.UNDER_WAY, "50.00"),
        (DOWN, "12", Verdict.FAILED, "0.00"),
    ],
)
def test_progress_follows_from_the_value(kpi: Kpi, value: str, said: Verdict, progress: str) -> None:
    assert verdict(kpi, Decimal(value)) is said
    assert kpi_progress(kpi, Decimal(value)) == Decimal(progress)
    assert kpi_progress(kpi, None) == 0


def test_progress_follows_from_the_tasks() -> None:
    one = Decimal(1)
    assert task_progress([], None) == 0
    assert task_progress([(one, one, Decimal(4)), (one, Decimal(0), Decimal(2))], None) == Decimal("66.67")
    assert task_progress([(Decimal(2), Decimal(2), one)], Decimal(4)) == Decimal("50.00")
    assert task_progress([(Decimal(2), Decimal(5), one)], Decimal(2)) == Decimal("100.00")


def test_an_objectives_progress_is_weighted() -> None:
    assert weighted_progress([(Decimal(60), Decimal(50)), (Decimal(40), Decimal(0))]) == Decimal("30.00")
    assert weighted_progress([(None, Decimal(50)), (None, Decimal(0))]) == Decimal("25.00")
    assert weighted_progress([]) == 0
