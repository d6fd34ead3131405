"""A task that its person leaves: closed with its result, handed over in part, cancelled (DOMAIN 4, 6; STORY 16)."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import update

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import add_working_days, due_instant, hanoi_date, is_overdue
from hanoiwork_plugin.domain.changes.transfer import check_cancelling, check_closing
from hanoiwork_plugin.domain.doing.requests import HandOverWhy
from hanoiwork_plugin.domain.errors import Fault, Forbidden, Invalid
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import CLOSED, TaskAct, TaskState
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.assigning import coefficients, part_shares
from hanoiwork_plugin.services.assigning.assignment import REDO_WORKING_DAYS, move, needed_text, open_task
from hanoiwork_plugin.services.doing import cooperation_asking
from hanoiwork_plugin.services.doing.holds import run_clock
from hanoiwork_plugin.services.doing.task_views import subject_of
from hanoiwork_plugin.services.timing.deadlines import set_timers, settle_deadline
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.objectives import carry_key_result
from hanoiwork_plugin.store.tasks import QrTokenRow, TaskRow, parts_of

_COPIED = (
    *("installation_id", "name", "content", "kind", "priority", "basis_number", "basis_date", "basis_issuer"),
    *("lead_unit_id", "assigner_id", "approver_id", "suggested_ids", "co_units", "co_people_ids", "start"),
    *("host_product", "item_id", "item_code", "product", "points", "coefficient", "quality_criteria", "weight"),
    *("parent_host_id", "basis_files", "part_of_id", "share", "kept_share"),
)


def close_task(tx: Tx, actor: Actor, task_id: UUID, reason: str, version: int | None = None) -> TaskRow:
    """Chốt kết quả: the task ends with what was accepted; the rest counts neither as assigned nor as undone.

    Raises:
        Conflict: when nothing was accepted yet, or a product still waits for its decision.
        Invalid: when the reason is missing.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.CLOSE)
    check_closing(task.accepted_quantity)
    _close(tx, actor, task, needed_text("settle_reason", reason, "Lý do"))
    return task


def _close(tx: Tx, actor: Actor, task: TaskRow, reason: str, whole: TaskRow | None = None) -> None:
    task.closed_quantity, task.done_at = task.accepted_quantity, tx.now
    after = {"units": str(task.accepted_quantity), **_with(whole)}
    move(tx, actor, task, TaskAct.CLOSE, reason=reason, after=after)


def cancel_task(tx: Tx, actor: Actor, task_id: UUID, reason: str, version: int | None = None) -> TaskRow:
    """Hủy nhiệm vụ, with a reason; what has an accepted part is closed instead.

    Open parts of big work end with it, each with an entry and a notice of its own; those done keep their line.

    Raises:
        Conflict: when a product of it was accepted, or one of an open part still waits for its decision.
        Forbidden: when a part is not the actor's to cancel.
        Invalid: when the reason is missing.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.CANCEL)
    check_cancelling(task.accepted_quantity)
    reason = needed_text("settle_reason", reason, "Lý do")
    _cancel(tx, actor, task, reason)
    end_parts(tx, actor, task, reason)
    return task


def end_parts(tx: Tx, actor: Actor, whole: TaskRow, reason: str) -> None:
    """The big work was cancelled: its open parts are cancelled, or closed with what was accepted of them.

    Raises:
        Conflict, Forbidden: as ``cancel_task``.
    """
    for part in parts_of(tx.session, whole.id, lock=True) if whole.kept_share is not None else []:
        if part.state in CLOSED:
            continue
        settle_deadline(tx, part)
        if part.accepted_quantity == 0:
            tx.require(Act.CANCEL_TASK, actor, subject_of(tx, part))
            _cancel(tx, actor, part, reason, whole)
        else:
            tx.require(Act.HAND_OVER_TASK, actor, subject_of(tx, part))
            _close(tx, actor, part, reason, whole)


def _with(whole: TaskRow | None) -> dict[str, object]:
    return {"with": str(whole.id)} if whole is not None else {}


def _cancel(tx: Tx, actor: Actor, task: TaskRow, reason: str, whole: TaskRow | None = None) -> None:
    begun = task.assigned_at is not None
    move(tx, actor, task, TaskAct.CANCEL, reason=reason, after=_with(whole))
    if begun:
        tx.notify(
            "task",
            person_id=task.accountable_id,
            subject_type="task",
            subject_id=task.id,
            dedup=f"task:{task.id}:cancelled",
            installation_id=task.installation_id,
        )


def hand_over_task(
    tx: Tx,
    actor: Actor,
    task_id: UUID,
    to_id: UUID,
    reason: str,
    version: int | None = None,
    *,
    why: HandOverWhy = HandOverWhy.LEFT,
    decision: UUID | None = None,
    due: datetime | None = None,
) -> TaskRow:
    """Bàn giao: what is left becomes a task of the taker; what was accepted stays with who did it.

    Where the unfinished part counts is decided by ``why``; what was taken over already stays extra, for it stands in
    the total of the one who could not do it. A deadline already past or within two working days is set two working
    days ahead for the taker. A part keeps its share; big work keeps its parts.

    Args:
        decision: the ledger entry of the decision of who leads that this follows from.
        due: the taker's deadline, when that decision names one.

    Returns:
        The taker's task.

    Raises:
        Forbidden: when the actor may not give work to the taker.
        Invalid: when the reason is missing, or the taker already has the task or has left.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.HAND_OVER)
    taker = colleague(tx, actor, to_id, task)
    reason = needed_text("settle_reason", reason, "Lý do")
    before = TaskState(task.state)
    run_clock(tx, task)
    extra = why.is_extra or (task.taken_over and task.origin_id is not None)
    taken = _rest_of(tx, task, taker, before, extra=extra)
    if due is not None:
        taken.due = taken.window_due = due
    task.closed_quantity = None if why.stays_assigned else task.accepted_quantity
    task.done_at = tx.now
    host_id, task.host_id = task.host_id, None
    after = {"to": str(taker.id), "task": str(taken.id), "units": str(task.accepted_quantity), "why": why}
    decided = {"decision": str(decision)} if decision else {}
    move(tx, actor, task, TaskAct.HAND_OVER, reason=reason, after=after | decided)
    tx.session.flush()
    taken.host_id, taken.host_versions = host_id, task.host_versions + task.version
    tx.session.add(taken)
    tx.session.flush()
    coefficients.carry(tx, task, taken)
    carry_key_result(tx.session, task.id, taken.id)
    cooperation_asking.carry(tx, task, taken)
    if due is not None:
        cooperation_asking.keep_within(tx, taken)
    part_shares.take_over(tx, task, taken)
    part_shares.follow_part(tx, taken, ended=False)
    tx.session.execute(update(QrTokenRow).where(QrTokenRow.task_id == task.id).values(task_id=taken.id))
    given = {"state": taken.state, "accountable_id": str(taker.id), "origin": str(task.id)}
    tx.record(TaskAct.ASSIGN, "task", taken.id, actor, reason=reason, after={**given, "due": str(taken.due or "")})
    set_timers(tx, taken)
    for person_id in dict.fromkeys((taker.id, taken.assigner_id)):
        tx.notify(
            "task", person_id=person_id, subject_type="task", subject_id=taken.id, installation_id=taken.installation_id
        )
    return taken


def _rest_of(tx: Tx, task: TaskRow, taker: Actor, state: TaskState, *, extra: bool) -> TaskRow:
    begun = state not in (TaskState.DRAFT, TaskState.AWAITING_APPROVAL)
    shared = task.part_of_id is not None or task.kept_share is not None
    due, window_due = task.due, task.window_due
    soonest = due_instant(add_working_days(hanoi_date(tx.now), REDO_WORKING_DAYS))
    if begun and due is not None and is_overdue(due, soonest):
        due = soonest
        window_due = max(window_due, soonest) if window_due else soonest
    return TaskRow(
        **{name: getattr(task, name) for name in _COPIED},
        id=new_id(),
        host_id=None,
        state=TaskState.ASSIGNED if begun else state,
        accountable_id=taker.id,
        due=due,
        window_due=window_due,
        quantity=None if task.quantity is None else task.quantity - task.accepted_quantity,
        whole_quantity=(task.whole_quantity or task.quantity) if shared else None,
        progress=0,
        own_progress=0,
        progress_note="",
        accepted_quantity=Decimal(0),
        taken_over=extra,
        origin_id=task.id,
        created_at=tx.now,
        assigned_at=tx.now if begun else None,
    )


def colleague(tx: Tx, actor: Actor, person_id: UUID, task: TaskRow) -> Actor:
    """The person who is to take a task, whom the actor may give work to.

    Raises:
        Invalid: when they left, or have the task already.
        Forbidden: when they are outside the actor's authority.
    """
    found = organisation.actor_by_id(tx.session, person_id, hanoi_date(tx.now))
    if found is None or found.id == task.accountable_id:
        raise Invalid(
            "Người nhận việc không phù hợp.",
            faults=[Fault("settle_to", "Mời chọn một người khác đang công tác.")],
        )
    if authority.allowed(Act.GIVE_TASK, actor, Subject(found.unit)) is None:
        raise Forbidden("Anh/chị không có thẩm quyền giao việc cho {name}.", name=found.name)
    return found
