"""Calls of the plugin to the workspace: messages, cards, tasks and files (CONTRACT 6)."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import quote

import requests

from hanoiwork_plugin.clock import Clock
from hanoiwork_plugin.workspace.credentials import AccessTokens, HostCredentials
from hanoiwork_plugin.workspace.retry import (
    CardChanged,
    FileTooLarge,
    Gone,
    Rejected,
    TryLater,
    WorkspaceFailure,
    backoff,
    retry_after,
)
from hanoiwork_plugin.workspace.transport import (
    MAX_DOCUMENT_BYTES,
    Answer,
    AnswerTooLarge,
    BearerAuth,
    Patience,
    TransportFailed,
    chunks,
    send,
)

__all__ = [
    "CardChanged",
    "FileDescription",
    "FileTooLarge",
    "Gone",
    "HostCredentials",
    "Rejected",
    "Sent",
    "TryLater",
    "WorkspaceClient",
    "WorkspaceFailure",
    "backoff",
]

_PATIENCE = Patience(connect=3.0, read=10.0, body=15.0)
_FILE_SECONDS = 120.0
_LATER = frozenset({408, 409, 425, 429})
"""Besides 5xx: not done yet. 409 is the answer to an idempotency key whose first call is still under way."""


@dataclass(frozen=True)
class Sent:
    """A message that is in the workspace now."""

    message_id: str
    conversation_id: str
    card_version: int | None
    """Version to replace the card with; None for a message without one."""


@dataclass(frozen=True)
class FileDescription:
    """What the host says of a file (minh chứng); name and type are claims, only the bytes prove them."""

    id: str
    name: str
    size: int
    sha256: str
    """Lower-case hexadecimal."""
    content_type: str


class WorkspaceClient:
    """One installation's way to its workspace; keep one an installation, since it keeps the access token.

    Every call raises ``TryLater`` (429, 503, 5xx, no or unreadable answer), ``Gone`` (404, 410) or ``Rejected``
    (any other final answer). Writes with the same ``key`` are done once by the host, however often they are sent.
    """

    def __init__(
        self,
        credentials: HostCredentials,
        session: requests.Session,
        *,
        timer: Callable[[], float] = time.monotonic,
        contact: Callable[[bool], None] = lambda reached: None,
    ) -> None:
        """``contact`` hears after each call whether the host could be reached: it answered, and not with a 5xx."""
        self._base = credentials.api_base.rstrip("/")
        self._session = session
        self._tokens = AccessTokens(credentials, session, timer=timer)
        self._clock = Clock()
        self._contact = contact

    def post_to_conversation(
        self,
        conversation_id: str,
        *,
        text: str | None = None,
        card: Mapping[str, Any] | None = None,
        reply_to: str | None = None,
        key: str,
    ) -> Sent:
        """Put a message or card into a conversation or, with ``reply_to``, under one of its messages."""
        path = f"/v1/conversations/{_segment(conversation_id)}/messages"
        return self._post(path, text, card, reply_to, key, conversation_id)

    def post_to_person(
        self,
        account: str,
        *,
        text: str | None = None,
        card: Mapping[str, Any] | None = None,
        reply_to: str | None = None,
        key: str,
    ) -> Sent:
        """Put a message or card into the direct conversation with the person of this HanoiWork account."""
        return self._post(f"/v1/users/{_segment(account)}/messages", text, card, reply_to, key, None)

    def replace_card(
        self, message_id: str, card: Mapping[str, Any], *, if_match: int | None, viewer: str | None = None, key: str
    ) -> int | None:
        """Replace the card of a message, for everyone or for one ``viewer``; the new version of the card.

        Args:
            if_match: the version to replace; None: whatever the host has (``If-Match: *``, RFC 9110). The answer is
                then None as well when it names no version.

        Raises:
            CardChanged: when its version is no longer ``if_match``.
        """
        content = {"card": card} if viewer is None else {"card": card, "viewer": viewer}
        path = f"/v1/messages/{_segment(message_id)}/card"
        answer = self._write("PATCH", path, content, key, {"If-Match": "*" if if_match is None else f'"{if_match}"'})
        version = _card_version(answer)
        # A host that answers without a version has counted up by one.
        return if_match + 1 if version is None and if_match is not None else version

    def mirror_task(self, host_task_id: str, fields: Mapping[str, Any], key: str) -> None:
        """Show progress and state in the host's own task."""
        self._write("PATCH", f"/v1/tasks/{_segment(host_task_id)}", fields, key)

    def describe_file(self, file_id: str) -> FileDescription:
        """Name, size, fingerprint and type of a file, as the host has them."""
        document = _readable(self._read(f"/v1/files/{_segment(file_id)}"))
        return FileDescription(
            id=_text(document.get("id", file_id)),
            name=_text(document.get("name")),
            size=_whole(document.get("size")),
            sha256=_text(document.get("sha256")).lower(),
            content_type=_text(document.get("contentType", "application/octet-stream")),
        )

    def read_file(self, file_id: str, *, max_bytes: int) -> Iterator[bytes]:
        """The bytes of a file, piece by piece; the call is made at the first piece.

        Raises:
            FileTooLarge: as soon as it is known to exceed ``max_bytes``; also in the middle of it.
            TryLater: also in the middle, when it breaks off.
        """
        response = self._send("GET", f"/v1/files/{_segment(file_id)}/content", {"Accept": "*/*"}, None)
        if response.status_code != 200:
            self._refuse(_whole_answer(response))
        try:
            yield from chunks(response, limit=max_bytes, seconds=_FILE_SECONDS)
        except AnswerTooLarge:
            raise FileTooLarge from None
        except TransportFailed:
            raise TryLater from None

    def _post(
        self,
        path: str,
        text: str | None,
        card: Mapping[str, Any] | None,
        reply_to: str | None,
        key: str,
        conversation_id: str | None,
    ) -> Sent:
        given = {"text": text, "card": card, "replyTo": reply_to}
        answer = self._write("POST", path, {name: value for name, value in given.items() if value is not None}, key)
        document = _readable(answer)
        version = document.get("cardVersion")
        return Sent(
            message_id=_text(document.get("id")),
            conversation_id=_text(document.get("conversationId", conversation_id)),
            card_version=None if version is None else _whole(version),
        )

    def _read(self, path: str) -> Answer:
        return self._done(self._send("GET", path, {}, None))

    def _write(
        self, method: str, path: str, content: Mapping[str, Any], key: str, headers: Mapping[str, str] | None = None
    ) -> Answer:
        body = json.dumps(content, ensure_ascii=False).encode()
        fixed = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
        return self._done(self._send(method, path, {**fixed, **(headers or {})}, body))

    def _send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> requests.Response:
        """Send with the cached token; once more with a new one when the host refuses that (401)."""
        try:
            token = self._tokens.current()
            response = self._send_once(method, path, headers, body, token)
            if response.status_code == 401:
                response.close()
                self._tokens.forget(token)
                response = self._send_once(method, path, headers, body, self._tokens.current())
        except TryLater:
            self._contact(False)
            raise
        self._contact(response.status_code < 500)
        return response

    def _send_once(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, token: str
    ) -> requests.Response:
        try:
            return send(
                self._session,
                method,
                self._base + path,
                patience=_PATIENCE,
                auth=BearerAuth(token),
                headers=headers,
                data=body,
            )
        except TransportFailed:
            raise TryLater from None

    def _done(self, response: requests.Response) -> Answer:
        answer = _whole_answer(response)
        if not 200 <= answer.status < 300:
            self._refuse(answer)
        return answer

    def _refuse(self, answer: Answer) -> NoReturn:
        """The failure that an answer other than 2xx means; a redirect is not followed and is one."""
        if answer.status >= 500 or answer.status in _LATER:
            raise TryLater(retry_after(answer.headers.get("retry-after"), self._clock.real_now()))
        if answer.status in (404, 410):
            raise Gone(answer.status)
        raise CardChanged(_card_version(answer)) if answer.status == 412 else Rejected(answer.status)


def _segment(identifier: str) -> str:
    """``identifier`` as one segment of a path; what would be another path names nothing in the workspace."""
    if identifier in ("", ".", ".."):
        raise Gone(404)
    try:
        return quote(identifier, safe="")
    except UnicodeEncodeError:
        raise Gone(404) from None


def _whole_answer(response: requests.Response) -> Answer:
    try:
        body = b"".join(chunks(response, limit=MAX_DOCUMENT_BYTES, seconds=_PATIENCE.body))
    except TransportFailed:
        raise TryLater from None
    return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)


def _readable(answer: Answer) -> dict[str, Any]:
    """The answer's JSON object. One we cannot read is no answer: the same key asks again."""
    try:
        return answer.json()
    except TransportFailed:
        raise TryLater from None


def _card_version(answer: Answer) -> int | None:
    """The version an answer names, in its body or its ETag; None when it names none that we can read."""
    with suppress(TransportFailed, TryLater):
        return _whole(answer.json().get("cardVersion"))
    with suppress(TryLater):
        return _whole(answer.headers.get("etag", "").removeprefix("W/").strip('"'))
    return None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TryLater
    return value


def _whole(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TryLater
    return value
