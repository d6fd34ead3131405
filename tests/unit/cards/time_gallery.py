"""Cards of time and watching: outages, the day's digest, private notes; ordinary and with the longest texts."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from ward_views import AN, LONG_PERSON, LONG_TEXT, LONG_UNIT, NOW

from hanoiwork_plugin.cards.outages import outages_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.outage_views import OutagesView, OutageView
from hanoiwork_plugin.domain.outages import OutageSource

_HOUR = timedelta(hours=1)
OUTAGES = OutagesView(
    (
        OutageView(UUID(int=701), OutageSource.CALLS, NOW - 16 * _HOUR, NOW - _HOUR, "", "", None),
        OutageView(
            UUID(int=702), OutageSource.REPORTED, NOW - 90 * _HOUR, NOW - 80 * _HOUR, "Phường Mẫu", "Đứt cáp", AN
        ),
    ),
    UUID(int=1),
    "Phường Mẫu",
    True,
    hanoi_date(NOW),
)
NO_OUTAGE = OutagesView((), None, "Phường Mẫu", False, hanoi_date(NOW))
LONG_OUTAGES = OutagesView(
    (
        OutageView(UUID(int=703), OutageSource.SILENCE, NOW - 2 * _HOUR, None, LONG_UNIT, "", None),
        *(
            OutageView(
                UUID(int=704 + n), OutageSource.REPORTED, NOW - 9 * _HOUR, NOW, LONG_UNIT, LONG_TEXT, LONG_PERSON
            )
            for n in range(4)
        ),
    ),
    None,
    LONG_UNIT,
    True,
    hanoi_date(NOW),
)

TIME_GALLERY: dict[str, tuple[str, Callable[[CardContext], Card]]] = {
    "outages": ("outages", lambda c: outages_card(OUTAGES, c)),
    "outages-none": ("outages", lambda c: outages_card(NO_OUTAGE, c)),
    "outages-long": ("outages", lambda c: outages_card(LONG_OUTAGES, c)),
}
