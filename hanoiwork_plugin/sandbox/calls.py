"""The record of every call to and from the plugin, for the inspector panel (bảng theo dõi kết nối)."""

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import jwt
import requests

from hanoiwork_plugin.sandbox.store import Store

KEPT = 1000
SHOWN_BYTES = 60_000


class Calls:
    """Keeps the last calls and makes the outgoing ones, so that none goes unrecorded."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._session = requests.Session()
        self._session.trust_env = False

    def send(
        self,
        name: str,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        timeout: float = 3,
        recorded: bool = True,
    ) -> requests.Response | None:
        """Call the plugin; None when it could not be reached in time."""
        started = time.monotonic()
        answer: requests.Response | None = None
        fault = ""
        try:
            answer = self._session.request(
                method, url, headers=dict(headers), data=body or None, timeout=timeout, allow_redirects=False
            )
        except requests.RequestException as error:
            fault = type(error).__name__
        if recorded:
            self.record(
                "out",
                name,
                method,
                url,
                request=(headers, body),
                status=None if answer is None else answer.status_code,
                answer=({}, fault.encode()) if answer is None else (answer.headers, answer.content),
                seconds=time.monotonic() - started,
            )
        return answer

    def record(
        self,
        direction: str,
        name: str,
        method: str,
        url: str,
        *,
        request: tuple[Mapping[str, str], bytes],
        status: int | None,
        answer: tuple[Mapping[str, str], bytes],
        seconds: float,
    ) -> None:
        """Keep one call; ``direction`` is "out" (to the plugin) or "in" (from it)."""
        kept = {
            "headers": _shown(request[0]),
            "claims": _claims(request[0]),
            "body": _text(request[1]),
            "answerHeaders": _shown(answer[0]),
            "answer": _text(answer[1]),
        }
        with self._store.write() as db:
            cursor = db.execute(
                "INSERT INTO calls (time, direction, name, method, url, status, ms, record) VALUES (?,?,?,?,?,?,?,?)",
                (
                    datetime.now(UTC).isoformat(timespec="milliseconds"),
                    direction,
                    name,
                    method,
                    url,
                    status,
                    round(seconds * 1000),
                    json.dumps(kept, ensure_ascii=False),
                ),
            )
            db.execute("DELETE FROM calls WHERE seq <= ?", ((cursor.lastrowid or 0) - KEPT,))

    def after(self, seq: int, limit: int = 200) -> list[dict[str, Any]]:
        """The calls after number ``seq``, the newest ``limit`` of them, oldest first."""
        rows = self._store.rows("SELECT * FROM calls WHERE seq > ? ORDER BY seq DESC LIMIT ?", seq, limit)
        return [row | json.loads(row.pop("record")) for row in reversed(rows)]


def _shown(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with credentials cut short."""
    shown = {}
    for name, value in headers.items():
        if name.lower() == "authorization":
            scheme, _, credential = value.partition(" ")
            value = f"{scheme} {credential[:12]}…"
        shown[name] = value
    return shown


def _claims(headers: Mapping[str, str]) -> dict[str, Any] | None:
    """What the bearer token says, for reading only."""
    for name, value in headers.items():
        if name.lower() == "authorization" and value.startswith("Bearer "):
            try:
                claims: dict[str, Any] = jwt.decode(value[7:], options={"verify_signature": False})
            except jwt.InvalidTokenError:
                return None
            return claims
    return None


def _text(body: bytes) -> str:
    """The body as text, indented when it is JSON."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return f"({len(body)} byte)"
    with suppress(ValueError):
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    return text if len(text) <= SHOWN_BYTES else text[:SHOWN_BYTES] + "…"
