"""When a failed call is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from hanoiwork_plugin.workspace.retry import backoff, retry_after

NOW = datetime(2026, 6, 2, 1, 0, tzinfo=UTC)


def test_the_schedule_of_the_contract_and_then_rest() -> None:
    waits = [backoff(attempts) for attempts in range(11)]
    assert waits == [
        timedelta(0),
        timedelta(seconds=5),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=5),
        timedelta(hours=10),
        timedelta(hours=14),
        timedelta(hours=20),
        timedelta(hours=24),
        None,
    ]
    assert backoff(99) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("86401", 86400),
        ("9" * 5000, 86400),
        ("Tue, 02 Jun 2026 01:02:00 GMT", 120),
        ("Tue, 02 Jun 2026 08:02:00 +0700", 120),
        ("Tue, 02 Jun 2026 01:02:00 -0000", 120),
        ("Tue, 02 Jun 2026 00:00:00 GMT", 0),
        ("Tue, 02 Jun 2099 00:00:00 GMT", 86400),
        (None, None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("５", None),
        ("Tue, 99 Foo 2026 00:00:00 GMT", None),
        ("Tue, 02 Jun 99999999999 00:00:00 GMT", None),
    ],
)
def test_retry_after(value: str | None, seconds: int | None) -> None:
    assert retry_after(value, NOW) == seconds
