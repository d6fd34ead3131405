"""Scoring policies (chính sách tính điểm) as data: named, versioned, never edited (DOMAIN 5).

The default, ``nd335-2025``, holds the figures of Nghị định 335/2025/NĐ-CP Điều 12–18. Another policy is
another value in ``POLICIES``; at most a new named counting rule in ``scoring`` goes with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from hanoiwork_plugin.domain import plain
from hanoiwork_plugin.domain.calendar import Period, Window, period_of, window_of
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import ReturnType


class Level(LabelledEnum):
    """Mức xếp loại chất lượng."""

    EXCELLENT = "excellent", "hoàn thành xuất sắc nhiệm vụ"
    GOOD = "good", "hoàn thành tốt nhiệm vụ"
    FAIR = "fair", "hoàn thành nhiệm vụ"
    FAILED = "failed", "không hoàn thành nhiệm vụ"


class DeductionBase(LabelledEnum):
    """Phạm vi trừ điểm: on the credit of the units concerned ("của sản phẩm đó"), or of the whole line."""

    PER_UNIT = "per_unit", "theo từng sản phẩm"
    PER_LINE = "per_line", "theo cả nhiệm vụ"


class DelayCounting(LabelledEnum):
    """Cách đếm chậm tiến độ."""

    TIMES = "times", "theo số lần"
    DAYS = "days", "theo số ngày"
    BANDS = "bands", "theo khung ngày"


class CapBase(LabelledEnum):
    """Cơ sở tính tỷ lệ xuất sắc: whose number the share is taken of."""

    GOOD_OR_BETTER = "good_or_better", "số người đạt mức tốt trở lên"
    FINALLY_GOOD = "finally_good", "số người được xếp loại tốt sau cùng"
    ALL_RATED = "all_rated", "tổng số người được đánh giá"


class CapRounding(LabelledEnum):
    """Cách làm tròn số người xuất sắc."""

    DOWN = "down", "làm tròn xuống"
    HALF_UP = "half_up", "làm tròn nửa lên"
    UP = "up", "làm tròn lên"


class RollUp(LabelledEnum):
    """Cách tính từ tháng lên quý, lên năm."""

    MEAN_OF_MONTHS = "mean_of_months", "bình quân các tháng"
    MEAN_OF_QUARTERS = "mean_of_quarters", "bình quân các quý"


@dataclass(frozen=True)
class DelayBand:
    """Khung chậm tiến độ: a delay of up to ``up_to_days`` days (None: any longer one) counts ``steps`` deductions."""

    up_to_days: int | None
    steps: Decimal


@dataclass(frozen=True)
class LevelThreshold:
    """Mức điểm tối thiểu (on 100) of a level."""

    level: Level
    minimum: Decimal


@dataclass(frozen=True)
class ExcellentCap:
    """Tỷ lệ xuất sắc tối đa, in percent; the second share when the authority says the unit is outstanding."""

    share: Decimal
    share_outstanding: Decimal
    base: CapBase
    rounding: CapRounding


@dataclass(frozen=True)
class EvaluationDays:
    """Các mốc của kỳ tháng, each the last day of its step (DOMAIN 6); publication in the following month."""

    self_from: int
    self_reminders: tuple[int, ...]
    self_by: int
    review_by: int
    approve_by: int
    publish_by: int


@dataclass(frozen=True)
class OutageRules:
    """Gián đoạn hệ thống: from when an outage counts, and what it gives back (``domain.timing.outages``).

    Working hours are whole hours in Hanoi; ``share_of_day`` is the share of them that makes a working day lost.
    """

    minimum_minutes: int = 30
    work_from_hour: int = 8
    work_to_hour: int = 17
    share_of_day: Decimal = Decimal("0.5")


@dataclass(frozen=True)
class SilenceRules:
    """Không cập nhật: working days without an update that each kind of work allows (``domain.timing.silence``)."""

    key_days: int = 3
    regular_days: int = 5
    arising_days: int = 2


@dataclass(frozen=True)
class WatchRules:
    """Ngưỡng của các dấu hiệu cần lưu ý: how often, how many points, how many working days.

    ``alike_share`` in percent. Which figure belongs to which rule: ``domain.watch.watch_rules``.
    """

    same_text_times: int = 4
    rising_times: int = 5
    rising_points: int = 50
    burst_times: int = 3
    burst_points: int = 50
    full_days: int = 2
    answer_days: int = 2
    same_file_products: int = 2
    alike_sheets: int = 5
    alike_share: Decimal = Decimal(80)
    chain_steps: int = 3
    cycle_returns: int = 1
    wait_days: int = 5


@dataclass(frozen=True)
class Policy:
    """Chính sách tính điểm: every figure and switch of DOMAIN 5, and the dates of DOMAIN 6.

    Points on a scale of 100; ``deduction`` a share of the credit (0.25); caps and cap shares in percent,
    None for no cap; ``cutoff_day`` None for calendar months.
    """

    name: str
    version: str
    title: str
    note: str
    in_force_from: date
    general_max: Decimal
    task_max: Decimal
    deduction: Decimal
    deduction_base: DeductionBase
    costly_returns: frozenset[ReturnType]
    delay_counting: DelayCounting
    delay_bands: tuple[DelayBand, ...]
    cap_done: Decimal | None
    cap_quality: Decimal | None
    cap_on_time: Decimal | None
    cutoff_day: int | None
    levels: tuple[LevelThreshold, ...]
    excellent_cap: ExcellentCap
    quarter_rule: RollUp
    year_rule: RollUp
    year_minimum_months: int
    leader_unit_minimum: Decimal
    """Everyone under the leader must reach this total for the full mark d (kết quả của đơn vị)."""
    evaluation_days: EvaluationDays
    leader_choices: tuple[Decimal, ...] = (Decimal(100), Decimal(50))
    """What d, đ and e can be, in percent."""
    leader_long_delay_days: int = 10
    """A delay of more days is a long one (chậm tiến độ kéo dài) for đ; DOMAIN names no figure."""
    outage: OutageRules = OutageRules()
    silence: SilenceRules = SilenceRules()
    watching: WatchRules = WatchRules()
    qr_days_after_done: int = 30
    """How long the printed code (mã QR) of a finished task still opens it (CONTRACT 7)."""

    def __post_init__(self) -> None:
        if self.quarter_rule is RollUp.MEAN_OF_QUARTERS:
            raise ValueError("a quarter is not made of quarters")
        if self.delay_counting is DelayCounting.BANDS and (
            not self.delay_bands or self.delay_bands[-1].up_to_days is not None
        ):
            raise ValueError("the last delay band must be open")

    def window_of(self, period: Period) -> Window:
        """The window of ``period`` under this policy's cut-off."""
        return window_of(period, cutoff_day=self.cutoff_day)

    def period_of(self, instant: datetime) -> Period:
        """The month whose window holds ``instant`` under this policy's cut-off."""
        return period_of(instant, cutoff_day=self.cutoff_day)

    def level_of(self, total: Decimal) -> Level:
        """The level (mức xếp loại) that a total rounded to two places reaches; nothing but the score counts here."""
        return next((step.level for step in self.levels if total >= step.minimum), Level.FAILED)

    def excellent_limit(self, suggested: Mapping[Level, int], *, outstanding: bool = False) -> int:
        """How many of one group with similar duties may be *xuất sắc*, given how many reach each level.

        With ``FINALLY_GOOD`` those who leave *xuất sắc* swell the base, so the largest number that
        still fits is taken. A figure for the person who decides; it enforces nothing.
        """
        cap = self.excellent_cap
        share = (cap.share_outstanding if outstanding else cap.share) / 100
        rounding = {
            CapRounding.DOWN: ROUND_FLOOR,
            CapRounding.HALF_UP: ROUND_HALF_UP,
            CapRounding.UP: ROUND_CEILING,
        }[cap.rounding]

        def allowed(base: int) -> int:
            return int((share * base).to_integral_value(rounding))

        good_or_better = suggested.get(Level.EXCELLENT, 0) + suggested.get(Level.GOOD, 0)
        if cap.base is CapBase.GOOD_OR_BETTER:
            return allowed(good_or_better)
        if cap.base is CapBase.ALL_RATED:
            return allowed(sum(suggested.values()))
        return max(number for number in range(good_or_better + 1) if number <= allowed(good_or_better - number))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; decimals as strings."""
        plain_form: dict[str, Any] = plain.dump(self)
        return plain_form

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Policy":
        """The policy that ``to_json`` wrote."""
        return plain.load(cls, data)


ND335_2025 = Policy(
    name="nd335-2025",
    version="1",
    title="Nghị định 335/2025/NĐ-CP",
    note="tham khảo, chưa đối chiếu với 11-QĐ/TU",
    in_force_from=date(2026, 6, 1),
    general_max=Decimal(30),
    task_max=Decimal(70),
    deduction=Decimal("0.25"),
    deduction_base=DeductionBase.PER_UNIT,
    costly_returns=frozenset({ReturnType.MAJOR_CONTENT}),
    delay_counting=DelayCounting.TIMES,
    delay_bands=(),
    cap_done=Decimal(100),
    cap_quality=Decimal(100),
    cap_on_time=Decimal(100),
    cutoff_day=24,
    levels=(
        LevelThreshold(Level.EXCELLENT, Decimal(90)),
        LevelThreshold(Level.GOOD, Decimal(70)),
        LevelThreshold(Level.FAIR, Decimal(50)),
    ),
    excellent_cap=ExcellentCap(Decimal(20), Decimal(25), CapBase.GOOD_OR_BETTER, CapRounding.DOWN),
    quarter_rule=RollUp.MEAN_OF_MONTHS,
    year_rule=RollUp.MEAN_OF_MONTHS,
    year_minimum_months=6,
    leader_unit_minimum=Decimal(50),
    evaluation_days=EvaluationDays(
        self_from=20, self_reminders=(20, 22), self_by=24, review_by=25, approve_by=27, publish_by=4
    ),
)

DEFAULT_POLICY = ND335_2025
POLICIES: dict[tuple[str, str], Policy] = {(policy.name, policy.version): policy for policy in (ND335_2025,)}
"""Every policy ever in force, by name and version; a change is a new entry."""
