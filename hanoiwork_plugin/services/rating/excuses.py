"""Whose missed step of the month is no fault of theirs: away on all its working days, or the host down (DOMAIN 6)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain.calendar import Period, hanoi_date, is_overdue
from hanoiwork_plugin.domain.changes.absence import away_all_through
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct, steps_of
from hanoiwork_plugin.domain.timing.outages import NEAR, Outage, counts, explains, given_back
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.absences import absences_between
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import entries_of_many
from hanoiwork_plugin.store.outages import outages_between

EXCUSED = "evaluation.missed_self_excused"
"""Ledger act: a missed step recorded before the absence or outage was does not count."""
EXCUSED_OF = {
    EvaluationAct.MISSED_SELF: EXCUSED,
    EvaluationAct.MISSED_REVIEW: "evaluation.missed_review_excused",
    EvaluationAct.MISSED_APPROVAL: "evaluation.missed_approval_excused",
    EvaluationAct.MISSED_PUBLICATION: "evaluation.missed_publication_excused",
}
"""The same for each step that an outage can take."""


@dataclass(frozen=True)
class Step:
    """A step of the month: its last instant, and of an evaluation who answers for it and when they did it."""

    by: datetime
    responsible_id: Callable[[EvaluationRow], UUID | None]
    done_at: Callable[[EvaluationRow], datetime | None]


def step_missed(act: EvaluationAct, period: Period) -> Step:
    """The step of the month that ``act`` says was missed; publication is no one person's."""
    dates = steps_of(period)
    match act:
        case EvaluationAct.MISSED_SELF:
            return Step(dates.self_by, lambda row: row.person_id, lambda row: row.self_at)
        case EvaluationAct.MISSED_REVIEW:
            return Step(dates.review_by, lambda row: row.reviewer_id, lambda row: row.reviewed_at)
        case EvaluationAct.MISSED_APPROVAL:
            return Step(dates.approve_by, lambda row: row.approver_id, lambda row: row.approved_at)
        case _:
            return Step(dates.publish_by, lambda row: None, lambda row: row.published_at)


@dataclass(frozen=True)
class Explained:
    """A step whose last instant fell to an outage (do hệ thống), and until when it may be done instead.

    ``until``: None while the outage lasts. ``recorders``: who stated the outages themself, and gets nothing from it.
    """

    until: datetime | None
    recorders: frozenset[UUID | None]

    def covers(self, step: Step, row: EvaluationRow, now: datetime) -> bool:
        """Whether it is not held against whoever answers for the step of this evaluation, done or still open."""
        if step.responsible_id(row) in self.recorders:
            return False
        return self.until is None or not is_overdue(self.until, step.done_at(row) or now)


def explained_by_outage(tx: Tx, agency_id: UUID, step: Step) -> Explained | None:
    """What the outages felt in the whole agency explain of a step; None: nothing."""
    rows = [
        row
        for row in outages_between(tx.session, step.by - NEAR, tx.now)
        if row.unit_id in (None, agency_id) and counts(row.proven(tx.now), tx.now)
    ]
    felt = [Outage(row.since, row.until) for row in rows]
    if not explains(felt, step.by):
        return None
    return Explained(given_back(felt), frozenset(row.recorded_by_id for row in rows if row.recorded_by_id))


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
