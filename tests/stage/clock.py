"""Business time that stands still until a test moves it; real time goes on."""

from datetime import UTC, datetime, timedelta

from hanoiwork_plugin.clock import Clock

BEGINNING = "2026-06-01T08:00+07:00"
"""Monday morning, the first day of the first window."""


class StandingClock(Clock):
    """``now`` is what the test says; ``real_now`` is real, for signatures and tokens."""

    def __init__(self, at: str = BEGINNING) -> None:
        super().__init__()
        self.set(at)

    def set(self, at: str | datetime) -> datetime:
        """Move to an instant, written with its zone: ``2026-06-23T08:00+07:00``."""
        instant = datetime.fromisoformat(at) if isinstance(at, str) else at
        if instant.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        self._at = instant.astimezone(UTC)
        return self._at

    def advance(self, **step: float) -> datetime:
        """Move on: ``advance(days=1)``."""
        return self.set(self._at + timedelta(**step))

    def now(self) -> datetime:
        """Business time."""
        return self._at
