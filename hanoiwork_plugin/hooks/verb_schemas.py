"""The inputs of every verb: strings as a card sends them, empty ones left out (CONTRACT 5)."""

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from hanoiwork_plugin.domain.calendar import due_instant, hanoi_instant
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.policy import Level
from hanoiwork_plugin.domain.tasks import ObjectionGround, ReturnType, TaskKind

LONG = validate.Length(max=2000)
MARK = r"^mark_(\S{1,20})$"
"""Name of the input for the mark of one criterion."""
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
        if not number.is_finite() or abs(number) >= 1_000_000 or (isinstance(exponent, int) and exponent < -4):
            raise ValidationError("Số này quá lớn hoặc có quá nhiều chữ số thập phân.")
        return number


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


class Inputs(Schema):
    """Inputs of a verb; what the card's ``data`` holds besides them is checked elsewhere."""

    class Meta:
        unknown = EXCLUDE


class NoInputs(Inputs):
    """A button without inputs."""


class GateInputs(Inputs):
    """``task.gate.submit`` and ``task.item.search``: the missing fields."""

    name = fields.String(validate=LONG)
    kind = Choice(TaskKind)
    accountable = fields.UUID()
    item = fields.UUID()
    item_query = fields.String(validate=validate.Length(max=200))
    quantity = Number()
    quality_criteria = fields.String(validate=LONG)
    basis_number = fields.String(validate=validate.Length(max=100))
    basis_date = fields.Date()
    basis_issuer = fields.String(validate=validate.Length(max=300))
    start = fields.Date()
    due = fields.Date()
    due_time = fields.String(validate=validate.Regexp(r"^([01]\d|2[0-3]):[0-5]\d$"))


class SendBackInputs(Inputs):
    """``task.sendback``."""

    sendback_reason = fields.String(load_default="", validate=LONG)


class ObjectionInputs(Inputs):
    """``task.object``."""

    objection_ground = Choice(ObjectionGround, required=True)
    objection_text = fields.String(load_default="", validate=LONG)


class AdjustInputs(Inputs):
    """``objection.adjust``: what changes, and a word on it."""

    adjust_text = fields.String(load_default="", validate=LONG)
    adjust_due = fields.Date()
    adjust_quantity = Number()
    adjust_quality_criteria = fields.String(validate=LONG)


class KeepInputs(Inputs):
    """``objection.keep``."""

    keep_text = fields.String(load_default="", validate=LONG)


class EscalateInputs(Inputs):
    """``objection.escalate``."""

    escalate_text = fields.String(load_default="", validate=LONG)


class ProgressInputs(Inputs):
    """``task.progress``."""

    progress = fields.Integer(
        required=True, strict=True, metadata={"type": ["string", "integer"], "pattern": r"^\s*[+-]?[0-9]+\s*$"}
    )
    progress_note = fields.String(load_default="", validate=LONG)


class SubmitInputs(Inputs):
    """``task.submit``; files come as ``attachments`` of the press."""

    submit_quantity = Number()
    submit_note = fields.String(load_default="", validate=LONG)


class ReturnInputs(Inputs):
    """``submission.return``."""

    return_type = Choice(ReturnType, required=True)
    return_reason = fields.String(load_default="", validate=LONG)
    return_change = fields.String(load_default="", validate=LONG)
    return_quantity = Number()
    redo_due = fields.Date()


class MarksInputs(Inputs):
    """``evaluation.self`` and ``evaluation.rate``: one ``mark_<criterion>`` each, and words."""

    PATTERN_FIELDS: ClassVar[dict[str, fields.Field[Decimal]]] = {MARK: Number()}
    """Inputs whose names the agency's criteria decide; read by :func:`marks_given`."""

    late_reason = fields.String(load_default="", validate=LONG)
    review_reason = fields.String(load_default="", validate=LONG)
    review_comment = fields.String(load_default="", validate=LONG)


class LevelInputs(Inputs):
    """``evaluation.approve_other``."""

    level = Choice(Level, required=True)
    approval_reason = fields.String(load_default="", validate=LONG)


class SupportAskInputs(Inputs):
    """``support.ask``."""

    support_text = fields.String(load_default="", validate=validate.Length(max=3000))


class SupportAnswerInputs(Inputs):
    """``support.answer``."""

    answer_text = fields.String(load_default="", validate=LONG)


_MARK = re.compile(MARK)


def marks_given(data: dict[str, Any]) -> dict[str, Decimal]:
    """The marks among a press's inputs: criterion code → mark.

    Raises:
        ValidationError: naming the inputs that are no numbers.
    """
    marks: dict[str, Decimal] = {}
    faults: dict[str, list[str]] = {}
    for key, value in data.items():
        if found := _MARK.match(key):
            try:
                marks[found[1]] = Number().deserialize(value)
            except ValidationError as error:
                faults[key] = [str(message) for message in error.messages]
    if faults:
        raise ValidationError(faults)
    return marks


def due_given(day: date | None, hour: str | None) -> datetime | None:
    """A deadline from the two inputs: the end of the day unless an hour is named."""
    if day is None:
        return None
    if hour is None:
        return due_instant(day)
    return hanoi_instant(day, time.fromisoformat(hour))
