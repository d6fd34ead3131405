"""*Điểm nghẽn*: work that goes from hand to hand, or waits too long, with its way and its waits (DOMAIN 7; STORY 19).

It says where help is needed, not who is to blame: a leader decides who leads, and the chain is closed with that.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.policy import DEFAULT_POLICY, WatchRules
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.domain.watch.hand_overs import Chain, StepKind, is_circle, is_long
from hanoiwork_plugin.domain.watch.waiting import Side, Wait, WaitKind, long_waits
from hanoiwork_plugin.domain.watch.watching import Pattern

MOST_SHOWN = 5
"""Bottlenecks on one card of a department; the others are behind [Xem đầy đủ]."""


class BottleneckAct(LabelledEnum):
    """Hành vi về điểm nghẽn; the code is the ledger's act."""

    SENT = "bottleneck.sent", "chuyển lãnh đạo quyết định điểm nghẽn"


@dataclass(frozen=True)
class Trouble:
    """Why a task is a bottleneck; ``since``: the newest step or the beginning of the newest long wait."""

    patterns: tuple[Pattern, ...]
    since: datetime


def trouble_of(
    chain: Chain, waits: tuple[Wait, ...], now: datetime, rules: WatchRules = DEFAULT_POLICY.watching
) -> Trouble | None:
    """Why the task is a bottleneck now; None: it is none."""
    long, passed_on = long_waits(waits, now, rules), is_long(chain, rules) or is_circle(chain, rules)
    found = {
        Pattern.HAND_OVER_CHAIN: is_long(chain, rules),
        Pattern.HAND_OVER_CIRCLE: is_circle(chain, rules),
        Pattern.LONG_WAIT: bool(long),
    }
    begun = [wait.since for wait in long] + ([chain.counted[-1].at] if passed_on else [])
    return Trouble(tuple(each for each in found if found[each]), max(begun)) if begun else None


def check_decision(reason: str, due: datetime | None, now: datetime) -> str:
    """The reason of a decision of who leads, without surrounding space.

    Raises:
        Invalid: without a reason, or with a deadline that is not ahead.
    """
    faults = []
    if not reason.strip():
        faults.append(Fault("lead_reason", "Còn thiếu {name}.", {"name": "Lý do"}))
    if due is not None and due <= now:
        faults.append(Fault("lead_due", "Hạn mới phải ở sau thời điểm này."))
    if faults:
        raise Invalid("Chưa quyết định được người chủ trì.", faults=faults)
    return reason.strip()


def check_still(trouble: Trouble | None) -> Trouble:
    """Refuse to act on what is no bottleneck any more; raises Conflict."""
    if trouble is None:
        raise Conflict("Nhiệm vụ này không còn là điểm nghẽn.")
    return trouble


@dataclass(frozen=True)
class PathStepView:
    """One step of the way (một lần chuyển việc)."""

    at: datetime
    kind: StepKind
    from_person: PersonRef
    to_person: PersonRef
    by: PersonRef | None
    reason: str
    counted: bool


@dataclass(frozen=True)
class WaitView:
    """One wait, at the side where it arose; ``days``: working days, those of a pause left out."""

    side: Side
    kind: WaitKind
    waiting: PersonRef | None
    awaited: PersonRef | None
    awaited_unit: str
    since: datetime
    until: datetime | None
    days: int
    text: str


@dataclass(frozen=True)
class SideDays:
    """Working days of waiting at one side."""

    side: Side
    days: int


@dataclass(frozen=True)
class WaitingView:
    """Who waited for whom in one task and those it was handed over from, and the sum by side."""

    task_id: UUID
    waits: tuple[WaitView, ...]
    sides: tuple[SideDays, ...]


@dataclass(frozen=True)
class LeadDecision:
    """Quyết định chủ trì: by whom, who leads from then on, until when and why."""

    at: datetime
    by: PersonRef | None
    to: PersonRef
    due: datetime | None
    reason: str


@dataclass(frozen=True)
class LeadUnit:
    """A unit that may be chosen to lead (đơn vị chủ trì): its head is meant."""

    id: UUID
    name: str


@dataclass(frozen=True)
class BottleneckView:
    """One bottleneck, or what came of it; for those on the way alone ``steps`` and ``waits`` are empty."""

    task_id: UUID
    version: int
    task_name: str
    unit_id: UUID
    unit: str
    state: TaskState
    holder: PersonRef | None
    due: datetime | None
    patterns: tuple[Pattern, ...]
    steps: tuple[PathStepView, ...]
    came_back_to: PersonRef | None
    waits: tuple[WaitView, ...]
    sides: tuple[SideDays, ...]
    sent_to: PersonRef | None
    sent_by: PersonRef | None
    sent_at: datetime | None
    decision: LeadDecision | None
    may_send: bool
    may_decide: bool
    people: tuple[PersonRef, ...]
    """Whom the viewer may choose to lead."""
    units: tuple[LeadUnit, ...]
    """Units whose head may be chosen."""
    sees_task: bool = True
    """Not for who had the work earlier on its way."""


@dataclass(frozen=True)
class DepartmentBottlenecks:
    """The bottlenecks of one department, the oldest first, and all its waiting by side."""

    unit_id: UUID
    unit: str
    day: date
    bottlenecks: tuple[BottleneckView, ...]
    sides: tuple[SideDays, ...]


@dataclass(frozen=True)
class BottleneckList:
    """The departments of which the viewer sees the bottlenecks and that have any."""

    departments: tuple[DepartmentBottlenecks, ...]
