"""Plans, weeks, and the calendar address (STORY 6)."""

from uuid import UUID

from marshmallow import Schema, fields

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.drafts import draft_shape, said
from hanoiwork_plugin.api.fields import Day, Text
from hanoiwork_plugin.api.objectives import unit_given
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.api.tasks import Reason
from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.goals.plan_views import PlanView, WeekView
from hanoiwork_plugin.domain.goals.week import monday_of
from hanoiwork_plugin.domain.tasks import Priority, TaskKind
from hanoiwork_plugin.services.goals import calendar_address, plans, week_posting
from hanoiwork_plugin.services.goals.plan_views import plan_view, week_of_person
from hanoiwork_plugin.store.plans import PlanRow
from hanoiwork_plugin.wire.fields import Choice


class PlanOwner(Schema):
    """Whose plan: a unit's, or one's own without it; the running month without ``period``."""

    unit_id = fields.UUID(metadata={"description": "The unit; left out for the caller's own plan."})
    period = Text(7)


class NewLine(Schema):
    """A line of a plan; after the approval it is arising work, whatever its kind."""

    name = Text(500, shortest=1, required=True)
    kind = Choice(TaskKind)
    product = Text(500, load_default="")
    priority = Choice(Priority)
    due = Day()


class WeekQuery(Schema):
    """Any day of the week; today without it."""

    day = Day()


class Address(Schema):
    """The secret address of one's own calendar."""

    address = fields.String(required=True)


class Conversation(Schema):
    """The conversation in which a unit's week calendar is posted."""

    conversation_id = Text(255, shortest=1, required=True)


def _seen(call: Call, plan_id: UUID) -> PlanRow:
    return plans.visible_plan(call.tx, call.actor, plan_id)


def _shown(call: Call, row: PlanRow) -> PlanView:
    call.tx.settle()
    return said(plan_view(call.tx, row, call.actor), call.locale)


def _located(body: dict[str, object]) -> str:
    return f"{PREFIX}/plans/{body['id']}"


def room(desk: Desk) -> Room:
    """``/plans``, ``/week``, ``/calendar-address``."""
    routes = desk.room("plans", "Month plans, the week, the calendar")
    shape = draft_shape(PlanView)

    @routes.write("/plans", shape, body=PlanOwner, status=201, at=_located)
    def open_plan(call: Call) -> object:
        """The plan of a unit, or one's own; begun at first use, with what the system knows already"""
        unit_id, code = call.given.get("unit_id"), call.given.get("period")
        unit = unit_given(call, unit_id) if unit_id else call.actor.unit
        period = Period.parse(code) if code else None
        return _shown(call, plans.open_plan(call.tx, call.actor, unit, None if unit_id else call.actor.id, period))

    @routes.read("/plans/<uuid:plan_id>", shape)
    def read_plan(call: Call, plan_id: UUID) -> object:
        """A plan with what turned up beside it"""
        return _shown(call, _seen(call, plan_id))

    @routes.write("/plans/<uuid:plan_id>/lines", shape, body=NewLine, status=201, look=_seen)
    def add_plan_line(call: Call, plan_id: UUID) -> object:
        """Add a line"""
        given = call.given
        row = plans.add_line(
            call.tx,
            call.actor,
            plan_id,
            name=given["name"],
            kind=given.get("kind"),
            product=given["product"],
            priority=given.get("priority"),
            due=given.get("due"),
            version=call.version,
        )
        return _shown(call, row)

    @routes.write("/plans/<uuid:plan_id>/lines/<uuid:line_id>", shape, method="DELETE", look=_line_seen)
    def drop_plan_line(call: Call, plan_id: UUID, line_id: UUID) -> object:
        """Take a line out; it is not proposed again"""
        return _shown(call, plans.drop_line(call.tx, call.actor, plan_id, line_id, call.version))

    @routes.write("/plans/<uuid:plan_id>/submission", shape, look=_seen)
    def submit_plan(call: Call, plan_id: UUID) -> object:
        """Send a plan for approval"""
        return _shown(call, plans.submit(call.tx, call.actor, plan_id, call.version))

    @routes.write("/plans/<uuid:plan_id>/approval", shape, look=_seen)
    def approve_plan(call: Call, plan_id: UUID) -> object:
        """Approve a plan"""
        return _shown(call, plans.approve(call.tx, call.actor, plan_id, call.version))

    @routes.write("/plans/<uuid:plan_id>/sending-back", shape, body=Reason, look=_seen)
    def send_back_plan(call: Call, plan_id: UUID) -> object:
        """Back to its maker, with a reason"""
        return _shown(call, plans.send_back(call.tx, call.actor, plan_id, call.given["reason"], call.version))

    @routes.read("/week", shape_of(WeekView), query=WeekQuery)
    def read_week(call: Call) -> object:
        """One's own week"""
        day = call.given.get("day") or hanoi_date(call.tx.now)
        return week_of_person(call.tx, call.actor, monday_of(day))

    @routes.write("/calendar-address", Address)
    def make_calendar_address(call: Call) -> object:
        """One's own secret calendar address, made at first use"""
        return {"address": calendar_address.address_of(call.tx, call.actor)}

    @routes.write("/calendar-address", None, method="DELETE", status=204)
    def withdraw_calendar_address(call: Call) -> object:
        """Let the address open nothing any more"""
        calendar_address.withdraw(call.tx, call.actor)
        return None

    @routes.write("/units/<uuid:unit_id>/conversation", None, body=Conversation, method="PUT", status=204)
    def name_conversation(call: Call, unit_id: UUID) -> object:
        """Name the conversation in which a unit's week calendar is posted"""
        week_posting.name_conversation(
            call.tx,
            call.actor,
            unit_given(call, unit_id),
            week_posting.own_installation(call.tx),
            call.given["conversation_id"],
        )
        return None

    return routes


def _line_seen(call: Call, plan_id: UUID, line_id: UUID) -> PlanRow:
    return _seen(call, plan_id)
