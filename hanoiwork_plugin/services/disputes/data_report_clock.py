"""The clock of whoever must answer a report of wrong data: two working days, then one level up (as ``request_clock``).

Nothing is decided by the clock; at the top the report stays with whoever has it, with the record. What an outage took
of the time runs again (``timing.answer_clocks``).
"""

from datetime import timedelta
from uuid import UUID

from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.calendar import add_working_days, due_instant, hanoi_date, overdue_from
from hanoiwork_plugin.domain.disputes.data_reports import ANSWER_WORKING_DAYS, TIMED, ReportAct, ReportState
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.disputes import data_corrections
from hanoiwork_plugin.services.timing.answer_clocks import runs_again
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.data_reports import DataReportRow

LAPSE = "data_report.lapsed"
"""Timer: the time to answer ran out."""


def start(tx: Tx, row: DataReportRow) -> None:
    """The respondent's time begins: to the end of the second working day; passed up at midnight, that day is the
    first."""
    begun = hanoi_date(tx.now - timedelta(seconds=1))
    row.answer_by = due_instant(add_working_days(begun, ANSWER_WORKING_DAYS))
    tx.timer(LAPSE, str(row.id), overdue_from(row.answer_by))


def fire_lapsed(tx: Tx, report_id: UUID) -> None:
    """It goes up, recorded, and both are told."""
    row = tx.session.get(DataReportRow, report_id, with_for_update=True)
    if row is None or ReportState(row.state) not in TIMED or row.answer_by is None:
        return
    if tx.now < overdue_from(row.answer_by):
        return
    if runs_again(tx, row, LAPSE, installation_id=None):
        tx.changed(data_corrections.SUBJECT, row.id)
        return
    late_id, answer_by = row.respondent_id, row.answer_by
    above_id, row.answer_by = _above(tx, row), None
    if above_id is not None:
        row.respondent_id = above_id
        start(tx, row)
    before = {"respondent": str(late_id), "answer_by": answer_by.isoformat()}
    after = {"respondent": str(row.respondent_id)}
    tx.record(ReportAct.LAPSE, data_corrections.SUBJECT, row.id, None, before=before, after=after)
    tx.changed(data_corrections.SUBJECT, row.id)
    for person_id in {late_id, row.respondent_id}:
        data_corrections.tell(tx, row, person_id, again=answer_by.isoformat())


def _above(tx: Tx, row: DataReportRow) -> UUID | None:
    """Who stands one level above the respondent; None at the top."""
    if row.state == ReportState.OPEN:
        subject = data_corrections.subject_of_reporter(tx, row)
        head = competence.nearest_or_none(tx, Act.VERIFY_DATA, subject, besides=row.respondent_id)
        return head.id if head is not None and data_corrections.may_verify(tx, row, head) else None
    _, subject = data_corrections.deciding(tx, row)
    respondent = organisation.actor_by_id(tx.session, row.respondent_id, hanoi_date(tx.now))
    if respondent is None:
        return None
    try:
        above = competence.one_level_up(tx, respondent, subject)
    except Invalid:
        return None
    return above.id if data_corrections.may_decide(tx, row, above) else None
