"""Arising work (việc phát sinh, đột xuất) reported by the one who did it: states, shares, what is seen (DOMAIN 4)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

from hanoiwork_plugin.domain.catalogues.catalogue_views import GroupView
from hanoiwork_plugin.domain.errors import Conflict
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.views import ItemChoice, PersonRef

_STEP = Decimal("0.01")


class ArisingState(LabelledEnum):
    """Trạng thái của một lần báo việc phát sinh."""

    ASKING = "asking", "cần làm rõ người cùng làm"
    WAITING = "waiting", "chờ xác nhận"
    CONFIRMED = "confirmed", "đã xác nhận"
    REFUSED = "refused", "không được xác nhận"
    WITHDRAWN = "withdrawn", "đã rút"


class ArisingAct(LabelledEnum):
    """Hành vi trên một lần báo việc phát sinh; the code is the ledger's act."""

    REPORT = "arising.reported", "báo việc phát sinh"
    NAME_PEOPLE = "arising.people_named", "làm rõ người cùng làm"
    CONFIRM = "arising.confirmed", "xác nhận việc phát sinh"
    REFUSE = "arising.refused", "không xác nhận việc phát sinh"
    WITHDRAW = "arising.withdrawn", "rút việc phát sinh đã báo"


_S, _A = ArisingState, ArisingAct
TRANSITIONS: dict[tuple[ArisingState, ArisingAct], ArisingState] = {
    (_S.ASKING, _A.NAME_PEOPLE): _S.WAITING,
    (_S.ASKING, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.WAITING, _A.CONFIRM): _S.CONFIRMED,
    (_S.WAITING, _A.REFUSE): _S.REFUSED,
    (_S.WAITING, _A.WITHDRAW): _S.WITHDRAWN,
}
"""(state, act) → state; what is not here is refused."""


def next_state(state: ArisingState, act: ArisingAct) -> ArisingState:
    """The state after ``act``.

    Raises:
        Conflict: when the table has no such transition.
    """
    if (state, act) not in TRANSITIONS:
        raise Conflict("Việc phát sinh này {state}, không thể {act}.", state=state.label, act=act.label)
    return TRANSITIONS[state, act]


def even_shares(quantity: Decimal, people: int) -> tuple[Decimal, ...]:
    """The product of common work divided among those who did it, so that it is counted once (NĐ 335 Điều 18.1c).

    Two decimals; what does not divide goes to the first, who reported it.
    """
    each = (quantity / people).quantize(_STEP, ROUND_DOWN)
    return (quantity - each * (people - 1), *([each] * (people - 1)))


@dataclass(frozen=True)
class UnclearName:
    """A name that was not sure: who can be meant, or everyone in the unit when nobody is called so."""

    work: int
    index: int
    typed: str
    candidates: tuple[PersonRef, ...]


@dataclass(frozen=True)
class ArisingWorkView:
    """One work of a report; its task is a draft until it is confirmed."""

    number: int
    task_id: UUID
    name: str
    begins: datetime | None
    ends: datetime | None
    people: tuple[PersonRef, ...]
    """Who did it together with the sender, as far as clear."""
    items: tuple[ItemChoice, ...]
    """The nearest items of the catalogue, while it is to be confirmed."""
    product: str
    """What it was confirmed as."""


@dataclass(frozen=True)
class ArisingView:
    """Một lần báo việc phát sinh, as the sender or the one who confirms sees it."""

    id: UUID
    version: int
    state: ArisingState
    sender: PersonRef
    unit: str
    manager: PersonRef
    reported_at: datetime
    works: tuple[ArisingWorkView, ...]
    unclear: tuple[UnclearName, ...]
    reason: str
    decided_by: PersonRef | None
    decided_at: datetime | None
    groups: tuple[GroupView, ...]
    may_name: bool
    may_confirm: bool
    may_withdraw: bool
