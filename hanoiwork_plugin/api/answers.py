"""Answers of the API as bytes to keep: JSON by a schema, refusals as RFC 9457 problems in the caller's language."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response
from marshmallow import Schema

from hanoiwork_plugin.domain.errors import DomainError, Invalid, Stale
from hanoiwork_plugin.i18n import Locale, translate
from hanoiwork_plugin.services.presses import Answer
from hanoiwork_plugin.wire.errors import fault_lines, message_of, status_of
from hanoiwork_plugin.wire.problems import problem

PROBLEM = "application/problem+json"


class PreconditionRequired(DomainError):
    """An act on an existing thing was asked for without saying which version was seen (RFC 6585)."""

    code = "precondition_required"
    title = "Cần gửi kèm If-Match với phiên bản đã đọc"


class StaleVersion(DomainError):
    """The version named in If-Match is older than the record."""

    code = "stale"
    title = "Nội dung đã thay đổi, mời đọc lại rồi thực hiện"


def problem_of(error: DomainError, locale: Locale) -> Response:
    """A refusal by a rule: what is wrong, where, and what to do."""
    status = status_of(error)
    if isinstance(error, Stale):
        status, error = 412, StaleVersion()
    elif isinstance(error, PreconditionRequired):
        status = 428
    faults = error.faults if isinstance(error, Invalid) else ()
    errors = [
        {"place": f"/{fault.place}", "text": text}
        for fault, text in zip(faults, fault_lines(error, locale), strict=True)
    ]
    detail = message_of(error, locale, faults=False)
    return problem(status, error.code, translate(error.title, locale), detail=detail, errors=errors)


def kept(answer: Response) -> Answer:
    """A response as it is stored under an idempotency key."""
    return Answer(answer.status_code, answer.get_data())


def written(status: int, schema: type[Schema] | None, view: object) -> Answer:
    """A view as JSON."""
    if schema is None:
        return Answer(status, b"")
    return Answer(status, json.dumps(schema().dump(view), ensure_ascii=False, separators=(",", ":")).encode())


def response_of(answer: Answer, located: Callable[[dict[str, Any]], str] | None) -> Response:
    """The answer over HTTP; ETag and Location follow from the body, so a repeat has them too."""
    if answer.status >= 400:
        return Response(answer.body, answer.status, mimetype=PROBLEM)
    response = Response(answer.body, answer.status, mimetype="application/json")
    if not answer.body:
        del response.headers["Content-Type"]
        return response
    body = json.loads(answer.body)
    if isinstance(body.get("version"), int):
        response.headers["ETag"] = f'"{body["version"]}"'
    if answer.status == 201 and located is not None:
        response.headers["Location"] = located(body)
    return response
