"""What is asked about a task: to wait for another unit, an extension, an objective cause, a hand-over, co-operation.

Each is asked with a reason, answered with a reason by somebody competent, and none of it is held against the person
who asks (DOMAIN 4). While another unit holds the work, and while the giver paused it, the clock stands still.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from hanoiwork_plugin.domain.calendar import (
    add_working_days,
    hanoi_date,
    hanoi_instant,
    is_overdue,
    is_working_day,
    to_hanoi,
)
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import TaskAct

ANSWER_WORKING_DAYS = 2
"""How long an objection may wait for its answer before it goes up one level (DOMAIN 4)."""


class RequestKind(LabelledEnum):
    """Loại đề nghị về nhiệm vụ."""

    WAIT = "wait", "chờ đơn vị khác"
    EXTENSION = "extension", "gia hạn"
    CAUSE = "cause", "nguyên nhân khách quan"
    HAND_OVER = "hand_over", "bàn giao vì không thực hiện được"
    CO_OPERATION = "co_operation", "đề nghị phối hợp"


class RequestState(LabelledEnum):
    """Trạng thái đề nghị."""

    ASKED = "asked", "chờ trả lời"
    AGREED = "agreed", "đã đồng ý"
    REFUSED = "refused", "không đồng ý"
    ENDED = "ended", "đã kết thúc"
    WITHDRAWN = "withdrawn", "đã rút"
    SENT = "sent", "đã gửi kết quả, chờ xác nhận"
    """Co-operation: its result was sent and waits to be confirmed."""


class HandOverWhy(LabelledEnum):
    """Lý do chuyển việc cho người khác; decides where the unfinished part counts (DOMAIN 4, 5).

    ``LEFT``: the person is transferred or long absent; what is not finished counts nowhere for them, for the taker it
    is extra. ``CANNOT``: stays in the assigned total of the one who hands over, as not done; for the taker it is extra.
    ``REASSIGNED``: the giver chose somebody else; it is assigned to the taker like any work.
    """

    LEFT = "left", "chuyển đi, nghỉ dài ngày"
    CANNOT = "cannot", "người được giao không thực hiện được"
    REASSIGNED = "reassigned", "giao lại cho người khác"

    @property
    def stays_assigned(self) -> bool:
        """Whether the whole quantity stays in the assigned total of the person who hands over."""
        return self is HandOverWhy.CANNOT

    @property
    def is_extra(self) -> bool:
        """Whether the task lies outside the taker's assigned total."""
        return self is not HandOverWhy.REASSIGNED


class Answering(LabelledEnum):
    """Trả lời một đề nghị."""

    AGREE = "agree", "đồng ý"
    REFUSE = "refuse", "không đồng ý"


ASKING: dict[RequestKind, TaskAct] = {
    RequestKind.WAIT: TaskAct.ASK_WAIT,
    RequestKind.EXTENSION: TaskAct.ASK_EXTENSION,
    RequestKind.CAUSE: TaskAct.CLAIM_CAUSE,
    RequestKind.HAND_OVER: TaskAct.ASK_HAND_OVER,
    RequestKind.CO_OPERATION: TaskAct.ASK_CO_OPERATION,
}
AGREEING: dict[RequestKind, TaskAct] = {
    RequestKind.WAIT: TaskAct.TAKE_WAIT,
    RequestKind.EXTENSION: TaskAct.GRANT_EXTENSION,
    RequestKind.CAUSE: TaskAct.CONFIRM_CAUSE,
    RequestKind.HAND_OVER: TaskAct.HAND_OVER,
    RequestKind.CO_OPERATION: TaskAct.TAKE_CO_OPERATION,
}
REFUSING: dict[RequestKind, TaskAct] = {
    RequestKind.WAIT: TaskAct.REFUSE_WAIT,
    RequestKind.EXTENSION: TaskAct.REFUSE_EXTENSION,
    RequestKind.CAUSE: TaskAct.REFUSE_CAUSE,
    RequestKind.HAND_OVER: TaskAct.REFUSE_HAND_OVER,
    RequestKind.CO_OPERATION: TaskAct.REFUSE_CO_OPERATION,
}

TRANSITIONS: dict[tuple[RequestState, str], RequestState] = {
    (RequestState.ASKED, "agree"): RequestState.AGREED,
    (RequestState.ASKED, "refuse"): RequestState.REFUSED,
    (RequestState.ASKED, "withdraw"): RequestState.WITHDRAWN,
    (RequestState.AGREED, "end"): RequestState.ENDED,
}
"""(state, step) → state; only an agreed wait can end."""
CO_OPERATION_TRANSITIONS: dict[tuple[RequestState, str], RequestState] = {
    (RequestState.ASKED, "agree"): RequestState.AGREED,
    (RequestState.ASKED, "refuse"): RequestState.REFUSED,
    **{(state, "ask"): RequestState.ASKED for state in (RequestState.ASKED, RequestState.AGREED)},
    **{(state, "withdraw"): RequestState.WITHDRAWN for state in (RequestState.ASKED, RequestState.AGREED)},
    (RequestState.AGREED, "send"): RequestState.SENT,
    (RequestState.SENT, "lack"): RequestState.AGREED,
    (RequestState.SENT, "end"): RequestState.ENDED,
}
"""The same for co-operation; ``ask``: put anew, with other words or to somebody else of the unit."""
OPEN_CO_OPERATION = frozenset({RequestState.ASKED, RequestState.AGREED, RequestState.SENT})


def step(kind: RequestKind, state: RequestState, taken: str) -> RequestState:
    """The state of a request after ``agree``, ``refuse``, ``withdraw`` or ``end``; of co-operation also ``ask``,
    ``send`` and ``lack``.

    Raises:
        Conflict: when it was answered, withdrawn or ended before.
    """
    co_operation = kind is RequestKind.CO_OPERATION
    following = (CO_OPERATION_TRANSITIONS if co_operation else TRANSITIONS).get((state, taken))
    if following is None or (taken == "end" and kind not in (RequestKind.WAIT, RequestKind.CO_OPERATION)):
        raise Conflict("Đề nghị này {state}.", state=state.label)
    return following


def check_wait(since: date, expected_on: date, given: date, today: date) -> None:
    """Refuse a wait whose dates cannot be, or that began before the task was ``given``; raises Invalid naming each."""
    faults = []
    if since < given:
        faults.append(Fault("wait_since", "Ngày bắt đầu chờ phải từ ngày giao việc, {given}.", {"given": given}))
    if since > today:
        faults.append(Fault("wait_since", "Ngày bắt đầu chờ phải từ hôm nay trở về trước."))
    if expected_on < today:
        faults.append(Fault("wait_expected", "Ngày dự kiến có kết quả phải từ hôm nay trở đi."))
    if faults:
        raise Invalid("Chưa ghi nhận được việc chờ đơn vị khác.", faults=faults)


def check_extension(due: datetime | None, wanted: datetime, now: datetime) -> None:
    """An extension is asked before the deadline, for a later one.

    Raises:
        Conflict: after the deadline, or without one; the objective cause is the way then.
        Invalid: when the new deadline is no later than the one in force.
    """
    if due is None:
        raise Conflict("Nhiệm vụ này chưa có hạn.")
    if is_overdue(due, now):
        raise Conflict(
            "Hạn của nhiệm vụ đã qua nên không xin gia hạn được nữa. Nếu chậm do nguyên nhân khách quan, "
            "mời anh/chị nêu nguyên nhân kèm minh chứng để người có thẩm quyền xác nhận."
        )
    if wanted <= due:
        raise Invalid("Hạn mới phải sau hạn đang có.", faults=[Fault("extension_due", "Hạn mới phải sau hạn đang có.")])


def check_granted(due: datetime | None, given: datetime, now: datetime) -> None:
    """The deadline that is granted lies ahead and after the one in force; raises Invalid."""
    if is_overdue(given, now) or (due is not None and given <= due):
        raise Invalid(
            "Hạn mới phải sau hạn đang có và chưa qua.",
            faults=[Fault("agree_due", "Hạn mới phải sau hạn đang có và chưa qua.")],
        )


def co_operators(named: Iterable[UUID], assignees: Sequence[UUID], accountable_id: UUID | None) -> tuple[UUID, ...]:
    """Who co-operates (người phối hợp): those named, and of several assignees all but the accountable person.

    Until that person is chosen, all of several assignees; a single one is expected to become it.
    """
    others = assignees if accountable_id is not None or len(assignees) > 1 else ()
    return tuple(each for each in dict.fromkeys((*named, *others)) if each != accountable_id)


def check_until(until: date, due: datetime, today: date) -> None:
    """Co-operation is asked for until a day ahead, at the latest that of the task's deadline; raises Invalid."""
    latest = max(hanoi_date(due), today)
    if not today <= until <= latest:
        raise Invalid(
            "Hạn phối hợp phải từ hôm nay và không quá hạn của nhiệm vụ.",
            faults=[Fault("co_until", "Chọn ngày từ hôm nay đến {latest}.", {"latest": latest})],
        )


def resumed_due(due: datetime, held_from: datetime, until: datetime) -> datetime:
    """The deadline after the clock stood still: later by the working days of the hold, at the same hour.

    A deadline already past when the hold began stays; one that would still lie in the past is set to the next
    working day.
    """
    if is_overdue(due, held_from):
        return due
    local = to_hanoi(due)
    hour = time(local.hour, local.minute, local.second)
    days = held_days(held_from, until)
    moved = hanoi_instant(add_working_days(local.date(), days), hour) if days else due
    return moved if moved > until else hanoi_instant(add_working_days(hanoi_date(until), 1), hour)


def held_days(held_from: datetime, until: datetime) -> int:
    """Working days (ngày làm việc) that began while the clock stood still."""
    first = hanoi_date(held_from)
    return sum(is_working_day(first + timedelta(days=n + 1)) for n in range((hanoi_date(until) - first).days))
