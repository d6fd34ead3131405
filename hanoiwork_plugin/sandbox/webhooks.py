"""Signed calls to the plugin: CloudEvents, Standard Webhooks signatures, and the deliveries that wait (CONTRACT 4)."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.sandbox.installation import Installation
from hanoiwork_plugin.sandbox.store import Store

RETRIES = (0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
"""Seconds to wait before each attempt, after the one before it (CONTRACT 4)."""


def signed_headers(installation: Installation, message_id: str, body: bytes) -> dict[str, str]:
    """The Standard Webhooks headers (v1, HMAC-SHA256) of ``body``, signed now, in real time."""
    stamp = str(int(time.time()))
    key = base64.b64decode(installation.webhook_key.removeprefix("whsec_"))
    mac = hmac.new(key, b".".join((message_id.encode(), stamp.encode(), body)), hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": "v1," + base64.b64encode(mac).decode(),
        "hanoiwork-installation": installation.id,
    }


class Outbox:
    """Events that happened, each stored with the act that caused it, waiting for delivery."""

    def __init__(self, store: Store, installation: Installation) -> None:
        self._store = store
        self._installation = installation

    def emit(self, kind: str, subject: str, data: dict[str, Any], actor: str, correlation: str | None = None) -> str:
        """Store the event ``vn.hanoiwork.<kind>.v1``; its id, which is also the ``webhook-id``."""
        event_id = str(new_id())
        chaos = self.chaos()
        with self._store.write() as db:
            db.execute(
                "INSERT INTO sequences VALUES (?, 1) ON CONFLICT (subject) DO UPDATE SET last = last + 1", (subject,)
            )
            row = self._store.row("SELECT last FROM sequences WHERE subject = ?", subject)
            event = self._installation.envelope(event_id, kind, subject, data) | {
                "sequence": str(row["last"] if row else 1),
                "correlationid": correlation or event_id,
                "actorid": actor,
            }
            held = max(float(chaos["delay"]), REORDER_SECONDS if chaos["reorder"] else 0)
            db.execute(
                "INSERT INTO deliveries (id, type, subject, body, next_at, state) VALUES (?,?,?,?,?,'waiting')",
                (event_id, event["type"], subject, json.dumps(event, ensure_ascii=False).encode(), time.time() + held),
            )
        return event_id

    def chaos(self) -> dict[str, Any]:
        """What is done wrong on purpose: ``{duplicate, reorder, lose: bool, delay: seconds}``."""
        kept: dict[str, Any] = json.loads(self._store.get("chaos", "{}"))
        return {"duplicate": False, "reorder": False, "lose": False, "delay": 0} | kept

    def set_chaos(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Change the switches named in ``wish``."""
        chaos = self.chaos()
        for name in ("duplicate", "reorder", "lose"):
            if name in wish:
                chaos[name] = bool(wish[name])
        if "delay" in wish:
            chaos["delay"] = min(60, max(0, int(wish["delay"])))
        self._store.put("chaos", json.dumps(chaos))
        return chaos

    def due(self, now: float, limit: int = 20) -> list[dict[str, Any]]:
        """Deliveries whose time has come; newest first while reordering is switched on."""
        order = "DESC" if self.chaos()["reorder"] else "ASC"
        return self._store.rows(
            f"SELECT * FROM deliveries WHERE state = 'waiting' AND next_at <= ? ORDER BY seq {order} LIMIT ?",  # noqa: S608 - two constants
            now,
            limit,
        )

    def attempted(self, delivery: dict[str, Any], delivered: bool, answer: str) -> None:
        """Record one attempt: done, waiting for the next one, or resting after the last."""
        attempts = delivery["attempts"] + 1
        state, next_at = "delivered", 0.0
        if not delivered:
            state = "waiting" if attempts < len(RETRIES) else "resting"
            next_at = time.time() + (RETRIES[attempts] if state == "waiting" else 0)
        with self._store.write() as db:
            db.execute(
                "UPDATE deliveries SET attempts = ?, state = ?, next_at = ?, answer = ? WHERE seq = ?",
                (attempts, state, next_at, answer, delivery["seq"]),
            )

    def retry_now(self) -> int:
        """Bring every waiting or resting delivery forward to now; how many."""
        with self._store.write() as db:
            return db.execute(
                "UPDATE deliveries SET state = 'waiting', next_at = 0, attempts = min(attempts, 1) "
                "WHERE state IN ('waiting', 'resting')"
            ).rowcount

    def counts(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        rows = self._store.rows("SELECT state, count(*) AS n FROM deliveries GROUP BY state")
        return {"waiting": 0, "delivered": 0, "resting": 0} | {row["state"]: row["n"] for row in rows}


REORDER_SECONDS = 4.0
"""How long events are gathered before they leave in the wrong order."""
