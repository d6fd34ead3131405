"""Answers to a press (CONTRACT 5): a card, a sentence or an error, with effects, as bytes to keep."""

import json
from typing import Any

from hanoiwork_plugin.cards.render import Card, digest
from hanoiwork_plugin.domain.errors import DomainError, Invalid
from hanoiwork_plugin.i18n import Locale
from hanoiwork_plugin.services.presses import Answer
from hanoiwork_plugin.wire.errors import message_of, status_of

Effect = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
SENTENCE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"


def card_answer(card: Card, effects: list[Effect] | None = None) -> Answer:
    """The card that replaces the pressed one."""
    return _answer(200, CARD, card, effects)


def sentence_answer(text: str, effects: list[Effect] | None = None) -> Answer:
    """A sentence shown to the person; a toast that says the same is left out."""
    return _answer(200, SENTENCE, text, [each for each in effects or [] if each.get("toast", {}).get("text") != text])


def error_answer(error: DomainError, locale: Locale, effects: list[Effect] | None = None, about: str = "") -> Answer:
    """A refusal in the person's language; every fault is named, and what it is ``about``, where that is known.

    What is wrong with an input needs no name: it is said over the form that was just filled in.
    """
    message = message_of(error, locale)
    if about and about not in message and not isinstance(error, Invalid):
        message = f"“{about}”: {message}"
    return _answer(
        status_of(error),
        ERROR,
        {"code": error.code, "message": message},
        effects,
    )


def dialog(title: str, card: Card) -> Effect:
    """Show ``card`` beside the conversation."""
    return {"dialog": {"title": title, "card": card}}


def toast(text: str, level: str = "success") -> Effect:
    """A short word that goes away by itself."""
    return {"toast": {"level": level, "text": text}}


def _answer(status: int, kind: str, value: object, effects: list[Effect] | None) -> Answer:
    body: dict[str, object] = {"statusCode": status, "type": kind, "value": value}
    if effects:
        body["effects"] = effects
    encoded = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(200, encoded, kind, digest(value) if kind == CARD else "")
