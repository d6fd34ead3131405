"""The score sheet (phiếu điểm): the computed suggestion with its reasons, as stored (DOMAIN 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from hanoiwork_plugin.domain import plain
from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.lots import Waiver
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.policy import Level
from hanoiwork_plugin.domain.tasks import ReturnType, TaskKind, TaskState

Scope = Literal["due", "whole", "projected"]
"""``due``: phần đã đến hạn, only lines whose deadline has passed. ``whole``: cả kỳ, every line as it stands.
``projected``: dự kiến, every line as if what is still open were accepted with no further return or delay."""


class SheetStatus(LabelledEnum):
    """Tình trạng phiếu điểm."""

    COMPUTED = "computed", "đã tính"
    INSUFFICIENT = "insufficient", "chưa đủ dữ liệu"


class DeductionKind(LabelledEnum):
    """Loại trừ điểm: on quality (b) or on time (c)."""

    RETURN = "return", "trả lại"
    DELAY = "delay", "chậm tiến độ"


@dataclass(frozen=True)
class LeaderMarks:
    """Điểm của người lãnh đạo, in percent: d (kết quả của đơn vị), đ (tổ chức thực hiện), e (đoàn kết)."""

    unit_result: Decimal
    organising: Decimal
    unity: Decimal

    def __post_init__(self) -> None:
        if not all(0 <= mark <= 100 for mark in (self.unit_result, self.organising, self.unity)):
            raise ValueError("leader marks lie between 0 and 100 percent")


@dataclass(frozen=True)
class Deduction:
    """Một lần trả lại hoặc chậm tiến độ and what it cost, down to its ledger entry.

    ``units``: units concerned. ``share``: the share of their credit it takes by the policy (0 when waived
    or not a costly type). ``lost``: converted quantity lost on accepted work. ``points``: by how much the
    total would rise without this one event.
    """

    entry_id: UUID
    at: datetime
    kind: DeductionKind
    units: Decimal
    share: Decimal
    lost: Decimal
    points: Decimal
    actor: str
    reason: str
    waived: bool
    return_type: ReturnType | None = None
    waiver: Waiver | None = None


@dataclass(frozen=True)
class HeldTime:
    """Thời gian chờ đơn vị khác: days that ran on the other side's clock, not on the accountable person's.

    ``days``: working days; ``until`` is None while the other side still has it.
    """

    side: str
    since: datetime
    until: datetime | None
    days: int


@dataclass(frozen=True)
class LineScore:
    """Một dòng nhiệm vụ in the sheet; the last four are converted quantities (số lượng quy đổi), exact."""

    task_id: UUID
    name: str
    kind: TaskKind
    state: TaskState
    due: datetime
    extra: bool
    provisional: bool
    quantity: Decimal
    coefficient: Decimal
    accepted: Decimal
    """Units accepted (số lượng đã duyệt đạt); in ``projected`` sheets every unit."""
    assigned: Decimal
    done: Decimal
    quality: Decimal
    on_time: Decimal
    deductions: tuple[Deduction, ...]
    held: tuple[HeldTime, ...] = ()


@dataclass(frozen=True)
class ScoreSheet:
    """Phiếu điểm.

    ``assigned`` to ``on_time``: converted totals, exact. ``a``, ``b``, ``c``, ``result``: percent, capped,
    shown with two places and carried exactly. ``task_part``: 0 to 70. ``total`` and ``level`` are None
    without general marks, and everything from ``a`` on is None when ``status`` is *chưa đủ dữ liệu*.
    """

    policy_name: str
    policy_version: str
    policy_title: str
    policy_note: str
    period: Period
    scope: Scope
    at: datetime
    status: SheetStatus
    assigned: Decimal
    done: Decimal
    quality: Decimal
    on_time: Decimal
    a: Decimal | None
    b: Decimal | None
    c: Decimal | None
    leader: LeaderMarks | None
    result: Decimal | None
    task_max: Decimal
    task_part: Decimal | None
    general: Decimal | None
    general_max: Decimal
    general_marks: tuple[tuple[str, Decimal], ...]
    total: Decimal | None
    level: Level | None
    lines: tuple[LineScore, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; decimals and ids as strings."""
        plain_form: dict[str, Any] = plain.dump(self)
        return plain_form

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ScoreSheet":
        """The sheet that ``to_json`` wrote."""
        return plain.load(cls, data)
