"""What a person sees of requests about tasks and of the day's decisions, drawn alike by card and REST answer."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.doing.decisions import Deciding, Doubt
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState
from hanoiwork_plugin.domain.tasks import ReturnType, TaskAct
from hanoiwork_plugin.domain.views import EvidenceView, PersonRef


@dataclass(frozen=True)
class CostView:
    """A return or missed deadline that an objective cause is claimed for."""

    entry_id: UUID
    act: TaskAct
    at: datetime
    units: Decimal
    return_type: ReturnType | None
    reason: str


@dataclass(frozen=True)
class RequestView:
    """Một đề nghị về nhiệm vụ, as somebody on either side sees it."""

    id: UUID
    version: int
    task_id: UUID
    task_name: str
    kind: RequestKind
    state: RequestState
    asked_by: PersonRef
    asked_at: datetime
    text: str
    respondent: PersonRef
    answer_by: datetime | None
    answer_text: str
    answered_by: PersonRef | None
    answered_at: datetime | None
    side: str
    since: date | None
    expected_on: date | None
    ended_at: datetime | None
    ended_by: PersonRef | None
    days_held: int | None
    """Working days on the other side's clock, once it took the wait."""
    due_before: datetime | None
    due_wanted: datetime | None
    due_given: datetime | None
    cost: CostView | None
    document: str
    evidence: tuple[EvidenceView, ...]
    taker: PersonRef | None
    """A hand-over: who is proposed, or has it now."""
    colleagues: tuple[PersonRef, ...]
    """A hand-over: whom the viewer may choose."""
    may_answer: bool
    may_end: bool
    may_withdraw: bool


@dataclass(frozen=True)
class AskingView:
    """What the assignee may ask about a task now, and among what they choose."""

    task_id: UUID
    version: int
    name: str
    due: datetime | None
    may_wait: bool
    may_extend: bool
    too_late_to_extend: bool
    """The deadline has passed: the objective cause is offered instead."""
    may_hand_over: bool
    units: tuple[tuple[UUID, str], ...]
    """Units that can be awaited: id and name."""
    people: tuple[PersonRef, ...]
    """People who can be awaited."""
    claimable: tuple[CostView, ...]
    may_remark: bool
    """The newest return has no remark yet."""


@dataclass(frozen=True)
class SteeringView:
    """What the giver may do with a task under way, and to whom it could go."""

    task_id: UUID
    version: int
    name: str
    allowed: frozenset[TaskAct]
    colleagues: tuple[PersonRef, ...]
    units_waiting: Decimal
    """Units handed in that wait to be judged."""


@dataclass(frozen=True)
class DecisionLine:
    """One decision that waits for the person."""

    kind: Deciding
    subject_type: str
    """``task`` or ``task_request``: what its own card is about."""
    subject_id: UUID
    version: int
    name: str
    person: PersonRef | None
    quantity: Decimal | None
    files: int
    since: datetime
    doubts: tuple[Doubt, ...]
    request: RequestKind | None


@dataclass(frozen=True)
class DecisionsView:
    """*Việc cần quyết định hôm nay* as it was shown, and what came of it."""

    id: UUID
    version: int
    day: date
    clean: tuple[DecisionLine, ...]
    doubtful: tuple[DecisionLine, ...]
    changed: tuple[DecisionLine, ...]
    """Clean when shown, changed since: held back, each to be looked at."""
    accepted: tuple[DecisionLine, ...]
    rest: int
    """Decisions beyond those shown."""
    decided_at: datetime | None
