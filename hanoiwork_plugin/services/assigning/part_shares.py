"""Big work and its parts as rows: what the rule (``domain.assigning.parts``) reads of them, how the whole follows."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from hanoiwork_plugin.domain.assigning import parts as rule
from hanoiwork_plugin.domain.assigning.parts import Part, Share
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid
from hanoiwork_plugin.domain.tasks import CLOSED, TaskAct, TaskState
from hanoiwork_plugin.services.rating.score_facts import facts_changed
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.tasks import TaskRow, parts_of

_NOT_BEGUN = (TaskState.DRAFT, TaskState.AWAITING_APPROVAL, TaskState.OBJECTED)
_SPLITTABLE = (TaskState.ASSIGNED, TaskState.IN_PROGRESS)
_AT_THE_END = frozenset({TaskAct.SUBMIT, TaskAct.APPROVE_PRODUCT, TaskAct.CLOSE_PARTS})
_INHERITED = (
    *("basis_number", "basis_date", "basis_issuer", "kind", "quality_criteria", "quantity"),
    *("item_id", "item_code", "points", "coefficient"),
)


def part_of_row(row: TaskRow) -> Part:
    """A part as the rule reads it."""
    state = TaskState(row.state)
    return Part(row.id, row.name, row.share, state, row.progress, row.origin_id, row.closed_quantity)


def parts_in(tx: Tx, whole: TaskRow) -> list[Part]:
    """The parts of big work; nothing is asked of the database where there are none."""
    return [part_of_row(row) for row in parts_of(tx.session, whole.id)] if whole.kept_share is not None else []


def converted(whole: TaskRow) -> Decimal:
    """Quy đổi of the undivided work, also after some of its units stayed with somebody who handed it over."""
    return (whole.whole_quantity or whole.quantity or Decimal(0)) * (whole.coefficient or Decimal(0))


def wholes_of(tx: Tx, tasks: Collection[TaskRow]) -> dict[UUID, TaskRow]:
    """The big work of the parts among ``tasks``, by id; one query, none where there are no parts."""
    ids = {task.part_of_id for task in tasks if task.part_of_id is not None}
    return {row.id: row for row in tx.session.scalars(select(TaskRow).where(TaskRow.id.in_(ids)))} if ids else {}


def share_of(task: TaskRow, wholes: dict[UUID, TaskRow]) -> Share | None:
    """What the task's line stands for, where that is not the whole of its own quantity × coefficient."""
    units = task.whole_quantity or task.quantity or Decimal(0)
    whole = wholes.get(task.part_of_id) if task.part_of_id else None
    if whole is not None:
        return Share(task.share or Decimal(0), converted(whole), units, whole.name)
    if task.kept_share is None or task.kept_share == rule.WHOLE:
        return None
    return Share(task.kept_share, converted(task), units)


def is_untouched(whole: TaskRow) -> bool:
    """Whether nothing of the work was accepted from anybody, so that all of it can still be divided."""
    return whole.accepted_quantity == 0 and whole.whole_quantity in (None, whole.quantity)


def may_take_parts(whole: TaskRow) -> bool:
    """Whether a part may be linked to the work: it is no part itself, is not handed in, and nothing was accepted."""
    going = (*_NOT_BEGUN, *_SPLITTABLE)
    return not whole.practice and whole.part_of_id is None and TaskState(whole.state) in going and is_untouched(whole)


def link(tx: Tx, part: TaskRow, whole: TaskRow) -> None:
    """The draft is a part of ``whole`` from now on; what the whole says nobody types again."""
    part.part_of_id = whole.id
    whole.kept_share = rule.WHOLE if whole.kept_share is None else whole.kept_share
    flag_modified(whole, "kept_share")  # a card that does not show the new part is old
    inherit(part, whole, tx.now)
    tx.changed("task", whole.id)


def inherit(part: TaskRow, whole: TaskRow, now: datetime) -> None:
    """Fill what the part does not say itself from the whole: basis, kind, product, points, quality criteria, start."""
    for name in _INHERITED:
        if getattr(part, name) is None:
            setattr(part, name, getattr(whole, name))
    part.product = part.product or part.host_product or whole.product or whole.host_product or None
    part.basis_files = part.basis_files or whole.basis_files
    if part.start is None and whole.start is not None:
        part.start = max(whole.start, hanoi_date(now))


def pass_on(tx: Tx, whole: TaskRow) -> None:
    """The whole was filled in: parts that came before it as drafts learn what it says."""
    if whole.kept_share is None:
        return
    for part in parts_of(tx.session, whole.id):
        if part.state == TaskState.DRAFT:
            inherit(part, whole, tx.now)
            tx.changed("task", part.id)


def leaves(act: TaskAct, task: TaskRow) -> bool:
    """Whether what the task is, a part, big work or neither, leaves room for ``act``."""
    match act:
        case TaskAct.SPLIT:
            return task.part_of_id is None and is_untouched(task)
        case TaskAct.CLOSE_PARTS:
            return task.kept_share == 0
        case TaskAct.SUBMIT | TaskAct.PROGRESS:
            return task.kept_share != 0
        case _:
            return True


def while_open(acts: frozenset[TaskAct], states: Iterable[TaskState]) -> frozenset[TaskAct]:
    """``acts`` on big work without those that wait until none of its parts, in these states, is open."""
    return acts - _AT_THE_END if any(state not in CLOSED for state in states) else acts


def check_part(tx: Tx, part: TaskRow) -> None:
    """What the gate asks of a part besides its fields; the whole is held (``store.tasks.locked_task``).

    Raises:
        Conflict: when the whole is not given, or something of it was accepted already.
        Invalid: when the shares pass 100 %, or the part is due after the whole.
    """
    whole = _whole(tx, part)
    if whole is None:
        return
    if TaskState(whole.state) not in _SPLITTABLE:
        state = TaskState(whole.state)
        raise Conflict("Nhiệm vụ lớn đang ở trạng thái “{state}”, chưa giao phần việc được.", state=state.label)
    require_untouched(whole)
    rule.check_share(part.share, [each for each in parts_in(tx, whole) if each.id != part.id])
    if part.due is not None:
        part.due = part.window_due = rule.within(part.due, whole.due)
    rule.check_part_due(part.due, whole.due)


def require_untouched(whole: TaskRow) -> None:
    """Raise Conflict when something of the work was accepted already."""
    if not is_untouched(whole):
        raise Conflict("Nhiệm vụ đã có sản phẩm được duyệt đạt nên không chia phần được nữa.")


def check_due(tx: Tx, part: TaskRow, due: datetime | None, place: str) -> None:
    """A new deadline of a part stays within that of the whole; of anything else nothing is asked.

    Raises:
        Invalid: naming both deadlines.
    """
    whole = _whole(tx, part)
    if whole is not None:
        rule.check_part_due(due, whole.due, place)


def check_deadline(tx: Tx, task: TaskRow, due: datetime | None, place: str) -> None:
    """A new deadline leaves neither that of the whole, for a part, nor those of open parts, for big work.

    Raises:
        Invalid: naming what does not fit.
    """
    check_due(tx, task, due, place)
    if task.kept_share is not None:
        rows = parts_of(tx.session, task.id)
        rule.check_parent_due(due, [(row.name, row.due) for row in rows if row.state not in CLOSED], place)


def check_adjusted(tx: Tx, task: TaskRow, before: tuple[Decimal | None, Decimal | None]) -> None:
    """An adjustment fits the parts: the whole keeps its product and quantity, and no deadline leaves the other's.

    Args:
        before: quantity and coefficient before the adjustment.

    Raises:
        Invalid: naming what does not fit.
    """
    check_deadline(tx, task, task.due, "adjust_due")
    if before != (task.quantity, task.coefficient) and rule.reserved(parts_in(tx, task)):
        raise Invalid(
            "Nhiệm vụ đã chia phần nên không đổi sản phẩm, số lượng được; mời hủy các phần trước.",
            faults=[Fault("adjust_quantity", "Nhiệm vụ đã chia phần nên không đổi số lượng.")],
        )


def _whole(tx: Tx, part: TaskRow) -> TaskRow | None:
    return tx.session.get(TaskRow, part.part_of_id) if part.part_of_id is not None else None


def refuse_while_open(tx: Tx, whole: TaskRow) -> None:
    """Raise Conflict, naming them, while parts of the work are open."""
    rule.refuse_while_open(parts_in(tx, whole))


def follow_part(tx: Tx, part: TaskRow, *, ended: bool) -> None:
    """The whole follows its part: what it keeps, its progress, the word to its people when the last part has ended.

    Args:
        ended: whether the act just now ended the part.
    """
    whole = _whole(tx, part)
    if whole is not None:
        follow(tx, whole, ended=ended)


def follow(tx: Tx, whole: TaskRow, *, ended: bool = False) -> None:
    """As ``follow_part``, of the whole itself."""
    found = parts_in(tx, whole)
    kept, was = rule.kept(found), whole.kept_share
    if whole.state not in CLOSED:
        whole.progress = rule.progress_of(found, kept, whole.own_progress)
    tx.changed("task", whole.id)
    for part in found:
        if part.state is TaskState.DRAFT:
            tx.changed("task", part.id)  # its gate says what is left
    if kept != was:
        whole.kept_share = kept
        tx.record(TaskAct.KEEP_SHARE, "task", whole.id, None, before={"kept": str(was)}, after={"kept": str(kept)})
        facts_changed(tx, whole)
    if ended and whole.state not in CLOSED and rule.all_done(found):
        tx.record(TaskAct.PARTS_DONE, "task", whole.id, None, after={"parts": len(found), "kept": str(kept)})
        for person_id in filter(None, dict.fromkeys((whole.accountable_id, whole.assigner_id))):
            tx.notify(
                "task",
                person_id=person_id,
                subject_type="task",
                subject_id=whole.id,
                dedup=f"task:{whole.id}:parts_done:{tx.now.isoformat()}:{person_id}",
                installation_id=whole.installation_id,
            )


def worth_changed(tx: Tx, whole: TaskRow) -> None:
    """The whole converts to something else: so do its parts."""
    if whole.kept_share is not None:
        for part in parts_of(tx.session, whole.id):
            tx.changed("task", part.id)
            facts_changed(tx, part)


def take_over(tx: Tx, whole: TaskRow, taken: TaskRow) -> None:
    """Big work was handed over: its parts, with their shares, belong to what its taker has."""
    for part in parts_of(tx.session, whole.id, lock=True) if whole.kept_share is not None else []:
        part.part_of_id = taken.id
        tx.changed("task", part.id)
    if taken.kept_share is not None:
        tx.session.flush()
        follow(tx, taken)
