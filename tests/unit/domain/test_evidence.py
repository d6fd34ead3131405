"""Links, documents and shares of evidence."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanoiwork_plugin.domain.doing.evidence import (
    DocumentNamed,
    Use,
    check_shares,
    checked_document,
    checked_link,
    shares_settle,
)
from hanoiwork_plugin.domain.errors import Invalid


@pytest.mark.parametrize(
    ("given_address", "kept"),
    [
        ("https://dvc.hanoi.gov.vn/hồ-sơ/15?a=1#x", "https://dvc.hanoi.gov.vn/hồ-sơ/15?a=1#x"),
        ("  HTTPS://Hanoi.GOV.vn/a ", "https://hanoi.gov.vn/a"),
        ("https://hanoi.gov.vn:8443/a", "https://hanoi.gov.vn:8443/a"),
        ("https://hаnoi.gov.vn/", "https://xn--hnoi-53d.gov.vn/"),
    ],
)
def test_a_link_is_kept_as_text_with_its_place_in_ascii(given_address: str, kept: str) -> None:
    assert checked_link(given_address) == kept


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://hanoi.gov.vn/a",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https://localhost/a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://user:pass@hanoi.gov.vn/",
        "https://hanoi.gov.vn\\@evil.vn/",
        "https://hanoi.gov.vn/a b",
        "https://hanoi.gov.vn/\u202efdp",
        "https://hanoi.gov.vn:99999/",
        "https://hanoi.gov.vn/" + "a" * 2000,
        "file:///etc/passwd",
    ],
)
def test_any_other_link_is_refused(address: str) -> None:
    with pytest.raises(Invalid):
        checked_link(address)


@given(st.text())
def test_no_text_breaks_the_check_of_links(text: str) -> None:
    for address in (text, "https://" + text):
        with suppress(Invalid):
            assert checked_link(address).startswith("https://")


def test_a_document_needs_number_issuer_and_a_day_that_has_come() -> None:
    today = date(2026, 6, 9)
    kept = checked_document(DocumentNamed(" 15/TTr ", today, " UBND  phường ", secret=True), today)
    assert (kept.number, kept.issuer, kept.secret) == ("15/TTr", "UBND phường", True)
    with pytest.raises(Invalid) as refused:
        checked_document(DocumentNamed(" ", date(2026, 6, 10), ""), today)
    assert [fault.place for fault in refused.value.faults] == ["document_number", "document_issuer", "document_date"]


def test_shares_settle_when_all_are_declared_and_fit() -> None:
    def uses(*shares: str | None) -> list[Use]:
        return [Use(number, Decimal(share) if share else None) for number, share in enumerate(shares)]

    assert shares_settle(uses("60", "40"))
    assert shares_settle(uses("33.33", "33.33", "33.33"))
    assert not shares_settle(uses("60", None))
    assert not shares_settle(uses("60", "40.01"))
    check_shares(uses("60", None))
    for wrong in (uses("0"), uses("100.01"), uses("-1"), uses("1.005"), uses("60", "41")):
        with pytest.raises(Invalid):
            check_shares(wrong)
