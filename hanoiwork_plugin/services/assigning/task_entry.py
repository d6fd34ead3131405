"""Tasks coming in: from the host's own form by event, or written here; each begins as a draft (chờ bổ sung)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.assigning.host_form import HostField
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Forbidden, Invalid
from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.tasks import CLOSED, Priority, TaskAct, TaskKind, TaskState, next_state
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.doing import host_changes
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.tasks import TaskRow, task_by_host_id


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
        row.parent_host_id = task.parent_id
    if tx.session.is_modified(row):
        tx.record(
            TaskAct.COMPLETE, "task", row.id, giver, before=before, after={"name": row.name, "due": str(row.due or "")}
        )
        tx.changed("task", row.id)


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
    tx.record(TaskAct.CANCEL, "task", row.id, actor, before={"state": before}, after={"state": row.state})
    tx.changed("task", row.id)
    host_changes.tell_removed(tx, actor, row, was=before)
