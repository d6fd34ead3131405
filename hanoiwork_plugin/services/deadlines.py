"""What the clock alone does to tasks: reminders and missed deadlines (DOMAIN 4, facts recorded by the system)."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.calendar import hanoi_date, is_overdue, overdue_from
from hanoiwork_plugin.domain.outages import Outage, counts
from hanoiwork_plugin.domain.reminders import task_reminders
from hanoiwork_plugin.domain.tasks import CLOSED, TRANSITIONS, TaskAct, TaskState
from hanoiwork_plugin.services.score_facts import facts_changed
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.absences import absence_on
from hanoiwork_plugin.store.ledger import entries_of_many
from hanoiwork_plugin.store.outages import open_outages
from hanoiwork_plugin.store.tasks import TaskRow, last_submission, locked_task, units_waiting

OVERDUE = "task.overdue"
REMINDER = "task.reminder"


def set_timers(tx: Tx, task: TaskRow) -> None:
    """Let the deadline and its reminders fall due."""
    if task.due is None:
        return
    tx.timer(OVERDUE, str(task.id), overdue_from(task.due))
    for reminder in task_reminders(task.due):
        if reminder.at > tx.now:
            tx.timer(REMINDER, f"{task.id}:{reminder.kind}", reminder.at)


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
        counts(Outage(row.since, None), tx.now) and task.installation_id in (None, row.installation_id)
        for row in open_outages(tx.session)
        if task.due is not None and row.since <= task.due
    )


def fire_reminder(tx: Tx, subject_key: str, at: datetime) -> None:
    """Two days before a deadline and on its day; silent when nothing is left to do, and to a person who is absent."""
    task_id, _, kind = subject_key.partition(":")
    task = tx.session.get(TaskRow, UUID(task_id))
    if task is None or task.due is None or task.accountable_id is None:
        return
    waiting = {TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.RETURNED}
    still_due = any(reminder.kind == kind and reminder.at == at for reminder in task_reminders(task.due))
    if absence_on(tx.session, task.accountable_id, hanoi_date(at)) is not None:
        return
    if task.state in waiting and still_due:
        tx.notify(
            "task_reminder",
            person_id=task.accountable_id,
            subject_type="task",
            subject_id=task.id,
            params={"kind": kind},
            dedup=f"reminder:{task.id}:{kind}:{at.isoformat()}",
            installation_id=task.installation_id,
        )
