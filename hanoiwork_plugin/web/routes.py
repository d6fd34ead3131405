"""The pages as one blueprint: the way in by QR, the login, every page, their headers and their refusals."""

import re
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.exceptions import HTTPException

from hanoiwork_plugin.domain.errors import DomainError, Forbidden, Invalid, NotFound
from hanoiwork_plugin.logs import logger
from hanoiwork_plugin.services.doing import qr
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.settings import APP_ID
from hanoiwork_plugin.web import session
from hanoiwork_plugin.web.calendar_feed import calendar_routes
from hanoiwork_plugin.web.catalogue_pages import catalogue_routes
from hanoiwork_plugin.web.evaluation_pages import evaluation_routes
from hanoiwork_plugin.web.evidence import evidence_routes
from hanoiwork_plugin.web.login import login_address, login_routes
from hanoiwork_plugin.web.objective_pages import objective_routes
from hanoiwork_plugin.web.oidc import CodeFlow
from hanoiwork_plugin.web.page import (
    Door,
    NotAdmitted,
    NotSignedIn,
    Shown,
    Visit,
    asked_language,
    asked_path,
    reader_of_request,
    render,
)
from hanoiwork_plugin.web.plan_pages import plan_routes
from hanoiwork_plugin.web.readiness_pages import readiness_routes
from hanoiwork_plugin.web.score_pages import score_routes
from hanoiwork_plugin.web.task_pages import task_routes
from hanoiwork_plugin.web.unit_pages import unit_routes
from hanoiwork_plugin.workspace.issuer import Issuer
from hanoiwork_plugin.workspace.links import task_link
from hanoiwork_plugin.workspace.tokens import TokenVerifier
from hanoiwork_plugin.workspace.transport import pooled_session

OPEN_PAGES = frozenset({"qr_scanned", "qr_empty", "login", "callback", "signed_out", "logout", "static", "calendar"})
"""Endpoints that need nobody signed in; a test holds every other one to the login."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


def web_blueprint(plugin: Plugin, issuer: Issuer, tokens: TokenVerifier) -> Blueprint:
    """``/q`` and ``/app`` of CONTRACT 1."""
    pages = Blueprint(
        "web", __name__, template_folder="templates", static_folder="static", static_url_path="/app/static"
    )
    door = Door(plugin, pages)
    _qr_routes(pages, plugin)
    flow = CodeFlow(issuer, tokens, pooled_session(), f"{plugin.settings.base_url}/app/callback")
    login_routes(pages, plugin, flow)
    for routes in (
        *(task_routes, score_routes, evaluation_routes, evidence_routes),
        *(objective_routes, plan_routes, readiness_routes, catalogue_routes, unit_routes),
    ):
        routes(door)
    calendar_routes(pages, plugin)

    @door.page("/app/<path:rest>")
    def no_such_page(visit: Visit, rest: str) -> Shown:
        raise NotFound

    @pages.before_request
    def take_language() -> None:
        asked = asked_language()
        if asked and request.path.startswith("/app"):
            session.choose_language(asked)

    _refusals(pages, plugin)
    _headers(pages, plugin)
    return pages


def _qr_routes(pages: Blueprint, plugin: Plugin) -> None:
    @pages.get("/q/<path:token>")
    def qr_scanned(token: str) -> Response:
        if not _TOKEN.fullmatch(token):
            raise NotFound
        with plugin.transaction() as tx:
            task_id = qr.task_of_token(tx, token)
        link = task_link(plugin.settings.workspace_url, APP_ID, task_id)
        return make_response(redirect(f"{link}?token={quote(token)}"))

    @pages.get("/q/")
    def qr_empty() -> Response:
        raise NotFound


def _refusals(pages: Blueprint, plugin: Plugin) -> None:
    """Every refusal as a calm page; what is unknown and what is none of one's business look the same."""

    @pages.errorhandler(NotSignedIn)
    def sign_in_first(_error: NotSignedIn) -> Response:
        return make_response(redirect(login_address(plugin.settings.base_url, asked_path())))

    @pages.errorhandler(NotAdmitted)
    def not_admitted(_error: NotAdmitted) -> Response:
        session.sign_out()
        return make_response(render("not_admitted.html", reader_of_request(plugin.clock.now())), 403)

    @pages.errorhandler(DomainError)
    def refused(error: DomainError) -> Response:
        reader = reader_of_request(plugin.clock.now())
        if isinstance(error, NotFound | Forbidden):
            return make_response(render("neutral.html", reader), 404)
        text = reader.filled(error.detail, error.params)
        status = 400 if isinstance(error, Invalid) else 409
        return make_response(render("refused.html", reader, title=reader.say(error.title), text=text), status)

    @pages.errorhandler(Exception)
    def failed(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        logger().error("page_failed", endpoint=request.endpoint, fault=type(error).__name__, exc_info=error)
        return make_response(render("failed.html", reader_of_request(plugin.clock.now())), 500)


def _headers(pages: Blueprint, plugin: Plugin) -> None:
    workspace = urlsplit(plugin.settings.workspace_url)
    policy = (
        "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors 'self' {workspace.scheme}://{workspace.netloc}"
    )

    @pages.after_request
    def harden(answer: Response) -> Response:
        answer.headers.setdefault("Content-Security-Policy", policy)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "same-origin"
        if request.endpoint != "web.static":
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer
