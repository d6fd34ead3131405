"""JSON Schema 2020-12 of all that the host sends, made from the marshmallow schemas in ``hooks`` (CONTRACT 3 to 5)."""

from copy import deepcopy
from dataclasses import dataclass
from inspect import getdoc
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from hanoiwork_plugin.hooks.event_schemas import EVENTS, LIFECYCLE, EnvelopeSchema, LifecycleSchema, PressSchema
from hanoiwork_plugin.hooks.verbs import VERBS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Json = dict[str, Any]

_COMPONENTS = "#/components/schemas/"
_CARD_DATA: Json = {
    "subject": {"type": "string", "description": "What the card is about, as it stands in the card's data."},
    "version": {"type": "integer", "description": "The version of the subject that the card showed."},
    "sig": {"type": "string", "description": "The plugin's own proof that it drew this button."},
}


@dataclass(frozen=True)
class Shape:
    """The schema of one whole request body, with the parts it refers to by ``#/components/schemas/<name>``."""

    schema: Json
    parts: dict[str, Json]

    def file(self, name: str) -> Json:
        """The same as a document of its own: nothing outside it is referred to."""
        document = {"$schema": DIALECT, "$id": f"urn:hanoiwork:thucthi:schema:{name}", **self.schema}
        if self.parts:
            document["$defs"] = self.parts
        renamed: Json = _renamed(document)
        return renamed

    def inlined(self) -> Json:
        """The schema with its parts in their places, for documents that hold many."""
        whole: Json = _inlined(self.schema, self.parts)
        return whole


def envelope() -> Shape:
    """Any event: the CloudEvents envelope."""
    return _shape(EnvelopeSchema)


def event(kind: str) -> Shape:
    """The whole event of one type: the envelope, and its data by type."""
    return _typed(EnvelopeSchema, EVENTS[kind], kind)


def lifecycle_call() -> Shape:
    """Any lifecycle call."""
    return _shape(LifecycleSchema)


def lifecycle(kind: str) -> Shape:
    """The whole lifecycle call of one type."""
    return _typed(LifecycleSchema, LIFECYCLE[kind], kind)


def press() -> Shape:
    """Any press of a button."""
    return _shape(PressSchema)


def verb(name: str) -> Shape:
    """The whole press of one button: what its card put into ``data``, and the inputs of the verb beside it."""
    whole, inputs = _shape(PressSchema), _shape(VERBS[name].schema)
    parts = deepcopy(whole.parts) | inputs.parts
    data = {
        **inputs.schema,
        "properties": {**_CARD_DATA, **inputs.schema.get("properties", {})},
        "required": [*_CARD_DATA, *inputs.schema.get("required", [])],
    }
    action = parts["PressAction"]
    action["properties"] |= {"verb": {"const": name}, "data": data}
    action["required"] = sorted({*action["required"], "data"})
    return Shape({**whole.schema, "title": name}, parts)


def files() -> dict[str, Json]:
    """Path below ``webhooks/schemas/`` → the document that belongs there."""
    shapes = {"envelope": envelope(), "lifecycle": lifecycle_call(), "press": press()}
    shapes |= {f"events/{kind}": event(kind) for kind in EVENTS}
    shapes |= {f"lifecycle/{kind}": lifecycle(kind) for kind in LIFECYCLE}
    shapes |= {f"presses/{name}": verb(name) for name in VERBS}
    return {f"{name}.json": shape.file(name.replace("/", ":")) for name, shape in shapes.items()}


def _typed(outer: type[Schema], inner: type[Schema], kind: str) -> Shape:
    whole, data = _shape(outer), _shape(inner)
    schema = deepcopy(whole.schema)
    schema["title"] = kind
    schema["properties"] |= {"type": {"const": kind}, "data": data.schema}
    if data.schema.get("required"):
        schema["required"] = sorted({*schema["required"], "data"})
    return Shape(schema, whole.parts | data.parts)


def _shape(schema: type[Schema]) -> Shape:
    spec = APISpec(title="", version="", openapi_version="3.1.0", plugins=[MarshmallowPlugin()])
    name = schema.__name__
    spec.components.schema(name, schema=schema)
    parts = spec.to_dict()["components"]["schemas"]
    return Shape(_plain(_described(parts.pop(name), schema)), _plain(parts))


def _described(made: Json, schema: type[Schema]) -> Json:
    """``made`` with the schema's own words, and with the fields whose names only a pattern is known of."""
    described = {"description": (getdoc(schema) or "").replace("``", "`"), **made}
    patterns = getattr(schema, "PATTERN_FIELDS", {})
    if patterns:
        described["patternProperties"] = {pattern: dict(field.metadata) for pattern, field in patterns.items()}
    return described


def _plain(node: Any) -> Any:
    """Plain JSON, with ``format: uri`` where marshmallow says ``url`` and single values as ``const``."""
    if isinstance(node, dict):
        plain = {key: _plain(value) for key, value in node.items()}
        if plain.get("format") == "url":
            plain["format"] = "uri"
        if isinstance(plain.get("enum"), list) and len(plain["enum"]) == 1:
            plain["const"] = plain.pop("enum")[0]
        return plain
    return [_plain(value) for value in node] if isinstance(node, list | tuple) else node


def _renamed(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _reference(value) if key == "$ref" else _renamed(value) for key, value in node.items()}
    return [_renamed(value) for value in node] if isinstance(node, list) else node


def _reference(target: str) -> str:
    return "#/$defs/" + target.removeprefix(_COMPONENTS)


def _inlined(node: Any, parts: dict[str, Json]) -> Any:
    if isinstance(node, dict):
        if "$ref" in node:
            return _inlined(parts[node["$ref"].removeprefix(_COMPONENTS)], parts)
        return {key: _inlined(value, parts) for key, value in node.items()}
    return [_inlined(value, parts) for value in node] if isinstance(node, list) else node
