"""The general criteria (tiêu chí chung), 30 points: wording, maxima, and the check of marks (NĐ 335; DOMAIN 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hanoiwork_plugin.domain.errors import Fault, Invalid


@dataclass(frozen=True)
class Criterion:
    """Một tiêu chí chung: ``code`` like ``I.1``, its wording, its maximum in points."""

    code: str
    text: str
    maximum: Decimal


@dataclass(frozen=True)
class CriteriaGroup:
    """Nhóm tiêu chí chung."""

    code: str
    text: str
    criteria: tuple[Criterion, ...]

    @property
    def maximum(self) -> Decimal:
        """The group's maximum in points."""
        return sum((criterion.maximum for criterion in self.criteria), Decimal(0))


GeneralMarks = Mapping[str, Decimal]
"""Điểm tiêu chí chung: criterion code → points."""

_FIVE, _TWO_AND_A_HALF = Decimal("5"), Decimal("2.5")

CRITERIA_GROUPS: tuple[CriteriaGroup, ...] = (
    CriteriaGroup(
        "I",
        "Phẩm chất chính trị, phẩm chất đạo đức, văn hóa thực thi công vụ và ý thức kỷ luật, kỷ cương "
        "trong thực thi công vụ",
        (
            Criterion("I.1", "Phẩm chất chính trị, phẩm chất đạo đức, văn hóa thực thi công vụ", _FIVE),
            Criterion("I.2", "Ý thức kỷ luật, kỷ cương trong thực thi công vụ", _FIVE),
        ),
    ),
    CriteriaGroup(
        "II",
        "Năng lực chuyên môn, nghiệp vụ theo yêu cầu của vị trí việc làm; khả năng đáp ứng yêu cầu thực thi "
        "nhiệm vụ được giao; tinh thần trách nhiệm trong thực thi công vụ; thái độ phục vụ người dân, doanh "
        "nghiệp và khả năng phối hợp với đồng nghiệp",
        (
            Criterion("II.1", "Năng lực chuyên môn, nghiệp vụ theo yêu cầu của vị trí việc làm", _TWO_AND_A_HALF),
            Criterion(
                "II.2",
                "Khả năng đáp ứng yêu cầu thực thi nhiệm vụ được giao thường xuyên, đột xuất",
                _TWO_AND_A_HALF,
            ),
            Criterion("II.3", "Tinh thần trách nhiệm trong thực thi công vụ", _TWO_AND_A_HALF),
            Criterion(
                "II.4",
                "Thái độ phục vụ người dân, doanh nghiệp và khả năng phối hợp với đồng nghiệp",
                _TWO_AND_A_HALF,
            ),
        ),
    ),
    CriteriaGroup(
        "III",
        "Năng lực đổi mới, sáng tạo, dám nghĩ, dám làm, dám chịu trách nhiệm vì lợi ích chung trong thực thi công vụ",
        (
            Criterion(
                "III.1",
                "Có sản phẩm, giải pháp đột phá, sáng tạo đem lại giá trị, hiệu quả thiết thực, tác động tích "
                "cực đến kết quả thực hiện nhiệm vụ của cơ quan, tổ chức, đơn vị.",
                _TWO_AND_A_HALF,
            ),
            Criterion(
                "III.2",
                "Sẵn sàng tham gia thực hiện nhiệm vụ chính trị đặc biệt quan trọng, nhiệm vụ có tính chất đột "
                "xuất, phức tạp hoặc trong điều kiện khó khăn.",
                _TWO_AND_A_HALF,
            ),
            Criterion(
                "III.3",
                "Có tinh thần chịu trách nhiệm trước kết quả công việc; chủ động nhận trách nhiệm khi có sai "
                "sót và có biện pháp khắc phục rõ ràng, cụ thể.",
                _TWO_AND_A_HALF,
            ),
            Criterion(
                "III.4",
                "Chủ động đưa ra quyết định trong phạm vi thẩm quyền, không né tránh; có tinh thần tiên phong "
                "trong thực hiện những nhiệm vụ mới.",
                _TWO_AND_A_HALF,
            ),
        ),
    ),
)

DEFAULT_CRITERIA: tuple[Criterion, ...] = tuple(criterion for group in CRITERIA_GROUPS for criterion in group.criteria)
"""The ten criteria in order, used when an agency's catalogue brings none of its own."""


def faults_in(criteria: Sequence[Criterion], marks: GeneralMarks) -> tuple[Fault, ...]:
    """What is wrong with ``marks``: one Fault per criterion that is missing, unknown, negative, above its maximum
    or finer than two decimals; ``place`` is the criterion's code."""
    faults = []
    for criterion in criteria:
        mark = marks.get(criterion.code)
        values: dict[str, object] = {"code": criterion.code, "maximum": criterion.maximum}
        if mark is None:
            faults.append(Fault(criterion.code, "Chưa chấm tiêu chí {code}; điểm từ 0 đến {maximum}.", values))
        elif not mark.is_finite() or mark < 0:
            faults.append(Fault(criterion.code, "Điểm tiêu chí {code} phải từ 0 đến {maximum}.", values))
        elif mark > criterion.maximum:
            faults.append(Fault(criterion.code, "Điểm tiêu chí {code} vượt mức tối đa {maximum}.", values))
        elif mark != round(mark, 2):
            faults.append(Fault(criterion.code, "Điểm tiêu chí {code} chỉ lấy đến hai chữ số thập phân.", values))
    known = {criterion.code for criterion in criteria}
    faults += [
        Fault(code, "Không có tiêu chí {code} trong bộ tiêu chí chung.", {"code": code})
        for code in marks
        if code not in known
    ]
    return tuple(faults)


def validate(criteria: Sequence[Criterion], marks: GeneralMarks) -> None:
    """Check ``marks`` against ``criteria``.

    Raises:
        Invalid: with the faults of ``faults_in``.
    """
    if faults := faults_in(criteria, marks):
        raise Invalid("Điểm tiêu chí chung chưa hợp lệ.", faults=faults)


def total(marks: GeneralMarks) -> Decimal:
    """The sum of the marks (tổng điểm tiêu chí chung)."""
    return sum(marks.values(), Decimal(0))
