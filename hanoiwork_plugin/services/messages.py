"""Messages that could not be sent: listed, and sent again by an operator (CONTRACT 6)."""

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
