"""The score of a window: facts from the ledger in, score sheet out (DOMAIN 5)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, or_, select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.assigning.provisional import CoefficientState
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import FIRST_DAY, Period, PeriodKind, Window, hanoi_date, period_of, window_of
from hanoiwork_plugin.domain.doing.requests import held_days
from hanoiwork_plugin.domain.errors import Fault, Invalid, NotFound, TooEarly
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.domain.policy import ND335_2025, Policy
from hanoiwork_plugin.domain.rating.criteria import GeneralMarks
from hanoiwork_plugin.domain.rating.lots import Downtime, LineEvent, LineEventKind, Waiver
from hanoiwork_plugin.domain.rating.scoring import LeaderMarks, Scope, ScoreSheet, TaskLine, inputs_json, score
from hanoiwork_plugin.domain.rating.sheet import HeldTime
from hanoiwork_plugin.domain.tasks import HELD, ReturnType, TaskAct, TaskKind, TaskState
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.assigning import part_shares
from hanoiwork_plugin.services.rating.score_facts import waived_entries
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.absences import loans_of
from hanoiwork_plugin.store.catalogue import provisional_states
from hanoiwork_plugin.store.evaluations import ScoreSheetRow
from hanoiwork_plugin.store.ledger import LedgerEntryRow, entries_of_many
from hanoiwork_plugin.store.organisation import Place
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.requests import TaskRequestRow, waits_of
from hanoiwork_plugin.store.tasks import TaskRow

_EVENTS = {
    TaskAct.SUBMIT: LineEventKind.SUBMITTED,
    TaskAct.RETURN: LineEventKind.RETURNED,
    TaskAct.APPROVE_PRODUCT: LineEventKind.ACCEPTED,
    TaskAct.MISS_DEADLINE: LineEventKind.DEADLINE_MISSED,
}
_NOT_COUNTED = (TaskState.DRAFT, TaskState.AWAITING_APPROVAL, TaskState.OBJECTED, TaskState.CANCELLED)


def policy_for(person: Actor) -> Policy:
    """The policy (chính sách chấm điểm) that applies to a person; so far one for every staff group."""
    return ND335_2025


def leads(person: Actor) -> bool:
    """Whether the score of a leader applies (a, b, c, d, đ, e)."""
    return any(grant.role in (Role.HEAD, Role.DEPUTY, Role.DEPARTMENT_HEAD) for grant in person.grants)


def period_named(code: str) -> Period:
    """The month with this code.

    Raises:
        Invalid: when it is no period.
        TooEarly: when it lies before the system began.
    """
    period = Period.parse(code)
    if period.kind is not PeriodKind.MONTH:
        raise Invalid("Kỳ phải là một tháng, ví dụ 2026-06.", faults=[Fault("period", "Kỳ phải là một tháng.")])
    if period.code < Period.month(FIRST_DAY.year, FIRST_DAY.month).code:
        raise TooEarly("Hệ thống bắt đầu từ ngày 1/6/2026; kỳ này chưa có dữ liệu.")
    return period


def current_period(now: datetime) -> Period:
    """The month whose window holds ``now``; before the first window, the first."""
    first = Period.month(FIRST_DAY.year, FIRST_DAY.month)
    return first if now < window_of(first).start else period_of(now)


def task_lines(tx: Tx, person_id: UUID, period: Period) -> list[TaskLine]:
    """The person's lines of a window with the events that count."""
    return lines_of_many(tx, [person_id], period).get(person_id, [])


def lines_of_many(tx: Tx, person_ids: Collection[UUID], period: Period) -> dict[UUID, list[TaskLine]]:
    """The lines of several people, by person; seven queries, one for names, and one for big
    work where there are parts of it, however many people.

    A task whose clock stands still has no deadline yet, unless it had passed before.
    """
    window = window_of(period)
    tasks = tx.session.scalars(
        select(TaskRow).where(
            TaskRow.accountable_id.in_(person_ids),
            TaskRow.window_due.between(window.start, window.end),
            TaskRow.state.not_in(_NOT_COUNTED),
            or_(TaskRow.state.not_in(HELD), TaskRow.window_due < TaskRow.held_since),
        )
    ).all()
    found: dict[UUID, list[TaskLine]] = {}
    first, last = hanoi_date(window.start), hanoi_date(min(window.end, tx.now))
    moved = organisation.places_of_moved(tx.session, person_ids, first, last) if tasks else {}
    for task, line in zip(tasks, lines_of_tasks(tx, tasks, window), strict=True):
        if task.accountable_id is not None:
            unit = _arose_at(task, moved.get(task.accountable_id, []))
            found.setdefault(task.accountable_id, []).append(replace(line, unit=unit))
    return found


def _arose_at(task: TaskRow, places: Sequence[Place]) -> str:
    """Where a moved person's task arose: the lead unit when posted there, else the posting of the day it was given."""
    given = hanoi_date(task.assigned_at or task.created_at)
    held = [each for each in places if each.unit_id == task.lead_unit_id] or [
        each for each in places if each.first <= given and (each.last is None or given <= each.last)
    ]
    return held[0].unit if held else ""


def lines_of_tasks(tx: Tx, tasks: Sequence[TaskRow], window: Window) -> list[TaskLine]:
    """These tasks as lines with the events that count; one without deadline is due as the window ends."""
    entries = entries_of_many(tx.session, [task.id for task in tasks], _EVENTS) if tasks else []
    ids = [task.id for task in tasks]
    waived = waived_entries(tx, ids)
    waits = waits_of(tx.session, ids)
    names = organisation.references(
        tx.session,
        hanoi_date(tx.now),
        {entry.actor_id for entry in (*entries, *waived.values())}
        | {wait.other_person_id for found in waits.values() for wait in found},
    )
    units = _unit_names(tx, waits)
    events: dict[UUID, list[LineEvent]] = {task.id: [] for task in tasks}
    doers = {task.id: task.accountable_id for task in tasks}
    loans = loans_of(tx.session, ids)
    wholes = part_shares.wholes_of(tx, tasks)
    priced = {task.id: task.part_of_id or task.id for task in tasks}
    outside = [task.id for task in (*tasks, *wholes.values()) if task.item_id is None]
    provisional = provisional_states(tx.session, outside)
    for entry in entries:
        actor = names.get(entry.actor_id) if entry.actor_id else None
        elsewhere = any(
            loan.lent_to_id != doers[entry.subject_id]
            and loan.done_at <= entry.at
            and (loan.back_at is None or entry.at < loan.back_at)
            for loan in loans.get(entry.subject_id, ())
        )
        waiver = _waiver(waived[entry.id], names) if entry.id in waived else None
        events[entry.subject_id].append(_event(entry, actor.name if actor else "", waiver, elsewhere=elsewhere))
    return [
        TaskLine(
            task_id=task.id,
            name=task.name,
            kind=TaskKind(task.kind or TaskKind.REGULAR),
            quantity=task.quantity or Decimal(0),
            coefficient=task.coefficient or Decimal(0),
            due=task.window_due or window.end,
            extra=task.kind == TaskKind.ARISING or task.taken_over,
            state=TaskState(task.state),
            provisional=provisional.get(priced[task.id]) == CoefficientState.PROVISIONAL,
            events=tuple(events[task.id]),
            closed=task.closed_quantity,
            held=tuple(_held(tx, wait, names, units) for wait in waits.get(task.id, ())),
            share=part_shares.share_of(task, wholes),
        )
        for task in tasks
    ]


def _unit_names(tx: Tx, waits: dict[UUID, list[TaskRequestRow]]) -> dict[UUID, str]:
    ids = {wait.other_unit_id for found in waits.values() for wait in found}
    if not ids:
        return {}
    return {row.id: row.name for row in tx.session.scalars(select(UnitRow).where(UnitRow.id.in_(ids)))}


def _held(tx: Tx, wait: TaskRequestRow, people: dict[UUID, PersonRef], units: dict[UUID, str]) -> HeldTime:
    """The other side's time, from when it took the wait to when it ended; of an open one, as it is now."""
    person = people.get(wait.other_person_id) if wait.other_person_id else None
    side = person.name if person else units.get(wait.other_unit_id or wait.id, "")
    since = wait.answered_at or wait.asked_at
    return HeldTime(side, since, wait.ended_at, held_days(since, wait.ended_at or tx.now))


def _waiver(entry: LedgerEntryRow, people: dict[UUID, PersonRef]) -> Waiver:
    actor = people.get(entry.actor_id) if entry.actor_id else None
    granted = entry.act == TaskAct.GRANT_EXTENSION
    corrected, outage = entry.act == TaskAct.CORRECT_DATA, None
    if entry.act == TaskAct.EXCUSE_DELAY:
        since, until = (datetime.fromisoformat(entry.after[name]) for name in ("down_since", "down_until"))
        outage = Downtime(since, until)
    return Waiver(entry.id, entry.at, actor.name if actor else "", entry.reason, granted, outage, corrected)


def _event(entry: LedgerEntryRow, actor: str, waiver: Waiver | None, *, elsewhere: bool) -> LineEvent:
    """The entry as the score reads it; what happened while the task was lent to somebody else costs nothing."""
    due = entry.after.get("due") if entry.act == TaskAct.MISS_DEADLINE else None
    return LineEvent(
        entry_id=entry.id,
        at=entry.at,
        kind=_EVENTS[TaskAct(entry.act)],
        units=Decimal(entry.after["units"]),
        return_type=ReturnType(entry.after["type"]) if entry.act == TaskAct.RETURN else None,
        waived=elsewhere or waiver is not None,
        due=datetime.fromisoformat(due) if due else None,
        actor=actor,
        reason=entry.reason,
        waiver=waiver,
    )


def sheet_of(
    tx: Tx,
    person: Actor,
    period: Period,
    *,
    general: GeneralMarks | None = None,
    leader: LeaderMarks | None = None,
    scope: Scope = "whole",
) -> ScoreSheet:
    """The suggestion as it stands now; nothing is written. One who leads has no total without ``leader``."""
    return score(
        task_lines(tx, person.id, period),
        policy=policy_for(person),
        window=window_of(period),
        at=tx.now,
        general=_complete(person, general, leader),
        leader=leader,
        scope=scope,
    )


def _complete(person: Actor, general: GeneralMarks | None, leader: LeaderMarks | None) -> GeneralMarks | None:
    """The general marks, unless a total would leave out d, đ and e of one who leads."""
    return None if leads(person) and leader is None else general


def person_whose_score(tx: Tx, actor: Actor, account: str) -> Actor:
    """The person of an account, when the actor may see their score; a look at another's is recorded.

    Raises:
        NotFound: for an unknown person and for one whose score is none of the actor's business, alike.
    """
    person = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now))
    if person is None or authority.allowed(Act.SEE_SCORE, actor, Subject(person.unit, person.id)) is None:
        raise NotFound
    record_look(tx, actor, person.id)
    return person


def record_look(tx: Tx, viewer: Actor | None, person_id: UUID) -> None:
    """Each look at someone else's score is recorded (DOMAIN 6); ``viewer`` None is the operator's command."""
    if viewer is None or viewer.id != person_id:
        tx.record("score.seen", "person", person_id, viewer)


def keep_sheet(
    tx: Tx,
    person: Actor,
    period: Period,
    purpose: str,
    general: GeneralMarks | None,
    leader: LeaderMarks | None = None,
) -> tuple[ScoreSheetRow, ScoreSheet]:
    """Make and store a sheet: policy, inputs, every step and result, never changed afterwards."""
    lines = task_lines(tx, person.id, period)
    policy, window = policy_for(person), window_of(period)
    general = _complete(person, general, leader)
    made = score(lines, policy=policy, window=window, at=tx.now, general=general, leader=leader)
    number = tx.session.scalar(
        select(func.coalesce(func.max(ScoreSheetRow.number), 0) + 1).where(
            ScoreSheetRow.person_id == person.id, ScoreSheetRow.period == period.code
        )
    )
    row = ScoreSheetRow(
        id=new_id(),
        person_id=person.id,
        period=period.code,
        number=number or 1,
        purpose=purpose,
        policy_name=policy.name,
        policy_version=policy.version,
        inputs=inputs_json(lines, policy=policy, window=window, at=tx.now, general=general, leader=leader),
        result=made.to_json(),
        total=made.total,
        made_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    return row, made
