"""The inputs of every verb: strings as a card sends them, empty ones left out (CONTRACT 5)."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validate

from hanoiwork_plugin.domain.accounts.reconciliation import Settlement
from hanoiwork_plugin.domain.calendar import due_instant, hanoi_instant
from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.policy import Level
from hanoiwork_plugin.domain.tasks import ObjectionGround, ReturnType
from hanoiwork_plugin.hooks import (
    bottleneck_inputs,
    catalogue_schemas,
    data_inputs,
    doing_inputs,
    evidence_inputs,
    giving_inputs,
    goal_schemas,
    rollout_inputs,
    time_inputs,
)
from hanoiwork_plugin.hooks.inputs import LONG, Inputs
from hanoiwork_plugin.hooks.inputs import NoInputs as NoInputs
from hanoiwork_plugin.wire.fields import Choice, Number

MARK = r"^mark_(\S{1,20})$"
"""Name of the input for the mark of one criterion."""


PERCENT = validate.Range(Decimal(0), Decimal(100))


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

    progress = Number(required=True)
    progress_milestone = fields.String(load_default="", validate=validate.Length(max=200))
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


class LeaderInputs(Inputs):
    """``evaluation.leader``: d, đ, e in percent, each with its basis."""

    leader_unit = Number(required=True, validate=PERCENT)
    leader_unit_basis = fields.String(load_default="", validate=LONG)
    leader_organising = Number(required=True, validate=PERCENT)
    leader_organising_basis = fields.String(load_default="", validate=LONG)
    leader_unity = Number(required=True, validate=PERCENT)
    leader_unity_basis = fields.String(load_default="", validate=LONG)


class LevelInputs(Inputs):
    """``evaluation.approve_other``."""

    level = Choice(Level, required=True)
    approval_reason = fields.String(load_default="", validate=LONG)


class SupportAskInputs(Inputs):
    """``support.ask``."""

    support_text = fields.String(load_default="", validate=validate.Length(max=3000))


class SupportAnswerInputs(Inputs):
    """``support.answer``."""

    answer_text = fields.String(load_default="", validate=validate.Length(max=4000))


class SupportReplyInputs(Inputs):
    """``support.reply``."""

    reply_text = fields.String(load_default="", validate=validate.Length(max=3000))


class SettleInputs(Inputs):
    """``reconciliation.settle``: how the difference in hand is settled, and what that needs."""

    settle_choice = Choice(Settlement, required=True)
    settle_account = fields.String(load_default="", validate=validate.Length(max=255))
    settle_phone = fields.String(load_default="", validate=validate.Length(max=30))
    settle_unit = fields.String(load_default="", validate=validate.Length(max=36))
    settle_reason = fields.String(load_default="", validate=LONG)


LABELS = {
    "name": "Tên nhiệm vụ",
    "kind": "Loại nhiệm vụ",
    "accountable": "Người chịu trách nhiệm",
    "item": "Sản phẩm/công việc",
    "item_query": "Tìm sản phẩm/công việc",
    "quantity": "Số lượng",
    "quality_criteria": "Tiêu chí chất lượng",
    "basis_number": "Số, ký hiệu văn bản",
    "basis_date": "Ngày văn bản",
    "basis_issuer": "Cơ quan ban hành",
    "start": "Ngày bắt đầu",
    "due": "Thời hạn",
    "due_time": "Giờ",
    "share": "Tỷ lệ phần việc",
    "sendback_reason": "Lý do trả lại",
    "objection_ground": "Chưa rõ về",
    "objection_text": "Nội dung phản hồi",
    "adjust_text": "Trả lời người phản hồi",
    "adjust_due": "Thời hạn mới",
    "adjust_quantity": "Số lượng mới",
    "adjust_quality_criteria": "Tiêu chí chất lượng mới",
    "keep_text": "Lý do giữ nguyên",
    "escalate_text": "Lý do chuyển",
    "progress": "Tiến độ (%)",
    "progress_milestone": "Mốc đã đạt",
    "progress_note": "Việc đã làm",
    "submit_quantity": "Số lượng gửi lần này",
    "submit_note": "Ghi chú",
    "return_type": "Loại trả lại",
    "return_reason": "Lý do",
    "return_change": "Nội dung cần sửa",
    "return_quantity": "Số lượng phải làm lại",
    "redo_due": "Hạn gửi lại",
    "late_reason": "Lý do nộp muộn",
    "review_reason": "Lý do chấm khác",
    "review_comment": "Nhận xét",
    "leader_unit": "Tiêu chí d",
    "leader_unit_basis": "Căn cứ chấm d",
    "leader_organising": "Tiêu chí đ",
    "leader_organising_basis": "Căn cứ chấm đ",
    "leader_unity": "Tiêu chí e",
    "leader_unity_basis": "Căn cứ chấm e",
    "level": "Mức xếp loại",
    "approval_reason": "Lý do",
    "support_text": "Nội dung cần hỗ trợ",
    "answer_text": "Nội dung trả lời",
    "reply_text": "Nội dung trao đổi",
    "settle_choice": "Cách xử lý",
    "settle_account": "Tài khoản HanoiWork",
    "settle_phone": "Số điện thoại",
    "settle_unit": "Nơi công tác chính",
    "settle_reason": "Lý do",
    **goal_schemas.LABELS,
    **rollout_inputs.LABELS,
    **doing_inputs.LABELS,
    **time_inputs.LABELS,
    **bottleneck_inputs.LABELS,
    **data_inputs.LABELS,
    **giving_inputs.LABELS,
    **catalogue_schemas.LABELS,
    **evidence_inputs.LABELS,
    "absence_person": "Người nghỉ",
    "absence_kind": "Loại nghỉ",
    "absence_from": "Nghỉ từ ngày",
    "absence_to": "Đến hết ngày",
    "absence_note": "Lý do",
    "lend_task": "Nhiệm vụ",
    "lend_to": "Người làm thay",
    "pause_task": "Nhiệm vụ",
    "change_to": "Nghỉ đến hết ngày",
    "change_reason": "Lý do",
    "who_task": "Nhiệm vụ",
    "who_act": "Việc",
    "who_day": "Ngày",
    "who_hour": "Giờ",
    "stood_person": "Người",
    "stood_day": "Ngày",
    "stood_hour": "Giờ",
    "delegation_taker": "Người nhận ủy quyền",
    "delegation_scope": "Phạm vi ủy quyền",
    "delegation_from": "Từ ngày",
    "delegation_to": "Đến hết ngày",
    "delegation_basis": "Lý do, văn bản ủy quyền",
    "end_reason": "Lý do chấm dứt",
    "transfer_person": "Người được điều chuyển",
    "transfer_unit": "Đơn vị mới",
    "transfer_account": "Tài khoản người được điều chuyển",
    "transfer_unit_path": "Đơn vị mới",
    "transfer_title": "Chức vụ mới",
    "transfer_position": "Vị trí việc làm mới",
    "transfer_on": "Hiệu lực từ ngày",
    "transfer_basis": "Căn cứ",
    "hand_over_task": "Nhiệm vụ",
    "hand_over_to": "Người nhận bàn giao",
    "hand_over_reason": "Lý do",
    "close_task": "Nhiệm vụ",
    "close_reason": "Lý do",
    "cancel_task": "Nhiệm vụ",
    "cancel_reason": "Lý do",
}
"""Input id → what the card calls it."""


def faults_of(messages: Any) -> list[Fault]:
    """What a schema refused, in words that name the input as the card does."""
    by_input = messages if isinstance(messages, dict) else {}
    return [
        Fault(
            name,
            "Còn thiếu {name}." if "required" in str(texts) else "{name}: giá trị chưa hợp lệ.",
            {"name": LABELS.get(name) or LABELS.get(name.partition("_")[0], name)},
        )
        for name, texts in by_input.items()
    ]


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


def whole(value: Decimal) -> int:
    """A whole number; anything else stays out of range and is refused by the rule."""
    return int(value) if value == value.to_integral_value() else -1


def due_given(day: date | None, hour: str | None) -> datetime | None:
    """A deadline from the two inputs: the end of the day unless an hour is named."""
    if day is None:
        return None
    if hour is None:
        return due_instant(day)
    return hanoi_instant(day, time.fromisoformat(hour))
