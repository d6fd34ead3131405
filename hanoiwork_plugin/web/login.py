"""Signing in and out."""

from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, request

from hanoiwork_plugin.logs import logger
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store.hosts import Installation
from hanoiwork_plugin.web import session
from hanoiwork_plugin.web.oidc import Client, CodeFlow, LoginFailed, WorkspaceAway
from hanoiwork_plugin.web.page import reader_of_request, render


def login_address(base_url: str, path: str) -> str:
    """The login that leads back to ``path``; on the plugin's own address, where its cookie lives."""
    return f"{base_url}/app/login?{urlencode({'next': path})}"


def login_routes(pages: Blueprint, plugin: Plugin, flow: CodeFlow) -> None:
    """``/app/login``, ``/app/callback`` and ``/app/logout``."""

    def client() -> Client:
        with plugin.transaction() as tx:
            installation_id = tx.installation_id()
            if installation_id is None:
                raise WorkspaceAway("not_installed")
            row = tx.session.get_one(Installation, installation_id)
            return Client(row.client_id, row.client_secret)

    @pages.get("/app/login")
    def login() -> Response:
        wanted = session.local_path(request.args.get("next"))
        try:
            address = flow.address(client(), session.begin_login(wanted, plugin.clock.real_now()))
        except LoginFailed as failure:
            return failed(failure, wanted)
        return make_response(redirect(address))

    @pages.get("/app/callback")
    def callback() -> Response:
        now = plugin.clock.real_now()
        begun = session.take_login(request.args.get("state", ""), now)
        if begun is None:
            return failed(LoginFailed("state_unknown"), session.HOME)
        try:
            account = flow.account(client(), begun, request.args, now)
        except LoginFailed as failure:
            return failed(failure, begun.path)
        session.sign_in(account, now)
        return make_response(redirect(begun.path))

    @pages.get("/app/logout")
    def signed_out() -> Response:
        return logout_page(200)

    @pages.post("/app/logout")
    def logout() -> Response:
        if session.signed_in_account(plugin.clock.real_now()) and not session.is_own_form(request.form.get("form")):
            return logout_page(400)
        session.sign_out()
        return make_response(redirect("/app/logout", 303))

    def logout_page(status: int) -> Response:
        someone = session.signed_in_account(plugin.clock.real_now()) is not None
        reader = reader_of_request(plugin.clock.now())
        return make_response(render("logout.html", reader, someone=someone, form_key=session.form_key()), status)

    def failed(failure: LoginFailed, wanted: str) -> Response:
        logger().warning("login_failed", reason=failure.reason)
        away = isinstance(failure, WorkspaceAway)
        again = f"/app/login?{urlencode({'next': wanted})}"
        page = render("login_failed.html", reader_of_request(plugin.clock.now()), away=away, again=again)
        return make_response(page, 503 if away else 400)
