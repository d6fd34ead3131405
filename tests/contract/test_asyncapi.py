"""The AsyncAPI document validates and tells of everything (CONTRACT, first table)."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

import hanoiwork_plugin
from hanoiwork_plugin.contract.asyncapi import asyncapi_document
from hanoiwork_plugin.hooks.event_schemas import EVENTS, LIFECYCLE
from hanoiwork_plugin.hooks.verbs import VERBS

SPECIFICATION = "node_modules/@asyncapi/specs/schemas/3.0.0.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return asyncapi_document()


@pytest.fixture(scope="module")
def specification() -> Draft7Validator:
    root = Path(hanoiwork_plugin.__file__).parents[1]
    return Draft7Validator(json.loads((root / SPECIFICATION).read_text("utf-8")))


def test_it_validates(document: dict[str, Any], specification: Draft7Validator) -> None:
    assert [error.message for error in specification.iter_errors(document)] == []


def test_a_broken_one_would_not(document: dict[str, Any], specification: Draft7Validator) -> None:
    broken = {**document, "operations": {"receiveEvents": {"action": "publish"}}}
    assert not specification.is_valid(broken)


def test_it_is_plain_json(document: dict[str, Any]) -> None:
    assert json.loads(json.dumps(document)) == document


def test_every_message_is_told(document: dict[str, Any]) -> None:
    channels = document["channels"]
    assert set(channels["events"]["messages"]) == set(EVENTS)
    assert set(channels["lifecycle"]["messages"]) == set(LIFECYCLE)
    assert set(channels["actions"]["messages"]) == {*VERBS, "answer"}
    actions = {operation["action"] for operation in document["operations"].values()}
    assert actions == {"receive", "send"}


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def follow(node: Any) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                found: Any = document
                for part in node["$ref"].removeprefix("#/").split("/"):
                    found = found[part]
            for child in node.values():
                follow(child)
        elif isinstance(node, list):
            for child in node:
                follow(child)

    follow(document)
