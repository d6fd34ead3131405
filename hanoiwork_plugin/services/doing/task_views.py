"""What a viewer sees of a task: one view for card, REST answer and page."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.assigning.gate import TaskFields, missing_fields
from hanoiwork_plugin.domain.assigning.provisional import CoefficientState
from hanoiwork_plugin.domain.assigning.recurrence import Cadence, Recurrence
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date, is_overdue
from hanoiwork_plugin.domain.doing.evidence import EvidenceWay, FileFault
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState, co_operators
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rollout import practice
from hanoiwork_plugin.domain.tasks import (
    CLOSED,
    CO_OPERATION_ACTS,
    ON_OTHER_CARDS,
    TRANSITIONS,
    ObjectionGround,
    Priority,
    ReturnType,
    TaskAct,
    TaskKind,
    TaskState,
)
from hanoiwork_plugin.domain.views import (
    Basis,
    ChangeView,
    CoOperationRef,
    EvidenceView,
    HistoryEntry,
    ObjectionView,
    PersonRef,
    ProductRef,
    RequestRef,
    SubmissionView,
    TaskView,
)
from hanoiwork_plugin.services.assigning import part_shares
from hanoiwork_plugin.services.assigning.part_views import by_due, counts_for, is_gone, part_view, whole_ref
from hanoiwork_plugin.services.rating.score_facts import waived_entries
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import provisional_states
from hanoiwork_plugin.store.evidence import EvidenceRow, evidence_of
from hanoiwork_plugin.store.ledger import LedgerEntryRow, entries_of, entries_of_many, last_act
from hanoiwork_plugin.store.patterns import TaskPatternRow
from hanoiwork_plugin.store.requests import TaskRequestRow, requests_to_show
from hanoiwork_plugin.store.tasks import (
    ObjectionRow,
    SubmissionRow,
    TaskRow,
    last_objection,
    last_submission,
    parts_of,
    submissions_of,
    task_by_id,
    units_waiting,
)

_UNTOLD = {TaskAct.ADD_EVIDENCE, TaskAct.KEEP_SHARE, *CO_OPERATION_ACTS}
_TOLD = tuple(act for act in TaskAct if act not in _UNTOLD)
"""Acts worth a line under "what happened last"; not codes, files, looks, co-operation, what follows from a part."""
_ANSWERS = frozenset({TaskAct.ADJUST, TaskAct.KEEP, TaskAct.ESCALATE})
NOBODY = PersonRef(UUID(int=0), "", "", "")


def subject_of(tx: Tx, task: TaskRow) -> Subject:
    """The task as the authority table sees it."""
    return Subject(
        unit=organisation.unit(tx.session, task.lead_unit_id),
        person_id=task.accountable_id,
        assigner_id=task.assigner_id,
        approver_id=task.approver_id,
        co_worker_ids=frozenset(task.co_people_ids),
    )


def task_row(tx: Tx, task_id: UUID) -> TaskRow | None:
    """The row of a task, if there is one."""
    return tx.read_once(("task row", task_id), lambda: task_by_id(tx.session, task_id))


def visible_task(tx: Tx, actor: Actor, task_id: UUID) -> TaskRow:
    """The task, when the actor may see it.

    Raises:
        NotFound: for an unknown task and for one the actor may not see, alike.
    """
    task = task_row(tx, task_id)
    if task is None or authority.allowed(Act.SEE_TASK, actor, subject_of(tx, task)) is None:
        raise NotFound
    return task


def fields_of(task: TaskRow, now: datetime) -> TaskFields:
    """The eleven fields as the gate reads them at ``now``; a deadline already past is none."""
    return TaskFields(
        name=task.name,
        basis_number=task.basis_number,
        basis_date=task.basis_date,
        basis_issuer=task.basis_issuer,
        kind=TaskKind(task.kind) if task.kind else None,
        lead_unit=str(task.lead_unit_id),
        accountable_id=task.accountable_id,
        start=task.start,
        due=None if task.due and is_overdue(task.due, now) else task.due,
        product=task.product or task.host_product,
        quantity=task.quantity,
        quality_criteria=task.quality_criteria,
        points=task.points,
        coefficient=task.coefficient,
        is_part=task.part_of_id is not None,
        share=task.share,
    )


def allowed_acts(
    task: TaskRow, actor: Actor, subject: Subject, objection: ObjectionRow | None = None
) -> frozenset[TaskAct]:
    """What the actor may do with the task in its state now; an objection that went up is answered above."""
    state, kind = TaskState(task.state), TaskKind(task.kind) if task.kind else None
    acts = set()
    for from_state, act in TRANSITIONS:
        if from_state is not state or act not in authority.ACT_OF_TASK or act in ON_OTHER_CARDS:
            continue
        if task.practice and not practice.possible(act, task.progress):
            continue
        if not part_shares.leaves(act, task):
            continue
        if (
            act is TaskAct.ASSIGN
            and state is TaskState.DRAFT
            and not authority.allowed(Act.COMPLETE_TASK, actor, subject)
        ):
            continue
        if authority.allowed(authority.authority_for(act, kind), actor, subject):
            acts.add(act)
    if objection is not None and not authority.stands_at(actor, subject, objection.level, objection.respondent_id):
        acts -= _ANSWERS
    return frozenset(acts)


def task_view(tx: Tx, task: TaskRow, viewer: Actor) -> TaskView:
    """The task as ``viewer`` sees it; the caller has checked that they may. Viewers differ in what they may do."""
    subject = subject_of(tx, task)
    view, objection = tx.read_once(("task", task.id), lambda: _shared_view(tx, task, subject))
    allowed = allowed_acts(task, viewer, subject, objection)
    return replace(view, allowed=part_shares.while_open(allowed, (part.state for part in view.parts)))


def _shared_view(tx: Tx, task: TaskRow, subject: Subject) -> tuple[TaskView, ObjectionRow | None]:
    """The task as everybody sees it who may, with the objection that decides who answers."""
    session = tx.session
    state = TaskState(task.state)
    submission = last_submission(session, task.id)
    objection = last_objection(session, task.id)
    evidence = evidence_of(session, task.id)
    last = last_act(session, task.id, _TOLD if state is not TaskState.RETURNED else (TaskAct.RETURN,))
    costing = entries_of_many(session, [task.id], [TaskAct.RETURN, TaskAct.MISS_DEADLINE])
    waived = waived_entries(tx, [task.id]) if costing else {}
    counted = Counter(entry.act for entry in costing if entry.id not in waived)
    shown = requests_to_show(session, task.id)
    asked = [row for row in shown if row.kind != RequestKind.CO_OPERATION]
    together = [row for row in reversed(shown) if row.kind == RequestKind.CO_OPERATION]
    co_people = co_people_of(task)
    parts = [row for row in parts_of(session, task.id) if not is_gone(row)] if task.kept_share is not None else []
    people = organisation.references(
        session,
        hanoi_date(tx.now),
        {
            task.assigner_id,
            task.accountable_id,
            task.approver_id,
            *co_people,
            *(row.added_by_id for row in evidence),
            *((submission.submitted_by_id, submission.decided_by_id) if submission else ()),
            *((objection.raised_by_id, objection.answered_by_id, objection.respondent_id) if objection else ()),
            *(person_id for row in shown for person_id in (row.respondent_id, row.other_person_id)),
            *((last.actor_id,) if last else ()),
            *(part.accountable_id for part in parts),
        },
    )
    view = TaskView(
        id=task.id,
        version=task.version,
        name=task.name,
        content=task.content,
        state=state,
        kind=TaskKind(task.kind) if task.kind else None,
        priority=Priority(task.priority),
        basis=_basis(task),
        lead_unit=subject.unit.name,
        assigner=people[task.assigner_id],
        accountable=people.get(task.accountable_id) if task.accountable_id else None,
        approver=people.get(task.approver_id) if task.approver_id else None,
        co_units=tuple(task.co_units),
        co_people=tuple(people[person_id] for person_id in co_people if person_id in people),
        start=task.start,
        due=task.due,
        product=_product(tx, task),
        quantity=task.quantity,
        accepted_quantity=task.accepted_quantity,
        quality_criteria=task.quality_criteria or "",
        progress=task.progress,
        progress_note=task.progress_note,
        missing=missing_fields(fields_of(task, tx.now)) if state is TaskState.DRAFT else (),
        overdue=_overdue(tx, task, submission),
        returns=counted[TaskAct.RETURN],
        delays=counted[TaskAct.MISS_DEADLINE],
        objection=objection_view(objection, people) if objection else None,
        submission=submission_view(submission, evidence, people) if submission else None,
        evidence_waiting=tuple(evidence_view(row, people) for row in evidence if _waits(row)),
        last=history_entry(last, people) if last else None,
        practice=task.practice,
        allowed=frozenset(),
        requests=tuple(_request_ref(tx, row, people) for row in asked),
        waived=len(waived),
        repeats=_repeats(tx, task) if state in (TaskState.DRAFT, TaskState.AWAITING_APPROVAL) else None,
        basis_files=tuple(str(each["name"]) for each in task.basis_files),
        co_operation=tuple(_co_operation_ref(tx, row, people) for row in together),
        part_of=whole_ref(tx, task),
        share=task.share,
        kept_share=task.kept_share,
        own_progress=task.own_progress,
        converted=counts_for(tx, task),
        parts=tuple(part_view(tx, row, people) for row in sorted(parts, key=by_due)),
    )
    return view, objection


def co_people_of(task: TaskRow) -> tuple[UUID, ...]:
    """Who co-operates, before the task is given: who will be asked to."""
    given = TaskState(task.state) not in (TaskState.DRAFT, TaskState.AWAITING_APPROVAL)
    assignees = () if given or task.host_id is None else tuple(task.suggested_ids)
    return co_operators(task.co_people_ids, assignees, task.accountable_id)


def _repeats(tx: Tx, task: TaskRow) -> Recurrence | None:
    row = tx.session.get(TaskPatternRow, task.id)
    return Recurrence(Cadence(row.cadence), row.until, row.weekday, row.day) if row else None


def _waits(row: EvidenceRow) -> bool:
    """Evidence that goes with the next submission."""
    return row.submission_id is None and row.request_id is None and not row.fault


def _request_ref(tx: Tx, row: TaskRequestRow, people: dict[UUID, PersonRef]) -> RequestRef:
    return RequestRef(
        id=row.id,
        version=row.version,
        kind=RequestKind(row.kind),
        state=RequestState(row.state),
        asked_at=row.asked_at,
        respondent=people.get(row.respondent_id, NOBODY),
        side=side_of(tx, row, people),
        since=row.since,
        expected_on=row.expected_on,
        due_wanted=row.due_wanted,
    )


def _co_operation_ref(tx: Tx, row: TaskRequestRow, people: dict[UUID, PersonRef]) -> CoOperationRef:
    assert row.expected_on is not None, "co-operation is asked for until a day"
    state = RequestState(row.state)
    return CoOperationRef(
        id=row.id,
        version=row.version,
        state=state,
        person=people.get(row.other_person_id) if row.other_person_id else None,
        unit=organisation.unit(tx.session, row.other_unit_id).name if row.other_unit_id else "",
        what=row.text,
        until=row.expected_on,
        unanswered=state is RequestState.ASKED and row.answer_by is None,
    )


def side_of(tx: Tx, row: TaskRequestRow, people: dict[UUID, PersonRef]) -> str:
    """The side that a wait awaits: the person, or the unit; the unit that is asked to co-operate."""
    if row.other_unit_id is None:
        return ""
    if row.kind == RequestKind.CO_OPERATION:
        return organisation.unit(tx.session, row.other_unit_id).name
    person = people.get(row.other_person_id) if row.other_person_id else None
    return person.name if person else organisation.unit(tx.session, row.other_unit_id).name


def _overdue(tx: Tx, task: TaskRow, last: SubmissionRow | None) -> bool:
    """Past its deadline; what was handed in whole before it, or is in another unit's hands since before, is not."""
    if task.due is None or task.state in CLOSED or not is_overdue(task.due, tx.now):
        return False
    if task.held_since is not None and not is_overdue(task.due, task.held_since):
        return False
    in_time = last is not None and not is_overdue(task.due, last.submitted_at)
    return not (in_time and last is not None and units_waiting(last) >= units_left(task) > 0)


def _basis(task: TaskRow) -> Basis | None:
    if task.basis_number and task.basis_date and task.basis_issuer:
        return Basis(task.basis_number, task.basis_date, task.basis_issuer)
    return None


def _product(tx: Tx, task: TaskRow) -> ProductRef | None:
    name = task.product or task.host_product
    if not name or task.points is None or task.coefficient is None:
        return None
    priced = task.part_of_id or task.id
    state = provisional_states(tx.session, [priced]).get(priced) if task.item_id is None else None
    provisional = state == CoefficientState.PROVISIONAL
    return ProductRef(task.item_id, task.item_code or "", name, task.points, task.coefficient, provisional)


def evidence_view(row: EvidenceRow, people: dict[UUID, PersonRef]) -> EvidenceView:
    """The evidence as shown."""
    way, about = EvidenceWay(row.way), row.about
    document = None
    if way is EvidenceWay.DOCUMENT:
        document = Basis(about["number"], date.fromisoformat(about["date"]), about["issuer"])
    measured = about.get("measured_at")
    return EvidenceView(
        id=row.id,
        name=row.name,
        content_type=row.content_type,
        size=row.size,
        sha256=row.sha256,
        added_at=row.added_at,
        added_by=people.get(row.added_by_id, NOBODY) if row.added_by_id else NOBODY,
        way=way,
        document=document,
        secret=bool(about.get("secret")),
        address=row.reference if way is EvidenceWay.LINK else about.get("address", ""),
        text=about.get("text", ""),
        source=about.get("source", ""),
        measured_at=datetime.fromisoformat(measured) if measured else None,
        reading=row.read_at is None,
        fault=FileFault(row.fault) if row.fault else None,
        held=row.held_at is not None,
        explanation=row.explanation,
        share=row.share,
    )


def submission_view(row: SubmissionRow, evidence: list[EvidenceRow], people: dict[UUID, PersonRef]) -> SubmissionView:
    """The submission with its own evidence and the decision on it."""
    return SubmissionView(
        id=row.id,
        number=row.number,
        quantity=row.quantity,
        note=row.note,
        submitted_at=row.submitted_at,
        submitted_by=people.get(row.submitted_by_id, NOBODY),
        evidence=tuple(evidence_view(found, people) for found in evidence if found.submission_id == row.id),
        decided_at=row.decided_at,
        decided_by=people.get(row.decided_by_id) if row.decided_by_id else None,
        accepted_quantity=row.accepted_quantity,
        returned_quantity=row.returned_quantity,
        return_type=ReturnType(row.return_type) if row.return_type else None,
        reason=row.reason,
        requested_change=row.requested_change,
        remark=row.remark,
    )


def objection_view(row: ObjectionRow, people: dict[UUID, PersonRef]) -> ObjectionView:
    """The objection and its answer."""
    return ObjectionView(
        ground=ObjectionGround(row.ground),
        text=row.text,
        raised_at=row.raised_at,
        raised_by=people.get(row.raised_by_id, NOBODY),
        answer=TaskAct(row.answer) if row.answer else None,
        answer_text=row.answer_text,
        answered_at=row.answered_at,
        answered_by=people.get(row.answered_by_id) if row.answered_by_id else None,
        respondent=people.get(row.respondent_id),
        answer_by=row.answer_by,
        level=row.level,
        changes=tuple(ChangeView(name, each["before"], each["after"]) for name, each in row.changes.items()),
    )


def history_entry(row: LedgerEntryRow, people: dict[UUID, PersonRef]) -> HistoryEntry:
    """A ledger entry as read by people."""
    return HistoryEntry(
        id=row.id,
        at=row.at,
        act=row.act,
        actor=people.get(row.actor_id) if row.actor_id else None,
        on_behalf_of=people.get(row.on_behalf_of_id) if row.on_behalf_of_id else None,
        reason=row.reason,
        data={"before": row.before, "after": row.after},
    )


def history(tx: Tx, subject_id: UUID, *, limit: int, before: UUID | None = None) -> tuple[HistoryEntry, ...]:
    """The newest entries of a subject; with ``before``, the newest older than that entry."""
    entries = entries_of(tx.session, subject_id, limit=limit, before=before)
    people = organisation.references(
        tx.session,
        hanoi_date(tx.now),
        {entry.actor_id for entry in entries} | {entry.on_behalf_of_id for entry in entries},
    )
    return tuple(history_entry(entry, people) for entry in entries)


def units_left(task: TaskRow) -> Decimal:
    """How much of the product is not yet accepted."""
    return (task.quantity or Decimal(0)) - task.accepted_quantity


def submission_views(tx: Tx, task_id: UUID) -> tuple[SubmissionView, ...]:
    """Every submission of the task with its evidence and decision, newest first."""
    rows = submissions_of(tx.session, task_id)
    evidence = evidence_of(tx.session, task_id)
    people = organisation.references(
        tx.session,
        hanoi_date(tx.now),
        {row.submitted_by_id for row in rows}
        | {row.decided_by_id for row in rows}
        | {row.added_by_id for row in evidence},
    )
    return tuple(submission_view(row, evidence, people) for row in rows)


def evidence_views(tx: Tx, task_id: UUID) -> tuple[EvidenceView, ...]:
    """Every file of the task, newest first."""
    rows = evidence_of(tx.session, task_id)
    people = organisation.references(tx.session, hanoi_date(tx.now), {row.added_by_id for row in rows})
    return tuple(evidence_view(row, people) for row in reversed(rows))
