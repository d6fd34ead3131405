"""The month plan of a person or a unit: proposed, added to, sent, approved (DOMAIN 6; STORY 6)."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Relation, Subject
from hanoiwork_plugin.domain.calendar import Period, PeriodKind, window_of
from hanoiwork_plugin.domain.errors import Fault, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.folding import heading
from hanoiwork_plugin.domain.goals import plan
from hanoiwork_plugin.domain.goals.objectives import SheetState
from hanoiwork_plugin.domain.goals.plan import Origin, PlanAct, PlanLine
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.tasks import Priority, TaskKind
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.goals.plan_sources import proposed_lines
from hanoiwork_plugin.services.rating.scores import current_period
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.plans import PlanLineRow, PlanRow, lines_of, locked_plan
from hanoiwork_plugin.store.tasks import TaskRow

SUBJECT = "plan"
"""How the ledger and the cards name a plan."""
_WRITING = (SheetState.DRAFT, SheetState.RETURNED)
_DECISIONS = (PlanAct.APPROVE, PlanAct.RETURN)


def subject_of(tx: Tx, row: PlanRow, *, deciding: bool = False) -> Subject:
    """Whom a plan is about: its person; to decide on a unit's plan, whoever sent it, who never approves it."""
    unit = organisation.unit(tx.session, row.unit_id)
    return Subject(unit, row.person_id or (row.submitted_by_id if deciding else None))


def making_act(row: PlanRow) -> Act:
    """The authority that making a plan asks for."""
    return Act.MAKE_OWN_PLAN if row.person_id else Act.MAKE_UNIT_PLAN


def approval_act(row: PlanRow) -> Act:
    """The authority that approving a plan asks for."""
    return Act.APPROVE_OWN_PLAN if row.person_id else Act.APPROVE_UNIT_PLAN


def may_see(actor: Actor, row: PlanRow, unit: Unit) -> bool:
    """Whether a plan is the actor's business; a draft is seen by those who make it alone."""
    subject = Subject(unit, row.person_id)
    if authority.allowed(making_act(row), actor, subject) or actor.id == row.approver_id:
        return True
    act = Act.SEE_OWN_PLAN if row.person_id else Act.SEE_UNIT_PLAN
    return row.state != SheetState.DRAFT and authority.allowed(act, actor, subject) is not None


def visible_plan(tx: Tx, actor: Actor, plan_id: UUID) -> PlanRow:
    """The plan, when the actor may see it.

    Raises:
        NotFound: when it does not exist or is none of the actor's business.
    """
    row = tx.session.get(PlanRow, plan_id)
    if row is None or not _knows(tx, actor, row, organisation.unit(tx.session, row.unit_id)):
        raise NotFound
    return row


def _knows(tx: Tx, actor: Actor, row: PlanRow, unit: Unit) -> bool:
    """As ``may_see``; and the level above, of what an agency's head has sent."""
    return may_see(actor, row, unit) or (row.state != SheetState.DRAFT and may_decide(tx, actor, row))


def may_decide(tx: Tx, actor: Actor, row: PlanRow) -> bool:
    """Whether approving and sending back are the actor's."""
    return competence.may_decide(tx, approval_act(row), actor, subject_of(tx, row, deciding=True))


def plans_around(tx: Tx, actor: Actor, month: Period) -> list[PlanRow]:
    """The plans of a month that stand for the actor: their own, their unit's and those above it, as far as seen."""
    rows = tx.session.scalars(
        select(PlanRow).where(
            PlanRow.unit_id.in_(actor.unit.path),
            PlanRow.period == month.code,
            PlanRow.person_id.is_(None) | (PlanRow.person_id == actor.id),
        )
    ).all()
    path = actor.unit.path
    seen = [row for row in rows if may_see(actor, row, organisation.unit(tx.session, row.unit_id))]
    return sorted(seen, key=lambda row: (row.person_id is None, -path.index(row.unit_id)))


def open_plan(tx: Tx, actor: Actor, unit: Unit, person_id: UUID | None, period: Period | None = None) -> PlanRow:
    """The plan of an owner and month, begun at first use; while it is being written, what is new is proposed.

    Raises:
        Invalid: when the period is no month.
        Forbidden: when there is none yet and the actor may not make it.
        NotFound: when it is none of the actor's business.
    """
    month = period or current_period(tx.now)
    if month.kind is not PeriodKind.MONTH:
        raise Invalid("Kỳ phải là một tháng, ví dụ 2026-06.", faults=[Fault("period", "Kỳ phải là một tháng.")])
    row = _found(tx, unit.id, person_id, month)
    if row is None:
        act = Act.MAKE_OWN_PLAN if person_id else Act.MAKE_UNIT_PLAN
        tx.require(act, actor, Subject(unit, person_id))
        row = PlanRow(
            id=new_id(),
            unit_id=unit.id,
            agency_id=unit.agency_id,
            person_id=person_id,
            period=month.code,
            state=SheetState.DRAFT,
            decision_reason="",
            created_at=tx.now,
        )
        tx.session.add(row)
        tx.session.flush()
    elif not _knows(tx, actor, row, unit):
        raise NotFound
    making = authority.allowed(making_act(row), actor, Subject(unit, person_id))
    if row.state in _WRITING and making:
        _propose(tx, actor, making, row, unit)
    return row


def _found(tx: Tx, unit_id: UUID, person_id: UUID | None, month: Period) -> PlanRow | None:
    return tx.session.scalar(
        select(PlanRow)
        .where(
            PlanRow.unit_id == unit_id,
            PlanRow.person_id.is_not_distinct_from(person_id),
            PlanRow.period == month.code,
        )
        .with_for_update()
    )


def _propose(tx: Tx, actor: Actor, role: Relation, row: PlanRow, unit: Unit) -> None:
    """Add what the plan does not hold yet; a line typed before its task was given becomes that task's line."""
    present = lines_of(tx.session, [row.id], dropped=True)
    unfinished, assigned, from_objectives = proposed_lines(tx, row, unit)
    typed = {heading(line.name): line for line in present if line.task_id is None and line.dropped_at is None}
    served = {line.task_id for line in present}
    for found in (*unfinished, *assigned):
        line = typed.get(heading(found.name))
        if line is not None and found.task_id not in served and found.task_id is not None:
            line.task_id, line.product = found.task_id, found.product or line.product
            line.due = found.due or line.due
    tx.session.flush()
    existing = [value_of(line) for line in present]
    added = plan.propose(unfinished, assigned, from_objectives, existing)
    if not added:
        return
    for each in added:
        tx.session.add(_row_of(tx, row, each, outside=False))
    flag_modified(row, "state")
    tx.record(PlanAct.PROPOSE, SUBJECT, row.id, actor, role=role, after={"lines": [each.name for each in added]})
    tx.session.flush()


def value_of(line: PlanLineRow) -> PlanLine:
    """The plain value of a row."""
    return PlanLine(
        name=line.name,
        kind=TaskKind(line.kind) if line.kind else None,
        product=line.product,
        priority=Priority(line.priority) if line.priority else None,
        due=line.due,
        origin=Origin(line.origin),
        task_id=line.task_id,
        key_result_id=line.key_result_id,
    )


def _row_of(tx: Tx, row: PlanRow, line: PlanLine, *, outside: bool) -> PlanLineRow:
    return PlanLineRow(
        id=new_id(),
        plan_id=row.id,
        name=line.name.strip(),
        kind=line.kind,
        product=line.product.strip(),
        priority=line.priority,
        due=line.due,
        origin=line.origin,
        task_id=line.task_id,
        key_result_id=line.key_result_id,
        outside=outside,
        added_at=tx.now,
    )


def add_line(
    tx: Tx,
    actor: Actor,
    plan_id: UUID,
    *,
    name: str,
    kind: TaskKind | None,
    product: str,
    priority: Priority | None,
    due: date | None,
    version: int | None = None,
) -> PlanRow:
    """Thêm việc; after the approval it is arising work, whatever kind was asked for.

    Raises:
        Invalid: naming what the line lacks.
    """
    row = _opened(tx, actor, plan_id, version, PlanAct.ADD)
    state = SheetState(row.state)
    line = PlanLine(name.strip(), plan.kind_of_new_line(state, kind), product.strip(), priority, due)
    faults = plan.check_line(line)
    if faults:
        raise Invalid(faults[0].text, faults=faults, **faults[0].params)
    tx.session.add(_row_of(tx, row, line, outside=state is SheetState.APPROVED))
    _changed(tx, row)
    tx.record(PlanAct.ADD, SUBJECT, row.id, actor, after={"line": line.name, "kind": line.kind})
    return row


def drop_line(tx: Tx, actor: Actor, plan_id: UUID, line_id: UUID, version: int | None = None) -> PlanRow:
    """Bỏ việc khỏi kế hoạch; what was taken out is not proposed again."""
    row = _opened(tx, actor, plan_id, version, PlanAct.DROP)
    line = tx.session.get(PlanLineRow, line_id)
    if line is None or line.plan_id != row.id or line.dropped_at is not None:
        raise NotFound
    line.dropped_at = tx.now
    _changed(tx, row)
    tx.record(PlanAct.DROP, SUBJECT, row.id, actor, before={"line": line.name})
    return row


def submit(tx: Tx, actor: Actor, plan_id: UUID, version: int | None = None) -> PlanRow:
    """Gửi duyệt: every line has its kind, product, priority and day; the card goes to the approver.

    Raises:
        Invalid: naming each line and what it lacks.
    """
    row = _opened(tx, actor, plan_id, version, PlanAct.SUBMIT)
    lines = [value_of(line) for line in lines_of(tx.session, [row.id])]
    plan.check_plan(lines)
    row.submitted_by_id, row.submitted_at = actor.id, tx.now
    row.decided_by_id, row.decided_at, row.decision_reason = None, None, ""
    approver = competence.nearest(tx, approval_act(row), subject_of(tx, row, deciding=True), besides=actor.id)
    row.approver_id, row.state = approver.id, SheetState.SUBMITTED
    tx.changed(SUBJECT, row.id)
    tx.record(
        PlanAct.SUBMIT,
        SUBJECT,
        row.id,
        actor,
        after={"state": row.state, "approver": str(approver.id), "lines": [line.name for line in lines]},
    )
    _tell(tx, row, approver.id)
    return row


def approve(tx: Tx, actor: Actor, plan_id: UUID, version: int | None = None) -> PlanRow:
    """Duyệt kế hoạch."""
    return _decide(tx, actor, plan_id, version, PlanAct.APPROVE, "")


def send_back(tx: Tx, actor: Actor, plan_id: UUID, reason: str, version: int | None = None) -> PlanRow:
    """Trả lại, with a reason."""
    if not reason.strip():
        raise Invalid("Còn thiếu lý do trả lại.", faults=[Fault("reason", "Còn thiếu lý do trả lại.")])
    return _decide(tx, actor, plan_id, version, PlanAct.RETURN, reason.strip())


def _decide(tx: Tx, actor: Actor, plan_id: UUID, version: int | None, act: PlanAct, reason: str) -> PlanRow:
    row = _opened(tx, actor, plan_id, version, act)
    before = row.state
    row.state = plan.next_state(SheetState(before), act)
    row.decided_by_id, row.decided_at, row.decision_reason = actor.id, tx.now, reason
    tx.changed(SUBJECT, row.id)
    tx.record(act, SUBJECT, row.id, actor, reason=reason, before={"state": before}, after={"state": row.state})
    if row.submitted_by_id:
        _tell(tx, row, row.submitted_by_id)
    return row


def _tell(tx: Tx, row: PlanRow, person_id: UUID) -> None:
    tx.notify(
        SUBJECT,
        person_id=person_id,
        subject_type=SUBJECT,
        subject_id=row.id,
        dedup=f"plan:{row.id}:{row.state}:{tx.now.isoformat()}:{person_id}",
    )


def _changed(tx: Tx, row: PlanRow) -> None:
    """The plan counts as changed even where only its lines are."""
    flag_modified(row, "state")
    tx.changed(SUBJECT, row.id)
    tx.session.flush()


def _opened(tx: Tx, actor: Actor, plan_id: UUID, version: int | None, act: PlanAct) -> PlanRow:
    """Lock a plan for ``act``: the actor may know of it and do it, the card is new enough, the state allows it."""
    row = locked_plan(tx.session, plan_id)
    if row is None or not _knows(tx, actor, row, organisation.unit(tx.session, row.unit_id)):
        raise NotFound
    if act in _DECISIONS:
        subject = subject_of(tx, row, deciding=True)
        tx.require(competence.act_of_decision(tx, approval_act(row), actor, subject), actor, subject)
    else:
        tx.require(making_act(row), actor, subject_of(tx, row))
    if version is not None and version != row.version:
        raise Stale
    plan.next_state(SheetState(row.state), act)
    return row


def not_planned(tx: Tx, task: TaskRow) -> bool:
    """Whether the accountable person's plan of the month is approved and knows nothing of this work.

    Then the work has turned up: it is arising work unless its giver says otherwise.
    """
    return _plan_and_line(tx, task) == (True, None)


def note_assigned(tx: Tx, task: TaskRow) -> None:
    """A task was given: the plan's line for it, if there is one, is the task's from now on."""
    _, line = _plan_and_line(tx, task)
    if line is not None and line.task_id is None:
        line.task_id = task.id


def _plan_and_line(tx: Tx, task: TaskRow) -> tuple[bool, PlanLineRow | None]:
    """Whether there is an approved plan for the task's month, and the line that is this work."""
    if task.accountable_id is None or task.window_due is None:
        return False, None
    for row in tx.session.scalars(
        select(PlanRow).where(PlanRow.person_id == task.accountable_id, PlanRow.state == SheetState.APPROVED)
    ):
        if not window_of(Period(row.period)).contains(task.window_due):
            continue
        lines = lines_of(tx.session, [row.id])
        name = heading(task.name)
        mine = next((line for line in lines if line.task_id == task.id), None)
        free = next((line for line in lines if line.task_id is None and heading(line.name) == name), None)
        return True, mine or free
    return False, None
