"""Logs: one JSON object a line, an event name with fields; never bodies, tokens, comments or scores."""

import logging
import sys

import structlog


def configure(level: int = logging.INFO) -> None:
    """Send this process's events, and warnings of libraries, to standard error as JSON lines."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format='{"event": "library", "logger": "%(name)s"}')
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
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
