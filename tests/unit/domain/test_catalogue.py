"""The rules of the catalogue: coefficients, frames, and every kind of fault by its cell."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanoiwork_plugin.domain.catalogues.catalogue import coefficient_of, group_key, read_frame

from .table_files import HEADER, draft_of, faults_of, item, sheet

STANDARD = ("Sản phẩm chuẩn = 5 điểm = hệ số 1,00",)


@pytest.mark.parametrize(
    ("points", "standard", "coefficient"),
    [("70", "5", "14.00"), ("8", "5", "1.60"), ("100", "25", "4.00"), ("1", "8", "0.13"), ("7", "3", "2.33")],
)
def test_coefficient_is_points_over_standard_half_up(points: str, standard: str, coefficient: str) -> None:
    assert coefficient_of(Decimal(points), Decimal(standard)) == Decimal(coefficient)


@given(st.integers(1, 500), st.sampled_from([5, 25, 100]))
def test_an_item_of_the_standard_points_has_coefficient_one_and_others_keep_their_order(points: int, one: int) -> None:
    standard = Decimal(one)
    assert coefficient_of(standard, standard) == 1
    assert coefficient_of(Decimal(points), standard) <= coefficient_of(Decimal(points + 1), standard)


@pytest.mark.parametrize(
    "text",
    ["11-50", "11 - 50", "11–50", "11 — 50", "từ 11 đến 50", "Từ 11 đến 50 điểm", "11÷50", "11 tới 50", "(11-50)",
     "11 điểm - 50 điểm", "11,0-50"],
)  # fmt: skip
def test_frames_are_read_as_people_write_them(text: str) -> None:
    assert read_frame(text) == (11, 50)


@pytest.mark.parametrize("value", ["", "50", "50-11", "trên 100", "N2", Decimal(50), None, date(2026, 10, 1)])
def test_what_is_no_frame_is_not_guessed(value: object) -> None:
    assert read_frame(value) is None  # type: ignore[arg-type]


def test_groups_are_one_however_they_are_written() -> None:
    assert {group_key(text) for text in ("N2", "n 2", "Nhóm 2", "NHÓM II", "2", Decimal(2))} == {"2"}
    assert group_key("Nhóm đặc biệt") == "nhom dac biet"


def test_every_fault_at_once_each_by_its_cell() -> None:
    table = sheet(
        STANDARD,
        HEADER,
        item("A1", None, 2),
        item("A2", 20, None),
        item("A3", "nhiều", 4),
        item("A4", -20, -4),
        item("A5", 60, 12),
        item("A6", 20, 5),
        item("A1", 30, 6),
        (None, "Nhiệm vụ", "Chi tiết", None, "N2", "11-50", 30, 6),
        item("A7", 30, 6, frame="mười một"),
        item("A8", 30, 6, frame="11-40"),
        item("A9", 30, "sáu"),
        item("A10", Decimal("30.125"), Decimal("6.03")),
        item("A11", 30, 6, frame=date(2026, 10, 1)),
    )
    assert faults_of(table) == {
        "DM!G3": "Thiếu điểm chấm.",
        "DM!H4": "Thiếu hệ số quy đổi.",
        "DM!G5": "Điểm chấm “nhiều” không phải là số.",
        "DM!G6": "Điểm chấm -20 phải lớn hơn 0.",
        "DM!H6": "Hệ số quy đổi -4 phải lớn hơn 0.",
        "DM!G7": "Điểm chấm 60 nằm ngoài khung 11–50 của nhóm N2.",
        "DM!H8": "Hệ số 5 mâu thuẫn với điểm chấm: 20 ÷ 5 = 4.",
        "DM!A9": "Mã A1 đã có ở ô DM!A3.",
        "DM!A10": "Thiếu mã công việc.",
        "DM!D10": "Thiếu sản phẩm đầu ra.",
        "DM!F11": "Không đọc được khung điểm “mười một”; hãy ghi như 11-50.",
        "DM!F12": "Nhóm N2 có hai khung điểm: 11–40 và 11–50.",
        "DM!H13": "Hệ số quy đổi “sáu” không phải là số.",
        "DM!G14": "Điểm chấm 30,125 có quá hai chữ số thập phân.",
        "DM!F15": "Excel đã đổi khung điểm thành ngày; hãy định dạng ô là Văn bản và gõ lại.",
    }


def test_more_than_five_groups_are_refused() -> None:
    rows = [
        item(f"A{n}", 10 * n + 5, f"{Decimal(10 * n + 5) / 5:f}", group=f"N{n}", frame=f"{10 * n}-{10 * n + 9}")
        for n in range(1, 7)
    ]
    assert faults_of(sheet(STANDARD, HEADER, *rows)) == {
        "DM!E8": "Nhóm N6 là nhóm thứ 6; danh mục có tối đa 5 nhóm.",
    }


@pytest.mark.parametrize("points", [1e30, 1e300, 2_000_000])
def test_absurd_numbers_are_refused_calmly(points: float) -> None:
    assert list(faults_of(sheet(STANDARD, HEADER, item("A1", points, points)))) == ["DM!G3"]


def test_codes_differ_by_accent_but_not_by_case() -> None:
    assert len(draft_of(sheet(STANDARD, HEADER, item("ĐC.1", 20, 4), item("DC.1", 20, 4))).items) == 2
    assert list(faults_of(sheet(STANDARD, HEADER, item("ĐC.1", 20, 4), item("đc. 1", 20, 4)))) == ["DM!A4"]


def test_equal_coefficients_throughout_are_questioned_not_refused() -> None:
    rows = [item(f"A{n}", 5, 1, group="N1", frame="1-10") for n in range(1, 5)]
    questions = [question.text.format(**question.params) for question in draft_of(sheet(HEADER, *rows)).questions]
    assert questions == ["Tất cả 4 sản phẩm đều có hệ số 1; đề nghị xem lại độ phức tạp từng sản phẩm."]


def test_one_product_under_two_codes_is_questioned() -> None:
    twice = [(code, "Nhiệm vụ", "Soạn công văn", "Công văn", "N2", "11-50", 20, 4) for code in ("A1", "A2")]
    draft = draft_of(sheet(STANDARD, HEADER, *twice, item("A3", 30, 6)))
    assert [question.params for question in draft.questions] == [{"product": "Công văn", "first": "A1", "second": "A2"}]
