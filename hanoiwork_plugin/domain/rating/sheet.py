"""The score sheet (phiếu điểm): the computed suggestion with its reasons, as stored (DOMAIN 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from hanoiwork_plugin.domain import plain
from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.policy import Level
from hanoiwork_plugin.domain.rating.lots import HeldTime as HeldTime
from hanoiwork_plugin.domain.rating.lots import Waiver
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
class LeaderFacts:
    """What the records say about d and đ of a leader (DOMAIN 5).

    ``scored``: people under the leader whose total reaches the minimum or is below it, whatever is still open;
    ``below``: those below; ``unsettled``: those of whom it cannot be said yet. People without assigned work are
    not among them. ``planned``: assigned tasks of the leader and of these people in the window; ``clean``: those
    done in time and with full quality; ``long_late``: those that were, or are, late for long.
    """

    scored: int
    below: int
    unsettled: int
    minimum: Decimal
    planned: int
    clean: int
    long_late: int
    long_days: int

    @property
    def unit_result(self) -> Decimal | None:
        """d, kết quả của đơn vị, as the records suggest it: 100 if everyone reaches the minimum, else 50."""
        if self.below:
            return Decimal(50)
        return Decimal(100) if self.scored and not self.unsettled else None

    @property
    def organising(self) -> Decimal | None:
        """đ, tổ chức thực hiện: 50 after a long delay; 100 if all planned work is clean, once a person names the
        initiative or effective solution; otherwise the records suggest nothing."""
        if self.long_late:
            return Decimal(50)
        return Decimal(100) if self.planned and self.clean == self.planned else None


@dataclass(frozen=True)
class LeaderMarks:
    """Điểm của người lãnh đạo, in percent: d (kết quả của đơn vị), đ (tổ chức thực hiện), e (đoàn kết).

    The rest says where they come from: the basis a person gave for each, what the records said then, who decided
    and when, and the ledger entry of it.
    """

    unit_result: Decimal
    organising: Decimal
    unity: Decimal
    unit_basis: str = ""
    organising_basis: str = ""
    unity_basis: str = ""
    facts: LeaderFacts | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    entry_id: UUID | None = None

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
    unit: str = ""
    """Where it arose, of a person who was transferred within the window; empty otherwise."""


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
