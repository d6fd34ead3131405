"""Screens of objectives, plans and weeks; the table of all screens is in ``draw``."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.cards import objectives as objective_cards
from hanoiwork_plugin.cards import plan as plan_cards
from hanoiwork_plugin.cards.notice import notice_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.goals.week import monday_of
from hanoiwork_plugin.domain.people import Actor, Role, Unit
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services.goals import calendar_address, kpi_judging, kpi_values, objective_entries, plans
from hanoiwork_plugin.services.goals.objective_sets import visible_set
from hanoiwork_plugin.services.goals.objective_views import parent_choices, set_view, tree
from hanoiwork_plugin.services.goals.plan_views import plan_view, week_of_person, week_of_unit
from hanoiwork_plugin.services.rating.scores import current_period
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.objectives import ObjectiveSetRow
from hanoiwork_plugin.store.plans import PlanRow, UnitConversationRow

_LEADING = (Role.HEAD, Role.DEPARTMENT_HEAD)
_WRITING = (*_LEADING, Role.MONITOR, Role.DEPUTY)


def _viewer(screen: Screen) -> Actor:
    if screen.viewer is None:
        raise NotFound
    return screen.viewer


def _subject(screen: Screen) -> UUID:
    if screen.subject_id is None:
        raise NotFound
    return screen.subject_id


def _objectives(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    return _set_card(tx, visible_set(tx, viewer, _subject(screen)), viewer, context)


def _set_card(tx: Tx, row: ObjectiveSetRow, viewer: Actor, context: CardContext) -> Card:
    return objective_cards.objectives_card(set_view(tx, row, viewer), parent_choices(tx, row), context)


def _objectives_open(tx: Tx, screen: Screen, context: CardContext) -> Card:
    """What one writes: whoever leads a unit its set, everyone else their own."""
    viewer = _viewer(screen)
    leads = any(grant.role in _LEADING and grant.unit.id == viewer.unit.id for grant in viewer.grants)
    return _opened_set(tx, viewer, viewer.unit, None if leads else viewer.id, context)


def _own_objectives(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    return _opened_set(tx, viewer, viewer.unit, viewer.id, context)


def _unit_objectives(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    return _opened_set(tx, viewer, unit_written_for(viewer, Act.SET_UNIT_OBJECTIVES), None, context)


def unit_written_for(viewer: Actor, act: Act) -> Unit:
    """The unit whose objectives or plan one writes: the one a role is held over, else one's own."""
    for grant in viewer.grants:
        if grant.role in _WRITING and authority.allowed(act, viewer, Subject(grant.unit)):
            return grant.unit
    return viewer.unit


def _opened_set(tx: Tx, viewer: Actor, unit: Unit, person_id: UUID | None, context: CardContext) -> Card:
    row = objective_entries.open_set(tx, viewer, unit, person_id, current_period(tx.now))
    return _set_card(tx, row, viewer, context)


def _tree(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    code = screen.params.get("period") or current_period(tx.now).code
    agency = organisation.unit(tx.session, viewer.unit.agency_id)
    nodes = tree(tx, viewer, agency, Period.parse(code))
    address = f"{context.base_url}/app/objectives?period={code}"
    return objective_cards.tree_card(agency.name, code, nodes, address, context)


def _kpi_value(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    value, row = kpi_judging.value_with_set(tx, viewer, _subject(screen))
    view = set_view(tx, row, viewer)
    result = next(one for each in view.objectives for one in each.key_results if one.id == value.key_result_id)
    may_confirm = kpi_judging.may_confirm(tx, viewer, value, row)
    owner = view.person.name if view.person else view.unit
    return objective_cards.kpi_value_card(
        kpi_values.value_view(tx, value), result, owner, context, may_confirm=may_confirm
    )


def _plan(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    return _plan_card(tx, plans.visible_plan(tx, viewer, _subject(screen)), viewer, context)


def _plan_card(tx: Tx, row: PlanRow, viewer: Actor, context: CardContext) -> Card:
    return plan_cards.plan_card(plan_view(tx, row, viewer), context)


def _plan_open(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    return _plan_card(tx, plans.open_plan(tx, viewer, viewer.unit, viewer.id), viewer, context)


def _unit_plan(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    row = plans.open_plan(tx, viewer, unit_written_for(viewer, Act.MAKE_UNIT_PLAN), None)
    return _plan_card(tx, row, viewer, context)


def _week(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    return plan_cards.week_card(week_of_person(tx, viewer, _monday(tx, screen)), context)


def _unit_week(tx: Tx, screen: Screen, context: CardContext) -> Card:
    unit = organisation.unit(tx.session, _subject(screen))
    return plan_cards.week_card(week_of_unit(tx, unit, _monday(tx, screen)), context)


def _monday(tx: Tx, screen: Screen) -> date:
    day = screen.params.get("monday")
    return date.fromisoformat(day) if day else monday_of(hanoi_date(tx.now))


def _calendar_address(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    return plan_cards.calendar_address_card(calendar_address.address_of(tx, viewer), viewer.id, context)


def _conversation_named(tx: Tx, screen: Screen, context: CardContext) -> Card:
    viewer = _viewer(screen)
    known = tx.session.scalar(
        select(UnitConversationRow.unit_id).where(
            UnitConversationRow.unit_id == viewer.unit.id,
            UnitConversationRow.installation_id == context.installation_id,
        )
    )
    text = context.say(
        "Lịch tuần của {unit} được đăng vào nhóm trò chuyện của phòng lúc 7:30 thứ Hai."
        if known
        else "{unit} chưa có nhóm trò chuyện: lãnh đạo phòng nhắn “nhóm của phòng” trong nhóm đó.",
        unit=viewer.unit.name,
    )
    return notice_card(context.say("Nhóm của phòng"), text, context)


GOAL_SCREENS: dict[str, Callable[[Tx, Screen, CardContext], Card]] = {
    "objectives": _objectives,
    "objectives_open": _objectives_open,
    "own_objectives": _own_objectives,
    "unit_objectives": _unit_objectives,
    "objective_tree": _tree,
    "kpi_value": _kpi_value,
    "plan": _plan,
    "plan_open": _plan_open,
    "unit_plan": _unit_plan,
    "week": _week,
    "unit_week": _unit_week,
    "calendar_address": _calendar_address,
    "conversation_named": _conversation_named,
}
"""The screens of this room by name."""
