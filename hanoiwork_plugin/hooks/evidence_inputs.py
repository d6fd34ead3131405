"""The inputs of buttons on cards of evidence."""

from marshmallow import fields, validate

from hanoiwork_plugin.domain.doing.evidence import Secrecy
from hanoiwork_plugin.hooks.inputs import LONG, Inputs
from hanoiwork_plugin.wire.fields import Choice, Number

_UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class FilesInputs(Inputs):
    """``evidence.files``: what was sent before, by ids with commas between; files come as ``attachments``."""

    evidence_received = fields.String(
        load_default="", validate=validate.Regexp(rf"^({_UUID}(,{_UUID}){{0,19}})?$(?!\n)")
    )


class DocumentInputs(Inputs):
    """``evidence.document``."""

    document_number = fields.String(load_default="", validate=validate.Length(max=100))
    document_date = fields.Date(required=True)
    document_issuer = fields.String(load_default="", validate=validate.Length(max=300))
    document_secret = Choice(Secrecy, load_default=Secrecy.ORDINARY)


class LinkInputs(Inputs):
    """``evidence.link``."""

    link_address = fields.String(load_default="", validate=validate.Length(max=2000))
    link_title = fields.String(load_default="", validate=validate.Length(max=200))


class ChooseInputs(Inputs):
    """``evidence.choose``."""

    evidence_task = fields.UUID(required=True)


class ExplainInputs(Inputs):
    """``evidence.explain``."""

    explain_text = fields.String(load_default="", validate=LONG)


class ShareInputs(Inputs):
    """``evidence.share``: percent."""

    share_here = Number(required=True)
    share_earlier = Number()


LABELS = {
    "evidence_received": "Tệp, tin đã gửi",
    "document_number": "Số, ký hiệu văn bản",
    "document_date": "Ngày văn bản",
    "document_issuer": "Cơ quan ban hành",
    "document_secret": "Độ mật",
    "link_address": "Đường dẫn",
    "link_title": "Tên gọi",
    "evidence_task": "Nhiệm vụ",
    "explain_text": "Nội dung giải thích",
    "share_here": "Phần của sản phẩm này (%)",
    "share_earlier": "Phần của sản phẩm trước (%)",
}
"""Input id → what the card calls it."""
