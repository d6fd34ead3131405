"""What people wrote is shown as they wrote it: never markup, never a link."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hanoiwork_plugin.cards.markdown import escape

READER = MarkdownIt("default", {"html": False})


def shown(text: str) -> str:
    """The letters a reader sees, paragraph by paragraph; fails on any other markup."""
    page = READER.render(text)
    inner = re.sub(r"</?p>", "", page)
    assert not re.search(r"<[a-zA-Z/]", inner), page
    return " ".join(html.unescape(inner).split())


@pytest.mark.parametrize(
    "text",
    [
        "**đậm** và _nghiêng_",
        "[bấm vào đây](https://xau.example)",
        "<script>alert(1)</script>",
        "# Tiêu đề",
        "1. một\n2. hai",
        "- gạch\n+ cộng\n* sao",
        "`mã`",
        "~~xóa~~",
        "> trích",
        "a\n===\nb\n---",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "&lt;b&gt; &amp; &#65;",
        "![ảnh](https://xau.example/a.png)",
        "    thụt vào",
        "\\*đã thoát\\*",
        "<https://xau.example>",
        "{{DATE(2026-06-19T10:00:00Z,SHORT)}} ${ten}",
    ],
)
def test_marks_are_shown_as_letters(text: str) -> None:
    assert shown(escape(text)) == " ".join(text.split())


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), max_size=60))
def test_every_text_is_shown_as_it_is(text: str) -> None:
    assert shown(escape(text)) == " ".join(text.split())


@given(st.text(alphabet="*_`[]()<>#+-.!|~{}&:/@\\\n 1a=w", max_size=40))
def test_every_mix_of_marks_is_shown_as_it_is(text: str) -> None:
    assert shown(escape(text)) == " ".join(text.split())


def test_ordinary_names_are_left_alone() -> None:
    assert escape("Kế hoạch số 215/KH-UBND (đợt 2), 94,67 điểm; hạn 19/6.") == (
        "Kế hoạch số 215/KH-UBND (đợt 2), 94,67 điểm; hạn 19/6."
    )


def test_direction_and_control_letters_are_left_out() -> None:
    assert escape("an\u202etoàn\x07") == "antoàn"
