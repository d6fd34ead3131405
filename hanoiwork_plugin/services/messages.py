"""Messages at rest: held for the night, or dead and sent again by an operator (CONTRACT 6; CARDS, "Quiet")."""

from collections.abc import Sequence

from sqlalchemy import select

from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import queue
from hanoiwork_plugin.store.messages import NoticeRow


def dead(tx: Tx) -> Sequence[NoticeRow]:
    """Notices at rest as *dead*, oldest first."""
    return tx.session.scalars(select(NoticeRow).where(NoticeRow.state == "dead").order_by(NoticeRow.created_at)).all()


def resend(tx: Tx) -> int:
    """Let every dead notice be tried anew; returns how many."""
    rows = tx.session.scalars(select(NoticeRow).where(NoticeRow.state == "dead").with_for_update()).all()
    for row in rows:
        row.state, row.attempts, row.fault, row.settled_at = "waiting", 0, "", None
        queue.defer(tx.session, "send_notice", notice_id=str(row.id))
    return len(rows)


def release_held(tx: Tx) -> int:
    """7:00: what was held at night is sent, each card once, as things are now; returns how many."""
    rows = tx.session.scalars(
        select(NoticeRow).where(NoticeRow.state == "held").order_by(NoticeRow.id.desc()).with_for_update()
    ).all()
    sent = []
    shown: set[tuple[object, ...]] = set()
    for row in rows:
        same = (row.person_id, row.conversation_id, row.kind, row.subject_id, repr(sorted(row.params.items())))
        if row.subject_id is not None and same in shown:
            row.state, row.settled_at = "void", tx.real_now
            continue
        shown.add(same)
        row.state = "waiting"
        sent.append((f"to:{row.person_id or row.conversation_id}", {"notice_id": str(row.id)}))
    queue.defer_each(tx.session, "send_notice", reversed(sent))
    return len(sent)
