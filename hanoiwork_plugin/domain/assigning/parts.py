"""Big work split into parts (chia việc): shares that stay within the whole, a parent that follows (NĐ 335
Điều 18.1c).

The rule, in one place. The **whole** is what the parent converts to: quantity × coefficient. A part has a share of it
in percent, its own person, product and deadline, and counts ``share × whole`` for its person. The parent's accountable
person keeps the rest, ``100 % − the shares of the parts given``, as a line of their own. So nothing counts twice and
the parts with the rest are the whole, never more:

- A share is *reserved* from the moment the part is asked for, so that shares never pass 100 %; it *counts* from the
  moment the part is given (đã giao). Until then the parent's line keeps it.
- A part that is cancelled gives its share back to the parent. A part that was handed over keeps its share with its
  taker; where somebody before keeps a line of it (what was accepted from them, or what they could not do), the share
  stays there even when the taker's part is cancelled afterwards.
- Where 100 % is in parts, the parent's accountable person has a line of nothing: it adds nothing to what was assigned
  or done, and the receipt says so. The giver then closes the parent on the facts.
- What is extra (arising, taken over) for the parent is extra for its parts.
- A part is no parent: work is split once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hanoiwork_plugin.domain.calendar import due_instant, hanoi_date
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid
from hanoiwork_plugin.domain.tasks import CLOSED, TaskState

WHOLE = Decimal(100)
"""Percent."""
_PLACES = Decimal("0.01")
_ASKED = frozenset({TaskState.DRAFT, TaskState.AWAITING_APPROVAL})


@dataclass(frozen=True)
class Share:
    """Tỷ lệ phần việc that a line of the score stands for.

    ``percent`` of ``whole``, the converted value of the undivided work; ``units``: the units of the line that stand for
    it; ``of``: the name of the work of which it is a part, empty for the rest that the parent itself keeps.
    """

    percent: Decimal
    whole: Decimal
    units: Decimal
    of: str = ""

    @property
    def worth(self) -> Fraction:
        """Converted value of the share, exact."""
        return Fraction(self.whole) * Fraction(self.percent) / 100

    @property
    def of_unit(self) -> Fraction:
        """Converted value of one unit of the line, exact."""
        return self.worth / Fraction(self.units) if self.units else Fraction(0)


@dataclass(frozen=True)
class Part:
    """Một phần của nhiệm vụ lớn, as the rule reads it.

    ``origin_id``: the part that was handed over into this one. ``closed``: the units it ended with when it was closed
    or handed over; 0 leaves no line behind.
    """

    id: UUID
    name: str
    share: Decimal | None
    state: TaskState
    progress: int
    origin_id: UUID | None = None
    closed: Decimal | None = None

    @property
    def is_open(self) -> bool:
        """Neither done, cancelled nor handed over; still to be given counts as open."""
        return self.state not in CLOSED

    @property
    def gone(self) -> bool:
        """Cancelled, or handed over with nothing left behind: it holds no share."""
        return self.state is TaskState.CANCELLED or (self.state is TaskState.HANDED_OVER and self.closed == 0)


def reserved(parts: Iterable[Part]) -> Decimal:
    """The sum of the shares of the parts that are there, asked for or given; a part handed over counts once."""
    return _sum(parts, frozenset())


def kept(parts: Iterable[Part]) -> Decimal:
    """The percent that the parent keeps: 100 less the shares of the parts given."""
    return WHOLE - _sum(parts, _ASKED)


def _sum(parts: Iterable[Part], without: frozenset[TaskState]) -> Decimal:
    """Shares, each chain of hand-overs once, by the part it began with, whoever in it still holds the share."""
    found = {part.id: part for part in parts}
    by_first: dict[UUID, Decimal] = {}
    for part in found.values():
        if part.gone or part.state in without:
            continue
        first = part
        while first.origin_id in found:
            first = found[first.origin_id]
        by_first[first.id] = part.share or Decimal(0)
    return sum(by_first.values(), Decimal(0))


def check_share(share: Decimal | None, others: Sequence[Part]) -> None:
    """A share lies within what the other parts leave.

    Raises:
        Invalid: naming the sum and what remains.
    """
    taken = reserved(others)
    left = WHOLE - taken
    if share is None or not 0 < share <= WHOLE or share != share.quantize(_PLACES):
        raise Invalid(
            "Tỷ lệ phần việc phải lớn hơn 0, không quá 100% và có nhiều nhất hai chữ số thập phân.",
            faults=[Fault("share", "Còn {left}% để chia.", {"left": left})],
        )
    if share > left:
        raise Invalid(
            "Các phần đã chia {taken}%, thêm {share}% là {total}%, vượt quá 100%; chỉ còn {left}% để chia.",
            faults=[Fault("share", "Còn {left}% để chia.", {"left": left})],
            taken=taken,
            share=share,
            total=taken + share,
            left=left,
        )


def within(due: datetime, parent_due: datetime | None) -> datetime:
    """``due``, unless it is the end of the very day on which the whole is due: then the whole's own hour."""
    if parent_due is not None and due > parent_due and due == due_instant(hanoi_date(parent_due)):
        return parent_due
    return due


def check_part_due(due: datetime | None, parent_due: datetime | None, place: str = "due") -> None:
    """A part is due no later than the whole; raises Invalid naming both deadlines."""
    if due is not None and parent_due is not None and due > parent_due:
        raise Invalid(
            "Hạn của phần việc ({due}) phải trong hạn của nhiệm vụ lớn ({parent_due}).",
            faults=[Fault(place, "Hạn của nhiệm vụ lớn là {parent_due}.", {"parent_due": parent_due})],
            due=due,
            parent_due=parent_due,
        )


def check_parent_due(due: datetime | None, dues: Sequence[tuple[str, datetime | None]], place: str = "due") -> None:
    """The whole is due no earlier than its open parts (name and deadline each); raises Invalid naming those."""
    later = [name for name, each in dues if each is not None and due is not None and each > due]
    if later:
        raise Invalid(
            "Còn phần việc có hạn sau thời hạn này: {names}.",
            faults=[Fault(place, "Mời điều chỉnh hạn của các phần trước.")],
            names=tuple(later),
        )


def refuse_while_open(parts: Iterable[Part]) -> None:
    """The whole is neither handed in nor accepted nor closed while a part is open; raises Conflict naming those."""
    names = tuple(part.name for part in parts if part.is_open)
    if names:
        raise Conflict("Nhiệm vụ lớn phải chờ các phần việc: còn {names} chưa xong.", names=names)


def progress_of(parts: Iterable[Part], rest: Decimal, own: int) -> int:
    """Progress of the whole in percent: of each part given by its share, of the ``rest`` as its person says (``own``).

    Rounded down, so that 100 is shown when everything is.
    """
    given = [part for part in parts if part.state not in (*_ASKED, TaskState.CANCELLED, TaskState.HANDED_OVER)]
    sums = Fraction(rest) * own
    for part in given:
        done = 100 if part.state is TaskState.DONE else part.progress
        sums += Fraction(part.share or 0) * done
    return int(sums / 100)


def all_done(parts: Sequence[Part]) -> bool:
    """Whether there are parts, and each of them has ended with a result or been given up."""
    return any(part.state is TaskState.DONE for part in parts) and not any(part.is_open for part in parts)
