"""Plain tables: coordinates and numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanoiwork_plugin.domain.folding import fold, heading, tokens
from hanoiwork_plugin.domain.grid import coordinate, position, read_number, show_number


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_coordinates_there_and_back(row: int, column: int) -> None:
    assert position(coordinate(row, column)) == (row, column)


def test_named_coordinates() -> None:
    assert coordinate(23, 9) == "I23"
    assert position("$AA$10") == (10, 27)
    with pytest.raises(ValueError, match="I0"):
        position("I0")


@given(st.decimals(-999_999, 999_999, places=3))
def test_numbers_shown_are_read_back(value: Decimal) -> None:
    assert read_number(show_number(value)) == value


@pytest.mark.parametrize(
    ("text", "number"),
    [("2,5", "2.5"), ("2.5", "2.5"), (" 70 ", "70"), ("1.250,5", "1250.5"), ("1,250.5", "1250.5"), ("-3", "-3")],
)
def test_texts_that_are_numbers(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "5 điểm", "1e5", "NaN", "Infinity", "1,2,3", "٣", "--5", "1.25.5,0"])
def test_texts_that_are_not(text: str) -> None:
    assert read_number(text) is None


def test_folding() -> None:
    assert fold("  Phòng,  Ban ĐÔ THỊ ") == "phong, ban do thi"
    assert tokens("DC.01 – Soạn thảo") == ("dc", "01", "soan", "thao")
    assert heading("Điểm chấm\n(theo khung)") == "diem cham"
