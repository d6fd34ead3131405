"""[Chuyển lãnh đạo quyết định] and [Quyết định chủ trì] of a bottleneck (DOMAIN 7; STORY 19)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import due_instant, hanoi_date
from hanoiwork_plugin.domain.doing.requests import HandOverWhy
from hanoiwork_plugin.domain.errors import Conflict, Fault, Forbidden, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.domain.watch.bottlenecks import BottleneckAct, check_decision, check_still
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.assigning import part_shares
from hanoiwork_plugin.services.assigning.assignment import move, open_task
from hanoiwork_plugin.services.doing import cooperation_asking
from hanoiwork_plugin.services.doing.handover import hand_over_task
from hanoiwork_plugin.services.doing.task_views import subject_of
from hanoiwork_plugin.services.rating.score_facts import facts_changed
from hanoiwork_plugin.services.timing.deadlines import set_timers
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.services.watch import bottlenecks
from hanoiwork_plugin.services.watch.bottlenecks import DEPARTMENT, SUBJECT, Work
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.tasks import TaskRow, locked_task


@dataclass(frozen=True)
class Lead:
    """Who is to lead (chủ trì): one person, or a unit whose head is meant."""

    person_id: UUID | None = None
    unit_id: UUID | None = None


def send_to_leader(tx: Tx, actor: Actor, task_id: UUID, version: int | None = None) -> Work:
    """[Chuyển lãnh đạo quyết định]: the card goes to the deputy in charge of the field, else to the head.

    Raises:
        NotFound: for who does not see the bottlenecks of the task's unit.
        Stale: when the card shows an older version.
        Conflict: when it is no bottleneck any more, or was sent before.
        Invalid: when nobody in the agency is competent.
    """
    task = locked_task(tx.session, task_id)
    if task is None or not authority.allowed(Act.SEE_BOTTLENECKS, actor, subject := subject_of(tx, task)):
        raise NotFound
    tx.require(Act.SEND_BOTTLENECK, actor, subject)
    if version is not None and version != task.version:
        raise Stale
    work = bottlenecks.work_of(tx, task)
    check_still(work.trouble)
    if work.sent is not None:
        raise Conflict("Điểm nghẽn này đã được chuyển lãnh đạo quyết định.")
    leader = competence.nearest(tx, Act.DECIDE_LEAD, subject, besides=task.accountable_id or actor.id)
    patterns = [each.value for each in work.trouble.patterns] if work.trouble else []
    entry_id = tx.record(BottleneckAct.SENT, "task", task.id, actor, after={"to": str(leader.id), "patterns": patterns})
    tx.session.flush()
    _changed(tx, task)
    tx.notify(
        SUBJECT,
        person_id=leader.id,
        subject_type=SUBJECT,
        subject_id=task.id,
        dedup=f"bottleneck:{entry_id}",
        installation_id=task.installation_id,
    )
    return bottlenecks.work_of(tx, task)


def decide_lead(
    tx: Tx,
    actor: Actor,
    task_id: UUID,
    lead: Lead,
    reason: str,
    *,
    due: datetime | None = None,
    version: int | None = None,
) -> Work:
    """[Quyết định chủ trì]: the work goes to whoever is chosen, or stays where it is; the chain is closed.

    It moves as work that the giver reassigns, so that it counts once, and what was extra stays extra; the unit of the
    one chosen leads. Everyone on the way and the giver are told once.

    Raises:
        NotFound, Forbidden, Stale: as every act on a task.
        Invalid: without a reason or a person to lead, or with a deadline that is not ahead or leaves that of the whole
            or of the parts.
        Conflict: when it is no bottleneck any more, or its state allows no decision.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.DECIDE_LEAD)
    before = bottlenecks.work_of(tx, task)
    check_still(before.trouble)
    due = due_instant(due) if due else None
    reason = check_decision(reason, due, tx.now)
    taker = _taker(tx, lead)
    if authority.allowed(Act.GIVE_TASK, actor, Subject(taker.unit)) is None:
        raise Forbidden("Anh/chị không có thẩm quyền giao việc cho {name}.", name=taker.name)
    kept, old_due = taker.id == task.accountable_id, task.due
    if due is not None:
        part_shares.check_deadline(tx, task, due, "lead_due")
    if kept and due is not None:
        facts_changed(tx, task)
        task.due, task.window_due = due, max(task.window_due, due) if task.window_due else due
        facts_changed(tx, task)
        set_timers(tx, task)
        cooperation_asking.keep_within(tx, task)
    new_due = task.due if kept else due
    entry_id = move(
        tx,
        actor,
        task,
        TaskAct.DECIDE_LEAD,
        reason=reason,
        before={"due": old_due.isoformat() if old_due else None},
        after={
            "to": str(taker.id),
            "unit": str(taker.unit.id),
            "kept": kept,
            "due": new_due.isoformat() if new_due else None,
        },
    )
    if not kept:
        why = HandOverWhy.REASSIGNED
        led = hand_over_task(tx, actor, task.id, taker.id, reason, why=why, decision=entry_id, due=due)
        if not taker.unit.is_agency:
            led.lead_unit_id = taker.unit.id
    tx.session.flush()
    _changed(tx, task)
    _tell(tx, task, before, entry_id, besides={actor.id} if kept else {actor.id, taker.id})
    return bottlenecks.work_of(tx, task)


def _taker(tx: Tx, lead: Lead) -> Actor:
    """The person to lead: the one named, or the head of the unit named."""
    found = None
    if lead.person_id is not None:
        found = organisation.actor_by_id(tx.session, lead.person_id, hanoi_date(tx.now))
    elif lead.unit_id is not None and tx.session.get(UnitRow, lead.unit_id) is not None:
        found = competence.head_of(tx, organisation.unit(tx.session, lead.unit_id))
    if found is None:
        raise Invalid(
            "Chưa quyết định được người chủ trì.",
            faults=[Fault("lead_to", "Mời chọn một người đang công tác, hoặc một đơn vị có người phụ trách.")],
        )
    return found


def _changed(tx: Tx, task: TaskRow) -> None:
    tx.changed(SUBJECT, task.id)
    tx.changed(DEPARTMENT, task.lead_unit_id)


def _tell(tx: Tx, task: TaskRow, before: Work, entry_id: UUID, *, besides: set[UUID]) -> None:
    """The decision for everyone who had the work and the giver, once each."""
    for person_id in {task.assigner_id, *before.chain.people, *([task.accountable_id] if task.accountable_id else [])}:
        if person_id not in besides:
            tx.notify(
                SUBJECT,
                person_id=person_id,
                subject_type=SUBJECT,
                subject_id=task.id,
                dedup=f"lead:{entry_id}:{person_id}",
                installation_id=task.installation_id,
            )
