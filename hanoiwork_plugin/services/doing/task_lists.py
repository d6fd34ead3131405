"""Lists of tasks and people: my open work, who can be given a task, pages for REST."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, or_, select, union

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date, is_overdue
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.domain.tasks import CLOSED, TaskKind, TaskState
from hanoiwork_plugin.domain.views import PersonRef, TaskLineView
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.tasks import TaskRow


@dataclass(frozen=True)
class TaskFilter:
    """Which tasks a list holds; every part narrows it."""

    role: str = "mine"
    """``mine`` (accountable), ``given`` (assigner), ``to_approve`` or ``visible`` (all one may see)."""
    state: TaskState | None = None
    after: UUID | None = None
    """Id of the last task of the page before."""


def open_tasks(tx: Tx, actor: Actor, *, limit: int) -> list[TaskLineView]:
    """The actor's open work, the most urgent first: theirs to do, to complete, to approve or to judge."""
    rows = tx.session.scalars(
        select(TaskRow)
        .where(
            TaskRow.state.not_in([state.value for state in CLOSED]),
            or_(
                TaskRow.accountable_id == actor.id,
                (TaskRow.assigner_id == actor.id)
                & TaskRow.state.in_([TaskState.DRAFT, TaskState.OBJECTED, TaskState.SUBMITTED]),
                TaskRow.approver_id.in_([actor.id, *_givers(actor)]) & (TaskRow.state == TaskState.AWAITING_APPROVAL),
                TaskRow.assigner_id.in_(authority.stands_in_for(actor, Act.JUDGE_PRODUCT))
                & (TaskRow.state == TaskState.SUBMITTED),
            ),
        )
        .order_by(TaskRow.due.nulls_last(), TaskRow.id)
        .limit(limit)
    ).all()
    return _lines(tx, list(rows))


def page_of_tasks(tx: Tx, actor: Actor, wanted: TaskFilter, limit: int) -> list[TaskLineView]:
    """One page of tasks the actor may see, oldest id first; one query for the page, one for names."""
    query = select(TaskRow).order_by(TaskRow.id).limit(limit)
    match wanted.role:
        case "given":
            query = query.where(TaskRow.assigner_id == actor.id)
        case "to_approve":
            approvers = [actor.id, *_givers(actor)]
            query = query.where(TaskRow.approver_id.in_(approvers), TaskRow.state == TaskState.AWAITING_APPROVAL)
        case "visible":
            query = query.where(TaskRow.id.in_(_visible(actor)))
        case _:
            query = query.where(TaskRow.accountable_id == actor.id)
    if wanted.state is not None:
        query = query.where(TaskRow.state == wanted.state)
    if wanted.after is not None:
        query = query.where(TaskRow.id > wanted.after)
    return _lines(tx, list(tx.session.scalars(query)))


def _visible(actor: Actor) -> CompoundSelect[UUID]:
    """Tasks within the actor's sight, as the authority table gives it by role; each part has an index of its own."""
    mine = [
        TaskRow.accountable_id == actor.id,
        TaskRow.assigner_id == actor.id,
        TaskRow.approver_id == actor.id,
        TaskRow.co_people_ids.contains([actor.id]),
    ]
    overseen = [
        _below(grant.unit.id)
        for grant in actor.grants
        if grant.role in (Role.HEAD, Role.DEPARTMENT_HEAD, Role.MONITOR)
        or (grant.role is Role.DEPUTY and not grant.unit.is_agency)
    ]
    givers = [each.giver_id for each in actor.delegated]
    lent = [
        _below(each.unit.id, grant.unit.id) & (TaskRow.accountable_id.is_(None) | TaskRow.accountable_id.not_in(givers))
        for each in actor.delegated
        for grant in each.grants
        if Act.SEE_TASK in authority.covered_by(each) and grant.role in (Role.HEAD, Role.DEPARTMENT_HEAD)
    ]
    return union(*(select(TaskRow.id).where(part) for part in (*mine, *overseen, *lent)))


def _below(*unit_ids: UUID) -> ColumnElement[bool]:
    """Tasks of a unit and of those below it; of several units, what lies below each of them."""
    return TaskRow.lead_unit_id.in_(select(UnitRow.id).where(UnitRow.path.contains(list(unit_ids))))


def newest_visible(tx: Tx, actor: Actor, limit: int) -> list[TaskLineView]:
    """The newest tasks within the actor's sight."""
    query = select(TaskRow).where(TaskRow.id.in_(_visible(actor))).order_by(TaskRow.id.desc()).limit(limit)
    return _lines(tx, list(tx.session.scalars(query)))


def _givers(actor: Actor) -> frozenset[UUID]:
    """Those who let the actor approve tasks for them now."""
    return authority.stands_in_for(actor, Act.APPROVE_TASK) | authority.stands_in_for(actor, Act.APPROVE_KEY_TASK)


def _lines(tx: Tx, rows: list[TaskRow]) -> list[TaskLineView]:
    people = organisation.references(tx.session, hanoi_date(tx.now), {row.accountable_id for row in rows})
    return [
        TaskLineView(
            id=row.id,
            name=row.name,
            state=TaskState(row.state),
            kind=TaskKind(row.kind) if row.kind else None,
            due=row.due,
            overdue=bool(row.due and row.state not in CLOSED and is_overdue(row.due, tx.now)),
            accountable=people.get(row.accountable_id) if row.accountable_id else None,
            progress=row.progress,
        )
        for row in rows
    ]


def assignable_people(tx: Tx, giver: Actor, task: TaskRow) -> list[PersonRef]:
    """Who can be made accountable: the host's assignees first, then the giver's people in the lead unit."""
    unit = organisation.unit(tx.session, task.lead_unit_id)
    people = [
        person
        for person in organisation.members(tx.session, unit.agency_id, hanoi_date(tx.now))
        if person.id in task.suggested_ids
        or (unit.id in person.unit.path and authority.allowed(Act.GIVE_TASK, giver, Subject(person.unit)))
    ]
    people.sort(key=lambda person: (person.id not in task.suggested_ids, person.name))
    return [PersonRef(person.id, person.account, person.name, person.title) for person in people]
