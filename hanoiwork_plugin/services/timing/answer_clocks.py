"""What an outage takes from nobody who must answer: the time to answer a request, an objection, a report (DOMAIN 4).

Shared by ``request_clock``, ``objection_clock`` and ``data_report_clock``; asked when the time ran out.
"""

from collections.abc import Sequence
from datetime import timedelta

from hanoiwork_plugin.domain.calendar import add_working_days, due_instant, hanoi_date, overdue_from
from hanoiwork_plugin.domain.doing.requests import ANSWER_WORKING_DAYS
from hanoiwork_plugin.domain.timing.outages import NEAR, Outage, counts, given_back, lost_days
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.data_reports import DataReportRow
from hanoiwork_plugin.store.outages import outages_between
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import ObjectionRow

GIVEN_BACK = "answer.given_back"
"""Ledger act: the time to answer was lost to an outage (do hệ thống) and runs again."""

Asked = TaskRequestRow | ObjectionRow | DataReportRow


def runs_again(tx: Tx, row: Asked, lapse: str, *, installation_id: str | None) -> bool:
    """Whether an outage took the time to answer: then nothing goes up, and the working days lost run again after it.

    While the outage lasts it is looked at once more on every working day.

    Args:
        lapse: the timer of the clock.
        installation_id: whose host the work came from, where it came from one.
    """
    assert row.answer_by is not None, "the clock runs"
    felt = _felt(tx, row, installation_id)
    lost = lost_days(felt, row.answer_by, ANSWER_WORKING_DAYS)
    if not lost:
        return False
    back = given_back(felt)
    if back is None:
        today = hanoi_date(tx.now - timedelta(seconds=1))
        tx.timer(lapse, str(row.id), overdue_from(due_instant(add_working_days(today, 1))))
        return True
    before, row.answer_by = row.answer_by, due_instant(add_working_days(hanoi_date(back), lost - 1))
    tx.timer(lapse, str(row.id), overdue_from(row.answer_by))
    tx.record(
        GIVEN_BACK,
        row.__tablename__,
        row.id,
        None,
        before={"answer_by": before.isoformat()},
        after={"answer_by": row.answer_by.isoformat(), "days": lost},
    )
    return True


def _felt(tx: Tx, row: Asked, installation_id: str | None) -> Sequence[Outage]:
    """The outages near the last day that reached whoever must answer; none that they recorded themself."""
    assert row.answer_by is not None
    respondent = organisation.actor_by_id(tx.session, row.respondent_id, hanoi_date(tx.now))
    path = respondent.unit.path if respondent else ()
    return [
        Outage(each.since, each.until)
        for each in outages_between(tx.session, row.answer_by - NEAR, tx.now)
        if counts(each.proven(tx.now), tx.now)
        and (each.unit_id is None or each.unit_id in path)
        and each.recorded_by_id != row.respondent_id
        and (installation_id is None or each.installation_id in (None, installation_id))
    ]
