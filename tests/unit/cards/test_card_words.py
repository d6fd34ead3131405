"""Numbers, dates and deadlines as people read them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hanoiwork_plugin.cards import words

NOW = datetime(2026, 6, 17, 2, 12, tzinfo=UTC)
"""Wednesday 17/6/2026, 9:12 in Hà Nội."""


@pytest.mark.parametrize(
    ("value", "text"),
    [("4.00", "4"), ("1.5", "1,5"), ("0.25", "0,25"), ("1500", "1.500"), ("0", "0"), ("93.750", "93,75")],
)
def test_numbers_have_a_comma_and_no_idle_zeros(value: str, text: str) -> None:
    assert words.number(Decimal(value), "vi") == text


@pytest.mark.parametrize(("value", "text"), [("94.67", "94,67"), ("100", "100,00"), ("0.005", "0,01")])
def test_scores_have_two_places(value: str, text: str) -> None:
    assert words.score(Decimal(value), "vi") == text


def test_english_has_a_point() -> None:
    assert (words.number(Decimal("1.5"), "en"), words.score(Decimal("94.67"), "en")) == ("1.5", "94.67")


@pytest.mark.parametrize(
    ("due", "text", "colour"),
    [
        (datetime(2026, 6, 19, 10, tzinfo=UTC), "còn 2 ngày · thứ Sáu 19/6, 17:00", "warning"),
        (datetime(2026, 6, 20, 10, tzinfo=UTC), "còn 3 ngày · thứ Bảy 20/6, 17:00", "default"),
        (datetime(2026, 6, 18, 16, 59, 59, tzinfo=UTC), "hạn ngày mai · thứ Năm 18/6", "warning"),
        (datetime(2026, 6, 17, 10, tzinfo=UTC), "hạn hôm nay · thứ Tư 17/6, 17:00", "warning"),
        (datetime(2026, 6, 16, 16, 59, 59, tzinfo=UTC), "quá hạn 1 ngày · thứ Ba 16/6", "attention"),
        (datetime(2026, 6, 16, 23, tzinfo=UTC), "quá hạn 3 giờ · thứ Tư 17/6, 6:00", "attention"),
        (datetime(2027, 1, 3, 3, tzinfo=UTC), "còn 200 ngày · Chủ nhật 3/1/2027, 10:00", "default"),
        (None, "chưa có hạn", "default"),
    ],
)
def test_deadlines(due: datetime | None, text: str, colour: str) -> None:
    assert words.deadline(due, NOW, "vi").replace("\N{NO-BREAK SPACE}", " ") == text
    assert words.deadline_colour(due, NOW) == colour


def test_moments() -> None:
    assert words.moment(datetime(2026, 6, 17, 1, 5, tzinfo=UTC), "vi", NOW) == "8:05 thứ Tư 17/6"
    assert words.moment(datetime(2026, 6, 10, 2, 12, tzinfo=UTC), "vi", NOW) == "9:12 thứ Tư 10/6"
    assert words.day(date(2026, 6, 19), "en", NOW) == "Fri 19 Jun"


@pytest.mark.parametrize(
    ("code", "text"), [("2026-06", "tháng 6/2026"), ("2026-Q2", "quý 2/2026"), ("2026", "năm 2026")]
)
def test_periods(code: str, text: str) -> None:
    assert words.period(code, "vi") == text


def test_long_texts_are_cut_at_a_word() -> None:
    assert words.clip("một hai ba bốn", 11) == "một hai…"
    assert words.clip("  một hai ", 11) == "một hai"
    assert words.clip("x" * 50, 10) == "x" * 9 + "…"


def test_file_sizes() -> None:
    assert [words.file_size(size, "vi") for size in (12, 46_080, 812_345_000)] == ["1 KB", "45 KB", "774,7 MB"]
