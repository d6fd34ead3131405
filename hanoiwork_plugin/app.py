"""The composition root: the one file that knows everybody."""

import base64
import json
from hashlib import sha256

from flask import Flask, Response, request
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from hanoiwork_plugin.api.app import register_api
from hanoiwork_plugin.contract.asyncapi import asyncapi_document
from hanoiwork_plugin.hooks.clock_route import clock_blueprint
from hanoiwork_plugin.hooks.routes import Hooks
from hanoiwork_plugin.logs import logger
from hanoiwork_plugin.metrics import metrics_text
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.settings import APP_ID, is_loopback
from hanoiwork_plugin.web.routes import web_blueprint
from hanoiwork_plugin.web.session import PagesOnly
from hanoiwork_plugin.wire.problems import problem
from hanoiwork_plugin.workspace.issuer import Issuer
from hanoiwork_plugin.workspace.tokens import TokenVerifier
from hanoiwork_plugin.workspace.transport import pooled_session


def create_app(plugin: Plugin) -> Flask:
    """The WSGI application of one server process."""
    # Its models take as long to import as everything else together; the worker and the commands need none of them.
    from hanoiwork_plugin.scim.server import register_scim

    settings = plugin.settings
    app = Flask(__name__, static_folder=None)
    app.session_interface = PagesOnly()
    app.config.update(
        SECRET_KEY=base64.urlsafe_b64encode(sha256(b"cookies" + settings.secret).digest()),
        SESSION_COOKIE_NAME="hanoiwork_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not is_loopback(settings.base_url),
        MAX_CONTENT_LENGTH=1024 * 1024,
        JSON_SORT_KEYS=False,
    )
    issuer = Issuer(settings.issuer, pooled_session())
    tokens = TokenVerifier(issuer, APP_ID)
    hooks = Hooks(plugin, tokens)
    app.register_blueprint(hooks.blueprint())
    if settings.practice:
        app.register_blueprint(clock_blueprint(plugin, tokens))
    register_api(app, plugin, tokens)
    directory = register_scim(app, plugin)
    app.extensions["memories"] = (issuer, hooks, directory)
    app.register_blueprint(web_blueprint(plugin, issuer, tokens))
    _register_documents(app)
    _register_health(app, plugin)
    _register_errors(app)
    return app


def _register_documents(app: Flask) -> None:
    @app.get("/")
    def front() -> Response:
        return Response(status=302, headers={"Location": "/app/"})

    @app.get("/hanoiwork/asyncapi.json")
    def asyncapi() -> Response:
        return Response(json.dumps(asyncapi_document(), ensure_ascii=False), mimetype="application/json")


def _register_health(app: Flask, plugin: Plugin) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        return Response("ok", mimetype="text/plain")

    @app.get("/readyz")
    def readyz() -> Response:
        if not _local():
            return problem(404, "not_found", "Not found.")
        try:
            with plugin.engine.connect() as connection:
                connection.execute(select(text("1")))
        except SQLAlchemyError:
            return Response("database", 503, mimetype="text/plain")
        return Response("ok", mimetype="text/plain")

    @app.get("/metrics")
    def metrics() -> Response:
        if not _local():
            return problem(404, "not_found", "Not found.")
        return Response(metrics_text(plugin.engine), content_type=CONTENT_TYPE_LATEST)


def _local() -> bool:
    """Whether the caller is on this machine and did not come through a proxy."""
    forwarded = {"X-Forwarded-For", "Forwarded"} & set(request.headers.keys())
    return not forwarded and request.remote_addr in ("127.0.0.1", "::1", "localhost", None)


def _register_errors(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        status = error.code or 500
        answer = problem(status, f"http_{status}", error.name)
        for name, value in error.get_headers():
            if name.lower() in ("allow", "retry-after", "location", "www-authenticate"):
                answer.headers[name] = value
        return answer

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        logger().error("request_failed", path=request.path, fault=type(error).__name__, exc_info=error)
        return problem(500, "internal", "Something went wrong on our side; nothing was written.")
