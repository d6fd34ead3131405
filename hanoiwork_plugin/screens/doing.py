"""The screens of doing a task: requests about it and the decisions of the day."""

from uuid import UUID

from hanoiwork_plugin.cards.decisions import decisions_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.task_asking import asking_card, steering_card
from hanoiwork_plugin.cards.task_request import request_card
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services.doing import decisions, requests
from hanoiwork_plugin.services.doing.request_views import asking_view, request_view, steering_view
from hanoiwork_plugin.services.doing.task_views import visible_task
from hanoiwork_plugin.services.transaction import Tx


def request(tx: Tx, viewer: Actor, request_id: UUID, context: CardContext) -> Card:
    """One request as it is now."""
    return request_card(request_view(tx, requests.visible_request(tx, viewer, request_id), viewer), context)


def day_decisions(tx: Tx, viewer: Actor, list_id: UUID, context: CardContext) -> Card:
    """Việc cần quyết định hôm nay, as it was shown, with what came of it."""
    return decisions_card(decisions.decisions_view(tx, decisions.visible_list(tx, viewer, list_id)), context)


def decisions_now(tx: Tx, viewer: Actor, context: CardContext) -> Card:
    """Việc cần quyết định, asked for: everything that waits now."""
    return decisions_card(decisions.decisions_view(tx, decisions.list_of_today(tx, viewer)), context)


def asking(tx: Tx, viewer: Actor, task_id: UUID, context: CardContext) -> Card:
    """What the assignee may ask, in a dialog."""
    return asking_card(asking_view(tx, visible_task(tx, viewer, task_id), viewer), context)


def steering(tx: Tx, viewer: Actor, task_id: UUID, context: CardContext) -> Card:
    """How the giver may steer, in a dialog."""
    return steering_card(steering_view(tx, visible_task(tx, viewer, task_id), viewer), context)
