"""How long a printed code opens its task (thời hạn của mã QR; CONTRACT 7)."""

from datetime import datetime, timedelta

from hanoiwork_plugin.domain.tasks import TaskState

AFTER_DONE = timedelta(days=30)
"""A finished task's paper may still be looked up for so long; that of a cancelled or handed over one not at all."""
_GONE = frozenset({TaskState.CANCELLED, TaskState.HANDED_OVER})


def has_expired(state: TaskState, done_at: datetime | None, now: datetime) -> bool:
    """Whether codes of a task have expired (hết hạn); while the work goes on they never do."""
    if state in _GONE:
        return True
    return state is TaskState.DONE and done_at is not None and now >= done_at + AFTER_DONE
