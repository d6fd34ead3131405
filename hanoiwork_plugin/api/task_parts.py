"""Big work split into parts over REST (DOMAIN 4; NĐ 335 Điều 18.1c)."""

from uuid import UUID

from marshmallow import Schema

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.fields import Amount, Deadline, Text
from hanoiwork_plugin.api.named import person_named
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.api.tasks import located, seen_task, shown
from hanoiwork_plugin.domain.views import TaskView
from hanoiwork_plugin.services.assigning import parts


class NewPart(Schema):
    """A part; ``share`` is percent of the whole's converted points, what is left out is the whole's."""

    name = Text(500, shortest=1, required=True)
    person = Text(255, required=True, metadata={"description": "Account of the accountable person."})
    share = Amount(required=True)
    due = Deadline(required=True)
    product = Text(500)
    quantity = Amount()
    quality_criteria = Text(2000)


def room(desk: Desk) -> Room:
    """``/tasks/<id>/parts``."""
    routes = desk.room("parts", "Big work split into parts with shares that stay within the whole")
    task = shape_of(TaskView)

    @routes.write("/tasks/<uuid:task_id>/parts", task, body=NewPart, status=201, look=seen_task, at=located)
    def split_task(call: Call, task_id: UUID) -> object:
        """One more part of big work, through the gate of any task; answers with the part"""
        given = call.given
        part = parts.NewPart(
            given["name"],
            person_named(call, given["person"], "person"),
            given["share"],
            given["due"],
            quantity=given.get("quantity"),
            product=given.get("product"),
            quality_criteria=given.get("quality_criteria"),
        )
        return shown(call, parts.split_task(call.tx, call.actor, task_id, part, call.version))

    @routes.write("/tasks/<uuid:task_id>/closing-by-parts", task, look=seen_task)
    def close_by_parts(call: Call, task_id: UUID) -> object:
        """End big work of which 100 % was in parts, when they are done"""
        return shown(call, parts.close_by_parts(call.tx, call.actor, task_id, call.version))

    return routes
