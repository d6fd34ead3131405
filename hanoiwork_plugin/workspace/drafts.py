"""A file on its way into the storage, named by its SHA-256 as every kept file is."""

import re
from dataclasses import dataclass
from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Draft:
    """A file that was read whole and is not kept yet."""

    sha256: str
    size: int
    path: Path


def checked_name(sha256: str) -> str:
    """The fingerprint as a name; anything else names no file.

    Raises:
        FileNotFoundError: for what is no fingerprint.
    """
    if not _SHA256.fullmatch(sha256):
        raise FileNotFoundError(sha256)
    return sha256
