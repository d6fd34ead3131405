"""Bottlenecks found: from the ledger, a fixed number of queries however many tasks (DOMAIN 7; STORY 19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.tasks import RUNNING, TaskAct, TaskState
from hanoiwork_plugin.domain.watch.bottlenecks import BottleneckAct, Trouble, trouble_of
from hanoiwork_plugin.domain.watch.hand_overs import Chain, chain_of
from hanoiwork_plugin.domain.watch.task_ledger import READ, LedgerFact
from hanoiwork_plugin.domain.watch.waiting import Awaited, Parties, Wait, may_be_long_since, waits_of
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.doing.task_views import subject_of
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.absences import absent_people
from hanoiwork_plugin.store.base import among
from hanoiwork_plugin.store.chains import lineages
from hanoiwork_plugin.store.ledger import LedgerEntryRow, entries_of_many
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import ObjectionRow, SubmissionRow, TaskRow

SUBJECT = "bottleneck"
"""What a card of one bottleneck is about: its task, under this name."""
DEPARTMENT = "bottlenecks"
OPEN = (*RUNNING, TaskState.AWAITING_APPROVAL)
"""States in which a task can be a bottleneck."""


@dataclass(frozen=True)
class Work:
    """One piece of work: its task now, its way, its waits, and whether a leader was asked to decide."""

    task: TaskRow
    chain: Chain
    waits: tuple[Wait, ...]
    trouble: Trouble | None
    sent: LedgerEntryRow | None
    """[Chuyển lãnh đạo quyết định] about the trouble as it is."""
    due_decided: datetime | None = None


def works_of(tx: Tx, tasks: Sequence[TaskRow]) -> list[Work]:
    """The tasks with all that the rules need to know of them; four queries for any number."""
    ways = lineages(tx.session, [task.id for task in tasks])
    rows = {row.id: row for way in ways.values() for row in way}
    entries = entries_of_many(tx.session, rows, [*READ, BottleneckAct.SENT]) if rows else []
    facts: dict[UUID, list[LedgerFact]] = {}
    sent: dict[UUID, LedgerEntryRow] = {}
    for entry in entries:
        if entry.act == BottleneckAct.SENT:
            sent[entry.subject_id] = entry
        else:
            facts.setdefault(entry.subject_id, []).append(_fact(entry))
    parties = _parties(tx, rows)
    waits = {task_id: waits_of(facts.get(task_id, []), parties[task_id]) for task_id in rows}
    return [
        _work(
            tx,
            task,
            [fact for row in ways[task.id] for fact in facts.get(row.id, [])],
            {row.id: row.accountable_id for row in ways[task.id] if row.accountable_id},
            tuple(wait for row in ways[task.id] for wait in waits[row.id]),
            sent.get(task.id),
        )
        for task in tasks
    ]


def _work(
    tx: Tx,
    task: TaskRow,
    facts: list[LedgerFact],
    holders: dict[UUID, UUID],
    waits: tuple[Wait, ...],
    sent: LedgerEntryRow | None,
) -> Work:
    chain = chain_of(facts, holders)
    trouble = trouble_of(chain, waits, tx.now) if task.state in OPEN else None
    asked = sent if sent is not None and trouble is not None and sent.at >= trouble.since else None
    decided = next((fact.after.get("due") for fact in reversed(facts) if fact.act is TaskAct.DECIDE_LEAD), None)
    return Work(task, chain, waits, trouble, asked, datetime.fromisoformat(decided) if decided else None)


def _fact(entry: LedgerEntryRow) -> LedgerFact:
    return LedgerFact(
        entry.id,
        entry.subject_id,
        entry.at,
        TaskAct(entry.act),
        entry.actor_id,
        entry.reason,
        entry.before,
        entry.after,
    )


def _parties(tx: Tx, rows: dict[UUID, TaskRow]) -> dict[UUID, Parties]:
    requests: dict[UUID, dict[UUID, Awaited]] = {}
    objections: dict[UUID, UUID] = {}
    if rows:
        for row in tx.session.scalars(select(TaskRequestRow).where(among(TaskRequestRow.task_id, rows))):
            wait = row.kind == RequestKind.WAIT
            awaited = row.other_person_id or row.respondent_id if wait else row.respondent_id
            named = Awaited(awaited, row.other_unit_id if wait else None, row.text)
            requests.setdefault(row.task_id, {})[row.id] = named
        for objection in tx.session.scalars(
            select(ObjectionRow).where(among(ObjectionRow.task_id, rows)).order_by(ObjectionRow.id)
        ):
            objections[objection.task_id] = objection.respondent_id
    return {
        row.id: Parties(
            row.lead_unit_id,
            row.accountable_id,
            row.assigner_id,
            row.approver_id,
            objections.get(row.id),
            requests.get(row.id, {}),
        )
        for row in rows.values()
    }


def bottlenecks_among(tx: Tx, where: ColumnElement[bool]) -> list[Work]:
    """The open tasks of these that are bottlenecks now; only those that can be are read."""
    early = may_be_long_since(tx.now)
    of_task = TaskRequestRow.task_id == TaskRow.id
    asked = TaskRequestRow.state.in_([RequestState.ASKED, RequestState.AGREED])
    request = and_(of_task, asked, TaskRequestRow.kind != RequestKind.CAUSE, TaskRequestRow.asked_at < early)
    undecided = and_(
        SubmissionRow.task_id == TaskRow.id, SubmissionRow.decided_at.is_(None), SubmissionRow.submitted_at < early
    )
    unanswered = and_(
        ObjectionRow.task_id == TaskRow.id,
        or_(ObjectionRow.answer.is_(None), ObjectionRow.answer == TaskAct.ESCALATE),
        ObjectionRow.raised_at < early,
    )
    tasks = tx.session.scalars(
        select(TaskRow)
        .where(
            where,
            TaskRow.state.in_(OPEN),
            or_(
                TaskRow.origin_id.is_not(None),
                exists().where(request),
                and_(TaskRow.state == TaskState.SUBMITTED, exists().where(undecided)),
                and_(TaskRow.state == TaskState.OBJECTED, exists().where(unanswered)),
                and_(TaskRow.state == TaskState.AWAITING_APPROVAL, TaskRow.created_at < early),
            ),
        )
        .order_by(TaskRow.id)
    ).all()
    found = [work for work in works_of(tx, tasks) if work.trouble is not None]
    return sorted(found, key=lambda work: work.trouble.since if work.trouble else tx.now)


def bottlenecks_of_agency(tx: Tx, agency_id: UUID) -> list[Work]:
    """Every bottleneck of an agency, the oldest first."""
    return bottlenecks_among(tx, TaskRow.lead_unit_id.in_(select(UnitRow.id).where(UnitRow.path[1] == agency_id)))


def deciders_of(tx: Tx, works: Sequence[Work]) -> dict[UUID, UUID]:
    """Task → who is to decide who leads: the deputy in charge of the field, else the head; whoever is at work before
    who is absent, and never the holder."""
    units = [organisation.unit(tx.session, unit_id) for unit_id in {work.task.lead_unit_id for work in works}]
    lines = competence.lines_of(tx, Act.DECIDE_LEAD, units)
    absent = absent_people(tx.session, hanoi_date(tx.now)) if works else frozenset()
    found = {}
    for work in works:
        able = [each.id for each in lines[work.task.lead_unit_id] if each.id != work.task.accountable_id]
        if able:
            found[work.task.id] = next((each for each in able if each not in absent), able[0])
    return found


def counts_by_agency(tx: Tx) -> dict[UUID, int]:
    """How many bottlenecks each agency has; for the city board, which sees no names."""
    works = bottlenecks_among(tx, TaskRow.id.is_not(None))
    units = {
        row.id: row.path[0]
        for row in tx.session.scalars(
            select(UnitRow).where(among(UnitRow.id, {work.task.lead_unit_id for work in works}))
        )
    }
    found: dict[UUID, int] = {}
    for work in works:
        agency_id = units[work.task.lead_unit_id]
        found[agency_id] = found.get(agency_id, 0) + 1
    return found


def seen_units(tx: Tx, actor: Actor) -> list[Unit]:
    """The units of which the actor sees the bottlenecks (phòng, ban thuộc phạm vi)."""
    agencies = {actor.unit.agency_id, *(grant.unit.agency_id for grant in actor.grants)}
    agencies |= {each.unit.agency_id for each in actor.delegated}
    below = [unit for agency_id in sorted(agencies) for unit in organisation.units_below(tx.session, agency_id)]
    return [unit for unit in below if authority.allowed(Act.SEE_BOTTLENECKS, actor, Subject(unit))]


def work_of(tx: Tx, task: TaskRow) -> Work:
    """One task with its way and waits."""
    (work,) = works_of(tx, [task])
    return work


def visible_bottleneck(tx: Tx, actor: Actor, task_id: UUID) -> Work:
    """A task with its way, for those who see the bottlenecks of its unit; once decided also for those on the way.

    Raises:
        NotFound: for everyone else.
    """
    task = tx.session.get(TaskRow, task_id)
    if task is None:
        raise NotFound
    if authority.allowed(Act.SEE_BOTTLENECKS, actor, subject_of(tx, task)):
        return work_of(tx, task)
    work = work_of(tx, task)
    if work.chain.decision is None or actor.id not in {task.assigner_id, *work.chain.people}:
        raise NotFound
    return work
