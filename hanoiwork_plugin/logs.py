"""Logs: one JSON object a line, an event name with fields; never bodies, tokens, comments or scores."""

import logging
import sys
import traceback

import structlog

_FRAMES = 8


def _where_it_failed(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """An exception as the places it came through; its own text may hold what people wrote, so it stays out."""
    failure = event.pop("exc_info", None)
    if failure is True:
        failure = sys.exc_info()[1]
    if isinstance(failure, BaseException):
        event.setdefault("fault", type(failure).__name__)
        frames = traceback.extract_tb(failure.__traceback__)[-_FRAMES:]
        event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def configure(level: int = logging.INFO) -> None:
    """Send this process's events, and warnings of libraries, to standard error as JSON lines."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format='{"event": "library", "logger": "%(name)s"}')
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _where_it_failed,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def logger() -> structlog.typing.FilteringBoundLogger:
    """The logger of every adapter."""
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return log
