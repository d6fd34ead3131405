"""The inputs of buttons on reports of wrong data."""

from typing import Any

from marshmallow import ValidationError, fields, validate

from hanoiwork_plugin.domain.disputes.data_reports import DatumKind
from hanoiwork_plugin.hooks.inputs import LONG, Inputs

_LINE = validate.Length(max=300)


class DatumNamed(fields.Field[str]):
    """``kind:id``, as the form offers it."""

    def __init__(self, **kwargs: Any) -> None:
        kinds = "|".join(DatumKind)
        super().__init__(metadata={"type": "string", "pattern": f"^({kinds}):[0-9a-fA-F-]{{36}}$"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        kind, _, datum_id = str(value).partition(":")
        if kind not in set(DatumKind):
            raise ValidationError("Not a valid choice.")
        fields.UUID().deserialize(datum_id)
        return str(value)


class DataReportInputs(Inputs):
    """``data.report``; files come as ``attachments`` of the press."""

    data_datum = DatumNamed(required=True)
    data_wanted = fields.String(load_default="", validate=_LINE)
    data_reason = fields.String(load_default="", validate=LONG)


class DataVerifyInputs(Inputs):
    """``data.verify``."""

    data_source = fields.String(load_default="", validate=_LINE)
    data_checked = fields.Date(required=True)
    data_right = fields.String(load_default="", validate=_LINE)
    data_owner = fields.UUID()


class DataRefuseInputs(Inputs):
    """``data.refuse``."""

    data_refusal = fields.String(load_default="", validate=LONG)


LABELS = {
    "data_datum": "Dữ liệu sai lệch",
    "data_wanted": "Đúng ra là",
    "data_reason": "Lý do",
    "data_source": "Nguồn đã đối chiếu",
    "data_checked": "Ngày đối chiếu",
    "data_right": "Giá trị đúng",
    "data_owner": "Người mà dữ liệu thuộc về",
    "data_refusal": "Lý do",
}
"""Input id → what the card calls it."""
