"""The inputs of buttons on cards of requests, on the dialogs beside a task, and of the day's decisions."""

from marshmallow import fields, validate

from hanoiwork_plugin.domain.doing.requests import HandOverWhy
from hanoiwork_plugin.hooks.inputs import LONG, Inputs
from hanoiwork_plugin.wire.fields import Choice, Number

_UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class WaitInputs(Inputs):
    """``wait.ask``; the side is ``unit:<id>`` or ``person:<id>``."""

    wait_side = fields.String(required=True, validate=validate.Regexp(rf"^(unit|person):{_UUID}$(?!\n)"))
    wait_text = fields.String(load_default="", validate=LONG)
    wait_since = fields.Date(required=True)
    wait_expected = fields.Date(required=True)


class ExtensionInputs(Inputs):
    """``extension.ask``."""

    extension_due = fields.Date(required=True)
    extension_text = fields.String(load_default="", validate=LONG)


class CauseInputs(Inputs):
    """``cause.claim``; files come as ``attachments`` of the press."""

    cause_entry = fields.UUID(required=True)
    cause_text = fields.String(load_default="", validate=LONG)
    cause_document = fields.String(load_default="", validate=validate.Length(max=300))


class CannotInputs(Inputs):
    """``hand_over.ask``."""

    cannot_text = fields.String(load_default="", validate=LONG)


class RemarkInputs(Inputs):
    """``return.remark``."""

    remark_text = fields.String(load_default="", validate=LONG)


class AgreeInputs(Inputs):
    """``request.agree``: the reason, and what the kind of request asks for."""

    agree_text = fields.String(load_default="", validate=LONG)
    agree_due = fields.Date()
    agree_to = fields.UUID()


class RefuseInputs(Inputs):
    """``request.refuse``."""

    refuse_text = fields.String(load_default="", validate=LONG)


class EndWaitInputs(Inputs):
    """``wait.end``."""

    end_note = fields.String(load_default="", validate=LONG)


class PauseTaskInputs(Inputs):
    """``task.pause``."""

    pause_reason = fields.String(load_default="", validate=LONG)
    pause_until = fields.Date()


class ReassignInputs(Inputs):
    """``task.reassign``."""

    reassign_to = fields.UUID(required=True)
    reassign_why = Choice(HandOverWhy, required=True)
    reassign_reason = fields.String(load_default="", validate=LONG)


class CloseInputs(Inputs):
    """``task.close``."""

    closing_reason = fields.String(load_default="", validate=LONG)


class StopInputs(Inputs):
    """``task.cancel``."""

    stop_reason = fields.String(load_default="", validate=LONG)


class PartInputs(Inputs):
    """``submission.accept_part``."""

    part_quantity = Number(required=True)


LABELS = {
    "wait_side": "Chờ đơn vị, người nào",
    "wait_text": "Nội dung đang chờ",
    "wait_since": "Chờ từ ngày",
    "wait_expected": "Dự kiến có ngày",
    "extension_due": "Xin đến ngày",
    "extension_text": "Lý do xin gia hạn",
    "cause_entry": "Về lần nào",
    "cause_text": "Nguyên nhân",
    "cause_document": "Văn bản chứng minh",
    "cannot_text": "Lý do không thực hiện được",
    "remark_text": "Ý kiến của anh/chị",
    "agree_text": "Lý do đồng ý",
    "agree_due": "Hạn mới",
    "agree_to": "Người nhận việc",
    "refuse_text": "Lý do",
    "end_note": "Ghi chú",
    "pause_reason": "Lý do tạm dừng",
    "pause_until": "Tự tiếp tục từ ngày",
    "reassign_to": "Người nhận việc",
    "reassign_why": "Vì sao",
    "reassign_reason": "Lý do",
    "closing_reason": "Lý do",
    "stop_reason": "Lý do hủy",
    "part_quantity": "Số lượng đạt",
}
"""Input id → what the card calls it."""
