"""The month plan (kế hoạch tháng) of a person or a unit: proposed, never typed twice, sent and approved (DOMAIN 6).

Three kinds stand apart (trọng tâm, thường xuyên, phát sinh); every line names its product, priority and due day. What
is added after the approval was not in the plan: it is arising work (phát sinh, đột xuất) and counts as that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid
from hanoiwork_plugin.domain.folding import heading
from hanoiwork_plugin.domain.goals.objectives import SheetState
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import Priority, TaskKind


class Origin(LabelledEnum):
    """Where a line of a plan comes from (nguồn của dòng kế hoạch)."""

    UNFINISHED = "unfinished", "việc kỳ trước chưa xong"
    ASSIGNED = "assigned", "việc được giao"
    OBJECTIVE = "objective", "từ mục tiêu"
    TYPED = "typed", "tự thêm"


class PlanAct(LabelledEnum):
    """Hành vi trên kế hoạch; the code is the ledger's act."""

    PROPOSE = "plan.proposed", "đề xuất kế hoạch"
    ADD = "plan.line_added", "thêm việc vào kế hoạch"
    DROP = "plan.line_dropped", "bỏ việc khỏi kế hoạch"
    SUBMIT = "plan.submitted", "gửi duyệt kế hoạch"
    APPROVE = "plan.approved", "duyệt kế hoạch"
    RETURN = "plan.returned", "trả lại kế hoạch"


class LinePart(LabelledEnum):
    """Thành phần của một dòng kế hoạch."""

    KIND = "kind", "loại nhiệm vụ"
    PRODUCT = "product", "sản phẩm"
    PRIORITY = "priority", "mức ưu tiên"
    DUE = "due", "thời hạn"


TRANSITIONS: dict[tuple[SheetState, PlanAct], SheetState] = {
    (SheetState.DRAFT, PlanAct.PROPOSE): SheetState.DRAFT,
    (SheetState.DRAFT, PlanAct.ADD): SheetState.DRAFT,
    (SheetState.DRAFT, PlanAct.DROP): SheetState.DRAFT,
    (SheetState.DRAFT, PlanAct.SUBMIT): SheetState.SUBMITTED,
    (SheetState.RETURNED, PlanAct.PROPOSE): SheetState.RETURNED,
    (SheetState.RETURNED, PlanAct.ADD): SheetState.RETURNED,
    (SheetState.RETURNED, PlanAct.DROP): SheetState.RETURNED,
    (SheetState.RETURNED, PlanAct.SUBMIT): SheetState.SUBMITTED,
    (SheetState.SUBMITTED, PlanAct.APPROVE): SheetState.APPROVED,
    (SheetState.SUBMITTED, PlanAct.RETURN): SheetState.RETURNED,
    (SheetState.APPROVED, PlanAct.ADD): SheetState.APPROVED,
}
"""(state, act) → state of a plan; what is not here is refused."""


def next_state(state: SheetState, act: PlanAct) -> SheetState:
    """The state after ``act``.

    Raises:
        Conflict: when the table has no such transition.
    """
    if (state, act) not in TRANSITIONS:
        raise Conflict("Kế hoạch đang ở trạng thái “{state}”, không thể {act}.", state=state.label, act=act.label)
    return TRANSITIONS[state, act]


@dataclass(frozen=True)
class PlanLine:
    """Một dòng kế hoạch."""

    name: str
    kind: TaskKind | None
    product: str
    priority: Priority | None
    due: date | None
    origin: Origin = Origin.TYPED
    task_id: UUID | None = None
    key_result_id: UUID | None = None


def propose(
    unfinished: Iterable[PlanLine],
    assigned: Iterable[PlanLine],
    from_objectives: Iterable[PlanLine],
    existing: Sequence[PlanLine] = (),
) -> tuple[PlanLine, ...]:
    """The lines to add to a plan: each piece of work once, whatever it is known from.

    Args:
        unfinished: tasks of earlier months that are still open.
        assigned: tasks due in the month.
        from_objectives: key results due in the month; one that a task already serves is that task's line.
        existing: lines the plan holds already, those dropped from it included.
    """
    tasks: set[UUID | None] = {line.task_id for line in existing if line.task_id}
    results: set[UUID | None] = {line.key_result_id for line in existing if line.key_result_id}
    typed = {heading(line.name) for line in existing if not line.task_id}
    names = {heading(line.name) for line in existing}
    added: list[PlanLine] = []
    for line in (*unfinished, *assigned):
        if line.task_id not in tasks and heading(line.name) not in typed:
            added.append(line)
            tasks.add(line.task_id)
            names.add(heading(line.name))
            results.add(line.key_result_id)
    for line in from_objectives:
        if line.key_result_id not in results and heading(line.name) not in names:
            added.append(line)
            results.add(line.key_result_id)
    return tuple(added)


def kind_of_new_line(state: SheetState, asked: TaskKind | None) -> TaskKind | None:
    """The kind of a line that is added: after the approval always arising work."""
    return TaskKind.ARISING if state is SheetState.APPROVED else asked


def missing_parts(line: PlanLine) -> tuple[LinePart, ...]:
    """What a line of the plan lacks."""
    present = {
        LinePart.KIND: line.kind is not None,
        LinePart.PRODUCT: bool(line.product.strip()),
        LinePart.PRIORITY: line.priority is not None,
        LinePart.DUE: line.due is not None,
    }
    return tuple(part for part, given in present.items() if not given)


def check_line(line: PlanLine, place: str = "") -> list[Fault]:
    """What is wrong with one line."""
    if not line.name.strip():
        return [Fault(f"{place}name", "Còn thiếu {name}.", {"name": "tên việc"})]
    missing = missing_parts(line)
    if not missing:
        return []
    names = tuple(part.label for part in missing)
    return [Fault(f"{place}{missing[0]}", "Việc “{line}” còn thiếu: {missing}.", {"line": line.name, "missing": names})]


def check_plan(lines: Sequence[PlanLine]) -> None:
    """Let a plan be sent only when it has lines and every line is whole.

    Raises:
        Invalid: naming each line and what it lacks.
    """
    if not lines:
        raise Invalid("Kế hoạch chưa có việc nào.", faults=[Fault("lines", "Kế hoạch chưa có việc nào.")])
    faults = [fault for number, line in enumerate(lines) for fault in check_line(line, f"lines/{number}/")]
    if faults:
        raise Invalid("Chưa gửi duyệt được kế hoạch.", faults=faults)
