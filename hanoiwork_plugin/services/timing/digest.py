"""*Việc hôm nay*: one card a working morning at 7:30, drawn as things are when it is looked at (CARDS, "Quiet")."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import TaskAct, TaskState
from hanoiwork_plugin.domain.timing.digest import (
    MOST_LINES,
    DigestFacts,
    DigestKind,
    DigestLine,
    DigestView,
    next_morning,
    reason,
)
from hanoiwork_plugin.services.timing.silence import record_silence
from hanoiwork_plugin.services.transaction import Outgoing, Tx
from hanoiwork_plugin.services.watch.watch_clock import look_at_full
from hanoiwork_plugin.store.absences import absent_people
from hanoiwork_plugin.store.ledger import newest_of
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.reminders import put_off, put_off_days
from hanoiwork_plugin.store.tasks import TaskRow

PUT_OFF = "reminder.put_off"
"""Ledger act: [Nhắc lại ngày mai]."""
SUBJECT = "digest"
_OWN = (TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED)
_ORDER = list(DigestKind)


def fire_agency_day(tx: Tx, subject_key: str) -> None:
    """7:30 on a working day: gaps are recorded, and whoever has something to do gets one card; nobody else any."""
    agency_id = UUID(subject_key.partition(":")[0])
    record_silence(tx, agency_id)
    look_at_full(tx, agency_id)
    tx.session.flush()
    in_agency = TaskRow.lead_unit_id.in_(select(UnitRow.id).where(UnitRow.path[1] == agency_id))
    absent = absent_people(tx.session, hanoi_date(tx.now))
    day = hanoi_date(tx.now).isoformat()
    tx.notify_each(
        [
            Outgoing(
                "digest",
                person_id,
                subject_type=SUBJECT,
                subject_id=person_id,
                params={"day": day},
                dedup=f"digest:{person_id}:{day}",
            )
            for person_id in _lines(tx, in_agency)
            if person_id not in absent
        ]
    )


def _lines(tx: Tx, which: ColumnElement[bool]) -> dict[UUID, list[DigestLine]]:
    """This morning's lines by person, the most pressing first; three queries, however many people."""
    tasks = tx.session.scalars(
        select(TaskRow).where(which, TaskRow.state.in_([*_OWN, TaskState.DRAFT])).order_by(TaskRow.due.nulls_last())
    ).all()
    ids = [task.id for task in tasks]
    put, newest = put_off_days(tx.session, ids), newest_of(tx.session, ids, list(TaskAct))
    today = hanoi_date(tx.now)
    found: dict[UUID, list[DigestLine]] = {}
    for task in tasks:
        own = task.state != TaskState.DRAFT
        reader = task.accountable_id if own else task.assigner_id
        if reader is None:
            continue
        entry = newest.get(task.id)
        facts = DigestFacts(
            TaskState(task.state),
            task.due,
            hanoi_date(task.assigned_at or task.created_at),
            own,
            silent=entry is not None and entry.act == TaskAct.NO_UPDATE and hanoi_date(entry.at) == today,
            put_off=put.get((reader, task.id)),
        )
        kind = reason(facts, tx.now)
        if kind is not None:
            found.setdefault(reader, []).append(DigestLine(kind, task.id, task.version, task.name, task.due))
    for lines in found.values():
        lines.sort(key=lambda line: _ORDER.index(line.kind))
    return found


def _own_lines(tx: Tx, person_id: UUID) -> Sequence[DigestLine]:
    mine = (TaskRow.accountable_id == person_id) | (TaskRow.assigner_id == person_id)
    return _lines(tx, mine).get(person_id, [])


def digest_of_today(tx: Tx, actor: Actor) -> DigestView:
    """What the actor's card of today says now."""
    tx.require(Act.SEE_OWN, actor, Subject(actor.unit, actor.id))
    return _view(tx, actor, None)


def _view(tx: Tx, actor: Actor, put_off_to: date | None) -> DigestView:
    lines = _own_lines(tx, actor.id)
    return DigestView(
        actor.id, hanoi_date(tx.now), tuple(lines[:MOST_LINES]), max(0, len(lines) - MOST_LINES), put_off_to
    )


def put_off_digest(tx: Tx, actor: Actor, task_id: UUID | None = None) -> DigestView:
    """[Nhắc lại ngày mai]: every line of today's card, or the one about ``task_id``, comes back on the next working
    morning. Pressed again it changes nothing."""
    tx.require(Act.SEE_OWN, actor, Subject(actor.unit, actor.id))
    until = next_morning(tx.now)
    tasks = [line.task_id for line in _own_lines(tx, actor.id) if task_id in (None, line.task_id)]
    if tasks:
        put_off(tx.session, actor.id, tasks, until)
        named: dict[str, object] = {"tasks": [str(each) for each in tasks], "until": until.isoformat()}
        tx.record(PUT_OFF, "person", actor.id, actor, after=named)
        tx.changed(SUBJECT, actor.id)
    return _view(tx, actor, until)
