"""Evidence is judged by its whole content: what runs, what hides and what is misnamed is refused, with its reason."""

import io
import zipfile

import openpyxl
import pytest

from hanoiwork_plugin.domain.doing.evidence import MAX_FILE_BYTES, MAX_FILES, FileFault, fault_of_announced
from hanoiwork_plugin.workspace.files import inspect, may_show_inline

F = FileFault
OFFICE = "application/vnd.openxmlformats-officedocument."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 40


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def archive(*names: str, mimetype: str | None = None, before: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "<x/>" * 3000)
    return before + made.getvalue()


def workbook() -> bytes:
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    return made.getvalue()


def judged(data: bytes, name: str) -> tuple[str, FileFault | None]:
    found = inspect(io.BytesIO(data), name)
    return found.content_type, found.fault


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (b"%PDF-1.7\n", "Tờ trình 15.PDF", "application/pdf"),
        (PNG, "Ảnh 5.20.11\u202fPM.png", "image/png"),
        (JPEG, "anh.jpeg", "image/jpeg"),
        (PNG, "anh.jpg", "image/png"),
        (b"GIF89a\x00", "a.gif", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.webp", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic\x00", "IMG_1.jpg", "image/heic"),
        (b"\x00\x00\x00\x18ftypisom\x00", "quay.mp4", "video/mp4"),
        (workbook(), "bang.xlsx", OFFICE + "spreadsheetml.sheet"),
        (archive("word/document.xml"), "a.docx", OFFICE + "wordprocessingml.document"),
        (archive("ppt/presentation.xml"), "a.pptx", OFFICE + "presentationml.presentation"),
        (
            archive(mimetype="application/vnd.oasis.opendocument.text"),
            "a.odt",
            "application/vnd.oasis.opendocument.text",
        ),
        (OLE + utf16("WordDocument"), "a.doc", "application/msword"),
        (OLE + utf16("Workbook"), "a.xls", "application/vnd.ms-excel"),
        ("Sản phẩm;Số lượng\n".encode(), "a.CSV", "text/csv"),
        ("Biên bản".encode("utf-16"), "a.txt", "text/plain"),
        (b"%PDF-1.7\n", "khong-duoi", "application/pdf"),
    ],
)
def test_what_is_accepted(data: bytes, name: str, content_type: str) -> None:
    assert judged(data, name) == (content_type, None)


@pytest.mark.parametrize(
    ("data", "name", "fault"),
    [
        (b"MZ\x90\x00", "bao-cao.pdf", F.PROGRAM),
        (b"\x7fELF\x02", "anh.png", F.PROGRAM),
        (b"#!/bin/sh\n", "ghi-chu.txt", F.PROGRAM),
        (b"@echo off\r\ndel *", "ghi-chu.txt", F.PROGRAM),
        (archive("META-INF/MANIFEST.MF", "A.class"), "bao-cao.docx", F.PROGRAM),
        (b"<!DOCTYPE html><p>", "bao-cao.pdf", F.PAGE),
        (b"\xef\xbb\xbf \n<HTML>", "a.txt", F.PAGE),
        (b"<!-- --><script>alert(1)</script>", "a.txt", F.PAGE),
        (b"<svg/onload=alert(1)>", "anh.png", F.PAGE),
        (b"<?xml version='1.0'?><hoadon/>", "hoa-don.xml", F.PAGE),
        (archive("word/document.xml", "word/vbaProject.bin"), "a.docx", F.MACROS),
        (archive("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "a.xlsx", F.MACROS),
        (OLE + utf16("Workbook") + utf16("_VBA_PROJECT"), "a.xls", F.MACROS),
        (archive("anh.png"), "a.docx", F.ARCHIVE),
        (archive(mimetype="text/html"), "a.odt", F.ARCHIVE),
        (b"Rar!\x1a\x07\x00", "bao-cao.pdf", F.ARCHIVE),
        (b"\x1f\x8b\x08", "a.txt", F.ARCHIVE),
        (b"%PDF-1.7\n", "a.docx", F.DISGUISED),
        (workbook(), "a.docx", F.DISGUISED),
        ("Biên bản".encode(), "bien-ban.pdf", F.DISGUISED),
        (archive("word/document.xml", before=b"%PDF-1.7\n" + b"\x00" * 100), "a.pdf", F.MIXED),
        (archive("A.class", before=b"GIF89a" + b"\x00" * 100), "a.gif", F.MIXED),
        (PNG + b"<script>alert(1)</script>", "a.png", F.MIXED),
        (JPEG + b"%PDF-1.4", "a.jpg", F.MIXED),
        (OLE, "a.doc", F.UNKNOWN),
        (b"PK\x03\x04 broken", "a.docx", F.UNKNOWN),
        (b"\x00\x01\x02", "a.txt", F.UNKNOWN),
        (b"", "a.pdf", F.EMPTY),
    ],
)
def test_what_is_refused_and_why(data: bytes, name: str, fault: FileFault) -> None:
    found, why = judged(data, name)
    assert why is fault
    assert "{name}" in fault.label
    if fault in (F.PROGRAM, F.PAGE, F.MACROS, F.ARCHIVE):
        assert not may_show_inline(found)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("bao-cao.pdf.exe", F.PROGRAM),
        ("A.EXE", F.PROGRAM),
        ("a.exe. .", F.PROGRAM),
        ("a.svg", F.PAGE),
        ("a.docm", F.MACROS),
        ("a.zip", F.ARCHIVE),
        ("a.dwg", F.UNKNOWN),
        ("a\u202efdp.exe", F.DISGUISED),
        ("a\x00.png", F.DISGUISED),
        ("Biên bản nghiệm thu.pdf", None),
        ("khong-duoi", None),
    ],
)
def test_a_name_alone_may_be_reason_enough(name: str, fault: FileFault | None) -> None:
    assert fault_of_announced(name, 10, 0) is fault


def test_size_and_number_are_judged_before_anything_is_read() -> None:
    assert fault_of_announced("a.pdf", MAX_FILE_BYTES, MAX_FILES - 1) is None
    assert fault_of_announced("a.pdf", MAX_FILE_BYTES + 1, 0) is F.TOO_LARGE
    assert fault_of_announced("a.pdf", 1, MAX_FILES) is F.TOO_MANY


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/pdf", "text/plain", ""])
def test_only_pictures_open_in_place(content_type: str) -> None:
    assert not may_show_inline(content_type)
    assert may_show_inline("image/png")
