"""Frozen values as plain JSON and back, exactly: what a score sheet stores so that it can be recomputed years later.

Decimals, UUIDs, dates and instants become strings; enums their code; sets sorted lists. Unknown keys
are ignored on the way in and missing ones take the field's default, so old records stay readable.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

T = TypeVar("T")


def dump(value: object) -> Any:
    """``value`` made of dicts, lists, strings, ints, bools and None; TypeError for anything unforeseen (floats)."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: dump(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(dump(item) for item in value)
    if isinstance(value, tuple):
        return [dump(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): dump(item) for key, item in value.items()}
    raise TypeError(f"no plain form for {type(value).__name__}")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def load(kind: type[T], plain: Any) -> T:
    """The value of type ``kind`` that ``dump`` wrote as ``plain``."""
    return cast(T, _load(kind, plain))


def _load(kind: Any, plain: Any) -> Any:
    origin, args = get_origin(kind), get_args(kind)
    if kind is object:
        return plain
    if origin in (Union, UnionType):
        return None if plain is None else _load(next(arg for arg in args if arg is not NoneType), plain)
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            return tuple(_load(args[0], item) for item in plain)
        return tuple(_load(arg, item) for arg, item in zip(args, plain, strict=True))
    if origin is frozenset:
        return frozenset(_load(args[0], item) for item in plain)
    if origin is Literal:
        return plain
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: _load(args[1], item) for key, item in plain.items()}
    if is_dataclass(kind):
        hints = _hints(cast(type, kind))
        return cast(Any, kind)(**{name: _load(hint, plain[name]) for name, hint in hints.items() if name in plain})
    if kind in (date, datetime):
        return kind.fromisoformat(plain)
    return kind(plain)
