"""When the rules of watching read a task: soon after an update, apart from it, and each morning (DOMAIN 7)."""

from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.tasks import TaskRow

LOOK = "watch.look"


def look_soon(tx: Tx, task: TaskRow) -> None:
    """Let the rules read the task's entries as soon as this act is on record."""
    if not task.practice:
        tx.timer(LOOK, f"{task.id}:{new_id()}", tx.now)


def look_at_full(tx: Tx, agency_id: UUID) -> None:
    """Each working morning: tasks of the agency that stand at 100 % and have not been handed in."""
    tasks = tx.session.scalars(
        select(TaskRow).where(
            TaskRow.lead_unit_id.in_(select(UnitRow.id).where(UnitRow.path[1] == agency_id)),
            TaskRow.state.in_([TaskState.IN_PROGRESS, TaskState.RETURNED]),
            TaskRow.progress == 100,
        )
    )
    for task in tasks:
        look_soon(tx, task)
