"""What a person sees of a catalogue version, of its differences, of an item proposed by repeats, of a coefficient."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.assigning.provisional import CoefficientAct, CoefficientState
from hanoiwork_plugin.domain.catalogues.catalogue import CataloguePart, Question
from hanoiwork_plugin.domain.catalogues.catalogue_differences import ItemField
from hanoiwork_plugin.domain.catalogues.catalogue_life import CatalogueAct, CatalogueState
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.domain.views import PersonRef


@dataclass(frozen=True)
class GroupView:
    """A group with the lowest and highest points of its frame."""

    name: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class PartCount:
    """How many items a part of the catalogue has; ``department`` for a department's own."""

    part: CataloguePart
    department: str | None
    items: int


@dataclass(frozen=True)
class DifferenceCounts:
    """So với bản trước: how much a version changes."""

    added: int
    removed: int
    points: int
    """Items whose points or coefficient differ."""
    groups: int
    """Items in another group."""
    words: int
    """Items whose words or department differ."""
    renumbered: int
    frames: int
    """Groups whose frame is another, new or gone."""


@dataclass(frozen=True)
class DepartmentChoice:
    """A department that the viewer may propose items for."""

    id: UUID
    name: str


@dataclass(frozen=True)
class CatalogueLineView:
    """A version in a list."""

    id: UUID
    number: int
    state: CatalogueState
    items: int
    in_force_from: date | None
    in_force_to: date | None
    """The first day on which it is no longer in force."""


@dataclass(frozen=True)
class CatalogueVersionView:
    """A version as one viewer may see it; ``allowed`` holds what the viewer may do with it now."""

    id: UUID
    version: int
    number: int
    unit: str
    state: CatalogueState
    source_name: str
    standard_points: Decimal
    standard: str
    """The standard product by its code and words; empty when the list does not hold it."""
    items: int
    parts: tuple[PartCount, ...]
    groups: tuple[GroupView, ...]
    criteria: int
    """How many general criteria it brings; none: those of NĐ 335 apply."""
    criteria_total: Decimal
    compared_with: int | None
    """Number of the version compared with; None: there is none."""
    differences: DifferenceCounts
    questions: tuple[Question, ...]
    note: str
    in_force_from: date | None
    in_force_to: date | None
    submitted_by: PersonRef | None
    submitted_at: datetime | None
    approver: PersonRef | None
    decided_by: PersonRef | None
    decided_at: datetime | None
    decision_reason: str
    allowed: frozenset[CatalogueAct]
    departments: tuple[DepartmentChoice, ...]
    whole: bool
    """Whether the viewer may propose any part of it."""


@dataclass(frozen=True)
class ItemView:
    """An item of a version."""

    code: str
    part: CataloguePart
    department: str | None
    duty: str
    detail: str
    product: str
    group: str
    frame_low: Decimal
    frame_high: Decimal
    points: Decimal
    coefficient: Decimal
    note: str


@dataclass(frozen=True)
class ItemChangeView:
    """An item as it was and as it is proposed."""

    before: ItemView
    after: ItemView
    fields: frozenset[ItemField]


@dataclass(frozen=True)
class DifferencesView:
    """Everything a version changes against the one before."""

    added: tuple[ItemView, ...]
    removed: tuple[ItemView, ...]
    changed: tuple[ItemChangeView, ...]


class ProposalState(LabelledEnum):
    """Trạng thái một mục do hệ thống đề xuất."""

    WAITING = "waiting", "chờ xem xét"
    TAKEN = "taken", "đã đưa vào bản đề xuất"
    DECLINED = "declined", "không đưa vào"


@dataclass(frozen=True)
class RepeatView:
    """One of the arising tasks that a proposal comes from."""

    name: str
    accountable: PersonRef | None
    assigned_at: datetime | None
    state: TaskState


@dataclass(frozen=True)
class ProposalView:
    """An arising product that came back; ``may_decide``: the viewer may take it into the next version or not."""

    id: UUID
    version: int
    product: str
    unit: str
    department_id: UUID | None
    """The department it would belong to; None: the work was the agency's own."""
    points: Decimal
    coefficient: Decimal
    repeats: tuple[RepeatView, ...]
    state: ProposalState
    code: str | None
    decided_by: PersonRef | None
    decided_at: datetime | None
    reason: str
    groups: tuple[GroupView, ...]
    may_decide: bool


@dataclass(frozen=True)
class CoefficientView:
    """The coefficient of a task outside the catalogue; ``allowed`` holds what the viewer may do with it."""

    task_id: UUID
    version: int
    name: str
    product: str
    unit: str
    accountable: PersonRef | None
    state: CoefficientState
    points: Decimal
    """As set by who gave the work."""
    coefficient: Decimal
    confirmed_points: Decimal | None
    confirmed_coefficient: Decimal | None
    set_by: PersonRef | None
    set_at: datetime
    asked: PersonRef | None
    decided_by: PersonRef | None
    decided_at: datetime | None
    reason: str
    groups: tuple[GroupView, ...]
    allowed: frozenset[CoefficientAct]
