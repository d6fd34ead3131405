"""The catalogue (danh mục sản phẩm/công việc) in force, searched as people type."""

from marshmallow import Schema, fields, validate

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.fields import Text
from hanoiwork_plugin.api.shapes import list_of
from hanoiwork_plugin.domain.views import ItemChoice
from hanoiwork_plugin.services import catalogue


class ItemsQuery(Schema):
    """What was typed."""

    q = Text(200, load_default="")
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


def room(desk: Desk) -> Room:
    """``/catalogue/items``."""
    routes = desk.room("catalogue", "Products and jobs with their points and coefficients")

    @routes.read("/catalogue/items", list_of(ItemChoice), query=ItemsQuery)
    def search_items(call: Call) -> object:
        """Items of the catalogue in force nearest to what was typed, best first"""
        return {"items": catalogue.search(call.tx, call.actor.unit, call.given["q"], call.given["limit"])}

    return routes
