"""Attachments: bytes as files in the home, descriptions in the store (CONTRACT 6)."""

import hashlib
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage

from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.sandbox.store import Store


class Files:
    """What people attached to messages and presses."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, upload: FileStorage, owner: str) -> dict[str, Any]:
        """Store an upload; its description."""
        return self.keep_bytes(
            upload.filename or "tệp", upload.read(), upload.mimetype or "application/octet-stream", owner
        )

    def keep_bytes(self, name: str, content: bytes, content_type: str, owner: str) -> dict[str, Any]:
        """Store ``content`` under a new id; its description."""
        file_id = str(new_id())
        self.path(file_id).write_bytes(content)
        with self._store.write() as db:
            db.execute(
                "INSERT INTO files VALUES (?,?,?,?,?,?)",
                (file_id, Path(name).name, len(content), hashlib.sha256(content).hexdigest(), content_type, owner),
            )
        found = self.describe(file_id)
        if found is None:
            raise LookupError(file_id)
        return found

    def describe(self, file_id: str) -> dict[str, Any] | None:
        """``{id, name, size, sha256, contentType}``, or None."""
        return self._store.row(
            "SELECT id, name, size, sha256, content_type AS contentType FROM files WHERE id = ?", file_id
        )

    def owned(self, file_ids: list[str], owner: str) -> list[dict[str, Any]]:
        """The descriptions of ``owner``'s own files, in this order.

        Raises:
            LookupError: when one of them is not theirs.
        """
        kept = []
        for file_id in file_ids:
            if not self._store.row("SELECT 1 FROM files WHERE id = ? AND owner = ?", file_id, owner):
                raise LookupError(file_id)
            found = self.describe(file_id)
            if found:
                kept.append(found)
        return kept

    def of_message(self, message_id: str) -> list[dict[str, Any]]:
        """The descriptions of a message's attachments."""
        rows = self._store.rows("SELECT file_id FROM message_files WHERE message_id = ? ORDER BY place", message_id)
        return [found for row in rows if (found := self.describe(row["file_id"]))]

    def path(self, file_id: str) -> Path:
        """Where the bytes of a file that the store knows are."""
        return self._folder / file_id
