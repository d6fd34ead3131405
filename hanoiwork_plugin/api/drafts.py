"""Views that carry what still stands between a draft and its approval, said in the caller's language."""

from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from marshmallow import Schema, fields

from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.goals.objective_views import ObjectiveSetView
from hanoiwork_plugin.domain.goals.plan_views import PlanView
from hanoiwork_plugin.i18n import Locale
from hanoiwork_plugin.wire.errors import fault_lines

Draft = TypeVar("Draft", ObjectiveSetView, PlanView)


class Wrong(Schema):
    """What is still wrong, and where."""

    place = fields.String(required=True)
    text = fields.String(required=True)


@cache
def draft_shape(view: type) -> type[Schema]:
    """The schema of a view whose ``faults`` are sentences."""
    made: dict[str, Any] = {"faults": fields.List(fields.Nested(Wrong), required=True)}
    return type(view.__name__.removesuffix("View"), (shape_of(view, "faults"),), made)


def said(view: Draft, locale: Locale) -> Draft:
    """The view with its faults as sentences."""
    texts = fault_lines(Invalid(faults=view.faults), locale)
    faults = tuple(Fault(fault.place, text) for fault, text in zip(view.faults, texts, strict=True))
    return replace(view, faults=faults)
