"""What a giver sees of work about to be given in chat, before it is a draft."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hanoiwork_plugin.domain.tasks import TaskKind
from hanoiwork_plugin.domain.views import ItemChoice, PersonRef


@dataclass(frozen=True)
class GivingView:
    """What was understood of "giao việc: …", and among whom and what the giver chooses."""

    giver: PersonRef
    name: str
    person: PersonRef | None
    """Who was named, when only one can be meant."""
    doubtful: tuple[str, ...]
    """Names as typed that nobody or several people have: asked, never guessed."""
    people: tuple[PersonRef, ...]
    """Whom the giver may give work to; those who can be meant first."""
    due: datetime | None
    kind: TaskKind | None
    items: tuple[ItemChoice, ...]
    """The nearest items of the catalogue for the name."""
    basis_number: str


@dataclass(frozen=True)
class Given:
    """What the giver filled in on the card; the gate asks for the rest."""

    name: str
    person_id: UUID
    item_id: UUID | None = None
    kind: TaskKind | None = None
    due: datetime | None = None
