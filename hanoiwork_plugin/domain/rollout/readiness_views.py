"""Readiness, working group and practice as shown: one view for card, REST answer and page."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.domain.rollout.practice import PracticeAct
from hanoiwork_plugin.domain.rollout.readiness import Lack, ReadinessLine
from hanoiwork_plugin.domain.rollout.working_group import GroupKind
from hanoiwork_plugin.domain.views import PersonRef


@dataclass(frozen=True)
class LackView:
    """One thing that a line lacks."""

    lack: Lack
    count: int
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class LineView:
    """One of the five lines."""

    line: ReadinessLine
    ready: bool
    lacks: tuple[LackView, ...]
    may_go: bool
    """Whether the viewer can do the next act of this line."""


@dataclass(frozen=True)
class ActCount:
    """How many people have practised one of the seven acts."""

    act: PracticeAct
    people: int


@dataclass(frozen=True)
class ReadinessView:
    """Mức độ sẵn sàng of one agency."""

    agency_id: UUID
    agency: str
    ready: int
    """How many of the five lines are ready."""
    lines: tuple[LineView, ...]
    people: int
    group_kind: GroupKind | None
    group_from: date | None
    confirmed_on: date | None
    catalogue_number: int | None
    catalogue_from: date | None
    objectives_period: str | None
    objectives_on: date | None
    practised: int
    practised_by_act: tuple[ActCount, ...]


@dataclass(frozen=True)
class LineCount:
    """How many agencies have one of the five lines ready."""

    line: ReadinessLine
    ready: int


@dataclass(frozen=True)
class CityReadiness:
    """Every agency of the city, those that lack most first."""

    agencies: tuple[ReadinessView, ...]
    ready: int
    """Agencies with all five lines ready."""
    by_line: tuple[LineCount, ...]


@dataclass(frozen=True)
class WorkingGroupView:
    """Tổ công tác, as recorded."""

    id: UUID
    agency_id: UUID
    agency: str
    kind: GroupKind
    head: PersonRef | None
    it_members: tuple[PersonRef, ...]
    members: tuple[PersonRef, ...]
    body_name: str
    basis_number: str
    basis_date: date
    basis_issuer: str
    it_basis: str
    valid_from: date
    valid_to: date | None
    recorded_by: PersonRef
    recorded_at: datetime


@dataclass(frozen=True)
class WorkingGroupsView:
    """The group in force or to come, and those before it."""

    agency_id: UUID
    agency: str
    current: WorkingGroupView | None
    earlier: tuple[WorkingGroupView, ...]
    leaders: tuple[PersonRef, ...]
    """Who can head it."""
    it_people: tuple[PersonRef, ...]
    """People whose position says that they work with information technology."""
    may_record: bool


@dataclass(frozen=True)
class ToPractise:
    """Somebody who has not practised everything."""

    person: PersonRef
    unit: str
    acts: tuple[PracticeAct, ...]
    """Still to be practised."""
    sent_at: datetime | None
    """When the exercise that is under way was sent."""


@dataclass(frozen=True)
class PracticeBoard:
    """Who in an agency still has to practise which of the seven acts."""

    agency_id: UUID
    agency: str
    people: int
    by_act: tuple[ActCount, ...]
    """How many still have to practise each act."""
    open: tuple[ToPractise, ...]


@dataclass(frozen=True)
class ExerciseView:
    """Bài tập of one person."""

    id: UUID
    version: int
    person: PersonRef
    acts: tuple[PracticeAct, ...]
    done: tuple[PracticeAct, ...]
    """Those of ``acts`` that the ledger shows."""
    next: PracticeAct | None
    task_id: UUID | None
    """The practice task, once begun."""
    sent_at: datetime
    sent_by: PersonRef | None
    """None: begun by the person."""
    finished_at: datetime | None
