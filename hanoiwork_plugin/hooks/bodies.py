"""Bodies of the host's calls: JSON in UTF-8 that the database can keep, or a refusal."""

import json
import re
from decimal import Decimal
from typing import Any

from flask import Response

from hanoiwork_plugin.wire.problems import problem

_ESCAPED_NO_TEXT = re.compile(rb"\\u(0000|[dD][89a-fA-F])")


class Refused(Exception):
    """Carries the answer of a call that was turned away."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer
        super().__init__(answer.status)


def parsed_body(raw: bytes) -> dict[str, Any]:
    """The JSON object of a body; anything else is refused with 400."""
    try:
        parsed = json.loads(raw.decode("utf-8"), parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused(problem(400, "not_json", "The body is not JSON in UTF-8.")) from None
    if not isinstance(parsed, dict):
        raise Refused(problem(400, "not_json", "The body is not a JSON object."))
    if _ESCAPED_NO_TEXT.search(raw) and not _is_text(parsed):
        raise Refused(problem(400, "not_text", "The body holds a NUL character or half of a surrogate pair."))
    return parsed


def _is_text(parsed: dict[str, Any]) -> bool:
    """Whether every text can be stored: escapes may stand for characters that no text holds."""
    try:
        written = json.dumps(parsed, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        return False
    return b"\\u0000" not in written


def _no_constant(name: str) -> None:
    raise ValueError(name)
