"""What people see of dated changes: absences, delegations, transfers, and how things stood at an instant."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hanoiwork_plugin.domain.authority import Act, Relation
from hanoiwork_plugin.domain.changes.absence import AbsenceAct, AbsenceKind, AbsenceState
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.domain.views import PersonRef


@dataclass(frozen=True)
class LeftTaskView:
    """An open task of somebody who is leaving or absent."""

    id: UUID
    name: str
    state: TaskState
    due: datetime | None
    settled: str = ""
    """What was done about it (absence): ``lent``, ``paused`` or nothing yet."""
    lent_to: PersonRef | None = None
    back_on: date | None = None


@dataclass(frozen=True)
class AbsenceChange:
    """The newest change of an absence: other days, or withdrawn."""

    act: AbsenceAct
    by: PersonRef
    at: datetime
    reason: str
    valid_to_before: date | None
    """The last day as it was; None for a withdrawal."""


@dataclass(frozen=True)
class AbsenceView:
    """Một đợt nghỉ as one viewer sees it."""

    id: UUID
    version: int
    person: PersonRef
    unit: str
    kind: AbsenceKind
    state: AbsenceState
    valid_from: date
    valid_to: date
    back_on: date
    note: str
    announced_by: PersonRef
    announced_at: datetime
    recorded_by: PersonRef | None
    recorded_at: datetime | None
    tasks: tuple[LeftTaskView, ...]
    """Open tasks of the person, the most urgent first; empty for viewers who cannot settle them."""
    colleagues: tuple[PersonRef, ...]
    """Who can take a task for the time; empty for the same viewers."""
    may_record: bool
    may_change: bool = False
    """Other days, or withdrawn: the person while it is only announced, then those who may record it."""
    changed: AbsenceChange | None = None


@dataclass(frozen=True)
class DelegationView:
    """Một ủy quyền as one viewer sees it."""

    id: UUID
    version: int
    giver: PersonRef
    taker: PersonRef
    unit: str
    acts: tuple[Act, ...]
    valid_from: date
    valid_to: date
    basis: str
    made_by: PersonRef
    made_at: datetime
    ended_by: PersonRef | None
    ended_at: datetime | None
    in_force: bool
    may_end: bool


@dataclass(frozen=True)
class DelegationForm:
    """Mẫu ủy quyền: what ``giver`` could delegate, and to whom; dates and scope as proposed."""

    giver: PersonRef
    unit: str
    people: tuple[PersonRef, ...]
    acts: tuple[Act, ...]
    chosen: tuple[Act, ...]
    proposed: PersonRef | None
    valid_from: date
    valid_to: date
    why: str
    """Why it is proposed; empty when the giver asked for the form."""


@dataclass(frozen=True)
class TransferView:
    """Một điều chuyển as one viewer sees it."""

    id: UUID
    version: int
    person: PersonRef
    from_unit: str
    to_unit: str
    title: str
    effective_on: date
    basis: str
    decided_by: PersonRef
    decided_at: datetime
    tasks: tuple[LeftTaskView, ...]
    """Open tasks still to be decided on; empty for viewers who cannot."""
    open_tasks: int
    colleagues: tuple[PersonRef, ...]
    received_by: PersonRef | None
    received_at: datetime | None
    effective: bool
    may_receive: bool


@dataclass(frozen=True)
class PostingView:
    """Nơi công tác as it stood at an instant."""

    unit: str
    title: str
    position: str
    is_primary: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class RoleView:
    """Vai trò as it stood at an instant."""

    role: Role
    unit: str
    fields: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class DelegationLine:
    """An ủy quyền in force at an instant."""

    giver: PersonRef
    taker: PersonRef
    unit: str
    acts: tuple[Act, ...]
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class StandingView:
    """A person as they stood at an instant: where, in which roles, under whom."""

    at: datetime
    person: PersonRef
    unit: str
    postings: tuple[PostingView, ...]
    roles: tuple[RoleView, ...]
    delegations: tuple[DelegationLine, ...]
    absence: AbsenceKind | None
    manager: PersonRef | None
    """Người quản lý trực tiếp: who would have rated them."""
    manager_relation: Relation | None


@dataclass(frozen=True)
class CompetentView:
    """Somebody who could do an act at an instant, and in which capacity."""

    person: PersonRef
    relation: Relation
    on_behalf_of: PersonRef | None
