"""Screens of the catalogue, of what repeats propose, and of provisional coefficients."""

from collections.abc import Callable
from uuid import UUID

from hanoiwork_plugin.cards import catalogue as catalogue_cards
from hanoiwork_plugin.cards.coefficient import coefficient_card, proposal_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.domain import plain
from hanoiwork_plugin.domain.errors import Fault, NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services.assigning.coefficients import coefficient_view
from hanoiwork_plugin.services.catalogues.catalogue_drafts import may_send_tables
from hanoiwork_plugin.services.catalogues.catalogue_proposals import proposal_view, visible_proposal
from hanoiwork_plugin.services.catalogues.catalogue_views import current_version, version_view, visible_version
from hanoiwork_plugin.services.transaction import Tx


def _about(screen: Screen) -> tuple[Actor, UUID]:
    if screen.viewer is None or screen.subject_id is None:
        raise NotFound
    return screen.viewer, screen.subject_id


def _version(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer, version_id = _about(screen)
    row = visible_version(tx, viewer, version_id)
    return catalogue_cards.catalogue_card(version_view(tx, row, viewer), context)


def _open(tx: Tx, screen: Screen, context: CardContext) -> Card:
    """The proposal for those who write or decide it, else the version in force."""
    if screen.viewer is None:
        raise NotFound
    row = current_version(tx, screen.viewer)
    if row is None:
        return catalogue_cards.no_catalogue_card(context, may_send=may_send_tables(tx, screen.viewer))
    return catalogue_cards.catalogue_card(version_view(tx, row, screen.viewer), context)


def _announced(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer, version_id = _about(screen)
    row = visible_version(tx, viewer, version_id)
    return catalogue_cards.announcement_card(version_view(tx, row, viewer), context)


def _refused(_tx: Tx, screen: Screen, context: CardContext) -> Card:
    faults = plain.load(tuple[Fault, ...], screen.params["faults"])
    return catalogue_cards.import_refused_card(screen.params["file_name"], faults, context)


def _proposal(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer, proposal_id = _about(screen)
    return proposal_card(proposal_view(tx, visible_proposal(tx, viewer, proposal_id), viewer), context)


def _coefficient(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer, task_id = _about(screen)
    return coefficient_card(coefficient_view(tx, viewer, task_id), context)


CATALOGUE_SCREENS: dict[str, Callable[[Tx, Screen, CardContext], Card]] = {
    "catalogue_version": _version,
    "catalogue_open": _open,
    "catalogue_announced": _announced,
    "catalogue_refused": _refused,
    "catalogue_proposal": _proposal,
    "coefficient": _coefficient,
}
"""The screens of this room by name."""
