"""Conversations, messages and the cards in them, as each person sees them."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.sandbox.files import Files
from hanoiwork_plugin.sandbox.people import People
from hanoiwork_plugin.sandbox.store import Store

APP = "app"
"""The sender of what the plugin writes; no account is called this."""
APP_NAME = "Trợ lý thực thi nhiệm vụ"
SUPPORT = "c-support"
SUPPORT_NAME = "Hỗ trợ kỹ thuật"
SHOWN_MESSAGES = 200


class CardConflict(Exception):
    """The card was replaced since the caller saw it; ``version`` is the present one."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class Conversations:
    """Everything people read; ``clock`` answers (real now, business now)."""

    def __init__(
        self, store: Store, people: People, files: Files, clock: Callable[[], tuple[datetime, datetime]]
    ) -> None:
        self._store = store
        self._people = people
        self._files = files
        self._clock = clock
        self._seed()

    def _seed(self) -> None:
        """A direct conversation with the app for each person, the support group, a group for each unit."""
        everyone = [person.account for person in self._people]
        with self._store.write() as db:

            def make(conversation: str, kind: str, name: str, members: list[str]) -> None:
                direct = kind == "bot"
                db.execute(
                    "INSERT INTO conversations VALUES (?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                    (conversation, "direct" if direct else "group", kind, name, int(kind in ("bot", "support"))),
                )
                db.executemany(
                    "INSERT OR IGNORE INTO members (conversation_id, account) VALUES (?,?)",
                    [(conversation, account) for account in members],
                )

            for account in everyone:
                make(self.direct_of(account), "bot", APP_NAME, [account])
            make(SUPPORT, "support", SUPPORT_NAME, everyone)
            for unit in self._people.units:
                mark = hashlib.sha256(unit.encode()).hexdigest()[:12]
                members = [person.account for person in self._people if person.unit == unit]
                make(f"c-unit-{mark}", "unit", unit.split(" / ")[-1], members)

    @staticmethod
    def direct_of(account: str) -> str:
        """The id of a person's direct conversation with the app."""
        return f"c-bot-{account}"

    def find(self, conversation_id: str) -> dict[str, Any] | None:
        """``{id, type, kind, name, has_app}``, or None."""
        return self._store.row("SELECT * FROM conversations WHERE id = ?", conversation_id)

    def is_member(self, conversation_id: str, account: str) -> bool:
        """Whether the person reads the conversation."""
        sql = "SELECT 1 FROM members WHERE conversation_id = ? AND account = ?"
        return self._store.row(sql, conversation_id, account) is not None

    def list_of(self, account: str) -> list[dict[str, Any]]:
        """A person's conversations, the app first, then by the newest message."""
        rows = self._store.rows(
            """SELECT c.id, c.type, c.kind, c.name, m.read_seq,
                (SELECT count(*) FROM messages x WHERE x.conversation_id = c.id AND x.seq > m.read_seq
                    AND x.sender <> m.account) AS unread,
                (SELECT max(seq) FROM messages x WHERE x.conversation_id = c.id) AS last_seq,
                (SELECT count(*) FROM members n WHERE n.conversation_id = c.id) AS members
            FROM conversations c JOIN members m ON m.conversation_id = c.id AND m.account = ?""",
            account,
        )
        rows.sort(key=lambda row: (row["kind"] != "bot", -(row["last_seq"] or 0), row["kind"] != "support"))
        return [
            {key: row[key] for key in ("id", "type", "kind", "name", "unread", "members")}
            | {"last": self._last(row["last_seq"], account)}
            for row in rows
        ]

    def _last(self, seq: int | None, account: str) -> dict[str, Any] | None:
        row = self._store.row("SELECT sender, text, card, task_id, shown_time, id FROM messages WHERE seq = ?", seq)
        if not row:
            return None
        text = row["text"] or ""
        if row["card"] and not text:
            card = json.loads(row["card"])
            text = str(card.get("fallbackText") or card.get("speak") or "Thẻ công việc")
        elif not text:
            names = [file["name"] for file in self._files.of_message(row["id"])]
            text = "Tệp: " + ", ".join(names)
        if row["task_id"]:
            task = self._task(row["task_id"])
            text = f"Giao việc “{task['title']}”" if task else ""
        who = ""
        if row["sender"] == account:
            who = "Tôi: "
        elif row["sender"] != APP:
            who = self._people.name_of(row["sender"]).split()[-1] + ": "
        return {"text": who + text[:120], "time": row["shown_time"]}

    def post(
        self,
        conversation_id: str,
        sender: str,
        *,
        text: str | None = None,
        card: dict[str, Any] | None = None,
        reply_to: str | None = None,
        task_id: str | None = None,
        file_ids: tuple[str, ...] = (),
    ) -> str:
        """Write a message; its id. A reply joins the thread of what it answers."""
        message_id = str(new_id())
        real, business = self._clock()
        with self._store.write() as db:
            parent = self._store.row("SELECT id, thread_id FROM messages WHERE id = ?", reply_to) if reply_to else None
            db.execute(
                """INSERT INTO messages (id, conversation_id, sender, text, card, card_version, reply_to, thread_id,
                    task_id, time, shown_time, changed) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)""",
                (
                    message_id,
                    conversation_id,
                    sender,
                    text,
                    json.dumps(card, ensure_ascii=False) if card is not None else None,
                    1 if card is not None else 0,
                    parent["id"] if parent else None,
                    (parent["thread_id"] or parent["id"]) if parent else None,
                    task_id,
                    real.isoformat(),
                    business.isoformat(),
                    self._store.changed(),
                ),
            )
            db.executemany(
                "INSERT INTO message_files VALUES (?,?,?)",
                [(message_id, file_id, place) for place, file_id in enumerate(file_ids)],
            )
        return message_id

    def row(self, message_id: str) -> dict[str, Any] | None:
        """A message as it is stored."""
        return self._store.row("SELECT * FROM messages WHERE id = ?", message_id)

    def messages(self, conversation_id: str, viewer: str, changed_after: int = 0) -> list[dict[str, Any]]:
        """What changed in a conversation since, as ``viewer`` sees it, oldest message first."""
        rows = self._store.rows(
            "SELECT * FROM messages WHERE conversation_id = ? AND changed > ? ORDER BY seq DESC LIMIT ?",
            conversation_id,
            changed_after,
            SHOWN_MESSAGES,
        )
        return [self.shown(row, viewer) for row in reversed(rows)]

    def shown(self, row: dict[str, Any], viewer: str) -> dict[str, Any]:
        """A stored message as ``viewer`` sees it, for the page."""
        own = self._store.row("SELECT card FROM viewer_cards WHERE message_id = ? AND viewer = ?", row["id"], viewer)
        card = (own or row)["card"]
        person = self._people.find(row["sender"])
        return {
            "id": row["id"],
            "seq": row["seq"],
            "changed": row["changed"],
            "sender": row["sender"],
            "senderName": person.name if person else APP_NAME,
            "initials": person.initials if person else "",
            "hue": person.hue if person else None,
            "own": row["sender"] == viewer,
            "text": row["text"],
            "card": json.loads(card) if card else None,
            "cardVersion": row["card_version"],
            "replyTo": self._quoted(row["reply_to"]),
            "task": self._task(row["task_id"]),
            "attachments": self._files.of_message(row["id"]),
            "time": row["shown_time"],
        }

    def _task(self, task_id: str | None) -> dict[str, Any] | None:
        """The host's own task with what the plugin mirrored into it."""
        row = self._store.row("SELECT task, mirror FROM tasks WHERE id = ?", task_id) if task_id else None
        return json.loads(row["task"]) | {"mirror": json.loads(row["mirror"])} if row else None

    def _quoted(self, message_id: str | None) -> dict[str, str] | None:
        row = self.row(message_id) if message_id else None
        if not row:
            return None
        text = row["text"] or ""
        if row["card"]:
            text = str(json.loads(row["card"]).get("fallbackText") or text or "Thẻ công việc")
        name = APP_NAME if row["sender"] == APP else self._people.name_of(row["sender"])
        return {"id": row["id"], "name": name, "text": text[:140]}

    def replace_card(
        self, message_id: str, card: dict[str, Any], *, viewer: str | None = None, expected: int | None = None
    ) -> int:
        """Put ``card`` in the place of a message's card, for everybody or for ``viewer``; the new version.

        Each replacement counts the message's one ``cardVersion`` up, whoever it is for.

        Raises:
            LookupError: when there is no such message with a card.
            CardConflict: when ``expected`` is not the present version.
        """
        text = json.dumps(card, ensure_ascii=False)
        with self._store.write() as db:
            row = self.row(message_id)
            if row is None or row["card"] is None:
                raise LookupError(message_id)
            if expected is not None and expected != row["card_version"]:
                raise CardConflict(row["card_version"])
            conversation = self.find(row["conversation_id"])
            if viewer and conversation and conversation["type"] != "direct":
                db.execute(
                    """INSERT INTO viewer_cards VALUES (?,?,?)
                    ON CONFLICT (message_id, viewer) DO UPDATE SET card = excluded.card""",
                    (message_id, viewer, text),
                )
            else:
                db.execute("UPDATE messages SET card = ? WHERE id = ?", (text, message_id))
                db.execute("DELETE FROM viewer_cards WHERE message_id = ?", (message_id,))
            version = int(row["card_version"]) + 1
            db.execute(
                "UPDATE messages SET card_version = ?, changed = ? WHERE id = ?",
                (version, self._store.changed(), message_id),
            )
            return version

    def touch_task(self, task_id: str) -> None:
        """Show again the messages that speak of a task."""
        with self._store.write() as db:
            db.execute("UPDATE messages SET changed = ? WHERE task_id = ?", (self._store.changed(), task_id))

    def mark_read(self, conversation_id: str, account: str, seq: int) -> None:
        """The person has seen everything up to message number ``seq``."""
        with self._store.write() as db:
            cursor = db.execute(
                "UPDATE members SET read_seq = ? WHERE conversation_id = ? AND account = ? AND read_seq < ?",
                (seq, conversation_id, account, seq),
            )
            if cursor.rowcount:
                self._store.changed()
