"""The browser of the card tests; the cards themselves come from the gallery of the unit tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "cards"))

from card_host import Host


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield Host(browser.new_page(locale="vi-VN"))
        browser.close()
