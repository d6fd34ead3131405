"""What the host keeps: messages with their cards, files, its own tasks, and every call it was asked."""

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from foreign_host.card_reading import Button, Card, buttons_of, words_of

Found = TypeVar("Found")


@dataclass
class Message:
    """A message in a conversation; one sent by the plugin carries a card."""

    id: str
    conversation_id: str
    person: str | None
    card: Card | None
    card_version: int
    text: str | None = None
    reply_to: str | None = None
    replaced: int = 0
    """How often the plugin replaced the card by PATCH."""

    @property
    def words(self) -> str:
        """What can be read on it now."""
        return words_of(self.card) if self.card else self.text or ""

    @property
    def buttons(self) -> list[str]:
        """The titles of its buttons now."""
        return [button.title for button in buttons_of(self.card)] if self.card else []

    def button(self, title: str) -> Button:
        """The button with this title."""
        return next(button for button in buttons_of(self.card or {}) if button.title == title)


@dataclass(frozen=True)
class File:
    """A file that somebody put into the workspace."""

    id: str
    name: str
    content: bytes
    content_type: str

    @property
    def announced(self) -> dict[str, Any]:
        """As it stands in events and presses."""
        return {
            "id": self.id,
            "name": self.name,
            "size": len(self.content),
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "contentType": self.content_type,
        }


@dataclass(frozen=True)
class Call:
    """A call of the plugin to the host, with what was answered."""

    method: str
    path: str
    status: int
    key: str
    body: dict[str, Any] = field(default_factory=dict)


class Memory:
    """Everything the host knows, safe between its threads; waiting is done here."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.messages: dict[str, Message] = {}
        self.files: dict[str, File] = {}
        self.tasks: dict[str, dict[str, Any]] = {}
        self.calls: list[Call] = []

    def noted(self) -> None:
        """Something is new: wake those who wait."""
        with self.changed:
            self.changed.notify_all()

    def wait(self, look: Callable[[], Found | None], what: str, seconds: float = 20.0) -> Found:
        """What ``look`` finds, as soon as it finds something.

        Raises:
            AssertionError: when it does not come in time.
        """
        until = time.monotonic() + seconds
        with self.changed:
            while not (found := look()):
                left = until - time.monotonic()
                assert left > 0, f"waited {seconds} s in vain for {what}"
                self.changed.wait(min(left, 0.5))
            return found

    def to(self, place: str) -> list[Message]:
        """The cards of a person or of a group, oldest first."""
        return [
            each for each in list(self.messages.values()) if each.card and place in (each.person, each.conversation_id)
        ]

    def card(self, place: str, *parts: str, button: str = "", seconds: float = 20.0) -> Message:
        """The newest card of a person or group on which all ``parts`` can be read, with ``button`` if one is named."""

        def look() -> Message | None:
            fitting = [
                each
                for each in self.to(place)
                if all(part in each.words for part in parts) and (not button or button in each.buttons)
            ]
            return fitting[-1] if fitting else None

        try:
            return self.wait(look, f"a card for {place} with {parts} and [{button}]", seconds)
        except AssertionError as error:
            seen = "\n---\n".join(f"{each.words}\n{each.buttons}" for each in self.to(place)[-3:])
            raise AssertionError(f"{error}\nlast cards:\n{seen}") from None
