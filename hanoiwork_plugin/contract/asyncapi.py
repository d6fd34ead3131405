"""The AsyncAPI 3.0 document of what passes between the workspace and the plugin (CONTRACT 3 to 6)."""

from typing import Any

from hanoiwork_plugin import __version__
from hanoiwork_plugin.contract import schemas
from hanoiwork_plugin.contract.calls import CALLS, Call
from hanoiwork_plugin.contract.schemas import Json
from hanoiwork_plugin.hooks.event_schemas import EVENTS, LIFECYCLE
from hanoiwork_plugin.hooks.verbs import VERBS
from hanoiwork_plugin.settings import APP_ID

_WORKSPACE_HOST = "workspace.example"
_PLUGIN_HOST = "plugin.example"
_POST: Json = {"http": {"method": "POST", "bindingVersion": "0.3.0"}}

_SIGNATURE_HEADERS: Json = {
    "type": "object",
    "required": ["webhook-id", "webhook-timestamp", "webhook-signature", "hanoiwork-installation"],
    "properties": {
        "webhook-id": {"type": "string", "maxLength": 255, "description": "Equal to the event's id."},
        "webhook-timestamp": {"type": "string", "pattern": "^[0-9]{1,12}$", "description": "Unix seconds, ±300 s."},
        "webhook-signature": {"type": "string", "description": "One or more of v1,… and v1a,…, separated by spaces."},
        "hanoiwork-installation": {"type": "string", "description": "Equal to the installation the body names."},
    },
}

_SECURITY_SCHEMES: Json = {
    "hostSignature": {
        "type": "httpApiKey",
        "in": "header",
        "name": "webhook-signature",
        "description": "Standard Webhooks 1.0 over the raw bytes: v1 (HMAC-SHA256) or v1a (Ed25519), "
        "with the keys given at installation.",
    },
    "personToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "RFC 9068 access token of the person who pressed: aud is the plugin's id, jti the actionId, "
        "exp within 60 s.",
    },
    "issuerToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "RFC 9068 access token of the pinned issuer itself, with scope app:lifecycle.",
    },
    "workspaceToken": {
        "type": "http",
        "scheme": "bearer",
        "description": "Access token by client credentials at the tokenEndpoint given at installation.",
    },
}

_ANSWER: Json = {
    "type": "object",
    "required": ["statusCode", "type", "value"],
    "properties": {
        "statusCode": {"enum": [200, 400, 403, 404, 409, 500]},
        "type": {
            "enum": [
                "application/vnd.microsoft.card.adaptive",
                "application/vnd.microsoft.activity.message",
                "application/vnd.microsoft.error",
            ]
        },
        "value": {
            "description": "The card that replaces the pressed one, a sentence, or {code, message}.",
            "type": ["object", "string"],
        },
        "effects": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "toast": {
                        "type": "object",
                        "required": ["level", "text"],
                        "properties": {"level": {"type": "string"}, "text": {"type": "string"}},
                    },
                    "dialog": {
                        "type": "object",
                        "required": ["title", "card"],
                        "properties": {"title": {"type": "string"}, "card": {"type": "object"}},
                    },
                    "openUrl": {"type": "string", "format": "uri"},
                    "replaceFor": {"enum": ["viewer", "all"]},
                },
            },
        },
    },
}


def asyncapi_document() -> Json:
    """The whole document, made anew from the running schemas."""
    incoming = {
        "events": {kind: schemas.event(kind).inlined() for kind in EVENTS},
        "lifecycle": {kind: schemas.lifecycle(kind).inlined() for kind in LIFECYCLE},
        "actions": {name: schemas.verb(name).inlined() for name in VERBS},
    }
    document: Json = {
        "asyncapi": "3.0.0",
        "id": f"urn:hanoiwork:app:{APP_ID}",
        "info": {
            "title": "HanoiWork: task execution and staff evaluation",
            "version": __version__,
            "description": "What HanoiWork sends to the plugin, and what the plugin asks of HanoiWork. "
            "Events are CloudEvents 1.0.2 signed as Standard Webhooks 1.0; cards are Adaptive Cards 1.5.",
        },
        "defaultContentType": "application/json",
        "servers": {
            "plugin": {
                "host": _PLUGIN_HOST,
                "protocol": "https",
                "description": "The plugin; its address is the manifest's baseUrl.",
            },
            "workspace": {
                "host": _WORKSPACE_HOST,
                "protocol": "https",
                "description": "The workspace; its address is the apiBase given at installation.",
                "security": [_ref("components/securitySchemes/workspaceToken")],
            },
        },
        "channels": {
            "events": _channel("plugin", "/hanoiwork/events", "events", incoming["events"]),
            "lifecycle": _channel("plugin", "/hanoiwork/lifecycle", "lifecycle", incoming["lifecycle"]),
            "actions": _channel("plugin", "/hanoiwork/actions", "actions", [*incoming["actions"], "answer"]),
            **{call.name: _call_channel(call) for call in CALLS},
        },
        "operations": {
            "receiveEvents": _receives("events", EVENTS, ["hostSignature"]),
            "receiveLifecycle": _receives("lifecycle", LIFECYCLE, ["issuerToken"]),
            "receivePresses": {
                **_receives("actions", VERBS, ["hostSignature", "personToken"]),
                "reply": {
                    "channel": _ref("channels/actions"),
                    "messages": [_ref("channels/actions/messages/answer")],
                },
            },
            **{call.name: _call_operation(call) for call in CALLS},
        },
        "components": {
            "securitySchemes": _SECURITY_SCHEMES,
            "messages": {
                **{
                    f"{channel}.{name}": _message(name, payload, signed=channel != "lifecycle")
                    for channel, payloads in incoming.items()
                    for name, payload in payloads.items()
                },
                "actions.answer": _message("answer", _ANSWER),
                **{f"{call.name}.request": _message(call.name, call.request, call.headers) for call in CALLS},
                **{f"{call.name}.answer": _message(f"{call.name}.answer", call.answer) for call in CALLS},
            },
        },
    }
    return document


def _ref(path: str) -> Json:
    return {"$ref": f"#/{path}"}


def _channel(server: str, address: str, name: str, messages: Any, **more: Json) -> Json:
    return {
        "address": address,
        "servers": [_ref(f"servers/{server}")],
        "messages": {each: _ref(f"components/messages/{name}.{each}") for each in messages},
        **more,
    }


def _receives(channel: str, messages: Any, security: list[str]) -> Json:
    return {
        "action": "receive",
        "channel": _ref(f"channels/{channel}"),
        "messages": [_ref(f"channels/{channel}/messages/{name}") for name in messages],
        "security": [_ref(f"components/securitySchemes/{name}") for name in security],
        "bindings": _POST,
    }


def _message(name: str, payload: Json, headers: Json | None = None, *, signed: bool = False) -> Json:
    kind = "application/cloudevents+json" if name in EVENTS and signed else "application/json"
    made: Json = {"name": name, "contentType": kind, "payload": payload}
    if signed or headers:
        made["headers"] = headers or _SIGNATURE_HEADERS
    return made


def _call_channel(call: Call) -> Json:
    parameters = {name: {"description": text} for name, text in call.parameters.items()}
    return _channel("workspace", call.address, call.name, ["request", "answer"], parameters=parameters)


def _call_operation(call: Call) -> Json:
    channel = f"channels/{call.name}"
    return {
        "action": "send",
        "title": call.title,
        "channel": _ref(channel),
        "messages": [_ref(f"{channel}/messages/request")],
        "security": [_ref("components/securitySchemes/workspaceToken")],
        "bindings": {"http": {"method": call.method, "bindingVersion": "0.3.0"}},
        "reply": {"channel": _ref(channel), "messages": [_ref(f"{channel}/messages/answer")]},
    }
