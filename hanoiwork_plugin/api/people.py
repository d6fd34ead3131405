"""The caller: who they are here, with which rights, and the units around them."""

from marshmallow import Schema, fields

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.shapes import Code, list_of
from hanoiwork_plugin.domain.accounts.unit_views import UnitNode
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.services.accounts.units import unit_tree


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


class UnitQuery(Schema):
    """Which agency's units; without it one's own, and every one for the city board."""

    agency_id = fields.UUID()


class Me(Schema):
    """The caller."""

    id = fields.UUID(required=True)
    account = fields.String(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.Nested(Unit, required=True)
    roles = fields.List(fields.Nested(Grant), required=True, attribute="grants")


def room(desk: Desk) -> Room:
    """``/people/me`` and ``/units``."""
    routes = desk.room("people", "The caller")

    @routes.read("/people/me", Me)
    def read_me(call: Call) -> object:
        """The caller with unit and roles"""
        return call.actor

    @routes.read("/units", list_of(UnitNode), query=UnitQuery)
    def read_units(call: Call) -> object:
        """The tree of units with how many people work in each; the city board sees every agency"""
        return {"items": unit_tree(call.tx, call.actor, call.given.get("agency_id"))}

    return routes
