"""How people stood at any instant, who could do an act on a task, roles with their dates (DOMAIN 1)."""

from uuid import UUID

from marshmallow import Schema, fields, validate

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.fields import Day, Deadline, Text
from hanoiwork_plugin.api.named import instant_asked, person_named
from hanoiwork_plugin.api.shapes import list_of, shape_of
from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.changes.change_views import CompetentView, StandingView
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.services.accounts import roles
from hanoiwork_plugin.services.changes import past
from hanoiwork_plugin.store.people import RoleGrantRow
from hanoiwork_plugin.wire.fields import Choice, Items

_ABOUT_TASKS = (Act.APPROVE_TASK, Act.JUDGE_PRODUCT, Act.ANSWER_OBJECTION, Act.CANCEL_TASK, Act.SEE_TASK)


class AtQuery(Schema):
    """At which instant: with its zone, or a day, which means its last second; now when left out."""

    at = Deadline()


class CompetentQuery(AtQuery):
    """Which act, at which instant."""

    act = fields.String(
        load_default=Act.APPROVE_TASK.value,
        validate=validate.OneOf([act.value for act in _ABOUT_TASKS]),
        metadata={"description": "approve_task asks for the authority that the task's kind needed then."},
    )


class Phone(Schema):
    """Whose number it is."""

    person = fields.Nested(shape_of(PersonRef), required=True)
    phone = fields.String(required=True)


class NewRole(Schema):
    """Which role over which unit, on which days; ``fields_in_charge`` are those of a deputy."""

    account = Text(255, shortest=1, required=True)
    role = Choice(Role, required=True)
    unit_id = fields.UUID(required=True)
    fields_in_charge = fields.List(Text(200, shortest=1), load_default=list, validate=Items(max=20))
    valid_from = Day(required=True)
    valid_to = Day()
    basis = Text(2000, shortest=1, required=True)


class RoleEnd(Schema):
    """The last day of a role, and the basis."""

    last_day = Day(required=True)
    basis = Text(2000, shortest=1, required=True)


class NewPosting(Schema):
    """A concurrent place of work (kiêm nhiệm)."""

    account = Text(255, shortest=1, required=True)
    unit_id = fields.UUID(required=True)
    title = Text(200, shortest=1, required=True)
    valid_from = Day(required=True)
    valid_to = Day()
    basis = Text(2000, shortest=1, required=True)


class RoleHeld(Schema):
    """A role as held."""

    id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    role = fields.String(required=True)
    unit_id = fields.UUID(required=True)
    fields_in_charge = fields.List(fields.String(), required=True, attribute="fields")
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)


class PostingHeld(Schema):
    """A place of work as held."""

    id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    unit_id = fields.UUID(required=True)
    title = fields.String(required=True)
    is_primary = fields.Boolean(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)


def room(desk: Desk) -> Room:
    """``/people/<account>``, ``/tasks/<id>/competent``, ``/role-grants``, ``/postings``."""
    routes = desk.room("standing", "Who was what, and who could do what, at any instant")

    @routes.read("/people/<account>/standing", shape_of(StandingView), query=AtQuery, may_conflict=True)
    def read_standing(call: Call, account: str) -> object:
        """A person at an instant: postings, roles, delegations, manager; a look at another's is recorded"""
        return past.read_standing(call.tx, call.actor, account, instant_asked(call))

    @routes.read("/people/<account>/phone", Phone)
    def read_phone(call: Call, account: str) -> object:
        """A person's phone number; a look at another's is recorded"""
        person, phone = past.phone_of(call.tx, call.actor, account)
        return {"person": person, "phone": phone}

    @routes.read("/tasks/<uuid:task_id>/competent", list_of(CompetentView), query=CompetentQuery, may_conflict=True)
    def read_who_could(call: Call, task_id: UUID) -> object:
        """Everyone who could do an act on the task at an instant, and in which capacity"""
        act = Act(call.given["act"])
        return {"items": past.read_who_could(call.tx, call.actor, task_id, act, instant_asked(call))}

    @routes.write("/role-grants", RoleHeld, body=NewRole, status=201)
    def grant_role(call: Call) -> object:
        """Give a role from a day on"""
        given = call.given
        row = roles.grant_role(
            call.tx,
            call.actor,
            person_named(call, given["account"], "account"),
            given["role"],
            given["unit_id"],
            fields=given["fields_in_charge"],
            first=given["valid_from"],
            last=given.get("valid_to"),
            basis=given["basis"],
        )
        return _role(call, row)

    @routes.write("/role-grants/<uuid:grant_id>/ending", RoleHeld, body=RoleEnd)
    def end_role(call: Call, grant_id: UUID) -> object:
        """End a role after a day; the days before stay as they were"""
        last, basis = call.given["last_day"], call.given["basis"]
        return _role(call, roles.end_role(call.tx, call.actor, grant_id, last=last, basis=basis))

    @routes.write("/postings", PostingHeld, body=NewPosting, status=201)
    def add_concurrent_posting(call: Call) -> object:
        """Give a second place of work beside the primary one"""
        given = call.given
        row = roles.add_concurrent_posting(
            call.tx,
            call.actor,
            person_named(call, given["account"], "account"),
            given["unit_id"],
            title=given["title"],
            first=given["valid_from"],
            last=given.get("valid_to"),
            basis=given["basis"],
        )
        call.tx.settle()
        return row

    return routes


def _role(call: Call, row: RoleGrantRow) -> RoleGrantRow:
    call.tx.settle()
    return row
