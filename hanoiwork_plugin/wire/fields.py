"""Fields of inputs: decimals without floats, codes of labelled enums."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import ValidationError, fields, validate

from hanoiwork_plugin.domain.people import LabelledEnum


class Items(validate.Length):
    """How many items a list may have; its refusals count items, those of ``Length`` letters."""

    message_min = "Fewer than {min} items."
    message_max = "More than {max} items."
    message_all = "Must have between {min} and {max} items."


_NUMBER = r"^\s*[+-]?[0-9]{1,6}([.,][0-9]{0,4})?\s*$"


class Number(fields.Field[Decimal]):
    """A decimal as people type it, with comma or point."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"type": ["string", "number"], "pattern": _NUMBER}, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return str(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        try:
            number = Decimal(str(value).strip().replace(",", "."))
        except InvalidOperation:
            raise ValidationError("Giá trị này phải là một số.") from None
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or not -4 <= exponent <= 6 or number.copy_abs() >= 1_000_000:
            raise ValidationError("Số này quá lớn hoặc có quá nhiều chữ số thập phân.")
        return number


class Figure(fields.Field[Decimal]):
    """A measured figure as people type it: up to fifteen digits and six decimals, also negative."""

    PATTERN = r"^\s*[+-]?[0-9]{1,15}([.,][0-9]{1,6})?\s*$"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"type": ["string", "number"], "pattern": self.PATTERN}, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return str(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        if not re.match(self.PATTERN, text):
            raise ValidationError("Giá trị này phải là một số.")
        return Decimal(text.strip().replace(",", "."))


class Choice(fields.Field[LabelledEnum]):
    """One of the codes of a labelled enum."""

    def __init__(self, choices: type[LabelledEnum], **kwargs: Any) -> None:
        super().__init__(metadata={"type": "string", "enum": [each.value for each in choices]}, **kwargs)
        self._choices = choices

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return str(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> LabelledEnum:
        try:
            return self._choices(value)
        except ValueError:
            raise ValidationError("Giá trị này không có trong danh sách.") from None
