"""Support requests (yêu cầu hỗ trợ): asked in the group or on a card, answered on its card (DOMAIN 8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm.attributes import flag_modified

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.views import PersonRef, SupportReply, SupportView
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.doing.task_views import NOBODY
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.hosts import Installation
from hanoiwork_plugin.store.messages import SupportReplyRow, SupportRequestRow
from hanoiwork_plugin.store.people import PostingRow, UnitRow

OPEN, TAKEN, ANSWERED = "open", "taken", "answered"


def ask(
    tx: Tx, asker: Actor, text: str, *, installation_id: str, conversation_id: str | None, message_id: str | None
) -> SupportRequestRow:
    """Open a request; its card goes to the support group, and a copy that will carry the answer to the asker.

    The same message of the host twice opens one request.

    Raises:
        Invalid: when there is no text.
    """
    if not text.strip():
        raise Invalid("Mời nêu nội dung cần hỗ trợ.", faults=[Fault("text", "Mời nêu nội dung cần hỗ trợ.")])
    request_id = tx.session.scalar(
        insert(SupportRequestRow)
        .values(
            id=new_id(),
            version=1,
            installation_id=installation_id,
            conversation_id=conversation_id,
            message_id=message_id,
            text=text.strip(),
            state=OPEN,
            asker_id=asker.id,
            asked_at=tx.now,
            answer="",
        )
        .on_conflict_do_nothing(index_elements=["installation_id", "message_id"])
        .returning(SupportRequestRow.id)
    )
    if request_id is None:
        return tx.session.scalars(
            select(SupportRequestRow).where(
                SupportRequestRow.installation_id == installation_id, SupportRequestRow.message_id == message_id
            )
        ).one()
    row = tx.session.get_one(SupportRequestRow, request_id)
    tx.record("support.asked", "support", row.id, asker)
    group = _group_of(tx, installation_id)
    if group:
        tx.notify(
            "support",
            conversation_id=group,
            reply_to=message_id if conversation_id == group else None,
            subject_type="support",
            subject_id=row.id,
            installation_id=installation_id,
        )
    tx.notify(
        "support_receipt",
        person_id=asker.id,
        subject_type="support",
        subject_id=row.id,
        installation_id=installation_id,
    )
    return row


def take(tx: Tx, actor: Actor, request_id: UUID, version: int | None = None) -> SupportRequestRow:
    """Tiếp nhận."""
    row = _open_request(tx, actor, request_id, version)
    if row.state != OPEN:
        raise Conflict("Yêu cầu này đã có người tiếp nhận.")
    row.state, row.taken_by_id, row.taken_at = TAKEN, actor.id, tx.now
    tx.record("support.taken", "support", row.id, actor)
    tx.changed("support", row.id)
    return row


def answer(tx: Tx, actor: Actor, request_id: UUID, text: str, version: int | None = None) -> SupportRequestRow:
    """Trả lời: the answer reaches the asker's card.

    Raises:
        Invalid: when there is no text.
    """
    row = _open_request(tx, actor, request_id, version)
    if row.state == ANSWERED:
        raise Conflict("Yêu cầu này đã được trả lời.")
    if not text.strip():
        raise Invalid("Còn thiếu nội dung trả lời.", faults=[Fault("answer", "Còn thiếu nội dung trả lời.")])
    if row.taken_by_id is None:
        row.taken_by_id, row.taken_at = actor.id, tx.now
    if row.answer and row.answered_by_id and row.answered_at:
        _keep_reply(tx, row, row.answered_by_id, row.answer, row.answered_at, None)
    row.state, row.answer, row.answered_by_id, row.answered_at = ANSWERED, text.strip(), actor.id, tx.now
    tx.record("support.answered", "support", row.id, actor)
    tx.changed("support", row.id)
    tx.notify(
        "support_receipt",
        person_id=row.asker_id,
        subject_type="support",
        subject_id=row.id,
        dedup=f"support:{row.id}:answer:{row.version}",
        installation_id=row.installation_id,
    )
    return row


def reply(
    tx: Tx,
    actor: Actor,
    request_id: UUID,
    text: str,
    *,
    message_id: str | None = None,
    in_group: bool = False,
    version: int | None = None,
) -> SupportRequestRow:
    """Trao đổi thêm: appended to the request. What support adds reaches the asker; what the asker adds after the
    answer opens the request again. The same message of the host twice is one reply.

    Args:
        in_group: written in the support group's thread, where colleagues may speak as well.

    Raises:
        NotFound: for people whose business it is not.
        Invalid: when there is no text.
    """
    if not in_group:
        visible_request(tx, actor, request_id)
    row = tx.session.get(SupportRequestRow, request_id, with_for_update=True)
    if row is None:
        raise NotFound
    if version is not None and version != row.version:
        raise Stale
    if not text.strip():
        raise Invalid("Mời nhập nội dung trao đổi.", faults=[Fault("text", "Mời nhập nội dung trao đổi.")])
    kept = _keep_reply(tx, row, actor.id, text.strip(), tx.now, message_id)
    if kept is None:
        return row
    if row.asker_id == actor.id and row.state == ANSWERED:
        row.state = TAKEN
    flag_modified(row, "state")  # a reply counts the version up, so that cards and ETags know of it
    tx.record("support.replied", "support", row.id, actor, after={"reply": str(kept)})
    tx.changed("support", row.id)
    _tell_of_reply(tx, row, actor, kept, in_group=in_group)
    return row


def _keep_reply(
    tx: Tx, row: SupportRequestRow, author_id: UUID, text: str, at: datetime, message_id: str | None
) -> UUID | None:
    values = {"id": new_id(), "request_id": row.id, "author_id": author_id, "message_id": message_id}
    return tx.session.scalar(
        insert(SupportReplyRow)
        .values(**values, text=text, at=at)
        .on_conflict_do_nothing(index_elements=["request_id", "message_id"])
        .returning(SupportReplyRow.id)
    )


def _tell_of_reply(tx: Tx, row: SupportRequestRow, author: Actor, reply_id: UUID, *, in_group: bool) -> None:
    """The other side gets the card anew: the asker when support wrote, the group what was not written there."""
    common: dict[str, Any] = {"subject_type": "support", "subject_id": row.id, "installation_id": row.installation_id}
    if author.id != row.asker_id and handles(author):
        tx.notify("support_receipt", person_id=row.asker_id, dedup=f"support:{reply_id}:asker", **common)
    elif not in_group:
        group = _group_of(tx, row.installation_id)
        if group:
            inside = row.message_id if row.conversation_id == group else None
            tx.notify("support", conversation_id=group, reply_to=inside, dedup=f"support:{reply_id}:group", **common)


def request_of_thread(tx: Tx, installation_id: str, message_ids: Iterable[str | None]) -> UUID | None:
    """The request whose first message is one of these, if there is one."""
    wanted = [each for each in message_ids if each]
    return tx.session.scalar(
        select(SupportRequestRow.id).where(
            SupportRequestRow.installation_id == installation_id, SupportRequestRow.message_id.in_(wanted)
        )
    )


def waits(tx: Tx, request_id: UUID) -> bool:
    """Whether the request has no answer yet, or was opened again."""
    return tx.session.scalar(select(SupportRequestRow.state).where(SupportRequestRow.id == request_id)) != ANSWERED


def _group_of(tx: Tx, installation_id: str) -> str | None:
    return tx.session.scalar(select(Installation.support_conversation_id).where(Installation.id == installation_id))


def _open_request(tx: Tx, actor: Actor, request_id: UUID, version: int | None) -> SupportRequestRow:
    row = tx.session.get(SupportRequestRow, request_id, with_for_update=True)
    if row is None:
        raise NotFound
    tx.require(Act.HANDLE_SUPPORT, actor, Subject(actor.unit))
    if version is not None and version != row.version:
        raise Stale
    return row


def visible_request(tx: Tx, actor: Actor, request_id: UUID) -> SupportRequestRow:
    """The request, for its asker and for support.

    Raises:
        NotFound: for everyone else.
    """
    row = tx.session.get(SupportRequestRow, request_id)
    if row is None or not (handles(actor) or row.asker_id == actor.id):
        raise NotFound
    return row


def handles(actor: Actor) -> bool:
    """Whether the actor is of the support group (hỗ trợ kỹ thuật)."""
    return authority.allowed(Act.HANDLE_SUPPORT, actor, Subject(actor.unit)) is not None


def support_view(tx: Tx, row: SupportRequestRow, *, may_handle: bool) -> SupportView:
    """The request as shown; in the group everyone sees the same card, rights are asked at the press."""
    replies = tx.session.scalars(
        select(SupportReplyRow)
        .where(SupportReplyRow.request_id == row.id)
        .order_by(SupportReplyRow.at, SupportReplyRow.id)
    ).all()
    involved = {row.asker_id, row.taken_by_id, row.answered_by_id, *(each.author_id for each in replies)}
    people = organisation.references(tx.session, hanoi_date(tx.now), involved)
    unit = tx.session.scalar(
        select(UnitRow.name)
        .join(PostingRow, PostingRow.unit_id == UnitRow.id)
        .where(
            PostingRow.person_id == row.asker_id,
            PostingRow.is_primary,
            *organisation.valid(PostingRow, hanoi_date(tx.now)),
        )
    )
    return SupportView(
        id=row.id,
        version=row.version,
        number=row.number,
        text=row.text,
        state=row.state,
        asker=people.get(row.asker_id, NOBODY),
        asker_unit=unit or "",
        asked_at=row.asked_at,
        taken_by=people.get(row.taken_by_id) if row.taken_by_id else None,
        answer=row.answer,
        answered_by=people.get(row.answered_by_id) if row.answered_by_id else None,
        answered_at=row.answered_at,
        may_take=may_handle and row.state == OPEN,
        may_answer=may_handle and row.state != ANSWERED,
        may_reply=True,
        replies=tuple(SupportReply(people.get(each.author_id, NOBODY), each.text, each.at) for each in replies),
    )


@dataclass(frozen=True)
class SupportLineView:
    """A request in a list."""

    id: UUID
    version: int
    number: int
    text: str
    state: str
    """``open``, ``taken`` or ``answered``."""
    asker: PersonRef
    asked_at: datetime


def page_of_requests(
    tx: Tx, actor: Actor, *, everyone: bool, state: str | None, after: UUID | None, limit: int
) -> list[SupportLineView]:
    """One page of requests, oldest id first: the actor's own, or everyone's for support.

    Raises:
        Forbidden: when everyone's are asked for by somebody else than support.
    """
    query = select(SupportRequestRow).order_by(SupportRequestRow.id).limit(limit)
    if everyone:
        tx.require(Act.HANDLE_SUPPORT, actor, Subject(actor.unit))
    else:
        query = query.where(SupportRequestRow.asker_id == actor.id)
    if state is not None:
        query = query.where(SupportRequestRow.state == state)
    if after is not None:
        query = query.where(SupportRequestRow.id > after)
    rows = tx.session.scalars(query).all()
    people = organisation.references(tx.session, hanoi_date(tx.now), {row.asker_id for row in rows})
    return [
        SupportLineView(
            row.id, row.version, row.number, row.text, row.state, people.get(row.asker_id, NOBODY), row.asked_at
        )
        for row in rows
    ]


def own_installation(tx: Tx) -> str:
    """The installation through which a request reaches the support group.

    Raises:
        Conflict: where the plugin is not installed in a workspace.
    """
    installation_id = tx.installation_id()
    if installation_id is None:
        raise Conflict("Hệ thống chưa được cài đặt vào HanoiWork nên chưa gửi được yêu cầu hỗ trợ.")
    return installation_id
