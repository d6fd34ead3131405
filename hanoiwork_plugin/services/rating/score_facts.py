"""When the facts of a month change: what was shown of its evaluation is old."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import update

from hanoiwork_plugin.domain.calendar import period_of
from hanoiwork_plugin.domain.rating.evaluation import EvaluationState
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import LedgerEntryRow, entries_of_many
from hanoiwork_plugin.store.tasks import TaskRow

_WAIVING = (TaskAct.CONFIRM_CAUSE, TaskAct.GRANT_EXTENSION, TaskAct.EXCUSE_DELAY, TaskAct.CORRECT_DATA)


def facts_changed(tx: Tx, task: TaskRow) -> None:
    """Let nobody decide on figures they were not shown: open evaluations of the task's month get a new version."""
    if task.accountable_id is None or task.window_due is None:
        return
    touched = tx.session.scalars(
        update(EvaluationRow)
        .where(
            EvaluationRow.person_id == task.accountable_id,
            EvaluationRow.period == period_of(task.window_due).code,
            EvaluationRow.state.in_([EvaluationState.SELF_SUBMITTED, EvaluationState.REVIEWED]),
        )
        .values(version=EvaluationRow.version + 1)
        .returning(EvaluationRow.id)
        .execution_options(synchronize_session=False)
    )
    for evaluation_id in touched:
        tx.changed("evaluation", evaluation_id)


def waived_entries(tx: Tx, task_ids: Sequence[UUID]) -> dict[UUID, LedgerEntryRow]:
    """Return or missed deadline → the ledger entry that takes its cost away.

    A confirmed objective cause, an extension that was asked in time and granted after the deadline, an outage of the
    system, or that it was recorded against the wrong person.
    """
    found: dict[UUID, LedgerEntryRow] = {}
    if task_ids:
        for entry in entries_of_many(tx.session, task_ids, _WAIVING):
            found |= {UUID(waived): entry for waived in entry.after["waives"]}
    return found
