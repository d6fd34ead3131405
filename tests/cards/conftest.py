"""The browser of the card tests; the cards themselves come from the gallery of the unit tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "cards"))

from card_host import Host


@pytest.fixture(scope="session")
def host(browser: Browser) -> Iterator[Host]:
    page = browser.new_page(locale="vi-VN")
    yield Host(page)
    page.close()
