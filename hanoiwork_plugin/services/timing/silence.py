"""*Không cập nhật*: gaps without any update, recorded once each on a working morning; no points move (DOMAIN 4)."""

from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState
from hanoiwork_plugin.domain.tasks import TaskAct, TaskKind, TaskState
from hanoiwork_plugin.domain.timing.silence import OF_THE_SYSTEM, allowed, quiet_days
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.absences import absences_between
from hanoiwork_plugin.store.ledger import newest_of
from hanoiwork_plugin.store.outages import open_outages
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import TaskRow

_MUTED_UNTIL_DONE = (TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED)
"""Only here does work lie with its person: what waits, is paused, contested or handed in is muted."""


def record_silence(tx: Tx, agency_id: UUID) -> None:
    """Record every gap of the agency that grew too long; four queries, however many tasks. Not while the host is
    down, nor where the person waits for an answer to [Đang chờ đơn vị khác]."""
    if open_outages(tx.session):
        return
    asked = select(TaskRequestRow.task_id).where(
        TaskRequestRow.kind == RequestKind.WAIT, TaskRequestRow.state == RequestState.ASKED
    )
    tasks = tx.session.scalars(
        select(TaskRow).where(
            TaskRow.lead_unit_id.in_(select(UnitRow.id).where(UnitRow.path[1] == agency_id)),
            TaskRow.state.in_(_MUTED_UNTIL_DONE),
            TaskRow.accountable_id.is_not(None),
            TaskRow.id.not_in(asked),
        )
    ).all()
    told = (act for act in TaskAct if act not in OF_THE_SYSTEM)
    newest = newest_of(tx.session, [task.id for task in tasks], [*told, TaskAct.NO_UPDATE])
    if not newest:
        return
    today = hanoi_date(tx.now)
    away = absences_between(tx.session, min(hanoi_date(entry.at) for entry in newest.values()), today)
    for task in tasks:
        entry = newest.get(task.id)
        if entry is None or entry.act == TaskAct.NO_UPDATE or task.accountable_id is None:
            continue
        since = max(hanoi_date(entry.at), task.start or hanoi_date(entry.at))
        days = quiet_days(since, today, away.get(task.accountable_id, ()))
        if days >= allowed(TaskKind(task.kind) if task.kind else None):
            tx.record(TaskAct.NO_UPDATE, "task", task.id, None, after={"since": since.isoformat(), "days": days})
            tx.changed("task", task.id)
