"""Every card drawn in a browser: at phone and desktop width, with every form open, and axe finds nothing."""

import json
import re
from dataclasses import replace

import pytest
from card_gallery import GALLERY
from card_host import Host
from source_texts import template_names
from ward_views import ASSIGNED, EN, VI, WORKING

from hanoiwork_plugin import resources
from hanoiwork_plugin.cards.render import template
from hanoiwork_plugin.cards.task import task_card
from hanoiwork_plugin.cards.template import expand

pytestmark = pytest.mark.journey

WIDTHS = (320, 375, 1024)
PARTS = 8


def faults(events: list[str]) -> list[str]:
    """What the renderer finds wrong; it refuses every second ``lang`` it reads, whatever the language."""
    return [event for event in events if '"lang"' not in event]


def check(host: Host, card: dict[str, object]) -> None:
    assert not faults(host.draw(card))
    assert not host.too_wide(WIDTHS)
    host.open_everything()
    assert not host.too_wide(WIDTHS), "open"


def sample(name: str) -> dict[str, object]:
    values = json.loads((resources.cards_dir() / f"{name}.sample.json").read_text("utf-8"))
    return expand(template(name), values)


@pytest.mark.parametrize("name", sorted(GALLERY))
def test_card(host: Host, name: str) -> None:
    check(host, GALLERY[name][1](VI))


@pytest.mark.parametrize("name", template_names())
def test_sample(host: Host, name: str) -> None:
    check(host, sample(name))


@pytest.mark.parametrize("name", sorted(GALLERY))
def test_card_in_english(host: Host, name: str) -> None:
    check(host, GALLERY[name][1](EN))


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing(host: Host, part: int) -> None:
    """Every card with its last form open; a form leaves the rest of the card in sight."""
    for card in [
        *(GALLERY[name][1](VI) for name in sorted(GALLERY)[part::PARTS]),
        *map(sample, template_names()[part::PARTS]),
    ]:
        host.draw(card)
        host.open_everything()
        host.keep()
    host.show_kept()
    assert not host.violations()


def test_peoples_text_is_drawn_as_it_is(host: Host) -> None:
    evil = "**Gấp** [bấm](https://xau.example) www.xau.example <img src=x onerror=alert(1)> a@xau.example"
    host.draw(task_card(replace(ASSIGNED, name=evil), VI))
    assert host.page.locator(".card a, .card img, .card strong").count() == 0
    assert evil in re.sub(r"\s+", " ", host.page.locator(".card [role=heading]").inner_text())


def test_a_press_carries_what_was_typed(host: Host) -> None:
    host.draw(task_card(WORKING, VI))
    host.page.get_by_role("button", name="Gửi sản phẩm").click()
    host.page.get_by_label("Ghi chú (không bắt buộc)").fill("Đủ 3 phụ lục")
    host.page.get_by_role("button", name="Gửi", exact=True).click()
    (press,) = host.page.evaluate("() => window.pressed")
    assert press["verb"] == "task.submit"
    assert press["data"]["submit_note"] == "Đủ 3 phụ lục"
    assert press["data"]["submit_quantity"] == "1"
    assert press["data"]["subject"] == f"task/{WORKING.id}"


def test_a_missing_reason_is_asked_for_before_anything_is_sent(host: Host) -> None:
    host.draw(task_card(WORKING, VI))
    host.page.get_by_role("button", name="Cập nhật tiến độ").click()
    host.page.get_by_role("button", name="Lưu tiến độ").click()
    assert host.page.get_by_text("Viết ngắn gọn việc đã làm.").is_visible()
    assert host.page.evaluate("() => window.pressed") == []
