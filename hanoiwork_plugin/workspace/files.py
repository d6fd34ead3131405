"""Evidence files (minh chứng): kept under their SHA-256, judged by their content and never by what they claim."""

import hashlib
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_SHA256 = re.compile(r"[0-9a-f]{64}")

_HTML, _SVG, _XML = "text/html", "image/svg+xml", "application/xml"
_SCRIPT, _PROGRAM = "text/x-script", "application/x-executable"
_MACROS = "application/vnd.ms-office.vbaproject"
_OLE, _ZIP, _UNKNOWN = "application/x-ole-storage", "application/zip", "application/octet-stream"

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt  ", "video/quicktime"),
    (4, b"ftypM4A ", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLE),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"MZ", _PROGRAM),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"\xfe\xed\xfa", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM),
    (0, b"\xca\xfe\xba\xbe", _PROGRAM),
    (0, b"dex\n", _PROGRAM),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", _PROGRAM),
    (0, b"#!", _SCRIPT),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_IN_ZIP = (
    ("word/document.xml", _OFFICE + "wordprocessingml.document"),
    ("xl/workbook.xml", _OFFICE + "spreadsheetml.sheet"),
    ("ppt/presentation.xml", _OFFICE + "presentationml.presentation"),
    ("META-INF/MANIFEST.MF", _PROGRAM),
    ("AndroidManifest.xml", _PROGRAM),
)
_OLE_BY_ENDING = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}
_TEXT_BY_ENDING = {"csv": "text/csv", "ics": "text/calendar", "json": "application/json"}
_MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|script|iframe|svg)[\s>/]", re.IGNORECASE)

_HARMFUL_TYPES = frozenset({_HTML, _SVG, _SCRIPT, _PROGRAM, _MACROS, "application/xhtml+xml", "text/javascript"})
_HARMFUL_ENDINGS = re.compile(
    "exe|dll|com|scr|pif|cpl|sys|msi|msp|jar|class|apk|app|dmg|deb|rpm|iso|img|vhd"
    "|bat|cmd|ps1|psm1|vbs|vbe|js|jse|mjs|wsf|wsh|hta|sh|bash|py|pl|php|lnk|url|reg|inf|scf|chm"
    "|html?|xhtml|shtml|mht|mhtml|svgz?|docm|dotm|xlsm|xltm|xlam|pptm|potm|ppsm"
)
_DECEIVING = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of writing so that an ending reads backwards."""
_INLINE_TYPES = frozenset(
    {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "text/plain"}
)


@dataclass(frozen=True)
class StoredFile:
    """A file that is safely on disk."""

    sha256: str
    size: int
    path: Path


class FileStore:
    """A folder of files named by their own fingerprint; the same bytes are kept once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, stream: Iterable[bytes]) -> StoredFile:
        """Keep the bytes of ``stream``; when it fails in the middle, nothing is kept."""
        incoming = self._folder / ".incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        descriptor, draft = tempfile.mkstemp(dir=incoming)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in stream:
                    digest.update(chunk)
                    size += file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            path = self._path(digest.hexdigest())
            path.parent.mkdir(exist_ok=True)
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        for folder in (path.parent, self._folder):
            _sync(folder)
        return StoredFile(digest.hexdigest(), size, path)

    def open(self, sha256: str) -> BinaryIO:
        """The bytes of a kept file.

        Raises:
            FileNotFoundError: when there is no such file.
        """
        if not _SHA256.fullmatch(sha256):
            raise FileNotFoundError(sha256)
        return self._path(sha256).open("rb")

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def sniff(data: bytes, name: str) -> str:
    """The content type of ``data``, the whole file; ``name`` only tells apart what bytes cannot, as csv from text."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data)
    if data.startswith(b"RIFF") and data.startswith(b"WEBP", 8):
        return "image/webp"
    for offset, magic, content_type in _MAGIC:
        if data.startswith(magic, offset):
            return _OLE_BY_ENDING.get(_ending(name), _OLE) if content_type == _OLE else content_type
    return _sniff_text(data, name)


def is_harmful(content_type: str, name: str) -> bool:
    """Whether a file is refused as evidence: programs, scripts, macros, and pages that a browser would run."""
    ending = _HARMFUL_ENDINGS.fullmatch(_ending(name))
    return content_type in _HARMFUL_TYPES or ending is not None or _DECEIVING.search(name) is not None


def may_show_inline(content_type: str) -> bool:
    """Whether a browser may open the file in place; every other type is only ever downloaded."""
    return content_type in _INLINE_TYPES


def _sniff_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if any(entry.endswith("vbaProject.bin") for entry in names):
                return _MACROS
            for entry, content_type in _IN_ZIP:
                if entry in names:
                    return content_type
            if "mimetype" in names:
                with archive.open("mimetype") as file:
                    declared = file.read(100).decode("ascii", "replace").strip()
                if declared.startswith("application/vnd.oasis.opendocument."):
                    return declared
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return _UNKNOWN
    return _ZIP


def _sniff_text(data: bytes, name: str) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    markup = _MARKUP.search(head)
    if markup:
        return _SVG if markup[1] == b"svg" else _HTML
    if head.startswith(b"<?xml"):
        return _XML
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return _UNKNOWN
    return _UNKNOWN if "\x00" in text else _TEXT_BY_ENDING.get(_ending(name), "text/plain")


def _ending(name: str) -> str:
    """The part after the last full stop; Windows drops stops and spaces at the end, so they do not hide it."""
    return name.rstrip(". ").rpartition(".")[2].lower()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
