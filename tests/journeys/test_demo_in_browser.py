"""The demo as a newcomer finds it: `hanoiwork demo`, two windows, two people, one task from giving to accepting."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from plugin_processes import free_port

pytestmark = pytest.mark.journey

COMMAND = Path(sys.executable).with_name("hanoiwork")
HA, AN = "ha.lethi", "an.nguyenvan"


class Demo:
    """`hanoiwork demo` on ports of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.plugin, self.workspace = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
        self._env = {name: value for name, value in os.environ.items() if not name.startswith("HANOIWORK_")} | {
            "HANOIWORK_HOME": str(home),
            "HANOIWORK_PORT": self.plugin.rsplit(":", 1)[1],
            "HANOIWORK_WORKSPACE_PORT": self.workspace.rsplit(":", 1)[1],
            "HANOIWORK_WORKERS": "1",
        }

    def start(self) -> None:
        """Start, and wait until both addresses are announced."""
        self.log = (self.home.parent / "demo.log").open("a+")
        self.process = subprocess.Popen([str(COMMAND), "demo"], env=self._env, stdout=self.log, stderr=self.log)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            assert self.process.poll() is None, self.said()
            status = f"{self.workspace}/p/{AN}/api/status"
            try:
                if requests.get(status, timeout=1).json()["installed"]:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.2)
        raise AssertionError(self.said())

    def said(self) -> str:
        """Everything printed so far."""
        return (self.home.parent / "demo.log").read_text("utf-8")

    def stop(self) -> int:
        """Ctrl-C; the exit code. Nothing of it is left running."""
        tree = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        _, alive = psutil.wait_procs(tree, timeout=10)
        assert not alive, alive
        self.log.close()
        return code


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("demo") / "home")
    running.start()
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield chromium
        chromium.close()


def window(browser: Browser, demo: Demo, account: str) -> Page:
    """A window of one person, on the conversation with the assistant."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.set_default_timeout(15000)
    page.goto(f"{demo.workspace}/p/{account}/c/c-bot-{account}")
    return page


def last_card(page: Page, text: str) -> Locator:
    """The newest card that shows ``text``."""
    return page.locator(".card", has_text=text).last


def test_a_task_from_giving_to_accepting(demo: Demo, browser: Browser) -> None:
    assert "Practice workspace:" in demo.said()
    ha, an = window(browser, demo, HA), window(browser, demo, AN)
    name = "Rà soát biển hiệu phố Hàng Mẫu"
    given = {
        "title": name,
        "kind": "regular",
        "product": "Báo cáo",
        "quantity": "1",
        "leadUnit": "Phòng Kinh tế, Hạ tầng và Đô thị",
        "assignees": [AN],
        "due": "2026-06-10",
    }
    assert requests.post(f"{demo.workspace}/p/{HA}/api/tasks", json=given, timeout=5).status_code == 201

    gate = last_card(ha, name)
    expect(gate).to_contain_text("Cần bổ sung: Căn cứ giao việc, Người chịu trách nhiệm")
    gate.get_by_label("Tìm sản phẩm/công việc").fill("bao cao thang")
    gate.get_by_role("button", name="Tìm", exact=True).click()
    expect(gate.get_by_role("radio").first).to_have_accessible_name(re.compile("DC.05"))
    gate.get_by_role("radio", name="DC.05").check()
    gate.get_by_role("button", name="Giao việc").click()
    expect(ha.locator("body")).to_contain_text("Chưa trình được, còn thiếu")
    gate.get_by_label("Tiêu chí chất lượng").fill("Đủ số liệu từng tuyến phố")
    gate.get_by_label("Căn cứ: số, ký hiệu văn bản").fill("215/KH-UBND")
    gate.get_by_label("Ngày ban hành").fill("2026-05-28")
    gate.get_by_label("Cơ quan ban hành").fill("UBND phường Mẫu")
    gate.get_by_role("button", name="Giao việc").click()
    expect(last_card(ha, name)).to_contain_text("đã giao")

    task = last_card(an, name)
    task.get_by_role("button", name="Nhận việc").dblclick()
    expect(task).to_contain_text("đang thực hiện")
    expect(last_card(ha, name)).to_contain_text("Nguyễn Văn An nhận việc")
    history = requests.get(f"{demo.workspace}/p/{AN}/api/calls", timeout=5).json()
    presses = [call for call in history["calls"] if "task.accept" in str(call.get("name", call))]
    assert presses, "the inspector shows the press"

    task.get_by_role("button", name="Gửi sản phẩm").click()
    task.get_by_label("Ghi chú (không bắt buộc)").fill("Báo cáo số 15/BC-KTHTĐT")
    task.get_by_role("button", name="Gửi", exact=False).last.click()
    file = {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 bao cao"}
    an.locator("#files-input").set_input_files([file])
    an.locator("#files-send").click()
    expect(task).to_contain_text("chờ duyệt sản phẩm")

    product = last_card(ha, name)
    expect(product).to_contain_text("bao-cao.pdf")
    product.get_by_role("button", name="Đạt", exact=True).click()
    expect(product).to_contain_text("hoàn thành")
    expect(last_card(an, name)).to_contain_text("hoàn thành")


def test_it_stops_cleanly_and_goes_on_where_it_was(demo: Demo, browser: Browser) -> None:
    assert demo.stop() == 0
    demo.start()
    page = window(browser, demo, AN)
    expect(page.locator(".card").last).to_be_visible()
    assert demo.stop() == 0
