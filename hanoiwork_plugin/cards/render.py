"""From a template and data to a finished card: translated, expanded, signed, and no larger than allowed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from hanoiwork_plugin import resources
from hanoiwork_plugin.cards.signature import sign
from hanoiwork_plugin.cards.template import TemplateError, expand
from hanoiwork_plugin.i18n import Locale, translate

MAX_BYTES = 28 * 1024
"""Largest finished card, as UTF-8 JSON (CARDS.md, "Every card")."""

Card = dict[str, Any]


class CardTooLarge(TemplateError):
    """The finished card has more than ``MAX_BYTES``."""


_WORDS = {"text", "title", "label", "placeholder", "errorMessage", "altText", "fallbackText", "speak", "tooltip"}


@dataclass(frozen=True)
class CardContext:
    """For whom and when a card is drawn, and what its presses are signed with."""

    locale: Locale
    now: datetime
    """Business time, aware UTC."""
    installation_id: str
    secret: bytes
    base_url: str
    """Address of the plugin, without a trailing slash, for links to its pages."""

    def say(self, source: str, /, **values: object) -> str:
        """``source`` in the reader's language."""
        return translate(source, self.locale, **values)


def render(name: str, data: dict[str, Any], context: CardContext, *, subject: str, version: int = 0) -> Card:
    """The card ``ui_cards/<name>.json`` filled with ``data``.

    ``subject`` ("task/<id>") and ``version`` are what its presses are about; an action of the template that
    names its own subject keeps it. Every press is signed (CONTRACT 5).

    Raises:
        TemplateError: template and data do not fit.
        CardTooLarge: more than ``MAX_BYTES``.
    """
    card = expand(_localised(name, context.locale), data)
    card["lang"] = context.locale
    for field in _typed(card, "Input."):
        if field.get("value") == "":
            del field["value"]
    for action in _typed(card, "Action.Execute"):
        data_of = {"subject": subject, "version": version, **action.get("data", {})}
        data_of["sig"] = sign(
            context.secret, context.installation_id, data_of["subject"], data_of["version"], action["verb"]
        )
        action["data"] = data_of
    if size_of(card) > MAX_BYTES:
        raise CardTooLarge(f"{name}: {size_of(card)} bytes, more than {MAX_BYTES}")
    return card


def digest(card: object) -> str:
    """A fingerprint of a card: equal cards need not be sent twice."""
    return sha256(json.dumps(card, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def size_of(card: Card) -> int:
    """Bytes of ``card`` as sent."""
    return len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode())


@cache
def template(name: str) -> Card:
    """The template ``ui_cards/<name>.json``."""
    loaded: Card = json.loads((resources.cards_dir() / f"{name}.json").read_text("utf-8"))
    return loaded


@cache
def _localised(name: str, locale: Locale) -> Card:
    card: Card = _translated(template(name), locale, "")
    return card


def source_texts(node: Any, key: str = "", inside: str = "") -> Iterator[str]:
    """Every Vietnamese source text in a template, with its places."""
    if isinstance(node, str) and _is_words(key, inside, node):
        yield node
    elif isinstance(node, list):
        for child in node:
            yield from source_texts(child, key, key)
    elif isinstance(node, dict):
        for name, child in node.items():
            yield from source_texts(child, name, inside if name in ("title", "value") else "")


def _translated(node: Any, locale: Locale, key: str, inside: str = "") -> Any:
    if isinstance(node, str):
        return translate(node, locale) if _is_words(key, inside, node) else node
    if isinstance(node, list):
        return [_translated(child, locale, key, key) for child in node]
    if isinstance(node, dict):
        return {
            name: _translated(child, locale, name, inside if name in ("title", "value") else "")
            for name, child in node.items()
        }
    return node


def _is_words(key: str, inside: str, text: str) -> bool:
    """Whether ``text`` is shown to people and holds words of its own, not places alone."""
    if key not in _WORDS and not (key == "value" and inside == "facts"):
        return False
    outside = "".join(part.partition("}")[2] if index else part for index, part in enumerate(text.split("${")))
    return any(letter.isalpha() for letter in outside)


def _typed(node: Any, kind: str) -> Iterator[dict[str, Any]]:
    """Every element or action whose type begins with ``kind``."""
    if isinstance(node, dict):
        if str(node.get("type", "")).startswith(kind):
            yield node
        for child in node.values():
            yield from _typed(child, kind)
    elif isinstance(node, list):
        for child in node:
            yield from _typed(child, kind)
