"""The units of a task line as lots: which of them were returned, late, accepted (DOMAIN 5, "of the units concerned").

A lot is a number of units with one history. Events move and mark lots, splitting them where only part
is concerned, so that a deduction falls on exactly the units it belongs to. Quantities may be fractional.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import takewhile
from uuid import UUID

from hanoiwork_plugin.domain.calendar import hanoi_date, truncated
from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import ReturnType


class LineEventKind(LabelledEnum):
    """Sự kiện trên một dòng nhiệm vụ that the score depends on."""

    SUBMITTED = "submitted", "gửi sản phẩm"
    RETURNED = "returned", "trả lại"
    ACCEPTED = "accepted", "duyệt đạt"
    DEADLINE_MISSED = "deadline_missed", "quá hạn"


@dataclass(frozen=True)
class Downtime:
    """Thời gian hệ thống gián đoạn, from its first to its last second."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Waiver:
    """Why a return or delay costs nothing: the ledger entry of the confirmation, who gave it, when, on what reason.

    ``granted``: an extension asked in time and granted after the deadline; ``outage``: the system was down then
    (do hệ thống); ``corrected``: it was recorded against the wrong person; otherwise an objective cause.
    """

    entry_id: UUID
    at: datetime
    actor: str
    reason: str
    granted: bool = False
    outage: Downtime | None = None
    corrected: bool = False


@dataclass(frozen=True)
class LineEvent:
    """A ledger entry as the score reads it.

    ``units``: how many units it concerns; 0 on a missed deadline means every unit then open.
    ``waived``: an objective cause was confirmed or the entry was struck out, so it costs nothing.
    ``due``: the deadline that was missed. ``actor``: the name as in the register.
    """

    entry_id: UUID
    at: datetime
    kind: LineEventKind
    units: Decimal
    return_type: ReturnType | None = None
    waived: bool = False
    due: datetime | None = None
    actor: str = ""
    reason: str = ""
    waiver: Waiver | None = None

    def __post_init__(self) -> None:
        if self.units < 0 or (self.units == 0 and self.kind is not LineEventKind.DEADLINE_MISSED):
            raise ValueError("an event concerns a positive number of units")
        if self.kind is LineEventKind.RETURNED and self.return_type is None:
            raise ValueError("a return has a type")
        if self.kind is LineEventKind.DEADLINE_MISSED and self.due is None:
            raise ValueError("a missed deadline names the deadline")


class LotState(LabelledEnum):
    """Tình trạng của một lô sản phẩm."""

    FRESH = "fresh", "chưa gửi"
    SUBMITTED = "submitted", "chờ duyệt"
    RETURNED = "returned", "trả lại, chờ gửi lại"
    ACCEPTED = "accepted", "đã duyệt đạt"


OPEN = frozenset({LotState.FRESH, LotState.RETURNED})
"""Neither submitted nor accepted."""


@dataclass(frozen=True)
class Mark:
    """Dấu trả lại hoặc chậm on a lot; ``made_good_at`` is when the late units were then handed in."""

    event: LineEvent
    made_good_at: datetime | None = None

    @property
    def is_return(self) -> bool:
        """A return; otherwise a missed deadline."""
        return self.event.kind is LineEventKind.RETURNED


@dataclass(frozen=True)
class Lot:
    """Một lô sản phẩm: ``quantity`` units that went the same way so far."""

    quantity: Decimal
    state: LotState = LotState.FRESH
    marks: tuple[Mark, ...] = ()

    @property
    def returns(self) -> int:
        """How often these units were returned, for whatever reason."""
        return sum(mark.is_return for mark in self.marks)


Lots = tuple[Lot, ...]


def quantity_in(lots: Lots, *states: LotState) -> Decimal:
    """How many units are in one of ``states``."""
    return sum((lot.quantity for lot in lots if lot.state in states), Decimal(0))


def apply(lots: Lots, event: LineEvent) -> Lots:
    """``lots`` after ``event``; also the guard to ask before such an act is recorded.

    - A submission takes returned units first (a resubmission is the same units), then fresh ones.
    - A return marks submitted units, those that were returned before first.
    - An acceptance takes submitted units, those never returned first, so that what is sent back again
      is what was sent back before.
    - A missed deadline marks open units, fresh ones first; after the quantity was adjusted down, those still there.

    Raises:
        Invalid: when fewer units than ``event.units`` are there to be submitted, returned or accepted.
    """
    match event.kind:
        case LineEventKind.SUBMITTED:
            order = _in_state(lots, LotState.RETURNED) + _in_state(lots, LotState.FRESH)
            return _change(lots, order, event, lambda lot: _handed_in(lot, event.at))
        case LineEventKind.RETURNED:
            order = sorted(_in_state(lots, LotState.SUBMITTED), key=lambda index: -lots[index].returns)
            return _change(lots, order, event, lambda lot: _marked(lot, event, LotState.RETURNED))
        case LineEventKind.ACCEPTED:
            order = sorted(_in_state(lots, LotState.SUBMITTED), key=lambda index: lots[index].returns)
            return _change(lots, order, event, lambda lot: replace(lot, state=LotState.ACCEPTED))
        case LineEventKind.DEADLINE_MISSED:
            order = _in_state(lots, LotState.FRESH) + _in_state(lots, LotState.RETURNED)
            open_now = quantity_in(lots, LotState.FRESH, LotState.RETURNED)
            if not open_now:
                return lots
            fitting = replace(event, units=min(event.units, open_now))
            return _change(lots, order, fitting, lambda lot: _marked(lot, event, lot.state))


def fold(quantity: Decimal, events: Iterable[LineEvent]) -> Lots:
    """The lots of a line of ``quantity`` units after ``events``, taken as given: in the order of the ledger.

    Raises:
        Invalid: as ``apply``.
    """
    lots: Lots = (Lot(quantity),)
    for event in events:
        lots = apply(lots, event)
    return lots


def _in_state(lots: Lots, state: LotState) -> list[int]:
    return [index for index, lot in enumerate(lots) if lot.state is state]


def _handed_in(lot: Lot, at: datetime) -> Lot:
    marks = tuple(
        mark if mark.is_return or mark.made_good_at is not None else replace(mark, made_good_at=at)
        for mark in lot.marks
    )
    return replace(lot, state=LotState.SUBMITTED, marks=marks)


def _marked(lot: Lot, event: LineEvent, state: LotState) -> Lot:
    return replace(lot, state=state, marks=(*lot.marks, Mark(event)))


def _change(lots: Lots, order: list[int], event: LineEvent, change: Callable[[Lot], Lot]) -> Lots:
    """Change ``event.units`` units (0: all) of the lots in ``order``, splitting the last one touched."""
    available = sum((lots[index].quantity for index in order), Decimal(0))
    left = event.units or available
    if left > available:
        raise Invalid(
            "Số lượng chưa hợp lệ.",
            faults=[
                Fault(
                    "quantity",
                    "Không thể ghi nhận “{act}” với số lượng {units}: chỉ còn {available}.",
                    {"act": event.kind.label, "units": event.units, "available": available},
                )
            ],
        )
    taken: dict[int, Decimal] = {}
    for index in order:
        taken[index] = min(left, lots[index].quantity)
        left -= taken[index]
    result: list[Lot] = []
    for index, lot in enumerate(lots):
        part = taken.get(index, Decimal(0))
        if part > 0:
            result.append(change(replace(lot, quantity=part)))
        if part < lot.quantity:
            result.append(replace(lot, quantity=lot.quantity - part))
    return tuple(result)


def until(at: datetime, events: Sequence[LineEvent]) -> Iterable[LineEvent]:
    """The events up to ``at``; cut at the first later one, so that a clock set back never leaves gaps."""
    return takewhile(lambda event: truncated(event.at) <= at, events)


@dataclass(frozen=True)
class HeldTime:
    """Thời gian chờ đơn vị khác: days that ran on the other side's clock, not on the accountable person's.

    ``days``: working days; ``until`` is None while the other side still has it.
    """

    side: str
    since: datetime
    until: datetime | None
    days: int


def days_late(mark: Mark, at: datetime, held: Sequence[HeldTime] = ()) -> int:
    """Hanoi dates between the missed deadline and the submission that made it good, without those on which another
    unit held the work; at least 1."""
    assert mark.event.due is not None
    first, last = hanoi_date(mark.event.due), hanoi_date(mark.made_good_at or at)
    elsewhere: set[date] = set()
    for each in held:
        day = max(first, hanoi_date(each.since)) + timedelta(days=1)
        while day <= min(last, hanoi_date(each.until or at)):
            elsewhere.add(day)
            day += timedelta(days=1)
    return max(1, (last - first).days - len(elsewhere))
