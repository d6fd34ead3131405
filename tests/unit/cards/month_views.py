"""Scores, evaluations and requests of a made-up ward as the cards get them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from ward_views import AN, HA, KHOI, LONG_NAME, LONG_PERSON, LONG_TEXT, LONG_UNIT, MINH, NGOC, NOW, THAO

from hanoiwork_plugin.domain.calendar import Period, hanoi_instant
from hanoiwork_plugin.domain.policy import ND335_2025, Level
from hanoiwork_plugin.domain.rating.card_views import EvaluationView, PublicationView, ScorePreview
from hanoiwork_plugin.domain.rating.criteria import DEFAULT_CRITERIA, GeneralMarks
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct, EvaluationState
from hanoiwork_plugin.domain.rating.lots import LineEvent, LineEventKind
from hanoiwork_plugin.domain.rating.scoring import Scope, ScoreSheet, TaskLine, score
from hanoiwork_plugin.domain.rating.sheet import LeaderFacts, LeaderMarks
from hanoiwork_plugin.domain.tasks import (
    ReturnType,
    TaskKind,
    TaskState,
)
from hanoiwork_plugin.domain.views import (
    SupportView,
)


def _event(number: int, kind: LineEventKind, day: int, units: str = "1", **rest: object) -> LineEvent:
    return LineEvent(
        UUID(int=number), hanoi_instant(date(2026, 6, day)) + timedelta(hours=9), kind, Decimal(units), **rest
    )  # type: ignore[arg-type]


def _line(number: int, name: str, coefficient: str, *events: LineEvent, extra: bool = False, due: int = 19) -> TaskLine:
    accepted = any(each.kind is LineEventKind.ACCEPTED for each in events)
    return TaskLine(
        UUID(int=number),
        name,
        TaskKind.ARISING if extra else TaskKind.REGULAR,
        Decimal(1),
        Decimal(coefficient),
        hanoi_instant(date(2026, 6, due)) + timedelta(hours=17),
        extra,
        TaskState.DONE if accepted else TaskState.IN_PROGRESS,
        False,
        events,
    )


_K = LineEventKind


def _returned(number: int, day: int, reason: str) -> LineEvent:
    return _event(number, _K.RETURNED, day, return_type=ReturnType.MAJOR_CONTENT, actor="Lê Thị Hà", reason=reason)


AN_LINES = [
    _line(
        1,
        "Kiểm tra trật tự đô thị các tuyến phố chính tháng 6",
        "4",
        _event(11, _K.SUBMITTED, 9),
        _returned(12, 10, "Thiếu phụ lục 2"),
        _event(13, _K.SUBMITTED, 11),
        _returned(14, 12, "Số liệu chưa khớp"),
        _event(15, _K.SUBMITTED, 16),
        _event(16, _K.ACCEPTED, 17),
    ),
    _line(
        2,
        "Cập nhật hồ sơ vỉa hè phố Mẫu",
        "2",
        _event(21, _K.DEADLINE_MISSED, 17, "0", due=hanoi_instant(date(2026, 6, 16)) + timedelta(hours=17)),
        _event(22, _K.SUBMITTED, 17),
        _event(23, _K.ACCEPTED, 18),
        due=16,
    ),
    _line(3, "Báo cáo tháng", "1", _event(31, _K.SUBMITTED, 10), _event(32, _K.ACCEPTED, 11)),
    _line(4, "Xử lý điểm ngập úng ngõ 12", "1", _event(41, _K.SUBMITTED, 5), _event(42, _K.ACCEPTED, 6), extra=True),
    _line(5, "Trả lời kiến nghị cử tri tổ 7", "3", due=23),
]
DONE_LINES = [
    *AN_LINES[:4],
    replace(AN_LINES[4], state=TaskState.DONE, events=(_event(51, _K.SUBMITTED, 18), _event(52, _K.ACCEPTED, 19))),
]
MANY_LINES = [
    replace(
        each,
        task_id=UUID(int=n),
        name=f"{n}. {LONG_NAME}",
        events=tuple(
            replace(e, entry_id=UUID(int=n * 100 + i), reason=LONG_TEXT if e.reason else "")
            for i, e in enumerate(each.events)
        ),
    )
    for n in range(1, 90)
    for each in [DONE_LINES[n % 5]]
]


def marks(total: str) -> GeneralMarks:
    less = Decimal(30) - Decimal(total)
    found = {}
    for criterion in reversed(DEFAULT_CRITERIA):
        taken = min(less, Decimal("0.5"))
        found[criterion.code] = criterion.maximum - taken
        less -= taken
    return dict(reversed(found.items()))


def sheet(lines: list[TaskLine], scope: Scope, general: str | None = None, at: datetime = NOW) -> ScoreSheet:
    window = ND335_2025.window_of(Period("2026-06"))
    given = None if general is None else marks(general)
    return score(lines, policy=ND335_2025, window=window, at=at, general=given, scope=scope)


BEFORE_LAST = datetime(2026, 6, 22, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 6, 24, 1, 0, tzinfo=UTC)
PREVIEW = ScorePreview(
    AN,
    sheet(AN_LINES, "due", at=BEFORE_LAST),
    sheet(AN_LINES, "whole", at=BEFORE_LAST),
    sheet(AN_LINES, "projected", at=BEFORE_LAST),
)
MOVED_LINES = [
    replace(line, unit=f"{unit} – Phường Mẫu")
    for line, unit in zip(
        DONE_LINES, ["Phòng Kinh tế, Hạ tầng và Đô thị"] * 3 + ["Phòng Văn hóa – Xã hội"] * 2, strict=True
    )
]
MOVED = ScorePreview(AN, sheet(MOVED_LINES, "due", at=LATER), sheet(MOVED_LINES, "whole", at=LATER))
"""Transferred within the month."""
NO_DATA = ScorePreview(LONG_PERSON, sheet([], "due"), sheet([], "whole"))


OPEN = EvaluationView(
    id=UUID(int=600),
    version=1,
    person=AN,
    unit="Phòng Kinh tế, Hạ tầng và Đô thị",
    period="2026-06",
    state=EvaluationState.OPEN,
    criteria=DEFAULT_CRITERIA,
    task_points=Decimal("67.67"),
    deadline=datetime(2026, 6, 24, 16, 59, 59, tzinfo=UTC),
    late=False,
    allowed=frozenset({EvaluationAct.SELF_SUBMITTED}),
)
SELF_DONE = replace(
    OPEN,
    state=EvaluationState.SELF_SUBMITTED,
    self_marks=marks("28"),
    self_total=Decimal(28),
    total=Decimal("95.67"),
    self_at=NOW - timedelta(minutes=3),
    suggested_level=Level.EXCELLENT,
    version=2,
)
TO_RATE = replace(
    SELF_DONE, allowed=frozenset({EvaluationAct.REVIEWED}), deadline=datetime(2026, 6, 25, 16, 59, 59, tzinfo=UTC)
)
RATED = replace(
    TO_RATE,
    state=EvaluationState.REVIEWED,
    review_marks=marks("27"),
    review_total=Decimal(27),
    reviewed_by=KHOI,
    on_behalf_of=HA,
    reviewed_at=NOW - timedelta(hours=2),
    review_reason="Hai lần trả lại vì thiếu phụ lục.",
    review_comment="Chủ động, phối hợp tốt.",
    total=Decimal("94.67"),
    allowed=frozenset(),
    version=3,
)
TO_APPROVE = replace(
    RATED, allowed=frozenset({EvaluationAct.APPROVED}), deadline=datetime(2026, 6, 27, 16, 59, 59, tzinfo=UTC)
)
PUBLISHED = replace(
    RATED,
    state=EvaluationState.PUBLISHED,
    level=Level.EXCELLENT,
    approved_by=MINH,
    approved_at=NOW - timedelta(hours=5),
    published_at=NOW,
    allowed=frozenset({EvaluationAct.SEEN}),
    version=5,
)
LEADER_FACTS = LeaderFacts(
    scored=5, below=1, unsettled=2, minimum=Decimal(50), planned=18, clean=16, long_late=0, long_days=10
)
TO_LEAD = replace(
    TO_RATE,
    person=HA,
    total=None,
    suggested_level=None,
    leads=True,
    leader_facts=LEADER_FACTS,
    leader_choices=ND335_2025.leader_choices,
    allowed=frozenset({EvaluationAct.LEADER_RATED}),
)
LED = replace(
    TO_LEAD,
    total=Decimal("92.17"),
    suggested_level=Level.EXCELLENT,
    leader=LeaderMarks(Decimal(100), Decimal(100), Decimal(50), LONG_TEXT, LONG_TEXT, LONG_TEXT),
    allowed=frozenset({EvaluationAct.LEADER_RATED, EvaluationAct.REVIEWED}),
)
LED_TO_APPROVE = replace(LED, allowed=frozenset({EvaluationAct.LEADER_RATED, EvaluationAct.APPROVED}))
EMPTY_EVALUATION = replace(
    OPEN,
    person=LONG_PERSON,
    unit=LONG_UNIT,
    task_points=None,
    deadline=None,
    allowed=frozenset({EvaluationAct.REVIEWED}),
)
LONG_RATED = replace(
    TO_APPROVE,
    person=LONG_PERSON,
    unit=LONG_UNIT,
    review_reason=LONG_TEXT,
    review_comment=LONG_TEXT,
    reviewed_by=LONG_PERSON,
)
PUBLICATION = PublicationView(
    UUID(int=10),
    1,
    "Phường Mẫu",
    "2026-06",
    datetime(2026, 7, 4, 16, 59, 59, tzinfo=UTC),
    ((Level.EXCELLENT, 2), (Level.GOOD, 9), (Level.FAIR, 1), (Level.FAILED, 0)),
    ((NGOC, EvaluationState.SELF_SUBMITTED), (LONG_PERSON, EvaluationState.OPEN)),
    True,
)
REQUEST = SupportView(
    UUID(int=700),
    1,
    12,
    "Không mở được thẻ nhiệm vụ trên điện thoại khi dùng mạng 4G.",
    "open",
    AN,
    "Phòng Kinh tế, Hạ tầng và Đô thị",
    NOW - timedelta(minutes=9),
    None,
    "",
    None,
    None,
    True,
    True,
)
ANSWERED = replace(
    REQUEST,
    state="answered",
    taken_by=THAO,
    answer="Lỗi đã được khắc phục lúc 9:00. Mời anh mở lại ứng dụng.",
    answered_by=THAO,
    answered_at=NOW,
    may_take=False,
    may_answer=False,
)
