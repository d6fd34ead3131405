"""What people see of patterns (dấu hiệu cần lưu ý): the private note, and counts without names."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.domain.watch.watching import NoteState, Pattern


@dataclass(frozen=True)
class NoteEvent:
    """One entry of the pattern."""

    entry_id: UUID
    at: datetime
    progress: int | None
    text: str


@dataclass(frozen=True)
class PrivateNoteView:
    """*Lưu ý riêng*; ``may_answer``: the viewer is the person concerned and has not answered yet."""

    id: UUID
    version: int
    pattern: Pattern
    state: NoteState
    person: PersonRef
    task_id: UUID
    task_name: str
    events: tuple[NoteEvent, ...]
    made_at: datetime
    goes_on: date
    answer: str
    answered_at: datetime | None
    may_answer: bool


@dataclass(frozen=True)
class PrivateNoteList:
    """The viewer's own notes, and those that were passed on to them."""

    own: tuple[PrivateNoteView, ...]
    passed_on: tuple[PrivateNoteView, ...]


@dataclass(frozen=True)
class UnitNotes:
    """How many notes an agency has, by how far they went; no names (DOMAIN 7)."""

    unit_id: UUID
    unit: str
    open: int
    passed_on: int
    answered: int


@dataclass(frozen=True)
class CityNotes:
    """The agencies that have any, for the city board."""

    units: tuple[UnitNotes, ...]
