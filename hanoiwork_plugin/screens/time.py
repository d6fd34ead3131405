"""The screens of time and watching: outages, the day's digest, private notes (DOMAIN 7; CARDS, "Quiet")."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from hanoiwork_plugin.cards.digest import digest_card
from hanoiwork_plugin.cards.outages import outages_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.watch_note import note_card
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services.timing import digest, outages
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.services.watch import watching


def _viewer(screen: Screen) -> Actor:
    if screen.viewer is None:
        raise NotFound
    return screen.viewer


def _outages(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return outages_card(outages.outages_for(tx, _viewer(screen)), context)


def _digest(tx: Tx, screen: Screen, context: CardContext) -> Card:
    """The card of its day; one that was held up until the next says nothing."""
    viewer, day = _viewer(screen), screen.params.get("day")
    view = digest.digest_of_today(tx, viewer)
    if day is not None and (day != view.day.isoformat() or not view.lines):
        raise NotFound
    put_off_to = screen.params.get("put_off_to")
    return digest_card(replace(view, put_off_to=date.fromisoformat(put_off_to) if put_off_to else None), context)


def _watch_note(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    if screen.subject_id is None:
        raise NotFound
    row = watching.visible_note(tx, viewer, screen.subject_id)
    return note_card(watching.note_view(tx, row, viewer), context, own=viewer.id == row.person_id)


TIME_SCREENS: dict[str, Callable[[Tx, Screen, CardContext], Card]] = {
    "digest": _digest,
    "outages": _outages,
    "watch_note": _watch_note,
}
"""The screens of this room by name."""
