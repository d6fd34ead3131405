"""The host as a whole: it installs the plugin by its manifest, delivers events, relays presses, answers its calls."""

import hashlib
import itertools
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

import requests

from foreign_host.card_reading import Button, Card, buttons_of, words_of
from foreign_host.identity import TOKEN_PATH, Identity
from foreign_host.memory import File, Memory, Message
from foreign_host.routes import API_PATH, Answer, Handler
from foreign_host.webhook_signing import Signer

CARD = "application/vnd.microsoft.card.adaptive"
SENTENCE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"


@dataclass(frozen=True)
class PressAnswer:
    """What came back for a pressed button."""

    status: int
    kind: str
    value: Any
    effects: Sequence[dict[str, Any]] = ()
    raw: bytes = b""

    @property
    def message(self) -> str:
        """The sentence or the refusal."""
        return str(self.value["message"] if self.kind == ERROR else self.value)

    @property
    def dialog(self) -> Card:
        """The card shown beside the conversation."""
        return next(effect["dialog"]["card"] for effect in self.effects if "dialog" in effect)

    def __str__(self) -> str:
        return f"{self.status} {self.kind}: {words_of(self.value) if self.kind == CARD else self.value}"


@dataclass
class ForeignHost:
    """One workspace with one installed plugin."""

    origin: str
    people: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=lambda: {"nhóm-hỗ-trợ"})
    troublesome: bool = True
    """Answer 429 or 503 now and then."""
    loses_answers: bool = False
    """Now and then post what was asked and break the connection off."""
    strict_keys: bool = True
    """An idempotency key used again for another request is refused with 422, as its draft standard asks."""

    def __post_init__(self) -> None:
        self.memory = Memory()
        self.identity = Identity(self.origin)
        self.signer = Signer()
        self.installation_id = f"ins:{uuid4().hex[:6]}/mau"
        self.support_group = "nhóm-hỗ-trợ"
        self.client_id, self.client_secret = "app thuc thi", "b@se/64+secret:" + uuid4().hex
        self.access_tokens: dict[str, float] = {}
        self.answered: dict[str, tuple[tuple[str, str, str], Answer]] = {}
        self.reused_keys: list[str] = []
        self.manifest: dict[str, Any] = {}
        self._sequence: dict[str, int] = {}
        self._writes = itertools.count()
        self._troubled: dict[str, int] = {}
        self._session = requests.Session()
        self._session.trust_env = False

    # What the plugin runs into

    def trouble(self, key: str) -> Answer | None:
        """Every ninth new write is put off once."""
        if not self.troublesome or key in self._troubled:
            return None
        number = self._troubled[key] = next(self._writes)
        if number % 9 != 2:
            return None
        return (429 if number % 2 else 503), {"title": "busy"}, {"Retry-After": "1"}

    def loses_answer(self, key: str) -> bool:
        """Whether the answer to this write never arrives, the first time."""
        return self.loses_answers and int(hashlib.sha256(key.encode()).hexdigest(), 16) % 6 == 0

    # Installing

    def install(self, manifest_url: str) -> None:
        """Read the manifest, ask for permission to deliver, install, ping."""
        self.manifest = self._session.get(manifest_url, timeout=5).json()
        validated = self._session.options(
            self.manifest["webhook"]["url"], headers={"WebHook-Request-Origin": "mau.hanoi.example"}, timeout=5
        )
        assert validated.headers["WebHook-Allowed-Origin"] in ("mau.hanoi.example", "*")
        data = {
            "installationId": self.installation_id,
            "tenantId": "mau",
            "apiBase": self.origin + API_PATH,
            "tokenEndpoint": self.origin + TOKEN_PATH,
            "clientId": self.client_id,
            "clientSecret": self.client_secret,
            "webhookKeys": self.signer.given_to_plugin,
            "scimToken": uuid4().hex,
            "supportConversationId": self.support_group,
            "somethingNewer": True,
        }
        answer = self._session.post(
            self.manifest["lifecycle"]["url"],
            json={"type": "vn.hanoiwork.app.installed.v1", "data": data},
            headers={"Authorization": f"Bearer {self._token(self.identity.issuer, scope='app:lifecycle app:read')}"},
            timeout=5,
        )
        assert answer.status_code == 200, answer.text
        started = time.monotonic()
        assert self.emit("app.ping", "app", {}) in (200, 202)
        assert time.monotonic() - started < 3

    def _token(self, subject: str, *, jti: str | None = None, scope: str | None = None) -> str:
        return self.identity.token(subject, self.manifest["id"], jti=jti, scope=scope)

    # Events

    def emit(self, kind: str, subject: str, data: Mapping[str, Any], *, actor: str | None = None) -> int:
        """Deliver an event once; its status."""
        event_id, body = self.event(kind, subject, data, actor=actor)
        return self.deliver(event_id, body).status_code

    def event(self, kind: str, subject: str, data: Mapping[str, Any], *, actor: str | None = None) -> tuple[str, bytes]:
        """An event with its id, as it will be sent however often."""
        event_id = f"evt_{uuid4().hex}"
        self._sequence[subject] = self._sequence.get(subject, 0) + 1
        envelope = {
            "specversion": "1.0",
            "id": event_id,
            "source": "/tenants/mau",
            "type": f"vn.hanoiwork.{kind}.v1",
            "subject": subject,
            "time": datetime.now(UTC).isoformat(),
            "datacontenttype": "application/json",
            "installationid": self.installation_id,
            "sequence": str(self._sequence[subject]),
            "data": dict(data),
        }
        if actor:
            envelope["actorid"] = actor
        return event_id, json.dumps(envelope, ensure_ascii=False).encode()

    def deliver(self, event_id: str, body: bytes) -> requests.Response:
        """Sign and send one delivery."""
        return self._session.post(
            self.manifest["webhook"]["url"],
            data=body,
            headers={
                "Content-Type": "application/cloudevents+json; charset=utf-8",
                "HanoiWork-Installation": self.installation_id,
                **self.signer.headers(event_id, body),
            },
            timeout=5,
        )

    # What people do

    def give_task(self, giver: str, **form: Any) -> str:
        """Somebody fills in the host's own task form; the host's id of the task."""
        task_id = f"cv/{len(self.memory.tasks) + 1}-2026"
        self.memory.tasks[task_id] = {"id": task_id, "createdBy": giver, **form}
        assert self.emit("task.created", f"tasks/{task_id}", self.memory.tasks[task_id], actor=giver) == 202
        return task_id

    def put_file(self, name: str, content: bytes, content_type: str) -> File:
        """Somebody uploads a file."""
        file = File(f"tệp {uuid4().hex[:8]}", name, content, content_type)
        self.memory.files[file.id] = file
        return file

    def say(
        self,
        sender: str,
        text: str,
        *,
        group: str | None = None,
        reply_to: Message | None = None,
        files: Sequence[File] = (),
    ) -> str:
        """Somebody writes to the bot, into a group, or under a card; the id of the message."""
        message_id = f"p-{uuid4().hex[:10]}"
        replied = reply_to is not None
        data = {
            "id": message_id,
            "conversationId": reply_to.conversation_id if reply_to else group or f"direct:{sender}",
            "conversationType": "group" if group else "direct",
            "threadId": None,
            "replyTo": reply_to.id if reply_to else None,
            "text": text,
            "mentions": [],
            "sender": sender,
            "attachments": [file.announced for file in files],
        }
        kind = "message.attachment_added" if files and replied else "message.created"
        assert self.emit(kind, f"messages/{message_id}", data, actor=sender) == 202
        return message_id

    def press(
        self,
        person: str,
        on: Message | Card,
        title: str,
        written: Mapping[str, str] | None = None,
        *,
        files: Sequence[File] = (),
        careless: bool = False,
        beside: Message | None = None,
    ) -> PressAnswer:
        """Somebody presses a button of a card, or of a dialog opened ``beside`` a message."""
        card = on.card if isinstance(on, Message) else on
        fitting = [button for button in buttons_of(card or {}) if button.title == title]
        assert fitting, f"no button [{title}] on:\n{words_of(card or {})}"
        message = on if isinstance(on, Message) else beside
        body = self.press_body(fitting[0], message, written or {}, files=files, careless=careless)
        answer = self.send_press(person, body)
        self.show(message, answer)
        return answer

    def press_body(
        self,
        button: Button,
        message: Message | None,
        written: Mapping[str, str],
        *,
        files: Sequence[File] = (),
        careless: bool = False,
    ) -> dict[str, Any]:
        """The invoke of one press; sent again it is the same press."""
        action = button.action
        data = {**action.get("data", {}), **button.sent(written, careless=careless)}
        picker = data.get("hw:attachments")
        assert careless or len(files) >= (picker["min"] if picker else 0), f"[{button.title}] wants files"
        body: dict[str, Any] = {
            "type": "invoke",
            "name": "adaptiveCard/action",
            "value": {
                "action": {"type": "Action.Execute", "id": action["id"], "verb": action["verb"], "data": data},
                "trigger": "manual",
            },
            "actionId": str(uuid4()),
            "installationId": self.installation_id,
            "locale": "vi-VN",
            "attachments": [file.announced for file in files],
        }
        if message is not None:
            kind = "direct" if message.person else "group"
            body["conversation"] = {"id": message.conversation_id, "type": kind}
            body["message"] = {"id": message.id, "cardVersion": message.card_version}
        assert action["verb"] in self.manifest["actions"]["verbs"]
        return body

    def send_press(self, person: str, body: Mapping[str, Any]) -> PressAnswer:
        """Relay a press once, with a fresh token of the person.

        Raises:
            requests.RequestException: when no answer came.
            requests.HTTPError: when the answer is no answer to a press.
        """
        return self.send_prepared(self.prepared_press(person, body))

    def prepared_press(self, person: str, body: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
        """The bytes and headers of a press, signed and with a fresh token."""
        raw = json.dumps(body, ensure_ascii=False).encode()
        return raw, {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self._token(person, jti=body['actionId'])}",
            "HanoiWork-Installation": self.installation_id,
            **self.signer.headers(f"act_{uuid4().hex}", raw),
        }

    def send_prepared(self, prepared: tuple[bytes, dict[str, str]]) -> PressAnswer:
        """Send it; see ``send_press``."""
        raw, headers = prepared
        timeout = self.manifest["actions"]["timeoutMs"] / 1000
        response = self._session.post(self.manifest["actions"]["url"], data=raw, headers=headers, timeout=timeout)
        if response.status_code != 200:
            raise requests.HTTPError(f"{response.status_code}: {response.text}", response=response)
        answer = response.json()
        assert set(answer) <= {"statusCode", "type", "value", "effects"}, set(answer)
        return PressAnswer(
            answer["statusCode"], answer["type"], answer["value"], answer.get("effects", ()), response.content
        )

    def button_of(self, card: Card | None, title: str) -> Button:
        """The button of a card with this title."""
        return next(button for button in buttons_of(card or {}) if button.title == title)

    def symmetric_headers(self, message_id: str, body: bytes) -> dict[str, str]:
        """What a delivery is signed with when the shared secret alone is used."""
        return {"HanoiWork-Installation": self.installation_id, **self.signer.symmetric_headers(message_id, body)}

    def show(self, message: Message | None, answer: PressAnswer) -> None:
        """Replace the pressed card by the answer when that is a card."""
        if message is not None and answer.status == 200 and answer.kind == CARD:
            with self.memory.changed:
                message.card = answer.value
                message.card_version += 1
                self.memory.changed.notify_all()

    def close(self) -> None:
        """Let go of connections."""
        self._session.close()


@contextmanager
def running_host(people: Sequence[str], **traits: Any) -> Iterator[ForeignHost]:
    """A host on a free port of the loopback."""
    handler = type("HostHandler", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    host = ForeignHost(f"http://127.0.0.1:{server.server_port}", people=set(people), **traits)
    handler.host = host  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        host.close()
