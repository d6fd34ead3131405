"""Fields of what is sent to the API: strict, and never through a float."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate

from hanoiwork_plugin.domain.calendar import due_instant
from hanoiwork_plugin.wire.fields import Number

PERIOD_PATTERN = r"^2[0-9]{3}-(0[1-9]|1[0-2])$"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:]{8}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})")
_NO_AMOUNT = "Must be a number below 1000000 with at most four decimals."
_YEARS = range(2000, 2200)
"""Years in which a day of work can lie; beyond them it is a mistake."""


class Text(fields.String):
    """Text of people, brought to NFC."""

    def __init__(self, longest: int, *, shortest: int = 0, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(min=shortest, max=longest), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return unicodedata.normalize("NFC", super()._deserialize(value, attr, data, **kwargs))


class Amount(Number):
    """A decimal as a string (with a point or comma) or as a JSON number, at most four decimals."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise ValidationError(_NO_AMOUNT)
        if isinstance(value, str) and not re.fullmatch(str(self.metadata["pattern"]), value):
            raise ValidationError(_NO_AMOUNT)
        try:
            return super()._deserialize(value, attr, data, **kwargs)
        except ValidationError:
            raise ValidationError(_NO_AMOUNT) from None


class Whole(fields.Field[int]):
    """A whole number, given as a JSON number."""

    def __init__(self, lowest: int, highest: int, **kwargs: Any) -> None:
        metadata = {"type": "integer", "minimum": lowest, "maximum": highest}
        super().__init__(metadata=metadata, validate=validate.Range(lowest, highest), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole and not (isinstance(value, Decimal) and value == value.to_integral_value()):
            raise ValidationError("Must be a whole number.")
        return int(value)


class Day(fields.Field[date]):
    """A calendar day in Hanoi, as 2026-06-19."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "string", "format": "date"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        return day_of(value)


class Deadline(fields.Field[datetime]):
    """A deadline: an instant with its zone, or a day alone, which means its last second in Hanoi."""

    def __init__(self, **kwargs: Any) -> None:
        forms = [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
        super().__init__(metadata={"anyOf": forms}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if isinstance(value, str) and _INSTANT.fullmatch(value):
            return due_instant(_instant_of(value))
        return due_instant(day_of(value))


class Marks(fields.Field[dict[str, Decimal]]):
    """Marks of the general criteria: criterion code → mark."""

    def __init__(self, **kwargs: Any) -> None:
        mark = {"type": ["string", "number"], "pattern": Number().metadata["pattern"]}
        metadata = {"type": "object", "additionalProperties": mark, "maxProperties": 50}
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Decimal]:
        if not isinstance(value, dict) or len(value) > 50:
            raise ValidationError("Must be an object of criterion codes and marks.")
        marks: dict[str, Decimal] = {}
        faults: dict[str, list[str]] = {}
        for code, mark in value.items():
            try:
                marks[code] = Amount().deserialize(mark) or Decimal(0)
            except ValidationError as error:
                faults[code] = [str(message) for message in error.messages]
        if faults:
            raise ValidationError(faults)
        return marks


def day_of(value: object) -> date:
    """The day written as 2026-06-19.

    Raises:
        ValidationError: for anything else.
    """
    try:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValueError
        found = date.fromisoformat(value)
    except ValueError:
        raise ValidationError("Must be a day, as 2026-06-19.") from None
    return _in_reach(found)


def _instant_of(value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValidationError("Must be an instant with its zone, as 2026-06-19T17:00:00+07:00.") from None
    _in_reach(found.date())
    return found


def _in_reach(day: date) -> date:
    if day.year not in _YEARS:
        raise ValidationError("Must lie between 2000 and 2199.")
    return day
