"""Tasks: lists, one task, a new one, its gate and approval (STORY 7 to 9)."""

from uuid import UUID

from marshmallow import Schema, fields, validate

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.fields import Amount, Day, Deadline, Text
from hanoiwork_plugin.api.queries import PageQuery, one_page
from hanoiwork_plugin.api.shapes import list_of, page_of, shape_of
from hanoiwork_plugin.domain.tasks import Priority, TaskKind, TaskState
from hanoiwork_plugin.domain.views import HistoryEntry, PersonRef, TaskLineView, TaskView
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.assigning.task_entry import HostTask, receive_task
from hanoiwork_plugin.services.doing.task_lists import TaskFilter, assignable_people, page_of_tasks
from hanoiwork_plugin.services.doing.task_views import history, task_view, visible_task
from hanoiwork_plugin.store.tasks import TaskRow
from hanoiwork_plugin.wire.fields import Choice, Items


class TasksQuery(PageQuery):
    """Which tasks."""

    role = fields.String(
        load_default="mine",
        validate=validate.OneOf(["mine", "given", "to_approve", "visible"]),
        metadata={"description": "mine: accountable; given: assigned by me; to_approve; visible: all I may see."},
    )
    state = Choice(TaskState)


class GateFields(Schema):
    """The fields of the approval gate (DOMAIN 4); what is left out stays as it is."""

    name = Text(500, shortest=1)
    kind = Choice(TaskKind)
    accountable_id = fields.UUID()
    item_id = fields.UUID(metadata={"description": "Catalogue item: brings product, points and coefficient."})
    outside_product = Text(
        500,
        metadata={
            "description": "Arising work outside the catalogue: its product; outside_points are its provisional points."
        },
    )
    outside_points = Amount()
    quantity = Amount()
    quality_criteria = Text(2000)
    basis_number = Text(100)
    basis_date = Day()
    basis_issuer = Text(300)
    start = Day()
    due = Deadline()


class NewTask(GateFields):
    """A task as the host's own form has it, with the fields of the gate as far as they are known."""

    name = Text(500, shortest=1, required=True)
    content = Text(10_000, load_default="")
    priority = Choice(Priority, load_default=Priority.NORMAL)
    product = Text(500, load_default="")
    lead_unit = Text(500, load_default="")
    co_units = fields.List(Text(300), load_default=list, validate=Items(max=50))
    assignees = fields.List(
        Text(255, shortest=1),
        load_default=list,
        validate=Items(max=50),
        metadata={"description": "Accounts; the giver chooses the accountable person among them."},
    )


class Reason(Schema):
    """A reason, which must not be empty."""

    reason = Text(2000, required=True)


def gate_input(call: Call) -> GateInput:
    """The gate's fields as given."""
    given = call.given
    return GateInput(
        name=given.get("name"),
        basis_number=given.get("basis_number"),
        basis_date=given.get("basis_date"),
        basis_issuer=given.get("basis_issuer"),
        kind=given.get("kind"),
        accountable_id=given.get("accountable_id"),
        start=given.get("start"),
        due=given.get("due"),
        item_id=given.get("item_id"),
        quantity=given.get("quantity"),
        quality_criteria=given.get("quality_criteria"),
        outside_product=given.get("outside_product"),
        outside_points=given.get("outside_points"),
    )


def seen_task(call: Call, task_id: UUID) -> TaskRow:
    """The task, when the caller may see it."""
    return visible_task(call.tx, call.actor, task_id)


def shown(call: Call, task: TaskRow) -> TaskView:
    """The task as it is now, for the caller."""
    call.tx.settle()
    return task_view(call.tx, task, call.actor)


def located(body: dict[str, object]) -> str:
    """The address of a new task."""
    return f"{PREFIX}/tasks/{body['id']}"


def room(desk: Desk) -> Room:
    """``/tasks``."""
    routes = desk.room("tasks", "Tasks: given, approved, taken, objected to")
    task = shape_of(TaskView)

    @routes.read("/tasks", page_of(TaskLineView), query=TasksQuery)
    def list_tasks(call: Call) -> object:
        """One page of tasks, oldest first"""
        wanted = TaskFilter(call.given["role"], call.given.get("state"), call.given.get("cursor"))
        limit = call.given["limit"]
        return one_page(page_of_tasks(call.tx, call.actor, wanted, limit + 1), limit)

    @routes.write("/tasks", task, body=NewTask, status=201, at=located)
    def create_task(call: Call) -> object:
        """A new task, as a draft: complete it to let it be tracked"""
        given = call.given
        host_form = HostTask(
            id=None,
            title=given["name"],
            content=given["content"],
            kind=given.get("kind"),
            product=given["product"],
            quantity=given.get("quantity"),
            lead_unit=given["lead_unit"],
            co_units=tuple(given["co_units"]),
            assignees=tuple(given["assignees"]),
            due=given.get("due"),
            priority=given["priority"],
        )
        row = receive_task(call.tx, call.actor, host_form, installation_id=None)
        assignment.fill(call.tx, row, gate_input(call))
        return shown(call, row)

    @routes.read("/tasks/<uuid:task_id>", task)
    def read_task(call: Call, task_id: UUID) -> object:
        """A task as the caller may see it; its ETag is the version to act on"""
        return shown(call, seen_task(call, task_id))

    @routes.read("/tasks/<uuid:task_id>/assignable-people", list_of(PersonRef))
    def list_assignable_people(call: Call, task_id: UUID) -> object:
        """Who can be made accountable for a task, the likeliest first"""
        return {"items": assignable_people(call.tx, call.actor, seen_task(call, task_id))}

    @routes.read("/tasks/<uuid:task_id>/history", page_of(HistoryEntry), query=PageQuery)
    def list_history(call: Call, task_id: UUID) -> object:
        """Every act on a task, newest first"""
        row, limit = seen_task(call, task_id), call.given["limit"]
        return one_page(history(call.tx, row.id, limit=limit + 1, before=call.given.get("cursor")), limit)

    @routes.write("/tasks/<uuid:task_id>/completion", task, body=GateFields, look=seen_task)
    def complete_task(call: Call, task_id: UUID) -> object:
        """Fill in what is missing and pass the gate: assigned, or sent for approval"""
        return shown(call, assignment.complete_task(call.tx, call.actor, task_id, gate_input(call), call.version))

    @routes.write("/tasks/<uuid:task_id>/approval", task, look=seen_task)
    def approve_task(call: Call, task_id: UUID) -> object:
        """Let a task be tracked"""
        return shown(call, assignment.approve_task(call.tx, call.actor, task_id, call.version))

    @routes.write("/tasks/<uuid:task_id>/sending-back", task, body=Reason, look=seen_task)
    def send_back_task(call: Call, task_id: UUID) -> object:
        """Back to the giver, with a reason"""
        reason = call.given["reason"]
        return shown(call, assignment.send_back_task(call.tx, call.actor, task_id, reason, call.version))

    return routes
