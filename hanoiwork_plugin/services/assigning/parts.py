"""Splitting big work into parts, and closing it when all of it is done by them (DOMAIN 4; NĐ 335 Điều 18.1c)."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.assigning import parts as rule
from hanoiwork_plugin.domain.assigning.gate import GateField
from hanoiwork_plugin.domain.assigning.part_views import SplittingView
from hanoiwork_plugin.domain.authority import Act, Subject, allowed
from hanoiwork_plugin.domain.calendar import hanoi_date, is_overdue
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import Priority, TaskAct, TaskState
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.assigning import part_shares
from hanoiwork_plugin.services.assigning.assignment import GateInput, move, needed_text, open_task, pass_gate
from hanoiwork_plugin.services.doing.task_views import allowed_acts, subject_of
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.tasks import TaskRow


@dataclass(frozen=True)
class NewPart:
    """What the giver says of a part; None: as the whole has it.

    ``share``: percent of the whole. ``product``: its own output in words.
    """

    name: str
    accountable_id: UUID
    share: Decimal
    due: datetime
    quantity: Decimal | None = None
    product: str | None = None
    quality_criteria: str | None = None


def split_task(tx: Tx, actor: Actor, task_id: UUID, given: NewPart, version: int | None = None) -> TaskRow:
    """[Chia việc]: one more part of big work, through the same gate as any task; the whole is held meanwhile.

    Returns:
        The part: assigned at once where the giver is competent, else sent for approval.

    Raises:
        Conflict: when the task is a part itself, is not under way, or something of it was accepted.
        Invalid: when the shares pass 100 %, the part is due after the whole, or a field is missing.
        Forbidden: when the person is outside the giver's authority.
    """
    whole, _ = open_task(tx, actor, task_id, version, TaskAct.SPLIT)
    if whole.part_of_id is not None:
        raise Conflict("Phần việc không chia tiếp được; mời chia từ nhiệm vụ lớn.")
    part_shares.require_untouched(whole)
    if whole.due is not None and is_overdue(whole.due, tx.now):
        raise Conflict("Hạn của nhiệm vụ lớn đã qua; mời gia hạn trước khi chia việc.")
    given = replace(given, due=rule.within(given.due, whole.due))
    others = part_shares.parts_in(tx, whole)
    rule.check_share(given.share, others)
    rule.check_part_due(given.due, whole.due)
    if is_overdue(given.due, tx.now):
        raise Invalid("Thời hạn của phần việc phải từ hôm nay trở đi.", faults=[Fault("split_due", "Ngày này đã qua.")])
    if given.quantity is not None and given.quantity <= 0:
        raise Invalid(
            "Số lượng của phần việc phải lớn hơn 0.", faults=[Fault("split_quantity", "Nhập số lượng lớn hơn 0.")]
        )
    part = _draft_of(tx, actor, whole, given)
    if whole.kept_share is None:
        whole.own_progress = whole.progress
    taken = rule.reserved(others)
    move(
        tx,
        actor,
        whole,
        TaskAct.SPLIT,
        before={"shares": str(taken)},
        after={
            "shares": str(taken + given.share),
            "part": str(part.id),
            "share": str(given.share),
            "accountable_id": str(given.accountable_id),
            "due": given.due.isoformat(),
        },
    )
    part_shares.link(tx, part, whole)
    tx.session.add(part)
    tx.session.flush()
    part_shares.follow(tx, whole)
    pass_gate(tx, actor, part, GateInput(accountable_id=given.accountable_id))
    tx.notify(
        "task",
        person_id=actor.id,
        subject_type="task",
        subject_id=part.id,
        dedup=f"task:{part.id}:giver",
        installation_id=part.installation_id,
    )
    return part


def _draft_of(tx: Tx, actor: Actor, whole: TaskRow, given: NewPart) -> TaskRow:
    return TaskRow(
        id=new_id(),
        installation_id=whole.installation_id,
        state=TaskState.DRAFT,
        name=needed_text(GateField.NAME, given.name, GateField.NAME.label),
        content="",
        priority=Priority(whole.priority),
        lead_unit_id=whole.lead_unit_id,
        assigner_id=actor.id,
        suggested_ids=[given.accountable_id],
        co_units=[],
        co_people_ids=[],
        due=given.due,
        window_due=given.due,
        host_product="",
        product=(given.product or "").strip() or None,
        quantity=given.quantity,
        quality_criteria=(given.quality_criteria or "").strip() or None,
        share=given.share,
        progress=0,
        progress_note="",
        accepted_quantity=Decimal(0),
        taken_over=whole.taken_over and whole.origin_id is not None,  # a loan comes back
        basis_files=[],
        created_at=tx.now,
    )


def close_by_parts(tx: Tx, actor: Actor, task_id: UUID, version: int | None = None) -> TaskRow:
    """[Kết thúc theo các phần]: all of the work was in parts, and they are done; nothing is handed in beside them.

    Raises:
        Conflict: when its own person keeps a share, or a part is open.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.CLOSE_PARTS)
    found = part_shares.parts_in(tx, task)
    rule.refuse_while_open(found)
    if task.kept_share != 0:
        raise Conflict("Người chịu trách nhiệm còn giữ một phần; mời duyệt sản phẩm của phần đó.")
    task.done_at, task.progress = tx.now, 100
    after = {"parts": [str(part.id) for part in found if part.state is TaskState.DONE]}
    move(tx, actor, task, TaskAct.CLOSE_PARTS, after=after)
    tx.notify(
        "task",
        person_id=task.accountable_id,
        subject_type="task",
        subject_id=task.id,
        dedup=f"task:{task.id}:closed_by_parts",
        installation_id=task.installation_id,
    )
    return task


def splitting_view(tx: Tx, task: TaskRow, viewer: Actor) -> SplittingView:
    """What is left to split, and among whom; the caller has checked that they see the task."""
    may = TaskAct.SPLIT in allowed_acts(task, viewer, subject_of(tx, task))
    unit = organisation.unit(tx.session, task.lead_unit_id)
    today = hanoi_date(tx.now)
    people = [
        person
        for person in (organisation.members(tx.session, unit.agency_id, today) if may else [])
        if unit.id in person.unit.path and allowed(Act.GIVE_TASK, viewer, Subject(person.unit))
    ]
    taken = rule.reserved(part_shares.parts_in(tx, task))
    return SplittingView(
        task_id=task.id,
        version=task.version,
        name=task.name,
        may=may,
        taken=taken,
        left=rule.WHOLE - taken,
        whole=part_shares.converted(task),
        due=task.due,
        product=task.product or task.host_product,
        quantity=task.quantity,
        quality_criteria=task.quality_criteria or "",
        people=tuple(PersonRef(each.id, each.account, each.name, each.title) for each in people),
    )
