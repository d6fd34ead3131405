"""Steps of the month as lines of the day's card: self-evaluation, ratings and approvals that wait (DOMAIN 6)."""

from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from hanoiwork_plugin.domain.calendar import FIRST_DAY, Period, hanoi_date
from hanoiwork_plugin.domain.rating.evaluation import EvaluationState, steps_of
from hanoiwork_plugin.domain.timing.digest import DigestKind, DigestLine
from hanoiwork_plugin.domain.timing.reminders import ReminderKind, line_days, stands_today, step_id
from hanoiwork_plugin.services.rating.evaluation_opening import open_evaluations
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.reminders import put_off_days

UNREVIEWED = (EvaluationState.OPEN, EvaluationState.SELF_SUBMITTED)


def open_for_reminding(tx: Tx, agency_id: UUID) -> None:
    """Whoever came since the month was opened is reminded as well."""
    today = hanoi_date(tx.now)
    if today >= FIRST_DAY and today in line_days(ReminderKind.SELF_EVALUATION, _month(tx)):
        open_evaluations(tx, organisation.members(tx.session, agency_id, today), _month(tx))


def evaluation_lines(
    tx: Tx, *, agency_id: UUID | None = None, person_id: UUID | None = None
) -> dict[UUID, list[DigestLine]]:
    """This morning's lines about the running month by person, in an agency or of one person; none before the 20th."""
    today, found = hanoi_date(tx.now), dict[UUID, list[DigestLine]]()
    if today < FIRST_DAY or today < hanoi_date(steps_of(_month(tx)).self_from):
        return found
    in_agency = [EvaluationRow.agency_id == agency_id] if agency_id else []
    _own(tx, [*in_agency, *([EvaluationRow.person_id == person_id] if person_id else [])], found)
    _deciding(tx, in_agency, person_id, found)
    return found


def _month(tx: Tx) -> Period:
    today = hanoi_date(tx.now)
    return Period.month(today.year, today.month)


def _own(tx: Tx, where: list[ColumnElement[bool]], found: dict[UUID, list[DigestLine]]) -> None:
    """Self-evaluations that were not sent."""
    period, kind = _month(tx), ReminderKind.SELF_EVALUATION
    unfiled = (
        EvaluationRow.self_at.is_(None),
        EvaluationRow.state.in_([EvaluationState.OPEN, EvaluationState.REVIEWED]),
    )
    rows = tx.session.scalars(select(EvaluationRow).where(EvaluationRow.period == period.code, *unfiled, *where)).all()
    put = put_off_days(tx.session, [row.id for row in rows])
    for row in rows:
        if stands_today(kind, period, hanoi_date(tx.now), put.get((row.person_id, row.id))):
            by = steps_of(period).self_by
            line = DigestLine(DigestKind.SELF_EVALUATION, None, row.version, "", by, step_id=row.id, period=period.code)
            found.setdefault(row.person_id, []).append(line)


def _deciding(
    tx: Tx, in_agency: list[ColumnElement[bool]], person_id: UUID | None, found: dict[UUID, list[DigestLine]]
) -> None:
    """How many evaluations wait for each who rates or approves."""
    period, today = _month(tx), hanoi_date(tx.now)
    dates = steps_of(period)
    late = UNREVIEWED if tx.now > dates.review_by else ()
    put = put_off_days(tx.session, [step_id(kind, period) for kind in (ReminderKind.REVIEW, ReminderKind.APPROVAL)])
    for kind, states, responsible, by in (
        (ReminderKind.REVIEW, UNREVIEWED, EvaluationRow.reviewer_id, dates.review_by),
        (ReminderKind.APPROVAL, (EvaluationState.REVIEWED, *late), EvaluationRow.approver_id, dates.approve_by),
    ):
        subject_id = step_id(kind, period)
        if today not in line_days(kind, period) and today not in {
            until for (_, put_id), until in put.items() if put_id == subject_id
        }:
            continue
        waiting = (EvaluationRow.period == period.code, EvaluationRow.state.in_(states), responsible.is_not(None))
        mine = [responsible == person_id] if person_id else []
        counts = tx.session.execute(
            select(responsible, func.count()).where(*waiting, *in_agency, *mine).group_by(responsible)
        )
        for who, count in counts:
            if who is not None and stands_today(kind, period, today, put.get((who, subject_id))):
                line = DigestLine(
                    DigestKind(kind.value), None, 0, "", by, step_id=subject_id, period=period.code, count=count
                )
                found.setdefault(who, []).append(line)
