"""The decisions of the day: what waits for the caller, and the clean ones accepted together."""

from uuid import UUID

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.domain.doing.request_views import DecisionsView
from hanoiwork_plugin.services.doing import decisions
from hanoiwork_plugin.store.decisions import DecisionListRow


def seen_list(call: Call, list_id: UUID) -> DecisionListRow:
    """The caller's own list."""
    return decisions.visible_list(call.tx, call.actor, list_id)


def located(body: dict[str, object]) -> str:
    """The address of a list."""
    return f"{PREFIX}/decisions/{body['id']}"


def room(desk: Desk) -> Room:
    """``/decisions``."""
    routes = desk.room("decisions", "Decisions of the day: products, approvals, objections, requests that wait")
    shape = shape_of(DecisionsView)

    def shown(call: Call, row: DecisionListRow) -> object:
        call.tx.settle()
        return decisions.decisions_view(call.tx, row)

    @routes.write("/decisions", shape, status=201, at=located)
    def gather_decisions(call: Call) -> object:
        """Everything that waits for the caller's decision now, as one list"""
        return shown(call, decisions.list_of_today(call.tx, call.actor))

    @routes.read("/decisions/<uuid:list_id>", shape)
    def read_decisions(call: Call, list_id: UUID) -> object:
        """A list as it was shown, with what changed since and what was decided"""
        return shown(call, seen_list(call, list_id))

    @routes.write("/decisions/<uuid:list_id>/acceptance", shape, look=seen_list)
    def accept_clean(call: Call, list_id: UUID) -> object:
        """Accept the clean products, each by an entry of its own; what changed since is held back and named"""
        return shown(call, decisions.accept_clean(call.tx, call.actor, list_id, call.version))

    return routes
