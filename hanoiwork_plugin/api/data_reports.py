"""Wrong data (báo sai lệch dữ liệu): what the caller can dispute, their reports, verification and answer."""

from uuid import UUID

from marshmallow import Schema, fields

from hanoiwork_plugin.api.desk import Call, Desk, Room
from hanoiwork_plugin.api.fields import Day, Text
from hanoiwork_plugin.api.objectives import PERIOD
from hanoiwork_plugin.api.shapes import shape_of
from hanoiwork_plugin.domain.disputes.data_report_views import DataReportList, DataReportView, DatumList
from hanoiwork_plugin.domain.disputes.data_reports import DatumKind
from hanoiwork_plugin.services.disputes import data_reports
from hanoiwork_plugin.services.disputes.data_report_views import report_view, reports_for
from hanoiwork_plugin.services.disputes.reported_data import reportable
from hanoiwork_plugin.store.data_reports import DataReportRow
from hanoiwork_plugin.wire.fields import Choice


class DataQuery(Schema):
    """Of what; without any of them everything of this month."""

    task_id = fields.UUID()
    objectives_id = fields.UUID()
    period = fields.String(validate=PERIOD)


class NewDataReport(Schema):
    """Which datum, what it should be, and why."""

    kind = Choice(DatumKind, required=True)
    datum_id = fields.UUID(required=True)
    wanted = Text(300, required=True)
    reason = Text(2000, required=True)


class VerificationGiven(Schema):
    """The source, the day it was looked at, the right value, whose the datum is."""

    source = Text(300, required=True)
    checked_on = Day(required=True)
    right = Text(300, load_default="")
    owner_id = fields.UUID()


class ReportRefusal(Schema):
    """Why it is not wrong, or not corrected."""

    reason = Text(2000, required=True)


def seen_report(call: Call, report_id: UUID) -> DataReportRow:
    """A report that is the caller's business."""
    return data_reports.visible_report(call.tx, call.actor, report_id)


def room(desk: Desk) -> Room:
    """``/data-reports``."""
    routes = desk.room("data reports", "Data held about a person that they dispute; old and new value stay")
    report = shape_of(DataReportView)

    @routes.read("/data-reports", shape_of(DataReportList))
    def list_data_reports(call: Call) -> object:
        """The caller's own reports, and those that wait for them"""
        return reports_for(call.tx, call.actor)

    @routes.read("/data-reports/data", shape_of(DatumList), query=DataQuery)
    def list_reportable_data(call: Call) -> object:
        """What the caller can dispute: of a task, a set of objectives, a month, or everything of this month"""
        given = call.given
        period = given.get("period")
        found = reportable(
            call.tx, call.actor, task_id=given.get("task_id"), set_id=given.get("objectives_id"), period=period
        )
        return DatumList(tuple(found))

    @routes.write("/data-reports", report, body=NewDataReport, status=201)
    def report_data(call: Call) -> object:
        """Report a datum as wrong; the unit admin verifies its source within two working days"""
        given = call.given
        row = data_reports.report_datum(
            call.tx, call.actor, given["kind"], given["datum_id"], given["wanted"], given["reason"]
        )
        return report_view(call.tx, row, call.actor)

    @routes.read("/data-reports/<uuid:report_id>", report)
    def read_data_report(call: Call, report_id: UUID) -> object:
        """One report with old and new value, source and people"""
        return report_view(call.tx, seen_report(call, report_id), call.actor)

    @routes.write("/data-reports/<uuid:report_id>/verification", report, body=VerificationGiven, look=seen_report)
    def verify_data_report(call: Call, report_id: UUID) -> object:
        """Verify the source: it is wrong; who is competent for the datum corrects it, at once where they verify"""
        given = call.given
        verified = data_reports.Verification(
            given["source"], given["checked_on"], given["right"], given.get("owner_id")
        )
        row = data_reports.verify_datum(call.tx, call.actor, report_id, verified, call.version)
        call.tx.settle()
        return report_view(call.tx, row, call.actor)

    @routes.write("/data-reports/<uuid:report_id>/refusal", report, body=ReportRefusal, look=seen_report)
    def refuse_data_report(call: Call, report_id: UUID) -> object:
        """Find it right, or once verified not correct it, with a reason"""
        row = data_reports.refuse_report(call.tx, call.actor, report_id, call.given["reason"], call.version)
        call.tx.settle()
        return report_view(call.tx, row, call.actor)

    @routes.write("/data-reports/<uuid:report_id>/correction", report, look=seen_report)
    def correct_data_report(call: Call, report_id: UUID) -> object:
        """Correct it as verified; of what the directory keeps: say that it was entered there"""
        row = data_reports.correct_datum(call.tx, call.actor, report_id, call.version)
        call.tx.settle()
        return report_view(call.tx, row, call.actor)

    return routes
