"""*Việc cần quyết định hôm nay*: gathered at 7:30, the clean ones accepted in one press (DOMAIN 4; STORY 14)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant, is_overdue
from hanoiwork_plugin.domain.doing.decisions import (
    MOST_CLEAN,
    MOST_DOUBTFUL,
    SHOWN_AT,
    Deciding,
    Doubt,
    ProductFacts,
    doubts,
    next_showing,
)
from hanoiwork_plugin.domain.doing.request_views import DecisionLine, DecisionsView
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState
from hanoiwork_plugin.domain.errors import DomainError, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.domain.tasks import TaskAct, TaskState
from hanoiwork_plugin.domain.watch.bottlenecks import Trouble
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.doing.task_views import units_left
from hanoiwork_plugin.services.doing.task_work import accept_product
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.services.watch import bottlenecks
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.absences import absent_people
from hanoiwork_plugin.store.decisions import DecisionListRow
from hanoiwork_plugin.store.delegations import DelegationRow, in_force
from hanoiwork_plugin.store.evidence import EvidenceRow
from hanoiwork_plugin.store.ledger import entries_of_many, newest_entries
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import ObjectionRow, SubmissionRow, TaskRow, lock_tasks, units_waiting

DAY = "decisions.day"
AGENCY_DAY = "decisions.agency_day"
LIST = "decision_list"

_TO_DECIDE = (TaskRequestRow.state == RequestState.ASKED) & (TaskRequestRow.kind != RequestKind.CO_OPERATION)
"""Co-operation is work to be taken, no decision: it stands on the card of the day's work."""

Item = dict[str, Any]
"""One decision as stored: kind, subject, and for a product its submission, newest entry, doubts."""


def ensure_timer(tx: Tx) -> None:
    """Let the next working day's 7:30 fall due."""
    day = next_showing(tx.now)
    tx.timer(DAY, day.isoformat(), hanoi_instant(day, SHOWN_AT))


def fire_day(tx: Tx) -> None:
    """7:30 on a working day: every agency gathers in a transaction of its own, and the next day is set."""
    for agency_id in organisation.agencies_with_people(tx.session, hanoi_date(tx.now)):
        tx.timer(AGENCY_DAY, f"{agency_id}:{hanoi_date(tx.now).isoformat()}", tx.now)
    ensure_timer(tx)


def fire_agency_day(tx: Tx, subject_key: str) -> None:
    """One card for everyone who has something to decide; whoever is absent has it decided by their stand-in."""
    agency_id = UUID(subject_key.partition(":")[0])
    today = hanoi_date(tx.now)
    absent = absent_people(tx.session, today)
    takers: dict[UUID, set[UUID]] = {}
    for delegation in tx.session.scalars(select(DelegationRow).where(in_force(today, None))):
        if Act.JUDGE_PRODUCT in delegation.acts:
            takers.setdefault(delegation.giver_id, set()).add(delegation.taker_id)
    by_person: dict[UUID, list[Item]] = {}
    for person_id, items in _waiting(tx, agency_id=agency_id).items():
        for decider in takers.get(person_id, set()) if person_id in absent else {person_id}:
            by_person.setdefault(decider, []).extend(items)
    for person_id, items in by_person.items():
        row = _keep(tx, person_id, today, items)
        tx.notify(
            "decisions",
            person_id=person_id,
            subject_type=LIST,
            subject_id=row.id,
            dedup=f"decisions:{person_id}:{today.isoformat()}",
        )


def list_of_today(tx: Tx, actor: Actor) -> DecisionListRow:
    """Everything that waits for the actor's decision now, as one list; what an older card showed is replaced."""
    tx.require(Act.SEE_OWN, actor, Subject(actor.unit, actor.id))
    people = {actor.id, *(each.giver_id for each in actor.delegated if Act.JUDGE_PRODUCT in each.acts)}
    items = [item for found in _waiting(tx, people=people).values() for item in found]
    return _keep(tx, actor.id, hanoi_date(tx.now), items)


def _keep(tx: Tx, person_id: UUID, day: date, items: list[Item]) -> DecisionListRow:
    clean = [item for item in items if _is_clean(item)]
    doubtful = [item for item in items if not _is_clean(item)]
    shown = [*clean[:MOST_CLEAN], *doubtful[:MOST_DOUBTFUL]]
    content = {"items": shown, "rest": len(items) - len(shown)}
    row = tx.session.scalar(
        select(DecisionListRow)
        .where(DecisionListRow.person_id == person_id, DecisionListRow.day == day)
        .with_for_update()
    )
    if row is None:
        row = DecisionListRow(id=new_id(), person_id=person_id, day=day, shown=content, outcome={}, made_at=tx.now)
        tx.session.add(row)
    elif row.shown != content:
        row.shown, row.outcome, row.made_at, row.decided_at = content, {}, tx.now, None
        tx.changed(LIST, row.id)
    tx.session.flush()
    return row


def _is_clean(item: Item) -> bool:
    return item["kind"] == Deciding.PRODUCT and not item["doubts"]


def _waiting(tx: Tx, *, agency_id: UUID | None = None, people: set[UUID] | None = None) -> dict[UUID, list[Item]]:
    """What waits for whom: products, approvals, objections, requests, bottlenecks; the oldest first. The queries do not
    grow."""
    found: dict[UUID, list[Item]] = {}
    in_agency = select(UnitRow.id).where(UnitRow.path[1] == agency_id)

    def of(column: Any) -> Any:
        return column.in_(people) if people is not None else TaskRow.lead_unit_id.in_(in_agency)

    products = tx.session.execute(
        select(TaskRow, SubmissionRow)
        .join(SubmissionRow, SubmissionRow.task_id == TaskRow.id)
        .where(TaskRow.state == TaskState.SUBMITTED, SubmissionRow.decided_at.is_(None), of(TaskRow.assigner_id))
        .order_by(SubmissionRow.submitted_at)
    ).all()
    facts = _product_facts(tx, [(task, submission) for task, submission in products])
    newest = newest_entries(tx.session, [task.id for task, _ in products], list(TaskAct))
    for task, submission in products:
        if task.accountable_id != task.assigner_id:
            item = _item(Deciding.PRODUCT, "task", task.id, doubts(facts[task.id]))
            item |= {"submission": str(submission.id), "entry": str(newest.get(task.id, ""))}
            found.setdefault(task.assigner_id, []).append(item)
    for task in tx.session.scalars(
        select(TaskRow)
        .where(TaskRow.state == TaskState.AWAITING_APPROVAL, of(TaskRow.approver_id))
        .order_by(TaskRow.id)
    ):
        if task.approver_id is not None:
            found.setdefault(task.approver_id, []).append(_item(Deciding.APPROVAL, "task", task.id))
    for task, objection in tx.session.execute(
        select(TaskRow, ObjectionRow)
        .join(ObjectionRow, ObjectionRow.task_id == TaskRow.id)
        .where(
            TaskRow.state == TaskState.OBJECTED,
            or_(ObjectionRow.answer.is_(None), ObjectionRow.answer == TaskAct.ESCALATE),
            of(ObjectionRow.respondent_id),
        )
        .order_by(ObjectionRow.id)
    ):
        found.setdefault(objection.respondent_id, []).append(_item(Deciding.OBJECTION, "task", task.id))
    for request in tx.session.scalars(
        select(TaskRequestRow)
        .join(TaskRow, TaskRow.id == TaskRequestRow.task_id)
        .where(_TO_DECIDE, of(TaskRequestRow.respondent_id))
        .order_by(TaskRequestRow.id)
    ):
        found.setdefault(request.respondent_id, []).append(_item(Deciding.REQUEST, "task_request", request.id))
    for person_id, items in _bottlenecks(tx, agency_id, people).items():
        found.setdefault(person_id, []).extend(items)
    return found


def _bottlenecks(tx: Tx, agency_id: UUID | None, people: set[UUID] | None) -> dict[UUID, list[Item]]:
    """Bottlenecks of which somebody is to decide who leads."""
    agencies = [agency_id] if agency_id is not None else _agencies_led(tx, people or set())
    works = [work for each in agencies for work in bottlenecks.bottlenecks_of_agency(tx, each)]
    deciders = bottlenecks.deciders_of(tx, works)
    found: dict[UUID, list[Item]] = {}
    for work in works:
        decider = deciders.get(work.task.id)
        if decider is not None and (people is None or decider in people):
            found.setdefault(decider, []).append(_item(Deciding.BOTTLENECK, bottlenecks.SUBJECT, work.task.id))
    return found


def _agencies_led(tx: Tx, people: set[UUID]) -> list[UUID]:
    """The agencies where one of ``people`` may have to decide who leads."""
    leaders = organisation.actors(tx.session, people, hanoi_date(tx.now))
    held = {grant.unit.agency_id for each in leaders for grant in each.grants if grant.role in (Role.DEPUTY, Role.HEAD)}
    return sorted(held)


def _item(kind: Deciding, subject_type: str, subject_id: UUID, found: Iterable[Doubt] = ()) -> Item:
    return {"kind": kind.value, "type": subject_type, "id": str(subject_id), "doubts": [each.value for each in found]}


def _product_facts(tx: Tx, waiting: list[tuple[TaskRow, SubmissionRow]]) -> dict[UUID, ProductFacts]:
    """Facts of products that wait, by task: four queries for all of them."""
    task_ids = [task.id for task, _ in waiting]
    if not task_ids:
        return {}
    returns = Counter(entry.subject_id for entry in entries_of_many(tx.session, task_ids, [TaskAct.RETURN]))
    requests: dict[UUID, int] = {
        found[0]: found[1]
        for found in tx.session.execute(
            select(TaskRequestRow.task_id, func.count())
            .where(TaskRequestRow.task_id.in_(task_ids), _TO_DECIDE)
            .group_by(TaskRequestRow.task_id)
        )
    }
    files = tx.session.scalars(
        select(EvidenceRow).where(EvidenceRow.submission_id.in_([submission.id for _, submission in waiting]))
    ).all()
    prints = {file.sha256 for file in files if file.sha256 and (file.share is None or file.held_at is not None)}
    used = {
        (sha256, task_id)
        for sha256, task_id in tx.session.execute(
            select(EvidenceRow.sha256, EvidenceRow.task_id).where(EvidenceRow.sha256.in_(prints)).distinct()
        )
    }
    elsewhere = {
        file.task_id for file in files for sha256, task_id in used if sha256 == file.sha256 and task_id != file.task_id
    }
    count = Counter(file.submission_id for file in files if not file.fault)
    return {
        task.id: ProductFacts(
            late=task.due is not None and is_overdue(task.due, submission.submitted_at),
            returns=returns[task.id],
            files=count[submission.id],
            whole=units_waiting(submission) >= units_left(task),
            file_used_elsewhere=task.id in elsewhere,
            open_requests=requests.get(task.id, 0),
        )
        for task, submission in waiting
    }


def visible_list(tx: Tx, actor: Actor, list_id: UUID) -> DecisionListRow:
    """One's own list.

    Raises:
        NotFound: for everyone else.
    """
    row = tx.session.get(DecisionListRow, list_id)
    if row is None or row.person_id != actor.id:
        raise NotFound
    tx.require(Act.SEE_OWN, actor, Subject(actor.unit, row.person_id))
    return row


def accept_clean(tx: Tx, actor: Actor, list_id: UUID, version: int | None = None) -> DecisionListRow:
    """[Duyệt … sản phẩm]: each clean product is accepted by an entry of its own; what changed since it was shown,
    or is no longer the actor's to judge, is held back.

    Raises:
        Stale: when the card shows an older version.
    """
    row = visible_list(tx, actor, list_id)
    tx.session.refresh(row, with_for_update=True)
    if version is not None and version != row.version:
        raise Stale
    shown = sorted((item for item in row.shown["items"] if _is_clean(item)), key=lambda item: str(item["id"]))
    changed = _changed_since(tx, shown)
    accepted, held = [], []
    for item in shown:
        if item["id"] in changed or not _accepted(tx, actor, UUID(item["id"])):
            held.append(item["id"])
        else:
            accepted.append(item["id"])
    row.outcome, row.decided_at = {"accepted": accepted, "held": held}, tx.now
    tx.changed(LIST, row.id)
    return row


def _accepted(tx: Tx, actor: Actor, task_id: UUID) -> bool:
    try:
        with tx.session.begin_nested():
            accept_product(tx, actor, task_id)
            tx.session.flush()
    except DomainError:
        return False
    return True


def _changed_since(tx: Tx, shown: list[Item]) -> frozenset[str]:
    """Products on which anything happened since they were shown; their tasks are held until the transaction ends."""
    ids = [UUID(item["id"]) for item in shown]
    lock_tasks(tx.session, lambda task: task.id.in_(ids))
    return _moved_on(tx, shown)


def decisions_view(tx: Tx, row: DecisionListRow) -> DecisionsView:
    """The list as it was shown, with what changed since and what was decided; the queries do not grow with it."""
    items: list[Item] = row.shown["items"]
    tasks = {task.id: task for task in tx.session.scalars(select(TaskRow).where(TaskRow.id.in_(_ids(items, "task"))))}
    requests = {
        each.id: each
        for each in tx.session.scalars(select(TaskRequestRow).where(TaskRequestRow.id.in_(_ids(items, "task_request"))))
    }
    of_requests = {each.task_id for each in requests.values()} - set(tasks)
    stuck = _ids(items, bottlenecks.SUBJECT)
    others = of_requests | set(stuck)
    tasks |= {task.id: task for task in tx.session.scalars(select(TaskRow).where(TaskRow.id.in_(others)))}
    works = bottlenecks.works_of(tx, [tasks[each] for each in stuck])
    troubles = {work.task.id: work.trouble for work in works if work.trouble is not None}
    submission_ids = [UUID(item["submission"]) for item in items if "submission" in item]
    submissions = {
        each.id: each for each in tx.session.scalars(select(SubmissionRow).where(SubmissionRow.id.in_(submission_ids)))
    }
    files: dict[UUID | None, int] = {
        found[0]: found[1]
        for found in tx.session.execute(
            select(EvidenceRow.submission_id, func.count())
            .where(EvidenceRow.submission_id.in_(submission_ids))
            .group_by(EvidenceRow.submission_id)
        )
    }
    people = organisation.references(
        tx.session,
        hanoi_date(tx.now),
        {task.accountable_id for task in tasks.values()} | {each.asked_by_id for each in requests.values()},
    )
    accepted_ids, held_ids = row.outcome.get("accepted", []), row.outcome.get("held", [])
    clean_items = [item for item in items if _is_clean(item)]
    changed = _moved_on(tx, clean_items) if row.decided_at is None else frozenset(held_ids)

    def line(item: Item) -> DecisionLine:
        request = requests.get(UUID(item["id"])) if item["type"] == "task_request" else None
        task = tasks[request.task_id if request else UUID(item["id"])]
        trouble = troubles.get(task.id) if item["type"] == bottlenecks.SUBJECT else None
        begun = trouble.since if trouble else task.created_at
        submission = submissions.get(UUID(item["submission"])) if "submission" in item else None
        person_id = request.asked_by_id if request else task.accountable_id
        return DecisionLine(
            kind=Deciding(item["kind"]),
            subject_type=item["type"],
            subject_id=UUID(item["id"]),
            version=request.version if request else task.version,
            name=task.name,
            person=people.get(person_id) if person_id else None,
            quantity=units_waiting(submission) or submission.quantity if submission else None,
            files=files.get(submission.id, 0) if submission else 0,
            since=submission.submitted_at if submission else request.asked_at if request else begun,
            doubts=tuple(Doubt(code) for code in item["doubts"]),
            request=RequestKind(request.kind) if request else None,
            patterns=trouble.patterns if trouble else (),
        )

    return DecisionsView(
        id=row.id,
        version=row.version,
        day=row.day,
        clean=tuple(line(item) for item in clean_items if row.decided_at is None and item["id"] not in changed),
        doubtful=tuple(
            line(item) for item in items if not _is_clean(item) and _open_still(item, tasks, requests, troubles)
        ),
        changed=tuple(line(item) for item in clean_items if item["id"] in changed),
        accepted=tuple(line(item) for item in clean_items if item["id"] in accepted_ids),
        rest=row.shown["rest"],
        decided_at=row.decided_at,
    )


def _ids(items: list[Item], subject_type: str) -> list[UUID]:
    return [UUID(item["id"]) for item in items if item["type"] == subject_type]


def _moved_on(tx: Tx, items: list[Item]) -> frozenset[str]:
    newest = newest_entries(tx.session, [UUID(item["id"]) for item in items], list(TaskAct))
    return frozenset(item["id"] for item in items if str(newest.get(UUID(item["id"]), "")) != item["entry"])


def _open_still(
    item: Item, tasks: dict[UUID, TaskRow], requests: dict[UUID, TaskRequestRow], troubles: dict[UUID, Trouble]
) -> bool:
    """Whether the decision still waits; one that was taken on its own card leaves the list."""
    waiting = {
        Deciding.PRODUCT: TaskState.SUBMITTED,
        Deciding.APPROVAL: TaskState.AWAITING_APPROVAL,
        Deciding.OBJECTION: TaskState.OBJECTED,
    }
    found = UUID(item["id"])
    if item["type"] == "task_request":
        return requests[found].state == RequestState.ASKED
    if item["type"] == bottlenecks.SUBJECT:
        return found in troubles
    return tasks[found].state == waiting[Deciding(item["kind"])]
