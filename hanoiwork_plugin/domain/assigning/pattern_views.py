"""What is seen of repeating work: the pattern and its coming occurrences."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hanoiwork_plugin.domain.assigning.recurrence import PatternState, Recurrence
from hanoiwork_plugin.domain.views import PersonRef


@dataclass(frozen=True)
class OccurrenceView:
    """Một kỳ: the task made for it, or the reason it is skipped; neither while it lies further ahead."""

    nominal: date
    day: date
    task_id: UUID | None
    skip_reason: str


@dataclass(frozen=True)
class PatternView:
    """Mẫu lặp của một nhiệm vụ."""

    id: UUID
    """The id of the task whose fields repeat."""
    version: int
    name: str
    state: PatternState
    rule: Recurrence
    set_by: PersonRef
    accountable: PersonRef | None
    coming: tuple[OccurrenceView, ...]
    end_reason: str
    may_steer: bool
    """Skip an occurrence, end the pattern."""
