"""The form that splits big work: what is left of it, and among whom."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.views import PersonRef


@dataclass(frozen=True)
class SplittingView:
    """What is left to split, what a part has unless it says otherwise, and whom it may be given to.

    ``taken``, ``left``: percent of the whole; ``whole``: its converted value.
    """

    task_id: UUID
    version: int
    name: str
    may: bool
    taken: Decimal
    left: Decimal
    whole: Decimal
    due: datetime | None
    product: str
    quantity: Decimal | None
    quality_criteria: str
    people: tuple[PersonRef, ...]
