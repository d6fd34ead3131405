"""The schemas of the host's events (CONTRACT 3, 4); ``webhooks/schemas/`` is written from them."""

import re
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

NAME = validate.Length(min=1, max=255)


_DECIMAL = {"type": ["number", "string"], "pattern": r"^-?[0-9]+(\.[0-9]*)?$", "maxLength": 20}


def _decimal_text(value: Any) -> None:
    text = str(value)
    whole, _, part = text.lstrip("-").partition(".")
    if not (whole.isdecimal() and (part.isdecimal() or not part) and len(text) <= 20):
        raise ValidationError("Not a decimal number.")


def _day_or_instant(value: str) -> None:
    """What looks like a date may still name no day there is."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise ValidationError("Not a day or an instant.") from None


class Whole(fields.Integer):
    """A whole number, or its digits as text; never one so long that reading it takes a while."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool) or re.fullmatch(r"[+-]?\d{1,15}", text := str(value).strip()) is None:
            raise self.make_error("invalid")
        return int(text)


class Lenient(Schema):
    """The host may add fields; what we do not know is left out."""

    class Meta:
        unknown = EXCLUDE


class AttachmentSchema(Lenient):
    """A file of the host as announced."""

    id = fields.String(required=True, validate=NAME)
    name = fields.String(required=True, validate=validate.Length(min=1, max=1000))
    size = Whole(allow_none=True, validate=validate.Range(min=0))
    sha256 = fields.String(allow_none=True, validate=validate.Length(max=64))
    contentType = fields.String(allow_none=True, validate=validate.Length(max=255))


class HostTaskSchema(Lenient):
    """The host's own task form."""

    id = fields.String(required=True, validate=NAME)
    title = fields.String(required=True, validate=validate.Length(min=1, max=2000))
    content = fields.String(allow_none=True, validate=validate.Length(max=20000))
    kind = fields.String(allow_none=True, validate=validate.Length(max=100))
    product = fields.String(allow_none=True, validate=validate.Length(max=2000))
    coefficient = fields.Raw(allow_none=True, validate=_decimal_text, metadata=_DECIMAL)
    quantity = fields.Raw(allow_none=True, validate=_decimal_text, metadata=_DECIMAL)
    leadUnit = fields.String(allow_none=True, validate=validate.Length(max=500))
    coUnits = fields.List(fields.String(validate=validate.Length(max=500)), allow_none=True)
    assignees = fields.List(fields.String(validate=NAME), allow_none=True)
    createdBy = fields.String(required=True, validate=NAME)
    due = fields.String(
        allow_none=True,
        validate=[
            validate.Regexp(r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$"),
            _day_or_instant,
        ],
    )
    priority = fields.String(allow_none=True, validate=validate.Length(max=100))
    parentId = fields.String(allow_none=True, validate=validate.Length(max=255))
    attachments = fields.List(fields.Nested(AttachmentSchema), allow_none=True)


class TaskRemovedSchema(Lenient):
    """A task that was deleted at the host; its id is enough."""

    id = fields.String(required=True, validate=NAME)
    createdBy = fields.String(allow_none=True, validate=NAME)


class MessageSchema(Lenient):
    """A message that the app may see."""

    id = fields.String(required=True, validate=NAME)
    conversationId = fields.String(required=True, validate=NAME)
    conversationType = fields.String(required=True, validate=validate.OneOf(["direct", "group"]))
    threadId = fields.String(allow_none=True, validate=validate.Length(max=255))
    replyTo = fields.String(allow_none=True, validate=validate.Length(max=255))
    text = fields.String(allow_none=True, validate=validate.Length(max=20000))
    mentions = fields.List(fields.String(validate=NAME), allow_none=True)
    sender = fields.String(required=True, validate=NAME)
    attachments = fields.List(fields.Nested(AttachmentSchema), allow_none=True)


class MemberSchema(Lenient):
    """Somebody, or the app, joined or left a conversation."""

    conversationId = fields.String(required=True, validate=NAME)
    account = fields.String(allow_none=True, validate=NAME)


class UserSchema(Lenient):
    """An account."""

    account = fields.String(required=True, validate=NAME)


class LinkSchema(Lenient):
    """A deep link or QR was opened by ``actorid``."""

    objectType = fields.String(required=True, validate=NAME)
    objectId = fields.String(allow_none=True, validate=validate.Length(max=255))
    token = fields.String(allow_none=True, validate=validate.Length(max=255))
    conversationId = fields.String(allow_none=True, validate=validate.Length(max=255))


class NothingSchema(Lenient):
    """No data needed."""


class KeysSchema(Lenient):
    """New keys; the old ones stay valid for 24 hours."""

    webhookKeys = fields.List(
        fields.String(validate=[NAME, validate.Regexp(r"^(whsec_|whpk_)")]),
        required=True,
        validate=validate.Length(min=1, max=8),
    )


class InstalledSchema(KeysSchema):
    """What the host says at installation (CONTRACT 3)."""

    installationId = fields.String(required=True, validate=NAME)
    tenantId = fields.String(required=True, validate=NAME)
    apiBase = fields.Url(required=True, require_tld=False, schemes={"http", "https"})
    tokenEndpoint = fields.Url(required=True, require_tld=False, schemes={"http", "https"})
    clientId = fields.String(required=True, validate=NAME)
    clientSecret = fields.String(required=True, validate=validate.Length(min=1, max=2000))
    scimToken = fields.String(allow_none=True, validate=validate.Length(max=2000))
    supportConversationId = fields.String(allow_none=True, validate=validate.Length(max=255))


class InstallationNamedSchema(Lenient):
    """A lifecycle call about an installation that is known."""

    installationId = fields.String(required=True, validate=NAME)


class RotatedSchema(KeysSchema, InstallationNamedSchema):
    """New keys by lifecycle call."""


class EnvelopeSchema(Lenient):
    """CloudEvents 1.0.2, structured JSON, with the host's extensions."""

    specversion = fields.String(required=True, validate=validate.Equal("1.0"))
    id = fields.String(required=True, validate=NAME)
    source = fields.String(required=True, validate=NAME)
    type = fields.String(required=True, validate=NAME)
    subject = fields.String(validate=validate.Length(max=500))
    time = fields.AwareDateTime(format="iso")
    datacontenttype = fields.String(validate=validate.Regexp(r"^application/([\w.+-]+\+)?json"))
    installationid = fields.String(required=True, validate=NAME)
    sequence = fields.String(validate=validate.Regexp(r"^[0-9]{1,40}$"))
    correlationid = fields.String(validate=validate.Length(max=255))
    actorid = fields.String(validate=validate.Length(max=255))
    data = fields.Dict(keys=fields.String(), load_default=dict)


class LifecycleSchema(Lenient):
    """A lifecycle call: its type, and data by type."""

    type = fields.String(required=True, validate=NAME)
    data = fields.Dict(keys=fields.String(), load_default=dict)


class PressActionSchema(Lenient):
    """The action that was pressed."""

    type = fields.String(required=True, validate=validate.Equal("Action.Execute"))
    id = fields.String(allow_none=True)
    verb = fields.String(required=True, validate=NAME)
    data = fields.Dict(keys=fields.String(), load_default=dict)


class PressValueSchema(Lenient):
    """The value of an invoke."""

    action = fields.Nested(PressActionSchema, required=True)
    trigger = fields.String(validate=validate.OneOf(["manual", "automatic"]))


class PressPlaceSchema(Lenient):
    """The conversation."""

    id = fields.String(required=True, validate=NAME)
    type = fields.String(allow_none=True)


class PressMessageSchema(Lenient):
    """The message that carries the card."""

    id = fields.String(required=True, validate=NAME)
    cardVersion = Whole(allow_none=True, metadata={"type": ["integer", "string"], "pattern": "^[0-9]{1,15}$"})


class PressSchema(Lenient):
    """A pressed button (CONTRACT 5)."""

    type = fields.String(required=True, validate=validate.Equal("invoke"))
    name = fields.String(required=True, validate=validate.Equal("adaptiveCard/action"))
    value = fields.Nested(PressValueSchema, required=True)
    actionId = fields.String(required=True, validate=NAME)
    installationId = fields.String(required=True, validate=NAME)
    conversation = fields.Nested(PressPlaceSchema)
    message = fields.Nested(PressMessageSchema)
    locale = fields.String(allow_none=True, validate=validate.Length(max=35))
    attachments = fields.List(fields.Nested(AttachmentSchema), allow_none=True, validate=validate.Length(max=50))


EVENTS: dict[str, type[Schema]] = {
    "vn.hanoiwork.task.created.v1": HostTaskSchema,
    "vn.hanoiwork.task.assigned.v1": HostTaskSchema,
    "vn.hanoiwork.task.updated.v1": HostTaskSchema,
    "vn.hanoiwork.task.deleted.v1": TaskRemovedSchema,
    "vn.hanoiwork.message.created.v1": MessageSchema,
    "vn.hanoiwork.message.attachment_added.v1": MessageSchema,
    "vn.hanoiwork.conversation.member_added.v1": MemberSchema,
    "vn.hanoiwork.conversation.member_removed.v1": MemberSchema,
    "vn.hanoiwork.user.deactivated.v1": UserSchema,
    "vn.hanoiwork.link.opened.v1": LinkSchema,
    "vn.hanoiwork.app.ping.v1": NothingSchema,
    "vn.hanoiwork.app.keys.rotated.v1": KeysSchema,
    "vn.hanoiwork.app.suspended.v1": NothingSchema,
    "vn.hanoiwork.app.uninstalled.v1": NothingSchema,
}
"""Event type → schema of its ``data``."""

LIFECYCLE: dict[str, type[Schema]] = {
    "vn.hanoiwork.app.installed.v1": InstalledSchema,
    "vn.hanoiwork.app.ping.v1": NothingSchema,
    "vn.hanoiwork.app.keys.rotated.v1": RotatedSchema,
    "vn.hanoiwork.app.suspended.v1": InstallationNamedSchema,
    "vn.hanoiwork.app.uninstalled.v1": InstallationNamedSchema,
}
"""Lifecycle type → schema of its ``data``."""
