"""What a person sees of objectives and KPIs: plain values, drawn alike by card, REST answer and page."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.goals.kpi import Verdict
from hanoiwork_plugin.domain.goals.objectives import Direction, Measure, ObjectiveAct, SheetState
from hanoiwork_plugin.domain.views import PersonRef


@dataclass(frozen=True)
class KpiValueView:
    """Số liệu chỉ số: where it is from, when it was measured, and who confirmed it."""

    id: UUID
    key_result_id: UUID
    value: Decimal
    measured_at: datetime
    source: str
    client: str | None
    entered_by: PersonRef | None
    evidence: str
    received_at: datetime
    confirmed_by: PersonRef | None
    confirmed_at: datetime | None
    replaced_by_id: UUID | None
    correction_reason: str
    """Why this value replaced the one before; empty for a first value."""
    refused_by: PersonRef | None = None
    """Who did not confirm it; it never counts."""
    refused_at: datetime | None = None
    refusal_reason: str = ""


@dataclass(frozen=True)
class KpiView:
    """Chỉ số."""

    unit_of_measure: str
    calculation: str
    direction: Direction | None
    data_source: str
    complete_at: Decimal | None
    exceed_at: Decimal | None
    fail_at: Decimal | None
    baseline: Decimal | None


@dataclass(frozen=True)
class KeyResultView:
    """Kết quả then chốt with what it has come to."""

    id: UUID
    number: str
    product: str
    due: date | None
    weight: Decimal | None
    coefficient: Decimal | None
    item_id: UUID | None
    measure: Measure
    target: Decimal | None
    kpi: KpiView | None
    progress: Decimal
    """In percent; follows from the KPI's value or the tasks."""
    value: Decimal | None
    measured_at: datetime | None
    source: str
    verdict: Verdict | None
    tasks: int


@dataclass(frozen=True)
class ObjectiveView:
    """Mục tiêu."""

    id: UUID
    number: int
    title: str
    parent_id: UUID | None
    parent_title: str
    progress: Decimal
    key_results: tuple[KeyResultView, ...]


@dataclass(frozen=True)
class ObjectiveSetView:
    """Bộ mục tiêu as one viewer may see it; ``allowed`` holds what the viewer may do now."""

    id: UUID
    version: int
    unit_id: UUID
    unit: str
    person: PersonRef | None
    period: str
    state: SheetState
    top: bool
    objectives: tuple[ObjectiveView, ...]
    weights_total: Decimal
    progress: Decimal
    weights_alike: bool
    """Near-equal weights stand over unequal coefficients: both columns are shown."""
    justification: str
    justified_by: PersonRef | None
    justified_at: datetime | None
    submitted_by: PersonRef | None
    submitted_at: datetime | None
    approver: PersonRef | None
    decided_by: PersonRef | None
    decided_at: datetime | None
    decision_reason: str
    faults: tuple[Fault, ...]
    """What still stands between a draft and its approval."""
    allowed: frozenset[ObjectiveAct]


@dataclass(frozen=True)
class ObjectiveChoice:
    """An objective that can be linked to (mục tiêu cấp trên)."""

    id: UUID
    title: str
    owner: str
    period: str


@dataclass(frozen=True)
class ObjectiveNode:
    """One objective in the tree unit → department → person, parents before children."""

    id: UUID
    set_id: UUID
    parent_id: UUID | None
    depth: int
    title: str
    owner: str
    personal: bool
    period: str
    state: SheetState
    progress: Decimal
    key_results: int


@dataclass(frozen=True)
class KpiLineView:
    """A KPI as another system finds it, to send values for."""

    id: UUID
    product: str
    unit_of_measure: str
    calculation: str
    data_source: str
    unit: str
    period: str
    due: date | None
