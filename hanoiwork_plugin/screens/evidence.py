"""The screens of evidence: the form beside a task, a forwarded message, a file given for two products."""

from uuid import UUID

from hanoiwork_plugin.cards.evidence import evidence_form_card, evidence_held_card, evidence_intake_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services.doing.evidence_holds import held_view
from hanoiwork_plugin.services.doing.evidence_intake import intake_view, offered_intakes, visible_intake
from hanoiwork_plugin.services.doing.task_views import task_view, visible_task
from hanoiwork_plugin.services.transaction import Tx


def form(tx: Tx, viewer: Actor, task_id: UUID, context: CardContext) -> Card:
    """[Nộp minh chứng], in a dialog."""
    view = task_view(tx, visible_task(tx, viewer, task_id), viewer)
    return evidence_form_card(view, offered_intakes(tx, viewer), context)


def intake(tx: Tx, viewer: Actor, intake_id: UUID, context: CardContext) -> Card:
    """A message forwarded to the bot."""
    return evidence_intake_card(intake_view(tx, visible_intake(tx, viewer, intake_id), viewer), context)


def held(tx: Tx, viewer: Actor, evidence_id: UUID, context: CardContext) -> Card:
    """A file given for two products."""
    return evidence_held_card(held_view(tx, viewer, evidence_id), context)
