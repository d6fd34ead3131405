"""What the clock alone does to tasks: missed deadlines (DOMAIN 4, facts recorded by the system)."""

from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.calendar import is_overdue, overdue_from
from hanoiwork_plugin.domain.tasks import CLOSED, TRANSITIONS, TaskAct
from hanoiwork_plugin.domain.timing.outages import counts
from hanoiwork_plugin.services.rating.score_facts import facts_changed
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.ledger import entries_of_many
from hanoiwork_plugin.store.outages import open_outages
from hanoiwork_plugin.store.tasks import TaskRow, last_submission, locked_task, units_waiting

OVERDUE = "task.overdue"


def set_timers(tx: Tx, task: TaskRow) -> None:
    """Let the deadline fall due; its reminders stand on the day's card (``services.timing.digest``)."""
    if task.due is not None:
        tx.timer(OVERDUE, str(task.id), overdue_from(task.due))


def settle_deadline(tx: Tx, task: TaskRow) -> None:
    """Record the missed deadline if it has passed and no record says so yet.

    What was handed in before the deadline and waits for a decision is not missed: the review is not the
    assignee's time, nor is the time in which another unit holds the work. Called by the timer and, so that no
    fact depends on the worker's pace, before every act.
    """
    if task.due is None or not is_overdue(task.due, tx.now) or (task.state, TaskAct.MISS_DEADLINE) not in TRANSITIONS:
        return
    if task.held_since is not None and not is_overdue(task.due, task.held_since):
        return
    due = task.due.isoformat()
    recorded = entries_of_many(tx.session, [task.id], [TaskAct.MISS_DEADLINE])
    if any(entry.after["due"] == due for entry in recorded):
        return
    pending = last_submission(tx.session, task.id)
    in_time = units_waiting(pending) if pending and not is_overdue(task.due, pending.submitted_at) else Decimal(0)
    missed = (task.quantity or Decimal(0)) - task.accepted_quantity - in_time
    if missed <= 0:
        return
    tx.record(
        TaskAct.MISS_DEADLINE,
        "task",
        task.id,
        None,
        after={"due": due, "units": str(missed)},
        at=overdue_from(task.due),
    )
    tx.changed("task", task.id)
    facts_changed(tx, task)


def fire_overdue(tx: Tx, subject_key: str) -> None:
    """The instant after a deadline; while the host is down it is left to the end of the outage, which settles it."""
    task = locked_task(tx.session, UUID(subject_key))
    if task is not None and task.state not in CLOSED and not _host_is_down(tx, task):
        settle_deadline(tx, task)


def _host_is_down(tx: Tx, task: TaskRow) -> bool:
    return any(
        counts(row.proven(tx.now), tx.now) and task.installation_id in (None, row.installation_id)
        for row in open_outages(tx.session)
        if task.due is not None and row.since <= task.due
    )
