"""*Không cập nhật*: a fact about a gap, recorded once, from which no points move (DOMAIN 4, "facts recorded").

It does not say that nothing was done: only that nothing was noted for longer than the kind of work allows.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from hanoiwork_plugin.domain.calendar import is_working_day
from hanoiwork_plugin.domain.policy import DEFAULT_POLICY, SilenceRules
from hanoiwork_plugin.domain.tasks import TaskAct, TaskKind

OF_THE_SYSTEM = frozenset({TaskAct.MISS_DEADLINE, TaskAct.EXCUSE_DELAY, TaskAct.NO_UPDATE})
"""What the system records by itself ends no gap."""


def quiet_days(since: date, today: date, away: Sequence[tuple[date, date]] = ()) -> int:
    """Whole working days after ``since`` and before ``today`` on which the person was at work."""
    days, day = 0, since + timedelta(days=1)
    while day < today:
        at_work = is_working_day(day) and not any(first <= day <= last for first, last in away)
        days, day = days + at_work, day + timedelta(days=1)
    return days


def allowed(kind: TaskKind | None, rules: SilenceRules = DEFAULT_POLICY.silence) -> int:
    """Working days without an update that the kind of work allows (thời gian quy định theo loại nhiệm vụ)."""
    return {TaskKind.KEY: rules.key_days, TaskKind.ARISING: rules.arising_days}.get(
        kind or TaskKind.REGULAR, rules.regular_days
    )
