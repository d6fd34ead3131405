"""The calendar of the month as timers: reminders, missed steps, and the next month's own (DOMAIN 6)."""

from datetime import timedelta

from hanoiwork_plugin.domain.calendar import FIRST_DAY, Period, hanoi_date, hanoi_instant, overdue_from, window_of
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct, steps_of
from hanoiwork_plugin.domain.timing.reminders import MORNING, evaluation_reminders
from hanoiwork_plugin.services.doing import decisions
from hanoiwork_plugin.services.goals import week_posting
from hanoiwork_plugin.services.rating.scores import current_period
from hanoiwork_plugin.services.transaction import Tx

ROLL = "period.roll"
REMIND = "period.remind"
MISSED = "period.missed"
STEP = "period.step"
DAY = "day.began"

_FIRST = Period.month(FIRST_DAY.year, FIRST_DAY.month)


def ensure_timers(tx: Tx) -> None:
    """Set the timers of the running month and, while the steps of the last one are open, of that too; the week's."""
    week_posting.ensure_timer(tx)
    decisions.ensure_timer(tx)
    next_day(tx)
    running = current_period(tx.now)
    _set_timers(tx, running)
    before = _month_before(running)
    if before.code >= _FIRST.code and tx.now <= steps_of(before).publish_by:
        _set_timers(tx, before)


def roll(tx: Tx, code: str) -> None:
    """A window ended: the next month's timers begin."""
    _set_timers(tx, _month_after(Period.parse(code)))


def next_day(tx: Tx) -> None:
    """Let the next day begin just after midnight in Hanoi."""
    day = hanoi_date(tx.now) + timedelta(days=1)
    tx.timer(DAY, day.isoformat(), hanoi_instant(day) + timedelta(seconds=30))


def _set_timers(tx: Tx, period: Period) -> None:
    dates = steps_of(period)
    planned = [(ROLL, period.code, window_of(period).end + timedelta(seconds=1))]
    planned += [(REMIND, f"{period.code}:{each.kind}", each.at) for each in evaluation_reminders(period)]
    planned += [
        (MISSED, f"{period.code}:{act}", overdue_from(by))
        for act, by in (
            (EvaluationAct.MISSED_SELF, dates.self_by),
            (EvaluationAct.MISSED_REVIEW, dates.review_by),
            (EvaluationAct.MISSED_APPROVAL, dates.approve_by),
            (EvaluationAct.MISSED_PUBLICATION, dates.publish_by),
        )
    ]
    planned += [
        (STEP, f"{period.code}:{name}", hanoi_instant(hanoi_date(by) + timedelta(days=1), MORNING))
        for name, by in (("review", dates.self_by), ("approval", dates.review_by))
    ]
    for kind, key, at in planned:
        if at > tx.now or kind == ROLL:
            tx.timer(kind, key, at)


def _month_before(period: Period) -> Period:
    year, month = (period.year - 1, 12) if period.number == 1 else (period.year, period.number - 1)
    return Period.month(year, month)


def _month_after(period: Period) -> Period:
    year, month = (period.year + 1, 1) if period.number == 12 else (period.year, period.number + 1)
    return Period.month(year, month)
