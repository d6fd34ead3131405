"""When the rules of watching read a task: soon after an update, apart from it, and each morning; and when they read
the marks of a rater: after the last one, or when the time for rating has passed (DOMAIN 7)."""

from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.tasks import TaskRow

LOOK = "watch.look"
LOOK_AT_RATER = "watch.rater"


def look_soon(tx: Tx, task: TaskRow) -> None:
    """Let the rules read the task's entries as soon as this act is on record."""
    if not task.practice:
        tx.timer(LOOK, f"{task.id}:{new_id()}", tx.now)


def look_at_full(tx: Tx, agency_id: UUID) -> None:
    """Each working morning: tasks of the agency that stand at 100 % and have not been handed in; not big work, which
    waits for its parts."""
    tasks = tx.session.scalars(
        select(TaskRow).where(
            TaskRow.lead_unit_id.in_(select(UnitRow.id).where(UnitRow.path[1] == agency_id)),
            TaskRow.state.in_([TaskState.IN_PROGRESS, TaskState.RETURNED]),
            TaskRow.progress == 100,
            TaskRow.kept_share.is_(None),
        )
    )
    for task in tasks:
        look_soon(tx, task)


def look_at_rater(tx: Tx, rater_id: UUID, period: Period) -> None:
    """Let the rules read the rater's month as soon as this act is on record."""
    tx.timer(LOOK_AT_RATER, f"{rater_id}:{period.code}:{new_id()}", tx.now)


def look_at_raters(tx: Tx, agency_id: UUID, period: Period) -> None:
    """The time for rating has passed: everybody who rated somebody in the agency, finished or not."""
    of_month = (EvaluationRow.agency_id == agency_id, EvaluationRow.period == period.code)
    rated = select(EvaluationRow.reviewed_by_id).where(*of_month, EvaluationRow.reviewed_by_id.is_not(None))
    for rater_id in tx.session.scalars(rated.distinct()):
        if rater_id is not None:
            look_at_rater(tx, rater_id, period)
