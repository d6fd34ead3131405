"""The clock of a task that stands still while another unit holds the work or the giver paused it (DOMAIN 4)."""

from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain.calendar import is_overdue
from hanoiwork_plugin.domain.doing.requests import RequestState, resumed_due
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.services.timing.deadlines import set_timers
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import TaskRow

_STOPPED = frozenset({TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED})


def stop_clock(tx: Tx, task: TaskRow, held_for: TaskState) -> None:
    """From now on no time runs against the accountable person; called before the act takes its state."""
    task.held_since, task.held_for = tx.now, held_for
    if task.state in _STOPPED:
        task.resume_state = task.state


def run_clock(tx: Tx, task: TaskRow) -> None:
    """The clock runs again: the deadline is later by the working days it stood still."""
    if task.held_since is None:
        return
    since, task.held_since, task.held_for = task.held_since, None, None
    if task.due is not None:
        task.due = resumed_due(task.due, since, tx.now)
        if task.window_due is not None and not is_overdue(task.window_due, since):
            task.window_due = max(resumed_due(task.window_due, since, tx.now), task.window_due)
        set_timers(tx, task)


def held_state(task: TaskRow, following: TaskState) -> TaskState:
    """``following``, unless the clock still stands: then the work waits there and goes on from ``following``."""
    if task.held_for is None or following not in _STOPPED:
        return following
    task.resume_state = following
    return TaskState(task.held_for)


def close_requests(tx: Tx, task_id: UUID) -> None:
    """The task has ended: what was still asked about it needs no answer; a claimed cause does, it is about the past."""
    rows = tx.session.scalars(
        select(TaskRequestRow).where(
            TaskRequestRow.task_id == task_id,
            TaskRequestRow.kind != "cause",
            TaskRequestRow.state.in_([RequestState.ASKED, RequestState.AGREED]),
        )
    )
    for row in rows:
        if row.state == RequestState.ASKED:
            row.state = RequestState.WITHDRAWN
        elif row.kind == "wait":
            row.state, row.ended_at = RequestState.ENDED, tx.now
        tx.changed("task_request", row.id)
