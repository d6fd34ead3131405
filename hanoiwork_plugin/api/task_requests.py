"""Requests about tasks and how a giver steers them: waits, extensions, objective causes, hand-overs, pauses."""

from uuid import UUID

from marshmallow import Schema, fields

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.fields import Day, Deadline, Text
from hanoiwork_plugin.api.named import person_named
from hanoiwork_plugin.api.shapes import list_of, shape_of
from hanoiwork_plugin.api.tasks import Reason, seen_task, shown
from hanoiwork_plugin.domain.doing.request_views import RequestView
from hanoiwork_plugin.domain.doing.requests import Answering, HandOverWhy
from hanoiwork_plugin.domain.views import TaskView
from hanoiwork_plugin.services.doing import handover, requests, steering, task_work, waits
from hanoiwork_plugin.services.doing.request_views import request_view, request_views
from hanoiwork_plugin.services.doing.task_views import visible_task
from hanoiwork_plugin.services.doing.waits import Awaited
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import TaskRow
from hanoiwork_plugin.wire.fields import Choice, Items


class NewWait(Schema):
    """What is awaited and from whom: a unit, whose head answers, or a person."""

    what = Text(2000, required=True)
    unit_id = fields.UUID()
    person = Text(255, metadata={"description": "Account of the person awaited, instead of a unit."})
    since = Day(required=True)
    expected_on = Day(required=True)


class NewExtension(Schema):
    """A later deadline, asked before the one in force."""

    due = Deadline(required=True)
    reason = Text(2000, required=True)


class NewCause(Schema):
    """An objective cause of one return or missed deadline, with evidence of the task or the document that proves it."""

    entry_id = fields.UUID(required=True, metadata={"description": "Ledger entry of the return or missed deadline."})
    reason = Text(2000, required=True)
    document = Text(300, load_default="")
    evidence = fields.List(
        fields.UUID(),
        load_default=list,
        validate=Items(max=20),
        metadata={"description": "Ids of evidence of the task that is part of no product."},
    )


class NewHandOver(Schema):
    """Why the assignee cannot do it, and whom they propose."""

    reason = Text(2000, required=True)
    proposed = Text(255, metadata={"description": "Account of a colleague."})


class AnswerToRequest(Schema):
    """The answer; an extension may be granted to another date, a hand-over names who takes the work."""

    answer = Choice(Answering, required=True)
    reason = Text(2000, load_default="")
    due = Deadline()
    to = Text(255, metadata={"description": "Account of who takes the work (hand-over)."})


class EndingNote(Schema):
    """A word on it."""

    note = Text(2000, load_default="")


class TaskPause(Schema):
    """Why, and from which day it goes on by itself."""

    reason = Text(2000, required=True)
    until = Day()


class TaskHandOver(Schema):
    """To whom, and where the unfinished part counts."""

    to = Text(255, required=True, metadata={"description": "Account of who takes the work."})
    why = Choice(HandOverWhy, required=True)
    reason = Text(2000, required=True)


class ReturnRemark(Schema):
    """What the assignee remarks beside the newest return."""

    text = Text(2000, required=True)


def seen_request(call: Call, request_id: UUID) -> TaskRequestRow:
    """The request, when the caller may see it."""
    return requests.visible_request(call.tx, call.actor, request_id)


def asked(call: Call, row: TaskRequestRow) -> RequestView:
    """The request as it is now, for the caller."""
    call.tx.settle()
    return request_view(call.tx, row, call.actor)


def located(body: dict[str, object]) -> str:
    """The address of a new request."""
    return f"{PREFIX}/task-requests/{body['id']}"


def room(desk: Desk) -> Room:
    """``/tasks/<id>/…`` for asking and steering, ``/task-requests/<id>`` for answering."""
    routes = desk.room("requests", "Requests about tasks: waiting for others, extension, objective cause, hand-over")
    task, request = shape_of(TaskView), shape_of(RequestView)

    @routes.read("/tasks/<uuid:task_id>/requests", list_of(RequestView))
    def list_task_requests(call: Call, task_id: UUID) -> object:
        """Every request about a task, newest first"""
        return {"items": request_views(call.tx, seen_task(call, task_id), call.actor)}

    @routes.write("/tasks/<uuid:task_id>/waits", request, body=NewWait, status=201, look=seen_task, at=located)
    def ask_wait(call: Call, task_id: UUID) -> object:
        """Say that another unit holds the work; from its acceptance the clock runs there"""
        given = call.given
        person_id = person_named(call, given["person"], "person") if given.get("person") else None
        awaited = Awaited(given["what"], given["since"], given["expected_on"], given.get("unit_id"), person_id)
        return asked(call, waits.ask_wait(call.tx, call.actor, task_id, awaited, call.version))

    @routes.write(
        "/tasks/<uuid:task_id>/extensions", request, body=NewExtension, status=201, look=seen_task, at=located
    )
    def ask_extension(call: Call, task_id: UUID) -> object:
        """Ask for a later deadline, before the one in force has passed"""
        due, reason = call.given["due"], call.given["reason"]
        return asked(call, requests.ask_extension(call.tx, call.actor, task_id, due, reason, call.version))

    @routes.write(
        "/tasks/<uuid:task_id>/objective-causes", request, body=NewCause, status=201, look=seen_task, at=located
    )
    def claim_cause(call: Call, task_id: UUID) -> object:
        """Claim an objective cause of a return or a missed deadline; only its confirmation takes the cost away"""
        given = call.given
        row = requests.claim_cause(
            call.tx,
            call.actor,
            task_id,
            given["entry_id"],
            given["reason"],
            document=given["document"],
            evidence_ids=given["evidence"],
            version=call.version,
        )
        return asked(call, row)

    @routes.write(
        "/tasks/<uuid:task_id>/hand-over-requests", request, body=NewHandOver, status=201, look=seen_task, at=located
    )
    def ask_hand_over(call: Call, task_id: UUID) -> object:
        """Say that one cannot do it; the giver decides, and to whom it goes"""
        given = call.given
        to_id = person_named(call, given["proposed"], "proposed") if given.get("proposed") else None
        reason = given["reason"]
        return asked(
            call,
            requests.ask_hand_over(call.tx, call.actor, task_id, reason, to_id=to_id, version=call.version),
        )

    @routes.read("/task-requests/<uuid:request_id>", request)
    def read_task_request(call: Call, request_id: UUID) -> object:
        """A request, for those who see its task and for the side that is awaited"""
        return asked(call, seen_request(call, request_id))

    @routes.write("/task-requests/<uuid:request_id>/answer", request, body=AnswerToRequest, look=seen_request)
    def answer_task_request(call: Call, request_id: UUID) -> object:
        """Agree to a request or refuse it with a reason"""
        given = call.given
        row = requests.answer(
            call.tx,
            call.actor,
            request_id,
            given["reason"],
            agree=given["answer"] is Answering.AGREE,
            due=given.get("due"),
            to_id=person_named(call, given["to"], "to") if given.get("to") else None,
            version=call.version,
        )
        return asked(call, row)

    @routes.write("/task-requests/<uuid:request_id>/withdrawal", request, look=seen_request)
    def withdraw_task_request(call: Call, request_id: UUID) -> object:
        """Take a request back while nobody has answered"""
        return asked(call, requests.withdraw_request(call.tx, call.actor, request_id, call.version))

    @routes.write("/task-requests/<uuid:request_id>/ending", request, body=EndingNote, look=seen_request)
    def end_wait(call: Call, request_id: UUID) -> object:
        """What was awaited is there, said by either side; the clock is the assignee's again"""
        row = seen_request(call, request_id)
        mine = call.tx.session.get_one(TaskRow, row.task_id).accountable_id == call.actor.id
        end = waits.stop_waiting if mine else waits.end_wait
        return asked(call, end(call.tx, call.actor, request_id, call.given["note"], call.version))

    @routes.write("/tasks/<uuid:task_id>/pause", task, body=TaskPause, look=seen_task)
    def pause_task(call: Call, task_id: UUID) -> object:
        """Let the task rest; no time runs against the assignee"""
        until = call.given.get("until")
        row = steering.pause_task(call.tx, call.actor, task_id, call.given["reason"], until=until, version=call.version)
        return shown(call, row)

    @routes.write("/tasks/<uuid:task_id>/resumption", task, look=seen_task)
    def resume_task(call: Call, task_id: UUID) -> object:
        """Let a paused task go on"""
        return shown(call, steering.resume_task(call.tx, call.actor, task_id, call.version))

    @routes.write("/tasks/<uuid:task_id>/cancellation", task, body=Reason, look=seen_task)
    def cancel_task(call: Call, task_id: UUID) -> object:
        """Cancel a task of which nothing was accepted; it counts for nobody"""
        return shown(call, handover.cancel_task(call.tx, call.actor, task_id, call.given["reason"], call.version))

    @routes.write("/tasks/<uuid:task_id>/closing", task, body=Reason, look=seen_task)
    def close_task(call: Call, task_id: UUID) -> object:
        """End a task with what was accepted"""
        return shown(call, handover.close_task(call.tx, call.actor, task_id, call.given["reason"], call.version))

    @routes.write("/tasks/<uuid:task_id>/hand-over", task, body=TaskHandOver, look=seen_task)
    def hand_over_task(call: Call, task_id: UUID) -> object:
        """Give what is left to somebody else; answers with the task as it was left"""
        given = call.given
        to_id = person_named(call, given["to"], "to")
        handover.hand_over_task(call.tx, call.actor, task_id, to_id, given["reason"], call.version, why=given["why"])
        return shown(call, visible_task(call.tx, call.actor, task_id))

    @routes.write("/tasks/<uuid:task_id>/return-remark", task, body=ReturnRemark, look=seen_task)
    def remark_on_return(call: Call, task_id: UUID) -> object:
        """A remark of the assignee beside the newest return, which it does not change"""
        text = call.given["text"]
        return shown(call, task_work.remark_on_return(call.tx, call.actor, task_id, text, call.version))

    return routes
