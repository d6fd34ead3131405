"""Reading an Adaptive Card as a person and a renderer do: its words, its buttons, the inputs a button sends."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Card = dict[str, Any]


def words_of(card: Card) -> str:
    """Everything there is to read on a card, Markdown escapes taken away; input labels and choices as well."""
    return "\n".join(re.sub(r"\\(.)", r"\1", text.replace("**", "")) for text in _texts(card))


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _texts(child)
    elif isinstance(node, dict):
        kind = node.get("type", "")
        if kind == "FactSet":
            yield from (f"{fact['title']}: {fact['value']}" for fact in node["facts"])
            return
        for name in ("text", "label", "altText"):
            if isinstance(node.get(name), str):
                yield node[name]
        if kind == "Input.ChoiceSet":
            yield from (choice["title"] for choice in node["choices"])
        for name in ("body", "items", "columns", "card", "actions", "selectAction"):
            yield from _texts(node.get(name))


@dataclass(frozen=True)
class Input:
    """An input as the person sees it."""

    id: str
    label: str
    kind: str
    value: str
    required: bool
    choices: Mapping[str, str]
    """Title → value."""

    def filled(self, written: str) -> str:
        """What is sent for what a person writes or chooses by its title."""
        if self.kind != "Input.ChoiceSet":
            return written
        exact = [value for title, value in self.choices.items() if title == written]
        found = exact or [value for title, value in self.choices.items() if written in title]
        assert len(found) == 1, f"{written!r} is not one of {list(self.choices)}"
        return found[0]


@dataclass(frozen=True)
class Button:
    """An ``Action.Execute`` with the inputs that go with it."""

    title: str
    action: dict[str, Any]
    inputs: tuple[Input, ...]

    def sent(self, written: Mapping[str, str], *, careless: bool = False) -> dict[str, str]:
        """Input id → value; empty ones left out. ``careless`` presses although something required is missing."""
        unknown = [label for label in written if not any(each.label.startswith(label) for each in self.inputs)]
        assert not unknown, f"no input {unknown} beside [{self.title}], only {[each.label for each in self.inputs]}"
        values: dict[str, str] = {}
        for each in self.inputs:
            given = next((text for label, text in written.items() if each.label.startswith(label)), None)
            value = each.value if given is None else each.filled(given) if given else ""
            assert value or not each.required or careless, f"[{self.title}]: {each.label} is required"
            if value:
                values[each.id] = value
        return values


def buttons_of(card: Card) -> list[Button]:
    """Every button that can be reached, those under ``Action.ShowCard`` as well."""
    return list(_buttons(card, ()))


def _buttons(card: Card, outer: tuple[Input, ...]) -> Iterator[Button]:
    inputs = (*outer, *_inputs(card.get("body", [])))
    for action in _actions(card):
        if action["type"] == "Action.ShowCard":
            yield from _buttons(action["card"], inputs)
        elif action["type"] == "Action.Execute":
            yield Button(action["title"], action, () if action.get("associatedInputs") == "none" else inputs)


def _actions(node: Any) -> Iterator[dict[str, Any]]:
    """The actions of a card and of the ``ActionSet`` elements in its body, not those of cards inside."""
    if isinstance(node, list):
        for child in node:
            yield from _actions(child)
    elif isinstance(node, dict):
        for name in ("body", "items", "columns"):
            yield from _actions(node.get(name))
        yield from node.get("actions", [])


def _inputs(node: Any) -> Iterator[Input]:
    if isinstance(node, list):
        for child in node:
            yield from _inputs(child)
    elif isinstance(node, dict):
        if str(node.get("type", "")).startswith("Input."):
            yield Input(
                node["id"],
                node.get("label", ""),
                node["type"],
                str(node.get("value", "")),
                bool(node.get("isRequired")),
                {choice["title"]: choice["value"] for choice in node.get("choices", [])},
            )
        for name in ("body", "items", "columns"):
            yield from _inputs(node.get(name))


def images_of(node: Any) -> list[str]:
    """The addresses of the images on a card."""
    if isinstance(node, list):
        return [url for child in node for url in images_of(child)]
    if isinstance(node, dict):
        own = [node["url"]] if node.get("type") == "Image" else []
        return own + [url for child in node.values() for url in images_of(child)]
    return []
