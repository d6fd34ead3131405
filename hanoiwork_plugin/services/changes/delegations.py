"""Delegations (ủy quyền): proposed, made, begun and ended by the clock, withdrawn (DOMAIN 1; STORY 24, 25)."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import FIRST_DAY, Period, hanoi_date, hanoi_instant
from hanoiwork_plugin.domain.changes.change_views import DelegationForm, DelegationView
from hanoiwork_plugin.domain.changes.delegation import DelegationAct, check_delegation, delegable_acts
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor, Role, Unit
from hanoiwork_plugin.domain.rating.evaluation import EvaluationState, steps_of
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.doing.task_views import NOBODY
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.delegations import DelegationRow
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import entries_of_many
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.tasks import TaskRow

BEGIN = "delegation.begin"
END = "delegation.end"

_LINE_ROLES = frozenset({Role.HEAD, Role.DEPUTY, Role.DEPARTMENT_HEAD})
_RATING = (EvaluationState.OPEN, EvaluationState.SELF_SUBMITTED)


def delegate(
    tx: Tx,
    actor: Actor,
    giver_id: UUID,
    taker_id: UUID,
    acts: Iterable[Act],
    first: date,
    last: date,
    basis: str,
    *,
    unit_id: UUID | None = None,
) -> DelegationRow:
    """[Ủy quyền]: by the giver, or for an absent giver by the line above.

    Args:
        unit_id: the scope; None means the giver's own unit and everything below it.

    Raises:
        Forbidden: when the actor is neither the giver nor above them.
        Invalid: naming every fault of scope, people and dates.
    """
    today = hanoi_date(tx.now)
    giver = known(tx, giver_id, "delegation_giver")
    tx.require(Act.DELEGATE, actor, Subject(giver.unit, giver.id))
    taker = known(tx, taker_id, "delegation_taker")
    unit = _scope(tx, giver, unit_id)
    chosen = check_delegation(giver, taker, acts, units_in(tx, unit), first, last, today)
    row = DelegationRow(
        id=new_id(),
        giver_id=giver.id,
        taker_id=taker.id,
        acts=[act.value for act in chosen],
        unit_id=unit.id,
        valid_from=first,
        valid_to=last,
        basis=basis.strip(),
        made_by_id=actor.id,
        made_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    facts: dict[str, object] = {
        "delegation": str(row.id),
        "giver": str(giver.id),
        "taker": str(taker.id),
        "acts": list(row.acts),
        "unit": str(unit.id),
        "valid_from": first.isoformat(),
        "valid_to": last.isoformat(),
    }
    for person in (giver, taker):
        tx.record(DelegationAct.MADE, "person", person.id, actor, reason=row.basis, after=facts)
        tx.notify("delegation", person_id=person.id, subject_type="delegation", subject_id=row.id)
    tx.timer(BEGIN, str(row.id), max(tx.now, hanoi_instant(first)))
    tx.timer(END, str(row.id), hanoi_instant(last + timedelta(days=1)))
    return row


def _scope(tx: Tx, giver: Actor, unit_id: UUID | None) -> Unit:
    if unit_id is None:
        return giver.unit
    row = tx.session.get(UnitRow, unit_id)
    if row is None:
        raise Invalid("Chưa ủy quyền được.", faults=[Fault("delegation_unit", "Không có đơn vị này.")])
    return organisation.unit_of(row)


def units_in(tx: Tx, unit: Unit) -> list[Unit]:
    """The unit and those below it, itself first."""
    return organisation.units_below(tx.session, unit.id)


def known(tx: Tx, person_id: UUID, place: str) -> Actor:
    """The person posted now.

    Raises:
        Invalid: naming ``place`` when there is nobody of this id at work.
    """
    found = organisation.actor_by_id(tx.session, person_id, hanoi_date(tx.now))
    if found is None:
        raise Invalid("Người này không còn công tác.", faults=[Fault(place, "Mời chọn một người đang công tác.")])
    return found


def end_delegation(tx: Tx, actor: Actor, delegation_id: UUID, reason: str, version: int | None = None) -> DelegationRow:
    """[Chấm dứt ủy quyền] before its last day, at this very instant.

    Raises:
        NotFound: when it is none of the actor's business.
        Conflict: when it has ended already.
    """
    row = visible_delegation(tx, actor, delegation_id)
    giver = known(tx, row.giver_id, "delegation_giver")
    tx.require(Act.DELEGATE, actor, Subject(giver.unit, giver.id))
    if version is not None and version != row.version:
        raise Stale
    if row.ended_at is not None or row.valid_to < hanoi_date(tx.now):
        raise Conflict("Ủy quyền này đã chấm dứt.")
    row.ended_by_id, row.ended_at = actor.id, tx.now
    record_end(tx, actor, row, reason.strip())
    return row


def record_end(tx: Tx, actor: Actor | None, row: DelegationRow, reason: str) -> None:
    """Both people's ledgers say that it ended; ``actor`` None: by itself."""
    for person_id in (row.giver_id, row.taker_id):
        tx.record(DelegationAct.ENDED, "person", person_id, actor, reason=reason, after={"delegation": str(row.id)})
    tx.changed("delegation", row.id)


def visible_delegation(tx: Tx, actor: Actor, delegation_id: UUID) -> DelegationRow:
    """A delegation, for its two people and those above the giver.

    Raises:
        NotFound: for everyone else.
    """
    row = tx.session.get(DelegationRow, delegation_id)
    if row is None:
        raise NotFound
    if actor.id in (row.giver_id, row.taker_id):
        return row
    giver = organisation.actor_by_id(tx.session, row.giver_id, hanoi_date(tx.now))
    if giver is None or authority.allowed(Act.DELEGATE, actor, Subject(giver.unit, giver.id)) is None:
        raise NotFound
    return row


def fire_begin(tx: Tx, delegation_id: UUID) -> None:
    """The first instant: what waits for the giver reaches the taker, whose own file goes one level up."""
    row = tx.session.get(DelegationRow, delegation_id)
    if row is None or row.ended_at is not None:
        return
    for person_id in (row.giver_id, row.taker_id):
        tx.record(DelegationAct.BEGUN, "person", person_id, None, after={"delegation": str(row.id)})
    tx.changed("delegation", row.id)
    taker = organisation.actor_by_id(tx.session, row.taker_id, hanoi_date(tx.now))
    if taker is None:
        return
    if Act.RATE in row.acts:
        _redirect_own_file(tx, row, taker)
    for evaluation in _evaluations_waiting(tx, row):
        person = organisation.actor_by_id(tx.session, evaluation.person_id, hanoi_date(tx.now))
        act = Act.RATE if evaluation.state in _RATING else Act.APPROVE_EVALUATION
        if person is not None and authority.allowed(act, taker, Subject(person.unit, person.id)):
            _pass_on(tx, row, "evaluation", evaluation.id)
    for task_id in _tasks_waiting(tx, row):
        _pass_on(tx, row, "task", task_id)


def _pass_on(tx: Tx, row: DelegationRow, kind: str, subject_id: UUID) -> None:
    tx.notify(
        kind,
        person_id=row.taker_id,
        subject_type=kind,
        subject_id=subject_id,
        dedup=f"delegation:{row.id}:{kind}:{subject_id}",
    )


def _redirect_own_file(tx: Tx, row: DelegationRow, taker: Actor) -> None:
    """Nobody rates themself: the taker's open evaluations by the giver are given to the next one above."""
    rows = tx.session.scalars(
        select(EvaluationRow).where(
            EvaluationRow.person_id == taker.id,
            EvaluationRow.reviewer_id == row.giver_id,
            EvaluationRow.state.in_(_RATING),
        )
    ).all()
    above = competence.reviewer_of(tx, taker)
    for evaluation in rows:
        before = evaluation.reviewer_id
        evaluation.reviewer_id = above.id if above else None
        tx.record(
            "evaluation.reviewer_changed",
            "evaluation",
            evaluation.id,
            None,
            before={"reviewer": str(before)},
            after={"reviewer": str(evaluation.reviewer_id or ""), "delegation": str(row.id)},
        )
        tx.changed("evaluation", evaluation.id)
        if above is not None and evaluation.state == EvaluationState.SELF_SUBMITTED:
            tx.notify("evaluation", person_id=above.id, subject_type="evaluation", subject_id=evaluation.id)


def _evaluations_waiting(tx: Tx, row: DelegationRow) -> list[EvaluationRow]:
    wanted = []
    if Act.RATE in row.acts:
        wanted.append(
            (EvaluationRow.reviewer_id == row.giver_id) & (EvaluationRow.state == EvaluationState.SELF_SUBMITTED)
        )
    if Act.APPROVE_EVALUATION in row.acts:
        wanted.append((EvaluationRow.approver_id == row.giver_id) & (EvaluationRow.state == EvaluationState.REVIEWED))
    found: dict[UUID, EvaluationRow] = {}
    for condition in wanted:
        found |= {each.id: each for each in tx.session.scalars(select(EvaluationRow).where(condition))}
    return list(found.values())


def _tasks_waiting(tx: Tx, row: DelegationRow) -> list[UUID]:
    within = TaskRow.lead_unit_id.in_(select(UnitRow.id).where(UnitRow.path.contains([row.unit_id])))
    found: list[UUID] = []
    if {Act.APPROVE_TASK, Act.APPROVE_KEY_TASK} & set(row.acts):
        waiting = (TaskRow.approver_id == row.giver_id) & (TaskRow.state == TaskState.AWAITING_APPROVAL)
        found += tx.session.scalars(select(TaskRow.id).where(waiting, within))
    if Act.JUDGE_PRODUCT in row.acts:
        waiting = (TaskRow.assigner_id == row.giver_id) & (TaskRow.state == TaskState.SUBMITTED)
        found += tx.session.scalars(select(TaskRow.id).where(waiting, within, TaskRow.accountable_id != row.taker_id))
    return found


def fire_end(tx: Tx, delegation_id: UUID) -> None:
    """The instant after the last day: the delegation has ended by itself, and both see it."""
    row = tx.session.get(DelegationRow, delegation_id)
    if row is not None and row.ended_at is None and row.valid_to < hanoi_date(tx.now) and not _end_recorded(tx, row):
        record_end(tx, None, row, "")


def _end_recorded(tx: Tx, row: DelegationRow) -> bool:
    """Whether an earlier last day has been recorded already (a transfer to another agency)."""
    entries = entries_of_many(tx.session, [row.giver_id], [DelegationAct.ENDED])
    return any(entry.after.get("delegation") == str(row.id) for entry in entries)


def due_decisions(tx: Tx, manager: Actor, first: date, last: date) -> int:
    """How many decisions wait for a manager, or will fall due, between two days (việc chờ quyết định)."""
    tasks = tx.session.scalar(
        select(func.count())
        .select_from(TaskRow)
        .where(
            ((TaskRow.approver_id == manager.id) & (TaskRow.state == TaskState.AWAITING_APPROVAL))
            | ((TaskRow.assigner_id == manager.id) & TaskRow.state.in_([TaskState.SUBMITTED, TaskState.OBJECTED]))
        )
    )
    return int(tasks or 0) + len(_files_due(tx, manager, first, last))


def _files_due(tx: Tx, manager: Actor, first: date, last: date) -> list[UUID]:
    """People whose rating or approval by the manager falls due between two days."""
    month = Period.month(last.year, last.month)
    dates = steps_of(month)
    if last < FIRST_DAY:
        return []
    asked = [
        act
        for act, opens, closes in (
            (Act.RATE, dates.self_from, dates.review_by),
            (Act.APPROVE_EVALUATION, dates.review_by, dates.approve_by),
        )
        if first <= hanoi_date(closes) and last >= hanoi_date(opens)
    ]
    if not asked:
        return []
    return [
        person.id
        for person in organisation.members(tx.session, manager.unit.agency_id, hanoi_date(tx.now))
        if any(authority.allowed(act, manager, Subject(person.unit, person.id)) for act in asked)
    ]


def propose_for(tx: Tx, manager: Actor, first: date, last: date) -> bool:
    """Propose a delegation when a manager is away while decisions are due: to them and to the one above."""
    if not any(grant.role in _LINE_ROLES for grant in manager.grants):
        return False
    if not due_decisions(tx, manager, first, last):
        return False
    above = competence.nearest_or_none(tx, Act.DELEGATE, Subject(manager.unit, manager.id), besides=manager.id)
    for person_id in {manager.id, *([above.id] if above else [])}:
        tx.notify(
            "delegation_form",
            person_id=person_id,
            subject_type="delegation_form",
            subject_id=manager.id,
            params={"from": first.isoformat(), "to": last.isoformat(), "proposed": True},
            dedup=f"delegation_form:{manager.id}:{first}:{person_id}",
        )
    return True


def delegation_form(
    tx: Tx, actor: Actor, giver_id: UUID, *, first: date | None = None, last: date | None = None, why: str = ""
) -> DelegationForm:
    """The form with what the giver could delegate, the deputy proposed, and the dates.

    Raises:
        NotFound: when the actor may not delegate for that person, or the person has nothing to delegate.
    """
    today = hanoi_date(tx.now)
    giver = organisation.actor_by_id(tx.session, giver_id, today)
    if giver is None or authority.allowed(Act.DELEGATE, actor, Subject(giver.unit, giver.id)) is None:
        raise NotFound
    acts = delegable_acts(giver, units_in(tx, giver.unit))
    if not acts:
        raise NotFound
    people = [
        person
        for person in organisation.members(tx.session, giver.unit.agency_id, today)
        if person.id != giver.id and any(grant.role in _LINE_ROLES for grant in person.grants)
    ]
    people.sort(key=lambda person: (giver.unit.id not in person.unit.path, person.name))
    begins = max(first or today, today)
    return DelegationForm(
        giver=reference(giver),
        unit=giver.unit.name,
        people=tuple(reference(person) for person in people),
        acts=acts,
        chosen=tuple(act for act in acts if act in (Act.RATE, Act.JUDGE_PRODUCT, Act.APPROVE_TASK)),
        proposed=reference(people[0]) if people else None,
        valid_from=begins,
        valid_to=max(last or begins, begins),
        why=why,
    )


def reference(person: Actor) -> PersonRef:
    """The person as named in a register."""
    return PersonRef(person.id, person.account, person.name, person.title)


def delegation_view(tx: Tx, row: DelegationRow, viewer: Actor) -> DelegationView:
    """The delegation as ``viewer`` sees it; the caller has checked that they may."""
    today = hanoi_date(tx.now)
    people = organisation.references(
        tx.session, hanoi_date(tx.now), {row.giver_id, row.taker_id, row.made_by_id, row.ended_by_id}
    )
    over = row.ended_at is not None or row.valid_to < today
    giver = organisation.actor_by_id(tx.session, row.giver_id, today)
    may_end = giver is not None and authority.allowed(Act.DELEGATE, viewer, Subject(giver.unit, giver.id)) is not None
    return DelegationView(
        id=row.id,
        version=row.version,
        giver=people.get(row.giver_id, NOBODY),
        taker=people.get(row.taker_id, NOBODY),
        unit=organisation.unit(tx.session, row.unit_id).name,
        acts=tuple(Act(code) for code in row.acts),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        basis=row.basis,
        made_by=people.get(row.made_by_id, NOBODY),
        made_at=row.made_at,
        ended_by=people.get(row.ended_by_id) if row.ended_by_id else None,
        ended_at=row.ended_at,
        in_force=not over and row.valid_from <= today,
        may_end=may_end and not over,
    )
