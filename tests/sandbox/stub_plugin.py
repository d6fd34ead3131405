"""A small plugin for the workspace's own tests: checks every signature and token, and answers with cards."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import requests
from flask import Flask, Response, jsonify, request
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from hanoiwork_plugin.settings import APP_ID


@dataclass
class Heard:
    """What reached the plugin."""

    installed: dict[str, Any] = field(default_factory=dict)
    lifecycle: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    presses: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)


class StubPlugin:
    """The plugin's side of the contract, as small as it can be."""

    def __init__(self, issuer: str, base_url: str) -> None:
        self.issuer = issuer
        self.base_url = base_url
        self.heard = Heard()
        self.answers: dict[str, tuple[dict[str, Any], ...]] = {}
        self.busy = False
        self._given: dict[str, Response] = {}
        self._lock = threading.Lock()
        self.offset = timedelta()
        self.app = self._make_app()

    def types(self) -> list[str]:
        """Events heard, without the pings, once each."""
        seen = {
            event["id"]: event["type"].removeprefix("vn.hanoiwork.").removesuffix(".v1") for event in self.heard.events
        }
        return [name for name in seen.values() if name != "app.ping"]

    def events(self, name: str) -> list[dict[str, Any]]:
        return [event for event in self.heard.events if event["type"] == f"vn.hanoiwork.{name}.v1"]

    def call(self, method: str, path: str, key: str | None = None, **options: Any) -> requests.Response:
        """Call the workspace's API as the installed plugin."""
        data = self.heard.installed
        token = requests.post(
            data["tokenEndpoint"],
            data={"grant_type": "client_credentials"},
            auth=(data["clientId"], data["clientSecret"]),
            timeout=5,
        ).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or str(uuid4())} | options.pop(
            "headers", {}
        )
        return requests.request(method, f"{data['apiBase']}/v1{path}", headers=headers, timeout=5, **options)

    def claims(self, audience: str = APP_ID) -> dict[str, Any]:
        """The claims of the caller's token, checked as CONTRACT 8 says."""
        token = request.headers["Authorization"].removeprefix("Bearer ")
        discovery = requests.get(f"{self.issuer}/.well-known/openid-configuration", timeout=5).json()
        keys = jwt.PyJWKSet.from_dict(requests.get(discovery["jwks_uri"], timeout=5).json())
        header = jwt.get_unverified_header(token)
        assert header["typ"] == "at+jwt"
        required = ["iss", "aud", "exp", "iat", "sub", "jti"]
        claims: dict[str, Any] = jwt.decode(
            token,
            keys[header["kid"]].key,
            algorithms=["ES256"],
            audience=audience,
            issuer=discovery["issuer"],
            options={"require": required},
        )
        return claims

    def _signed(self) -> dict[str, Any] | None:
        try:
            said: dict[str, Any] = Webhook(self.heard.installed["webhookKeys"][0]).verify(
                request.get_data(), {name.lower(): value for name, value in request.headers.items()}
            )
        except WebhookVerificationError as error:
            self.heard.refused.append(str(error))
            return None
        return said

    def _make_app(self) -> Flask:
        app = Flask("stub_plugin")

        @app.get("/hanoiwork/manifest.json")
        def manifest() -> Response:
            return jsonify(
                id=APP_ID,
                baseUrl=self.base_url,
                webhook={"url": f"{self.base_url}/hanoiwork/events"},
                actions={"url": f"{self.base_url}/hanoiwork/actions", "timeoutMs": 3000},
                lifecycle={"url": f"{self.base_url}/hanoiwork/lifecycle"},
            )

        @app.route("/hanoiwork/events", methods=["OPTIONS"])
        def validate() -> Response:
            origin = request.headers["WebHook-Request-Origin"]
            return Response(headers={"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "120"})

        @app.post("/hanoiwork/lifecycle")
        def lifecycle() -> tuple[str, int]:
            claims = self.claims()
            assert claims["sub"] == self.issuer
            assert "app:lifecycle" in claims["scope"].split()
            call = request.get_json()
            self.heard.lifecycle.append(call["type"])
            if call["type"] == "vn.hanoiwork.app.installed.v1":
                self.heard.installed = call["data"]
            return "", 200

        @app.post("/hanoiwork/events")
        def events() -> tuple[str, int]:
            if self.busy:
                return "", 503
            event = self._signed()
            if event is None or request.headers["hanoiwork-installation"] != event["installationid"]:
                return "", 401
            assert request.headers["content-type"] == "application/cloudevents+json"
            assert request.headers["webhook-id"] == event["id"]
            self.heard.events.append(event)
            return "", 202

        @app.post("/hanoiwork/actions")
        def actions() -> Response:
            press = self._signed()
            if press is None:
                return Response(status=401)
            claims = self.claims()
            assert claims["jti"] == press["actionId"]
            assert claims["exp"] - claims["iat"] <= 60
            with self._lock:
                self.heard.presses.append(press)
                self.heard.claims.append(claims)
                if press["actionId"] not in self._given:
                    answers = self.answers[press["value"]["action"]["verb"]]
                    said = answers[min(len(self._given), len(answers) - 1)]
                    self._given[press["actionId"]] = jsonify(said)
                return self._given[press["actionId"]]

        @app.route("/hanoiwork/clock", methods=["GET", "POST"])
        def clock() -> Response | tuple[Response, int]:
            claims = self.claims()
            assert claims["sub"] == self.issuer
            assert "app:clock" in claims["scope"].split()
            order = request.get_json() if request.method == "POST" else {}
            if order.get("advance") == "hour":
                self.offset += timedelta(hours=1)
            elif order.get("real"):
                self.offset = timedelta()
            elif "set" in order:
                self.offset = datetime.fromisoformat(order["set"]) - datetime.now(UTC)
            elif order:
                return jsonify(title="?"), 400
            now = datetime.now(UTC) + self.offset
            return jsonify(now=now.isoformat(), moved=bool(self.offset))

        return app


def card(*actions: dict[str, Any], title: str = "Báo cáo trật tự xây dựng tháng 6") -> dict[str, Any]:
    """A task card in the shape that CARDS asks for."""
    facts = [("Sản phẩm", "Báo cáo × 1"), ("Hệ số", "4,00"), ("Người giao", "Lê Thị Hà")]
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": f"Việc mới: {title}",
        "speak": f"Việc mới: {title}",
        "body": [
            {
                "type": "ColumnSet",
                "columns": [
                    {
                        "type": "Column",
                        "width": "stretch",
                        "items": [_text("Trọng tâm · Chờ nhận", size="Small", color="Accent", weight="Bolder")],
                    },
                    {
                        "type": "Column",
                        "width": "auto",
                        "items": [_text("còn 2 ngày · thứ Sáu 19/6, 17:00", size="Small", color="Warning")],
                    },
                ],
            },
            _text(title, style="heading", maxLines=2),
            {"type": "FactSet", "facts": [{"title": name, "value": value} for name, value in facts]},
        ],
        "actions": list(actions),
    }


def _text(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, "wrap": True, "spacing": "Small"} | more


def execute(title: str, verb: str, *, strong: bool = False, **data: Any) -> dict[str, Any]:
    """A button that is pressed."""
    action = {"type": "Action.Execute", "id": verb, "title": title, "verb": verb, "data": data}
    return action | ({"style": "positive"} if strong else {})


def show(title: str, *body: dict[str, Any], action: dict[str, Any]) -> dict[str, Any]:
    """A button that opens a small form."""
    shown = {"type": "AdaptiveCard", "version": "1.5", "body": list(body), "actions": [action]}
    return {"type": "Action.ShowCard", "id": f"show-{title}", "title": title, "card": shown}


def replaced(new: dict[str, Any], *effects: dict[str, Any]) -> dict[str, Any]:
    """An answer that puts ``new`` in the card's place."""
    answer = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": new}
    return answer | ({"effects": list(effects)} if effects else {})


def told(sentence: str, *effects: dict[str, Any]) -> dict[str, Any]:
    """An answer that is a sentence."""
    answer = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": sentence}
    return answer | ({"effects": list(effects)} if effects else {})


def refused(status: int, message: str, *effects: dict[str, Any]) -> dict[str, Any]:
    """An answer that says no."""
    value = {"code": "refused", "message": message}
    return {"statusCode": status, "type": "application/vnd.microsoft.error", "value": value, "effects": list(effects)}
