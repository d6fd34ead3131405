"""REST: what a card can show or do, for integrations and pages, through the same use-cases (``/api/v1``)."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from flask import Blueprint, Flask, Response
from flask_smorest import Api
from werkzeug.routing import BaseConverter

from hanoiwork_plugin import __version__
from hanoiwork_plugin.api import (
    absences,
    arising,
    bottlenecks,
    catalogue,
    coefficients,
    data_reports,
    decisions,
    delegations,
    digest,
    evaluations,
    kpi_values,
    objectives,
    outages,
    patterns,
    people,
    plans,
    readiness,
    reconciliations,
    scores,
    standing,
    support,
    system_evidence,
    task_acts,
    task_evidence,
    task_parts,
    task_requests,
    tasks,
    transfers,
    watching,
)
from hanoiwork_plugin.api.answers import PROBLEM
from hanoiwork_plugin.api.desk import PREFIX, Desk, IfMatch
from hanoiwork_plugin.api.fields import PERIOD_PATTERN
from hanoiwork_plugin.api.parsing import Refused
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.workspace.tokens import TokenVerifier

_ROOMS = (
    *(
        tasks,
        task_acts,
        task_parts,
        task_requests,
        decisions,
        task_evidence,
        catalogue,
        people,
        scores,
        evaluations,
        support,
    ),
    *(objectives, kpi_values, plans, reconciliations),
    *(standing, absences, delegations, transfers, readiness, coefficients, arising, patterns),
    *(outages, digest, watching, bottlenecks, data_reports),
)
_PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457. code is stable; title, detail and texts are for people, in the caller's language.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["place", "text"],
                "properties": {"place": {"type": "string"}, "text": {"type": "string"}},
            },
        },
    },
}


class _RestApi(Api):
    """flask-smorest with our problems: errors are the application's, and each operation names its own."""

    DEFAULT_ERROR_RESPONSE_NAME = ""

    def _register_error_handlers(self) -> None:
        """The application answers for every route alike."""

    def _register_responses(self) -> None:
        """One response, ``Problem``, is all that goes wrong with."""

    def _register_pagination_header(self) -> None:
        """Pages have a cursor and a Link."""


class PeriodConverter(BaseConverter):
    """A month in an address, as 2026-06."""

    regex = PERIOD_PATTERN.strip("^$").replace("(", "(?:")


def register_api(app: Flask, plugin: Plugin | None, tokens: TokenVerifier | None) -> None:
    """Register every operation, and the document at ``/api/v1/openapi.json``, which is public.

    The document is made when it is first asked for: it takes longer than all the rest of the application.
    """
    app.url_map.converters["period"] = PeriodConverter
    for blueprint in _blueprints(Desk(plugin, tokens)):
        app.register_blueprint(blueprint)
    app.register_error_handler(Refused, _refused)

    @cache
    def document() -> bytes:
        return json.dumps(openapi_document(plugin), ensure_ascii=False).encode()

    @app.get(f"{PREFIX}/openapi.json")
    def openapi() -> Response:
        return Response(document(), mimetype="application/json")


def _blueprints(desk: Desk) -> Iterator[Blueprint]:
    for room in _ROOMS:
        yield room.room(desk).blueprint
    yield kpi_values.service_room(desk).blueprint
    yield system_evidence.service_room(desk).blueprint


def openapi_document(plugin: Plugin | None = None) -> dict[str, Any]:
    """The OpenAPI 3.1 document, made from the running schemas; needs no database."""
    app = Flask(__name__, static_folder=None)
    app.config.update(
        API_TITLE="HanoiWork: thực thi nhiệm vụ và đánh giá cán bộ",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
    )
    make: Any = _RestApi
    api = make(app, spec_kwargs=_document_head(plugin))
    api.spec.components.schema("Problem", _PROBLEM_SCHEMA)
    api.spec.components.response(
        "Problem",
        {
            "description": "Refused, with the reason (RFC 9457)",
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        },
    )
    bearer = {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Access token of the workspace's issuer (RFC 9068) for this plugin; sub is the account.",
    }
    api.spec.components.security_scheme("token", bearer)
    api.ma_plugin.converter.add_parameter_attribute_function(_always_asked)
    app.url_map.converters["period"] = PeriodConverter
    api.register_converter(PeriodConverter, lambda converter: {"type": "string", "pattern": PERIOD_PATTERN})
    for blueprint in _blueprints(Desk(plugin, None)):
        api.register_blueprint(blueprint)
    document: dict[str, Any] = api.spec.to_dict()
    return document


def _document_head(plugin: Plugin | None) -> dict[str, Any]:
    description = (
        "Decimals are strings; in requests they may be JSON numbers too, read without floats. Instants are ISO 8601 "
        "with a zone. An act on an existing thing asks for If-Match with the ETag last read; a version that is no "
        "longer the newest is a 412. Lists come in pages: next, also as Link rel=next, is the cursor of the next one."
    )
    head: dict[str, Any] = {"info": {"description": description}, "security": [{"token": []}]}
    if plugin is not None:
        head["servers"] = [{"url": plugin.settings.base_url}]
    return head


def _always_asked(self: Any, field: Any, **kwargs: Any) -> dict[str, Any]:
    """``If-Match`` is a must; the operation itself asks for it, after it knows that the thing exists."""
    return {"required": True} if isinstance(field, IfMatch) else {}


def _refused(refusal: Refused) -> Response:
    refusal.answer.headers["Cache-Control"] = "no-store"
    return refusal.answer
