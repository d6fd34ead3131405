"""What the page asks for and does, as JSON; tests drive the workspace through the same addresses.

All below ``/p/<account>/api``, as the person with that account:

==============================================  =======================================================================
``GET  state?after=N``                          204 when nothing changed since version N; else ``{version, clock,
                                                conversations}``
``GET  conversations/<id>/messages?after=N``    messages changed since version N, with cards as this person sees them
``POST conversations/<id>/read``                ``{seq}``: seen up to there
``POST files`` (multipart, ``file``)            201 ``{id, name, size, sha256, contentType}``
``GET  files/<id>``                             the bytes
``POST messages``                               ``{conversationId, text, replyTo?, attachments?: [file id]}`` → 201
                                                the message
``POST press``                                  ``{messageId, action: {id, verb, data}, actionId, cardVersion?,
                                                attachments?, locale?}`` → see ``presses.press``
``POST tasks``                                  ``{title, content?, kind?, product?, quantity?, coefficient?, leadUnit?,
                                                assignees, due, priority?}`` → 201 the host's task
``POST links``                                  ``{type, id, token?}``: what opening a deep link does →
                                                ``{conversationId}``
``GET  clock``, ``POST clock``                  ``{now, moved}``; ``{set: iso}``, ``{real: true}`` or
                                                ``{advance: "hour"|"day"|"deadline"}``
``GET  status``                                 ``{installed, step, plugin, chaos, deliveries}``
``POST chaos``                                  some of ``{duplicate, reorder, lose: bool, delay: seconds}`` → all
``POST deliveries/retry``                       everything that waits is attempted now → ``{count}``
``POST install``                                install again → status
``GET  calls?after=N``                          the recorded calls after number N, oldest first
==============================================  =======================================================================

A refusal is 400, 404 or 409 with ``{"error": sentence}``.
"""

from typing import Any

from flask import Blueprint, Response, abort, g, jsonify, request, send_file

from hanoiwork_plugin.sandbox.clock_panel import ClockRefused
from hanoiwork_plugin.sandbox.host import Host
from hanoiwork_plugin.sandbox.install import install
from hanoiwork_plugin.sandbox.presses import PressRefused, press
from hanoiwork_plugin.sandbox.writing import NotWritten, give_task, open_link, write_message

UPLOAD_BYTES = 32 * 1024 * 1024


def routes(host: Host) -> Blueprint:
    """The page's JSON routes."""
    api = Blueprint("page_api", __name__, url_prefix="/p/<account>/api")

    @api.url_value_preprocessor
    def note_person(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.account = (values or {}).pop("account", "")

    @api.before_request
    def check_person() -> None:
        if host.people.find(g.account) is None:
            abort(404)

    @api.errorhandler(NotWritten)
    @api.errorhandler(PressRefused)
    def refused(error: Exception) -> tuple[Response, int]:
        return jsonify(error=str(error)), 400

    @api.errorhandler(ClockRefused)
    def clock_refused(error: ClockRefused) -> tuple[Response, int]:
        return jsonify(error=str(error)), 409

    @api.get("/state")
    def state() -> Response | tuple[str, int]:
        version = host.store.version
        if request.args.get("after", type=int) == version:
            return "", 204
        return jsonify(version=version, clock=host.clock.shown(), conversations=host.conversations.list_of(g.account))

    @api.get("/conversations/<conversation_id>/messages")
    def messages(conversation_id: str) -> Response:
        if not host.conversations.is_member(conversation_id, g.account):
            abort(404)
        after = request.args.get("after", 0, type=int)
        return jsonify(messages=host.conversations.messages(conversation_id, g.account, after))

    @api.post("/conversations/<conversation_id>/read")
    def read(conversation_id: str) -> tuple[str, int]:
        host.conversations.mark_read(conversation_id, g.account, int(_body()["seq"]))
        return "", 204

    @api.post("/files")
    def upload() -> tuple[Response, int]:
        file = request.files.get("file")
        if file is None:
            return jsonify(error="Chưa chọn tệp."), 400
        return jsonify(host.files.keep(file, g.account)), 201

    @api.get("/files/<file_id>")
    def download(file_id: str) -> Response:
        found = host.files.describe(file_id)
        if found is None:
            abort(404)
        return send_file(
            host.files.path(file_id), mimetype=found["contentType"], download_name=found["name"], as_attachment=True
        )

    @api.post("/messages")
    def send() -> tuple[Response, int]:
        wish = _body()
        files = [str(one) for one in wish.get("attachments") or []]
        conversation = str(wish.get("conversationId", ""))
        written = write_message(host, g.account, conversation, str(wish.get("text") or ""), wish.get("replyTo"), files)
        return jsonify(written), 201

    @api.post("/press")
    def press_button() -> Response | tuple[Response, int]:
        order = _body()
        if not isinstance(order.get("action"), dict) or not order.get("actionId"):
            return jsonify(error="Thiếu nút được bấm."), 400
        return jsonify(press(host, g.account, order))

    @api.post("/tasks")
    def task() -> tuple[Response, int]:
        return jsonify(give_task(host, g.account, _body())), 201

    @api.post("/links")
    def link() -> Response:
        wish = _body()
        return jsonify(conversationId=open_link(host, g.account, str(wish["type"]), str(wish["id"]), wish.get("token")))

    @api.get("/clock")
    def clock() -> Response:
        return jsonify(host.clock.shown())

    @api.post("/clock")
    def move_clock() -> Response:
        return jsonify(host.clock.move(host.installation.app_id, _body()))

    @api.get("/status")
    def status() -> Response:
        return jsonify(host.status())

    @api.post("/chaos")
    def chaos() -> Response:
        return jsonify(host.outbox.set_chaos(_body()))

    @api.post("/deliveries/retry")
    def retry() -> Response:
        return jsonify(count=host.outbox.retry_now())

    @api.post("/install")
    def install_again() -> Response:
        install(host)
        return jsonify(host.status())

    @api.get("/calls")
    def calls() -> Response:
        return jsonify(calls=host.calls.after(request.args.get("after", 0, type=int)))

    return api


def _body() -> dict[str, Any]:
    """The request's JSON object."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        abort(400)
    return body
