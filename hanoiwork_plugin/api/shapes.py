"""Answer schemas made from the views: the same plain values that cards and pages show, as JSON.

Decimals are strings, instants ISO 8601 in UTC, enums their stable codes. A field of a view is a field of the
answer, unless a place here leaves it out or replaces it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields as parts_of
from dataclasses import is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from marshmallow import Schema, fields

from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.people import LabelledEnum

EXACT = r"^-?[0-9]+(\.[0-9]+)?$"


class Exact(fields.Field[Decimal]):
    """A decimal as a string, exactly as it is."""

    def __init__(self, *, allow_none: bool = False, **kwargs: Any) -> None:
        metadata = {"type": "string", "pattern": EXACT}
        super().__init__(allow_none=allow_none, metadata=metadata, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else f"{value:f}"


class Code(fields.Field[LabelledEnum]):
    """The stable code of an enum member."""

    def __init__(self, codes: Iterable[str], *, allow_none: bool = False, **kwargs: Any) -> None:
        enum: list[str | None] = [str(code) for code in codes]
        metadata = {"type": "string", "enum": [*enum, None] if allow_none else enum}
        super().__init__(allow_none=allow_none, metadata=metadata, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else str(value)


class Codes(fields.Field[frozenset[LabelledEnum]]):
    """A set of codes, in order."""

    def __init__(self, codes: type[LabelledEnum], **kwargs: Any) -> None:
        items = {"type": "string", "enum": [code.value for code in codes]}
        super().__init__(metadata={"type": "array", "items": items, "uniqueItems": True}, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return sorted(str(code) for code in value)


class PeriodCode(fields.Field[Period]):
    """The code of a period."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "string"}, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value.code


class ExactByCode(fields.Field[Mapping[str, Decimal]]):
    """Decimals by code, from a mapping or from pairs."""

    def __init__(self, **kwargs: Any) -> None:
        values = {"type": "string", "pattern": EXACT}
        super().__init__(metadata={"type": "object", "additionalProperties": values}, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return {str(code): f"{mark:f}" for code, mark in dict(value).items()}


@cache
def shape_of(view: type, *without: str) -> type[Schema]:
    """The schema of a view's JSON; ``without`` names fields to leave out."""
    hints = get_type_hints(view)
    made: dict[str, Any] = {part.name: _field(hints[part.name]) for part in parts_of(view) if part.name not in without}
    return Schema.from_dict(made, name=view.__name__.removesuffix("View"))


@cache
def page_of(view: type) -> type[Schema]:
    """The schema of one page of a list; ``next`` is the cursor of the following page."""
    made: dict[str, Any] = {
        "items": fields.List(fields.Nested(shape_of(view)), required=True),
        "next": fields.String(required=True, allow_none=True),
    }
    return Schema.from_dict(made, name=f"{view.__name__.removesuffix('View')}Page")


@cache
def list_of(view: type) -> type[Schema]:
    """The schema of a whole list."""
    made: dict[str, Any] = {"items": fields.List(fields.Nested(shape_of(view)), required=True)}
    return Schema.from_dict(made, name=f"{view.__name__.removesuffix('View')}List")


def _field(hint: Any, *, allow_none: bool = False) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    given: dict[str, Any] = {"required": True, "allow_none": allow_none}
    if origin in (Union, UnionType):
        return _field(next(arg for arg in args if arg is not NoneType), allow_none=True)
    if origin is Literal:
        return Code(args, **given)
    if origin is frozenset:
        return Codes(args[0], required=True)
    if hint == tuple[tuple[str, Decimal], ...] or hint == Mapping[str, Decimal]:
        return ExactByCode(required=True)
    if origin is tuple and args[1:] == (Ellipsis,) and get_origin(args[0]) is not tuple:
        return fields.List(_field(args[0]), **given)
    if origin is dict:
        return fields.Dict(**given)
    if hint is Period:
        return PeriodCode(required=True)
    if isinstance(hint, type):
        return _plain_field(hint, given)
    raise TypeError(f"no JSON form for {hint}")


_PLAIN: dict[type, type[fields.Field[Any]]] = {
    UUID: fields.UUID,
    str: fields.String,
    bool: fields.Boolean,
    int: fields.Integer,
    Decimal: Exact,
    datetime: fields.AwareDateTime,
    date: fields.Date,
}


def _plain_field(hint: type, given: dict[str, Any]) -> Any:
    if issubclass(hint, LabelledEnum):
        return Code([code.value for code in hint], **given)
    if is_dataclass(hint):
        return fields.Nested(shape_of(hint), **given)
    return _PLAIN[hint](**given)
