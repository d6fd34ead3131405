"""QR codes (mã QR của nhiệm vụ): a random token that grants nothing and can be withdrawn (CONTRACT 7)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.qr_codes import has_expired
from hanoiwork_plugin.domain.errors import NotFound, Stale
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.tasks import RUNNING, TaskState
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.services.doing.task_views import subject_of, visible_task
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.tasks import QrTokenRow, TaskRow

MOST_CODES = 96
"""Codes on one sheet of labels."""


@dataclass(frozen=True)
class TaskCode:
    """A task of a sheet of labels."""

    name: str
    person: PersonRef | None
    due: datetime | None
    token: str


def token_for(tx: Tx, actor: Actor, task_id: UUID) -> str:
    """The task's token in use, made when there is none; the actor must be allowed to see the task."""
    task = visible_task(tx, actor, task_id)
    held = tx.session.scalar(
        select(QrTokenRow.token).where(QrTokenRow.task_id == task.id, QrTokenRow.withdrawn_at.is_(None)).limit(1)
    )
    if held is not None:
        return held
    row = QrTokenRow(token=secrets.token_urlsafe(16), task_id=task.id, created_by_id=actor.id, created_at=tx.now)
    tx.session.add(row)
    tx.record("qr.made", "task", task.id, actor)
    return row.token


def codes_made(tx: Tx, task_id: UUID) -> int:
    """How many codes a task has had: the version of its code, as cards show it."""
    return tx.session.scalar(select(func.count()).where(QrTokenRow.task_id == task_id)) or 0


def withdraw(tx: Tx, actor: Actor, task_id: UUID) -> None:
    """Thu hồi mã QR: every code of a task; whoever scans one then sees the neutral page, the next one printed is new.

    Raises:
        NotFound: when the actor may not see the task.
        Forbidden: when the actor may not withdraw its codes.
    """
    task = visible_task(tx, actor, task_id)
    tx.require(Act.WITHDRAW_QR, actor, subject_of(tx, task))
    held = tx.session.scalars(
        select(QrTokenRow).where(QrTokenRow.task_id == task.id, QrTokenRow.withdrawn_at.is_(None))
    ).all()
    for row in held:
        row.withdrawn_at = tx.now
    if held:
        tx.record("qr.withdrawn", "task", task.id, actor)


def renew(tx: Tx, actor: Actor, task_id: UUID, seen: int | None = None) -> str:
    """Withdraw the task's codes and make a new one, as in ``withdraw``.

    Args:
        seen: how many codes the task had had when the actor saw one; None: whatever there is.

    Raises:
        Stale: when somebody renewed it meanwhile; the newer code stays.
    """
    visible_task(tx, actor, task_id)
    tx.session.get_one(TaskRow, task_id, with_for_update=True)
    if seen is not None and seen != codes_made(tx, task_id):
        raise Stale("Mã QR này đã được thu hồi và thay bằng mã mới; mời mở lại [Mã QR] để xem mã đang dùng.")
    withdraw(tx, actor, task_id)
    tx.session.flush()
    return token_for(tx, actor, task_id)


def may_withdraw(tx: Tx, actor: Actor, task: TaskRow) -> bool:
    """Whether the actor may withdraw the task's codes."""
    return authority.allowed(Act.WITHDRAW_QR, actor, subject_of(tx, task)) is not None


def print_sheet(tx: Tx, actor: Actor, task_id: UUID) -> str:
    """In phiếu giao nhiệm vụ: the token for the paper; each sheet made is recorded.

    Raises:
        NotFound: when the actor may not see the task.
    """
    token = token_for(tx, actor, task_id)
    tx.record("qr.sheet_printed", "task", task_id, actor)
    return token


def codes_of_unit(tx: Tx, actor: Actor, unit_id: UUID) -> tuple[Unit, list[TaskCode], int]:
    """In mã QR các nhiệm vụ của phòng: a token for each running task of the unit and of those below it, soonest first.

    Five statements for all of them; who printed, and how many, is recorded. The last of the three is how many are left
    out beyond ``MOST_CODES``.

    Raises:
        NotFound: when there is no such unit, or it is none of the actor's.
    """
    row = tx.session.get(UnitRow, unit_id)
    unit = organisation.unit_of(row) if row else None
    if unit is None or authority.allowed(Act.PRINT_UNIT_CODES, actor, Subject(unit)) is None:
        raise NotFound
    tx.require(Act.PRINT_UNIT_CODES, actor, Subject(unit))
    below = select(UnitRow.id).where(UnitRow.path.contains([unit.id]))
    running = (TaskRow.lead_unit_id.in_(below), TaskRow.state.in_([state.value for state in RUNNING]))
    count = tx.session.scalar(select(func.count(TaskRow.id)).where(*running)) or 0
    tasks = tx.session.scalars(
        select(TaskRow).where(*running).order_by(TaskRow.due.nulls_last(), TaskRow.id).limit(MOST_CODES)
    ).all()
    ids = [task.id for task in tasks]
    held: dict[UUID, str] = {
        row.task_id: row.token
        for row in tx.session.scalars(
            select(QrTokenRow).where(QrTokenRow.task_id.in_(ids), QrTokenRow.withdrawn_at.is_(None))
        )
    }
    for task in tasks:
        if task.id not in held:
            held[task.id] = secrets.token_urlsafe(16)
            tx.session.add(QrTokenRow(token=held[task.id], task_id=task.id, created_by_id=actor.id, created_at=tx.now))
            tx.record("qr.made", "task", task.id, actor)
    people = organisation.references(tx.session, hanoi_date(tx.now), {task.accountable_id for task in tasks})
    if tasks:
        tx.record("qr.labels_printed", "unit", unit.id, actor, after={"tasks": len(tasks)})
    codes = [
        TaskCode(task.name, people.get(task.accountable_id) if task.accountable_id else None, task.due, held[task.id])
        for task in tasks
    ]
    return unit, codes, count - len(codes)


def may_print_labels(actor: Actor) -> bool:
    """Whether the actor may print the codes of their own unit."""
    return authority.allowed(Act.PRINT_UNIT_CODES, actor, Subject(actor.unit)) is not None


def task_of_token(tx: Tx, token: str) -> UUID:
    """The task a token stands for.

    Raises:
        NotFound: unknown, withdrawn and expired, alike.
    """
    task = tx.session.scalar(
        select(TaskRow)
        .join(QrTokenRow, QrTokenRow.task_id == TaskRow.id)
        .where(QrTokenRow.token == token, QrTokenRow.withdrawn_at.is_(None)),
        execution_options={"with_practice": True},
    )
    if task is None or has_expired(TaskState(task.state), task.done_at, tx.now):
        raise NotFound
    return task.id
