"""Outages of the host (gián đoạn hệ thống): what is on record, and a competent person's own record of one."""

from marshmallow import Schema, fields

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.fields import Instant, Text
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.domain.timing.outage_views import OutagesView
from hanoiwork_plugin.services.timing import outages


class NewOutage(Schema):
    """An outage that is over; without a unit it was felt in the whole city."""

    unit_id = fields.UUID()
    since = Instant(required=True)
    until = Instant(required=True)
    reason = Text(2000, required=True)


def room(desk: Desk) -> Room:
    """``/outages``."""
    routes = desk.room("outages", "Outages of the host: lateness inside them is nobody's")
    shape = shape_of(OutagesView)

    @routes.read("/outages", shape)
    def list_outages(call: Call) -> object:
        """The newest outages felt where the caller works"""
        return outages.outages_for(call.tx, call.actor)

    @routes.write("/outages", shape, body=NewOutage, status=201)
    def record_outage(call: Call) -> object:
        """Record an outage that is over, with its reason; deadlines that fell to it are given back"""
        given = call.given
        outages.record_outage(
            call.tx, call.actor, given.get("unit_id"), given["since"], given["until"], given["reason"]
        )
        return outages.outages_for(call.tx, call.actor)

    return routes
