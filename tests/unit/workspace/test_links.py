"""Deep links and what a QR holds (CONTRACT 7)."""

from uuid import UUID

import pytest

from hanoiwork_plugin.workspace.links import object_link, qr_address, task_link

TASK = UUID("018ff0a2-6b1e-7c8e-9a54-0a2f5a0b1c2d")


def test_the_link_of_a_task() -> None:
    expected = f"https://work.example/a/vn.hanoiwork.thucthi/o/task/{TASK}"
    assert task_link("https://work.example", "vn.hanoiwork.thucthi", TASK) == expected
    assert task_link("https://work.example/", "vn.hanoiwork.thucthi", TASK) == expected


def test_an_id_stays_one_part_of_the_address() -> None:
    assert object_link("https://work.example", "app", "request", "a/../b?c#d").endswith("/o/request/a%2F..%2Fb%3Fc%23d")


def test_a_qr_holds_a_short_address() -> None:
    assert qr_address("https://plugin.example/", "k3Jx9") == "https://plugin.example/q/k3Jx9"
    assert len(qr_address("https://plugin.example", "a" * 95)) == 120
    with pytest.raises(ValueError, match="120"):
        qr_address("https://plugin.example", "a" * 96)
