"""Bottlenecks (điểm nghẽn): the way of the work, waiting by side, sending one up, deciding who leads."""

from uuid import UUID

from marshmallow import Schema, ValidationError, fields, validates_schema

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.fields import Deadline, Text
from hanoiwork_plugin.api.named import person_named
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.domain.watch.bottlenecks import BottleneckList, BottleneckView, DepartmentBottlenecks, WaitingView
from hanoiwork_plugin.services.watch import bottleneck_views, bottlenecks, lead_decisions
from hanoiwork_plugin.services.watch.bottlenecks import Work
from hanoiwork_plugin.services.watch.lead_decisions import Lead


class LeadDecided(Schema):
    """Who leads from now on: a person or a unit's head, why, and until when if that changes."""

    to = Text(255, metadata={"description": "Account of who is to lead; without it the head of `unit_id`."})
    unit_id = fields.UUID()
    reason = Text(2000, required=True)
    due = Deadline()

    @validates_schema
    def one_of_two(self, data: dict[str, object], **_: object) -> None:
        """A person or a unit, not both and not neither."""
        if ("to" in data) == ("unit_id" in data):
            raise ValidationError("Name a person or a unit.", "to")


def seen_bottleneck(call: Call, task_id: UUID) -> Work:
    """The bottleneck, when the caller may see it."""
    return bottlenecks.visible_bottleneck(call.tx, call.actor, task_id)


def shown(call: Call, work: Work) -> BottleneckView:
    """The bottleneck as it is now, for the caller."""
    call.tx.settle()
    return bottleneck_views.bottleneck_view(call.tx, work, call.actor)


def room(desk: Desk) -> Room:
    """``/bottlenecks``, ``/units/<id>/bottlenecks`` and ``/tasks/<id>/…``."""
    routes = desk.room("bottlenecks", "Work that goes from hand to hand or waits too long; points never move")
    bottleneck = shape_of(BottleneckView)

    @routes.read("/bottlenecks", shape_of(BottleneckList))
    def list_bottlenecks(call: Call) -> object:
        """The departments in the caller's sight that have any"""
        return bottleneck_views.bottlenecks_for(call.tx, call.actor)

    @routes.read("/units/<uuid:unit_id>/bottlenecks", shape_of(DepartmentBottlenecks))
    def read_department(call: Call, unit_id: UUID) -> object:
        """All bottlenecks of one department, and its waiting by side"""
        return bottleneck_views.bottlenecks_of_unit(call.tx, call.actor, unit_id)

    @routes.read("/tasks/<uuid:task_id>/waiting", shape_of(WaitingView))
    def read_waiting(call: Call, task_id: UUID) -> object:
        """Who waited for whom, ended waits too, and working days by side"""
        return bottleneck_views.waiting_view(call.tx, call.actor, task_id)

    @routes.read("/tasks/<uuid:task_id>/bottleneck", bottleneck)
    def read_bottleneck(call: Call, task_id: UUID) -> object:
        """The way of the work with dates and reasons, and why it is a bottleneck, if it is one"""
        return shown(call, seen_bottleneck(call, task_id))

    @routes.write("/tasks/<uuid:task_id>/bottleneck/sending", bottleneck, look=seen_bottleneck)
    def send_bottleneck(call: Call, task_id: UUID) -> object:
        """Send it to the leader who decides: the deputy in charge of the field, else the head"""
        return shown(call, lead_decisions.send_to_leader(call.tx, call.actor, task_id, call.version))

    @routes.write("/tasks/<uuid:task_id>/bottleneck/decision", bottleneck, body=LeadDecided, look=seen_bottleneck)
    def decide_lead(call: Call, task_id: UUID) -> object:
        """Decide who leads, which closes the chain; answers with the task as it was left"""
        given = call.given
        lead = Lead(unit_id=given["unit_id"]) if "unit_id" in given else Lead(person_named(call, given["to"], "to"))
        work = lead_decisions.decide_lead(
            call.tx, call.actor, task_id, lead, given["reason"], due=given.get("due"), version=call.version
        )
        return shown(call, work)

    return routes
