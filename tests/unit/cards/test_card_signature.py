"""The proof in a card's data that this plugin drew the button."""

import pytest

from hanoiwork_plugin.cards.signature import sign, verify

SECRET = b"a secret of more than thirty-two bytes"
SIG = sign(SECRET, "installation-1", "task/7", 3, "task.accept")


def test_it_is_short_and_safe_in_json_and_addresses() -> None:
    assert len(SIG) == 22
    assert SIG.isascii()
    assert SIG.replace("-", "").replace("_", "").isalnum()


def test_the_same_values_fit() -> None:
    assert verify(SECRET, "installation-1", "task/7", 3, "task.accept", SIG)


@pytest.mark.parametrize(
    ("secret", "installation", "subject", "version", "verb"),
    [
        (b"another", "installation-1", "task/7", 3, "task.accept"),
        (SECRET, "installation-2", "task/7", 3, "task.accept"),
        (SECRET, "installation-1", "task/8", 3, "task.accept"),
        (SECRET, "installation-1", "task/7", 4, "task.accept"),
        (SECRET, "installation-1", "task/7", 3, "task.return"),
        (SECRET, "installation-1task/7", "", 3, "task.accept"),
        (SECRET, "installation-1", "task/73", 0, "task.accept"),
    ],
)
def test_any_other_value_does_not(secret: bytes, installation: str, subject: str, version: int, verb: str) -> None:
    assert not verify(secret, installation, subject, version, verb, SIG)


@pytest.mark.parametrize("sig", [None, "", 5, SIG + "=", SIG[:-1], SIG.swapcase(), "chữ ký", ["x"], "\ud800"])
def test_whatever_a_press_brings_is_only_not_it(sig: object) -> None:
    assert not verify(SECRET, "installation-1", "task/7", 3, "task.accept", sig)


def test_values_may_hold_any_text_that_json_can() -> None:
    assert not verify(SECRET, "\ud800", "task/\x00", 3, "việc", SIG)
