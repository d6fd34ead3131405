"""Cards of bottlenecks, of the rules and of the counts by unit; ordinary, with the longest texts, and with none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from ward_views import AN, HA, HUNG, KHOI, LONG_NAME, LONG_PERSON, LONG_TEXT, LONG_UNIT, NGOC, NOW

from hanoiwork_plugin.cards.bottleneck import bottleneck_card, bottlenecks_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.watch_rules import watch_counts_card, watch_rules_card
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.tasks import TaskState
from hanoiwork_plugin.domain.watch.bottlenecks import (
    BottleneckView,
    DepartmentBottlenecks,
    LeadDecision,
    LeadUnit,
    PathStepView,
    SideDays,
    WaitView,
)
from hanoiwork_plugin.domain.watch.hand_overs import StepKind
from hanoiwork_plugin.domain.watch.waiting import Side, WaitKind
from hanoiwork_plugin.domain.watch.watch_rules import watch_rules
from hanoiwork_plugin.domain.watch.watch_views import CityNotes, UnitNotes
from hanoiwork_plugin.domain.watch.watching import Pattern

_DAY = timedelta(days=1)
_OTHER = "Phòng Văn hóa – Xã hội"
_UNIT = "Phòng Kinh tế, Hạ tầng và Đô thị"
STUCK = BottleneckView(
    task_id=UUID(int=801),
    version=4,
    task_name="Chỉnh trang vỉa hè tuyến phố số 5",
    unit_id=UUID(int=102),
    unit=_UNIT,
    state=TaskState.IN_PROGRESS,
    holder=AN,
    due=NOW + 2 * _DAY,
    patterns=(Pattern.HAND_OVER_CHAIN, Pattern.HAND_OVER_CIRCLE),
    steps=(
        PathStepView(NOW - 12 * _DAY, StepKind.CANNOT, AN, NGOC, HA, "Chưa có chứng chỉ đo đạc", True),
        PathStepView(NOW - 9 * _DAY, StepKind.LENT, NGOC, KHOI, HA, "", False),
        PathStepView(NOW - 6 * _DAY, StepKind.TAKEN_BACK, KHOI, NGOC, None, "", False),
        PathStepView(NOW - 5 * _DAY, StepKind.REASSIGNED, NGOC, KHOI, HA, "Cân đối khối lượng việc", True),
        PathStepView(NOW - 2 * _DAY, StepKind.CANNOT, KHOI, AN, HA, "Trùng đợt kiểm tra", True),
    ),
    came_back_to=AN,
    waits=(
        WaitView(
            Side.OTHER_UNIT,
            WaitKind.RESULT,
            NGOC,
            None,
            "Phòng Văn hóa – Xã hội",
            NOW - 9 * _DAY,
            NOW - 5 * _DAY,
            3,
            "Số liệu",
        ),
        WaitView(Side.GIVER, WaitKind.EXTENSION, AN, HA, "", NOW - _DAY, None, 1, "Xin đến 26/6"),
    ),
    sides=(SideDays(Side.OTHER_UNIT, 3), SideDays(Side.GIVER, 1), SideDays(Side.PAUSED, 0)),
    sent_to=None,
    sent_by=None,
    sent_at=None,
    decision=None,
    may_send=True,
    may_decide=False,
    people=(),
    units=(),
)
TO_DECIDE = replace(
    STUCK,
    may_send=False,
    may_decide=True,
    sent_to=HUNG,
    sent_by=KHOI,
    sent_at=NOW,
    people=(AN, NGOC, KHOI),
    units=(LeadUnit(UUID(int=103), "Phòng Văn hóa – Xã hội"),),
)
DECIDED = replace(
    STUCK,
    state=TaskState.HANDED_OVER,
    patterns=(),
    steps=(*STUCK.steps, PathStepView(NOW, StepKind.DECIDED, AN, NGOC, HUNG, "Ngọc phụ trách tuyến phố này", False)),
    came_back_to=None,
    decision=LeadDecision(NOW, HUNG, NGOC, NOW + 8 * _DAY, "Ngọc phụ trách tuyến phố này"),
    may_send=False,
)
FOR_THE_WAY = replace(DECIDED, steps=(), waits=(), sides=())
LONG_STUCK = replace(
    TO_DECIDE,
    task_name=LONG_NAME,
    unit=LONG_UNIT,
    holder=LONG_PERSON,
    patterns=(Pattern.HAND_OVER_CHAIN, Pattern.HAND_OVER_CIRCLE, Pattern.LONG_WAIT),
    steps=tuple(
        PathStepView(NOW, kind, LONG_PERSON, replace(LONG_PERSON, id=UUID(int=7)), LONG_PERSON, LONG_TEXT, True)
        for kind in (*StepKind, *StepKind, *StepKind)
    ),
    came_back_to=LONG_PERSON,
    waits=tuple(
        WaitView(side, kind, LONG_PERSON, LONG_PERSON, LONG_UNIT, NOW - 30 * _DAY, NOW, 21, LONG_TEXT)
        for side in Side
        for kind in list(WaitKind)[:4]
    ),
    sides=tuple(SideDays(side, 120) for side in Side),
    people=tuple(replace(LONG_PERSON, id=UUID(int=900 + n)) for n in range(95)),
    units=tuple(LeadUnit(UUID(int=850 + n), LONG_UNIT) for n in range(8)),
)
DEPARTMENT = DepartmentBottlenecks(
    UUID(int=102), _UNIT, hanoi_date(NOW), (STUCK, replace(TO_DECIDE, task_id=UUID(int=802))), STUCK.sides
)
LONG_DEPARTMENT = DepartmentBottlenecks(
    UUID(int=102),
    LONG_UNIT,
    hanoi_date(NOW),
    tuple(replace(LONG_STUCK, task_id=UUID(int=810 + n)) for n in range(25)),
    LONG_STUCK.sides,
)
NOTHING_STUCK = replace(DEPARTMENT, bottlenecks=(), sides=())
COUNTS = CityNotes(
    (UnitNotes(UUID(int=1), "Phường Mẫu", 2, 1, 3, 1), UnitNotes(UUID(int=2), "Phường Khác", 0, 0, 4, 0))
)
LONG_COUNTS = CityNotes(tuple(UnitNotes(UUID(int=n), LONG_UNIT, 120, 45, 1380, n) for n in range(60)))

BOTTLENECKS: dict[str, tuple[str, Callable[[CardContext], Card]]] = {
    "bottleneck": ("bottleneck", lambda c: bottleneck_card(STUCK, c)),
    "bottleneck-to-decide": ("bottleneck", lambda c: bottleneck_card(TO_DECIDE, c)),
    "bottleneck-decided": ("bottleneck", lambda c: bottleneck_card(DECIDED, c)),
    "bottleneck-for-the-way": ("bottleneck", lambda c: bottleneck_card(replace(FOR_THE_WAY, sees_task=False), c)),
    "bottleneck-long": ("bottleneck", lambda c: bottleneck_card(LONG_STUCK, c)),
    "bottlenecks": ("bottlenecks", lambda c: bottlenecks_card(DEPARTMENT, c)),
    "bottlenecks-long": ("bottlenecks", lambda c: bottlenecks_card(LONG_DEPARTMENT, c)),
    "bottlenecks-all": ("bottlenecks", lambda c: bottlenecks_card(LONG_DEPARTMENT, c, all_of_them=True)),
    "bottlenecks-none": ("bottlenecks", lambda c: bottlenecks_card(NOTHING_STUCK, c)),
    "watch-rules": ("watch_rules", lambda c: watch_rules_card(watch_rules(), c)),
    "watch-counts": ("watch_counts", lambda c: watch_counts_card(COUNTS, c)),
    "watch-counts-long": ("watch_counts", lambda c: watch_counts_card(LONG_COUNTS, c)),
    "watch-counts-none": ("watch_counts", lambda c: watch_counts_card(CityNotes(()), c)),
}
