"""What a person sees of plans and weeks: plain values, drawn alike by card, REST answer, page and calendar."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.goals.objectives import SheetState
from hanoiwork_plugin.domain.goals.plan import Origin, PlanAct
from hanoiwork_plugin.domain.goals.week import WeekPart
from hanoiwork_plugin.domain.tasks import Priority, TaskKind, TaskState
from hanoiwork_plugin.domain.views import PersonRef


@dataclass(frozen=True)
class PlanLineView:
    """Một dòng kế hoạch."""

    id: UUID
    name: str
    kind: TaskKind | None
    product: str
    priority: Priority | None
    due: date | None
    origin: Origin
    task_id: UUID | None
    task_state: TaskState | None
    key_result_id: UUID | None
    outside: bool
    """Not in the plan as it was approved: arising work."""
    who: PersonRef | None


@dataclass(frozen=True)
class PlanView:
    """Kế hoạch tháng as one viewer may see it; ``allowed`` holds what the viewer may do now."""

    id: UUID
    version: int
    unit_id: UUID
    unit: str
    person: PersonRef | None
    period: str
    state: SheetState
    lines: tuple[PlanLineView, ...]
    submitted_by: PersonRef | None
    submitted_at: datetime | None
    approver: PersonRef | None
    decided_by: PersonRef | None
    decided_at: datetime | None
    decision_reason: str
    faults: tuple[Fault, ...]
    """What still stands between a draft and its approval."""
    allowed: frozenset[PlanAct]


@dataclass(frozen=True)
class WeekLineView:
    """Một việc trong lịch tuần."""

    part: WeekPart
    name: str
    kind: TaskKind
    priority: Priority
    due: date
    who: str


@dataclass(frozen=True)
class WeekView:
    """Lịch tuần of a person, or of a unit where ``person`` is empty."""

    unit: str
    person: PersonRef | None
    monday: date
    lines: tuple[WeekLineView, ...]
    plan_id: UUID | None = None
    plan_version: int = 0
    may_add: bool = False
