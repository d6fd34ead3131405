"""Answers to a press (CONTRACT 5): a card, a sentence or an error, with effects, as bytes to keep."""

import json
from typing import Any

from hanoiwork_plugin.cards.render import Card, digest
from hanoiwork_plugin.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Stale, TooEarly
from hanoiwork_plugin.i18n import Locale, translate
from hanoiwork_plugin.services.presses import Answer

Effect = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
SENTENCE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"

_STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (Invalid, 400),
    (Forbidden, 403),
    (NotFound, 404),
    (Stale, 409),
    (Conflict, 409),
    (TooEarly, 409),
)


def card_answer(card: Card, effects: list[Effect] | None = None) -> Answer:
    """The card that replaces the pressed one."""
    return _answer(200, CARD, card, effects)


def sentence_answer(text: str, effects: list[Effect] | None = None) -> Answer:
    """A sentence shown to the person."""
    return _answer(200, SENTENCE, text, effects)


def error_answer(error: DomainError, locale: Locale, effects: list[Effect] | None = None) -> Answer:
    """A refusal in the person's language; every fault is named."""
    return _answer(
        status_of(error),
        ERROR,
        {"code": error.code, "message": message_of(error, locale)},
        effects,
    )


def status_of(error: DomainError) -> int:
    """The status of a domain error, in cards as in REST."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)


def message_of(error: DomainError, locale: Locale) -> str:
    """What a person reads: the sentence, and every fault that it does not name itself."""
    said = translate(error.detail, locale, **_worded(error.params, locale))
    faults = error.faults if isinstance(error, Invalid) else ()
    lines = [translate(fault.text, locale, **_worded(fault.params, locale)) for fault in faults]
    if "{" in error.detail:
        return said
    return " ".join([said, *(line for line in lines if line != said)])


def _worded(params: dict[str, object], locale: Locale) -> dict[str, object]:
    return {key: translate(value, locale) if isinstance(value, str) else value for key, value in params.items()}


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
