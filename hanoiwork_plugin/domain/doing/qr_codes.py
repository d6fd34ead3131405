"""How long a printed code opens its task (thời hạn của mã QR; CONTRACT 7)."""

from datetime import datetime, timedelta

from hanoiwork_plugin.domain.policy import DEFAULT_POLICY
from hanoiwork_plugin.domain.tasks import TaskState

_GONE = frozenset({TaskState.CANCELLED, TaskState.HANDED_OVER})


def has_expired(
    state: TaskState, done_at: datetime | None, now: datetime, days: int = DEFAULT_POLICY.qr_days_after_done
) -> bool:
    """Whether codes of a task have expired (hết hạn); while the work goes on they never do.

    A finished task's paper may still be looked up for the policy's ``days``; that of a cancelled or handed over one
    not at all.
    """
    if state in _GONE:
        return True
    return state is TaskState.DONE and done_at is not None and now >= done_at + timedelta(days=days)
