"""Whose missed self-evaluation is no fault of theirs: away on every working day of the step (DOMAIN 6)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.changes.absence import away_all_through
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct, steps_of
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.absences import absences_between
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import entries_of_many

EXCUSED = "evaluation.missed_self_excused"
"""Ledger act: a missed step recorded before the absence was does not count."""


def away_for_self_evaluation(tx: Tx, period: Period, person_id: UUID | None = None) -> frozenset[UUID]:
    """Everyone (or ``person_id``, where they are) recorded as absent on every working day of the step; one query."""
    dates = steps_of(period)
    first, last = hanoi_date(dates.self_from), hanoi_date(dates.self_by)
    away = absences_between(tx.session, first, last, person_id)
    return frozenset(person for person, days in away.items() if away_all_through(days, first, last))


def away_for_deciding(tx: Tx, period: Period, act: EvaluationAct) -> frozenset[UUID]:
    """Everyone recorded as absent on every working day on which they could have rated, or approved; one query."""
    dates = steps_of(period)
    spans = {
        EvaluationAct.MISSED_REVIEW: (dates.self_by, dates.review_by),
        EvaluationAct.MISSED_APPROVAL: (dates.review_by, dates.approve_by),
    }
    if act not in spans:
        return frozenset()
    before, by = spans[act]
    first, last = hanoi_date(before) + timedelta(days=1), hanoi_date(by)
    away = absences_between(tx.session, first, last)
    return frozenset(person for person, days in away.items() if away_all_through(days, first, last))


def excuse_missed(tx: Tx, actor: Actor, person_id: UUID) -> None:
    """An absence recorded late: what was held against the person meanwhile is taken off by a later entry."""
    rows = {
        row.id: row
        for row in tx.session.scalars(
            select(EvaluationRow).where(EvaluationRow.person_id == person_id, EvaluationRow.self_at.is_(None))
        )
    }
    entries = entries_of_many(tx.session, list(rows), [EvaluationAct.MISSED_SELF, EXCUSED])
    excused = {entry.subject_id for entry in entries if entry.act == EXCUSED}
    for entry in entries:
        if entry.act == EXCUSED or entry.subject_id in excused:
            continue
        if away_for_self_evaluation(tx, Period.parse(rows[entry.subject_id].period), person_id):
            tx.record(EXCUSED, "evaluation", entry.subject_id, actor, before={"entry": str(entry.id)})
            tx.changed("evaluation", entry.subject_id)
