"""The checks a set of objectives passes before it is sent for approval (DOMAIN 3; III.1), each a rule with a name.

A finding carries its rule, the place it was found at, the sentence a person reads, and what the sentence needs. All
findings are named at once. ``weights_alike`` alone can be answered with a justification, which then goes to the
approver.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.goals import weights
from hanoiwork_plugin.domain.goals.kpi import thresholds_in_order
from hanoiwork_plugin.domain.goals.objective_wording import Checkable, read_wording
from hanoiwork_plugin.domain.goals.objectives import KeyResult, Measure, ObjectiveSet
from hanoiwork_plugin.domain.people import LabelledEnum

SHORTEST_JUSTIFICATION = 15
"""Letters below which a justification explains nothing."""


class ObjectiveRule(LabelledEnum):
    """The rules by name."""

    NO_OBJECTIVE = "no_objective", "có mục tiêu"
    VAGUE_OBJECTIVE = "vague_objective", "mục tiêu đo lường được"
    NO_KEY_RESULT = "no_key_result", "mục tiêu có kết quả then chốt"
    NO_PARENT = "no_parent", "mục tiêu gắn với mục tiêu cấp trên"
    KEY_RESULT_INCOMPLETE = "key_result_incomplete", "kết quả then chốt đủ sản phẩm, thời hạn, mức cần đạt"
    KPI_INCOMPLETE = "kpi_incomplete", "chỉ số đủ các thành phần"
    THRESHOLDS_CONTRADICT = "thresholds_contradict", "các ngưỡng không mâu thuẫn"
    WEIGHTS_NOT_WHOLE = "weights_not_whole", "tổng trọng số bằng 100%"
    WEIGHTS_ALIKE = "weights_alike", "trọng số tương xứng với hệ số"


class KpiPart(LabelledEnum):
    """Thành phần của chỉ số (DOMAIN 3)."""

    UNIT_OF_MEASURE = "unit_of_measure", "đơn vị tính"
    CALCULATION = "calculation", "cách tính"
    DIRECTION = "direction", "chiều hướng"
    WEIGHT = "weight", "trọng số"
    DATA_SOURCE = "data_source", "nguồn dữ liệu"
    COMPLETE_AT = "complete_at", "ngưỡng hoàn thành"
    EXCEED_AT = "exceed_at", "ngưỡng vượt"
    FAIL_AT = "fail_at", "ngưỡng không hoàn thành"


class ResultPart(LabelledEnum):
    """Thành phần của kết quả then chốt (DOMAIN 3)."""

    PRODUCT = "product", "sản phẩm hoặc kết quả"
    DUE = "due", "thời hạn"
    WEIGHT = "weight", "trọng số"
    TARGET = "target", "mức cần đạt"


@dataclass(frozen=True)
class Finding:
    """One thing wrong: which rule, where, and the sentence with its values."""

    rule: ObjectiveRule
    fault: Fault
    columns: tuple[tuple[Decimal, Decimal], ...] = ()
    """(weight, coefficient) of the key results, for the rule that shows both columns."""


def missing_result_parts(result: KeyResult) -> tuple[ResultPart, ...]:
    """What a key result lacks; the parts of its KPI are asked for apart."""
    by_kpi = result.measure is Measure.KPI
    target = result.kpi.complete_at if by_kpi else result.target
    present = {
        ResultPart.PRODUCT: bool(result.product.strip()),
        ResultPart.DUE: result.due is not None,
        ResultPart.WEIGHT: by_kpi or _positive(result.weight),
        ResultPart.TARGET: by_kpi or _positive(target),
    }
    return tuple(part for part, given in present.items() if not given)


def missing_kpi_parts(result: KeyResult) -> tuple[KpiPart, ...]:
    """What the KPI of a key result lacks; nothing where the key result is measured by its tasks."""
    if result.measure is not Measure.KPI:
        return ()
    kpi = result.kpi
    present = {
        KpiPart.UNIT_OF_MEASURE: bool(kpi.unit_of_measure.strip()),
        KpiPart.CALCULATION: bool(kpi.calculation.strip()),
        KpiPart.DIRECTION: kpi.direction is not None,
        KpiPart.WEIGHT: _positive(result.weight),
        KpiPart.DATA_SOURCE: bool(kpi.data_source.strip()),
        KpiPart.COMPLETE_AT: kpi.complete_at is not None,
        KpiPart.EXCEED_AT: kpi.exceed_at is not None,
        KpiPart.FAIL_AT: kpi.fail_at is not None,
    }
    return tuple(part for part, given in present.items() if not given)


def _positive(figure: Decimal | None) -> bool:
    return figure is not None and figure > 0


def _has_objective(given: ObjectiveSet) -> Iterator[Finding]:
    if not given.objectives:
        yield Finding(
            ObjectiveRule.NO_OBJECTIVE, Fault("objectives", "Chưa có mục tiêu nào: thêm ít nhất một mục tiêu.")
        )


def _is_measurable(given: ObjectiveSet) -> Iterator[Finding]:
    for number, objective in enumerate(given.objectives, 1):
        wording = read_wording(objective.title)
        if not wording.measurable:
            yield Finding(
                ObjectiveRule.VAGUE_OBJECTIVE,
                Fault(
                    f"objectives/{number - 1}/title",
                    "Mục tiêu {number} chưa đo lường được, chưa nêu: {missing}. Mẫu: động từ + sản phẩm + số lượng "
                    "hoặc mức cần đạt + thời hạn, ví dụ “Hoàn thành chỉnh trang 05 tuyến phố trước 30/6”.",
                    {"number": number, "missing": _labels(wording.missing)},
                ),
            )


def _labels(parts: tuple[Checkable, ...] | tuple[KpiPart, ...] | tuple[ResultPart, ...]) -> tuple[str, ...]:
    return tuple(part.label for part in parts)


def _has_key_results(given: ObjectiveSet) -> Iterator[Finding]:
    for number, objective in enumerate(given.objectives, 1):
        if not objective.key_results:
            yield Finding(
                ObjectiveRule.NO_KEY_RESULT,
                Fault(
                    f"objectives/{number - 1}/key_results",
                    "Mục tiêu {number} chưa có kết quả then chốt: thêm sản phẩm hoặc kết quả, thời hạn và mức cần đạt.",
                    {"number": number},
                ),
            )


def _is_linked(given: ObjectiveSet) -> Iterator[Finding]:
    for number, objective in enumerate(given.objectives, 1):
        if not given.top and objective.parent_id is None:
            yield Finding(
                ObjectiveRule.NO_PARENT,
                Fault(
                    f"objectives/{number - 1}/parent_id",
                    "Mục tiêu {number} chưa gắn với mục tiêu cấp trên: chọn mục tiêu của đơn vị mà nó phục vụ.",
                    {"number": number},
                ),
            )


def _results(given: ObjectiveSet) -> Iterator[tuple[str, str, KeyResult]]:
    """Each key result with its place and how people call it (2.1)."""
    for number, objective in enumerate(given.objectives, 1):
        for index, result in enumerate(objective.key_results, 1):
            yield f"objectives/{number - 1}/key_results/{index - 1}", f"{number}.{index}", result


def _results_complete(given: ObjectiveSet) -> Iterator[Finding]:
    for place, name, result in _results(given):
        missing = missing_result_parts(result)
        if missing:
            yield Finding(
                ObjectiveRule.KEY_RESULT_INCOMPLETE,
                Fault(
                    f"{place}/{missing[0]}",
                    "Kết quả then chốt {name} còn thiếu: {missing}.",
                    {"name": name, "missing": _labels(missing)},
                ),
            )


def _kpis_complete(given: ObjectiveSet) -> Iterator[Finding]:
    for place, name, result in _results(given):
        missing = missing_kpi_parts(result)
        if missing:
            where = place if missing[0] is KpiPart.WEIGHT else f"{place}/kpi"
            yield Finding(
                ObjectiveRule.KPI_INCOMPLETE,
                Fault(
                    f"{where}/{missing[0]}",
                    "Chỉ số của kết quả then chốt {name} còn thiếu: {missing}.",
                    {"name": name, "missing": _labels(missing)},
                ),
            )


def _thresholds_agree(given: ObjectiveSet) -> Iterator[Finding]:
    for place, name, result in _results(given):
        if result.measure is Measure.KPI and not thresholds_in_order(result.kpi):
            yield Finding(
                ObjectiveRule.THRESHOLDS_CONTRADICT,
                Fault(
                    f"{place}/kpi/complete_at",
                    "Các ngưỡng của kết quả then chốt {name} mâu thuẫn: theo chiều hướng đã chọn, ngưỡng không hoàn "
                    "thành phải kém ngưỡng hoàn thành, và ngưỡng hoàn thành không được hơn ngưỡng vượt.",
                    {"name": name},
                ),
            )


def _weights_whole(given: ObjectiveSet) -> Iterator[Finding]:
    figures = [result.weight for result in given.key_results]
    known = [weight for weight in figures if weight is not None]
    total = sum(known, Decimal(0))
    if figures and len(known) == len(figures) and total != weights.WHOLE:
        yield Finding(
            ObjectiveRule.WEIGHTS_NOT_WHOLE,
            Fault("weights", "Tổng trọng số là {total}%, phải bằng 100%.", {"total": total}),
        )


def _weights_fit(given: ObjectiveSet) -> Iterator[Finding]:
    pairs = _columns(given)
    if weights.flattened(pairs) and len(given.justification.strip()) < SHORTEST_JUSTIFICATION:
        yield Finding(
            ObjectiveRule.WEIGHTS_ALIKE,
            Fault(
                "weights",
                "Trọng số bằng hoặc gần bằng nhau ({weights}) trong khi hệ số khác nhau ({coefficients}): phân bổ lại, "
                "hoặc giải trình trọng số để người duyệt xem xét.",
                {"weights": tuple(w for w, _ in pairs), "coefficients": tuple(c for _, c in pairs)},
            ),
            pairs,
        )


RULES: dict[ObjectiveRule, Callable[[ObjectiveSet], Iterator[Finding]]] = {
    ObjectiveRule.NO_OBJECTIVE: _has_objective,
    ObjectiveRule.VAGUE_OBJECTIVE: _is_measurable,
    ObjectiveRule.NO_KEY_RESULT: _has_key_results,
    ObjectiveRule.NO_PARENT: _is_linked,
    ObjectiveRule.KEY_RESULT_INCOMPLETE: _results_complete,
    ObjectiveRule.KPI_INCOMPLETE: _kpis_complete,
    ObjectiveRule.THRESHOLDS_CONTRADICT: _thresholds_agree,
    ObjectiveRule.WEIGHTS_NOT_WHOLE: _weights_whole,
    ObjectiveRule.WEIGHTS_ALIKE: _weights_fit,
}
"""Every rule in the order in which it is answered."""


def findings(given: ObjectiveSet) -> tuple[Finding, ...]:
    """Everything that stands between a set and its approval."""
    return tuple(finding for rule in RULES.values() for finding in rule(given))


def check(given: ObjectiveSet) -> None:
    """Let a set through only when every rule is satisfied.

    Raises:
        Invalid: with one fault for each finding.
    """
    found = findings(given)
    if found:
        raise Invalid("Chưa gửi duyệt được mục tiêu.", faults=[finding.fault for finding in found])


def needs_justification(given: ObjectiveSet) -> bool:
    """Whether near-equal weights stand over unequal coefficients, justified or not."""
    return weights.flattened(_columns(given))


def _columns(given: ObjectiveSet) -> tuple[tuple[Decimal, Decimal], ...]:
    """(weight, coefficient) of the key results that have both."""
    return tuple(
        (result.weight, result.coefficient)
        for result in given.key_results
        if result.weight is not None and result.coefficient is not None
    )
