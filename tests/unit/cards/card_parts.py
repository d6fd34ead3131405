"""Looking into a finished card."""

from collections.abc import Iterator
from typing import Any

from hanoiwork_plugin.cards.render import Card


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Every element and action of a card."""
    if isinstance(node, dict):
        if "type" in node:
            yield node
        for child in node.values():
            yield from parts(child)
    elif isinstance(node, list):
        for child in node:
            yield from parts(child)


def rows_of_actions(card: Card) -> Iterator[list[dict[str, Any]]]:
    yield from (part["actions"] for part in parts(card) if part.get("actions"))


def titles(card: Card) -> list[str]:
    return [action["title"] for action in card["actions"]]


def texts(card: Card) -> str:
    found = [part.get("text", "") for part in parts(card)]
    found += [fact["value"] for part in parts(card) for fact in part.get("facts", [])]
    return "\n".join(found)


def field(card: Card, name: str) -> dict[str, Any]:
    return next(part for part in parts(card) if part.get("id") == name)
