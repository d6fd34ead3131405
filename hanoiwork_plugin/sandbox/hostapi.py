"""What the plugin may ask of the workspace (CONTRACT 6): messages, cards, its own tasks, files."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import jwt
from flask import Blueprint, Response, jsonify, request, send_file

from hanoiwork_plugin.sandbox.conversations import APP, CardConflict
from hanoiwork_plugin.sandbox.host import Host
from hanoiwork_plugin.sandbox.writing import mirror_task

CARD_BYTES = 28 * 1024
Answer = tuple[int, dict[str, Any]]


class Refused(Exception):
    """Becomes an RFC 9457 problem."""

    def __init__(self, status: int, title: str, **extra: Any) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.extra = extra


def routes(host: Host) -> Blueprint:
    """The API's routes, below ``/v1``."""
    api = Blueprint("hostapi", __name__, url_prefix="/v1")

    @api.errorhandler(Refused)
    def problem(refused: Refused) -> Response:
        answer = jsonify(
            type=f"about:blank#{refused.status}", title=refused.title, status=refused.status, **refused.extra
        )
        answer.status_code = refused.status
        answer.content_type = "application/problem+json"
        if "cardVersion" in refused.extra:
            answer.headers["ETag"] = f'"{refused.extra["cardVersion"]}"'
        return answer

    @api.before_request
    def check_token() -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise Refused(401, "Missing bearer token")
        try:
            claims = host.tokens.read(token, host.own_url)
        except jwt.InvalidTokenError:
            raise Refused(401, "Token not accepted") from None
        if claims["sub"] != host.installation.client_id:
            raise Refused(403, "Token of another client")

    @api.post("/conversations/<conversation_id>/messages")
    def post_message(conversation_id: str) -> Response:
        def write() -> Answer:
            if host.conversations.find(conversation_id) is None:
                raise Refused(404, "No such conversation")
            return 201, _post(host, conversation_id)

        return _once(host, write)

    @api.post("/users/<account>/messages")
    def post_direct(account: str) -> Response:
        def write() -> Answer:
            if host.people.find(account) is None:
                raise Refused(404, "No such user")
            conversation = host.conversations.direct_of(account)
            return 201, _post(host, conversation) | {"conversationId": conversation}

        return _once(host, write)

    @api.patch("/messages/<message_id>/card")
    def replace_card(message_id: str) -> Response:
        def write() -> Answer:
            wish = _body()
            card, viewer = _card(wish), wish.get("viewer")
            row = host.conversations.row(message_id)
            if row is None or row["card"] is None or row["sender"] != APP:
                raise Refused(404, "No such card")
            if card is None:
                raise Refused(400, "A card is required")
            if viewer is not None and not host.conversations.is_member(row["conversation_id"], str(viewer)):
                raise Refused(404, "The viewer is not in this conversation")
            try:
                version = host.conversations.replace_card(message_id, card, viewer=viewer, expected=_expected())
            except CardConflict as conflict:
                raise Refused(412, "The card was replaced", cardVersion=conflict.version) from None
            return 200, {"id": message_id, "cardVersion": version}

        return _once(host, write)

    @api.patch("/tasks/<task_id>")
    def patch_task(task_id: str) -> Response:
        def write() -> Answer:
            try:
                return 200, mirror_task(host, task_id, _body())
            except LookupError:
                raise Refused(404, "No such task") from None

        return _once(host, write)

    @api.get("/files/<file_id>")
    def file_description(file_id: str) -> Response:
        return jsonify(_file(host, file_id))

    @api.get("/files/<file_id>/content")
    def file_content(file_id: str) -> Response:
        found = _file(host, file_id)
        return send_file(host.files.path(file_id), mimetype=found["contentType"], download_name=found["name"])

    return api


def _once(host: Host, write: Callable[[], Answer]) -> Response:
    """Do ``write`` once for an ``Idempotency-Key``: the same key gets the same answer, and no second effect."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        raise Refused(400, "Idempotency-Key is required")
    digest = hashlib.sha256(request.get_data()).hexdigest()
    asked = f"{request.method} {request.path} {digest}"
    with host.store.write() as db:
        row = host.store.row("SELECT * FROM idempotency WHERE key = ?", key)
        if row is None:
            status, said = write()
            etag = f'"{said["cardVersion"]}"' if said.get("cardVersion") else None
            text = json.dumps(said, ensure_ascii=False)
            db.execute("INSERT INTO idempotency VALUES (?,?,?,?,?)", (key, asked, status, text, etag))
            row = {"request": asked, "status": status, "body": text, "etag": etag}
    if row["request"] != asked:
        raise Refused(422, "Idempotency-Key was used for another request")
    answer = Response(row["body"], row["status"], content_type="application/json")
    if row["etag"]:
        answer.headers["ETag"] = row["etag"]
    return answer


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Refused(400, "A JSON object is required")
    return body


def _card(wish: dict[str, Any]) -> dict[str, Any] | None:
    card = wish.get("card")
    if card is None:
        return None
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        raise Refused(400, "The card is not an Adaptive Card")
    if len(json.dumps(card, ensure_ascii=False).encode()) > CARD_BYTES:
        raise Refused(413, "The card is larger than 28 KB")
    return card


def _post(host: Host, conversation_id: str) -> dict[str, Any]:
    wish = _body()
    card, text, reply_to = _card(wish), wish.get("text"), wish.get("replyTo")
    if card is None and not text:
        raise Refused(400, "A text or a card is required")
    if text is not None and not isinstance(text, str):
        raise Refused(400, "The text is not a string")
    if reply_to is not None:
        parent = host.conversations.row(str(reply_to))
        if parent is None or parent["conversation_id"] != conversation_id:
            raise Refused(404, "The message replied to is not in this conversation")
    message_id = host.conversations.post(conversation_id, APP, text=text, card=card, reply_to=reply_to)
    return {"id": message_id, "cardVersion": 1 if card is not None else None}


def _expected() -> int | None:
    """The card version in ``If-Match``, bare or as an entity tag; None for ``*``."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Refused(428, "If-Match is required")
    if given == "*":
        return None
    bare = given.removeprefix("W/").strip('"')
    return int(bare) if bare.isdecimal() else -1


def _file(host: Host, file_id: str) -> dict[str, Any]:
    found = host.files.describe(file_id)
    if found is None:
        raise Refused(404, "No such file")
    return found
