"""Absences (nghỉ): announced, recorded, tasks lent and deadlines paused (DOMAIN 4, 6; STORY 12)."""

from uuid import UUID

from marshmallow import Schema, fields

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.fields import Day, Text
from hanoiwork_plugin.api.named import person_named
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.domain.changes.absence import AbsenceKind
from hanoiwork_plugin.domain.changes.change_views import AbsenceView
from hanoiwork_plugin.services.changes import absence_changes, absences
from hanoiwork_plugin.store.absences import AbsenceRow
from hanoiwork_plugin.wire.fields import Choice


class NewAbsence(Schema):
    """Who is away, why, and on which days, both included."""

    account = Text(255, shortest=1, metadata={"description": "The caller's own when left out."})
    kind = Choice(AbsenceKind, required=True)
    valid_from = Day(required=True)
    valid_to = Day(required=True)
    note = Text(2000, load_default="")


class Loan(Schema):
    """Which task a colleague does until the return date."""

    task_id = fields.UUID(required=True)
    account = Text(255, shortest=1, required=True)


class Pause(Schema):
    """Whose deadline stands still."""

    task_id = fields.UUID(required=True)


class NewDays(Schema):
    """Until when the person is away after all, and why."""

    valid_to = Day(required=True)
    reason = Text(2000, required=True)


class Withdrawal(Schema):
    """Why the absence does not take place."""

    reason = Text(2000, required=True)


def seen_absence(call: Call, absence_id: UUID) -> AbsenceRow:
    """The absence, for the person and those who may record it."""
    return absences.visible_absence(call.tx, call.actor, absence_id)


def shown(call: Call, row: AbsenceRow) -> AbsenceView:
    """The absence as it is now, for the caller."""
    call.tx.settle()
    return absences.absence_view(call.tx, row, call.actor)


def located(body: dict[str, object]) -> str:
    """The address of an absence."""
    return f"{PREFIX}/absences/{body['id']}"


def room(desk: Desk) -> Room:
    """``/absences``."""
    routes = desk.room("absences", "Absences, and the tasks of absent people")
    absence = shape_of(AbsenceView)

    @routes.write("/absences", absence, body=NewAbsence, status=201, at=located)
    def report_absence(call: Call) -> object:
        """Announce one's own absence, or record somebody's at once where the caller is competent"""
        given = call.given
        person_id = person_named(call, given["account"], "account") if "account" in given else call.actor.id
        return shown(
            call,
            absences.report_absence(
                call.tx, call.actor, person_id, given["kind"], given["valid_from"], given["valid_to"], given["note"]
            ),
        )

    @routes.read("/absences/<uuid:absence_id>", absence)
    def read_absence(call: Call, absence_id: UUID) -> object:
        """An absence"""
        return shown(call, seen_absence(call, absence_id))

    @routes.write("/absences/<uuid:absence_id>/recording", absence, look=seen_absence)
    def record_absence(call: Call, absence_id: UUID) -> object:
        """Record an announced absence: reminders and facts of these days are muted"""
        return shown(call, absences.record_absence(call.tx, call.actor, absence_id, call.version))

    @routes.write("/absences/<uuid:absence_id>/loans", absence, body=Loan, look=seen_absence)
    def lend_task(call: Call, absence_id: UUID) -> object:
        """Lend a task to a colleague until the return date"""
        taker = person_named(call, call.given["account"], "account")
        absences.lend_task(call.tx, call.actor, absence_id, call.given["task_id"], taker, call.version)
        return shown(call, seen_absence(call, absence_id))

    @routes.write("/absences/<uuid:absence_id>/pauses", absence, body=Pause, look=seen_absence)
    def pause_deadline(call: Call, absence_id: UUID) -> object:
        """Move a task's deadline by the working days of the absence"""
        absences.pause_deadline(call.tx, call.actor, absence_id, call.given["task_id"], call.version)
        return shown(call, seen_absence(call, absence_id))

    @routes.write("/absences/<uuid:absence_id>/days", absence, body=NewDays, look=seen_absence)
    def change_absence(call: Call, absence_id: UUID) -> object:
        """Back earlier or later: loans end on the new day, paused deadlines follow"""
        given = call.given
        row = absence_changes.change_absence(
            call.tx, call.actor, absence_id, given["valid_to"], given["reason"], call.version
        )
        return shown(call, row)

    @routes.write("/absences/<uuid:absence_id>/withdrawal", absence, body=Withdrawal, look=seen_absence)
    def withdraw_absence(call: Call, absence_id: UUID) -> object:
        """Withdraw an absence that does not take place"""
        row = absence_changes.withdraw_absence(call.tx, call.actor, absence_id, call.given["reason"], call.version)
        return shown(call, row)

    return routes
