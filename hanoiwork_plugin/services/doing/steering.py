"""The giver steers a task under way: pauses it and lets it go on (DOMAIN 4, "paused")."""

from datetime import date, datetime
from uuid import UUID

from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant
from hanoiwork_plugin.domain.doing.requests import held_days
from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import TaskAct, TaskState
from hanoiwork_plugin.services.assigning.assignment import move, needed_text, open_task
from hanoiwork_plugin.services.doing.holds import run_clock, stop_clock
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.tasks import TaskRow, locked_task

RESUME = "task.resume"


def pause_task(
    tx: Tx, actor: Actor, task_id: UUID, reason: str, *, until: date | None = None, version: int | None = None
) -> TaskRow:
    """[Tạm dừng]: no time runs against the assignee until it goes on.

    Args:
        until: the day on which it goes on by itself; None: when the giver says so.

    Raises:
        Invalid: without a reason, or with a day that is not ahead.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.SUSPEND)
    reason = needed_text("pause_reason", reason, "Lý do tạm dừng")
    if until is not None and until <= hanoi_date(tx.now):
        raise Invalid(
            "Ngày tiếp tục phải sau hôm nay.", faults=[Fault("pause_until", "Ngày tiếp tục phải sau hôm nay.")]
        )
    stop_clock(tx, task, TaskState.PAUSED)
    move(tx, actor, task, TaskAct.SUSPEND, reason=reason, after={"until": until.isoformat() if until else None})
    if until is not None:
        tx.timer(RESUME, f"{task.id}:{tx.now.isoformat()}", hanoi_instant(until))
    tell_assignee(tx, task, "paused")
    return task


def resume_task(tx: Tx, actor: Actor, task_id: UUID, version: int | None = None) -> TaskRow:
    """[Cho tiếp tục]: the deadline is later by the working days of the pause."""
    task, _ = open_task(tx, actor, task_id, version, TaskAct.RESUME)
    _go_on(tx, actor, task)
    return task


def fire_resume(tx: Tx, subject_key: str) -> None:
    """The day named when it was paused, 0:00; silent when it went on before."""
    task_id, _, paused_at = subject_key.partition(":")
    task = locked_task(tx.session, UUID(task_id))
    if task is None or task.state != TaskState.PAUSED or task.held_since is None:
        return
    if task.held_since == datetime.fromisoformat(paused_at):
        _go_on(tx, None, task)


def _go_on(tx: Tx, actor: Actor | None, task: TaskRow) -> None:
    since, due = task.held_since or tx.now, task.due
    run_clock(tx, task)
    move(
        tx,
        actor,
        task,
        TaskAct.RESUME,
        before={"due": due.isoformat() if due else None},
        after={"days": held_days(since, tx.now), "due": task.due.isoformat() if task.due else None},
    )
    tell_assignee(tx, task, "resumed")


def tell_assignee(tx: Tx, task: TaskRow, what: str) -> None:
    """The task's card for the accountable person, once for this instant."""
    tx.notify(
        "task",
        person_id=task.accountable_id,
        subject_type="task",
        subject_id=task.id,
        dedup=f"task:{task.id}:{what}:{tx.now.isoformat()}",
        installation_id=task.installation_id,
    )
