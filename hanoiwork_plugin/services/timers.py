"""What falls due as business time goes on, fired once each and in order (DOMAIN 4, 6)."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.evaluation import EvaluationAct, EvaluationState, Filed, missed_steps, steps_of
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.domain.reminders import ReminderKind
from hanoiwork_plugin.domain.tasks import CLOSED
from hanoiwork_plugin.services import (
    absences,
    catalogue_versions,
    deadlines,
    delegations,
    periods,
    transfers,
    week_posting,
)
from hanoiwork_plugin.services.evaluations import evaluation_of
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.absences import absent_people
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import entries_of_many
from hanoiwork_plugin.store.messages import PostedCardRow, TimerRow
from hanoiwork_plugin.store.tasks import TaskRow

TRIES = 5
_UNREVIEWED = (EvaluationState.OPEN, EvaluationState.SELF_SUBMITTED)
_WAITING_FOR = {
    "review": ((EvaluationState.OPEN,), EvaluationRow.reviewer_id),
    "approval": (_UNREVIEWED, EvaluationRow.approver_id),
}


def fire_next(plugin: Plugin) -> bool:
    """Fire the earliest timer that has fallen due, at its own instant; False when none has.

    One worker of all fires at a time, so that the order holds on many machines. A timer that fails is tried
    again at the next call; after ``TRIES`` failures it is set aside and the later ones go on.
    """
    now = plugin.clock.now()
    with plugin.transaction() as looking:
        found = looking.session.execute(
            select(TimerRow.id, TimerRow.at)
            .where(TimerRow.fired_at.is_(None), TimerRow.at <= now, TimerRow.failures < TRIES)
            .order_by(TimerRow.at, TimerRow.id)
            .limit(1)
        ).first()
    if found is None:
        return False
    timer_id, at = found
    try:
        with plugin.transaction(cause=f"timer:{timer_id}", at=at) as tx:
            if not tx.session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext("hanoiwork.timers")))):
                return False
            timer = tx.session.get(TimerRow, timer_id, with_for_update=True)
            if timer is not None and timer.fired_at is None:
                timer.fired_at = tx.real_now
                _fire(tx, timer)
    except Exception:
        with plugin.transaction() as tx:
            tx.session.execute(update(TimerRow).where(TimerRow.id == timer_id).values(failures=TimerRow.failures + 1))
        raise
    return True


def next_deadline(tx: Tx) -> datetime | None:
    """The instant of the next timer to come."""
    return tx.session.scalar(select(func.min(TimerRow.at)).where(TimerRow.fired_at.is_(None), TimerRow.at > tx.now))


def _fire(tx: Tx, timer: TimerRow) -> None:
    match timer.kind:
        case deadlines.OVERDUE:
            deadlines.fire_overdue(tx, timer.subject_key)
        case deadlines.REMINDER:
            deadlines.fire_reminder(tx, timer.subject_key, timer.at)
        case periods.ROLL:
            periods.roll(tx, timer.subject_key)
        case periods.REMIND:
            code, _, kind = timer.subject_key.partition(":")
            _remind(tx, Period.parse(code), ReminderKind(kind))
        case periods.MISSED:
            code, _, act = timer.subject_key.partition(":")
            _record_missed(tx, Period.parse(code), EvaluationAct(act))
        case week_posting.WEEK:
            week_posting.fire_week(tx, timer.subject_key)
        case week_posting.AGENCY_WEEK:
            week_posting.fire_agency_week(tx, timer.subject_key)
        case periods.STEP:
            code, _, step = timer.subject_key.partition(":")
            _open_step(tx, Period.parse(code), step)
        case periods.DAY:
            _begin_day(tx)
        case absences.BACK:
            absences.fire_back(tx, UUID(timer.subject_key))
        case transfers.EFFECTIVE:
            transfers.fire_effective(tx, UUID(timer.subject_key))
        case delegations.BEGIN:
            delegations.fire_begin(tx, UUID(timer.subject_key))
        case delegations.END:
            delegations.fire_end(tx, UUID(timer.subject_key))
        case catalogue_versions.BEGIN:
            catalogue_versions.fire_begin(tx, UUID(timer.subject_key))
        case catalogue_versions.ANNOUNCE:
            catalogue_versions.fire_announce(tx, UUID(timer.subject_key))


def _remind(tx: Tx, period: Period, kind: ReminderKind) -> None:
    day = hanoi_date(tx.now).isoformat()
    if kind is ReminderKind.SELF_EVALUATION:
        absent = absent_people(tx.session, hanoi_date(tx.now))
        for agency_id in organisation.agencies_with_people(tx.session, hanoi_date(tx.now)):
            for person in organisation.members(tx.session, agency_id, hanoi_date(tx.now)):
                row = evaluation_of(tx, person, period)
                if row.self_at is None and person.id not in absent:
                    _send(tx, row, person.id, f"self:{day}")
        return
    waiting = {
        ReminderKind.REVIEW: ((EvaluationState.OPEN, EvaluationState.SELF_SUBMITTED), EvaluationRow.reviewer_id),
        ReminderKind.APPROVAL: (
            (EvaluationState.REVIEWED, *(_UNREVIEWED if tx.now > steps_of(period).review_by else ())),
            EvaluationRow.approver_id,
        ),
    }.get(kind)
    if waiting is not None:
        states, responsible = waiting
        absent = absent_people(tx.session, hanoi_date(tx.now))
        counts = tx.session.execute(
            select(responsible, func.count())
            .where(EvaluationRow.period == period.code, EvaluationRow.state.in_(states), responsible.is_not(None))
            .group_by(responsible)
        ).all()
        for person_id, count in counts:
            if person_id in absent:
                continue
            tx.notify(
                "evaluation_reminder",
                person_id=person_id,
                params={"period": period.code, "kind": kind, "count": count},
                dedup=f"evaluation:{period.code}:{kind}:{person_id}:{day}",
            )
        return
    for agency_id in tx.session.scalars(
        select(EvaluationRow.agency_id)
        .where(EvaluationRow.period == period.code, EvaluationRow.state == EvaluationState.APPROVED)
        .distinct()
    ).all():
        for officer in organisation.holders(tx.session, [Role.PERSONNEL], agency_id, hanoi_date(tx.now)):
            tx.notify(
                "publication",
                person_id=officer.id,
                subject_type="publication",
                subject_id=agency_id,
                params={"period": period.code},
                dedup=f"publication:{agency_id}:{period.code}:{officer.id}:{day}",
            )


def _open_step(tx: Tx, period: Period, step: str) -> None:
    """The next step proceeds on the facts where the one before was missed: its card goes to whose turn it is."""
    states, responsible = _WAITING_FOR[step]
    rows = tx.session.scalars(
        select(EvaluationRow).where(
            EvaluationRow.period == period.code, EvaluationRow.state.in_(states), responsible.is_not(None)
        )
    ).all()
    for row in rows:
        person_id = row.reviewer_id if step == "review" else row.approver_id
        if person_id is not None:
            _send(tx, row, person_id, f"step:{step}")


def _begin_day(tx: Tx) -> None:
    """Words like "hôm nay" and "còn 2 ngày" on standing cards are said anew each day; a jump over days once."""
    periods.next_day(tx)
    if tx.now + timedelta(days=1) <= tx.plugin.clock.now():
        return
    standing = select(PostedCardRow.subject_type, PostedCardRow.subject_id).distinct()
    tasks = standing.join(TaskRow, TaskRow.id == PostedCardRow.subject_id).where(
        TaskRow.state.not_in([state.value for state in CLOSED])
    )
    open_states = [EvaluationState.OPEN, EvaluationState.SELF_SUBMITTED, EvaluationState.REVIEWED]
    evaluations = standing.join(EvaluationRow, EvaluationRow.id == PostedCardRow.subject_id).where(
        EvaluationRow.state.in_(open_states)
    )
    for subject_type, subject_id in [*tx.session.execute(tasks), *tx.session.execute(evaluations)]:
        tx.changed(subject_type, subject_id)


def _send(tx: Tx, row: EvaluationRow, person_id: UUID, key: str) -> None:
    tx.notify(
        "evaluation",
        person_id=person_id,
        subject_type="evaluation",
        subject_id=row.id,
        dedup=f"evaluation:{row.id}:{key}",
    )


def _record_missed(tx: Tx, period: Period, act: EvaluationAct) -> None:
    """Record a missed step for the one whose step it was, and for nobody else."""
    dates = steps_of(period)
    if act is EvaluationAct.MISSED_SELF:
        for agency_id in organisation.agencies_with_people(tx.session, hanoi_date(tx.now)):
            for person in organisation.members(tx.session, agency_id, hanoi_date(tx.now)):
                evaluation_of(tx, person, period)
    rows = tx.session.scalars(select(EvaluationRow).where(EvaluationRow.period == period.code)).all()
    recorded = {entry.subject_id for entry in entries_of_many(tx.session, [row.id for row in rows], [act])}
    for row in rows:
        filed = Filed(row.self_at, row.reviewed_at, row.approved_at, row.published_at)
        missed = next((step for step in missed_steps(filed, dates, tx.now) if step.act is act), None)
        if missed is None or row.id in recorded:
            continue
        responsible = {
            EvaluationAct.MISSED_SELF: row.person_id,
            EvaluationAct.MISSED_REVIEW: row.reviewer_id,
            EvaluationAct.MISSED_APPROVAL: row.approver_id,
        }.get(act)
        if responsible is None and act is not EvaluationAct.MISSED_PUBLICATION:
            continue  # the step is nobody's here: the level above decides
        tx.record(
            act,
            "evaluation",
            row.id,
            None,
            after={"responsible": str(responsible) if responsible else None},
            at=missed.at,
        )
        tx.changed("evaluation", row.id)
