"""A press as its handler gets it, and the table of verbs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import Schema
from sqlalchemy import select

from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.hooks.answers import Effect, card_answer, sentence_answer
from hanoiwork_plugin.screens.draw import draw
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services.doing.evidence_files import FileGiven
from hanoiwork_plugin.services.presses import Answer
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.messages import PostedCardRow


@dataclass(frozen=True)
class Pressed:
    """One press, verified: who, on what, with which inputs."""

    tx: Tx
    actor: Actor
    installation_id: str
    subject: str
    version: int
    inputs: dict[str, Any]
    """Checked by the verb's schema."""
    raw: dict[str, Any]
    """As sent, for the marks of criteria and to keep what was typed."""
    files: tuple[FileGiven, ...]
    message_id: str | None
    conversation_id: str | None
    context: CardContext

    @property
    def subject_id(self) -> UUID:
        """The id in ``<type>/<id>``."""
        try:
            return UUID(self.subject.split("/")[1])
        except (IndexError, ValueError):
            raise NotFound from None

    def say(self, source: str, /, **values: object) -> str:
        """``source`` in the person's language."""
        return self.context.say(source, **values)

    def show(self, kind: str, subject_id: UUID | None, effects: list[Effect] | None = None, **params: Any) -> Answer:
        """The pressed card, replaced by a screen as things are now."""
        self.tx.settle()
        return card_answer(draw(self.tx, Screen(kind, self.actor, subject_id, params), self.context), effects)

    def posted(self) -> PostedCardRow | None:
        """The message pressed on, when we posted it."""
        return posted_card(self.tx, self.installation_id, self.message_id)

    def unchanged(self, effects: list[Effect], otherwise: str) -> Answer:
        """The pressed card as it is now, with something beside it; a sentence where the card is not ours."""
        row = self.posted()
        card = redrawn(self.tx, row, self.actor, self.context) if row else None
        return card_answer(card, effects) if card else sentence_answer(otherwise, effects)


def posted_card(tx: Tx, installation_id: str, message_id: str | None) -> PostedCardRow | None:
    """The posted card of a host message."""
    if not message_id:
        return None
    return tx.session.scalar(
        select(PostedCardRow).where(
            PostedCardRow.installation_id == installation_id, PostedCardRow.message_id == message_id
        )
    )


def redrawn(tx: Tx, row: PostedCardRow, presser: Actor, context: CardContext) -> Card | None:
    """A posted card as it is now for the one it was posted to; None for somebody else's."""
    viewer: Actor | None = presser
    if row.person_id is None and row.kind == "support":
        viewer = None
    elif row.person_id not in (None, presser.id):
        return None
    try:
        return draw(tx, Screen(row.kind, viewer, row.subject_id, row.params), context)
    except NotFound:
        return None


@dataclass(frozen=True)
class Verb:
    """What a button asks for: the schema of its inputs and what follows."""

    schema: type[Schema]
    act: Callable[[Pressed], Answer]
