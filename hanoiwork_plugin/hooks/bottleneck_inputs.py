"""The inputs of buttons on cards of bottlenecks."""

from marshmallow import fields, validate

from hanoiwork_plugin.hooks.inputs import LONG, Inputs

_UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class LeadInputs(Inputs):
    """``bottleneck.decide``; who leads is ``unit:<id>`` or ``person:<id>``."""

    lead_to = fields.String(required=True, validate=validate.Regexp(rf"^(unit|person):{_UUID}$(?!\n)"))
    lead_reason = fields.String(load_default="", validate=LONG)
    lead_due = fields.Date()


LABELS = {
    "lead_to": "Người hoặc đơn vị chủ trì",
    "lead_reason": "Lý do",
    "lead_due": "Hạn mới",
}
"""Input id → what the card calls it."""
