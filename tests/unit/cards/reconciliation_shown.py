"""A reconciliation of the ward as a card shows it: every kind of difference, many of them, none, and confirmed."""

from dataclasses import replace
from uuid import UUID

from ward_views import LONG_PERSON, LONG_UNIT, NOW, THAO

from hanoiwork_plugin.cards.reconciliation import reconciliation_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.domain.accounts.reconciliation import CHOICES, Difference
from hanoiwork_plugin.domain.accounts.reconciliation_views import (
    DifferenceCount,
    DifferenceView,
    ReconciliationView,
    UnitChoice,
)
from hanoiwork_plugin.domain.views import PersonRef

ECONOMY = UnitChoice(UUID(int=2), "Phường Mẫu / Phòng Kinh tế, Hạ tầng và Đô thị")
CULTURE = UnitChoice(UUID(int=3), "Phường Mẫu / Phòng Văn hóa – Xã hội")
LAN = PersonRef(UUID(int=9), "lan.hoangthi", "Hoàng Thị Lan", "")


def difference(number: int, kind: Difference, name: str, account: str, *units: UnitChoice) -> DifferenceView:
    accounts = (LAN,) if kind is Difference.NO_ACCOUNT else ()
    return DifferenceView(f"{number:016x}", kind, name, account, units, CHOICES[kind], accounts)


EVERY = (
    difference(1, Difference.NO_ACCOUNT, "Hoàng Thị Lan", "", ECONOMY),
    difference(2, Difference.NO_PERSON, "Hoàng Thị Lan", "lan.hoangthi", ECONOMY),
    difference(3, Difference.NO_PHONE, "Bùi Đức Long", "long.buiduc"),
    difference(4, Difference.UNIT_DIFFERS, "Đặng Thị Mai", "mai.dangthi", CULTURE, ECONOMY),
    difference(5, Difference.TWO_UNITS, "Vũ Thị Ngọc", "ngoc.vuthi", ECONOMY, CULTURE),
)
COMPARED = ReconciliationView(
    id=UUID(int=77),
    version=3,
    unit="Phường Mẫu",
    people=14,
    accounts=13,
    counts=tuple(DifferenceCount(kind, 1) for kind in Difference),
    open=EVERY,
    in_hand=EVERY[0],
    opened_at=NOW,
    confirmed_by=None,
    confirmed_at=None,
)
_LONG_UNITS = UnitChoice(UUID(int=4), LONG_UNIT), UnitChoice(UUID(int=5), LONG_UNIT + " số 2")
MANY_DIFFERENCES = replace(
    COMPARED,
    unit=LONG_UNIT,
    open=tuple(
        difference(n, Difference.UNIT_DIFFERS, LONG_PERSON.name, "tai.khoan.rat.dai", *_LONG_UNITS) for n in range(40)
    ),
)
MATCHED = replace(COMPARED, counts=(), open=(), in_hand=None)
CONFIRMED = replace(MATCHED, confirmed_by=THAO, confirmed_at=NOW)


def in_hand(kind: Difference, context: CardContext) -> Card:
    """The card while a difference of this kind is being settled."""
    chosen = next(each for each in EVERY if each.kind is kind)
    return reconciliation_card(replace(COMPARED, in_hand=chosen), context, settling=True)
