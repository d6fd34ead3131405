"""Absences (nghỉ): kinds, states, dates, and what becomes of the deadlines meanwhile (DOMAIN 4, 6; STORY 12)."""

from datetime import date, datetime, time, timedelta

from hanoiwork_plugin.domain.calendar import add_working_days, hanoi_instant, is_working_day, to_hanoi
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid
from hanoiwork_plugin.domain.people import LabelledEnum

LONGEST = timedelta(days=366)
LATEST_ENTRY = timedelta(days=31)
"""How long after its last day an absence can still be announced."""


class AbsenceKind(LabelledEnum):
    """Loại nghỉ."""

    SICK = "sick", "nghỉ ốm"
    ANNUAL = "annual", "nghỉ phép"
    MATERNITY = "maternity", "nghỉ thai sản"
    PERSONAL = "personal", "nghỉ việc riêng"
    MISSION = "mission", "đi công tác, học tập"


class AbsenceState(LabelledEnum):
    """Trạng thái báo nghỉ; only a recorded absence has effects."""

    ANNOUNCED = "announced", "đã báo nghỉ, chờ ghi nhận"
    RECORDED = "recorded", "đã ghi nhận nghỉ"


class AbsenceAct(LabelledEnum):
    """Hành vi về nghỉ; the code is the ledger's act."""

    ANNOUNCED = "absence.announced", "báo nghỉ"
    RECORDED = "absence.recorded", "ghi nhận nghỉ"


def check_absence(first: date, last: date, today: date) -> None:
    """Refuse dates that cannot be an absence; raises Invalid naming each."""
    faults = []
    if last < first:
        faults.append(Fault("absence_to", "Ngày nghỉ cuối phải từ ngày nghỉ đầu trở đi."))
    elif last - first > LONGEST:
        faults.append(Fault("absence_to", "Một lần nghỉ không quá một năm; mời báo từng đợt."))
    if last < today - LATEST_ENTRY:
        faults.append(Fault("absence_from", "Đợt nghỉ này đã qua hơn một tháng, không ghi nhận được nữa."))
    if faults:
        raise Invalid("Chưa ghi nhận được ngày nghỉ.", faults=faults)


def record(state: AbsenceState) -> AbsenceState:
    """The state after [Ghi nhận nghỉ]; raises Conflict when it was recorded before."""
    if state is not AbsenceState.ANNOUNCED:
        raise Conflict("Đợt nghỉ này đã được ghi nhận.")
    return AbsenceState.RECORDED


def back_on(last: date) -> date:
    """The first working day after the absence (ngày đi làm lại)."""
    return add_working_days(last, 1)


def working_days_in(first: date, last: date) -> int:
    """How many working days lie from ``first`` to ``last``, both included."""
    return sum(is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))


def paused_due(due: datetime, first: date, last: date) -> datetime:
    """The deadline after the clock stood still during the absence: later by its working days, at the same hour.

    Raises:
        Conflict: when the deadline lies before the absence, which then cannot be its cause.
    """
    local = to_hanoi(due)
    if local.date() < first:
        raise Conflict("Hạn của nhiệm vụ trước ngày nghỉ đầu, không tạm dừng được.")
    day = add_working_days(local.date(), working_days_in(first, last))
    return hanoi_instant(day, time(local.hour, local.minute, local.second))
