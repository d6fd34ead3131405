"""Absences (nghỉ): kinds, states, dates, and what becomes of the deadlines meanwhile (DOMAIN 4, 6; STORY 12)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from hanoiwork_plugin.domain.calendar import add_working_days, due_instant, hanoi_instant, is_working_day, to_hanoi
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
    WITHDRAWN = "withdrawn", "đã rút"


class AbsenceAct(LabelledEnum):
    """Hành vi về nghỉ; the code is the ledger's act."""

    ANNOUNCED = "absence.announced", "báo nghỉ"
    RECORDED = "absence.recorded", "ghi nhận nghỉ"
    CHANGED = "absence.changed", "đổi ngày nghỉ"
    WITHDRAWN = "absence.withdrawn", "rút báo nghỉ"


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
    if state is AbsenceState.WITHDRAWN:
        raise Conflict("Đợt nghỉ này đã được rút.")
    if state is not AbsenceState.ANNOUNCED:
        raise Conflict("Đợt nghỉ này đã được ghi nhận.")
    return AbsenceState.RECORDED


def check_change(state: AbsenceState, first: date, last: date, new_last: date, reason: str, today: date) -> None:
    """Refuse another last day of an absence (về sớm, nghỉ thêm) that changes nothing or cannot be.

    Raises:
        Conflict: when it was withdrawn, or ends on that day already.
        Invalid: naming each fault.
    """
    if state is AbsenceState.WITHDRAWN:
        raise Conflict("Đợt nghỉ này đã được rút.")
    if new_last == last:
        raise Conflict("Ngày nghỉ cuối vẫn như cũ.")
    if new_last < first:
        raise Invalid(
            "Chưa đổi được ngày nghỉ.",
            faults=[Fault("change_to", "Không nghỉ ngày nào thì rút đợt nghỉ.")],
        )
    check_absence(first, new_last, today)
    _needs_reason(reason)


def withdraw(state: AbsenceState, last: date, reason: str, today: date) -> AbsenceState:
    """The state after [Rút đợt nghỉ]; raises Conflict when it was withdrawn before, Invalid without a reason."""
    if state is AbsenceState.WITHDRAWN:
        raise Conflict("Đợt nghỉ này đã được rút.")
    if last < today - LATEST_ENTRY:
        raise Conflict("Đợt nghỉ này đã qua hơn một tháng, không rút được nữa.")
    _needs_reason(reason)
    return AbsenceState.WITHDRAWN


def _needs_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(
            "Còn thiếu {name}.", faults=[Fault("change_reason", "Còn thiếu {name}.", {"name": "Lý do"})], name="Lý do"
        )


def away_all_through(days: Iterable[tuple[date, date]], first: date, last: date) -> bool:
    """Whether absences, each from a day to a day, leave no working day from ``first`` to ``last``."""
    away = list(days)
    asked = [day for n in range((last - first).days + 1) if is_working_day(day := first + timedelta(days=n))]
    return bool(asked) and all(any(begins <= day <= ends for begins, ends in away) for day in asked)


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


def resumed_due(paused: datetime, due: datetime, today: date, fewest: int) -> datetime:
    """The deadline of a paused task when the absence turns out shorter: as ``due`` says, but never without warning.

    Args:
        paused: the deadline as it stood so far, which the new one never passes.
        due: what the shorter absence gives.
        fewest: working days that are left at least.
    """
    return min(paused, max(due, due_instant(add_working_days(today, fewest))))
