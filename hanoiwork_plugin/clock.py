"""Two times: real time for signatures and tokens, business time for deadlines and acts.

In production they are the same. With an issuer on loopback, business time may be moved
(``hanoiwork clock set``), so that a month can be practised in ten minutes.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells real and business time, both aware UTC.

    ``offset`` answers how far business time stands from real time; the composition root gives the
    stored one on a practice installation and leaves it at zero everywhere else.
    """

    def __init__(self, offset: Callable[[], timedelta] = timedelta, refresh: Callable[[], None] = lambda: None) -> None:
        self._offset = offset
        self.refresh = refresh
        """Read the offset anew at the next call."""

    def real_now(self) -> datetime:
        """The time of signatures, tokens, retries and logs."""
        return datetime.now(UTC)

    def now(self) -> datetime:
        """The time of deadlines, windows and ledger entries."""
        return self.real_now() + self._offset()
