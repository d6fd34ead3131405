"""The screens of watching that are for more than one person: bottlenecks, the rules, counts by unit (DOMAIN 7)."""

from collections.abc import Callable

from hanoiwork_plugin.cards.bottleneck import bottleneck_card, bottlenecks_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.watch_rules import watch_counts_card, watch_rules_card
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.services.watch import bottleneck_views, bottlenecks, watching


def _bottleneck(tx: Tx, screen: Screen, context: CardContext) -> Card:
    if screen.viewer is None or screen.subject_id is None:
        raise NotFound
    work = bottlenecks.visible_bottleneck(tx, screen.viewer, screen.subject_id)
    return bottleneck_card(bottleneck_views.bottleneck_view(tx, work, screen.viewer), context)


def _bottlenecks(tx: Tx, screen: Screen, context: CardContext) -> Card:
    if screen.viewer is None or screen.subject_id is None:
        raise NotFound
    return bottlenecks_card(bottleneck_views.bottlenecks_of_unit(tx, screen.viewer, screen.subject_id), context)


def _watch_rules(tx: Tx, screen: Screen, context: CardContext) -> Card:
    if screen.viewer is None:
        raise NotFound
    return watch_rules_card(watching.rules_for(tx, screen.viewer), context)


def _watch_counts(tx: Tx, screen: Screen, context: CardContext) -> Card:
    if screen.viewer is None:
        raise NotFound
    return watch_counts_card(watching.city_notes(tx, screen.viewer), context)


WATCH_SCREENS: dict[str, Callable[[Tx, Screen, CardContext], Card]] = {
    "bottleneck": _bottleneck,
    "bottlenecks": _bottlenecks,
    "watch_counts": _watch_counts,
    "watch_rules": _watch_rules,
}
"""The screens of this room by name."""
