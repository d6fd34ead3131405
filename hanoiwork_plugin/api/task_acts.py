"""Acts of the assignee and of the judge on a task (STORY 8 to 15)."""

from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, validates_schema

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.fields import Amount, Day, Deadline, Text, Whole
from hanoiwork_plugin.api.shapes import list_of, shape_of
from hanoiwork_plugin.api.tasks import seen_task, shown
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import ObjectionGround, ReturnType, TaskAct
from hanoiwork_plugin.domain.views import SubmissionView, TaskView
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.doing import task_work
from hanoiwork_plugin.services.doing.task_views import submission_views, visible_task
from hanoiwork_plugin.wire.fields import Choice


class ObjectionAnswer(LabelledEnum):
    """How an objection is answered."""

    ADJUST = "adjust", "điều chỉnh"
    KEEP = "keep", "giữ nguyên, nêu lý do"
    ESCALATE = "escalate", "chuyển cấp trên"


class Decision(LabelledEnum):
    """What the judge decides on a submission."""

    ACCEPT = "accept", "đạt"
    RETURN = "return", "trả lại"


_ACT_OF_ANSWER = {
    ObjectionAnswer.ADJUST: TaskAct.ADJUST,
    ObjectionAnswer.KEEP: TaskAct.KEEP,
    ObjectionAnswer.ESCALATE: TaskAct.ESCALATE,
}


class NewObjection(Schema):
    """Why the assignment is not clear or not possible."""

    ground = Choice(ObjectionGround, required=True)
    text = Text(2000, required=True)


class AnswerToObjection(Schema):
    """The answer; an adjustment names what changes."""

    answer = Choice(ObjectionAnswer, required=True)
    text = Text(2000, required=True)
    due = Deadline()
    quantity = Amount()
    quality_criteria = Text(2000)


class Progress(Schema):
    """How far the work is."""

    percent = Whole(0, 100, required=True)
    note = Text(2000, load_default="")


class HandIn(Schema):
    """What is handed in; every file replied to the task's card so far goes with it."""

    quantity = Amount()
    note = Text(2000, load_default="")


class Review(Schema):
    """The decision; a return needs its type, reason and requested change. With ``units`` it is about a part."""

    decision = Choice(Decision, required=True)
    return_type = Choice(ReturnType)
    reason = Text(2000, load_default="")
    requested_change = Text(2000, load_default="")
    units = Amount()
    redo_due = Day()

    @validates_schema
    def _typed_return(self, given: dict[str, Any], **kwargs: Any) -> None:
        if given["decision"] is Decision.RETURN and "return_type" not in given:
            raise ValidationError("Missing for a return.", "return_type")


def room(desk: Desk) -> Room:
    """Acts on ``/tasks/<id>``."""
    routes = desk.room("work", "Work on tasks: progress, handing in, judging")
    task = shape_of(TaskView)

    @routes.write("/tasks/<uuid:task_id>/acceptance", task, look=seen_task)
    def accept_task(call: Call, task_id: UUID) -> object:
        """Take a task on"""
        return shown(call, assignment.accept_task(call.tx, call.actor, task_id, call.version))

    @routes.write("/tasks/<uuid:task_id>/objection", task, body=NewObjection, look=seen_task)
    def object_to_task(call: Call, task_id: UUID) -> object:
        """Object to an assignment; the giver must answer"""
        ground, text = call.given["ground"], call.given["text"]
        return shown(call, assignment.object_to_task(call.tx, call.actor, task_id, ground, text, call.version))

    @routes.write("/tasks/<uuid:task_id>/objection/answer", task, body=AnswerToObjection, look=seen_task)
    def answer_objection(call: Call, task_id: UUID) -> object:
        """Answer an objection: adjust, keep with a reason, or escalate"""
        given = call.given
        changes = GateInput(
            due=given.get("due"), quantity=given.get("quantity"), quality_criteria=given.get("quality_criteria")
        )
        row = assignment.answer_objection(
            call.tx,
            call.actor,
            task_id,
            _ACT_OF_ANSWER[given["answer"]],
            given["text"],
            changes=changes,
            version=call.version,
        )
        return shown(call, row)

    @routes.write("/tasks/<uuid:task_id>/progress", task, body=Progress, look=seen_task)
    def report_progress(call: Call, task_id: UUID) -> object:
        """Report progress: a value and a note"""
        percent, note = call.given["percent"], call.given["note"]
        return shown(call, task_work.report_progress(call.tx, call.actor, task_id, percent, note, call.version))

    @routes.read("/tasks/<uuid:task_id>/submissions", list_of(SubmissionView))
    def list_submissions(call: Call, task_id: UUID) -> object:
        """Every submission with its evidence and decision, newest first"""
        return {"items": submission_views(call.tx, seen_task(call, task_id).id)}

    @routes.write("/tasks/<uuid:task_id>/submissions", task, body=HandIn, status=201, look=seen_task)
    def hand_in(call: Call, task_id: UUID) -> object:
        """Hand in the product, whole or part; files come in by replying to the task's card in the workspace"""
        task_work.submit_product(
            call.tx, call.actor, task_id, call.given.get("quantity"), call.given["note"], version=call.version
        )
        return shown(call, visible_task(call.tx, call.actor, task_id))

    @routes.write("/tasks/<uuid:task_id>/review", task, body=Review, look=seen_task)
    def review_submission(call: Call, task_id: UUID) -> object:
        """Accept what was handed in, or return it"""
        given = call.given
        if given["decision"] is Decision.ACCEPT:
            units = given.get("units")
            return shown(call, task_work.accept_product(call.tx, call.actor, task_id, call.version, units=units))
        row = task_work.return_product(
            call.tx,
            call.actor,
            task_id,
            given["return_type"],
            given["reason"],
            given["requested_change"],
            units=given.get("units"),
            redo_due=given.get("redo_due"),
            version=call.version,
        )
        return shown(call, row)

    return routes
