"""Where the practice workspace keeps itself: one SQLite file, one connection, writes one after another."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, has_app INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS members (
    conversation_id TEXT NOT NULL, account TEXT NOT NULL, read_seq INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, account));
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, conversation_id TEXT NOT NULL,
    sender TEXT NOT NULL, text TEXT, card TEXT, card_version INTEGER NOT NULL DEFAULT 0, reply_to TEXT,
    thread_id TEXT, task_id TEXT, time TEXT NOT NULL, shown_time TEXT NOT NULL, changed INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS messages_of_conversation ON messages (conversation_id, seq);
CREATE TABLE IF NOT EXISTS viewer_cards (
    message_id TEXT NOT NULL, viewer TEXT NOT NULL, card TEXT NOT NULL, PRIMARY KEY (message_id, viewer));
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
    content_type TEXT NOT NULL, owner TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS message_files (
    message_id TEXT NOT NULL, file_id TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (message_id, place));
CREATE TABLE IF NOT EXISTS tasks (id TEXT PRIMARY KEY, task TEXT NOT NULL, mirror TEXT NOT NULL DEFAULT '{}');
CREATE TABLE IF NOT EXISTS sequences (subject TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, subject TEXT NOT NULL,
    body BLOB NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, next_at REAL NOT NULL, state TEXT NOT NULL,
    answer TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (state, next_at);
CREATE TABLE IF NOT EXISTS presses (action_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY, request TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, etag TEXT);
CREATE TABLE IF NOT EXISTS codes (code TEXT PRIMARY KEY, data TEXT NOT NULL, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS calls (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, direction TEXT NOT NULL, name TEXT NOT NULL,
    method TEXT NOT NULL, url TEXT NOT NULL, status INTEGER, ms INTEGER NOT NULL, record TEXT NOT NULL);
"""


class Store:
    """The SQLite file; every method may be called from any thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file; nothing may be asked afterwards."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction; inside another one it joins that one."""
        with self._lock:
            outermost = self._depth == 0
            if outermost:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield self._connection
            except BaseException:
                if outermost:
                    self._connection.execute("ROLLBACK")
                raise
            else:
                if outermost:
                    self._connection.execute("COMMIT")
            finally:
                self._depth -= 1

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Every row of a query."""
        with self._lock:
            return [dict(row) for row in self._connection.execute(sql, values)]

    def row(self, sql: str, *values: object) -> dict[str, Any] | None:
        """The first row of a query, or None."""
        with self._lock:
            found = self._connection.execute(sql, values).fetchone()
            return dict(found) if found else None

    def get(self, key: str, default: str = "") -> str:
        """A kept setting."""
        row = self.row("SELECT value FROM meta WHERE key = ?", key)
        return str(row["value"]) if row else default

    def put(self, key: str, value: str) -> None:
        """Keep a setting."""
        with self.write() as db:
            db.execute(
                "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
            )

    @property
    def version(self) -> int:
        """Counts up with everything a person can see; pages ask "what is new since"."""
        return int(self.get("version", "0"))

    def changed(self) -> int:
        """Count one visible change and answer its number."""
        with self.write():
            number = self.version + 1
            self.put("version", str(number))
            return number
