"""What is seen of requests about a task: one request, what can be asked, how a giver can steer."""

from decimal import Decimal

from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.calendar import hanoi_date, is_overdue
from hanoiwork_plugin.domain.doing.request_views import AskingView, CostView, RequestView, SteeringView
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState, held_days
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.policy import ND335_2025
from hanoiwork_plugin.domain.tasks import CLOSED, ReturnType, TaskAct
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.services.changes.absences import colleagues_for
from hanoiwork_plugin.services.doing.requests import claimable_entries
from hanoiwork_plugin.services.doing.task_views import NOBODY, allowed_acts, evidence_view, side_of, subject_of
from hanoiwork_plugin.services.doing.waits import subject_awaited
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evidence import EvidenceRow
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.requests import TaskRequestRow, requests_of
from hanoiwork_plugin.store.tasks import TaskRow, last_submission, submissions_of, units_waiting

_DECIDES = {
    RequestKind.EXTENSION: Act.DECIDE_EXTENSION,
    RequestKind.CAUSE: Act.CONFIRM_CAUSE,
    RequestKind.HAND_OVER: Act.HAND_OVER_TASK,
}


def request_view(tx: Tx, row: TaskRequestRow, viewer: Actor) -> RequestView:
    """The request as ``viewer`` sees it; the caller has checked that they may."""
    task = tx.session.get_one(TaskRow, row.task_id)
    kind, state = RequestKind(row.kind), RequestState(row.state)
    subject = subject_of(tx, task)
    if kind is RequestKind.WAIT:
        competent = authority.allowed(Act.ANSWER_WAIT, viewer, subject_awaited(tx, row))
        competent = competent if viewer.id != task.accountable_id else None
    else:
        competent = authority.allowed(_DECIDES[kind], viewer, subject)
    asks = viewer.id == task.accountable_id
    files = list(tx.session.scalars(select(EvidenceRow).where(EvidenceRow.request_id == row.id)))
    people = organisation.references(
        tx.session,
        hanoi_date(tx.now),
        {
            *(row.asked_by_id, row.respondent_id, row.answered_by_id, row.ended_by_id, row.other_person_id),
            *(file.added_by_id for file in files),
        },
    )
    may_answer = competent is not None and state is RequestState.ASKED
    held = kind is RequestKind.WAIT and row.answered_at is not None and state is not RequestState.REFUSED
    return RequestView(
        id=row.id,
        version=row.version,
        task_id=task.id,
        task_name=task.name,
        kind=kind,
        state=state,
        asked_by=people.get(row.asked_by_id, NOBODY),
        asked_at=row.asked_at,
        text=row.text,
        respondent=people.get(row.respondent_id, NOBODY),
        answer_by=row.answer_by if state is RequestState.ASKED else None,
        answer_text=row.answer_text,
        answered_by=people.get(row.answered_by_id) if row.answered_by_id else None,
        answered_at=row.answered_at,
        side=side_of(tx, row, people),
        since=row.since,
        expected_on=row.expected_on,
        ended_at=row.ended_at,
        ended_by=people.get(row.ended_by_id) if row.ended_by_id else None,
        days_held=held_days(row.answered_at, row.ended_at or tx.now) if held and row.answered_at else None,
        due_before=row.due_before,
        due_wanted=row.due_wanted,
        due_given=row.due_given,
        cost=_cost(tx, row),
        document=row.document,
        evidence=tuple(evidence_view(file, people) for file in files),
        taker=people.get(row.other_person_id) if kind is RequestKind.HAND_OVER and row.other_person_id else None,
        colleagues=_colleagues(tx, viewer, task) if may_answer and kind is RequestKind.HAND_OVER else (),
        may_answer=may_answer,
        may_end=kind is RequestKind.WAIT and state is RequestState.AGREED and (asks or competent is not None),
        may_withdraw=asks and state is RequestState.ASKED,
    )


def request_views(tx: Tx, task: TaskRow, viewer: Actor) -> list[RequestView]:
    """Every request about a task, newest first."""
    return [request_view(tx, row, viewer) for row in requests_of(tx.session, task.id)]


def _colleagues(tx: Tx, viewer: Actor, task: TaskRow) -> tuple[PersonRef, ...]:
    if task.accountable_id is None:
        return ()
    person = organisation.actor_by_id(tx.session, task.accountable_id, hanoi_date(tx.now))
    return tuple(colleagues_for(tx, viewer, person)) if person else ()


def _cost(tx: Tx, row: TaskRequestRow) -> CostView | None:
    if row.entry_id is None:
        return None
    entry = tx.session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.id == row.entry_id)).one()
    return cost_view(entry)


def cost_view(entry: LedgerEntryRow) -> CostView:
    """A return or missed deadline as the claim names it."""
    return CostView(
        entry.id,
        TaskAct(entry.act),
        entry.at,
        Decimal(entry.after["units"]),
        ReturnType(entry.after["type"]) if entry.act == TaskAct.RETURN else None,
        entry.reason,
    )


def asking_view(tx: Tx, task: TaskRow, viewer: Actor) -> AskingView:
    """What the assignee may ask now; the caller has checked that they see the task."""
    may = allowed_acts(task, viewer, subject_of(tx, task))
    late = task.due is not None and is_overdue(task.due, tx.now)
    waits = TaskAct.ASK_WAIT in may
    agency_id = viewer.unit.agency_id
    units = organisation.units_below(tx.session, agency_id) if waits else []
    members = organisation.members(tx.session, agency_id, hanoi_date(tx.now)) if waits else []
    returned = next((row for row in submissions_of(tx.session, task.id) if row.return_type), None)
    costly = ND335_2025.costly_returns
    claims = claimable_entries(tx, task) if TaskAct.CLAIM_CAUSE in may else []
    return AskingView(
        task_id=task.id,
        version=task.version,
        name=task.name,
        due=task.due,
        may_wait=waits,
        may_extend=TaskAct.ASK_EXTENSION in may and not late,
        too_late_to_extend=TaskAct.ASK_EXTENSION in may and late,
        may_hand_over=TaskAct.ASK_HAND_OVER in may,
        units=tuple((unit.id, unit.name) for unit in units if unit.id != viewer.unit.id),
        people=tuple(
            PersonRef(each.id, each.account, each.name, each.title) for each in members if each.id != viewer.id
        ),
        claimable=tuple(
            cost_view(entry) for entry in claims if entry.act != TaskAct.RETURN or entry.after["type"] in costly
        ),
        may_remark=TaskAct.REMARK in may and returned is not None and not returned.remark,
    )


def steering_view(tx: Tx, task: TaskRow, viewer: Actor) -> SteeringView:
    """How the viewer may steer the task; the caller has checked that they see it."""
    may = allowed_acts(task, viewer, subject_of(tx, task))
    hands_over = TaskAct.HAND_OVER in may and task.state not in CLOSED
    submission = last_submission(tx.session, task.id)
    return SteeringView(
        task_id=task.id,
        version=task.version,
        name=task.name,
        allowed=may,
        colleagues=_colleagues(tx, viewer, task) if hands_over else (),
        units_waiting=units_waiting(submission) if submission else Decimal(0),
    )
