"""What is to be shown to whom; ``draw`` makes the card of it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hanoiwork_plugin.domain.people import Actor


@dataclass(frozen=True)
class Screen:
    """What is to be shown: its name, the thing it is about, and for whom (None: a group)."""

    kind: str
    viewer: Actor | None
    subject_id: UUID | None = None
    params: dict[str, Any] = field(default_factory=dict)
