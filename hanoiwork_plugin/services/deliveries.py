"""Deliveries: stored before they are answered, worked once, in the order of their subject (CONTRACT 4)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from hanoiwork_plugin.domain.errors import DomainError, Forbidden
from hanoiwork_plugin.services.doing import host_changes
from hanoiwork_plugin.services.timing import outages
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.hosts import AppliedSequence, Delivery, Press, Refusal
from hanoiwork_plugin.store.intake import keep_delivery
from hanoiwork_plugin.store.messages import PostedCardRow
from hanoiwork_plugin.store.tasks import TaskRow

KEPT = timedelta(days=7)
TASK_DELETED = "vn.hanoiwork.task.deleted.v1"
Handler = Callable[[Tx, str, dict[str, Any]], None]
"""Called with the transaction, the installation id and the event's envelope."""


def store_delivery(
    plugin: Plugin, *, installation_id: str, webhook_id: str, kind: str, subject: str, body: str, known: bool
) -> bool:
    """Keep an event, ``body`` as JSON text, and queue its work; False for a repeat, which does nothing."""
    return keep_delivery(
        plugin.engine,
        installation_id=installation_id,
        webhook_id=webhook_id,
        at=plugin.clock.real_now(),
        kind=kind,
        subject=subject,
        body=body,
        known=known,
    )


def store_refusal(plugin: Plugin, *, installation_id: str, webhook_id: str, reason: str) -> None:
    """Keep that a signed event did not fit its schema, and nothing of its body."""
    with plugin.transaction() as tx:
        tx.session.execute(
            insert(Refusal)
            .values(installation_id=installation_id, webhook_id=webhook_id, refused_at=tx.real_now, reason=reason)
            .on_conflict_do_nothing()
        )


def work_delivery(plugin: Plugin, installation_id: str, webhook_id: str, handlers: dict[str, Handler]) -> None:
    """Apply a stored event once; an older sequence of its subject is recorded and skipped."""
    with plugin.transaction(cause=f"event:{webhook_id}") as tx:
        delivery = tx.session.scalar(
            select(Delivery)
            .where(
                Delivery.installation_id == installation_id,
                Delivery.webhook_id == webhook_id,
                Delivery.state == "stored",
            )
            .with_for_update()
        )
        if delivery is None:
            return
        delivery.worked_at = tx.real_now
        outages.host_heard(tx, installation_id)
        sequence = delivery.body.get("sequence")
        if sequence and delivery.subject and not _is_newest(tx, installation_id, delivery.subject, int(sequence)):
            delivery.state = "skipped"
            return
        delivery.state = "applied"
        try:
            with tx.session.begin_nested():
                handlers[delivery.type](tx, installation_id, delivery.body)
                tx.settle()
        except DomainError as error:
            tx.discard()
            delivery.state, delivery.note, delivery.worked_at = "refused", error.code, tx.real_now
            _tell_sender(tx, installation_id, delivery, error)
            if delivery.type == TASK_DELETED and isinstance(error, Forbidden):
                body = delivery.body
                account = body.get("actorid") or body["data"].get("createdBy")
                host_changes.tell_not_removed(tx, installation_id, body["data"]["id"], account)


def _is_newest(tx: Tx, installation_id: str, subject: str, sequence: int) -> bool:
    statement = insert(AppliedSequence).values(installation_id=installation_id, subject=subject, sequence=sequence)
    applied = tx.session.scalar(
        statement.on_conflict_do_update(
            index_elements=["installation_id", "subject"],
            set_={"sequence": sequence},
            where=AppliedSequence.sequence <= sequence,
        ).returning(AppliedSequence.sequence)
    )
    return applied is not None


def _tell_sender(tx: Tx, installation_id: str, delivery: Delivery, error: DomainError) -> None:
    """The person whose act caused the event hears why it could not be followed."""
    data = delivery.body.get("data") or {}
    account = delivery.body.get("actorid") or data.get("createdBy") or data.get("sender")
    person_id = organisation.ids_of_accounts(tx.session, [account]).get(account) if account else None
    if person_id:
        tx.acting_id = person_id
        tx.notify(
            "refusal",
            person_id=person_id,
            params={
                "detail": error.detail,
                "params": {key: str(value) for key, value in error.params.items()},
                "about": _task_meant(tx, installation_id, data),
            },
            dedup=f"refusal:{delivery.webhook_id}",
            installation_id=installation_id,
        )


def _task_meant(tx: Tx, installation_id: str, data: dict[str, Any]) -> str:
    """The name of the task that the event was about: as the host calls it, or that of the card replied to."""
    if isinstance(data.get("title"), str):
        return str(data["title"]).strip()
    known = tx.session.scalar(
        select(TaskRow.name)
        .outerjoin(PostedCardRow, (PostedCardRow.subject_type == "task") & (PostedCardRow.subject_id == TaskRow.id))
        .where(
            or_(
                and_(TaskRow.installation_id == installation_id, TaskRow.host_id == data.get("id")),
                and_(
                    PostedCardRow.installation_id == installation_id,
                    PostedCardRow.message_id == (data.get("replyTo") or data.get("threadId")),
                ),
            )
        )
        .limit(1)
    )
    return known or ""


def forget_old(plugin: Plugin) -> None:
    """Drop deliveries, refusals and stored answers older than seven days."""
    with plugin.transaction() as tx:
        before = tx.real_now - KEPT
        tx.session.execute(delete(Delivery).where(Delivery.received_at < before, Delivery.state != "stored"))
        tx.session.execute(delete(Refusal).where(Refusal.refused_at < before))
        tx.session.execute(delete(Press).where(Press.answered_at < before))
