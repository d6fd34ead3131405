"""The provisional coefficient of arising work outside the catalogue: confirmed, refused, set anew (STORY 10)."""

from uuid import UUID

from marshmallow import Schema

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.fields import Amount, Text
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.api.tasks import Reason
from hanoiwork_plugin.domain.catalogues.catalogue_views import CoefficientView
from hanoiwork_plugin.services.assigning import coefficients


class Confirmation(Schema):
    """The points as set, or other ones with a reason."""

    points = Amount()
    reason = Text(2000, load_default="")


class NewPoints(Schema):
    """Points within the frames of the catalogue in force."""

    points = Amount(required=True)


def _seen(call: Call, task_id: UUID) -> CoefficientView:
    call.tx.settle()
    return coefficients.coefficient_view(call.tx, call.actor, task_id)


def room(desk: Desk) -> Room:
    """``/tasks/{id}/coefficient``."""
    routes = desk.room("coefficients", "Provisional coefficients of arising work outside the catalogue")
    shape = shape_of(CoefficientView)

    @routes.read("/tasks/<uuid:task_id>/coefficient", shape)
    def read_coefficient(call: Call, task_id: UUID) -> object:
        """The coefficient of a task outside the catalogue, and what the caller may do with it"""
        return _seen(call, task_id)

    @routes.write("/tasks/<uuid:task_id>/coefficient", shape, body=NewPoints, look=_seen)
    def set_coefficient(call: Call, task_id: UUID) -> object:
        """Other provisional points after a refusal; they are asked about anew"""
        coefficients.set_coefficient(call.tx, call.actor, task_id, call.given["points"], call.version)
        return _seen(call, task_id)

    @routes.write("/tasks/<uuid:task_id>/coefficient/confirmation", shape, body=Confirmation, look=_seen)
    def confirm_coefficient(call: Call, task_id: UUID) -> object:
        """Confirm the coefficient, or set another one with a reason"""
        coefficients.confirm_coefficient(
            call.tx,
            call.actor,
            task_id,
            points=call.given.get("points"),
            reason=call.given["reason"],
            version=call.version,
        )
        return _seen(call, task_id)

    @routes.write("/tasks/<uuid:task_id>/coefficient/refusal", shape, body=Reason, look=_seen)
    def refuse_coefficient(call: Call, task_id: UUID) -> object:
        """Refuse the coefficient, with a reason"""
        coefficients.refuse_coefficient(call.tx, call.actor, task_id, call.given["reason"], call.version)
        return _seen(call, task_id)

    return routes
