"""The screens of dated changes: absences, delegations, transfers, and their forms."""

from datetime import date
from typing import Any
from uuid import UUID

from hanoiwork_plugin.cards.absence import MOST_CHOICES, absence_card, absence_form_card
from hanoiwork_plugin.cards.delegation import delegation_card, delegation_form_card
from hanoiwork_plugin.cards.instants import instants_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.transfer import transfer_card, transfer_form_card
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.changes.delegation import DelegationScope, acts_of_scope
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.services.changes import absences, delegations, past, transfers
from hanoiwork_plugin.services.doing.task_lists import newest_visible
from hanoiwork_plugin.services.transaction import Tx


def absence_form(tx: Tx, viewer: Actor, context: CardContext) -> Card:
    """Báo nghỉ."""
    return absence_form_card(absences.people_to_report(tx, viewer), hanoi_date(tx.now), context)


def absence(tx: Tx, viewer: Actor, absence_id: UUID, context: CardContext) -> Card:
    """One absence as it is now."""
    row = absences.visible_absence(tx, viewer, absence_id)
    return absence_card(absences.absence_view(tx, row, viewer), context)


def instants(tx: Tx, viewer: Actor, context: CardContext) -> Card:
    """The questions about an instant, over the tasks and people of the viewer."""
    tasks = newest_visible(tx, viewer, MOST_CHOICES)
    return instants_card(viewer.id, tasks, past.people_to_ask_about(tx, viewer), hanoi_date(tx.now), context)


def delegation_form(tx: Tx, viewer: Actor, giver_id: UUID, params: dict[str, Any], context: CardContext) -> Card:
    """Ủy quyền, asked for or proposed."""
    why = ""
    if params.get("proposed"):
        why = context.say("Có việc chờ quyết định trong thời gian nghỉ; đề xuất ủy quyền để việc không dừng lại.")
    first, last = (date.fromisoformat(params[key]) if key in params else None for key in ("from", "to"))
    form = delegations.delegation_form(tx, viewer, giver_id, first=first, last=last, why=why)
    giver = delegations.known(tx, giver_id, "delegation_giver")
    scopes = [scope for scope in DelegationScope if acts_of_scope(scope, giver, delegations.units_in(tx, giver.unit))]
    return delegation_form_card(form, scopes, context)


def delegation(tx: Tx, viewer: Actor, delegation_id: UUID, context: CardContext) -> Card:
    """One delegation as it is now."""
    row = delegations.visible_delegation(tx, viewer, delegation_id)
    return delegation_card(delegations.delegation_view(tx, row, viewer), viewer.id, context)


def transfer_form(tx: Tx, viewer: Actor, context: CardContext) -> Card:
    """Điều chuyển, for those who may; NotFound for everyone else."""
    if viewer.has(Role.CITY_BOARD):
        return transfer_form_card(viewer.id, (), (), hanoi_date(tx.now), context, wide=True)
    people, units = transfers.transferable_people(tx, viewer), transfers.receiving_units(tx, viewer)
    if not people or not units:
        raise NotFound
    return transfer_form_card(viewer.id, people, units, hanoi_date(tx.now), context)


def transfer(tx: Tx, viewer: Actor, transfer_id: UUID, context: CardContext) -> Card:
    """One transfer as it is now."""
    row = transfers.visible_transfer(tx, viewer, transfer_id)
    return transfer_card(transfers.transfer_view(tx, row, viewer), context)
