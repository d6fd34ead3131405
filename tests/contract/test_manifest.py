"""``manifest.json`` says what the code does, no more and no less (CONTRACT 2)."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

import hanoiwork_plugin
from hanoiwork_plugin import resources
from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.hooks.event_schemas import EVENTS
from hanoiwork_plugin.hooks.verbs import VERBS
from hanoiwork_plugin.services.host_events import COMMANDS, HANDLERS
from hanoiwork_plugin.settings import APP_ID


@pytest.fixture
def manifest() -> dict[str, Any]:
    return json.loads(resources.manifest_file().read_text("utf-8"))


def test_every_field_of_the_contract_is_there(manifest: dict[str, Any]) -> None:
    assert set(manifest) == {
        *("manifestVersion", "id", "version", "name", "description", "publisher", "baseUrl", "webhook", "actions"),
        *("cards", "commands", "links", "directory", "permissions", "lifecycle", "health", "openapi", "asyncapi"),
    }
    assert manifest["id"] == APP_ID


def test_version_is_the_packages(manifest: dict[str, Any]) -> None:
    project = tomllib.loads((Path(hanoiwork_plugin.__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    assert manifest["version"] == hanoiwork_plugin.__version__ == project["project"]["version"]


def test_events_are_those_with_a_schema_and_a_handler(manifest: dict[str, Any]) -> None:
    listed = manifest["webhook"]["events"]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(EVENTS) == set(HANDLERS)
    assert manifest["webhook"]["signatures"] == ["v1", "v1a"]


def test_verbs_are_those_with_a_handler(manifest: dict[str, Any]) -> None:
    listed = manifest["actions"]["verbs"]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(VERBS)


def test_commands_are_those_the_bot_answers(manifest: dict[str, Any]) -> None:
    words = [word for command in manifest["commands"] for word in (command["name"], *command["aliases"])]
    assert sorted(fold(word) for word in words) == sorted(COMMANDS)
    for command in manifest["commands"]:
        assert len({COMMANDS[fold(word)] for word in (command["name"], *command["aliases"])}) == 1


def test_every_text_is_in_both_languages(manifest: dict[str, Any]) -> None:
    texts = [manifest["name"], manifest["description"]]
    texts += [command["description"] for command in manifest["commands"]]
    texts += [link["name"] for link in manifest["links"]]
    texts += [permission["reason"] for permission in manifest["permissions"]]
    for text in texts:
        assert set(text) == {"vi", "en"}
        assert all(value.strip() for value in text.values())


def test_every_address_is_filled_in_from_the_base(manifest: dict[str, Any]) -> None:
    addresses = [manifest[name] for name in ("health", "openapi", "asyncapi")]
    addresses += [manifest[name]["url"] for name in ("webhook", "actions", "lifecycle")]
    assert manifest["baseUrl"] == "${baseUrl}"
    assert all(address.startswith("${baseUrl}/") for address in addresses)
    assert "://" not in resources.manifest_file().read_text("utf-8")
