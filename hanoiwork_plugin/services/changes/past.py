"""How things stood at any instant: who was whose manager, who could do an act on a task, whose phone is whose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.changes.absence import AbsenceAct, AbsenceKind, AbsenceState
from hanoiwork_plugin.domain.changes.change_views import (
    CompetentView,
    DelegationLine,
    PostingView,
    RoleView,
    StandingView,
)
from hanoiwork_plugin.domain.errors import NotFound, TooEarly
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.domain.tasks import TaskKind, TaskState
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.changes.delegations import reference
from hanoiwork_plugin.services.doing.task_views import NOBODY, visible_task
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.absences import recorded_absences
from hanoiwork_plugin.store.delegations import delegations_of, takers_in
from hanoiwork_plugin.store.ledger import entries_after
from hanoiwork_plugin.store.people import PersonRow, PostingRow, UnitRow
from hanoiwork_plugin.store.tasks import TaskRow


def standing_of(tx: Tx, account: str, at: datetime) -> StandingView:
    """A person as they stood at ``at``: postings, roles, delegations, absence, direct manager.

    Raises:
        NotFound: when nobody of this account worked here then.
    """
    on = hanoi_date(at)
    person = organisation.actor_by_account(tx.session, account, on, at)
    if person is None:
        raise NotFound("Không có người nào với tài khoản “{name}” vào lúc đó.", name=account)
    subject = Subject(person.unit, person.id)
    manager = competence.nearest_or_none(tx, Act.RATE, subject, besides=person.id, at=at)
    away = _absence_then(tx, person.id, at)
    return StandingView(
        at=at,
        person=reference(person),
        unit=person.unit.name,
        postings=tuple(_postings(tx, person, at)),
        roles=tuple(
            RoleView(grant.role, grant.unit.name, grant.fields, grant.valid_from, grant.valid_to)
            for grant in person.grants
        ),
        delegations=tuple(_delegations(tx, person, at)),
        absence=away,
        manager=reference(manager) if manager else None,
        manager_relation=authority.allowed(Act.RATE, manager, subject) if manager else None,
    )


def _absence_then(tx: Tx, person_id: UUID, at: datetime) -> AbsenceKind | None:
    """The absence as it was recorded at ``at``: what the ledger says was changed later is taken back."""
    rows = {str(row.id): row for row in recorded_absences(tx.session, person_id, at)}
    stood = {key: (row.state, row.valid_to) for key, row in rows.items()}
    for entry in entries_after(tx.session, person_id, at):
        key = str(entry.before.get("absence"))
        if key in stood and entry.act == AbsenceAct.CHANGED:
            stood[key] = (stood[key][0], date.fromisoformat(entry.before["valid_to"]))
        elif key in stood and entry.act == AbsenceAct.WITHDRAWN:
            stood[key] = (entry.before["state"], stood[key][1])
    on = hanoi_date(at)
    for key, (state, last) in stood.items():
        if state == AbsenceState.RECORDED and rows[key].valid_from <= on <= last:
            return AbsenceKind(rows[key].kind)
    return None


def _postings(tx: Tx, person: Actor, at: datetime) -> list[PostingView]:
    on = hanoi_date(at)
    rows = tx.session.execute(
        select(PostingRow, UnitRow.name)
        .join(UnitRow, UnitRow.id == PostingRow.unit_id)
        .where(
            PostingRow.person_id == person.id,
            *organisation.valid(PostingRow, on, at),
        )
        .order_by(PostingRow.is_primary.desc(), PostingRow.id)
    )
    return [
        PostingView(unit, row.title, row.position, row.is_primary, row.valid_from, row.valid_to) for row, unit in rows
    ]


def _delegations(tx: Tx, person: Actor, at: datetime) -> list[DelegationLine]:
    rows = delegations_of(tx.session, [person.id], hanoi_date(at), at)
    people = organisation.references(
        tx.session, hanoi_date(at), {each for row in rows for each in (row.giver_id, row.taker_id)}
    )
    return [
        DelegationLine(
            people.get(row.giver_id, NOBODY),
            people.get(row.taker_id, NOBODY),
            organisation.unit(tx.session, row.unit_id).name,
            tuple(Act(code) for code in row.acts),
            row.valid_from,
            row.valid_to,
        )
        for row in rows
    ]


def read_standing(tx: Tx, actor: Actor, account: str, at: datetime) -> StandingView:
    """As ``standing_of``, for those whose business the person is, now or then; a look at another's is recorded.

    Raises:
        NotFound: for an unknown person and for one who is none of the actor's business, alike.
        TooEarly: for an instant still to come.
    """
    if at > tx.now:
        raise TooEarly("Chỉ xem được đến thời điểm hiện tại.")
    then = organisation.actor_by_account(tx.session, account, hanoi_date(at), at)
    if then is None:
        raise NotFound
    today = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now))
    units = [each.unit for each in (today, then) if each is not None]
    may = next((unit for unit in units if authority.allowed(Act.SEE_POSTING, actor, Subject(unit, then.id))), None)
    if may is None:
        raise NotFound
    tx.require(Act.SEE_POSTING, actor, Subject(may, then.id))
    if then.id != actor.id:
        tx.record("posting.seen", "person", then.id, actor, after={"at": at.isoformat()})
    return standing_of(tx, account, at)


@dataclass(frozen=True)
class _TaskThen:
    subject: Subject
    kind: TaskKind | None
    state: TaskState


def _task_then(tx: Tx, task: TaskRow, at: datetime) -> _TaskThen:
    """The task as it stood at ``at``: what the ledger says was changed later is taken back.

    Raises:
        NotFound: when there was no such task yet.
    """
    if task.created_at > at:
        raise NotFound("Lúc đó chưa có nhiệm vụ này.")
    fields: dict[str, object] = {
        "accountable_id": task.accountable_id,
        "approver_id": task.approver_id,
        "kind": task.kind,
        "state": task.state,
    }
    for entry in entries_after(tx.session, task.id, at):
        fields |= {name: entry.before[name] for name in fields if name in entry.before}
    accountable, approver = (_id(fields[name]) for name in ("accountable_id", "approver_id"))
    unit = organisation.unit(tx.session, task.lead_unit_id)
    subject = Subject(unit, accountable, task.assigner_id, approver, frozenset(task.co_people_ids))
    return _TaskThen(
        subject, TaskKind(str(fields["kind"])) if fields["kind"] else None, TaskState(str(fields["state"]))
    )


def _id(value: object) -> UUID | None:
    return value if isinstance(value, UUID) else UUID(str(value)) if value else None


def who_could(tx: Tx, task_id: UUID, act: Act, at: datetime) -> list[CompetentView]:
    """Everyone who could do ``act`` on the task at ``at``, by right of their own or on behalf of somebody.

    Approving a key task (nhiệm vụ trọng tâm) asks for more than approving another: the kind is the one it had then.

    Raises:
        NotFound: for an unknown task.
    """
    task = tx.session.get(TaskRow, task_id)
    if task is None:
        raise NotFound
    then = _task_then(tx, task, at)
    if act is Act.APPROVE_TASK and then.kind is TaskKind.KEY:
        act = Act.APPROVE_KEY_TASK
    return _competent(tx, act, then.subject, at)


def _competent(tx: Tx, act: Act, subject: Subject, at: datetime) -> list[CompetentView]:
    on = hanoi_date(at)
    candidates: dict[UUID, Actor] = {}

    def add(found: Iterable[Actor]) -> None:
        candidates.update({each.id: each for each in found})

    add(organisation.holders(tx.session, list(Role), subject.unit.agency_id, on, at))
    add(organisation.actors(tx.session, takers_in(tx.session, on, at), on, at))
    named = [subject.person_id, subject.assigner_id, subject.approver_id, *subject.co_worker_ids]
    add(organisation.actors(tx.session, [each for each in named if each], on, at))
    found = [
        (person, capacity) for person in candidates.values() if (capacity := authority.capacity(act, person, subject))
    ]
    people = organisation.references(tx.session, hanoi_date(at), {capacity.on_behalf_of for _, capacity in found})
    order = list(authority.Relation)
    views = [
        CompetentView(
            reference(person),
            capacity.relation,
            people.get(capacity.on_behalf_of, NOBODY) if capacity.on_behalf_of else None,
        )
        for person, capacity in found
    ]
    return sorted(views, key=lambda each: (order.index(each.relation), each.on_behalf_of is not None, each.person.name))


def read_who_could(tx: Tx, actor: Actor, task_id: UUID, act: Act, at: datetime) -> list[CompetentView]:
    """As ``who_could``, for those who may see the task now.

    Raises:
        NotFound: for an unknown task and for one that is none of the actor's business, alike.
        TooEarly: for an instant still to come.
    """
    visible_task(tx, actor, task_id)
    if at > tx.now:
        raise TooEarly("Chỉ xem được đến thời điểm hiện tại.")
    return who_could(tx, task_id, act, at)


def people_to_ask_about(tx: Tx, actor: Actor) -> list[PersonRef]:
    """Of whom the actor can ask how they stood: themself first, then everyone of the agency whose business it is."""
    people = organisation.members(tx.session, actor.unit.agency_id, hanoi_date(tx.now))
    others = [
        reference(person)
        for person in people
        if person.id != actor.id and authority.allowed(Act.SEE_POSTING, actor, Subject(person.unit, person.id))
    ]
    return [reference(actor), *others]


def phone_of(tx: Tx, actor: Actor, account: str) -> tuple[PersonRef, str]:
    """A person's phone number; a look at somebody else's is an act, and recorded.

    Raises:
        NotFound: for an unknown person and for one whose number is none of the actor's business, alike.
    """
    person = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now))
    if person is None or authority.allowed(Act.SEE_PHONE, actor, Subject(person.unit, person.id)) is None:
        raise NotFound
    tx.require(Act.SEE_PHONE, actor, Subject(person.unit, person.id))
    if person.id != actor.id:
        tx.record("phone.seen", "person", person.id, actor)
    return reference(person), tx.session.get_one(PersonRow, person.id).phone
