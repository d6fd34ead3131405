"""The inputs of buttons on cards of the roll-out: working group, practice."""

from marshmallow import fields, validate

from hanoiwork_plugin.domain.rollout.practice import Disputed, PracticeAct
from hanoiwork_plugin.hooks.inputs import LONG, Inputs
from hanoiwork_plugin.wire.fields import Choice

_NUMBER, _ISSUER = validate.Length(max=100), validate.Length(max=200)


class GroupInputs(Inputs):
    """``group.record``; what is missing is named by the rule."""

    group_head = fields.UUID()
    group_it = fields.String(load_default="", validate=validate.Length(max=500))
    group_it_basis = fields.String(load_default="", validate=validate.Length(max=300))
    group_members = fields.String(load_default="", validate=validate.Length(max=3000))
    group_basis_number = fields.String(load_default="", validate=_NUMBER)
    group_basis_date = fields.Date()
    group_basis_issuer = fields.String(load_default="", validate=_ISSUER)
    group_from = fields.Date()


class BodyInputs(Inputs):
    """``group.record_body``."""

    body_name = fields.String(load_default="", validate=validate.Length(max=300))
    body_basis_number = fields.String(load_default="", validate=_NUMBER)
    body_basis_date = fields.Date()
    body_basis_issuer = fields.String(load_default="", validate=_ISSUER)
    body_from = fields.Date()


class SendPracticeInputs(Inputs):
    """``practice.send``; without an act everyone gets all that they miss."""

    practice_act = Choice(PracticeAct)


class DisputeInputs(Inputs):
    """``practice.dispute``."""

    practice_disputed = Choice(Disputed, required=True)
    practice_dispute_text = fields.String(load_default="", validate=LONG)


LABELS = {
    "group_head": "Tổ trưởng",
    "group_it": "Thành viên phụ trách công nghệ thông tin",
    "group_it_basis": "Văn bản phân công phụ trách công nghệ thông tin",
    "group_members": "Thành viên khác",
    "group_basis_number": "Số, ký hiệu văn bản",
    "group_basis_date": "Ngày văn bản",
    "group_basis_issuer": "Cơ quan ban hành",
    "group_from": "Hoạt động từ ngày",
    "body_name": "Tên bộ phận",
    "body_basis_number": "Số, ký hiệu văn bản",
    "body_basis_date": "Ngày văn bản",
    "body_basis_issuer": "Cơ quan ban hành",
    "body_from": "Hoạt động từ ngày",
    "practice_act": "Thao tác",
    "practice_disputed": "Dữ liệu chưa đúng",
    "practice_dispute_text": "Nội dung đúng",
}
"""Input id → what the card calls it."""
