"""Catalogue files as they are published: the real one, spoilt copies of it, and other layouts."""

import io
from collections import Counter
from decimal import Decimal

import openpyxl
import pytest

from hanoiwork_plugin.domain.catalogues.catalogue import CataloguePart
from hanoiwork_plugin.domain.catalogues.catalogue_sheet import read_catalogue
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.grid import Workbook
from hanoiwork_plugin.domain.rating.criteria import DEFAULT_CRITERIA
from hanoiwork_plugin.sandbox import __file__ as sandbox_file
from hanoiwork_plugin.tables.reader import read_table

from .table_files import HEADER, REAL_FILE, Path, draft_of, faults_of, item, real_catalogue, sheet

STANDARD = ("Sản phẩm chuẩn = 5 điểm = hệ số 1,00",)


def test_the_real_catalogue_whole() -> None:
    draft = real_catalogue()
    assert len(draft.items) == 371
    assert draft.sheets == ("PL II - Lanh dao QL", "PL III - Dung chung", "PL IV - Rieng phong")
    assert (draft.standard_points, draft.standard_code) == (5, "DC.01")
    assert Counter(entry.part for entry in draft.items) == {
        CataloguePart.LEADERSHIP: 18,
        CataloguePart.SHARED: 62,
        CataloguePart.DEPARTMENT: 291,
    }
    assert Counter(entry.department for entry in draft.items)["Phòng Kinh tế"] == 136
    assert all(entry.coefficient == entry.points / 5 for entry in draft.items)
    assert draft.questions == ()


def test_one_real_item_in_full() -> None:
    (entry,) = (entry for entry in real_catalogue().items if entry.code == "DC.HN.02")
    assert entry.duty == "Tổ chức hội nghị sơ kết, tổng kết/hội nghị chuyên đề"
    assert entry.product == "Công văn"
    assert (entry.group, entry.frame, entry.points, entry.coefficient) == ("N1", (1, 10), 8, Decimal("1.60"))


def test_the_real_general_criteria_are_those_of_the_decree() -> None:
    criteria = real_catalogue().criteria
    assert [(each.code, each.maximum) for each in criteria] == [(each.code, each.maximum) for each in DEFAULT_CRITERIA]
    assert sum(each.maximum for each in criteria) == 30
    assert criteria[2].group.startswith("Năng lực chuyên môn, nghiệp vụ theo yêu cầu của vị trí việc làm; khả năng")


def test_a_spoilt_copy_is_refused_with_exactly_its_cells() -> None:
    book = openpyxl.load_workbook(REAL_FILE)
    leaders, shared, departments = book.worksheets[1:]
    leaders["H8"] = "bốn mươi lăm"
    shared["B23"] = "DC.01"
    shared["H30"] = 500
    departments["J100"] = 99
    departments["J101"] = None
    departments["I102"] = None
    departments["I103"] = -5
    departments["F104"] = None
    departments["B105"] = None
    shared["J4"] = "Sản phẩm chuẩn = 10 điểm = hệ số 1,00"
    book.worksheets[0]["C17"] = 31
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(Invalid) as refusal:
        read_catalogue(read_table("hong.xlsx", file.getvalue()))
    assert [fault.place for fault in refusal.value.faults] == [
        "PL I - Tieu chi chung!C17",
        "PL II - Lanh dao QL!H8",
        "PL III - Dung chung!J4",
        "PL III - Dung chung!B23",
        "PL III - Dung chung!H30",
        "PL IV - Rieng phong!J100",
        "PL IV - Rieng phong!J101",
        "PL IV - Rieng phong!I102",
        "PL IV - Rieng phong!I103",
        "PL IV - Rieng phong!F104",
        "PL IV - Rieng phong!B105",
    ]
    assert refusal.value.params == {"count": 11}


def test_the_demo_ward_has_what_its_month_needs() -> None:
    file = Path(sandbox_file).parent / "ward" / "catalogue.xlsx"
    draft = read_catalogue(read_table(file.name, file.read_bytes()))
    assert len(draft.items) == 41
    assert sum(each.maximum for each in draft.criteria) == 30
    assert (draft.standard_points, draft.standard_code, draft.questions) == (5, "DC.01", ())
    coefficients = {entry.coefficient for entry in draft.items}
    assert (min(coefficients), max(coefficients)) == (Decimal("0.4"), 16)
    urban = {
        entry.code: entry.coefficient
        for entry in draft.items
        if entry.department == "Phòng Kinh tế, Hạ tầng và Đô thị" and entry.code.startswith("ĐT")
    }
    assert [urban[f"ĐT.0{number}"] for number in (1, 3, 5, 6, 2)] == [4, 2, 1, 3, 1]


def test_columns_in_any_order_without_accents_header_on_the_first_row() -> None:
    table = sheet(
        (
            "HE SO QUY DOI",
            "  diem  cham ",
            "KHUNG DIEM",
            "Nhom",
            "San pham",
            "Nội dung công việc",
            "Mã công việc",
            "ĐVT",
        ),
        ("0,4", "2", "1-10", "Nhóm 1", "Biểu", "Nhập biểu", "01", "bản"),
        ("1", "5", "từ 1 đến 10", "N1", "Văn bản", "Soạn văn bản", "02", "bản"),
        ("2.5", "12,5", "11 – 50", 2, "Báo cáo", "Lập báo cáo", 3, "bản"),
    )
    draft = draft_of(table)
    assert [entry.coefficient for entry in draft.items] == [Decimal("0.4"), 1, Decimal("2.5")]
    assert [entry.code for entry in draft.items] == ["01", "02", "3"]
    assert [entry.group for entry in draft.items] == ["Nhóm 1", "Nhóm 1", "2"]
    assert draft.standard_points == 5


@pytest.mark.parametrize("standard", [25, 100])
def test_other_standards_and_frames_from_formula_or_value(standard: int) -> None:
    by_formula = sheet(HEADER, item("A1", 40, f"=H2/{standard}", frame="10–50"))
    assert faults_of(by_formula).keys() == {"DM!H2"}  # the formula looks at itself
    by_formula = sheet(
        HEADER, item("A1", 40, f"=G2/{standard}", frame="10–50"), item("A2", 45, f"=ROUND(G3/{standard};2)")
    )
    assert faults_of(by_formula).keys() == {"DM!F3"}
    by_formula = sheet(HEADER, item("A1", 40, f"=G2/{standard}"), item("A2", 45, f"= round( $G3 / {standard}, 2 )"))
    draft = draft_of(by_formula)
    assert draft.standard_points == standard
    assert [entry.coefficient for entry in draft.items] == [
        (Decimal(points) / standard).quantize(Decimal("0.01")) for points in (40, 45)
    ]
    typed = sheet(HEADER, item("A1", standard, 1, frame="1-200"), item("A2", 200, 200 / standard, frame="1-200"))
    assert draft_of(typed).standard_points == standard


def test_the_divisor_may_be_a_cell_and_the_standard_a_label() -> None:
    table = sheet(("Điểm sản phẩm chuẩn:", 25), HEADER, item("A1", 30, "=ROUND(G3/$B$1,2)"))
    draft = draft_of(table)
    assert (draft.standard_points, draft.items[0].coefficient) == (25, Decimal("1.20"))


def test_only_half_up_two_decimals_or_the_unrounded_quotient_are_taken() -> None:
    note = ("Sản phẩm chuẩn (soạn thảo văn bản): 3 điểm",)
    table = sheet(
        note,
        HEADER,
        item("A1", 20, Decimal("6.67")),
        item("A2", 20, Decimal("6.66666666666667")),
        item("A3", 20, Decimal("6.7")),
        item("A4", 20, Decimal("6.66")),
    )
    assert faults_of(table).keys() == {"DM!H5", "DM!H6"}


def test_a_saved_result_that_is_out_of_date_does_not_hide_the_formula() -> None:
    table = sheet(HEADER, item("A1", 20, "=ROUND(G2/5,2)"))
    table.cells[2, 8] = Decimal(99)  # type: ignore[index]
    assert draft_of(table).items[0].coefficient == 4


def test_a_formula_that_says_another_standard_is_a_fault_of_its_cell() -> None:
    rows = [item("A1", 20, "=G2/5"), item("A2", 30, "=G3/5"), item("A3", 30, "=G4/6")]
    assert faults_of(sheet(HEADER, *rows)) == {"DM!H4": "Hệ số 5 mâu thuẫn với điểm chấm: 30 ÷ 5 = 6."}


def test_statement_and_formulas_that_contradict_are_one_fault() -> None:
    rows = [item("A1", 20, "=G3/5"), item("A2", 30, "=G4/5")]
    table = sheet(("Sản phẩm chuẩn = 10 điểm",), HEADER, *rows)
    assert faults_of(table) == {"DM!A1": "Sản phẩm chuẩn ghi 10 điểm, nhưng công thức hệ số chia cho 5."}


def test_an_unknown_standard_is_asked_for() -> None:
    place, text = faults_of(sheet(HEADER, item("A1", 50, Decimal("0.07")))).popitem()
    assert (place, text[:36]) == ("DM!H2", "Chưa rõ điểm của sản phẩm chuẩn; hãy")
    unknown_formula = sheet(HEADER, item("A1", 20, "=SUM(G2:G2)"))
    assert faults_of(unknown_formula)["DM!H2"].startswith("Công thức =SUM(G2:G2) chưa có kết quả")


def test_one_single_sheet_with_sections_sums_and_repeated_headings() -> None:
    table = sheet(
        ("ỦY BAN NHÂN DÂN", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("DANH MỤC SẢN PHẨM, CÔNG VIỆC",),
        STANDARD,
        HEADER,
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)=(7)/5"),
        ("I. NHIỆM VỤ LÃNH ĐẠO, QUẢN LÝ",),
        item("LĐ1", 20, 4),
        ("II", "DÙNG CHUNG"),
        item("DC1", 30, 6),
        (),
        ("Tổng cộng", None, None, None, None, None, 50, 10),
        HEADER,
        ("III. Phòng Kinh tế",),
        ("1. Công tác thuế",),
        ("KT1", None, "Rà soát hộ", "Danh sách", "N2", "11-50", 40, 8),
        ("KT2", None, "Đối chiếu hộ", "Biên bản", None, None, 45, 9),
        ("2. Phòng, chống thiên tai",),
        ("KT3", None, "Lập phương án", "Phương án", "N2", "11-50", 25, 5),
        ("Văn phòng HĐND và UBND",),
        item("VP1", 15, 3),
        ("TM. ỦY BAN NHÂN DÂN",),
        merged=("A6:H6", "A13:H13"),
    )
    items = {entry.code: (entry.part.value, entry.department, entry.duty) for entry in draft_of(table).items}
    assert items == {
        "LĐ1": ("leadership", None, "Nhiệm vụ"),
        "DC1": ("shared", None, "Nhiệm vụ"),
        "KT1": ("department", "Phòng Kinh tế", "Công tác thuế"),
        "KT2": ("department", "Phòng Kinh tế", "Công tác thuế"),
        "KT3": ("department", "Phòng Kinh tế", "Phòng, chống thiên tai"),
        "VP1": ("department", "Văn phòng HĐND và UBND", "Nhiệm vụ"),
    }


def test_titles_of_sections_may_stand_in_the_only_column_of_words() -> None:
    table = sheet(
        ("TT", "Tên sản phẩm/công việc", "Mã sản phẩm", "Phân nhóm", "Khung điểm", "Điểm quy đổi", "Hệ số quy đổi"),
        ("I", "DÙNG CHUNG"),
        (1, "Công văn", "CV01", "Nhóm 1", "Từ 1 đến 10 điểm", 5, 1),
        ("II", "PHÒNG KINH TẾ"),
        (2, "Kế hoạch", "KT01", "Nhóm 3", "51 - 100 điểm", 60, "12,00"),
    )
    assert [(entry.code, entry.part.value, entry.department) for entry in draft_of(table).items] == [
        ("CV01", "shared", None),
        ("KT01", "department", "PHÒNG KINH TẾ"),
    ]
    nameless = (3, "Công văn trả lời")
    assert faults_of(sheet(HEADER, item("DC1", 5, 1), (3, None, None, "PHÒNG KINH TẾ"))), "a product has its column"
    assert faults_of(sheet(("TT", "Sản phẩm", "Mã", "Nhóm", "Khung", "Điểm", "Hệ số"), nameless)), "no title"


def test_merged_and_blank_cells_carry_their_value_down() -> None:
    header = ("TT", "Mã", "Phòng", *HEADER[1:])
    table = sheet(
        ("DANH MỤC RIÊNG THEO PHÒNG",),
        STANDARD,
        header,
        (1, "A1", "Phòng Kinh tế", "Thuế", "Rà soát", "Danh sách", "N2", "11-50", 20, 4),
        (2, "A2", None, None, "Đối chiếu", "Biên bản", None, None, 25, 5),
        (3, "A3", "Phòng Văn hóa", "Lễ hội", "Tổ chức", "Kế hoạch", "N2", None, 30, 6),
        (4, "A4", "Dùng chung", "Họp", "Ghi biên bản", "Biên bản họp", "N2", None, 35, 7),
        merged=("C4:C5", "D4:D5", "G4:G5", "H4:H5"),
    )
    draft = draft_of(table)
    assert [(entry.department, entry.duty, entry.group, entry.frame) for entry in draft.items] == [
        ("Phòng Kinh tế", "Thuế", "N2", (11, 50)),
        ("Phòng Kinh tế", "Thuế", "N2", (11, 50)),
        ("Phòng Văn hóa", "Lễ hội", "N2", (11, 50)),
        (None, "Họp", "N2", (11, 50)),
    ]


def test_an_own_item_without_its_department_is_a_fault() -> None:
    table = sheet(
        ("DANH MỤC RIÊNG THEO PHÒNG",), STANDARD, (*HEADER, "Phòng, ban chuyên môn"), item("A1", 20, 4), title="Riêng"
    )
    assert faults_of(table) == {"Riêng!I4": "Thiếu phòng, ban chuyên môn."}


def test_a_header_of_two_rows() -> None:
    table = sheet(
        STANDARD,
        ("Mã", "Nhiệm vụ", "Công việc", "Sản phẩm", "Nhóm", "Điểm", None, "Hệ số quy đổi"),
        (None, None, None, None, None, "Khung điểm", "Điểm chấm", None),
        item("A1", 20, 4),
    )
    assert [entry.points for entry in draft_of(table).items] == [20]


def test_a_missing_column_is_named_once() -> None:
    rows = [tuple(value for place, value in enumerate(row) if place != 6) for row in (HEADER, item("A1", 20, 4))]
    assert faults_of(sheet(*rows)) == {"DM!A1": "Thiếu cột “Điểm chấm”."}


def test_other_sheets_are_left_alone_and_a_file_without_a_table_is_refused() -> None:
    letter = sheet(("Kính gửi: UBND",), ("Nội dung", "Số lượng"), ("Giấy", 5), title="Công văn")
    assert draft_of(letter, sheet(STANDARD, HEADER, item("A1", 20, 4))).sheets == ("DM",)
    with pytest.raises(Invalid, match="Không tìm thấy bảng danh mục"):
        read_catalogue(Workbook((letter,)))


def test_criteria_faults_and_questions() -> None:
    catalogue = sheet(STANDARD, HEADER, item("A1", 20, 4), item("A2", 25, 5))
    head = ("TT", "Nội dung tiêu chí", "Điểm tối đa")
    wrong = sheet(head, ("I", "Phẩm chất", 10), (1, "Đạo đức", "năm"), (2, "Kỷ luật", 5), title="TC")
    assert faults_of(wrong, catalogue) == {"TC!C3": "Điểm tối đa “năm” không phải là số dương."}
    bare = sheet(head, ("I", "Phẩm chất", 10), (1, None, 5), (None, "Kỷ luật", 5), title="TC")
    assert faults_of(bare, catalogue).keys() == {"TC!C3", "TC!C4"}
    sums = sheet(head, ("I", "Phẩm chất", 9), ("1", "Đạo đức", "2,5"), (2, "Kỷ luật", 5), ("", "CỘNG", 8), title="TC")
    assert faults_of(sums, catalogue).keys() == {"TC!C2", "TC!C5"}
    low = sheet(head, ("I", "Phẩm chất", 7.5), ("1", "Đạo đức", "2,5"), (2, "Kỷ luật", 5), title="TC")
    draft = draft_of(low, catalogue)
    assert [(each.code, each.maximum) for each in draft.criteria] == [("I.1", Decimal("2.5")), ("I.2", 5)]
    assert [question.params for question in draft.questions] == [{"total": "7,5", "maximum": "30"}]


def test_criteria_and_items_on_one_sheet() -> None:
    table = sheet(
        ("TT", "Tiêu chí chấm điểm", "Điểm tối đa"),
        ("I", "Năng lực lãnh đạo, quản lý", 30),
        (1, "Điều hành", 30),
        ("DANH MỤC SẢN PHẨM, CÔNG VIỆC DÙNG CHUNG",),
        STANDARD,
        ("STT", *HEADER),
        (1, *item("A1", 20, 4)),
        (2, *item("A2", 25, 5)),
    )
    draft = draft_of(table)
    assert [each.code for each in draft.criteria] == ["I.1"]
    assert [entry.part for entry in draft.items] == [CataloguePart.SHARED] * 2
