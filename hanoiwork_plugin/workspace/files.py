"""What a file is, judged by its whole content and never by what it claims (minh chứng; decision 0140)."""

import re
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from hanoiwork_plugin.domain.doing.evidence import (
    ACCEPTED,
    FileFault,
    ending_of,
    fault_of_content,
    fault_of_name,
)

_HTML, _SVG, _XML = "text/html", "image/svg+xml", "application/xml"
_SCRIPT, _PROGRAM = "text/x-script", "application/x-executable"
_MACROS = "application/vnd.ms-office.vbaproject"
_OLE, _ZIP, _UNKNOWN = "application/x-ole-storage", "application/zip", "application/octet-stream"
_ARCHIVE = "application/x-archive"

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt  ", "video/quicktime"),
    (4, b"ftypM4A ", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLE),
    (0, b"Rar!\x1a\x07", _ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (0, b"\x1f\x8b", _ARCHIVE),
    (0, b"BZh", _ARCHIVE),
    (0, b"\xfd7zXZ\x00", _ARCHIVE),
    (0, b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (0, b"MSCF", _ARCHIVE),
    (257, b"ustar", _ARCHIVE),
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
    ("META-INF/MANIFEST.MF", _PROGRAM),
    ("AndroidManifest.xml", _PROGRAM),
    ("word/document.xml", _OFFICE + "wordprocessingml.document"),
    ("xl/workbook.xml", _OFFICE + "spreadsheetml.sheet"),
    ("ppt/presentation.xml", _OFFICE + "presentationml.presentation"),
)
_MACRO_PARTS = re.compile(r"(^|/)(vbaProject\.bin|macrosheets/.+|activeX/.+\.bin)$|^(Basic|Scripts)/")
_IN_OLE = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
_MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|script|iframe|svg|\?php)[\s>/]", re.IGNORECASE)
_BATCH = re.compile(rb"\s*(@echo\s|powershell|<%|wscript\.|function\s*\(|var\s+\w+\s*=)", re.IGNORECASE)
_HEAD = 4096
_SNIFFED = 1024
"""Bytes at the beginning in which browsers and readers look for another kind of file."""
_FAULTS = {
    _HTML: FileFault.PAGE,
    _SVG: FileFault.PAGE,
    _XML: FileFault.PAGE,
    _SCRIPT: FileFault.PROGRAM,
    _PROGRAM: FileFault.PROGRAM,
    _MACROS: FileFault.MACROS,
    _ZIP: FileFault.ARCHIVE,
    _ARCHIVE: FileFault.ARCHIVE,
}
_INLINE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True)
class Inspected:
    """A file's type by its content, and why it cannot serve as evidence; None: it can."""

    content_type: str
    fault: FileFault | None


def inspect(file: BinaryIO, name: str) -> Inspected:
    """Judge a whole file; ``name`` only tells apart what bytes cannot, as csv from text, and must agree with them."""
    content_type = content_type_of(file, name)
    if content_type is None:
        return Inspected(_UNKNOWN, FileFault.EMPTY)
    fault = _FAULTS.get(content_type) or fault_of_name(name) or fault_of_content(name, content_type)
    if fault is None and _has_second_face(file, content_type):
        fault = FileFault.MIXED
    return Inspected(content_type, fault)


def content_type_of(file: BinaryIO, name: str) -> str | None:
    """The type that the bytes have; None for no bytes."""
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        return None
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(file)
    for offset, magic, content_type in _MAGIC:
        if head.startswith(magic, offset):
            return _in_ole(file) if content_type == _OLE else content_type
    return _text(file, head, name)


def may_show_inline(content_type: str) -> bool:
    """Whether a browser may open the file in place; every other type is only ever downloaded."""
    return content_type in _INLINE_TYPES


def _in_zip(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if any(_MACRO_PARTS.search(entry) for entry in names):
                return _MACROS
            for entry, content_type in _IN_ZIP:
                if entry in names:
                    return content_type
            if "mimetype" in names:
                with archive.open("mimetype") as kept:
                    declared = kept.read(100).decode("ascii", "replace").strip()
                if declared in ACCEPTED:
                    return declared
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return _UNKNOWN
    return _ZIP


def _in_ole(file: BinaryIO) -> str:
    """A binary Office file by the names of its streams, which stand in the container uncompressed as UTF-16."""
    file.seek(0)
    data = file.read()
    if "_VBA_PROJECT".encode("utf-16-le") in data or "Macros".encode("utf-16-le") in data:
        return _MACROS
    for stream, content_type in _IN_OLE:
        if stream.encode("utf-16-le") in data:
            return content_type
    return _OLE


def _text(file: BinaryIO, head: bytes, name: str) -> str:
    opening = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    markup = _MARKUP.search(head)
    if markup:
        return _SVG if markup[1].lower() == b"svg" else _HTML
    if opening.startswith(b"<?xml"):
        return _XML
    if _BATCH.match(opening):
        return _SCRIPT
    file.seek(0)
    data = file.read()
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return _UNKNOWN
    if "\x00" in text:
        return _UNKNOWN
    return "text/csv" if ending_of(name) == "csv" else "text/plain"


def _has_second_face(file: BinaryIO, content_type: str) -> bool:
    """Whether the bytes are another kind of file as well: a page, a PDF or an archive hidden in a picture, a clip."""
    file.seek(0)
    head = file.read(_SNIFFED)
    if content_type not in ("text/plain", "text/csv") and _MARKUP.search(head):
        return True
    if content_type != "application/pdf" and b"%PDF-" in head:
        return True
    if content_type.startswith((_OFFICE, "application/vnd.oasis.")):
        return _starts_elsewhere(file)
    return _is_archive_too(file)


def _is_archive_too(file: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return False


def _starts_elsewhere(file: BinaryIO) -> bool:
    """Whether the archive that readers open begins behind the first bytes, so that two stand one behind the other."""
    with zipfile.ZipFile(file) as archive:
        return min(entry.header_offset for entry in archive.infolist()) != 0
