"""Bytes of files: encodings, separators, types, and files made to do harm."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.grid import Formula, MergedRange, Sheet, Workbook
from hanoiwork_plugin.tables import reader, xlsx_file
from hanoiwork_plugin.tables.reader import read_table


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def small() -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    book.active.title = "Trang 1"
    return book, book.active


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same xlsx with one part replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return file.getvalue()


def only(workbook: Workbook) -> Sheet:
    (sheet,) = workbook.sheets
    return sheet


def test_values_are_plain() -> None:
    book, sheet = small()
    at = datetime(2026, 6, 1, tzinfo=UTC).replace(tzinfo=None)
    sheet.append(["  Tie\u0302\u0301ng Vie\u0323\u0302t\xa0", 1.6, 70, True, at, date(2026, 6, 2), "  ", None])
    sheet.append([0.1 + 0.2, "=ROUND(B1/5,2)", "1,5"])
    sheet.merge_cells("A3:C4")
    read = only(read_table("a.xlsx", saved(book)))
    assert read.title == "Trang 1"
    assert dict(read.row(1)) == {
        1: "Tiếng Việt", 2: Decimal("1.6"), 3: 70, 4: "TRUE", 5: date(2026, 6, 1), 6: date(2026, 6, 2)
    }  # fmt: skip
    assert dict(read.row(2)) == {1: Decimal("0.3"), 2: Formula("=ROUND(B1/5,2)"), 3: "1,5"}
    assert read.formulas == {(2, 2): "=ROUND(B1/5,2)"}
    assert read.merged == (MergedRange(3, 1, 4, 3),)
    assert read.at("B1") == Decimal("1.6")
    assert read.place(23, 9) == "Trang 1!I23"


def test_a_saved_result_stands_beside_its_formula() -> None:
    book, sheet = small()
    sheet.append([10, "=A1/5"])
    data = saved(book)
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    data = with_part(
        data, "xl/worksheets/sheet1.xml", xml.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
    )
    read = only(read_table("a.xlsx", data))
    assert (read.at("B1"), read.formulas) == (2, {(1, 2): "=A1/5"})


def test_merged_cells_show_their_first_value() -> None:
    book, sheet = small()
    sheet["B2"] = "Phòng"
    sheet.merge_cells("B2:C4")
    read = only(read_table("a.xlsx", saved(book)))
    assert (read.value(3, 2), read.spread_value(3, 2), read.spread_value(4, 3)) == (None, "Phòng", "Phòng")
    assert read.filled_rows == (2,)


def test_hidden_sheets_are_left_out() -> None:
    book, sheet = small()
    sheet["A1"] = "thấy"
    book.create_sheet("Ẩn").sheet_state = "hidden"
    assert [each.title for each in read_table("a.xlsx", saved(book)).sheets] == ["Trang 1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_encodings_and_separators(encoding: str, separator: str) -> None:
    lines = [["Họ tên", "Đơn vị", "Vai trò"], ["An", '"Kinh tế, Hạ tầng"', '"theo dõi; chuyên viên"']]
    text = "\r\n".join(separator.join(line) for line in lines)
    read = only(read_table("cán bộ.csv", text.encode(encoding)))
    assert read.title == "cán bộ"
    assert dict(read.row(2)) == {1: "An", 2: "Kinh tế, Hạ tầng", 3: "theo dõi; chuyên viên"}


def test_csv_in_windows_1258_is_composed() -> None:
    text = "Ho\u0323 va\u0300 tên;Đơn vi\u0323\nNguyê\u0303n Thi\u0323 Lan;Phươ\u0300ng Mâ\u0303u\n"
    read = only(read_table("p.csv", text.encode("cp1258")))
    assert [list(read.row(row).values()) for row in (1, 2)] == [
        ["Họ và tên", "Đơn vị"],
        ["Nguyễn Thị Lan", "Phường Mẫu"],
    ]


def test_csv_with_a_stated_separator_keeps_row_numbers() -> None:
    read = only(read_table("p.csv", b"sep=;\r\nA;B,C\r\n\r\n1;2\r\n"))
    assert {row: dict(read.row(row)) for row in read.filled_rows} == {2: {1: "A", 2: "B,C"}, 4: {1: "1", 2: "2"}}


@given(
    st.lists(st.lists(st.text("aăđ ,;\"'\n", min_size=1, max_size=6), min_size=3, max_size=3), min_size=2, max_size=4)
)
def test_csv_round_trip(rows: list[list[str]]) -> None:
    text = "".join(
        ",".join('"' + value.replace('"', '""') + '"' for value in row) + "\r\n" for row in [["1", "2", "3"], *rows]
    )
    read = only(read_table("a.csv", text.encode()))
    expected = [[value.strip() for value in row] for row in rows]
    assert [[read.value(row, column) or "" for column in (1, 2, 3)] for row in range(2, len(rows) + 2)] == expected


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", b"", "rỗng"),
        ("a.csv", b"\r\n , ,\r\n", "rỗng"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        ("a.xlsx", b"PK\x03\x04 not a zip at all", "hỏng"),
        ("a.xlsx", "Mã;Tên\n1;2\n".encode(), "không đúng với đuôi"),
        ("a.pdf", b"%PDF-1.7\n...", "không đúng với đuôi"),
        ("a.csv", b"%PDF-1.7\n...", "không phải bảng tính"),
        ("a.csv", b"<html><table></table></html>", "không phải bảng tính"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "không phải bảng tính"),
        ("a", b"\xff\xfe\x00", "không phải bảng tính"),
    ],
)
def test_what_is_no_table_is_refused_in_words(name: str, data: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_table(name, data)
    assert words in refusal.value.detail.format(**refusal.value.params)


def test_an_xlsx_under_another_name_and_a_document_are_refused() -> None:
    book, _ = small()
    with pytest.raises(Invalid, match="không đúng với đuôi"):
        read_table("a.csv", saved(book))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(Invalid, match="không phải bảng tính"):
        read_table("a.xlsx", file.getvalue())


def test_a_broken_sheet_is_refused() -> None:
    book, sheet = small()
    sheet["A1"] = 1
    for content in (b"<worksheet><sheetData><row", b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>", b""):
        with pytest.raises(Invalid, match="hỏng"):
            read_table("a.xlsx", with_part(saved(book), "xl/worksheets/sheet1.xml", content))
    for end in (40, 400, 2000):
        with pytest.raises(Invalid, match="hỏng"):
            read_table("a.xlsx", saved(book)[:-end])


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData>%s</worksheet>'


@pytest.mark.parametrize(
    "content",
    [
        SHEET % (b'<row r="1">' + b"<c/>" * (200_001) + b"</row>", b""),
        SHEET % (b"", b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    ],
)
def test_bombs_are_refused_before_they_are_unpacked(content: bytes) -> None:
    book, _ = small()
    with pytest.raises(Invalid, match="quá lớn khi mở ra"):
        read_table("a.xlsx", with_part(saved(book), "xl/worksheets/sheet1.xml", content))


def test_sizes_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    book, _ = small()
    data = saved(book)
    monkeypatch.setattr(xlsx_file, "MAX_PART", 500)
    with pytest.raises(Invalid, match="quá lớn khi mở ra"):
        read_table("a.xlsx", data)
    monkeypatch.setattr(reader, "MAX_BYTES", 500)
    with pytest.raises(Invalid, match="tối đa 20 MB"):
        read_table("a.xlsx", data)


def test_two_far_cells_do_not_make_the_cells_between() -> None:
    book, sheet = small()
    sheet["A1"], sheet["XFD1048576"] = 1, 2
    assert only(read_table("a.xlsx", saved(book))).cells == {(1, 1): 1, (1_048_576, 16_384): 2}
