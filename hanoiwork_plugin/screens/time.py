"""The screens of time and watching: outages, the day's digest, private notes (DOMAIN 7; CARDS, "Quiet")."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from hanoiwork_plugin.cards.outages import outages_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services import outages
from hanoiwork_plugin.services.transaction import Tx

if TYPE_CHECKING:
    from hanoiwork_plugin.screens.draw import Screen


def _viewer(screen: "Screen") -> Actor:
    if screen.viewer is None:
        raise NotFound
    return screen.viewer


def _outages(tx: Tx, screen: "Screen", context: CardContext) -> Card:
    return outages_card(outages.outages_for(tx, _viewer(screen)), context)


TIME_SCREENS: dict[str, Callable[[Tx, "Screen", CardContext], Card]] = {
    "outages": _outages,
}
"""The screens of this room by name."""
