"""KPI values: in bulk from other systems by their own scope, or by hand with evidence (DOMAIN 3)."""

from uuid import UUID

from marshmallow import Schema, fields

from hanoiwork_plugin.api.desk import Call, Desk, Room, ServiceCall
from hanoiwork_plugin.api.fields import Figure, Instant, Text
from hanoiwork_plugin.api.objectives import PERIOD
from hanoiwork_plugin.api.queries import PageQuery, one_page
from hanoiwork_plugin.api.shapes import page_of, shape_of
from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.goals.objective_views import KpiLineView, KpiValueView
from hanoiwork_plugin.services.goals import kpi_judging, kpi_values
from hanoiwork_plugin.services.goals.kpi_values import Received, ValueGiven
from hanoiwork_plugin.wire.fields import Items

LARGEST = 4 * 1024 * 1024
"""Bytes of one call: ten thousand values with room to spare."""


class Value(Schema):
    """A value as another system measured it."""

    key_result_id = fields.UUID(required=True)
    value = Figure(required=True)
    measured_at = Instant(required=True)
    source = Text(200, shortest=1, required=True, metadata={"description": "Nguồn dữ liệu, shown beside the value."})


class Values(Schema):
    """Values of one call; all are taken or none."""

    values = fields.List(fields.Nested(Value), required=True, validate=Items(1, kpi_values.MOST))


class KpisQuery(PageQuery):
    """Which KPIs."""

    period = fields.String(required=True, validate=PERIOD)
    data_source = Text(200)


class EnteredValue(Schema):
    """A value entered by hand; ``replaces`` and ``reason`` make it a correction."""

    value = Figure(required=True)
    measured_at = Instant(required=True)
    evidence = Text(2000, load_default="")
    source = Text(200, load_default="")
    replaces = fields.UUID()
    reason = Text(2000, load_default="")


class Refusal(Schema):
    """Why a value is not confirmed; its enterer is told."""

    reason = Text(2000, required=True)


def service_room(desk: Desk) -> Room:
    """``/kpis`` and ``/kpi-values`` for other systems."""
    about = "KPI values from other systems: a token with the scope kpi:write"
    routes = desk.service_room("kpi-service", about, largest=LARGEST)

    @routes.read("/kpis", page_of(KpiLineView), query=KpisQuery)
    def list_kpis(call: ServiceCall) -> object:
        """The approved KPIs of a period, for which values can be sent"""
        given, limit = call.given, call.given["limit"]
        found = kpi_values.page_of_kpis(
            call.tx,
            call.scopes,
            Period.parse(given["period"]),
            given.get("data_source"),
            given.get("cursor"),
            limit + 1,
        )
        return one_page(found, limit)

    @routes.write("/kpi-values", shape_of(Received), body=Values)
    def push_kpi_values(call: ServiceCall) -> object:
        """Up to 10,000 values at once; another value for the same KPI, instant and source corrects the old one"""
        values = [
            ValueGiven(each["key_result_id"], each["value"], each["measured_at"], each["source"])
            for each in call.given["values"]
        ]
        return kpi_values.push_values(call.tx, call.client, call.scopes, values)

    return routes


def room(desk: Desk) -> Room:
    """``/key-results/<id>/values`` for people."""
    routes = desk.room("kpi-values", "KPI values entered by hand, and what they replaced")
    shape = shape_of(KpiValueView)

    @routes.read("/key-results/<uuid:key_result_id>/values", page_of(KpiValueView), query=PageQuery)
    def list_kpi_values(call: Call, key_result_id: UUID) -> object:
        """The values of a key result, the newest first, those that were corrected included"""
        given, limit = call.given, call.given["limit"]
        found = kpi_values.page_of_values(call.tx, call.actor, key_result_id, given.get("cursor"), limit + 1)
        return one_page(found, limit)

    @routes.write("/key-results/<uuid:key_result_id>/values", shape, body=EnteredValue, status=201)
    def enter_kpi_value(call: Call, key_result_id: UUID) -> object:
        """Enter a value by hand, with evidence; it counts once a competent person confirms it"""
        given = call.given
        row = kpi_values.enter_value(
            call.tx,
            call.actor,
            key_result_id,
            given["value"],
            given["measured_at"],
            given["evidence"],
            source=given["source"],
            replaces=given.get("replaces"),
            reason=given["reason"],
        )
        return kpi_values.value_view(call.tx, row)

    @routes.write("/kpi-values/<uuid:value_id>/confirmation", shape)
    def confirm_kpi_value(call: Call, value_id: UUID) -> object:
        """Let a value entered by hand count"""
        return kpi_values.value_view(call.tx, kpi_judging.confirm_value(call.tx, call.actor, value_id))

    @routes.write("/kpi-values/<uuid:value_id>/refusal", shape, body=Refusal)
    def refuse_kpi_value(call: Call, value_id: UUID) -> object:
        """Do not confirm a value entered by hand: it never counts, and what it was to correct stands again"""
        row = kpi_judging.refuse_value(call.tx, call.actor, value_id, call.given["reason"])
        return kpi_values.value_view(call.tx, row)

    return routes
