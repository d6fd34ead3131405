"""What falls due as business time goes on, fired once each and in order (DOMAIN 4, 6)."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from hanoiwork_plugin.domain.rating.evaluation import EvaluationState
from hanoiwork_plugin.domain.tasks import CLOSED
from hanoiwork_plugin.services import messages, transaction
from hanoiwork_plugin.services.assigning import objection_clock, pattern_making
from hanoiwork_plugin.services.catalogues import catalogue_versions
from hanoiwork_plugin.services.changes import absences, delegations, transfers
from hanoiwork_plugin.services.disputes import data_report_clock
from hanoiwork_plugin.services.doing import decisions, request_clock, steering
from hanoiwork_plugin.services.goals import week_posting
from hanoiwork_plugin.services.rating import month_steps, periods
from hanoiwork_plugin.services.timing import deadlines, digest, outage_effects
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.services.watch import rater_watch, watch_clock, watching
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.messages import PostedCardRow, TimerRow
from hanoiwork_plugin.store.requests import OPEN_REQUEST, TaskRequestRow
from hanoiwork_plugin.store.tasks import TaskRow

TRIES = 5


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
        case periods.ROLL:
            periods.roll(tx, timer.subject_key)
        case periods.REMIND | periods.MISSED | periods.STEP:
            month_steps.fire_step(tx, timer.kind, timer.subject_key)
        case month_steps.OF_AGENCY:
            month_steps.fire_of_agency(tx, timer.subject_key)
        case week_posting.WEEK:
            week_posting.fire_week(tx, timer.subject_key)
        case week_posting.AGENCY_WEEK:
            week_posting.fire_agency_week(tx, timer.subject_key)
        case periods.DAY:
            _begin_day(tx)
        case absences.BACK:
            absences.fire_back(tx, UUID(timer.subject_key))
        case objection_clock.LAPSE:
            objection_clock.fire_lapsed(tx, UUID(timer.subject_key))
        case request_clock.LAPSE:
            request_clock.fire_lapsed(tx, UUID(timer.subject_key))
        case data_report_clock.LAPSE:
            data_report_clock.fire_lapsed(tx, UUID(timer.subject_key))
        case decisions.DAY:
            decisions.fire_day(tx)
        case decisions.AGENCY_DAY:
            decisions.fire_agency_day(tx, timer.subject_key)
            digest.fire_agency_day(tx, timer.subject_key)
        case transaction.QUIET_OVER:
            messages.release_held(tx)
        case watch_clock.LOOK:
            watching.fire_look(tx, timer.subject_key)
        case watch_clock.LOOK_AT_RATER:
            rater_watch.fire_look(tx, timer.subject_key)
        case watching.GOES_ON:
            watching.fire_goes_on(tx, UUID(timer.subject_key))
        case outage_effects.OF_AGENCY:
            outage_effects.fire_of_agency(tx, timer.subject_key)
        case pattern_making.AHEAD:
            pattern_making.fire_ahead(tx, UUID(timer.subject_key))
        case pattern_making.SHOW:
            pattern_making.fire_show(tx, UUID(timer.subject_key))
        case steering.RESUME:
            steering.fire_resume(tx, timer.subject_key)
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


def _begin_day(tx: Tx) -> None:
    """Words like "hạn hôm nay", "còn 2 ngày" and how long a wait has run are said anew on standing cards each day; a
    jump over days once."""
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
    requests = standing.join(TaskRequestRow, TaskRequestRow.id == PostedCardRow.subject_id).where(OPEN_REQUEST)
    for subject_type, subject_id in [
        *tx.session.execute(tasks),
        *tx.session.execute(evaluations),
        *tx.session.execute(requests),
    ]:
        tx.changed(subject_type, subject_id)
