"""Delegations (ủy quyền): made, ended (DOMAIN 1; STORY 24)."""

from uuid import UUID

from marshmallow import Schema, fields, validate

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.fields import Day, Text
from hanoiwork_plugin.api.named import person_named
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.domain.authority import DELEGABLE, Act
from hanoiwork_plugin.domain.changes.change_views import DelegationView
from hanoiwork_plugin.services.changes import delegations
from hanoiwork_plugin.store.delegations import DelegationRow
from hanoiwork_plugin.wire.fields import Items


class NewDelegation(Schema):
    """From whom, to whom, which acts over which unit, on which days, both included."""

    giver = Text(255, shortest=1, metadata={"description": "The caller when left out."})
    taker = Text(255, shortest=1, required=True)
    acts = fields.List(
        fields.String(validate=validate.OneOf([act.value for act in DELEGABLE])),
        required=True,
        validate=Items(min=1, max=len(DELEGABLE)),
    )
    unit_id = fields.UUID(metadata={"description": "The giver's own unit when left out."})
    valid_from = Day(required=True)
    valid_to = Day(required=True)
    basis = Text(2000, shortest=1, required=True)


class Ending(Schema):
    """Why it ends before its last day."""

    reason = Text(2000, load_default="")


def seen_delegation(call: Call, delegation_id: UUID) -> DelegationRow:
    """The delegation, for its two people and those above the giver."""
    return delegations.visible_delegation(call.tx, call.actor, delegation_id)


def shown(call: Call, row: DelegationRow) -> DelegationView:
    """The delegation as it is now, for the caller."""
    call.tx.settle()
    return delegations.delegation_view(call.tx, row, call.actor)


def located(body: dict[str, object]) -> str:
    """The address of a delegation."""
    return f"{PREFIX}/delegations/{body['id']}"


def room(desk: Desk) -> Room:
    """``/delegations``."""
    routes = desk.room("delegations", "Delegations of authority")
    delegation = shape_of(DelegationView)

    @routes.write("/delegations", delegation, body=NewDelegation, status=201, at=located)
    def delegate(call: Call) -> object:
        """Delegate acts over a unit for some days; it ends by itself and is not passed on"""
        given = call.given
        giver = person_named(call, given["giver"], "giver") if "giver" in given else call.actor.id
        row = delegations.delegate(
            call.tx,
            call.actor,
            giver,
            person_named(call, given["taker"], "taker"),
            [Act(code) for code in given["acts"]],
            given["valid_from"],
            given["valid_to"],
            given["basis"],
            unit_id=given.get("unit_id"),
        )
        return shown(call, row)

    @routes.read("/delegations/<uuid:delegation_id>", delegation)
    def read_delegation(call: Call, delegation_id: UUID) -> object:
        """A delegation"""
        return shown(call, seen_delegation(call, delegation_id))

    @routes.write("/delegations/<uuid:delegation_id>/ending", delegation, body=Ending, look=seen_delegation)
    def end_delegation(call: Call, delegation_id: UUID) -> object:
        """End a delegation at once"""
        reason = call.given["reason"]
        return shown(call, delegations.end_delegation(call.tx, call.actor, delegation_id, reason, call.version))

    return routes
