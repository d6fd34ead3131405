"""Sân tập: the seven acts that everyone practises before the roll-out, on tasks that count for nothing (VI.1, STORY 4).

Whether somebody has practised an act is read from the ledger of their practice tasks; nobody ticks it. An exercise
(bài tập) asks for some of the seven acts, in their order, on one practice task.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hanoiwork_plugin.domain.errors import Conflict
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import TaskAct, TaskState


class PracticeAct(LabelledEnum):
    """Bảy thao tác, in the order in which work meets them."""

    RECEIVE = "receive", "nhận việc"
    UPDATE = "update", "cập nhật tiến độ"
    SEND_PRODUCT = "send_product", "gửi sản phẩm"
    SEND_EVIDENCE = "send_evidence", "gửi minh chứng"
    SELF_EVALUATE = "self_evaluate", "tự đánh giá"
    SEE_RESULT = "see_result", "xem kết quả"
    DISPUTE = "dispute", "báo sai lệch dữ liệu"


class ExerciseAct(LabelledEnum):
    """Hành vi trên bài tập; the code is the ledger's act."""

    SEND = "practice.sent", "gửi bài tập"
    START = "practice.started", "bắt đầu bài tập"
    SELF_EVALUATE = "practice.self_evaluated", "tự đánh giá thử"
    SEE_RESULT = "practice.result_seen", "xem kết quả bài tập"
    DISPUTE = "practice.data_disputed", "báo sai lệch dữ liệu của bài tập"
    FINISH = "practice.finished", "hoàn thành bài tập"


class Disputed(LabelledEnum):
    """Which data of the exercise is said to be wrong."""

    DEADLINE = "deadline", "hạn của việc"
    QUANTITY = "quantity", "số lượng, hệ số"
    RETURN = "return", "lần trả lại, lần chậm"
    PERSON = "person", "người thực hiện"


@dataclass(frozen=True)
class Trace:
    """A ledger entry of a practice task: its act, and what it says was done."""

    act: str
    after: Mapping[str, Any]


_BY_ACT: dict[str, PracticeAct] = {
    TaskAct.ACCEPT: PracticeAct.RECEIVE,
    TaskAct.SUBMIT: PracticeAct.SEND_PRODUCT,
    TaskAct.ADD_EVIDENCE: PracticeAct.SEND_EVIDENCE,
    ExerciseAct.SELF_EVALUATE: PracticeAct.SELF_EVALUATE,
    ExerciseAct.SEE_RESULT: PracticeAct.SEE_RESULT,
    ExerciseAct.DISPUTE: PracticeAct.DISPUTE,
}

TRACES: tuple[str, ...] = (*_BY_ACT, TaskAct.PROGRESS)
"""The ledger's acts that show one of the seven."""

ON_TASK: tuple[PracticeAct, ...] = (
    PracticeAct.RECEIVE,
    PracticeAct.UPDATE,
    PracticeAct.SEND_PRODUCT,
    PracticeAct.SEND_EVIDENCE,
)
"""Those of the seven that are done on the task's own card."""

TASK_ACTS = frozenset({TaskAct.ACCEPT, TaskAct.PROGRESS, TaskAct.SUBMIT, TaskAct.ADD_EVIDENCE})
"""What can be done with a practice task; nobody else is given work by it."""

STARTED_PROGRESS = 50
"""Progress of a practice task whose exercise does not ask for an update."""


def shown_by(trace: Trace) -> frozenset[PracticeAct]:
    """Which of the seven acts an entry shows: a product sent with files is a product and evidence."""
    if trace.act == TaskAct.PROGRESS:
        return frozenset({PracticeAct.UPDATE}) if trace.after.get("progress", 0) > 0 else frozenset()
    found = {_BY_ACT[trace.act]} if trace.act in _BY_ACT else set()
    if trace.act == TaskAct.SUBMIT and trace.after.get("files"):
        found.add(PracticeAct.SEND_EVIDENCE)
    return frozenset(found)


def missing(practised: Iterable[PracticeAct]) -> tuple[PracticeAct, ...]:
    """What is still to be practised, in order."""
    done = frozenset(practised)
    return tuple(act for act in PracticeAct if act not in done)


def next_act(asked: Collection[PracticeAct], done: Collection[PracticeAct]) -> PracticeAct | None:
    """The first act of an exercise that is not done yet."""
    return next((act for act in PracticeAct if act in asked and act not in done), None)


def state_at_start(asked: Collection[PracticeAct]) -> TaskState:
    """How far the practice task is when the exercise begins: just before the first act it asks for."""
    if PracticeAct.RECEIVE in asked:
        return TaskState.ASSIGNED
    return TaskState.IN_PROGRESS if any(act in asked for act in ON_TASK) else TaskState.DONE


def possible(act: TaskAct, progress: int) -> bool:
    """Whether ``act`` can be done with a practice task now: the product is sent after progress was reported."""
    return act in TASK_ACTS and (act is not TaskAct.SUBMIT or progress > 0)


def require_possible(act: TaskAct, progress: int) -> None:
    """As ``possible``.

    Raises:
        Conflict: saying what comes first, or that an exercise has no such act.
    """
    if act is TaskAct.SUBMIT and progress <= 0:
        raise Conflict("Ở bài tập, mời cập nhật tiến độ trước khi gửi sản phẩm.")
    if act not in TASK_ACTS:
        raise Conflict("Việc tập không dùng thao tác này.")


def require_turn(act: PracticeAct, asked: Collection[PracticeAct], done: Collection[PracticeAct]) -> None:
    """Whether the acts that the exercise asks for before ``act`` are done; one done already may be done again.

    Raises:
        Conflict: naming the act that comes first, or when the exercise does not ask for this one.
    """
    if act not in asked:
        raise Conflict("Bài tập này không có thao tác {act}.", act=act.label)
    first = next_act(asked, done)
    if act not in done and first is not None and first is not act:
        raise Conflict("Mời {first} trước, rồi mới {act}.", first=first.label, act=act.label)
