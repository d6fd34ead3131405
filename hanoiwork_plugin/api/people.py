"""The caller: who they are here, and with which rights."""

from marshmallow import Schema, fields

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.shapes import Code
from hanoiwork_plugin.domain.people import Role


class Unit(Schema):
    """A unit."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    agency_id = fields.UUID(required=True)


class Grant(Schema):
    """A role over a unit and everything below it."""

    role = Code([role.value for role in Role], required=True)
    unit = fields.Nested(Unit, required=True)
    fields_in_charge = fields.List(fields.String(), required=True, attribute="fields")


class Me(Schema):
    """The caller."""

    id = fields.UUID(required=True)
    account = fields.String(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.Nested(Unit, required=True)
    roles = fields.List(fields.Nested(Grant), required=True, attribute="grants")


def room(desk: Desk) -> Room:
    """``/people/me``."""
    routes = desk.room("people", "The caller")

    @routes.read("/people/me", Me)
    def read_me(call: Call) -> object:
        """The caller with unit and roles"""
        return call.actor

    return routes
