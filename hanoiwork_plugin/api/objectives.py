"""Objectives: a unit's or one's own, set, checked, sent, approved; the tree above and below (STORY 5)."""

from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.drafts import draft_shape, said
from hanoiwork_plugin.api.fields import Day, Figure, Text
from hanoiwork_plugin.api.shapes import list_of
from hanoiwork_plugin.api.tasks import Reason
from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.goals.objective_views import ObjectiveChoice, ObjectiveNode, ObjectiveSetView
from hanoiwork_plugin.domain.goals.objectives import Direction, KeyResult, Kpi, Measure
from hanoiwork_plugin.domain.people import Unit
from hanoiwork_plugin.services.goals import objective_entries, objectives
from hanoiwork_plugin.services.goals.objective_sets import KeyResultGiven, ObjectiveGiven, visible_set
from hanoiwork_plugin.services.goals.objective_views import parent_choices, set_view, tree
from hanoiwork_plugin.services.rating.scores import current_period
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.objectives import ObjectiveSetRow
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.wire.fields import Choice, Items

PERIOD = validate.Regexp(r"^2[0-9]{3}(-(0[1-9]|1[0-2]|Q[1-4]))?$")
"""A month, a quarter or a year."""


class PeriodQuery(Schema):
    """Which period; the running month without it."""

    period = fields.String(validate=PERIOD)


class TreeQuery(PeriodQuery):
    """Which agency's tree; one's own without it."""

    agency_id = fields.UUID()


class Owner(Schema):
    """Whose objectives: a unit's, or one's own without it."""

    unit_id = fields.UUID(metadata={"description": "The unit; left out for the caller's own objectives."})
    period = fields.String(required=True, validate=PERIOD)


class KpiFields(Schema):
    """The parts of a KPI; what is missing is named when the set is sent."""

    unit_of_measure = Text(100, load_default="")
    calculation = Text(500, load_default="")
    direction = Choice(Direction)
    data_source = Text(200, load_default="")
    complete_at = Figure()
    exceed_at = Figure()
    fail_at = Figure()
    baseline = Figure()


class KeyResultFields(Schema):
    """A key result; its catalogue item brings the coefficient."""

    id = fields.UUID(metadata={"description": "Keeps the key result that has this id, with its values and tasks."})
    product = Text(500, load_default="")
    due = Day()
    weight = Figure()
    coefficient = Figure()
    item_id = fields.UUID()
    measure = Choice(Measure, load_default=Measure.KPI)
    target = Figure()
    kpi = fields.Nested(KpiFields)


class ObjectiveFields(Schema):
    """An objective with its key results."""

    id = fields.UUID(metadata={"description": "Keeps the objective that has this id."})
    title = Text(500, required=True, shortest=1)
    parent_id = fields.UUID(metadata={"description": "The objective above that it serves."})
    key_results = fields.List(fields.Nested(KeyResultFields), load_default=list, validate=Items(max=50))


class Objectives(Schema):
    """All objectives of a set, in their order; what is left out goes."""

    objectives = fields.List(fields.Nested(ObjectiveFields), required=True, validate=Items(max=30))


class Justification(Schema):
    """Why the weights do not follow the coefficients."""

    text = Text(2000, required=True)


class TaskLink(Schema):
    """The task that serves the key result."""

    task_id = fields.UUID(required=True)


def _objective(given: dict[str, Any]) -> ObjectiveGiven:
    results = tuple(_key_result(each) for each in given["key_results"])
    return ObjectiveGiven(given["title"], results, given.get("parent_id"), given.get("id"))


def _key_result(given: dict[str, Any]) -> KeyResultGiven:
    kpi = given.get("kpi") or {}
    result = KeyResult(
        product=given["product"],
        due=given.get("due"),
        weight=given.get("weight"),
        coefficient=given.get("coefficient"),
        measure=given["measure"],
        kpi=Kpi(**kpi),
        target=given.get("target"),
    )
    return KeyResultGiven(result, given.get("id"), given.get("item_id"))


def unit_given(call: Call, unit_id: UUID) -> Unit:
    """The unit with this id.

    Raises:
        NotFound: when there is none.
    """
    if call.tx.session.get(UnitRow, unit_id) is None:
        raise NotFound
    return organisation.unit(call.tx.session, unit_id)


def _seen(call: Call, set_id: UUID) -> ObjectiveSetRow:
    return visible_set(call.tx, call.actor, set_id)


def _shown(call: Call, row: ObjectiveSetRow) -> ObjectiveSetView:
    call.tx.settle()
    return said(set_view(call.tx, row, call.actor), call.locale)


def _located(body: dict[str, object]) -> str:
    return f"{PREFIX}/objectives/{body['id']}"


def room(desk: Desk) -> Room:
    """``/objectives``."""
    routes = desk.room("objectives", "Objectives and key results of units and people")
    shape = draft_shape(ObjectiveSetView)

    @routes.write("/objectives", shape, body=Owner, status=201, at=_located)
    def open_objectives(call: Call) -> object:
        """The set of a unit, or one's own, for a period; begun at first use"""
        unit_id = call.given.get("unit_id")
        unit = unit_given(call, unit_id) if unit_id else call.actor.unit
        person = None if unit_id else call.actor.id
        period = Period.parse(call.given["period"])
        return _shown(call, objective_entries.open_set(call.tx, call.actor, unit, person, period))

    @routes.read("/objectives/tree", list_of(ObjectiveNode), query=TreeQuery)
    def read_objective_tree(call: Call) -> object:
        """Unit → department → person, each under what it serves"""
        agency = unit_given(call, call.given.get("agency_id") or call.actor.unit.agency_id)
        period = Period.parse(call.given.get("period") or current_period(call.tx.now).code)
        return {"items": tree(call.tx, call.actor, agency, period)}

    @routes.read("/objectives/<uuid:set_id>", shape)
    def read_objectives(call: Call, set_id: UUID) -> object:
        """A set with its progress, and while it is written with what is still wrong"""
        return _shown(call, _seen(call, set_id))

    @routes.read("/objectives/<uuid:set_id>/parents", list_of(ObjectiveChoice))
    def list_parents(call: Call, set_id: UUID) -> object:
        """The objectives above that a set can be linked to"""
        return {"items": parent_choices(call.tx, _seen(call, set_id))}

    @routes.write("/objectives/<uuid:set_id>", shape, body=Objectives, method="PUT", look=_seen)
    def write_objectives(call: Call, set_id: UUID) -> object:
        """Replace the objectives of a set"""
        given = [_objective(each) for each in call.given["objectives"]]
        row = objective_entries.write_objectives(call.tx, call.actor, set_id, given, call.version)
        return _shown(call, row)

    @routes.write("/objectives/<uuid:set_id>/justification", shape, body=Justification, look=_seen)
    def justify_weights(call: Call, set_id: UUID) -> object:
        """Explain weights that do not follow the coefficients; the approver sees it"""
        return _shown(call, objectives.justify(call.tx, call.actor, set_id, call.given["text"], call.version))

    @routes.write("/objectives/<uuid:set_id>/submission", shape, look=_seen)
    def submit_objectives(call: Call, set_id: UUID) -> object:
        """Send a set for approval; every rule it breaks is named"""
        return _shown(call, objectives.submit(call.tx, call.actor, set_id, call.version))

    @routes.write("/objectives/<uuid:set_id>/approval", shape, look=_seen)
    def approve_objectives(call: Call, set_id: UUID) -> object:
        """Approve a set"""
        return _shown(call, objectives.approve(call.tx, call.actor, set_id, call.version))

    @routes.write("/objectives/<uuid:set_id>/sending-back", shape, body=Reason, look=_seen)
    def send_back_objectives(call: Call, set_id: UUID) -> object:
        """Back to its writer, with a reason"""
        return _shown(call, objectives.send_back(call.tx, call.actor, set_id, call.given["reason"], call.version))

    @routes.write("/objectives/<uuid:set_id>/reopening", shape, body=Reason, look=_seen)
    def reopen_objectives(call: Call, set_id: UUID) -> object:
        """Let an approved set be adjusted, with a reason"""
        return _shown(call, objectives.reopen(call.tx, call.actor, set_id, call.given["reason"], call.version))

    @routes.write("/key-results/<uuid:key_result_id>/tasks", None, body=TaskLink, status=204)
    def link_task(call: Call, key_result_id: UUID) -> object:
        """Let a task serve a key result that is measured by its tasks"""
        objective_entries.link_task(call.tx, call.actor, key_result_id, call.given["task_id"])
        return None

    return routes
