"""Evidence is kept once, whole or not at all, and judged by its bytes."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from hanoiwork_plugin.workspace.files import FileStore, is_harmful, may_show_inline, sniff


def archive(*names: str, mimetype: str | None = None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "<x/>")
    return made.getvalue()


def workbook() -> bytes:
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    return made.getvalue()


def test_bytes_are_kept_under_their_fingerprint(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    kept = store.put([b"bien ban ", b"", b"nghiem thu"])
    assert kept.sha256 == hashlib.sha256(b"bien ban nghiem thu").hexdigest()
    assert kept.size == 19
    with store.open(kept.sha256) as file:
        assert file.read() == b"bien ban nghiem thu"


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    assert store.put([b"same"]) == store.put([b"sa", b"me"])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [store.put([b"same"]).path]


def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    with store.open(store.put([]).sha256) as file:
        assert file.read() == b""


def test_a_stream_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        FileStore(tmp_path).put(broken())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "A" * 64, "0" * 64, "0" * 64 + "\n", "0" * 63])
def test_what_is_not_kept_cannot_be_opened(tmp_path: Path, sha256: str) -> None:
    with pytest.raises(FileNotFoundError):
        FileStore(tmp_path).open(sha256)


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (b"%PDF-1.7\n", "a.txt", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\x00", "a", "image/png"),
        (b"\xff\xd8\xff\xe0\x00", "a", "image/jpeg"),
        (b"GIF89a\x00", "a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic\x00", "a", "image/heic"),
        (b"\x00\x00\x00\x18ftypisom\x00", "a", "video/mp4"),
        (workbook(), "a", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (archive("word/document.xml"), "a", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            archive("ppt/presentation.xml"),
            "a",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "a", "application/vnd.oasis.opendocument.text"),
        (archive("anh.png"), "a.docx", "application/zip"),
        (archive(mimetype="text/html"), "a", "application/zip"),
        (archive(), "a", "application/zip"),
        (b"PK\x03\x04 broken", "a.zip", "application/octet-stream"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "a.doc", "application/msword"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "a.msi", "application/x-ole-storage"),
        ("Sản phẩm;Số lượng\n".encode(), "a.CSV", "text/csv"),
        ("Biên bản".encode(), "a.pdf", "text/plain"),
        ("Biên bản".encode("utf-16"), "a.txt", "text/plain"),
        (b"", "a.txt", "text/plain"),
        (b"\x00\x01\x02", "a.txt", "application/octet-stream"),
        (b"\xff\xfe\x00", "a.txt", "application/octet-stream"),
        (b"<?xml version='1.0'?><hoadon/>", "a.xml", "application/xml"),
    ],
)
def test_content_decides_the_type(data: bytes, name: str, content_type: str) -> None:
    assert sniff(data, name) == content_type
    assert not is_harmful(content_type, "anh.png")


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00",
        b"\x7fELF\x02",
        b"#!/bin/sh\n",
        b"<!DOCTYPE html><p>",
        b"\xef\xbb\xbf \n<HTML>",
        b"<!-- --><script>alert(1)</script>",
        b"<?xml version='1.0'?><svg xmlns='x'/>",
        b"<svg/onload=alert(1)>",
        archive("word/document.xml", "word/vbaProject.bin"),
        archive("META-INF/MANIFEST.MF", "A.class"),
    ],
)
def test_what_runs_is_harmful_whatever_its_name(data: bytes) -> None:
    content_type = sniff(data, "anh-hien-truong.png")
    assert is_harmful(content_type, "anh-hien-truong.png")
    assert not may_show_inline(content_type)


@pytest.mark.parametrize(
    "name",
    [
        "bao-cao.pdf.exe",
        "A.EXE",
        "a.exe. .",
        "a.svg",
        "a.html",
        "a.docm",
        "a.js",
        "a\u202efdp.exe",
        "a\u202egpj.png",
        "a\x00.png",
    ],
)
def test_names_that_are_harmful_whatever_the_bytes(name: str) -> None:
    assert is_harmful("application/octet-stream", name)


@pytest.mark.parametrize(
    "name", ["Biên bản nghiệm thu.pdf", "Ảnh 5.20.11\u202fPM.png", "exe", "khong-duoi", "a.zip", ""]
)
def test_ordinary_names(name: str) -> None:
    assert is_harmful("application/pdf", name) == (name == "exe")


@pytest.mark.parametrize(
    "content_type", ["text/html", "image/svg+xml", "application/xml", "application/octet-stream", ""]
)
def test_only_known_types_open_in_place(content_type: str) -> None:
    assert not may_show_inline(content_type)
    assert may_show_inline("application/pdf")
