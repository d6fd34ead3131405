"""The inputs of buttons on cards of outages, digests and private notes."""

from marshmallow import fields

from hanoiwork_plugin.hooks.inputs import LONG, Inputs


class OutageInputs(Inputs):
    """``outage.record``."""

    outage_from_day = fields.Date(required=True)
    outage_from_hour = fields.Time(required=True)
    outage_to_day = fields.Date(required=True)
    outage_to_hour = fields.Time(required=True)
    outage_reason = fields.String(load_default="", validate=LONG)


class ExplainInputs(Inputs):
    """``note.explain``."""

    note_text = fields.String(load_default="", validate=LONG)


LABELS = {
    "note_text": "Nội dung giải thích",
    "outage_from_day": "Gián đoạn từ ngày",
    "outage_from_hour": "Từ lúc",
    "outage_to_day": "Hoạt động lại ngày",
    "outage_to_hour": "Lúc",
    "outage_reason": "Lý do, căn cứ",
}
"""Input id → what the card calls it."""
