"""Arising work reported by who did it: the report, the names made clear, the confirmation (DOMAIN 4)."""

from decimal import Decimal
from uuid import UUID

from marshmallow import Schema, fields, validate

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.fields import Amount, Text, Whole
from hanoiwork_plugin.api.named import person_named
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.api.tasks import Reason
from hanoiwork_plugin.domain.assigning.arising import ArisingView
from hanoiwork_plugin.domain.assigning.arising_words import MOST_WORKS
from hanoiwork_plugin.services.assigning import arising
from hanoiwork_plugin.services.assigning.arising import Confirmed
from hanoiwork_plugin.services.assigning.arising_views import arising_view
from hanoiwork_plugin.store.arising import ArisingReportRow


class NewArisingReport(Schema):
    """The message as typed to the bot."""

    text = Text(
        4000,
        required=True,
        metadata={"example": "việc phát sinh: bơm chống ngập ngõ 20, từ 17h20, cùng anh Tuấn"},
    )


class MeantPerson(Schema):
    """Who was meant by one name of ``unclear``; without a person: nobody of the unit."""

    work = Whole(1, MOST_WORKS, required=True)
    index = Whole(0, 20, required=True)
    person = Text(255, metadata={"description": "Account of the colleague."})


class MeantPeople(Schema):
    """An answer for every name that was not sure."""

    people = fields.List(fields.Nested(MeantPerson), required=True, validate=validate.Length(max=80))


class ConfirmedWork(Schema):
    """What one work is: an item of the catalogue, or a product outside it with provisional points."""

    number = Whole(1, MOST_WORKS, required=True)
    item_id = fields.UUID()
    outside_product = Text(500)
    outside_points = Amount()
    quantity = Amount(load_default=Decimal(1))


class ConfirmedReport(Schema):
    """The works of the report, all of them, and the criteria they are judged by."""

    works = fields.List(fields.Nested(ConfirmedWork), required=True, validate=validate.Length(min=1, max=MOST_WORKS))
    quality_criteria = Text(1000, required=True, shortest=1)


def seen_report(call: Call, report_id: UUID) -> ArisingReportRow:
    """The report, when the caller may see it."""
    return arising.visible_report(call.tx, call.actor, report_id)


def _seen_with(call: Call, report_id: UUID, number: int) -> ArisingReportRow:
    """The report of a work, when the caller may see it."""
    return seen_report(call, report_id)


def shown(call: Call, row: ArisingReportRow) -> ArisingView:
    """The report as it is now, for the caller."""
    call.tx.settle()
    return arising_view(call.tx, row, call.actor)


def located(body: dict[str, object]) -> str:
    """The address of a new report."""
    return f"{PREFIX}/arising-reports/{body['id']}"


def room(desk: Desk) -> Room:
    """``/arising-reports``."""
    routes = desk.room("arising", "Arising work: reported in one message, confirmed in one act")
    shape = shape_of(ArisingView)

    @routes.write("/arising-reports", shape, body=NewArisingReport, status=201, at=located)
    def report_arising(call: Call) -> object:
        """Report arising work as it would be typed to the bot; each work becomes a draft"""
        return shown(call, arising.report_arising(call.tx, call.actor, call.given["text"]))

    @routes.read("/arising-reports/<uuid:report_id>", shape)
    def read_arising_report(call: Call, report_id: UUID) -> object:
        """A report, for its sender and for who may confirm it"""
        return shown(call, seen_report(call, report_id))

    @routes.write("/arising-reports/<uuid:report_id>/people", shape, body=MeantPeople, look=seen_report)
    def name_people(call: Call, report_id: UUID) -> object:
        """Say who was meant by the names that are not sure; then the manager is asked"""
        meant = {
            (each["work"], each["index"]): person_named(call, each["person"], "people") if "person" in each else None
            for each in call.given["people"]
        }
        return shown(call, arising.name_people(call.tx, call.actor, report_id, meant, call.version))

    @routes.write("/arising-reports/<uuid:report_id>/confirmation", shape, body=ConfirmedReport, look=seen_report)
    def confirm_report(call: Call, report_id: UUID) -> object:
        """Confirm every work: each is given to who did it, with a share of its product"""
        works = {
            each["number"]: Confirmed(
                each.get("item_id"), each.get("outside_product"), each.get("outside_points"), each["quantity"]
            )
            for each in call.given["works"]
        }
        criteria = call.given["quality_criteria"]
        return shown(call, arising.confirm_report(call.tx, call.actor, report_id, works, criteria, call.version))

    @routes.write("/arising-reports/<uuid:report_id>/refusal", shape, body=Reason, look=seen_report)
    def refuse_report(call: Call, report_id: UUID) -> object:
        """Refuse the report, with a reason; its drafts are cancelled"""
        reason = call.given["reason"]
        return shown(call, arising.refuse_report(call.tx, call.actor, report_id, reason, call.version))

    @routes.write("/arising-reports/<uuid:report_id>/works/<int:number>/refusal", shape, body=Reason, look=_seen_with)
    def refuse_work(call: Call, report_id: UUID, number: int) -> object:
        """Refuse one work of several, with a reason; the others wait on"""
        reason = call.given["reason"]
        return shown(call, arising.refuse_work(call.tx, call.actor, report_id, number, reason, call.version))

    @routes.write("/arising-reports/<uuid:report_id>/withdrawal", shape, look=seen_report)
    def withdraw_report(call: Call, report_id: UUID) -> object:
        """Take the report back before it is decided"""
        return shown(call, arising.withdraw_report(call.tx, call.actor, report_id, call.version))

    return routes
