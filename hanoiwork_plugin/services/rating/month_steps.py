"""What the calendar of the month does to evaluations: reminders, steps gone on with, steps missed (DOMAIN 6).

What concerns everybody is done agency by agency, each in a transaction of its own, so that nothing of 150,000 people
is held up by it.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain.calendar import (
    Period,
    add_working_days,
    due_instant,
    hanoi_date,
    is_overdue,
    overdue_from,
)
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct, EvaluationState, Filed, missed_steps, steps_of
from hanoiwork_plugin.domain.timing.reminders import ReminderKind
from hanoiwork_plugin.services.rating import excuses, periods
from hanoiwork_plugin.services.rating.evaluation_lines import UNREVIEWED
from hanoiwork_plugin.services.rating.evaluation_opening import open_evaluations
from hanoiwork_plugin.services.transaction import Outgoing, Tx
from hanoiwork_plugin.services.watch.watch_clock import look_at_raters
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.absences import absent_people
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import entries_of_many

OF_AGENCY = "period.agency"
_WAITING_FOR = {
    "review": ((EvaluationState.OPEN,), EvaluationRow.reviewer_id),
    "approval": (UNREVIEWED, EvaluationRow.approver_id),
}


def fire_step(tx: Tx, kind: str, subject_key: str) -> None:
    """A step of the month fell due: done at once for those who decide, agency by agency for everybody."""
    code, _, what = subject_key.partition(":")
    period = Period.parse(code)
    if kind == periods.REMIND and what == ReminderKind.PUBLICATION:
        _remind_of_publication(tx, period)
    elif kind != periods.REMIND or what == ReminderKind.SELF_EVALUATION:
        _spread(tx, period, f"{kind}:{subject_key}")


def _spread(tx: Tx, period: Period, key: str) -> None:
    evaluated = tx.session.scalars(
        select(EvaluationRow.agency_id).where(EvaluationRow.period == period.code).distinct()
    ).all()
    for agency_id in {*organisation.agencies_with_people(tx.session, hanoi_date(tx.now)), *evaluated}:
        tx.timer(OF_AGENCY, f"{agency_id}:{key}", tx.now)


def fire_of_agency(tx: Tx, subject_key: str) -> None:
    """The same step in one agency."""
    agency, kind, code, what = subject_key.split(":")
    period = Period.parse(code)
    if kind == periods.REMIND:
        _remind_everybody(tx, UUID(agency), period)
    elif kind == periods.STEP:
        _open_step(tx, UUID(agency), period, what)
    else:
        _record_missed(tx, UUID(agency), period, EvaluationAct(what))


def _opened(tx: Tx, agency_id: UUID, period: Period) -> list[EvaluationRow]:
    """The evaluations of everyone in the agency, opened where they are not yet."""
    people = organisation.members(tx.session, agency_id, hanoi_date(tx.now))
    return open_evaluations(tx, people, period)


def _remind_everybody(tx: Tx, agency_id: UUID, period: Period) -> None:
    today = hanoi_date(tx.now)
    rows, absent = _opened(tx, agency_id, period), absent_people(tx.session, today)
    unfiled = (row for row in rows if row.self_at is None and row.person_id not in absent)
    tx.notify_each([_card(row, row.person_id, f"self:{today.isoformat()}") for row in unfiled])


def _remind_of_publication(tx: Tx, period: Period) -> None:
    today = hanoi_date(tx.now)
    agencies = tx.session.scalars(
        select(EvaluationRow.agency_id)
        .where(EvaluationRow.period == period.code, EvaluationRow.state == EvaluationState.APPROVED)
        .distinct()
    ).all()
    officers = organisation.holders_by_agency(tx.session, [Role.PERSONNEL], agencies, today)
    tx.notify_each(
        [
            Outgoing(
                "publication",
                officer.id,
                subject_type="publication",
                subject_id=agency_id,
                params={"period": period.code},
                dedup=f"publication:{agency_id}:{period.code}:{officer.id}:{today.isoformat()}",
            )
            for agency_id, those in officers.items()
            for officer in those
        ]
    )


def _open_step(tx: Tx, agency_id: UUID, period: Period, step: str) -> None:
    """The next step proceeds on the facts where the one before was missed: its card goes to whose turn it is."""
    states, responsible = _WAITING_FOR[step]
    rows = tx.session.scalars(
        select(EvaluationRow).where(
            EvaluationRow.agency_id == agency_id,
            EvaluationRow.period == period.code,
            EvaluationRow.state.in_(states),
            responsible.is_not(None),
        )
    ).all()
    whose = "reviewer_id" if step == "review" else "approver_id"
    tx.notify_each([_card(row, getattr(row, whose), f"step:{step}") for row in rows])


def _record_missed(tx: Tx, agency_id: UUID, period: Period, act: EvaluationAct) -> None:
    """Record a missed step for the one whose step it was, and for nobody else.

    What an outage took the time for is looked at again when the day given back has passed, on every working day while
    the outage lasts.
    """
    dates, step = steps_of(period), excuses.step_missed(act, period)
    if act is EvaluationAct.MISSED_SELF:
        _opened(tx, agency_id, period)
    if act is EvaluationAct.MISSED_REVIEW:
        look_at_raters(tx, agency_id, period)
    rows = tx.session.scalars(
        select(EvaluationRow).where(EvaluationRow.agency_id == agency_id, EvaluationRow.period == period.code)
    ).all()
    recorded = {entry.subject_id for entry in entries_of_many(tx.session, [row.id for row in rows], [act])}
    away = excuses.away_for_self_evaluation(tx, period) if act is EvaluationAct.MISSED_SELF else frozenset()
    deciders_away = excuses.away_for_deciding(tx, period, act)
    explained = excuses.explained_by_outage(tx, agency_id, step)
    if explained is not None and (explained.until is None or not is_overdue(explained.until, tx.now)):
        again = explained.until or due_instant(add_working_days(hanoi_date(tx.now - timedelta(seconds=1)), 1))
        tx.timer(OF_AGENCY, f"{agency_id}:{periods.MISSED}:{period.code}:{act}", overdue_from(again))
    for row in rows:
        if row.person_id in away:
            continue  # nobody answers for a step that fell into their absence
        filed = Filed(row.self_at, row.reviewed_at, row.approved_at, row.published_at)
        missed = next((each for each in missed_steps(filed, dates, tx.now) if each.act is act), None)
        if missed is None or row.id in recorded or (explained is not None and explained.covers(step, row, tx.now)):
            continue
        responsible = step.responsible_id(row)
        if responsible is None and act is not EvaluationAct.MISSED_PUBLICATION:
            continue  # the step is nobody's here: the level above decides
        if responsible in deciders_away:
            continue  # whoever stands in for them answers for what is given to them, not the absent one for all
        tx.record(
            act,
            "evaluation",
            row.id,
            None,
            after={"responsible": str(responsible) if responsible else None},
            at=missed.at,
        )
        tx.changed("evaluation", row.id)


def _card(row: EvaluationRow, person_id: UUID | None, key: str) -> Outgoing:
    return Outgoing(
        "evaluation",
        person_id,
        subject_type="evaluation",
        subject_id=row.id,
        dedup=f"evaluation:{row.id}:{key}",
    )
