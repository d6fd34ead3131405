"""Support requests (yêu cầu hỗ trợ): asked, taken, answered (DOMAIN 8; STORY 21)."""

from uuid import UUID

from marshmallow import Schema, fields, validate

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.fields import Text
from hanoiwork_plugin.api.queries import PageQuery, one_page
from hanoiwork_plugin.api.shapes import page_of, shape_of
from hanoiwork_plugin.domain.views import SupportView
from hanoiwork_plugin.services import support
from hanoiwork_plugin.services.support import SupportLineView
from hanoiwork_plugin.store.messages import SupportRequestRow


class RequestsQuery(PageQuery):
    """Which requests."""

    role = fields.String(
        load_default="mine",
        validate=validate.OneOf(["mine", "all"]),
        metadata={"description": "mine: asked by me; all: everyone's, for support."},
    )
    state = fields.String(validate=validate.OneOf(["open", "taken", "answered"]))


class Question(Schema):
    """What help is needed with."""

    text = Text(3000, shortest=1, required=True)


class SupportAnswer(Schema):
    """The answer."""

    text = Text(4000, shortest=1, required=True)


class SupportReplyGiven(Schema):
    """A further word."""

    text = Text(3000, shortest=1, required=True)


def seen_request(call: Call, request_id: UUID) -> SupportRequestRow:
    """The request, for its asker and for support."""
    return support.visible_request(call.tx, call.actor, request_id)


def shown(call: Call, row: SupportRequestRow) -> SupportView:
    """The request as it is now, for the caller."""
    call.tx.settle()
    return support.support_view(call.tx, row, may_handle=support.handles(call.actor))


def located(body: dict[str, object]) -> str:
    """The address of a request."""
    return f"{PREFIX}/support-requests/{body['id']}"


def room(desk: Desk) -> Room:
    """``/support-requests``."""
    routes = desk.room("support", "Requests to the support group")
    request = shape_of(SupportView)

    @routes.read("/support-requests", page_of(SupportLineView), query=RequestsQuery)
    def list_requests(call: Call) -> object:
        """One page of the caller's requests, or of everyone's for support"""
        given = call.given
        found = support.page_of_requests(
            call.tx,
            call.actor,
            everyone=given["role"] == "all",
            state=given.get("state"),
            after=given.get("cursor"),
            limit=given["limit"] + 1,
        )
        return one_page(found, given["limit"])

    @routes.write("/support-requests", request, body=Question, status=201, at=located)
    def ask_support(call: Call) -> object:
        """Ask the support group; the answer comes to the caller's card as well"""
        installation_id = support.own_installation(call.tx)
        row = support.ask(
            call.tx,
            call.actor,
            call.given["text"],
            installation_id=installation_id,
            conversation_id=None,
            message_id=None,
        )
        return shown(call, row)

    @routes.read("/support-requests/<uuid:request_id>", request)
    def read_request(call: Call, request_id: UUID) -> object:
        """A request, for its asker and for support"""
        return shown(call, seen_request(call, request_id))

    @routes.write("/support-requests/<uuid:request_id>/taking", request, look=seen_request)
    def take_request(call: Call, request_id: UUID) -> object:
        """Take a request on"""
        seen_request(call, request_id)
        return shown(call, support.take(call.tx, call.actor, request_id, call.version))

    @routes.write("/support-requests/<uuid:request_id>/answer", request, body=SupportAnswer, look=seen_request)
    def answer_request(call: Call, request_id: UUID) -> object:
        """Answer a request"""
        seen_request(call, request_id)
        text = call.given["text"]
        return shown(call, support.answer(call.tx, call.actor, request_id, text, call.version))

    @routes.write("/support-requests/<uuid:request_id>/replies", request, body=SupportReplyGiven, look=seen_request)
    def reply_to_request(call: Call, request_id: UUID) -> object:
        """Add a word to a request; after the answer the asker's opens it again"""
        seen_request(call, request_id)
        text = call.given["text"]
        return shown(call, support.reply(call.tx, call.actor, request_id, text, version=call.version))

    return routes
