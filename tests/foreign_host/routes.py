"""The host over HTTP: its issuer's documents and the API of CONTRACT 6, strict where the contract is."""

import base64
import json
import re
import secrets
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, unquote_plus
from uuid import uuid4

from foreign_host.identity import TOKEN_PATH
from foreign_host.memory import Call, Message

if TYPE_CHECKING:
    from foreign_host.host import ForeignHost

API_PATH = "/workspace/rest"
Answer = tuple[int, Any, dict[str, str]]


class Handler(BaseHTTPRequestHandler):
    """One connection of the plugin; ``host`` is set on the subclass of each host."""

    protocol_version = "HTTP/1.1"
    host: "ForeignHost"

    def do_GET(self) -> None:
        document = self.host.identity.documents().get(self.path)
        if document is not None:
            self._send(200, document, {})
        else:
            self._api("GET")

    def do_POST(self) -> None:
        if self.path == TOKEN_PATH:
            self._send(*self._token(self._body()))
        else:
            self._api("POST")

    def do_PATCH(self) -> None:
        self._api("PATCH")

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _token(self, body: bytes) -> Answer:
        """Client credentials; tokens live for 20 seconds, so that they are renewed on the way."""
        scheme, _, encoded = self.headers.get("Authorization", "").partition(" ")
        expected = f"{self.host.client_id}:{self.host.client_secret}"
        given = base64.b64decode(encoded).decode() if scheme == "Basic" else ":"
        if unquote_plus(given) != expected or parse_qs(body.decode()).get("grant_type") != ["client_credentials"]:
            return 401, {"error": "invalid_client"}, {"WWW-Authenticate": "Basic"}
        token = secrets.token_urlsafe(24)
        self.host.access_tokens[token] = time.monotonic() + 20
        return 200, {"access_token": token, "token_type": "Bearer", "expires_in": 20}, {"Cache-Control": "no-store"}

    def _api(self, method: str) -> None:
        raw = self._body()
        path = self.path.removeprefix(API_PATH)
        key = self.headers.get("Idempotency-Key", "")
        body = json.loads(raw) if raw else {}
        with self.host.memory.changed:
            status, document, headers = self._allowed(method, path, key, body)
        self.host.memory.calls.append(Call(method, path, status, key, body))
        self.host.memory.noted()
        if status == 0:  # done, but the answer is lost on the way
            self.close_connection = True
            return
        self._send(status, document, headers)

    def _allowed(self, method: str, path: str, key: str, body: dict[str, Any]) -> Answer:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or self.host.access_tokens.get(token, 0) < time.monotonic():
            return 401, {"title": "token"}, {"WWW-Authenticate": "Bearer"}
        if method == "GET":
            return self._read(path)
        if not key:
            return 400, {"title": "Idempotency-Key is required"}, {}
        request = (method, path, json.dumps(body, sort_keys=True))
        if key in self.host.answered:
            first, answer = self.host.answered[key]
            if first != request:
                self.host.reused_keys.append(key)
                if self.host.strict_keys:
                    return 422, {"title": "the key belongs to another request"}, {}
            return answer
        if trouble := self.host.trouble(key):
            return trouble
        answer = self._write(method, path, body)
        if answer[0] < 300:
            self.host.answered[key] = (request, answer)
        if method == "POST" and answer[0] < 300 and self.host.loses_answer(key):
            return 0, None, {}
        return answer

    def _read(self, path: str) -> Answer:
        found = re.fullmatch(r"/v1/files/([^/]+)(/content)?", path)
        file = self.host.memory.files.get(unquote(found[1])) if found else None
        if file is None or found is None:
            return 404, {"title": "no such file"}, {}
        if found[2]:
            return 200, file.content, {"Content-Type": file.content_type}
        return 200, file.announced, {}

    def _write(self, method: str, path: str, body: dict[str, Any]) -> Answer:
        if method == "POST" and (found := re.fullmatch(r"/v1/(users|conversations)/([^/]+)/messages", path)):
            return self._post(found[1] == "users", unquote(found[2]), body)
        if method == "PATCH" and (found := re.fullmatch(r"/v1/messages/([^/]+)/card", path)):
            return self._replace(unquote(found[1]), body)
        if method == "PATCH" and (found := re.fullmatch(r"/v1/tasks/([^/]+)", path)):
            task = self.host.memory.tasks.get(unquote(found[1]))
            if task is None:
                return 404, {"title": "no such task"}, {}
            task["mirrored"] = body
            return 200, {"id": unquote(found[1])}, {}
        return 404, {"title": "no such route"}, {}

    def _post(self, to_person: bool, place: str, body: dict[str, Any]) -> Answer:
        if to_person and place not in self.host.people:
            return 404, {"title": "no such person"}, {}
        conversation = f"direct:{place}" if to_person else place
        if not to_person and place not in self.host.groups:
            return 404, {"title": "no such conversation"}, {}
        message = Message(
            id=f"m-{uuid4().hex[:10]}",
            conversation_id=conversation,
            person=place if to_person else None,
            card=body.get("card"),
            card_version=4,
            text=body.get("text"),
            reply_to=body.get("replyTo"),
        )
        self.host.memory.messages[message.id] = message
        answer = {"id": message.id, "cardVersion": message.card_version}
        return 201, {**answer, "conversationId": conversation} if to_person else answer, {}

    def _replace(self, message_id: str, body: dict[str, Any]) -> Answer:
        message = self.host.memory.messages.get(message_id)
        if message is None:
            return 404, {"title": "no such message"}, {}
        if self.headers.get("If-Match") != f'"{message.card_version}"':
            return 412, {"title": "the card was replaced meanwhile"}, {"ETag": f'"{message.card_version}"'}
        message.card = body["card"]
        message.card_version += 1
        message.replaced += 1
        return 200, {"cardVersion": message.card_version}, {"ETag": f'"{message.card_version}"'}

    def _send(self, status: int, document: Any, headers: dict[str, str]) -> None:
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to the terminal."""
