"""The inputs of buttons on cards of giving work in chat and of arising work."""

import re
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import ValidationError, fields, validate

from hanoiwork_plugin.cards.arising import NOBODY, OUTSIDE
from hanoiwork_plugin.domain.assigning.recurrence import Cadence
from hanoiwork_plugin.domain.tasks import TaskKind
from hanoiwork_plugin.hooks.inputs import LONG, Inputs
from hanoiwork_plugin.services.assigning.arising import Confirmed
from hanoiwork_plugin.wire.fields import Choice, Number

_UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
ITEM, POINTS, QUANTITY = r"^item_(\d{1,2})$", r"^points_(\d{1,2})$", r"^quantity_(\d{1,2})$"
"""Names of the inputs for one work: the item chosen, provisional points, how many."""
WHO = r"^who_(\d{1,2})_(\d{1,2})$"
"""Name of the input for one name that was not sure."""


class GiveInputs(Inputs):
    """``task.give``."""

    give_name = fields.String(load_default="", validate=validate.Length(max=500))
    give_person = fields.UUID(required=True)
    give_item = fields.UUID()
    give_kind = Choice(TaskKind)
    give_due = fields.Date()
    give_due_time = fields.String(validate=validate.Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)"))


class RepeatInputs(Inputs):
    """``task.repeat``."""

    repeat_every = Choice(Cadence, required=True)
    repeat_weekday = fields.String(validate=validate.OneOf(["0", "1", "2", "3", "4"]))
    repeat_day = Number()
    repeat_until = fields.Date(required=True)


class SkipInputs(Inputs):
    """``pattern.skip``."""

    skip_day = fields.Date(required=True)
    skip_reason = fields.String(load_default="", validate=LONG)


class EndPatternInputs(Inputs):
    """``pattern.end``."""

    end_reason = fields.String(load_default="", validate=LONG)


class NamePeopleInputs(Inputs):
    """``arising.name``: one ``who_<work>_<name>`` each, a person or ``nobody``."""

    PATTERN_FIELDS: ClassVar[dict[str, fields.Field[Any]]] = {
        WHO: fields.String(validate=validate.Regexp(rf"^({_UUID}|{NOBODY})$(?!\n)"))
    }


class ConfirmArisingInputs(Inputs):
    """``arising.confirm``: for each work an item of the catalogue or ``outside`` with points, and how many."""

    PATTERN_FIELDS: ClassVar[dict[str, fields.Field[Any]]] = {
        ITEM: fields.String(validate=validate.Regexp(rf"^({_UUID}|{OUTSIDE})$(?!\n)")),
        POINTS: Number(),
        QUANTITY: Number(),
    }

    arising_criteria = fields.String(load_default="", validate=LONG)


class RefuseArisingInputs(Inputs):
    """``arising.refuse``."""

    arising_reason = fields.String(load_default="", validate=LONG)


LABELS = {
    "give_name": "Tên nhiệm vụ",
    "give_person": "Người chịu trách nhiệm",
    "give_item": "Sản phẩm/công việc",
    "give_kind": "Loại nhiệm vụ",
    "give_due": "Thời hạn",
    "give_due_time": "Giờ",
    "repeat_every": "Chu kỳ",
    "repeat_weekday": "Thứ",
    "repeat_day": "Ngày",
    "repeat_until": "Lặp đến hết ngày",
    "skip_day": "Kỳ bỏ qua",
    "skip_reason": "Lý do",
    "points": "Điểm tạm tính",
    "who": "Người cùng làm",
    "arising_criteria": "Tiêu chí chất lượng",
    "arising_reason": "Lý do",
}


def _given(schema: type[Inputs], raw: dict[str, Any]) -> dict[tuple[str, ...], Any]:
    """The inputs that a schema knows by pattern: (pattern, numbers in the name…) → value.

    Raises:
        ValidationError: naming those that do not fit.
    """
    found: dict[tuple[str, ...], Any] = {}
    faults: dict[str, list[str]] = {}
    patterns: dict[str, fields.Field[Any]] = schema.PATTERN_FIELDS  # type: ignore[attr-defined]  # set by these schemas
    for key, value in raw.items():
        for pattern, field in patterns.items():
            if name := re.match(pattern, key):
                try:
                    found[pattern, *name.groups()] = field.deserialize(value)
                except ValidationError as error:
                    faults[key] = [str(message) for message in error.messages]
    if faults:
        raise ValidationError(faults)
    return found


def people_meant(raw: dict[str, Any]) -> dict[tuple[int, int], UUID | None]:
    """(work, name) → the colleague chosen, None for nobody of the unit."""
    return {
        (int(work), int(index)): None if value == NOBODY else UUID(value)
        for (_, work, index), value in _given(NamePeopleInputs, raw).items()
    }


def works_confirmed(raw: dict[str, Any]) -> dict[int, Confirmed]:
    """Work → what was chosen for it."""
    given = _given(ConfirmArisingInputs, raw)
    chosen = {int(key[1]): value for key, value in given.items() if key[0] == ITEM}
    return {
        number: Confirmed(
            item_id=None if value == OUTSIDE else UUID(value),
            outside_points=given.get((POINTS, str(number))) if value == OUTSIDE else None,
            quantity=given.get((QUANTITY, str(number)), Decimal(1)),
        )
        for number, value in chosen.items()
    }
