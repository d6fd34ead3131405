"""The use-cases of wrong data, on one report that is open and one that was verified."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from stage.play import Play
from stage.ward import AN, HA, NGOC, TIEN
from walked import Walked, about, own

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.disputes.data_reports import DatumKind
from hanoiwork_plugin.services.disputes import data_reports
from hanoiwork_plugin.services.disputes.data_reports import Verification
from hanoiwork_plugin.services.disputes.reported_data import reportable


class DataWorld:
    """An says that a task is somebody else's, and that its quantity is another; the second was verified."""

    def __init__(self, play: Play, task_id: UUID) -> None:
        self.play, self.task_id = play, task_id
        self.an, self.ha, self.ngoc = (play.ward.id_of(each) for each in (AN, HA, NGOC))
        with play.plugin.transaction() as tx:
            self.urban = play.ward.actor(tx, AN).unit
        self.opened = self._report(DatumKind.TASK_PERSON)
        self.verified = self._report(DatumKind.TASK_QUANTITY)
        seen = Verification("Một cửa", date(2026, 6, 1), "2")
        play.act(TIEN, lambda tx, tien: data_reports.verify_datum(tx, tien, self.verified, seen))

    def _report(self, kind: DatumKind) -> UUID:
        return self.play.act(
            AN, lambda tx, an: data_reports.report_datum(tx, an, kind, self.task_id, "2", "Nhầm hồ sơ").id
        )

    def walked(self) -> Iterator[tuple[str, Walked]]:
        """Every use-case of wrong data."""
        of_an, of_task = Subject(self.urban, self.an), Subject(self.urban, self.an, self.ha)
        o, v, verified = self.opened, self.verified, Verification("Một cửa", date(2026, 6, 1), "2", self.ngoc)
        both, deciding = (Act.REPORT_DATA, Act.VERIFY_DATA), (Act.CORRECT_TASK_DATA,)
        yield "reported_data.reportable", own(reportable)
        yield "data_reports.reports_of", own(data_reports.reports_of)
        yield (
            "data_reports.report_datum",
            own(lambda tx, x: data_reports.report_datum(tx, x, DatumKind.TITLE, x.id, "Chuyên viên", "Ghi nhầm")),
        )
        yield (
            "data_reports.visible_report",
            about(lambda tx, x: data_reports.visible_report(tx, x, o), of_an, acts=both),
        )
        yield (
            "data_reports.visible_report",
            about(lambda tx, x: data_reports.visible_report(tx, x, v), of_task, acts=(*both, *deciding)),
        )
        yield "data_reports.verify_datum", about(lambda tx, x: data_reports.verify_datum(tx, x, o, verified), of_an)
        yield (
            "data_reports.refuse_report",
            about(lambda tx, x: data_reports.refuse_report(tx, x, o, "Đúng nguồn"), of_an, acts=(Act.VERIFY_DATA,)),
        )
        yield (
            "data_reports.refuse_report",
            about(lambda tx, x: data_reports.refuse_report(tx, x, v, "Đã rõ"), of_task, acts=deciding),
        )
        yield (
            "data_reports.correct_datum",
            about(lambda tx, x: data_reports.correct_datum(tx, x, v), of_task, acts=deciding),
        )
