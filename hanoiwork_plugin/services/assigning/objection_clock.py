"""The clock of whoever must answer an objection: two working days, then it goes up one level (DOMAIN 4).

What an outage took of them runs again (``timing.answer_clocks``).
"""

from datetime import timedelta
from uuid import UUID

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import add_working_days, due_instant, hanoi_date, overdue_from
from hanoiwork_plugin.domain.doing.requests import ANSWER_WORKING_DAYS
from hanoiwork_plugin.domain.errors import Forbidden, Invalid
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import TaskAct, TaskState, next_state
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.doing.task_views import subject_of
from hanoiwork_plugin.services.timing.answer_clocks import runs_again
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.tasks import ObjectionRow, locked_task

LAPSE = "objection.lapsed"


def start(tx: Tx, objection: ObjectionRow) -> None:
    """The respondent's time begins: to the end of the second working day; of one passed up at midnight, that day is
    the first."""
    begun = hanoi_date(tx.now - timedelta(seconds=1))
    objection.answer_by = due_instant(add_working_days(begun, ANSWER_WORKING_DAYS))
    tx.timer(LAPSE, str(objection.id), overdue_from(objection.answer_by))


def pass_up(tx: Tx, objection: ObjectionRow, actor: Actor, subject: Subject) -> Actor:
    """One level up, with a new clock; who stood below answers no more.

    Raises:
        Invalid: when nobody is above.
    """
    above = competence.one_level_up(tx, actor, subject)
    objection.respondent_id = above.id
    objection.level = max(authority.level_of(above, subject), objection.level + 1)
    start(tx, objection)
    return above


def require_turn(actor: Actor, subject: Subject, objection: ObjectionRow) -> None:
    """Only those at the level that the objection has reached answer it.

    Raises:
        Forbidden: for everyone below.
    """
    if not authority.stands_at(actor, subject, objection.level, objection.respondent_id):
        raise Forbidden("Ý kiến này đã chuyển lên cấp trên; cấp trên sẽ trả lời.")


def fire_lapsed(tx: Tx, objection_id: UUID) -> None:
    """The respondent's time ran out: it goes up, recorded, and both are told; at the top it stays, with the record."""
    objection = tx.session.get(ObjectionRow, objection_id, with_for_update=True)
    task = locked_task(tx.session, objection.task_id) if objection else None
    if objection is None or task is None or task.state != TaskState.OBJECTED:
        return
    waiting = objection.answer in (None, TaskAct.ESCALATE) and objection.answer_by is not None
    if not waiting or objection.answer_by is None or tx.now < overdue_from(objection.answer_by):
        return
    if runs_again(tx, objection, LAPSE, installation_id=task.installation_id):
        tx.changed("task", task.id)
        return
    late_id, subject, answer_by = objection.respondent_id, subject_of(tx, task), objection.answer_by
    respondent = organisation.actor_by_id(tx.session, late_id, hanoi_date(tx.now))
    try:
        if respondent is not None:
            pass_up(tx, objection, respondent, subject)
        else:
            nearest = competence.nearest(tx, Act.ANSWER_OBJECTION, subject, besides=objection.raised_by_id)
            objection.respondent_id = nearest.id
            objection.level = authority.level_of(nearest, subject)
            start(tx, objection)
    except Invalid:
        objection.answer_by = None
    state = task.state
    task.state = next_state(TaskState(state), TaskAct.LAPSE)
    tx.record(
        TaskAct.LAPSE,
        "task",
        task.id,
        None,
        before={"state": state, "respondent": str(late_id), "answer_by": answer_by.isoformat()},
        after={"state": task.state, "respondent": str(objection.respondent_id)},
    )
    tx.changed("task", task.id)
    for person_id in {late_id, objection.respondent_id}:
        tx.notify(
            "task",
            person_id=person_id,
            subject_type="task",
            subject_id=task.id,
            dedup=f"objection:{objection.id}:{answer_by.isoformat()}:{person_id}",
            installation_id=task.installation_id,
        )
