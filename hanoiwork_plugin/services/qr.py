"""QR codes (mã QR của nhiệm vụ): a random token that grants nothing and can be withdrawn (CONTRACT 7)."""

import secrets
from uuid import UUID

from sqlalchemy import func, select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.errors import NotFound, Stale
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services.task_views import subject_of, visible_task
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.tasks import QrTokenRow, TaskRow


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


def task_of_token(tx: Tx, token: str) -> UUID:
    """The task a token stands for.

    Raises:
        NotFound: unknown and withdrawn, alike.
    """
    found = tx.session.scalar(
        select(QrTokenRow.task_id).where(QrTokenRow.token == token, QrTokenRow.withdrawn_at.is_(None))
    )
    if found is None:
        raise NotFound
    return found
