"""Cards of doing a task: requests, dialogs beside a task, the day's decisions; ordinary and with the longest texts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from ward_views import (
    AN,
    ASSIGNED,
    FILES,
    HA,
    LONG_NAME,
    LONG_PERSON,
    LONG_TEXT,
    LONG_UNIT,
    NGOC,
    NOW,
    OBJECTED,
    PEOPLE,
    RETURNED_TASK,
    REVIEW,
    WORKING,
)

from hanoiwork_plugin.cards.decisions import decisions_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.task import task_card
from hanoiwork_plugin.cards.task_asking import asking_card, steering_card
from hanoiwork_plugin.cards.task_request import request_card
from hanoiwork_plugin.domain.doing.decisions import MOST_CLEAN, MOST_DOUBTFUL, Deciding, Doubt
from hanoiwork_plugin.domain.doing.request_views import (
    AskingView,
    CostView,
    DecisionLine,
    DecisionsView,
    RequestView,
    SteeringView,
)
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState
from hanoiwork_plugin.domain.tasks import ReturnType, TaskAct, TaskState
from hanoiwork_plugin.domain.views import ChangeView, ObjectionView, RequestRef

SIDE = "Phòng Văn hóa – Xã hội"
WAIT = RequestView(
    id=UUID(int=600),
    version=1,
    task_id=ASSIGNED.id,
    task_name=ASSIGNED.name,
    kind=RequestKind.WAIT,
    state=RequestState.ASKED,
    asked_by=AN,
    asked_at=NOW - timedelta(hours=3),
    text="Số liệu hộ nghèo theo tổ dân phố",
    respondent=HA,
    answer_by=NOW + timedelta(days=2),
    answer_text="",
    answered_by=None,
    answered_at=None,
    side=SIDE,
    since=date(2026, 6, 15),
    expected_on=date(2026, 6, 19),
    ended_at=None,
    ended_by=None,
    days_held=None,
    due_before=None,
    due_wanted=None,
    due_given=None,
    cost=None,
    document="",
    evidence=(),
    taker=None,
    colleagues=(),
    may_answer=True,
    may_end=False,
    may_withdraw=False,
)
TAKEN = replace(
    WAIT,
    state=RequestState.AGREED,
    answer_by=None,
    answered_by=HA,
    answered_at=NOW - timedelta(hours=1),
    days_held=2,
    may_answer=False,
    may_end=True,
)
EXTENSION = replace(
    WAIT,
    kind=RequestKind.EXTENSION,
    text="Chờ họp liên ngành ngày 22/6",
    side="",
    since=None,
    expected_on=None,
    due_before=ASSIGNED.due,
    due_wanted=NOW + timedelta(days=9),
)
COST = CostView(
    UUID(int=610),
    TaskAct.RETURN,
    NOW - timedelta(days=2),
    Decimal(1),
    ReturnType.MAJOR_CONTENT,
    "thiếu phụ lục 2",
)
MISSED = CostView(UUID(int=611), TaskAct.MISS_DEADLINE, NOW - timedelta(days=1), Decimal(1), None, "")
CAUSE = replace(EXTENSION, kind=RequestKind.CAUSE, text="Mất điện diện rộng", document="TB 12/TB-EVN", evidence=FILES)
CAUSE = replace(CAUSE, cost=MISSED, due_wanted=None, answer_by=None)
CANNOT = replace(
    EXTENSION, kind=RequestKind.HAND_OVER, text="Không có chuyên môn đo đạc", due_wanted=None, answer_by=None
)
REFUSED = replace(
    EXTENSION,
    state=RequestState.REFUSED,
    answer_by=None,
    answered_by=HA,
    answered_at=NOW,
    answer_text=LONG_TEXT,
    may_answer=False,
)
LONG_WAIT = replace(TAKEN, task_name=LONG_NAME, text=LONG_TEXT, side=LONG_UNIT, asked_by=LONG_PERSON)
ASKING = AskingView(
    task_id=ASSIGNED.id,
    version=3,
    name=ASSIGNED.name,
    due=ASSIGNED.due,
    may_wait=True,
    may_extend=True,
    too_late_to_extend=False,
    may_hand_over=True,
    units=((UUID(int=30), SIDE), (UUID(int=31), LONG_UNIT)),
    people=tuple(replace(NGOC, id=UUID(int=7000 + n)) for n in range(120)),
    claimable=(COST, MISSED),
    may_remark=True,
)
LATE = replace(ASKING, may_extend=False, too_late_to_extend=True, name=LONG_NAME, people=(), may_wait=False)
NOTHING = replace(LATE, too_late_to_extend=False, may_hand_over=False, claimable=(), may_remark=False)
STEERED = frozenset({TaskAct.SUSPEND, TaskAct.HAND_OVER, TaskAct.CLOSE, TaskAct.CANCEL})
STEERING = SteeringView(ASSIGNED.id, 3, ASSIGNED.name, STEERED, tuple(PEOPLE), Decimal(0))
PART = replace(STEERING, allowed=frozenset({TaskAct.APPROVE_PRODUCT, TaskAct.CANCEL}), units_waiting=Decimal(3))


def line(n: int, kind: Deciding = Deciding.PRODUCT, *doubts: Doubt, request: RequestKind | None = None) -> DecisionLine:
    return DecisionLine(
        kind=kind,
        subject_type="task_request" if request else "task",
        subject_id=UUID(int=800 + n),
        version=4,
        name=ASSIGNED.name if n % 2 else "Báo cáo trật tự đô thị tuần 1",
        person=AN if n % 2 else NGOC,
        quantity=Decimal(1) if kind is Deciding.PRODUCT else None,
        files=n % 3,
        since=NOW - timedelta(hours=n),
        doubts=doubts,
        request=request,
    )


TODAY = DecisionsView(
    id=UUID(int=620),
    version=1,
    day=date(2026, 6, 17),
    clean=tuple(line(n) for n in range(1, 10)),
    doubtful=(
        line(11, Deciding.PRODUCT, Doubt.LATE, Doubt.NO_FILE),
        line(12, Deciding.OBJECTION),
        line(13, Deciding.REQUEST, request=RequestKind.EXTENSION),
    ),
    changed=(),
    accepted=(),
    rest=0,
    decided_at=None,
)
DECIDED = replace(
    TODAY, clean=(), accepted=TODAY.clean[:8], changed=TODAY.clean[8:], doubtful=TODAY.doubtful[:1], decided_at=NOW
)
DECIDED_REST = replace(DECIDED, rest=7)
FULL = replace(
    TODAY,
    clean=tuple(replace(line(n), name=LONG_NAME, person=LONG_PERSON) for n in range(MOST_CLEAN)),
    doubtful=tuple(
        replace(line(n, Deciding.PRODUCT, *Doubt), name=LONG_NAME, person=LONG_PERSON) for n in range(MOST_DOUBTFUL)
    ),
    rest=40,
)
ALL_DONE = replace(TODAY, clean=(), doubtful=(), accepted=TODAY.clean, decided_at=NOW)

REFERENCE = RequestRef(
    WAIT.id, 2, RequestKind.WAIT, RequestState.AGREED, NOW, HA, SIDE, date(2026, 6, 15), date(2026, 6, 19), None
)
WAITING = replace(
    WORKING,
    state=TaskState.WAITING,
    requests=(REFERENCE,),
    allowed=frozenset({TaskAct.PROGRESS, TaskAct.SUBMIT, TaskAct.ADD_EVIDENCE, TaskAct.ASK_HAND_OVER}),
)
PAUSED = replace(WORKING, state=TaskState.PAUSED, allowed=frozenset({TaskAct.RESUME, TaskAct.CANCEL}))
ADJUSTED = replace(
    ASSIGNED,
    objection=replace(
        OBJECTED.objection or ObjectionView(*[None] * 4),  # type: ignore[arg-type]
        answer=TaskAct.ADJUST,
        answer_text="Thu hẹp phạm vi",
        changes=(
            ChangeView("due", "2026-06-19T10:00:00+00:00", "2026-06-22T16:59:59+00:00"),
            ChangeView("quality_criteria", LONG_TEXT, "Chỉ khu phố 3"),
        ),
    ),
)
REMARKED = replace(
    RETURNED_TASK,
    submission=replace(RETURNED_TASK.submission or REVIEW.submission, remark="Phụ lục 2 đã gửi ngày 5/6"),  # type: ignore[type-var]
    allowed=RETURNED_TASK.allowed | {TaskAct.CLAIM_CAUSE, TaskAct.ASK_WAIT},
    waived=1,
)
STEERABLE = replace(WORKING, allowed=STEERED)

DOING: dict[str, tuple[str, Callable[[CardContext], Card]]] = {
    "task-waiting": ("task", lambda c: task_card(WAITING, c)),
    "task-paused": ("task", lambda c: task_card(PAUSED, c)),
    "task-adjusted": ("task", lambda c: task_card(ADJUSTED, c)),
    "task-remarked": ("task", lambda c: task_card(REMARKED, c)),
    "task-steerable": ("task", lambda c: task_card(STEERABLE, c)),
    "asking": ("task_asking", lambda c: asking_card(ASKING, c)),
    "asking-late": ("task_asking", lambda c: asking_card(LATE, c)),
    "asking-nothing": ("task_asking", lambda c: asking_card(NOTHING, c)),
    "steering": ("task_steering", lambda c: steering_card(STEERING, c)),
    "steering-part": ("task_steering", lambda c: steering_card(PART, c)),
    "request-wait": ("task_request", lambda c: request_card(WAIT, c)),
    "request-taken": ("task_request", lambda c: request_card(TAKEN, c)),
    "request-wait-long": ("task_request", lambda c: request_card(LONG_WAIT, c)),
    "request-extension": ("task_request", lambda c: request_card(EXTENSION, c)),
    "request-refused": ("task_request", lambda c: request_card(REFUSED, c)),
    "request-cause": ("task_request", lambda c: request_card(CAUSE, c)),
    "request-cannot": ("task_request", lambda c: request_card(replace(CANNOT, colleagues=tuple(PEOPLE)), c)),
    "request-own": (
        "task_request",
        lambda c: request_card(replace(WAIT, may_answer=False, may_withdraw=True), c),
    ),
    "decisions": ("decisions", lambda c: decisions_card(TODAY, c)),
    "decisions-decided": ("decisions", lambda c: decisions_card(DECIDED, c)),
    "decisions-rest": ("decisions", lambda c: decisions_card(DECIDED_REST, c)),
    "decisions-full": ("decisions", lambda c: decisions_card(FULL, c)),
    "decisions-done": ("decisions", lambda c: decisions_card(ALL_DONE, c)),
}
