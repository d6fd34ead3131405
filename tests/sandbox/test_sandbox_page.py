"""The chat page in a real browser, and the workspace as a process."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect
from practice_servers import Workspace, free_port, until
from stub_plugin import StubPlugin, card, execute, refused, replaced, show, told

pytestmark = pytest.mark.journey

Both = tuple[Workspace, StubPlugin]
AN, HA = "an.nguyenvan", "ha.lethi"
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
ATTACH = {"hw:attachments": {"min": 1, "max": 2, "accept": ".pdf", "maxBytes": 1000}}
REASON = {
    "type": "Input.Text",
    "id": "reason",
    "label": "Nội dung",
    "isRequired": True,
    "errorMessage": "Hãy ghi.",
}
ITEM = {
    "type": "Input.ChoiceSet",
    "id": "item",
    "label": "Sản phẩm",
    "style": "filtered",
    "value": "v1",
    "choices": [{"title": f"Văn bản loại {number}", "value": f"v{number}"} for number in range(9)],
}
COUNT = {"type": "Input.Number", "id": "count", "label": "Số lượng", "min": 1}


def window(browser: Browser, address: str, width: int = 1280, height: int = 800) -> Page:
    """A page of its own, with its own cookies, that fails on script errors."""
    page = browser.new_page(viewport={"width": width, "height": height}, bypass_csp=True)
    page.set_default_timeout(8000)
    page.goto(address)
    return page


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it is now."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]


def test_a_day_in_two_windows(both: Both, browser: Browser) -> None:
    workspace, plugin = both
    accepted = card(execute("Gửi sản phẩm", "task.submit", strong=True, **ATTACH), title="Đã nhận")
    plugin.answers = {
        "task.accept": (replaced(accepted, {"toast": {"level": "good", "text": "Đã nhận việc."}}),),
        "task.object": (refused(400, "Chưa gửi được: thiếu *Nội dung*."),),
        "task.view": (told("", {"dialog": {"title": "Đầy đủ", "card": card(execute("Nhận luôn", "task.accept"))}}),),
        "task.submit": (replaced(card(title="Đã gửi sản phẩm")),),
    }
    ha = window(browser, f"{workspace.url}/p/{HA}/")
    ha.get_by_role("button", name="Giao việc").click()
    form = ha.locator("#task-form")
    form.get_by_role("button", name="Giao việc").click()
    expect(form.get_by_role("alert")).to_have_text("Chưa giao được việc: thiếu tên nhiệm vụ, người thực hiện, hạn.")
    form.get_by_label("Tên nhiệm vụ").fill("Báo cáo tháng 6")
    form.get_by_label("Nguyễn Văn An").check()
    form.get_by_label("Hạn: ngày").fill("2099-06-19")
    form.get_by_role("button", name="Giao việc").click()
    expect(ha.get_by_text("Anh/chị đã giao việc")).to_be_visible()
    until(lambda: plugin.types() == ["task.created", "task.assigned"])
    assert plugin.events("task.created")[0]["data"]["due"] == "2099-06-19T17:00:00+07:00"

    objection = show("Phản hồi chưa rõ", REASON, ITEM, COUNT, action=execute("Gửi phản hồi", "task.object"))
    buttons = (execute("Nhận việc", "task.accept", strong=True), objection, execute("Xem đầy đủ", "task.view"))
    an = window(browser, f"{workspace.url}/p/{AN}/")
    plugin.call("POST", f"/users/{AN}/messages", json={"card": card(*buttons)})
    an.get_by_role("button", name="Phản hồi chưa rõ").click()
    an.get_by_role("button", name="Gửi phản hồi").click()
    expect(an.get_by_text("Hãy ghi.")).to_be_visible()
    assert plugin.heard.presses == []
    an.locator(".card").get_by_label("Nội dung").fill("Phạm vi chưa rõ")
    expect(an.locator(".card").get_by_label("Sản phẩm")).to_have_value("Văn bản loại 1")
    an.locator(".card").get_by_label("Sản phẩm").fill("Văn bản loại 3")
    an.get_by_role("button", name="Gửi phản hồi").click()
    expect(an.locator(".card > .fault")).to_have_text("Chưa gửi được: thiếu *Nội dung*.")
    assert plugin.heard.presses[0]["value"]["action"]["data"] == {"reason": "Phạm vi chưa rõ", "item": "v3"}
    assert faults(an) == []

    an.get_by_role("button", name="Xem đầy đủ").click()
    expect(an.locator("#card-dialog").get_by_role("button", name="Nhận luôn")).to_be_visible()
    assert faults(an) == []
    an.locator("#card-dialog").get_by_role("button", name="Đóng").click()

    an.get_by_role("button", name="Nhận việc").dblclick()
    expect(an.get_by_text("Đã nhận việc.")).to_be_visible()
    until(lambda: len(plugin.heard.presses) == 4)
    assert plugin.heard.presses[2] == plugin.heard.presses[3]

    an.get_by_role("button", name="Gửi sản phẩm").click()
    an.get_by_role("button", name="Gửi kèm").click()
    expect(an.locator("#files-fault")).to_have_text("Chưa đủ tệp: cần ít nhất 1 tệp.")
    large = {"name": "lon.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1001}
    small = {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    an.locator("#files-input").set_input_files([large, small])
    expect(an.locator("#files-fault")).to_contain_text("lon.pdf")
    an.get_by_role("button", name="Gửi kèm").click()
    expect(an.get_by_role("heading", name="Đã gửi sản phẩm")).to_be_visible()
    assert [file["name"] for file in plugin.heard.presses[-1]["attachments"]] == ["bao-cao.pdf"]

    an.get_by_role("textbox", name="Tin nhắn").fill("Em đã gửi ạ")
    an.keyboard.press("Enter")
    expect(an.locator(".message.own").get_by_text("Em đã gửi ạ")).to_be_visible()
    until(lambda: len(plugin.events("message.created")) == 1)
    for page in (ha, an):
        page.close()


@pytest.mark.parametrize("width", [320, 375])
def test_a_phone_shows_one_column(both: Both, browser: Browser, width: int) -> None:
    workspace, plugin = both
    long = "Rà soát, lập báo cáo tình hình trật tự xây dựng trên địa bàn phường và đề xuất phương án " * 2
    plugin.call("POST", f"/users/{AN}/messages", json={"card": card(execute("Nhận việc", "task.accept"), title=long)})
    page = window(browser, f"{workspace.url}/p/{AN}/", width, 640)
    expect(page.get_by_text("1 tin chưa đọc")).to_be_attached()

    def fits() -> Any:
        return page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    assert fits()
    assert faults(page) == []
    page.get_by_role("link", name="Trợ lý thực thi nhiệm vụ").click()
    expect(page.get_by_role("button", name="Nhận việc")).to_be_visible()
    assert fits()
    assert faults(page) == []
    page.get_by_role("button", name="Theo dõi kết nối").click()
    expect(page.get_by_text("Đã kết nối với ứng dụng.")).to_be_visible()
    expect(page.locator("#calls li").first).to_be_visible()
    assert fits()
    page.get_by_role("button", name="Đóng bảng theo dõi").click()
    page.get_by_role("button", name="Về danh sách trò chuyện").click()
    expect(page.get_by_text("1 tin chưa đọc")).not_to_be_attached()
    page.close()


def test_the_process_stops_when_it_is_told(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "hanoiwork_plugin.sandbox.main", "--home", str(tmp_path), "--port", str(port)]
    process = subprocess.Popen([*command, "--plugin", f"http://127.0.0.1:{free_port()}"], stderr=subprocess.PIPE)
    try:

        def up() -> bool:
            try:
                return requests.get(f"http://127.0.0.1:{port}/", timeout=2).ok
            except requests.ConnectionError:
                return False

        until(up, 15)
        status = requests.get(f"http://127.0.0.1:{port}/p/{AN}/api/status", timeout=2).json()
        assert not status["installed"]
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=10)
        assert process.returncode == 0
        assert b"sandbox_stopped" in said
        assert b"Traceback" not in said
    finally:
        process.kill()
        process.wait()
