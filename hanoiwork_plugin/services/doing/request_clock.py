"""The clock of whoever must answer a wait or an extension: two working days, then it goes up one level (DOMAIN 4);
of co-operation: then the giver is told.

As for objections (``objection_clock``): nothing is decided by the clock, the next one above is asked as well. While the
giver has paused the task nobody's time runs; what an outage took of it runs again (``timing.answer_clocks``).
"""

from datetime import timedelta
from uuid import UUID

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import add_working_days, due_instant, hanoi_date, overdue_from
from hanoiwork_plugin.domain.doing.requests import ANSWER_WORKING_DAYS, RequestKind, RequestState
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.doing.request_rows import tell
from hanoiwork_plugin.services.doing.task_views import subject_of
from hanoiwork_plugin.services.timing.answer_clocks import runs_again
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.requests import TaskRequestRow, locked_request
from hanoiwork_plugin.store.tasks import TaskRow

LAPSE = "request.lapsed"
"""Timer and ledger act: the respondent's time ran out."""


def start(tx: Tx, row: TaskRequestRow) -> None:
    """The respondent's time begins: to the end of the second working day; passed up at midnight, that day is the
    first."""
    begun = hanoi_date(tx.now - timedelta(seconds=1))
    row.answer_by = due_instant(add_working_days(begun, ANSWER_WORKING_DAYS))
    tx.timer(LAPSE, str(row.id), overdue_from(row.answer_by))


def fire_lapsed(tx: Tx, request_id: UUID) -> None:
    """It goes up, recorded, and both are told; at the top it stays with whoever has it, with the record."""
    row = locked_request(tx.session, request_id)
    if row is None or row.state != RequestState.ASKED or row.answer_by is None:
        return
    if tx.now < overdue_from(row.answer_by):
        return
    task = tx.session.get_one(TaskRow, row.task_id)
    if task.state == TaskState.PAUSED:
        start(tx, row)
        return
    if runs_again(tx, row, LAPSE, installation_id=task.installation_id):
        tx.changed("task_request", row.id)
        return
    if row.kind == RequestKind.CO_OPERATION:
        _tell_giver(tx, row, task)
        return
    late_id, answer_by = row.respondent_id, row.answer_by
    above_id = _above(tx, row, task)
    row.answer_by = None
    if above_id is not None:
        row.respondent_id = above_id
        start(tx, row)
    before = {"respondent": str(late_id), "answer_by": answer_by.isoformat()}
    tx.record(LAPSE, "task_request", row.id, None, before=before, after={"respondent": str(row.respondent_id)})
    tx.changed("task_request", row.id)
    tx.changed("task", task.id)
    for person_id in {late_id, row.respondent_id}:
        tell(tx, row, task, person_id, again=answer_by.isoformat())


def _tell_giver(tx: Tx, row: TaskRequestRow, task: TaskRow) -> None:
    """Co-operation stays with who was asked, held against nobody; giver and asker see that nobody answered."""
    assert row.answer_by is not None
    again, row.answer_by = row.answer_by.isoformat(), None
    tx.record(LAPSE, "task_request", row.id, None, before={"answer_by": again}, after={"told": str(task.assigner_id)})
    tx.changed("task_request", row.id)
    tx.changed("task", task.id)
    for person_id in {task.assigner_id, row.asked_by_id}:
        tell(tx, row, task, person_id, again=again)


def _above(tx: Tx, row: TaskRequestRow, task: TaskRow) -> UUID | None:
    """Who stands one level above the respondent, on the side that must answer; None at the top."""
    act, subject = Act.DECIDE_EXTENSION, subject_of(tx, task)
    if row.kind == RequestKind.WAIT:
        assert row.other_unit_id is not None, "a wait has another side"
        act, subject = Act.ANSWER_WAIT, Subject(organisation.unit(tx.session, row.other_unit_id), row.other_person_id)
    respondent = organisation.actor_by_id(tx.session, row.respondent_id, hanoi_date(tx.now))
    try:
        if respondent is None:
            return competence.nearest(tx, act, subject, besides=row.asked_by_id).id
        return competence.one_level_up(tx, respondent, subject).id
    except Invalid:
        return None
