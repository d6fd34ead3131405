"""Objectives, plans and weeks of the ward for the gallery of cards."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from ward_views import AN, HA, HUNG, LONG_NAME, LONG_TEXT, LONG_UNIT, NOW

from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.goals.kpi import Verdict
from hanoiwork_plugin.domain.goals.objective_views import (
    KeyResultView,
    KpiValueView,
    KpiView,
    ObjectiveChoice,
    ObjectiveNode,
    ObjectiveSetView,
    ObjectiveView,
)
from hanoiwork_plugin.domain.goals.objectives import Direction, Measure, ObjectiveAct, SheetState
from hanoiwork_plugin.domain.goals.plan import Origin, PlanAct
from hanoiwork_plugin.domain.goals.plan_views import PlanLineView, PlanView, WeekLineView, WeekView
from hanoiwork_plugin.domain.goals.week import WeekPart
from hanoiwork_plugin.domain.tasks import Priority, TaskKind, TaskState

URBAN = "Phòng Kinh tế, Hạ tầng và Đô thị"
KPI = KpiView(
    "%",
    "Số hồ sơ đúng hạn ÷ tổng số hồ sơ × 100",
    Direction.UP,
    "Hệ thống một cửa",
    Decimal(95),
    Decimal(98),
    Decimal(80),
    None,
)
_PRODUCTS = (
    ("Kế hoạch chỉnh trang 05 tuyến phố", 45, 4),
    ("Báo cáo rà soát biển quảng cáo", 20, 2),
    ("Danh mục điểm úng ngập", 10, 1),
    ("Biên bản kiểm tra vỉa hè", 25, 3),
)


def _result(index: int, product: str, weight: int, coefficient: int) -> KeyResultView:
    return KeyResultView(
        id=UUID(int=600 + index),
        number=f"1.{index}",
        product=product,
        due=date(2026, 6, 19),
        weight=Decimal(weight),
        coefficient=Decimal(coefficient),
        item_id=None,
        measure=Measure.KPI,
        target=Decimal(95),
        kpi=KPI,
        progress=Decimal(60),
        value=Decimal(57),
        measured_at=NOW,
        source="Hệ thống một cửa",
        verdict=Verdict.UNDER_WAY,
        tasks=0,
    )


RESULTS = tuple(_result(index, *each) for index, each in enumerate(_PRODUCTS, 1))
OBJECTIVE = ObjectiveView(
    id=UUID(int=500),
    number=1,
    title="Hoàn thành chỉnh trang 05 tuyến phố trước 30/6",
    parent_id=UUID(int=499),
    parent_title="Giảm 20% điểm úng ngập so với năm 2025",
    progress=Decimal(60),
    key_results=RESULTS,
)
APPROVED_SET = ObjectiveSetView(
    id=UUID(int=400),
    version=3,
    unit_id=UUID(int=20),
    unit=URBAN,
    person=None,
    period="2026-06",
    state=SheetState.APPROVED,
    top=False,
    objectives=(OBJECTIVE,),
    weights_total=Decimal(100),
    progress=Decimal(60),
    weights_alike=False,
    justification="",
    justified_by=None,
    justified_at=None,
    submitted_by=HA,
    submitted_at=NOW,
    approver=HUNG,
    decided_by=HUNG,
    decided_at=NOW,
    decision_reason="",
    faults=(),
    allowed=frozenset({ObjectiveAct.LINK_TASK}),
)
_EVEN = tuple(replace(each, weight=Decimal(25), value=None, measured_at=None, verdict=None) for each in RESULTS)
FLAT_DRAFT = replace(
    APPROVED_SET,
    state=SheetState.DRAFT,
    objectives=(replace(OBJECTIVE, title="Nâng cao hiệu quả quản lý đô thị", parent_title="", key_results=_EVEN),),
    weights_alike=True,
    submitted_by=None,
    submitted_at=None,
    decided_by=None,
    decided_at=None,
    faults=(
        Fault(
            "weights",
            "Trọng số bằng hoặc gần bằng nhau ({weights}) trong khi hệ số khác nhau ({coefficients}): phân bổ lại, "
            "hoặc giải trình trọng số để người duyệt xem xét.",
            {"weights": (Decimal(25),) * 4, "coefficients": tuple(map(Decimal, (4, 2, 1, 3)))},
        ),
    ),
    allowed=frozenset({ObjectiveAct.SET, ObjectiveAct.JUSTIFY, ObjectiveAct.SUBMIT, ObjectiveAct.LINK_TASK}),
)
GOOD_DRAFT = replace(
    FLAT_DRAFT,
    objectives=(OBJECTIVE,),
    weights_alike=False,
    faults=(),
    state=SheetState.RETURNED,
    decided_by=HUNG,
    decided_at=NOW,
    decision_reason="Bổ sung chỉ tiêu về vỉa hè",
)
EMPTY_SET = replace(FLAT_DRAFT, objectives=(), weights_alike=False, weights_total=Decimal(0), progress=Decimal(0))
TO_APPROVE = replace(
    FLAT_DRAFT,
    state=SheetState.SUBMITTED,
    faults=(),
    justification="Bốn việc cùng thuộc một chuyên đề, hoàn thành đồng thời.",
    justified_by=HA,
    justified_at=NOW,
    submitted_by=HA,
    submitted_at=NOW,
    allowed=frozenset({ObjectiveAct.APPROVE, ObjectiveAct.RETURN}),
)
WAITING_SET = replace(TO_APPROVE, allowed=frozenset())
LONG_SET = replace(
    FLAT_DRAFT,
    unit=LONG_UNIT,
    objectives=tuple(
        replace(
            OBJECTIVE,
            id=UUID(int=500 + n),
            number=n,
            title=LONG_NAME,
            parent_title=LONG_NAME,
            key_results=tuple(
                replace(each, id=UUID(int=1000 + 10 * n + m), product=LONG_NAME) for m, each in enumerate(RESULTS)
            ),
        )
        for n in range(1, 6)
    ),
    faults=FLAT_DRAFT.faults * 12,
    justification=LONG_TEXT,
    justified_by=HA,
    justified_at=NOW,
)
OWN_SET = replace(
    APPROVED_SET,
    person=AN,
    objectives=(
        replace(
            OBJECTIVE,
            key_results=(
                replace(
                    RESULTS[0], measure=Measure.TASKS, kpi=None, value=None, measured_at=None, verdict=None, tasks=2
                ),
            ),
        ),
    ),
    allowed=frozenset({ObjectiveAct.LINK_TASK}),
)
PARENTS = (ObjectiveChoice(UUID(int=499), "Giảm 20% điểm úng ngập so với năm 2025", "Phường Mẫu", "2026-06"),)
NODES = tuple(
    ObjectiveNode(
        id=UUID(int=700 + index),
        set_id=UUID(int=400),
        parent_id=UUID(int=699 + index) if depth else None,
        depth=depth,
        title=title,
        owner=owner,
        personal=depth == 2,
        period=period,
        state=state,
        progress=Decimal(progress),
        key_results=4,
    )
    for index, (depth, title, owner, period, state, progress) in enumerate(
        (
            (0, "Giảm 20% điểm úng ngập so với năm 2025", "Phường Mẫu", "2026", SheetState.APPROVED, 40),
            (1, "Hoàn thành chỉnh trang 05 tuyến phố trước 30/6", URBAN, "2026-06", SheetState.APPROVED, 60),
            (2, "Trình 04 tờ trình chỉnh trang", "Nguyễn Văn An", "2026-06", SheetState.SUBMITTED, 25),
        )
    )
)
VALUE = KpiValueView(
    id=UUID(int=800),
    key_result_id=RESULTS[0].id,
    value=Decimal(57),
    measured_at=NOW,
    source="Hệ thống một cửa",
    client=None,
    entered_by=HA,
    evidence="Báo cáo 45/BC-UBND",
    received_at=NOW,
    confirmed_by=None,
    confirmed_at=None,
    replaced_by_id=None,
    correction_reason="",
)
REFUSED = replace(VALUE, refused_by=HUNG, refused_at=NOW, refusal_reason="Thiếu số liệu của hai tổ dân phố")
CONFIRMED = replace(VALUE, confirmed_by=HUNG, confirmed_at=NOW, correction_reason="Số liệu trước thiếu một phường")

_DAY = date(2026, 6, 19)


def _line(index: int, name: str, kind: TaskKind | None, origin: Origin, **more: object) -> PlanLineView:
    line = PlanLineView(
        id=UUID(int=900 + index),
        name=name,
        kind=kind,
        product="Tờ trình",
        priority=Priority.HIGH,
        due=_DAY,
        origin=origin,
        task_id=None,
        task_state=None,
        key_result_id=None,
        outside=False,
        who=None,
    )
    return replace(line, **more)  # type: ignore[arg-type]


LINES = (
    _line(1, "Kế hoạch chỉnh trang 05 tuyến phố", TaskKind.KEY, Origin.OBJECTIVE),
    _line(2, "Báo cáo tuần", TaskKind.REGULAR, Origin.ASSIGNED, task_id=UUID(int=77), task_state=TaskState.IN_PROGRESS),
    _line(3, "Rà soát biển quảng cáo", TaskKind.REGULAR, Origin.UNFINISHED, priority=Priority.NORMAL),
    _line(4, "Xử lý úng ngập", TaskKind.ARISING, Origin.TYPED, priority=Priority.URGENT),
)
PLAN_DRAFT = PlanView(
    id=UUID(int=450),
    version=2,
    unit_id=UUID(int=20),
    unit=URBAN,
    person=AN,
    period="2026-06",
    state=SheetState.DRAFT,
    lines=LINES,
    submitted_by=None,
    submitted_at=None,
    approver=None,
    decided_by=None,
    decided_at=None,
    decision_reason="",
    faults=(),
    allowed=frozenset({PlanAct.PROPOSE, PlanAct.ADD, PlanAct.DROP, PlanAct.SUBMIT}),
)
PLAN_TO_APPROVE = replace(
    PLAN_DRAFT,
    state=SheetState.SUBMITTED,
    submitted_by=AN,
    submitted_at=NOW,
    approver=HA,
    allowed=frozenset({PlanAct.APPROVE, PlanAct.RETURN}),
)
PLAN_APPROVED = replace(
    PLAN_TO_APPROVE,
    state=SheetState.APPROVED,
    decided_by=HA,
    decided_at=NOW,
    lines=(*LINES, _line(5, "Việc mới phát sinh", TaskKind.ARISING, Origin.TYPED, outside=True)),
    allowed=frozenset({PlanAct.ADD}),
)
PLAN_LONG = replace(
    PLAN_DRAFT,
    person=None,
    unit=LONG_UNIT,
    lines=tuple(replace(LINES[n % 4], id=UUID(int=2000 + n), name=LONG_NAME, product=LONG_NAME) for n in range(60)),
    faults=tuple(
        Fault("lines/0/due", "Việc “{line}” còn thiếu: {missing}.", {"line": LONG_NAME, "missing": ("thời hạn",)})
        for _ in range(9)
    ),
)
PLAN_EMPTY = replace(PLAN_DRAFT, lines=())
WEEK = WeekView(
    unit=URBAN,
    person=AN,
    monday=date(2026, 6, 15),
    lines=(
        WeekLineView(WeekPart.OVERDUE, "Báo cáo tháng 5", TaskKind.REGULAR, Priority.HIGH, date(2026, 6, 12), "An"),
        WeekLineView(WeekPart.DUE, "Báo cáo tuần", TaskKind.REGULAR, Priority.NORMAL, _DAY, "An"),
        WeekLineView(
            WeekPart.PREPARING, "Kế hoạch chỉnh trang", TaskKind.KEY, Priority.HIGH, _DAY + timedelta(days=7), "An"
        ),
    ),
    plan_id=PLAN_DRAFT.id,
    plan_version=2,
    may_add=True,
)
UNIT_WEEK = replace(
    WEEK, person=None, unit=LONG_UNIT, lines=tuple(replace(each, name=LONG_NAME) for each in WEEK.lines * 12)
)
EMPTY_WEEK = replace(WEEK, lines=(), plan_id=None, may_add=False)
