"""Where evidence files are kept (kho tệp minh chứng): by their SHA-256, whole or not at all (decision 0141)."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from hanoiwork_plugin.settings import Settings
from hanoiwork_plugin.workspace.drafts import Draft, checked_name

_DRAFT = "hanoiwork-incoming-"
_ABANDONED = 3600.0
"""Seconds after which a draft cannot be anybody's any more; reading a file takes two minutes at most."""


class Storage(Protocol):
    """A place for files named by their own fingerprint; the same bytes are kept once."""

    @property
    def scratch(self) -> Path:
        """The folder in which drafts are written."""

    def keep(self, draft: Draft) -> None:
        """Keep a draft; it is there whole when this returns.

        Raises:
            OSError: when it cannot be kept; then nothing of it is.
        """

    def open(self, sha256: str) -> BinaryIO:
        """The bytes of a kept file, from the beginning; the caller closes it.

        Raises:
            FileNotFoundError: when there is no such file.
            OSError: when the place cannot be reached.
        """


def storage_for(settings: Settings) -> Storage:
    """The place that the settings name: an S3-compatible bucket, else a folder."""
    if settings.s3 is not None:
        from hanoiwork_plugin.workspace.s3 import S3Storage

        return S3Storage(settings.s3)
    return FolderStorage(settings.files)


@contextmanager
def received(stream: Iterable[bytes], storage: Storage) -> Iterator[Draft]:
    """Write ``stream`` under a name of our own beside the storage; the draft is gone afterwards unless it was kept.

    What a process that was killed has left is removed on the way.
    """
    storage.scratch.mkdir(parents=True, exist_ok=True)
    _sweep(storage.scratch)
    digest, size = hashlib.sha256(), 0
    descriptor, name = tempfile.mkstemp(dir=storage.scratch, prefix=_DRAFT)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in stream:
                digest.update(piece)
                size += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        yield Draft(digest.hexdigest(), size, Path(name))
    finally:
        Path(name).unlink(missing_ok=True)


def _sweep(scratch: Path) -> None:
    before = time.time() - _ABANDONED
    for path in scratch.glob(f"{_DRAFT}*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()


class FolderStorage:
    """A folder (``HANOIWORK_FILES``)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def scratch(self) -> Path:
        """On the same disk, so that keeping is a rename."""
        return self._folder / ".incoming"

    def keep(self, draft: Draft) -> None:
        """As ``Storage.keep``."""
        path = self._path(draft.sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.path.replace(path)
        for folder in (path.parent, self._folder):
            _sync(folder)

    def open(self, sha256: str) -> BinaryIO:
        """As ``Storage.open``."""
        return self._path(checked_name(sha256)).open("rb")

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
