"""Refusals over plain HTTP: RFC 9457 problem details, one shape for every route."""

from collections.abc import Sequence
from typing import Any

from flask import Response, json

from hanoiwork_plugin.logs import logger


def problem(status: int, code: str, title: str, *, detail: str = "", errors: Sequence[dict[str, Any]] = ()) -> Response:
    """A refusal: ``code`` is stable, ``title`` and ``detail`` are for people, ``errors`` name each place."""
    body: dict[str, Any] = {"type": f"urn:hanoiwork:problem:{code}", "title": title, "status": status, "code": code}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = list(errors)
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")


def refused(status: int, code: str, title: str, **fields: Any) -> Response:
    """A refusal of a call that proves nothing about who made it; logged without its content."""
    logger().warning("call_refused", code=code, status=status, **fields)
    return problem(status, code, title)


def places(messages: Any, prefix: str = "") -> list[dict[str, str]]:
    """marshmallow's messages as a list of places and texts."""
    if isinstance(messages, dict):
        return [
            each
            for key, value in messages.items()
            for each in places(value, f"{prefix}/{key}" if key != "_schema" else prefix)
        ]
    if isinstance(messages, list):
        return [{"place": prefix or "/", "text": str(text)} for text in messages]
    return [{"place": prefix or "/", "text": str(messages)}]
