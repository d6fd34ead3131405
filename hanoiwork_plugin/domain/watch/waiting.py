"""Waiting by side (thời gian chờ theo từng bên): who waits for whom, since when, how long (DOMAIN 7; STORY 13, 19).

Every wait is read from the ledger, those that ended too, and stands with the side where it arose. A working day
counts as elsewhere (``doing.requests``): when it began while the wait lasted. While the giver has paused the task
nobody's time runs, so a day of a pause is the pause's alone; days of one side that overlap count once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant, is_working_day
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.policy import DEFAULT_POLICY, WatchRules
from hanoiwork_plugin.domain.tasks import CLOSED, TaskAct, TaskState
from hanoiwork_plugin.domain.watch.task_ledger import LedgerFact


class Side(LabelledEnum):
    """Bên mà công việc đang chờ."""

    OWN_UNIT = "own_unit", "chờ trong đơn vị"
    OTHER_UNIT = "other_unit", "chờ đơn vị khác"
    GIVER = "giver", "chờ người giao việc quyết định"
    PAUSED = "paused", "người giao việc tạm dừng"


class WaitKind(LabelledEnum):
    """Đang chờ điều gì."""

    ANSWER = "answer", "chờ trả lời về việc chờ"
    RESULT = "result", "chờ kết quả"
    PRODUCT = "product", "chờ duyệt sản phẩm"
    APPROVAL = "approval", "chờ phê duyệt giao việc"
    OBJECTION = "objection", "chờ trả lời ý kiến"
    EXTENSION = "extension", "chờ trả lời xin gia hạn"
    HAND_OVER = "hand_over", "chờ trả lời đề nghị bàn giao"
    PAUSE = "pause", "tạm dừng"


@dataclass(frozen=True)
class Awaited:
    """Who is awaited by a request: the side of a wait, or the one who decides; ``text``: what is asked."""

    person_id: UUID | None
    unit_id: UUID | None
    text: str


@dataclass(frozen=True)
class Parties:
    """The two ends of a task: who does it, for which unit, and who answers when no request names another."""

    lead_unit_id: UUID
    holder_id: UUID | None
    giver_id: UUID
    approver_id: UUID | None
    objection_to_id: UUID | None
    requests: Mapping[UUID, Awaited]


@dataclass(frozen=True)
class Wait:
    """One wait of one task; ``until`` None: it goes on."""

    task_id: UUID
    side: Side
    kind: WaitKind
    waiting_id: UUID | None
    awaited_id: UUID | None
    awaited_unit_id: UUID | None
    since: datetime
    until: datetime | None
    text: str


_OF_STATE = {
    TaskState.SUBMITTED: WaitKind.PRODUCT,
    TaskState.AWAITING_APPROVAL: WaitKind.APPROVAL,
    TaskState.OBJECTED: WaitKind.OBJECTION,
    TaskState.PAUSED: WaitKind.PAUSE,
}
_ASKED = {
    TaskAct.ASK_WAIT: WaitKind.ANSWER,
    TaskAct.ASK_EXTENSION: WaitKind.EXTENSION,
    TaskAct.ASK_HAND_OVER: WaitKind.HAND_OVER,
}
_ANSWERED = frozenset(
    {
        *(TaskAct.TAKE_WAIT, TaskAct.REFUSE_WAIT, TaskAct.END_WAIT, TaskAct.WITHDRAW),
        *(TaskAct.GRANT_EXTENSION, TaskAct.REFUSE_EXTENSION, TaskAct.REFUSE_HAND_OVER),
    }
)


def waits_of(facts: Sequence[LedgerFact], parties: Parties) -> tuple[Wait, ...]:
    """Every wait of one task, oldest first, from its entries in the order they were recorded."""
    found: list[Wait] = []
    open_requests: dict[UUID, Wait] = {}
    of_state: Wait | None = None
    state: str | None = None
    for fact in facts:
        request_id = UUID(fact.after["request"]) if fact.after.get("request") else None
        if fact.act in _ANSWERED and request_id in open_requests:
            found.append(replace(open_requests.pop(request_id), until=fact.at))
        if request_id is not None and (fact.act in _ASKED or fact.act is TaskAct.TAKE_WAIT):
            kind = _ASKED.get(fact.act, WaitKind.RESULT)
            open_requests[request_id] = _of_request(fact, kind, parties, request_id)
        following = fact.after.get("state", state)
        if following == state:
            continue
        state = following
        if of_state is not None:
            found.append(replace(of_state, until=fact.at))
        kind_of_state = _OF_STATE.get(TaskState(state)) if state else None
        of_state = _of_state(fact, kind_of_state, parties) if kind_of_state else None
        if state in CLOSED:
            found += [replace(wait, until=fact.at) for wait in open_requests.values()]
            open_requests.clear()
    found += [*open_requests.values(), *([of_state] if of_state else [])]
    return tuple(sorted(found, key=lambda wait: wait.since))


def _of_request(fact: LedgerFact, kind: WaitKind, parties: Parties, request_id: UUID) -> Wait:
    asked: Awaited = parties.requests.get(request_id, Awaited(parties.giver_id, None, fact.reason))
    side = Side.GIVER
    if kind in (WaitKind.ANSWER, WaitKind.RESULT):
        side = Side.OWN_UNIT if asked.unit_id == parties.lead_unit_id else Side.OTHER_UNIT
    return Wait(fact.task_id, side, kind, parties.holder_id, asked.person_id, asked.unit_id, fact.at, None, asked.text)


def _of_state(fact: LedgerFact, kind: WaitKind, parties: Parties) -> Wait:
    awaited = {WaitKind.APPROVAL: parties.approver_id, WaitKind.OBJECTION: parties.objection_to_id}
    waiting = parties.giver_id if kind is WaitKind.APPROVAL else parties.holder_id
    side = Side.PAUSED if kind is WaitKind.PAUSE else Side.GIVER
    text = fact.reason if kind in (WaitKind.PAUSE, WaitKind.OBJECTION) else ""
    return Wait(fact.task_id, side, kind, waiting, awaited.get(kind) or parties.giver_id, None, fact.at, None, text)


def days_of(wait: Wait, now: datetime) -> frozenset[date]:
    """The working days (ngày làm việc) that began while it lasted."""
    first = hanoi_date(wait.since)
    length = (hanoi_date(wait.until or now) - first).days
    days = (first + timedelta(days=number + 1) for number in range(length))
    return frozenset(day for day in days if is_working_day(day))


def counted_days(waits: Sequence[Wait], now: datetime) -> tuple[frozenset[date], ...]:
    """The working days of each wait, without those on which its task was paused."""
    paused: dict[UUID, frozenset[date]] = {}
    for wait in waits:
        if wait.side is Side.PAUSED:
            paused[wait.task_id] = paused.get(wait.task_id, frozenset()) | days_of(wait, now)
    return tuple(
        days_of(wait, now) - (frozenset() if wait.side is Side.PAUSED else paused.get(wait.task_id, frozenset()))
        for wait in waits
    )


def by_side(waits: Sequence[Wait], now: datetime) -> dict[Side, int]:
    """Working days of waiting by side; of several tasks added up, of one task and side each day once."""
    days: dict[tuple[UUID, Side], set[date]] = {}
    for wait, counted in zip(waits, counted_days(waits, now), strict=True):
        days.setdefault((wait.task_id, wait.side), set()).update(counted)
    return {side: sum(len(each) for (_, of), each in days.items() if of is side) for side in Side}


def long_waits(waits: Sequence[Wait], now: datetime, rules: WatchRules = DEFAULT_POLICY.watching) -> tuple[Wait, ...]:
    """The waits that go on and have lasted so many working days; a pause is the giver's own choice and is none."""
    return tuple(
        wait
        for wait, days in zip(waits, counted_days(waits, now), strict=True)
        if wait.until is None and wait.side is not Side.PAUSED and len(days) >= rules.wait_days
    )


def may_be_long_since(now: datetime, rules: WatchRules = DEFAULT_POLICY.watching) -> datetime:
    """The instant before which a wait must have begun to be a long one now."""
    day, left = hanoi_date(now), rules.wait_days
    while left:
        left, day = left - is_working_day(day), day - timedelta(days=1)
    return hanoi_instant(day + timedelta(days=1))
