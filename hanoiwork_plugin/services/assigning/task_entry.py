"""Tasks coming in: from the host's own form by event, or written here; each begins as a draft (chờ bổ sung)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.assigning.host_form import HostField
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Forbidden, Invalid
from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.tasks import CLOSED, Priority, TaskAct, TaskKind, TaskState, next_state
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.assigning import part_shares
from hanoiwork_plugin.services.doing import host_changes
from hanoiwork_plugin.services.doing.handover import end_parts
from hanoiwork_plugin.services.doing.holds import close_requests
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.tasks import TaskRow, task_by_host_id

_REMOVED = "Nhiệm vụ lớn đã bị xóa trên HanoiWork"
"""Reason of the parts that end with it."""


@dataclass(frozen=True)
class HostTask:
    """What the host's own form holds (CONTRACT 4)."""

    id: str | None
    title: str
    content: str = ""
    kind: TaskKind | None = None
    product: str = ""
    coefficient: Decimal | None = None
    quantity: Decimal | None = None
    lead_unit: str = ""
    co_units: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    due: datetime | None = None
    priority: Priority = Priority.NORMAL
    parent_id: str | None = None
    attachments: tuple[dict[str, object], ...] = field(default=())


def receive_task(
    tx: Tx,
    giver: Actor,
    task: HostTask,
    *,
    installation_id: str | None,
    by: Actor | None = None,
    card: bool = True,
) -> TaskRow:
    """Take a task over from the host, or bring a draft up to date; the giver is asked for what is missing.

    Args:
        giver: who gives the task (the host's ``createdBy``).
        by: who acted at the host; None: the giver.
        card: whether the giver is sent the card that asks; not where the pressed card itself becomes it.

    Raises:
        Forbidden: when the giver may not give tasks in that unit.
        Invalid: when no assignee of the task is known here.
    """
    _one_after_another(tx, installation_id, task)
    known = task_by_host_id(tx.session, installation_id, task.id) if installation_id and task.id else None
    accounts = organisation.ids_of_accounts(tx.session, task.assignees)
    suggested = [accounts[account] for account in task.assignees if account in accounts]
    if task.assignees and not suggested:
        raise Invalid("Người được giao chưa có trong danh sách người của đơn vị.")
    if known is not None:
        _update_draft(tx, by or giver, known, task, suggested)
        return known
    unit = _lead_unit(tx, giver, task.lead_unit, suggested)
    tx.require(Act.GIVE_TASK, giver, Subject(unit))
    row = new_draft(tx, giver.id, unit, task, suggested, installation_id)
    _join_whole(tx, giver, row)
    _adopt_parts(tx, row)
    tx.record(TaskAct.RECEIVE, "task", row.id, giver, after={"name": row.name, "host_id": row.host_id})
    if card:
        tx.notify(
            "task",
            person_id=giver.id,
            subject_type="task",
            subject_id=row.id,
            dedup=f"task:{row.id}:giver",
            installation_id=installation_id,
        )
    return row


def _one_after_another(tx: Tx, installation_id: str | None, task: HostTask) -> None:
    """Hold the task's and its parent's host ids: of a family told of at the same moment, each sees who came before."""
    for host_id in sorted(filter(None, {task.id, task.parent_id})) if installation_id else ():
        key = func.hashtext(f"host task {installation_id} {host_id}")
        tx.session.execute(select(func.pg_advisory_xact_lock(key)))


def new_draft(
    tx: Tx, giver_id: UUID, unit: Unit, task: HostTask, suggested: list[UUID], installation_id: str | None
) -> TaskRow:
    """A draft with what is known of the task so far, wherever it came from."""
    row = TaskRow(
        id=new_id(),
        installation_id=installation_id,
        host_id=task.id,
        state=TaskState.DRAFT,
        lead_unit_id=unit.id,
        assigner_id=giver_id,
        accountable_id=None,
        approver_id=None,
        co_people_ids=[],
        progress=0,
        progress_note="",
        accepted_quantity=Decimal(0),
        created_at=tx.now,
    )
    row.parent_host_id, row.host_form = task.parent_id, _form(tx, task)
    _copy(row, task, suggested, tuple(HostField))
    tx.session.add(row)
    tx.session.flush()
    return row


def _update_draft(tx: Tx, giver: Actor, row: TaskRow, task: HostTask, suggested: list[UUID]) -> None:
    """The host's form was changed: a draft follows where nothing was filled in here; else it is only told."""
    may = giver.id == row.assigner_id or authority.allowed(
        Act.GIVE_TASK, giver, Subject(organisation.unit(tx.session, row.lead_unit_id))
    )
    if not may:
        raise Forbidden("Chỉ người giao hoặc người có thẩm quyền giao việc mới sửa được nhiệm vụ.")
    taken = host_changes.follow(tx, giver, row, _form(tx, task))
    before = {"name": row.name, "due": str(row.due or "")}
    _copy(row, task, suggested, taken)
    if row.state == TaskState.DRAFT and row.parent_host_id != task.parent_id:
        row.parent_host_id, row.part_of_id, row.share = task.parent_id, None, None
        _join_whole(tx, giver, row)
    if tx.session.is_modified(row):
        tx.record(
            TaskAct.COMPLETE, "task", row.id, giver, before=before, after={"name": row.name, "due": str(row.due or "")}
        )
        tx.changed("task", row.id)
        part_shares.pass_on(tx, row)


def _join_whole(tx: Tx, giver: Actor, row: TaskRow) -> None:
    """The host's task belongs to one that is followed here: a part, whose share the gate asks for.

    Whose parent is not known, or takes no parts, or is not the giver's to split, is a task of its own as before.
    """
    if row.parent_host_id is None or row.installation_id is None:
        return
    whole = task_by_host_id(tx.session, row.installation_id, row.parent_host_id)
    if whole is not None and whole.id != row.id and part_shares.may_take_parts(whole) and row.kept_share is None:
        subject = Subject(organisation.unit(tx.session, whole.lead_unit_id), whole.accountable_id, whole.assigner_id)
        if authority.allowed(Act.GIVE_TASK, giver, subject):
            part_shares.link(tx, row, whole)


def _adopt_parts(tx: Tx, row: TaskRow) -> None:
    """The host told of the children first: drafts that name this task as their parent are its parts."""
    if row.host_id is None or row.part_of_id is not None:
        return
    children = select(TaskRow).where(
        TaskRow.installation_id == row.installation_id,
        TaskRow.parent_host_id == row.host_id,
        TaskRow.id != row.id,
        TaskRow.state == TaskState.DRAFT,
        TaskRow.kept_share.is_(None),
        TaskRow.assigner_id == row.assigner_id,
    )
    for child in tx.session.scalars(children.with_for_update()):
        part_shares.link(tx, child, row)
        tx.changed("task", child.id)


def _copy(row: TaskRow, task: HostTask, suggested: list[UUID], items: Collection[HostField]) -> None:
    """Write these items of the host's form into the draft."""
    values: dict[HostField, dict[str, object]] = {
        HostField.TITLE: {"name": task.title},
        HostField.CONTENT: {"content": task.content},
        HostField.KIND: {"kind": task.kind},
        HostField.PRIORITY: {"priority": task.priority},
        HostField.ASSIGNEES: {"suggested_ids": suggested},
        HostField.CO_UNITS: {"co_units": list(task.co_units)},
        HostField.DUE: {"due": task.due, "window_due": task.due},
        HostField.PRODUCT: {"host_product": task.product},
        HostField.QUANTITY: {"quantity": task.quantity},
    }
    for item in items:
        for name, value in values.get(item, {}).items():
            if getattr(row, name) != value:
                setattr(row, name, value)


def _form(tx: Tx, task: HostTask) -> dict[str, str]:
    """The host's form as it is kept with the task."""
    ids = organisation.ids_of_accounts(tx.session, task.assignees)
    names = organisation.references(tx.session, hanoi_date(tx.now), ids.values())
    form = {
        HostField.TITLE: task.title,
        HostField.CONTENT: task.content,
        HostField.KIND: task.kind.value if task.kind else "",
        HostField.PRODUCT: task.product,
        HostField.QUANTITY: f"{task.quantity.normalize():f}" if task.quantity is not None else "",
        HostField.DUE: task.due.isoformat() if task.due else "",
        HostField.ASSIGNEES: _listed(names[ids[each]].name if each in ids else each for each in task.assignees),
        HostField.LEAD_UNIT: task.lead_unit,
        HostField.CO_UNITS: _listed(task.co_units),
        HostField.PRIORITY: task.priority.value,
        HostField.FILES: _listed(str(each.get("name") or "") for each in task.attachments),
    }
    return {field.value: text for field, text in form.items()}


def _listed(parts: Iterable[str]) -> str:
    return "; ".join(sorted(filter(None, parts)))


def _lead_unit(tx: Tx, giver: Actor, named: str, suggested: list[UUID]) -> Unit:
    """The lead unit (đơn vị chủ trì): the one named, else the first assignee's, else the giver's own."""
    if named.strip():
        wanted = fold(named.split(" / ")[-1])
        for unit in organisation.units_below(tx.session, giver.unit.agency_id):
            if fold(unit.name) == wanted or str(unit.id) == named.strip():
                return unit
    if suggested:
        people = organisation.actors(tx.session, suggested[:1], hanoi_date(tx.now))
        if people:
            return people[0].unit
    return giver.unit


def remove_task(tx: Tx, actor: Actor | None, installation_id: str, host_id: str) -> None:
    """The host's task was deleted: ours is cancelled when it is still open and the actor may."""
    row = task_by_host_id(tx.session, installation_id, host_id)
    if row is None or row.state in CLOSED:
        return
    unit = organisation.unit(tx.session, row.lead_unit_id)
    subject = Subject(unit, row.accountable_id, row.assigner_id, row.approver_id)
    if actor is None or authority.allowed(Act.CANCEL_TASK, actor, subject) is None:
        raise Forbidden("Chỉ người giao hoặc người có thẩm quyền mới hủy được nhiệm vụ.")
    before = TaskState(row.state)
    row.state = next_state(before, TaskAct.CANCEL)
    close_requests(tx, row)
    tx.record(TaskAct.CANCEL, "task", row.id, actor, before={"state": before}, after={"state": row.state})
    tx.changed("task", row.id)
    end_parts(tx, actor, row, _REMOVED)
    if row.part_of_id is not None:
        part_shares.follow_part(tx, row, ended=True)
    host_changes.tell_removed(tx, actor, row, was=before)
