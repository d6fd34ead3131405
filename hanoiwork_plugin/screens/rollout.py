"""The screens of the roll-out: working group, readiness, practice (VI.1)."""

from collections.abc import Callable
from uuid import UUID

from hanoiwork_plugin.cards.notice import notice_card
from hanoiwork_plugin.cards.practice import board_card, exercise_card
from hanoiwork_plugin.cards.readiness import city_card, readiness_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.working_group import working_group_card
from hanoiwork_plugin.domain.errors import Forbidden, NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services.catalogues import catalogue
from hanoiwork_plugin.services.rollout import practice, readiness, working_group
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.practice import ExerciseRow


def _viewer(screen: Screen) -> Actor:
    if screen.viewer is None:
        raise NotFound
    return screen.viewer


def _agency(screen: Screen) -> UUID:
    """The agency that a screen is about, the viewer's own where none is named."""
    return screen.subject_id or _viewer(screen).unit.agency_id


def _readiness(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return readiness_card(readiness.readiness_of(tx, _viewer(screen), _agency(screen)), context)


def _readiness_open(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    if readiness.sees_the_city(viewer):
        return city_card(readiness.city_readiness(tx, viewer), context)
    return _readiness(tx, screen, context)


def _working_group(tx: Tx, screen: Screen, context: CardContext) -> Card:
    return working_group_card(working_group.groups_view(tx, _viewer(screen), _agency(screen)), context)


def _practice_board(tx: Tx, screen: Screen, context: CardContext) -> Card:
    try:
        return board_card(practice.board(tx, _viewer(screen), _agency(screen)), context)
    except Forbidden as error:
        raise NotFound from error


def _practice(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    if screen.subject_id is None:
        raise NotFound
    return _exercise_card(tx, viewer, practice.visible_exercise(tx, viewer, screen.subject_id), context)


def _practice_done(_tx: Tx, _screen: Screen, context: CardContext) -> Card:
    text = context.say("Anh/chị đã tập đủ bảy thao tác, không còn bài tập nào.")
    return notice_card(context.say("Sân tập"), text, context, colour="good")


def _exercise_card(tx: Tx, viewer: Actor, row: ExerciseRow, context: CardContext) -> Card:
    criteria = catalogue.criteria_in_force(tx, viewer.unit.agency_id)
    return exercise_card(practice.exercise_view(tx, row), criteria, context)


ROLLOUT_SCREENS: dict[str, Callable[[Tx, Screen, CardContext], Card]] = {
    "readiness": _readiness,
    "readiness_open": _readiness_open,
    "working_group": _working_group,
    "practice": _practice,
    "practice_done": _practice_done,
    "practice_board": _practice_board,
}
"""The screens of this room by name."""
