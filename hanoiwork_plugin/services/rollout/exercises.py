"""What follows from an act on a practice task (việc tập): which of the seven acts the ledger shows, and the end of it.

Called by every act on such a task, in its own transaction, so that practice is computed and never ticked.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hanoiwork_plugin.domain.rollout import practice
from hanoiwork_plugin.domain.rollout.practice import ON_TASK, TRACES, ExerciseAct, PracticeAct, Trace
from hanoiwork_plugin.domain.tasks import CLOSED, TaskAct, TaskState, next_state
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.ledger import entries_of_many
from hanoiwork_plugin.store.practice import ExerciseRow, PractisedRow
from hanoiwork_plugin.store.tasks import TaskRow, last_submission

SUBJECT = "exercise"
"""How the ledger and the cards name an exercise."""


def done_in(tx: Tx, task_id: UUID | None, person_id: UUID) -> dict[PracticeAct, tuple[UUID, object]]:
    """The acts that the person has done on this practice task: the first ledger entry of each, and its time."""
    found: dict[PracticeAct, tuple[UUID, object]] = {}
    if task_id is not None:
        for entry in entries_of_many(tx.session, [task_id], TRACES):
            if entry.actor_id == person_id:
                for act in practice.shown_by(Trace(entry.act, entry.after)):
                    found.setdefault(act, (entry.id, entry.at))
    return found


def asked(row: ExerciseRow) -> Sequence[PracticeAct]:
    """The acts of an exercise, in their order."""
    return [act for act in PracticeAct if act in row.acts]


def settle(tx: Tx, task: TaskRow) -> None:
    """Keep what is practised by now, end the task when its part is done, and the exercise when everything is."""
    row = tx.session.scalar(select(ExerciseRow).where(ExerciseRow.task_id == task.id).with_for_update())
    if row is None:
        return
    tx.session.flush()
    done = done_in(tx, task.id, row.person_id)
    for act, (entry_id, at) in done.items():
        tx.session.execute(
            insert(PractisedRow)
            .values(person_id=row.person_id, act=act, entry_id=entry_id, at=at)
            .on_conflict_do_nothing()
        )
    wanted = asked(row)
    if task.state not in CLOSED and all(act in done for act in wanted if act in ON_TASK):
        _end_task(tx, task)
    if row.finished_at is None and practice.next_act(wanted, done) is None:
        row.finished_at = tx.now
        tx.record(ExerciseAct.FINISH, SUBJECT, row.id, None, after={"acts": [str(act) for act in wanted]})
        agency_id = organisation.unit(tx.session, task.lead_unit_id).agency_id
        tx.changed("practice", agency_id)
        tx.changed("readiness", agency_id)
    tx.changed(SUBJECT, row.id)


def _end_task(tx: Tx, task: TaskRow) -> None:
    """The system itself accepts what was sent, or closes the task: nobody judges an exercise."""
    before = task.state
    submission = last_submission(tx.session, task.id)
    if task.state == TaskState.SUBMITTED and submission is not None:
        act = TaskAct.APPROVE_PRODUCT
        submission.accepted_quantity, submission.decided_at = submission.quantity, tx.now
        units = submission.quantity
        task.accepted_quantity += units
        after = {"submission": str(submission.id), "units": str(units)}
        task.state = next_state(TaskState(task.state), act, whole=True)
    else:
        act = TaskAct.CLOSE
        after = {}
        task.state = next_state(TaskState(task.state), act)
    task.done_at, task.progress = tx.now, 100
    tx.record(act, "task", task.id, None, before={"state": before}, after={"state": task.state, **after})
    tx.changed("task", task.id)
