"""How a call to the workspace can fail, and when it is tried again (CONTRACT 4 and 6)."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_SCHEDULE = (
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
)
_LONGEST_WAIT = timedelta(hours=24)


class WorkspaceFailure(Exception):
    """The workspace did not do what it was asked."""


class TryLater(WorkspaceFailure):
    """It may work later, with the same idempotency key; ``after`` is the wait in seconds it asked for, if any."""

    def __init__(self, after: int | None = None) -> None:
        self.after = after
        super().__init__(f"try later, after {after} s" if after is not None else "try later")


class Rejected(WorkspaceFailure):
    """The workspace said no for good, with this HTTP status."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"rejected with status {status}")


class Gone(Rejected):
    """The conversation, message, task or file is not there (404, 410)."""


class CardChanged(Rejected):
    """The card in the workspace is not the version that was to be replaced (412); ``current`` is, if it was named."""

    def __init__(self, current: int | None) -> None:
        self.current = current
        super().__init__(412)


class FileTooLarge(WorkspaceFailure):
    """The file has more bytes than the caller accepts."""


def backoff(attempts: int) -> timedelta | None:
    """The wait before the next attempt after ``attempts`` made so far (0: at once); None: rest as *dead*."""
    return _SCHEDULE[attempts] if attempts < len(_SCHEDULE) else None


def retry_after(value: str | None, now: datetime) -> int | None:
    """Seconds, at most 24 h, that a ``Retry-After`` asks for as number or date (RFC 9110, 10.2.3); None: unreadable."""
    text = (value or "").strip()
    longest = int(_LONGEST_WAIT.total_seconds())
    if text.isascii() and text.isdecimal():
        return min(int(text), longest) if len(text) < 10 else longest
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    return max(0, min(round(seconds.total_seconds()), longest))
