"""The screens of giving work in chat and of arising work."""

from datetime import datetime
from typing import Any
from uuid import UUID

from hanoiwork_plugin.cards.arising import arising_card
from hanoiwork_plugin.cards.giving import giving_card
from hanoiwork_plugin.cards.pattern import pattern_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services.assigning.arising import visible_report
from hanoiwork_plugin.services.assigning.arising_views import arising_view
from hanoiwork_plugin.services.assigning.giving import giving_view
from hanoiwork_plugin.services.assigning.patterns import pattern_view
from hanoiwork_plugin.services.transaction import Tx


def giving(tx: Tx, viewer: Actor, params: dict[str, Any], context: CardContext) -> Card:
    """Giao việc: what was typed, as it was understood then."""
    return giving_card(giving_view(tx, viewer, params["text"], datetime.fromisoformat(params["at"])), context)


def arising(tx: Tx, viewer: Actor, report_id: UUID, context: CardContext) -> Card:
    """Việc phát sinh as it is now."""
    return arising_card(arising_view(tx, visible_report(tx, viewer, report_id), viewer), context)


def pattern(tx: Tx, viewer: Actor, task_id: UUID, context: CardContext) -> Card:
    """Việc lặp lại as it is now."""
    return pattern_card(pattern_view(tx, viewer, task_id), context)
