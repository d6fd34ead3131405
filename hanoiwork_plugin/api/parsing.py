"""Reading requests: JSON without floats, query parameters without surprises; whatever is wrong is a problem."""

import json
from decimal import Decimal
from typing import Any

from flask import Request, Response
from marshmallow import RAISE, Schema, ValidationError
from webargs import core
from webargs.flaskparser import FlaskParser

from hanoiwork_plugin.api.validator_words import caller_locale, explained
from hanoiwork_plugin.i18n import translate
from hanoiwork_plugin.wire.problems import problem

MAX_BODY = 256 * 1024
MAX_DEPTH = 20


class Refused(Exception):
    """Carries the answer of a request that was turned away before any use-case."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer
        super().__init__(answer.status)


class StrictParser(FlaskParser):
    """Refuses what the schema does not name; numbers become decimals."""

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "json": RAISE, "query": RAISE}  # noqa: RUF012 (read on the class)

    def __init__(self, *, largest: int = MAX_BODY) -> None:
        super().__init__()
        self._largest = largest

    def load_json(self, req: Request, schema: Schema) -> Any:
        """The body, which must be one JSON object."""
        return json_object(req, self._largest)

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """The query parameters, each at most once."""
        return query_values(req)

    def handle_error(
        self,
        error: ValidationError,
        req: core.Request,
        schema: Schema,
        *,
        error_status_code: int | None,
        error_headers: Any,
    ) -> Any:
        """Name every place that does not fit."""
        found = explained(error.messages, caller_locale())
        raise Refused(problem(400, "invalid", _say("Nội dung gửi lên chưa đúng mẫu."), errors=found)) from None


def _say(source: str, /, **values: object) -> str:
    return translate(source, caller_locale(), **values)


def query_values(req: Request) -> dict[str, str]:
    """The query parameters.

    Raises:
        Refused: when one is named twice or is not text.
    """
    repeated = [name for name, values in req.args.lists() if len(values) > 1]
    if repeated:
        found = explained({"query": {name: ["Named twice."] for name in repeated}}, caller_locale())
        raise Refused(problem(400, "invalid", _say("Có tham số bị gửi hai lần."), errors=found))
    values = req.args.to_dict()
    if not all(_is_text(name) and _is_text(value) for name, value in values.items()):
        raise Refused(problem(400, "not_text", _say("Có tham số không phải là chữ.")))
    return values


def refuse_unknown(req: Request, known: frozenset[str]) -> None:
    """Refuse query parameters that the operation does not know."""
    unknown = sorted(set(query_values(req)) - known)
    if unknown:
        found = explained({"query": {name: ["Unknown field."] for name in unknown}}, caller_locale())
        raise Refused(problem(400, "invalid", _say("Có tham số không dùng ở đây."), errors=found))


def json_object(req: Request, largest: int = MAX_BODY) -> dict[str, Any]:
    """The body as a JSON object whose texts can be stored.

    Raises:
        Refused: 415 for another media type, 413 for too much, 400 for anything else.
    """
    if not req.is_json:
        raise Refused(problem(415, "media_type", _say("Nội dung phải ở dạng application/json.")))
    too_large = problem(413, "too_large", _say("Nội dung lớn hơn {size} KB.", size=largest // 1024))
    if (req.content_length or 0) > largest:
        raise Refused(too_large)
    req.max_content_length = max(req.max_content_length or 0, largest + 1)
    raw = req.get_data(cache=True)
    if len(raw) > largest:
        raise Refused(too_large)
    try:
        parsed = json.loads(raw.decode("utf-8"), parse_float=_decimal, parse_int=_whole, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused(problem(400, "not_json", _say("Nội dung không phải JSON mã hóa UTF-8."))) from None
    if not isinstance(parsed, dict):
        raise Refused(problem(400, "not_json", _say("Nội dung không phải một đối tượng JSON.")))
    _check_texts(parsed, 0)
    return parsed


def _check_texts(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Refused(problem(400, "not_json", _say("Nội dung lồng nhau quá sâu.")))
    if isinstance(value, str) and not _is_text(value):
        raise Refused(problem(400, "not_text", _say("Nội dung có ký tự NUL hoặc ký tự không trọn vẹn.")))
    if isinstance(value, dict):
        for name, inner in value.items():
            _check_texts(name, depth)
            _check_texts(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check_texts(inner, depth + 1)


def _is_text(value: str) -> bool:
    """No NUL, no lone surrogate: the database could not keep them."""
    return "\x00" not in value and not any("\ud800" <= character <= "\udfff" for character in value)


def _decimal(text: str) -> Decimal:
    """A number exactly as written; absurd exponents are refused before anyone calculates with them."""
    number = Decimal(text)
    if len(text) > 40 or number.adjusted() > 30 or number.adjusted() < -30:
        raise ValueError("out of reach")
    return number


def _whole(text: str) -> int:
    if len(text) > 40:
        raise ValueError("out of reach")
    return int(text)


def _no_constant(name: str) -> None:
    raise ValueError(name)
