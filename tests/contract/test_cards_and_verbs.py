"""The buttons on the cards are the verbs of the code, and their inputs fit (CONTRACT 5; CARDS.md)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from hanoiwork_plugin import resources
from hanoiwork_plugin.contract.schemas import verb
from hanoiwork_plugin.domain.doing.evidence import ENDINGS, MAX_FILE_BYTES, MAX_FILES
from hanoiwork_plugin.hooks.verbs import VERBS

TEMPLATES = sorted(path for path in resources.cards_dir().glob("*.json") if not path.stem.endswith(".sample"))
VERBS_OF_NOTICES = {"task.view", "evaluation.open"}
"""What notices name as ``${verb}``: reminders and the catalogue have no template of their own."""


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from nodes(child)


def verbs_of(template: Any) -> set[str]:
    return {node["verb"] for node in nodes(template) if node.get("type") == "Action.Execute"}


def forms(card: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each button that gathers inputs, with the inputs of its card; those of cards that open inside are their own."""
    outside, inside = [], []
    queue: list[Any] = [card.get("body"), card.get("actions")]
    while queue:
        node = queue.pop()
        if isinstance(node, list):
            queue += node
        elif isinstance(node, dict):
            (inside if node.get("type") == "Action.ShowCard" else outside).append(node)
            if node.get("type") != "Action.ShowCard":
                queue += [value for value in node.values() if isinstance(value, dict | list)]
    inputs = [node for node in outside if str(node.get("type", "")).startswith("Input.")]
    for node in outside:
        if node.get("type") == "Action.Execute" and node.get("associatedInputs") != "none":
            yield node["verb"], inputs
    for node in inside:
        yield from forms(node["card"])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_button_is_a_known_verb(path: Any) -> None:
    assert verbs_of(json.loads(path.read_text("utf-8"))) <= {*VERBS, "${verb}"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_pickers_ask_for_what_is_accepted(path: Any) -> None:
    for node in nodes(json.loads(path.read_text("utf-8"))):
        if picker := node.get("hw:attachments"):
            assert {each.removeprefix(".") for each in picker["accept"]} <= set(ENDINGS)
            assert picker["maxBytes"] == MAX_FILE_BYTES
            assert picker["max"] <= MAX_FILES


def test_every_verb_is_on_some_card() -> None:
    shown = set().union(*(verbs_of(json.loads(path.read_text("utf-8"))) for path in TEMPLATES))
    assert set(VERBS) - shown == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_input_is_read_and_what_it_lets_people_write_is_accepted(path: Any) -> None:
    for name, inputs in forms(json.loads(path.read_text("utf-8"))):
        if name == "${verb}":
            continue
        read = verb(name).parts["PressAction"]["properties"]["data"]
        for field in inputs:
            if field["id"].startswith("${"):
                assert read.get("patternProperties"), f"{name}: marks, or one input for each work"
                continue
            accepted = read["properties"].get(field["id"])
            assert accepted is not None, f"{name} does not read {field['id']}"
            longest = field.get("maxLength", 0)
            assert longest <= accepted.get("maxLength", longest), f"{name}: {field['id']} may be longer on the card"
