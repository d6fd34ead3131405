"""*Việc hôm nay* over REST: what the caller's card of today says, and putting it off."""

from marshmallow import Schema, fields

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.domain.timing.digest import DigestView
from hanoiwork_plugin.services.timing import digest


class PuttingOff(Schema):
    """Which reminder is put off; without a task all of today's."""

    task_id = fields.UUID()


def room(desk: Desk) -> Room:
    """``/digest``."""
    routes = desk.room("digest", "The day's reminders: due soon, overdue, returned, waiting for the caller")
    shape = shape_of(DigestView)

    @routes.read("/digest", shape)
    def read_digest(call: Call) -> object:
        """What the caller's card of today says now; empty when all is well"""
        return digest.digest_of_today(call.tx, call.actor)

    @routes.write("/digest/putting-off", shape, body=PuttingOff)
    def put_off(call: Call) -> object:
        """Put today's reminders, or the one about a task, off to the next working morning"""
        return digest.put_off_digest(call.tx, call.actor, call.given.get("task_id"))

    return routes
