"""What people see of evidence beside its task: the form, a forwarded message, a file used twice."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.views import PersonRef


@dataclass(frozen=True)
class TaskChoice:
    """A task that takes evidence, to choose from."""

    id: UUID
    name: str
    due: datetime | None


@dataclass(frozen=True)
class IntakeView:
    """A message forwarded to the bot, and which task it may prove."""

    id: UUID
    version: int
    files: tuple[str, ...]
    text: str
    received_at: datetime
    settled: bool
    task_name: str
    """Of the task it became evidence of; empty while it waits, and when it was put aside."""
    suggested_id: UUID | None
    choices: tuple[TaskChoice, ...]


@dataclass(frozen=True)
class OtherUse:
    """Another product for which the same file was given; unnamed where the viewer may not see it."""

    task_name: str
    person: PersonRef | None
    at: datetime
    share: Decimal | None


@dataclass(frozen=True)
class HeldView:
    """Tệp trùng: a file given for two products, and what was said of it."""

    id: UUID
    name: str
    task_id: UUID
    task_name: str
    others: tuple[OtherUse, ...]
    held: bool
    share: Decimal | None
    explanation: str
    explained_at: datetime | None
    may_explain: bool
    earlier_name: str
    """The one other product of the viewer without a declared share; empty where there is not exactly one."""
