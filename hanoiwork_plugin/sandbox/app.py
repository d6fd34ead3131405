"""The practice workspace (không gian thực hành): plays the host side of CONTRACT 1.0, on loopback only."""

import time
from pathlib import Path

from flask import Flask, Response, g, request

from hanoiwork_plugin.sandbox import hostapi, oidc, page_api, pages
from hanoiwork_plugin.sandbox.delivery import Courier
from hanoiwork_plugin.sandbox.host import Host

RECORDED = ("/v1/", "/oauth/token", "/oauth/userinfo")
"""Addresses that the plugin calls with credentials; the others are public, or for browsers."""


def create_app(home: Path, own_url: str, plugin_url: str, people_csv: Path) -> Flask:
    """The workspace kept in ``home / "sandbox"``, reached at ``own_url``, for the plugin at ``plugin_url``.

    ``app.extensions["courier"]`` installs and delivers in the background between its ``start`` and ``stop``;
    ``app.extensions["host"]`` is the workspace itself.
    """
    host = Host.build(home, own_url.rstrip("/"), plugin_url.rstrip("/"), people_csv)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = page_api.UPLOAD_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.extensions["host"] = host
    app.extensions["courier"] = Courier(host)
    for blueprint in (oidc, hostapi, page_api, pages):
        app.register_blueprint(blueprint.routes(host))

    @app.before_request
    def note_start() -> None:
        g.started = time.monotonic()

    @app.after_request
    def record(answer: Response) -> Response:
        if request.path.startswith(RECORDED):
            asked = b"(...)" if request.path == "/oauth/token" else request.get_data()
            said = b"(...)" if request.path == "/oauth/token" and answer.status_code == 200 else _said(answer)
            host.calls.record(
                "in",
                request.path.removeprefix("/v1/"),
                request.method,
                request.url,
                request=(dict(request.headers), asked),
                status=answer.status_code,
                answer=(dict(answer.headers), said),
                seconds=time.monotonic() - g.started,
            )
        return answer

    return app


def _said(answer: Response) -> bytes:
    """The body of an answer that is text; a file is only named."""
    return f"({answer.content_length} byte)".encode() if answer.direct_passthrough else answer.get_data()
