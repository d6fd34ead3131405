"""The calls of the plugin to the workspace, described (CONTRACT 6); ``workspace.client`` makes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One call: its address below ``apiBase``, what it sends and what it expects back."""

    name: str
    title: str
    method: str
    address: str
    parameters: Mapping[str, str]
    answer: Json
    request: Json = field(default_factory=lambda: {"type": "null"})
    headers: Json | None = None


def _headers(*, if_match: bool = False) -> Json:
    properties: Json = {"Idempotency-Key": {"type": "string", "description": "The same key is done once."}}
    if if_match:
        properties["If-Match"] = {"type": "string", "description": "The card version that is to be replaced, quoted."}
    return {"type": "object", "required": list(properties), "properties": properties}


_CARD: Json = {"type": "object", "description": "An Adaptive Card 1.5 of at most 28 KB."}
_MESSAGE: Json = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "card": _CARD, "replyTo": {"type": "string"}},
    "anyOf": [{"required": ["text"]}, {"required": ["card"]}],
}
_VERSION: Json = {"type": ["integer", "null"], "minimum": 1}
_FILE: Json = {
    "type": "object",
    "required": ["name", "size", "sha256"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "size": {"type": "integer", "minimum": 0},
        "sha256": {"type": "string", "pattern": "^[0-9A-Fa-f]{64}$"},
        "contentType": {"type": "string"},
    },
}

CALLS: tuple[Call, ...] = (
    Call(
        name="postToConversation",
        title="A message or card into a conversation or thread",
        method="POST",
        address="/v1/conversations/{conversationId}/messages",
        parameters={"conversationId": "Id of the conversation."},
        headers=_headers(),
        request=_MESSAGE,
        answer={
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "string"}, "cardVersion": _VERSION},
        },
    ),
    Call(
        name="postToPerson",
        title="A direct message or card to a person",
        method="POST",
        address="/v1/users/{account}/messages",
        parameters={"account": "HanoiWork account of the person."},
        headers=_headers(),
        request=_MESSAGE,
        answer={
            "type": "object",
            "required": ["id", "conversationId"],
            "properties": {
                "id": {"type": "string"},
                "conversationId": {"type": "string"},
                "cardVersion": _VERSION,
            },
        },
    ),
    Call(
        name="replaceCard",
        title="Replace the card of a message, for everyone or for one viewer",
        method="PATCH",
        address="/v1/messages/{messageId}/card",
        parameters={"messageId": "Id of the message that carries the card."},
        headers=_headers(if_match=True),
        request={
            "type": "object",
            "required": ["card"],
            "properties": {"card": _CARD, "viewer": {"type": "string"}},
        },
        answer={"type": "object", "properties": {"cardVersion": _VERSION}},
    ),
    Call(
        name="mirrorTask",
        title="Show progress and state in the host's own task",
        method="PATCH",
        address="/v1/tasks/{taskId}",
        parameters={"taskId": "Id of the host's task."},
        headers=_headers(),
        request={
            "type": "object",
            "properties": {
                "state": {"type": "string"},
                "progress": {"type": "integer", "minimum": 0, "maximum": 100},
                "due": {"type": ["string", "null"], "format": "date-time"},
                "link": {"type": "string", "format": "uri", "description": "Opens the plugin's card of the task."},
                "version": {"type": "integer", "description": "Counts up; what carries a lower one came late."},
            },
        },
        answer={"type": "object"},
    ),
    Call(
        name="describeFile",
        title="Name, size and fingerprint of a file handed in as evidence",
        method="GET",
        address="/v1/files/{fileId}",
        parameters={"fileId": "Id of the file."},
        answer=_FILE,
    ),
    Call(
        name="readFile",
        title="The bytes of a file handed in as evidence",
        method="GET",
        address="/v1/files/{fileId}/content",
        parameters={"fileId": "Id of the file."},
        answer={"type": "string", "contentEncoding": "binary"},
    ),
)
"""Every call the plugin makes, besides fetching its token."""
