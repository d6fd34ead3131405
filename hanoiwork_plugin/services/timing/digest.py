"""*Việc hôm nay*: one card a working morning at 7:30, drawn as things are when it is looked at (CARDS, "Quiet")."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.assigning.arising import ArisingState
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import due_instant, hanoi_date
from hanoiwork_plugin.domain.doing.requests import OPEN_CO_OPERATION, RequestKind, RequestState
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.domain.tasks import TaskAct, TaskState
from hanoiwork_plugin.domain.timing.digest import (
    MOST_LINES,
    DigestFacts,
    DigestKind,
    DigestLine,
    DigestView,
    co_operation_reason,
    next_morning,
    reason,
    wait_reason,
)
from hanoiwork_plugin.services.rating.evaluation_lines import evaluation_lines, open_for_reminding
from hanoiwork_plugin.services.timing.silence import record_silence
from hanoiwork_plugin.services.transaction import Outgoing, Tx
from hanoiwork_plugin.services.watch import bottlenecks
from hanoiwork_plugin.services.watch.watch_clock import look_at_full
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.absences import absent_people
from hanoiwork_plugin.store.arising import ArisingReportRow, ArisingWorkRow
from hanoiwork_plugin.store.ledger import newest_of
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.reminders import put_off, put_off_days
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import TaskRow

PUT_OFF = "reminder.put_off"
"""Ledger act: [Nhắc lại ngày mai]."""
SUBJECT = "digest"
_OWN = (TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED)
_ORDER = list(DigestKind)
_CO_OPERATION = and_(TaskRequestRow.kind == RequestKind.CO_OPERATION, TaskRequestRow.state.in_(OPEN_CO_OPERATION))
_TAKEN_WAIT = and_(TaskRequestRow.kind == RequestKind.WAIT, TaskRequestRow.state == RequestState.AGREED)


def fire_agency_day(tx: Tx, subject_key: str) -> None:
    """7:30 on a working day: gaps are recorded, and whoever has something to do gets one card; nobody else any."""
    agency_id = UUID(subject_key.partition(":")[0])
    record_silence(tx, agency_id)
    look_at_full(tx, agency_id)
    open_for_reminding(tx, agency_id)
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
            for person_id in {
                *_lines(tx, in_agency, in_agency),
                *_bottleneck_lines(tx, agency_id),
                *evaluation_lines(tx, agency_id=agency_id),
            }
            if person_id not in absent
        ]
    )


def _lines(tx: Tx, which: ColumnElement[bool], asked: ColumnElement[bool]) -> dict[UUID, list[DigestLine]]:
    """This morning's lines about tasks by person; four queries, however many people.

    Args:
        which: the tasks looked at.
        asked: the requests for co-operation and the waits looked at, with their tasks.
    """
    tasks = tx.session.scalars(
        select(TaskRow)
        .where(which, TaskRow.state.in_([*_OWN, TaskState.DRAFT]), TaskRow.id.not_in(_still_asked()))
        .order_by(TaskRow.due.nulls_last())
    ).all()
    together = tx.session.execute(
        select(TaskRequestRow, TaskRow)
        .join(TaskRow, TaskRow.id == TaskRequestRow.task_id)
        .where(
            asked,
            or_(_CO_OPERATION, _TAKEN_WAIT),
            TaskRow.state != TaskState.PAUSED,
        )
        .order_by(TaskRequestRow.expected_on, TaskRequestRow.id)
    ).all()
    ids = [*(task.id for task in tasks), *(task.id for _, task in together)]
    put, newest = put_off_days(tx.session, ids), newest_of(tx.session, ids, list(TaskAct))
    today = hanoi_date(tx.now)
    found: dict[UUID, list[DigestLine]] = {}
    for task in tasks:
        own = task.state != TaskState.DRAFT
        reader = task.accountable_id if own else task.assigner_id
        if reader is None or (own and task.kept_share == 0):
            continue  # 100 % in parts: each of them is on the card of who does it
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
    for request, task in together:
        state, until = RequestState(request.state), request.expected_on
        person_id = task.accountable_id if state is RequestState.SENT else request.respondent_id
        if until is None or person_id is None:
            continue
        put_off_to = put.get((person_id, task.id))
        if request.kind == RequestKind.WAIT:
            kind = wait_reason(until, tx.now, put_off_to)
        else:
            since = hanoi_date(request.result_at or request.asked_at)
            kind = co_operation_reason(state, until, since, tx.now, put_off_to)
        if kind is not None:
            line = DigestLine(kind, task.id, request.version, task.name, due_instant(until), request.id)
            found.setdefault(person_id, []).append(line)
    return found


def _still_asked() -> Select[UUID]:
    """Arising work whose sender was asked who is meant: nothing the manager could complete yet."""
    return (
        select(ArisingWorkRow.task_id)
        .join(ArisingReportRow, ArisingReportRow.id == ArisingWorkRow.report_id)
        .where(ArisingReportRow.state == ArisingState.ASKING)
    )


def _bottleneck_lines(tx: Tx, agency_id: UUID) -> dict[UUID, list[DigestLine]]:
    """For the monitors of an agency: the bottlenecks that no leader was asked to decide on."""
    works = [work for work in bottlenecks.bottlenecks_of_agency(tx, agency_id) if work.sent is None]
    found: dict[UUID, list[DigestLine]] = {}
    if not works:
        return found
    today = hanoi_date(tx.now)
    put = put_off_days(tx.session, [work.task.id for work in works])
    units = {unit.id: unit for unit in organisation.units_below(tx.session, agency_id)}
    for monitor in organisation.holders(tx.session, [Role.MONITOR], agency_id, today):
        for task in (work.task for work in works):
            until = put.get((monitor.id, task.id))
            sees = authority.allowed(Act.SEND_BOTTLENECK, monitor, Subject(units[task.lead_unit_id]))
            if sees and (until is None or until <= today):
                line = DigestLine(DigestKind.BOTTLENECK, task.id, task.version, task.name, task.due)
                found.setdefault(monitor.id, []).append(line)
    return found


def _own_lines(tx: Tx, person: Actor) -> Sequence[DigestLine]:
    mine = (TaskRow.accountable_id == person.id) | (TaskRow.assigner_id == person.id)
    watched = {grant.unit.agency_id for grant in person.grants if grant.role is Role.MONITOR}
    stuck = [line for each in sorted(watched) for line in _bottleneck_lines(tx, each).get(person.id, [])]
    asked = (TaskRequestRow.respondent_id == person.id) | (TaskRow.accountable_id == person.id)
    steps = evaluation_lines(tx, person_id=person.id).get(person.id, [])
    lines = [*_lines(tx, mine, asked).get(person.id, []), *steps, *stuck]
    return sorted(lines, key=lambda line: _ORDER.index(line.kind))


def digest_of_today(tx: Tx, actor: Actor) -> DigestView:
    """What the actor's card of today says now."""
    tx.require(Act.SEE_OWN, actor, Subject(actor.unit, actor.id))
    return _view(tx, actor, None)


def _view(tx: Tx, actor: Actor, put_off_to: date | None) -> DigestView:
    lines = _own_lines(tx, actor)
    return DigestView(
        actor.id, hanoi_date(tx.now), tuple(lines[:MOST_LINES]), max(0, len(lines) - MOST_LINES), put_off_to
    )


def put_off_digest(tx: Tx, actor: Actor, task_id: UUID | None = None) -> DigestView:
    """[Nhắc lại ngày mai]: every line of today's card, or the one about ``task_id``, comes back on the next working
    morning. Pressed again it changes nothing."""
    tx.require(Act.SEE_OWN, actor, Subject(actor.unit, actor.id))
    until = next_morning(tx.now)
    lines = [line for line in _own_lines(tx, actor) if task_id in (None, line.task_id)]
    if lines:
        subjects = {line.task_id or line.step_id: line for line in lines}
        put_off(tx.session, actor.id, [each for each in subjects if each is not None], until)
        named: dict[str, object] = {
            "tasks": [str(line.task_id) for line in lines if line.task_id],
            "steps": [f"{line.period}:{line.kind}" for line in lines if line.step_id],
            "until": until.isoformat(),
        }
        tx.record(PUT_OFF, "person", actor.id, actor, after=named)
        tx.changed(SUBJECT, actor.id)
    return _view(tx, actor, until)
