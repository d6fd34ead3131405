"""Watching without hounding (DOMAIN 7): the rules, each with its threshold, its sentence and what it does not mean.

Every rule reads what the ledger says of one task and answers with the entries that make the pattern, or with
nothing. A pattern moves no points and says nothing bad of anybody: the person sees it first, alone, and can add
evidence or explain; only what stays unanswered for two working days goes on to the monitor and the head. A file
used for two products is asked about where it is handed in (``services.doing.evidence_holds``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from hanoiwork_plugin.domain.calendar import add_working_days, hanoi_date
from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.policy import DEFAULT_POLICY, WatchRules
from hanoiwork_plugin.domain.tasks import TaskAct


class Pattern(LabelledEnum):
    """Dấu hiệu cần lưu ý: the sentence that the person reads."""

    SAME_TEXT = "same_text", "Cùng một nội dung cập nhật nhiều lần, tiến độ vẫn tăng, chưa có tệp kèm theo"
    RISING_WITHOUT_PROOF = "rising_without_proof", "Tiến độ tăng nhiều lần liên tiếp mà chưa có tệp hoặc sản phẩm"
    LAST_DAY_BURST = "last_day_burst", "Nhiều cập nhật dồn vào ngày cuối của hạn"
    FULL_WITHOUT_PRODUCT = "full_without_product", "Tiến độ đã ghi 100% nhưng chưa gửi sản phẩm"


class DoesNotMean(LabelledEnum):
    """Dấu hiệu không có nghĩa là gì; by the code of its pattern."""

    SAME_TEXT = "same_text", "Không có nghĩa là việc không được làm; có thể nội dung lặp lại theo đúng tính chất việc."
    RISING_WITHOUT_PROOF = "rising_without_proof", "Không có nghĩa là tiến độ sai; có thể sản phẩm chưa đến lúc có tệp."
    LAST_DAY_BURST = "last_day_burst", "Không có nghĩa là làm dồn; có thể chỉ là cập nhật được ghi muộn."
    FULL_WITHOUT_PRODUCT = "full_without_product", "Không có nghĩa là chưa làm xong; có thể chỉ còn bước gửi sản phẩm."


class NoteState(LabelledEnum):
    """Tình trạng của một lưu ý riêng."""

    OPEN = "open", "chờ anh/chị xem"
    PASSED_ON = "passed_on", "chưa có trả lời, đã chuyển theo dõi"
    EVIDENCED = "evidenced", "đã bổ sung minh chứng"
    EXPLAINED = "explained", "đã giải thích"


ANSWERED = frozenset({NoteState.EVIDENCED, NoteState.EXPLAINED})


class NoteAct(LabelledEnum):
    """Hành vi về lưu ý riêng; the code is the ledger's act."""

    MADE = "note.made", "gửi lưu ý riêng"
    EXPLAINED = "note.explained", "giải thích"
    EVIDENCED = "note.evidenced", "bổ sung minh chứng"
    PASSED_ON = "note.passed_on", "chuyển người theo dõi và lãnh đạo"


@dataclass(frozen=True)
class Event:
    """A ledger entry of a task as the rules read it; ``progress`` in percent after it, None where it sets none."""

    entry_id: UUID
    at: datetime
    act: TaskAct
    text: str
    progress: int | None = None


@dataclass(frozen=True)
class Trace:
    """What is known of one task, oldest event first."""

    events: tuple[Event, ...]
    due: datetime | None
    today: date


_PROOF = frozenset({TaskAct.ADD_EVIDENCE, TaskAct.SUBMIT})


def _unproven(trace: Trace) -> list[Event]:
    """The updates since a file or product last came in."""
    found: list[Event] = []
    for event in trace.events:
        if event.act in _PROOF:
            found = []
        elif event.act is TaskAct.PROGRESS:
            found.append(event)
    return found


def _rises(events: Sequence[Event]) -> bool:
    steps = [event.progress or 0 for event in events]
    return all(later > earlier for earlier, later in pairwise(steps))


def same_text(trace: Trace, rules: WatchRules) -> tuple[Event, ...]:
    """The same text for the n-th time, the progress rising each time, and no file."""
    last = _unproven(trace)[-rules.same_text_times :]
    alike = len({" ".join(fold(event.text).split()) for event in last}) == 1 and last[0].text.strip() if last else ""
    return tuple(last) if len(last) == rules.same_text_times and alike and _rises(last) else ()


def rising_without_proof(trace: Trace, rules: WatchRules) -> tuple[Event, ...]:
    """So many updates in a row, rising by so many points in all, without a file or product."""
    last = _unproven(trace)[-rules.rising_times :]
    risen = (last[-1].progress or 0) - (last[0].progress or 0) if last else 0
    return tuple(last) if len(last) == rules.rising_times and _rises(last) and risen >= rules.rising_points else ()


def last_day_burst(trace: Trace, rules: WatchRules) -> tuple[Event, ...]:
    """So many updates on the day of the deadline, when most of the progress was still to come that morning."""
    if trace.due is None:
        return ()
    last_day = hanoi_date(trace.due)
    updates = [event for event in trace.events if event.act is TaskAct.PROGRESS]
    before = [event for event in updates if hanoi_date(event.at) < last_day]
    on_it = [event for event in updates if hanoi_date(event.at) == last_day]
    if len(on_it) < rules.burst_times:
        return ()
    began = (before[-1].progress or 0) if before else 0
    return tuple(on_it) if (on_it[-1].progress or 0) - began >= rules.burst_points else ()


def full_without_product(trace: Trace, rules: WatchRules) -> tuple[Event, ...]:
    """100 % on record for so many working days, and no product handed in since."""
    last = _unproven(trace)[-1:]
    if not last or last[0].progress != 100:
        return ()
    return tuple(last) if add_working_days(hanoi_date(last[0].at), rules.full_days) <= trace.today else ()


RULES: dict[Pattern, Callable[[Trace, WatchRules], tuple[Event, ...]]] = {
    Pattern.SAME_TEXT: same_text,
    Pattern.RISING_WITHOUT_PROOF: rising_without_proof,
    Pattern.LAST_DAY_BURST: last_day_burst,
    Pattern.FULL_WITHOUT_PRODUCT: full_without_product,
}
"""Pattern → its rule, in the order in which they are asked; the first that answers makes the note."""


def found(trace: Trace, rules: WatchRules = DEFAULT_POLICY.watching) -> tuple[Pattern, tuple[Event, ...]] | None:
    """The first pattern in the trace, with its events."""
    for pattern, rule in RULES.items():
        events = rule(trace, rules)
        if events:
            return pattern, events
    return None


def passed_on_after(made: datetime, rules: WatchRules = DEFAULT_POLICY.watching) -> date:
    """The morning on which an unanswered note goes on: that of the second working day after it was sent."""
    return add_working_days(hanoi_date(made), rules.answer_days)
