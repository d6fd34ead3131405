"""The reconciliation as shown: how far it is, what is open, the difference in hand (đối chiếu tổ chức – tài khoản)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hanoiwork_plugin.domain.accounts.reconciliation import Difference, Settlement
from hanoiwork_plugin.domain.views import PersonRef


@dataclass(frozen=True)
class UnitChoice:
    """A unit, with its path from the agency down."""

    id: UUID
    name: str


@dataclass(frozen=True)
class DifferenceView:
    """One difference in words, with the ways to settle it."""

    code: str
    """Names the difference as it is now; a press on an older one is refused."""
    kind: Difference
    name: str
    account: str
    units: tuple[UnitChoice, ...]
    """Own list first, then the directory."""
    settlements: tuple[Settlement, ...]
    accounts: tuple[PersonRef, ...] = ()
    """Accounts of the agency that no list names: likely ones for a person without account, the likeliest first."""


@dataclass(frozen=True)
class DifferenceCount:
    """How many differences of one kind are open."""

    kind: Difference
    count: int


@dataclass(frozen=True)
class ReconciliationView:
    """One reconciliation of an agency."""

    id: UUID
    version: int
    unit: str
    people: int
    """People of the agency on its list or in the directory."""
    accounts: int
    """Those of them whom the directory knows."""
    counts: tuple[DifferenceCount, ...]
    open: tuple[DifferenceView, ...]
    in_hand: DifferenceView | None
    """The one to settle next."""
    opened_at: datetime
    confirmed_by: PersonRef | None
    confirmed_at: datetime | None
