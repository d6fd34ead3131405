"""Catalogues as communes that we have not seen may lay them out, whole through the xlsx reader; and spoilt ones."""

import io
import unicodedata
import zipfile
from collections.abc import Callable, Sequence

import openpyxl
import pytest
from openpyxl.workbook import Workbook as Book

from hanoiwork_plugin.domain.catalogues.catalogue import CatalogueDraft, CatalogueItem, QuestionRule
from hanoiwork_plugin.domain.catalogues.catalogue_codes import kept_codes
from hanoiwork_plugin.domain.catalogues.catalogue_differences import compare
from hanoiwork_plugin.domain.catalogues.catalogue_sheet import read_catalogue
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.tables.reader import read_table

STANDARD = ("Sản phẩm chuẩn: Soạn thảo văn bản hành chính = 5 điểm = hệ số 1,00",)
GROUPS = (("Nhóm", "Khung điểm"), ("Nhóm 1", "1 - 10"), ("Nhóm 2", "11 - 50"), ("Nhóm 3", "51-100 điểm"))
PLAIN = ("Mã", "Sản phẩm", "Nhóm", "Khung điểm", "Điểm", "Hệ số")

Rows = Sequence[tuple[object, ...]]


def book_of(**sheets: Rows) -> Book:
    book = Book()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(row)
    return book


def read(book: Book) -> CatalogueDraft:
    written = io.BytesIO()
    book.save(written)
    return read_catalogue(read_table("danh-muc.xlsx", written.getvalue()))


def refused(book: Book) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        read(book)
    return {fault.place: fault.text.format(**fault.params) for fault in refusal.value.faults}


def units_beside_numbers() -> Book:
    return book_of(
        DM=(
            STANDARD,
            PLAIN,
            ("A1", "Công văn", "N1", "1-10", "5 điểm", "1,0"),
            ("A2", "Đề án", "N3", "51-100", "60 đ", 12),
        )
    )


def without_codes() -> Book:
    return book_of(
        DM=(
            STANDARD,
            ("STT", "Tên sản phẩm, công việc", "Nhóm", "Khung điểm", "Điểm", "Hệ số"),
            ("I", "LĨNH VỰC VĂN PHÒNG"),
            ("1.1", "Công văn", "N1", "1-10", 5, 1),
            ("II", "LĨNH VỰC KINH TẾ"),
            ("1.1", "Đề án", "N3", "51-100", 60, 12),
        )
    )


def without_coefficients() -> Book:
    return book_of(DM=(STANDARD, PLAIN[:5], ("A1", "Công văn", "N1", "1-10", 5), ("A2", "Đề án", "N3", "51-100", 60)))


def frames_on_their_own_sheet() -> Book:
    return book_of(
        Khung_điểm=(("BẢNG PHÂN NHÓM",), *GROUPS, ("Sản phẩm chuẩn", "Soạn thảo văn bản", "5 điểm")),
        DM=(("Mã", "Sản phẩm", "Nhóm", "Điểm"), ("A1", "Công văn", "N1", 5), ("A2", "Đề án", 3, 60)),
    )


def bounds_and_no_group_column() -> Book:
    return book_of(
        Nhóm=(
            ("STT", "Nhóm", "Tiêu chí phân nhóm", "Điểm tối thiểu", "Điểm tối đa"),
            (1, "Nhóm 1", "Đơn giản", 1, 10),
            (2, "Nhóm 3", "Phức tạp", 51, 100),
        ),
        DM=(STANDARD, ("Mã", "Sản phẩm", "Điểm"), ("A1", "Công văn", 5), ("A2", "Đề án", 60)),
    )


def groups_as_sections() -> Book:
    return book_of(
        DM=(
            STANDARD,
            ("TT", "Mã", "Sản phẩm", "Điểm", "Hệ số"),
            (None, None, "Nhóm 1: Sản phẩm đơn giản (1 - 10 điểm)"),
            (1, "A1", "Công văn", 5, 1),
            (None, None, "Nhóm 3: Sản phẩm phức tạp (từ 51 đến 100 điểm)"),
            (2, "A2", "Đề án", 60, 12),
        )
    )


def merged_header_on_row_seven() -> Book:
    book = book_of(
        DM=(
            ("ỦY BAN NHÂN DÂN XÃ", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            (),
            ("DANH MỤC SẢN PHẨM, CÔNG VIỆC",),
            STANDARD,
            (),
            (),
            ("STT", "Mã số", "Sản phẩm", "Phân nhóm", None, None, "Quy đổi", None),
            (None, None, None, "Nhóm", "Khung điểm", None, "Điểm", "Hệ số"),
            (None, None, None, None, "Từ", "Đến", None, None),
            (1, "A1", "Công văn", "N1", 1, 10, 5, 1),
            (),
            (2, "A2", "Đề án", "N3", 51, 100, 60, 12),
            ("Tổng cộng: 02 sản phẩm", None, None, None, None, None, 65),
            ("Ghi chú: (*) điểm tính cho một sản phẩm",),
            (None, "NGƯỜI LẬP BIỂU", None, None, None, None, "TM. ỦY BAN NHÂN DÂN"),
            (None, None, None, None, None, None, "CHỦ TỊCH"),
            (None, "Trần Văn B", None, None, None, None, "Nguyễn Văn A"),
        )
    )
    for area in ("A7:A9", "B7:B9", "C7:C9", "D7:F7", "D8:D9", "E8:F8", "G7:H7", "G8:G9", "H8:H9", "A13:F13"):
        book["DM"].merge_cells(area)
    return book


def one_sheet_a_department() -> Book:
    book = book_of(
        P_KT=(("DANH MỤC SẢN PHẨM CỦA PHÒNG KINH TẾ",), STANDARD, PLAIN, ("A1", "Công văn", "N1", "1-10", 5, 1)),
        Văn_phòng=(PLAIN, ("A2", "Đề án", "N3", "51-100", 60, 12)),
        Cũ=(PLAIN, ("A1", "Công văn cũ", "N1", "1-10", -5, 1)),
    )
    book["Cũ"].sheet_state = "hidden"
    return book


def decomposed_with_formulas() -> Book:
    def nfd(*texts: object) -> tuple[object, ...]:
        return tuple(unicodedata.normalize("NFD", text) if isinstance(text, str) else text for text in texts)

    book = book_of(
        DM=(
            nfd(*STANDARD),
            nfd(*PLAIN),
            nfd("A1", "Công văn", "N1", "1-10", 5, "=E3/5"),
            nfd("A2", "Đề án", "N3", "51-100", "60", "=ROUND(E4/5;2)"),
        )
    )
    book["DM"].row_dimensions[4].hidden = True
    return book


def comma_and_point() -> Book:
    return book_of(
        DM=(
            ("TT", "Mã", "Phòng", "Nội dung công việc", "Điểm", "Hệ số quy đổi", "Khung điểm"),
            ("a)", "A1", "Phòng Kinh tế", "Công văn", "5,0", "1.0", "1-10"),
            ("b)", "A2", None, "Đề án", "60.0", "12,00", "51-100"),
        )
    )


@pytest.mark.parametrize(
    ("layout", "codes", "departments"),
    [
        (units_beside_numbers, ["A1", "A2"], {None}),
        (without_codes, ["DC.I.1.1", "DC.II.1.1"], {None}),
        (without_coefficients, ["A1", "A2"], {None}),
        (frames_on_their_own_sheet, ["A1", "A2"], {None}),
        (bounds_and_no_group_column, ["A1", "A2"], {None}),
        (groups_as_sections, ["A1", "A2"], {None}),
        (merged_header_on_row_seven, ["A1", "A2"], {None}),
        (one_sheet_a_department, ["A1", "A2"], {"PHÒNG KINH TẾ", "Văn phòng"}),
        (decomposed_with_formulas, ["A1", "A2"], {None}),
        (comma_and_point, ["A1", "A2"], {"Phòng Kinh tế"}),
    ],
)
def test_a_layout_is_read(layout: Callable[[], Book], codes: list[str], departments: set[str | None]) -> None:
    draft = read(layout())
    assert [each.code for each in draft.items] == codes
    assert [each.product for each in draft.items] == ["Công văn", "Đề án"]
    assert [(int(each.points), int(each.coefficient)) for each in draft.items] == [(5, 1), (60, 12)]
    assert [tuple(map(int, each.frame)) for each in draft.items] == [(1, 10), (51, 100)]
    assert {each.department for each in draft.items} == departments
    assert len({each.group for each in draft.items}) == 2
    assert draft.standard_points == 5


def test_what_is_out_of_sight_is_told() -> None:
    told = [
        each.text.format(**each.params)
        for layout in (one_sheet_a_department, decomposed_with_formulas, without_codes)
        for each in read(layout()).questions
        if each.rule in (QuestionRule.HIDDEN, QuestionRule.CODES)
    ]
    assert told[:2] == [
        "Trang đang ẩn không được đọc: Cũ.",
        "Trang “DM” có 1 dòng đang ẩn cũng được nhập; đề nghị xem lại.",
    ]
    assert told[2].startswith("Tệp không có cột mã; hệ thống đã đặt mã cho 2 mục")


def test_codes_that_were_made_stay_with_their_products() -> None:
    def version(*products: str) -> CatalogueDraft:
        rows = [(number, product, "N1", "1-10", 5, 1) for number, product in enumerate(products, 1)]
        return read(book_of(DM=(("STT", "Sản phẩm", "Nhóm", "Khung điểm", "Điểm", "Hệ số"), *rows)))

    def named(items: Sequence[CatalogueItem]) -> dict[str, str]:
        return {each.code: each.product for each in items}

    first = version("Công văn", "Báo cáo", "Tờ trình", "Báo cáo")
    assert named(first.items) == {"DC.1": "Công văn", "DC.2": "Báo cáo", "DC.3": "Tờ trình", "DC.4": "Báo cáo"}
    next_one = version("Giấy mời", "Công văn", "Tờ trình", "Báo cáo", "Báo cáo")
    items = kept_codes(first.items, next_one.items, next_one.made_codes)
    assert named(items) == {
        "DC.1-2": "Giấy mời", "DC.1": "Công văn", "DC.3": "Tờ trình", "DC.2": "Báo cáo", "DC.4": "Báo cáo",
    }  # fmt: skip
    found = compare(first.items, items)
    assert ([each.product for each in found.added], found.removed, found.changed) == (["Giấy mời"], (), ())


GOOD = ("A1", "Công văn", "N1", "1-10", 5, 1)


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ((PLAIN, GOOD, ("A2", "Đề án", "N3", "51-100", "sáu mươi", 12)), {"DM!E3": "Điểm chấm “sáu mươi” không"}),
        ((PLAIN, GOOD, ("A2", "Đề án", "N3", "51-100", "60 giờ", 12)), {"DM!E3": "Điểm chấm “60 giờ” không phải là"}),
        ((PLAIN, GOOD, ("A2", "Đề án", "N3", "51-100", "5-10", 12)), {"DM!E3": "Điểm chấm “5-10” không phải là số"}),
        ((PLAIN, GOOD, ("A2", "Đề án", "N1", "1-10", -5, 1)), {"DM!E3": "Điểm chấm -5 phải lớn hơn 0."}),
        ((PLAIN, GOOD, ("A2", "Đề án", "N3", "51-100", None, 12)), {"DM!E3": "Thiếu điểm chấm."}),
        ((PLAIN, GOOD, ("A2", None, "N3", "51-100", 60, 12)), {"DM!B3": "Thiếu sản phẩm đầu ra."}),
        ((PLAIN, GOOD, ("A1", "Đề án", "N3", "51-100", 60, 12)), {"DM!A3": "Mã A1 đã có ở ô DM!A2."}),
        ((PLAIN, GOOD, ("A2", "Đề án", "N3", "51-100", "=SUM(E1:E2)", 12)), {"DM!E3": "Công thức =SUM(E1:E2) chưa có"}),
        (((*PLAIN, "Điểm đề xuất"), (*GOOD, 6)), {"DM!G1": "Có hai cột “Điểm chấm”: cột E và cột này; mời để lại một"}),
        ((("Mã", "Sản phẩm", "Nhóm", "Khung điểm", "Hệ số"), (*GOOD[:4], 1)), {"DM!A1": "Thiếu cột “Điểm chấm”."}),
        ((PLAIN[:5], GOOD[:5]), {"DM!E2": "Bảng không có cột “Hệ số quy đổi” và tệp không ghi điểm của sản phẩm"}),
        (
            (STANDARD, ("Mã", "Sản phẩm", "Điểm", "Hệ số"), ("A1", "Công văn", 5, 1)),
            {"DM!C3": "Chưa rõ nhóm và khung điểm: bảng không có cột “Nhóm”"},
        ),
        (
            (STANDARD, *GROUPS, ("Mã", "Sản phẩm", "Điểm"), ("A1", "Công văn", 5), ("A2", "Đề án", 500)),
            {"DM!C8": "Điểm chấm 500 không nằm trong khung của một nhóm nào; mời ghi"},
        ),
        (
            (STANDARD, ("Nhóm", "Khung điểm"), ("Nhóm 1", "từ một đến mười"), (), PLAIN, GOOD),
            {"DM!B3": "Không đọc được khung điểm “từ một đến mười”"},
        ),
    ],
)
def test_spoilt_is_refused_by_its_cell(rows: Rows, faults: dict[str, str]) -> None:
    found = refused(book_of(DM=rows))
    assert found.keys() == faults.keys()
    assert all(found[place].startswith(text) for place, text in faults.items()), found


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (70 * 1024 * 1024))
    return packed.getvalue()


def saved(book: Book) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "rỗng"),
        (b"\x00\x01\x02 not a table", "không"),
        (b"PK\x03\x04 cut off", "hỏng"),
        (bomb(), "quá lớn khi mở ra"),
        (saved(openpyxl.Workbook()), "Không tìm thấy bảng danh mục"),
        (saved(book_of(Thư=(("Kính gửi", "UBND"), ("Nội dung", "Số lượng"), ("Giấy", 5)))), "Không tìm thấy bảng"),
    ],
)
def test_what_is_no_catalogue_is_said_to_be_none(data: bytes, said: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_catalogue(read_table("danh-muc.xlsx", data))
    assert said in refusal.value.detail.format(**refusal.value.params)
