"""The workspace's server as the plugin hears it: signed events and presses through the real routes."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import text
from stage.issuer import PlayedIssuer
from werkzeug.test import TestResponse

from hanoiwork_plugin.cards import signature as card_signature
from hanoiwork_plugin.services import deliveries
from hanoiwork_plugin.services.deliveries import Handler
from hanoiwork_plugin.services.host_events import HANDLERS
from hanoiwork_plugin.services.transaction import Plugin

Json = dict[str, Any]
Content = dict[str, str]


@dataclass
class PlayedHost:
    """One installation of the workspace, with its key and its people's tokens."""

    client: FlaskClient
    plugin: Plugin
    issuer: PlayedIssuer
    installation: str
    key: str

    def event(self, kind: str, data: Json, *, subject: str = "tasks/t-1", **more: Any) -> Json:
        """A good event; ``more`` replaces attributes, None leaves one out."""
        event = {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": "/tenants/tenant-test",
            "type": f"vn.hanoiwork.{kind}.v1",
            "subject": subject,
            "time": "2026-06-02T01:10:00Z",
            "datacontenttype": "application/json",
            "installationid": self.installation,
            "data": data,
            **more,
        }
        return {name: value for name, value in event.items() if value is not None}

    def signed(self, raw: bytes, call_id: str, *, late: timedelta = timedelta(), key: str | None = None) -> Content:
        """The headers of a call whose bytes are ``raw``; ``late`` is how long ago it was signed."""
        stamp = str(int((datetime.now(UTC) - late).timestamp()))
        return {
            "webhook-id": call_id,
            "webhook-timestamp": stamp,
            "webhook-signature": hmac_signature(raw, call_id, stamp, key or self.key),
            "hanoiwork-installation": self.installation,
            "Content-Type": "application/cloudevents+json",
        }

    def send(self, event: Json) -> TestResponse:
        """Deliver an event, signed as agreed."""
        raw = encoded(event)
        return self.post(raw, self.signed(raw, str(event["id"])))

    def post(self, raw: bytes, headers: Content, path: str = "/hanoiwork/events") -> TestResponse:
        """Post bytes with these headers, whatever they are."""
        return self.client.post(path, data=raw, headers=headers)

    def work(self, handlers: dict[str, Handler] = HANDLERS) -> None:
        """What the worker does: every stored delivery, in the order they came."""
        query = text("SELECT installation_id, webhook_id FROM delivery WHERE state = 'stored' ORDER BY received_at")
        with self.plugin.engine.connect() as connection:
            waiting = connection.execute(query).all()
        for installation_id, webhook_id in waiting:
            deliveries.work_delivery(self.plugin, installation_id, webhook_id, handlers)

    def deliver(self, event: Json) -> str:
        """Send, work, and tell what became of it."""
        answer = self.send(event)
        assert answer.status_code == 202, answer.get_data(as_text=True)
        self.work()
        return self.state_of(event["id"])

    def state_of(self, webhook_id: str) -> str:
        """The state of a delivery."""
        with self.plugin.engine.connect() as connection:
            found = connection.execute(text("SELECT state FROM delivery WHERE webhook_id = :id"), {"id": webhook_id})
            return str(found.scalar_one())

    def card_data(self, verb: str, subject: str, version: int) -> Json:
        """What a card of ours puts into ``data``."""
        secret = self.plugin.settings.secret
        sig = card_signature.sign(secret, self.installation, subject, version, verb)
        return {"subject": subject, "version": version, "sig": sig}

    def press_of(self, verb: str, subject: str, version: int, **inputs: Any) -> Json:
        """A good press of a button on a card of ours."""
        return {
            "type": "invoke",
            "name": "adaptiveCard/action",
            "value": {
                "action": {
                    "type": "Action.Execute",
                    "id": "button",
                    "verb": verb,
                    "data": {**self.card_data(verb, subject, version), **inputs},
                },
                "trigger": "manual",
            },
            "actionId": str(uuid4()),
            "installationId": self.installation,
            "conversation": {"id": "dm-somebody", "type": "direct"},
            "message": {"id": "msg-1", "cardVersion": 1},
            "locale": "vi",
        }

    def press(
        self,
        account: str,
        press: Json,
        *,
        token: str | None = None,
        client: FlaskClient | None = None,
        **claims: Any,
    ) -> TestResponse:
        """Pass a press on for a person; ``claims`` change their token, ``token`` replaces it."""
        raw = encoded(press)
        token = token or self.issuer.token(account, **{"jti": press["actionId"], **claims})
        headers = {
            **self.signed(raw, f"press-{uuid4()}"),
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }
        return (client or self.client).post("/hanoiwork/actions", data=raw, headers=headers)

    def rows(self, *besides: str) -> dict[str, str]:
        """A fingerprint of the content of every table, but of those named."""
        tables = text(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition"
        )
        with self.plugin.engine.connect() as connection:
            names = [name for name in connection.scalars(tables) if name not in besides]
            each = " UNION ALL ".join(
                f"SELECT '{name}' AS name, count(*) || ' ' ||"
                f" coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS content FROM \"{name}\" t"
                for name in names
            )
            return {row.name: row.content for row in connection.execute(text(each))}


def hmac_signature(raw: bytes, call_id: str, stamp: str, key: str) -> str:
    """A ``v1`` signature (Standard Webhooks), made apart from the code that checks it."""
    secret = base64.b64decode(key.removeprefix("whsec_"))
    mac = hmac.new(secret, f"{call_id}.{stamp}.".encode() + raw, hashlib.sha256).digest()
    return "v1," + base64.b64encode(mac).decode()


def encoded(body: Json) -> bytes:
    """The bytes of a body as a host writes them."""
    return json.dumps(body, ensure_ascii=False).encode()


def answered(response: TestResponse) -> Json:
    """The answer to a press, which is HTTP 200 whatever it says."""
    assert response.status_code == 200, response.get_data(as_text=True)
    answer: Json = response.get_json()
    assert set(answer) <= {"statusCode", "type", "value", "effects"}
    return answer
