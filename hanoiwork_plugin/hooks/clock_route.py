"""Moving business time on a practice installation: only with the issuer on loopback."""

import json
from datetime import datetime, timedelta

from flask import Blueprint, Response, request

from hanoiwork_plugin.domain.calendar import to_hanoi
from hanoiwork_plugin.services.rollout import practice_clock
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.wire.problems import problem
from hanoiwork_plugin.workspace.tokens import TokenRefused, TokenVerifier


def clock_blueprint(plugin: Plugin, tokens: TokenVerifier) -> Blueprint:
    """``GET`` and ``POST /hanoiwork/clock``; registered only where the clock may be moved."""
    routes = Blueprint("clock", __name__, url_prefix="/hanoiwork")

    def allowed() -> bool:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            claims = tokens.verify(token.strip(), now=plugin.clock.real_now()) if scheme.lower() == "bearer" else None
        except TokenRefused:
            return False
        return claims is not None and claims.sub == plugin.settings.issuer and "app:clock" in claims.scopes

    def shown() -> Response:
        moved = practice_clock.offset(plugin) != timedelta()
        body = {"now": to_hanoi(plugin.clock.now()).isoformat(timespec="seconds"), "moved": moved}
        return Response(json.dumps(body), 200, mimetype="application/json")

    @routes.get("/clock")
    def read() -> Response:
        return shown() if allowed() else problem(401, "not_the_issuer", "Only the workspace's issuer may do this.")

    @routes.post("/clock")
    def move() -> Response:
        if not allowed():
            return problem(401, "not_the_issuer", "Only the workspace's issuer may do this.")
        order = request.get_json(silent=True)
        if not isinstance(order, dict):
            return problem(400, "invalid", "Expected one of set, real, advance.")
        try:
            if order.get("real") is True:
                practice_clock.real(plugin)
            elif isinstance(order.get("set"), str):
                practice_clock.set_to(plugin, datetime.fromisoformat(order["set"]))
            elif order.get("advance") in practice_clock.STEPS:
                practice_clock.advance(plugin, order["advance"])
            else:
                return problem(400, "invalid", "Expected one of set, real, advance.")
        except ValueError:
            return problem(400, "invalid", "Give the instant with its zone, for example 2026-06-23T08:00+07:00.")
        return shown()

    return routes
