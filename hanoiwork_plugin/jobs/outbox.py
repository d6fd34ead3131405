"""Messages out: a notice is drawn when it is sent, sent once, and its card kept up to date (CONTRACT 6)."""

import json
from datetime import timedelta
from uuid import UUID

from prometheus_client import Counter
from sqlalchemy import func, select, update

from hanoiwork_plugin.cards.render import Card, digest
from hanoiwork_plugin.cards.template import TemplateError
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.jobs import mirror
from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.logs import logger
from hanoiwork_plugin.screens.draw import context_for, draw, locale_for
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services.doing.task_views import task_row
from hanoiwork_plugin.services.rating.evaluation_lists import record_card_sent
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.store import organisation, queue
from hanoiwork_plugin.store.messages import NoticeRow, PostedCardRow
from hanoiwork_plugin.workspace.client import CardChanged, Rejected, Sent, TryLater, backoff

KEPT_CURRENT = 3
"""How many cards of one subject are kept up to date for one person; older ones answer a press with the newest."""

_sent = Counter("hanoiwork_notices_total", "Messages to the host by outcome", ["outcome"])


def send_notice(plugin: Plugin, hosts: Hosts, notice_id: UUID) -> None:
    """Send a waiting notice; on failure it waits for its next try, or rests as *dead*."""
    try:
        with plugin.transaction() as tx:
            notice = tx.session.get(NoticeRow, notice_id)
            if notice is None or notice.state != "waiting":
                return
            viewer = _person(tx, notice.person_id)
            # Asked at every try: whoever moved meanwhile gets no card of what is no longer their business. The card of
            # an earlier try is the one sent, since the host may know it by its key already.
            drawn = _drawn(tx, notice, viewer)
            if drawn is not None and notice.card is None:
                notice.card = drawn
            card = notice.card if drawn is not None else None
    except (LookupError, TypeError, ValueError, AssertionError, TemplateError) as failure:
        # One card that cannot be drawn must not hold up the others that wait for the same person.
        logger().error("notice_not_drawn", notice=str(notice_id), exc_info=failure)
        _put_off(plugin, notice_id, failure)
        return
    if card is None:
        _settle(plugin, notice_id, "void")
        return
    try:
        client = hosts.client(notice.installation_id)
        if viewer is not None:
            sent = client.post_to_person(viewer.account, card=card, reply_to=notice.reply_to, key=str(notice.id))
        else:
            sent = client.post_to_conversation(
                notice.conversation_id or "", card=card, reply_to=notice.reply_to, key=str(notice.id)
            )
    except (TryLater, Rejected) as failure:
        _put_off(plugin, notice_id, failure)
        return
    _keep_posted(plugin, notice, card, sent)


def _person(tx: Tx, person_id: UUID | None) -> Actor | None:
    return organisation.actor_by_id(tx.session, person_id, hanoi_date(tx.now)) if person_id else None


def _drawn(tx: Tx, notice: NoticeRow, viewer: Actor | None) -> Card | None:
    """The card as things are at this moment; None when there is nothing left to say, or nobody to say it to."""
    if viewer is None and notice.person_id is not None:
        return None
    context = context_for(tx, notice.installation_id, locale_for(viewer))
    try:
        return draw(tx, Screen(notice.kind, viewer, notice.subject_id, notice.params), context)
    except NotFound:
        return None


def _put_off(plugin: Plugin, notice_id: UUID, failure: Exception) -> None:
    """Wait as long as the host asked (429, 503), which is no failed attempt; else as its own schedule says.

    What the host turned away for good is *dead*, unless it was no longer that person's business: then *void*.
    """
    with plugin.transaction() as tx:
        notice = tx.session.get_one(NoticeRow, notice_id, with_for_update=True)
        if isinstance(failure, Rejected) and _drawn(tx, notice, _person(tx, notice.person_id)) is None:
            notice.state, notice.settled_at = "void", tx.real_now
            _sent.labels("void").inc()
            return
        notice.fault = type(failure).__name__
        asked = failure.after if isinstance(failure, TryLater) else None
        if asked is not None:
            notice.card = None  # turned away for sure, so the next try may show things as they are then
        if asked is None:
            notice.attempts += 1
        wait = backoff(notice.attempts) if asked is None else timedelta(seconds=max(asked, 1))
        if isinstance(failure, Rejected) or wait is None:
            notice.state, notice.settled_at = "dead", tx.real_now
            _sent.labels("dead").inc()
            logger().error("notice_dead", notice=str(notice.id), kind=notice.kind, fault=notice.fault)
            return
        queue.defer(tx.session, "send_notice", at=tx.real_now + wait, notice_id=str(notice.id))
    _sent.labels("put_off").inc()


def _settle(plugin: Plugin, notice_id: UUID, state: str) -> None:
    with plugin.transaction() as tx:
        notice = tx.session.get_one(NoticeRow, notice_id, with_for_update=True)
        notice.state, notice.settled_at = state, tx.real_now
    _sent.labels(state).inc()


def _keep_posted(plugin: Plugin, notice: NoticeRow, card: Card, sent: Sent) -> None:
    """Remember where the card stands; what changed while it was on its way is shown by a refresh."""
    with plugin.transaction() as tx:
        row = tx.session.get_one(NoticeRow, notice.id, with_for_update=True)
        if row.state != "waiting":
            return
        row.state, row.settled_at, row.card = "sent", tx.real_now, None
        if notice.subject_type == "evaluation" and notice.subject_id is not None:
            viewer = _person(tx, notice.person_id)
            if viewer is not None:
                record_card_sent(tx, viewer, notice.subject_id)
        tx.session.add(
            PostedCardRow(
                id=new_id(),
                installation_id=notice.installation_id,
                message_id=sent.message_id,
                conversation_id=sent.conversation_id,
                card_version=sent.card_version or 1,
                kind=notice.kind,
                digest=digest(card),
                person_id=notice.person_id,
                subject_type=notice.subject_type,
                subject_id=notice.subject_id,
                params=notice.params,
                posted_at=tx.now,
            )
        )
        if notice.subject_id is not None:
            tx.changed(notice.subject_type, notice.subject_id)
    _sent.labels("sent").inc()


def refresh_subject(plugin: Plugin, hosts: Hosts, subject_type: str, subject_id: UUID) -> None:
    """Replace the last few cards of each person that show the subject, where they look different now."""
    with plugin.transaction() as tx:
        tx.only_reads()
        rank = func.row_number().over(
            partition_by=(PostedCardRow.person_id, PostedCardRow.kind), order_by=PostedCardRow.id.desc()
        )
        shown = (
            select(PostedCardRow.id, rank.label("rank"))
            .where(PostedCardRow.subject_id == subject_id, PostedCardRow.subject_type == subject_type)
            .subquery()
        )
        recent = select(PostedCardRow).join(shown, shown.c.id == PostedCardRow.id).where(shown.c.rank <= KEPT_CURRENT)
        rows = tx.session.scalars(recent.order_by(PostedCardRow.id.desc())).all()
        asked = {row.person_id for row in rows if row.person_id is not None}
        here = organisation.actors(tx.session, asked, hanoi_date(tx.now)) if asked else []
        viewers = {each.id: each for each in here}
        now: dict[tuple[object, ...], Card | None] = {}
        stale = []
        for row in rows:
            shows = (row.installation_id, row.person_id, row.kind, json.dumps(row.params, sort_keys=True))
            if shows not in now:
                now[shows] = _card_now(tx, row, viewers.get(row.person_id) if row.person_id else None)
            card = now[shows]
            if card is not None and digest(card) != row.digest:
                stale.append((row, card))
        task = task_row(tx, subject_id) if subject_type == "task" else None
    for row, card in stale:
        _replace(plugin, hosts, row, card)
    if task is not None:
        mirror.show(plugin, hosts, task)


def _card_now(tx: Tx, row: PostedCardRow, viewer: Actor | None) -> Card | None:
    """The card as it should be; None for a person who is gone."""
    if row.person_id is not None and viewer is None:
        return None
    context = context_for(tx, row.installation_id, locale_for(viewer))
    try:
        return draw(tx, Screen(row.kind, viewer, row.subject_id, row.params), context)
    except NotFound:
        return draw(tx, Screen("neutral", viewer), context)


def _replace(plugin: Plugin, hosts: Hosts, row: PostedCardRow, card: Card) -> None:
    """PATCH with the version we know; when the host counted on meanwhile, once more with the one it names, and where
    it names none with any: the card is drawn from the rows, so nothing newer of the host's is lost."""
    client = hosts.client(row.installation_id)
    fingerprint = digest(card)

    def patch(version: int | None) -> int:
        key = f"card:{row.id}:{fingerprint[:16]}:{'any' if version is None else version}"
        replaced = client.replace_card(row.message_id, card, if_match=version, key=key)
        return row.card_version + 1 if replaced is None else replaced

    try:
        try:
            version = patch(row.card_version)
        except CardChanged as changed:
            version = patch(changed.current)
    except CardChanged:
        raise TryLater from None
    except Rejected as refusal:
        logger().warning("card_not_replaced", kind=row.kind, fault=type(refusal).__name__)
        return
    with plugin.transaction() as tx:
        kept = {"card_version": version, "digest": fingerprint}
        tx.session.execute(update(PostedCardRow).where(PostedCardRow.id == row.id).values(kept))
    _sent.labels("replaced").inc()
