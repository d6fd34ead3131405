"""A rater's month read by the rules, and the private note that follows (DOMAIN 7; STORY 25)."""

from uuid import UUID

from sqlalchemy import exists, select

from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct, EvaluationState, steps_of
from hanoiwork_plugin.domain.watch.raters import RatedSheet, alike
from hanoiwork_plugin.services.rating.marks import marks_of
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.services.watch.watching import make_note
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import newest_entries
from hanoiwork_plugin.store.watching import WatchNoteRow

_UNRATED = (EvaluationState.OPEN, EvaluationState.SELF_SUBMITTED)


def fire_look(tx: Tx, subject_key: str) -> None:
    """Once a month for a rater, when nobody is left to rate or the time for it has passed."""
    rater, code, _ = subject_key.split(":")
    rater_id, period = UUID(rater), Period.parse(code)
    of_month = EvaluationRow.period == period.code
    unrated = exists().where(of_month, EvaluationRow.reviewer_id == rater_id, EvaluationRow.state.in_(_UNRATED))
    told = exists().where(WatchNoteRow.person_id == rater_id, WatchNoteRow.period == period.code)
    in_time = tx.now <= steps_of(period).review_by
    if tx.session.scalar(select(told)) or (in_time and tx.session.scalar(select(unrated))):
        return
    person = organisation.actor_by_id(tx.session, rater_id, hanoi_date(tx.now))
    rows = tx.session.scalars(
        select(EvaluationRow).where(of_month, EvaluationRow.reviewed_by_id == rater_id).order_by(EvaluationRow.id)
    ).all()
    entries = newest_entries(tx.session, [row.id for row in rows], [EvaluationAct.REVIEWED])
    sheets = [
        RatedSheet(entries[row.id], marks_of(row.review_marks) or {}, marks_of(row.self_marks))
        for row in rows
        if row.review_marks is not None and row.id in entries
    ]
    found = alike(sheets)
    if person is not None and found is not None:
        pattern, those = found
        make_note(tx, person.unit.agency_id, rater_id, pattern, [sheet.entry_id for sheet in those], period=period.code)
