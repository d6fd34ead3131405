"""Objectives, key results and KPIs (mục tiêu, kết quả then chốt, chỉ số): what one owner sets for a period (DOMAIN 3).

The owner is a unit or a person; month, quarter or year. Each objective of a unit below the agency, and of a person,
is linked to an objective above it. A key result is measured by its KPI or by its tasks; its progress follows from
them and is never typed.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.errors import Conflict
from hanoiwork_plugin.domain.people import LabelledEnum


class Measure(LabelledEnum):
    """Cách đo một kết quả then chốt."""

    KPI = "kpi", "theo chỉ số"
    TASKS = "tasks", "theo nhiệm vụ"


class Direction(LabelledEnum):
    """Chiều hướng của chỉ số."""

    UP = "up", "càng cao càng tốt"
    DOWN = "down", "càng thấp càng tốt"


class SheetState(LabelledEnum):
    """Trạng thái of what is sent for approval: a set of objectives, a plan."""

    DRAFT = "draft", "đang soạn"
    SUBMITTED = "submitted", "chờ duyệt"
    RETURNED = "returned", "trả lại, chờ sửa"
    APPROVED = "approved", "đã duyệt"


class ObjectiveAct(LabelledEnum):
    """Hành vi trên mục tiêu và chỉ số; the code is the ledger's act."""

    SET = "objectives.set", "đặt mục tiêu"
    JUSTIFY = "objectives.weights_justified", "giải trình trọng số"
    SUBMIT = "objectives.submitted", "gửi duyệt mục tiêu"
    APPROVE = "objectives.approved", "duyệt mục tiêu"
    RETURN = "objectives.returned", "trả lại mục tiêu"
    REOPEN = "objectives.reopened", "mở lại mục tiêu để điều chỉnh"
    LINK_TASK = "objectives.task_linked", "gắn nhiệm vụ vào kết quả then chốt"
    VALUE = "kpi.value_received", "ghi nhận số liệu chỉ số"
    CONFIRM_VALUE = "kpi.value_confirmed", "xác nhận số liệu chỉ số"
    REFUSE_VALUE = "kpi.value_refused", "không xác nhận số liệu chỉ số"
    CORRECT_VALUE = "kpi.value_corrected", "đính chính số liệu chỉ số"


TRANSITIONS: dict[tuple[SheetState, ObjectiveAct], SheetState] = {
    (SheetState.DRAFT, ObjectiveAct.SET): SheetState.DRAFT,
    (SheetState.DRAFT, ObjectiveAct.JUSTIFY): SheetState.DRAFT,
    (SheetState.DRAFT, ObjectiveAct.SUBMIT): SheetState.SUBMITTED,
    (SheetState.RETURNED, ObjectiveAct.SET): SheetState.RETURNED,
    (SheetState.RETURNED, ObjectiveAct.JUSTIFY): SheetState.RETURNED,
    (SheetState.RETURNED, ObjectiveAct.SUBMIT): SheetState.SUBMITTED,
    (SheetState.SUBMITTED, ObjectiveAct.APPROVE): SheetState.APPROVED,
    (SheetState.SUBMITTED, ObjectiveAct.RETURN): SheetState.RETURNED,
    (SheetState.APPROVED, ObjectiveAct.REOPEN): SheetState.RETURNED,
    (SheetState.APPROVED, ObjectiveAct.LINK_TASK): SheetState.APPROVED,
    (SheetState.DRAFT, ObjectiveAct.LINK_TASK): SheetState.DRAFT,
    (SheetState.RETURNED, ObjectiveAct.LINK_TASK): SheetState.RETURNED,
    (SheetState.SUBMITTED, ObjectiveAct.LINK_TASK): SheetState.SUBMITTED,
}
"""(state, act) → state of a set of objectives; what is not here is refused."""


def next_state(state: SheetState, act: ObjectiveAct) -> SheetState:
    """The state after ``act``.

    Raises:
        Conflict: when the table has no such transition.
    """
    if (state, act) not in TRANSITIONS:
        raise Conflict("Mục tiêu đang ở trạng thái “{state}”, không thể {act}.", state=state.label, act=act.label)
    return TRANSITIONS[state, act]


@dataclass(frozen=True)
class Kpi:
    """Chỉ số with its parts as far as they are given; the weight is that of its key result."""

    unit_of_measure: str = ""
    calculation: str = ""
    direction: Direction | None = None
    data_source: str = ""
    complete_at: Decimal | None = None
    """Ngưỡng hoàn thành."""
    exceed_at: Decimal | None = None
    """Ngưỡng vượt."""
    fail_at: Decimal | None = None
    """Ngưỡng không hoàn thành."""
    baseline: Decimal | None = None
    """Giá trị đầu kỳ; progress begins there where it is known."""


@dataclass(frozen=True)
class KeyResult:
    """Kết quả then chốt: a product or result, a date, and a target that can be checked."""

    product: str
    due: date | None = None
    weight: Decimal | None = None
    """Trọng số, in percent of the owner's period."""
    coefficient: Decimal | None = None
    """Hệ số quy đổi of the work, from its catalogue item or as given."""
    measure: Measure = Measure.KPI
    kpi: Kpi = Kpi()
    target: Decimal | None = None
    """Số lượng sản phẩm cần đạt; with a KPI its completion threshold is the target."""


@dataclass(frozen=True)
class Objective:
    """Mục tiêu with its key results; ``parent_id`` is the objective above that it serves."""

    title: str
    key_results: tuple[KeyResult, ...] = ()
    parent_id: UUID | None = None


@dataclass(frozen=True)
class ObjectiveSet:
    """Bộ mục tiêu của một chủ thể trong một kỳ."""

    objectives: tuple[Objective, ...]
    top: bool
    """Whether the owner is the agency itself, above which nothing is linked."""
    justification: str = ""
    """Giải trình trọng số."""

    @property
    def key_results(self) -> tuple[KeyResult, ...]:
        """Every key result, in order."""
        return tuple(result for objective in self.objectives for result in objective.key_results)
