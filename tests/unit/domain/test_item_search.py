"""Finding an item while typing."""

import time
from dataclasses import replace

import pytest

from hanoiwork_plugin.domain.catalogues.item_search import ItemIndex, rank, search_text

from .table_files import real_catalogue

ITEMS = real_catalogue().items
INDEX = ItemIndex(ITEMS)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("soạn thảo văn bản hành chính", "DC.01"),
        ("soan thao van ban hanh chinh", "DC.01"),
        ("soanj thaor van ban hanh chinh", "DC.01"),
        ("trat tu xay dung", "KTXD.01"),
        ("trat tu xay dugn", "KTXD.01"),
        ("trat tu xay d", "KTXD.01"),
        ("DC.HN.02", "DC.HN.02"),
        ("dchn02", "DC.HN.02"),
        ("dc hn 02", "DC.HN.02"),
        ("hoà giải ở cơ sở", "VP.20"),
    ],
)
def test_the_item_meant_comes_first(query: str, code: str) -> None:
    assert INDEX.rank(query, 3)[0].code == code


def test_a_begun_code_lists_its_items_in_order() -> None:
    assert [item.code for item in INDEX.rank("DC.0", 3)] == ["DC.01", "DC.02", "DC.03"]


def test_nothing_typed_and_nothing_found() -> None:
    assert INDEX.rank("  ,. ", 5) == list(ITEMS[:5])
    assert rank("xyzzy qqq", ITEMS) == []
    assert rank("công văn", (), 5) == []


def test_search_text_is_folded() -> None:
    assert search_text(ITEMS[0]).startswith("ql 01 chuong trinh ke hoach bang phan cong chi dao")


def test_three_thousand_items_answer_within_a_keystroke() -> None:
    many = ItemIndex([replace(item, code=f"{item.code}.{copy}") for copy in range(8) for item in ITEMS])
    began = time.process_time()
    for query in ("d", "bao cao", "kiểm tra trật tự xây dựng trên địa bàn phường"):
        assert many.rank(query, 20)
    assert (time.process_time() - began) / 3 < 0.05
