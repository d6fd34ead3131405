"""Tasks (nhiệm vụ): kinds, states, acts, and the table that says which act leads where (DOMAIN 4)."""

from hanoiwork_plugin.domain.errors import Conflict
from hanoiwork_plugin.domain.people import LabelledEnum


class TaskKind(LabelledEnum):
    """Loại nhiệm vụ."""

    KEY = "key", "trọng tâm"
    REGULAR = "regular", "thường xuyên"
    ARISING = "arising", "phát sinh, đột xuất"


class Priority(LabelledEnum):
    """Mức ưu tiên."""

    LOW = "low", "thấp"
    NORMAL = "normal", "bình thường"
    HIGH = "high", "cao"
    URGENT = "urgent", "khẩn"


class TaskState(LabelledEnum):
    """Trạng thái nhiệm vụ."""

    DRAFT = "draft", "chờ bổ sung"
    AWAITING_APPROVAL = "awaiting_approval", "chờ phê duyệt"
    ASSIGNED = "assigned", "đã giao"
    IN_PROGRESS = "in_progress", "đang thực hiện"
    SUBMITTED = "submitted", "chờ duyệt sản phẩm"
    RETURNED = "returned", "trả lại, chờ gửi lại"
    DONE = "done", "hoàn thành"
    OBJECTED = "objected", "có ý kiến, chờ trả lời"
    CANCELLED = "cancelled", "đã hủy"
    HANDED_OVER = "handed_over", "đã bàn giao"


class TaskAct(LabelledEnum):
    """Hành vi trên nhiệm vụ; the code is the ledger's act."""

    RECEIVE = "task.received", "tiếp nhận từ HanoiWork"
    COMPLETE = "task.completed_fields", "bổ sung thông tin"
    REQUEST_APPROVAL = "task.approval_requested", "trình duyệt"
    ASSIGN = "task.assigned", "giao việc"
    SEND_BACK = "task.sent_back", "trả lại người trình"
    ACCEPT = "task.accepted", "nhận việc"
    OBJECT = "task.objected", "phản hồi chưa rõ"
    ADJUST = "task.objection_adjusted", "điều chỉnh theo ý kiến"
    KEEP = "task.objection_kept", "giữ nguyên, nêu lý do"
    ESCALATE = "task.objection_escalated", "chuyển cấp trên"
    PROGRESS = "task.progressed", "cập nhật tiến độ"
    ADD_EVIDENCE = "task.evidence_added", "bổ sung minh chứng"
    SUBMIT = "task.submitted", "gửi sản phẩm"
    APPROVE_PRODUCT = "task.product_accepted", "duyệt sản phẩm"
    RETURN = "task.product_returned", "trả lại sản phẩm"
    MISS_DEADLINE = "task.deadline_missed", "ghi nhận quá hạn"
    CANCEL = "task.cancelled", "hủy nhiệm vụ"
    CLOSE = "task.closed", "chốt kết quả"
    HAND_OVER = "task.handed_over", "bàn giao"
    LEND = "task.lent", "chuyển tạm"
    TAKE_BACK = "task.taken_back", "chuyển trả người được giao"
    PAUSE = "task.deadline_paused", "tạm dừng hạn"


class ReturnType(LabelledEnum):
    """Loại trả lại; which of them cost points is a switch of the policy (NĐ 335 Điều 18)."""

    MAJOR_CONTENT = "major_content", "sai sót lớn về nội dung"
    MINOR = "minor", "chỉnh sửa nhỏ"
    FORM = "form", "thể thức, trình bày"
    NEW_REQUIREMENT = "new_requirement", "yêu cầu mới phát sinh"


class ObjectionGround(LabelledEnum):
    """Lý do phản hồi: what about the assignment is not clear or not possible."""

    SCOPE = "scope", "phạm vi"
    AUTHORITY = "authority", "thẩm quyền"
    RESOURCES = "resources", "nguồn lực"
    CONDITIONS = "conditions", "điều kiện"


_S, _A = TaskState, TaskAct

TRANSITIONS: dict[tuple[TaskState, TaskAct], TaskState | None] = {
    (_S.DRAFT, _A.COMPLETE): _S.DRAFT,
    (_S.DRAFT, _A.REQUEST_APPROVAL): _S.AWAITING_APPROVAL,
    (_S.DRAFT, _A.ASSIGN): _S.ASSIGNED,
    (_S.DRAFT, _A.CANCEL): _S.CANCELLED,
    (_S.AWAITING_APPROVAL, _A.ASSIGN): _S.ASSIGNED,
    (_S.AWAITING_APPROVAL, _A.SEND_BACK): _S.DRAFT,
    (_S.AWAITING_APPROVAL, _A.CANCEL): _S.CANCELLED,
    (_S.ASSIGNED, _A.ACCEPT): _S.IN_PROGRESS,
    (_S.ASSIGNED, _A.OBJECT): _S.OBJECTED,
    (_S.ASSIGNED, _A.MISS_DEADLINE): _S.ASSIGNED,
    (_S.ASSIGNED, _A.CANCEL): _S.CANCELLED,
    (_S.OBJECTED, _A.ADJUST): _S.ASSIGNED,
    (_S.OBJECTED, _A.KEEP): _S.ASSIGNED,
    (_S.OBJECTED, _A.ESCALATE): _S.OBJECTED,
    (_S.OBJECTED, _A.CANCEL): _S.CANCELLED,
    (_S.IN_PROGRESS, _A.PROGRESS): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, _A.OBJECT): _S.OBJECTED,
    (_S.IN_PROGRESS, _A.ADD_EVIDENCE): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, _A.SUBMIT): _S.SUBMITTED,
    (_S.IN_PROGRESS, _A.MISS_DEADLINE): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, _A.CANCEL): _S.CANCELLED,
    (_S.SUBMITTED, _A.ADD_EVIDENCE): _S.SUBMITTED,
    (_S.SUBMITTED, _A.APPROVE_PRODUCT): None,
    (_S.SUBMITTED, _A.RETURN): _S.RETURNED,
    (_S.SUBMITTED, _A.MISS_DEADLINE): _S.SUBMITTED,
    (_S.SUBMITTED, _A.CANCEL): _S.CANCELLED,
    (_S.RETURNED, _A.PROGRESS): _S.RETURNED,
    (_S.RETURNED, _A.ADD_EVIDENCE): _S.RETURNED,
    (_S.RETURNED, _A.SUBMIT): _S.SUBMITTED,
    (_S.RETURNED, _A.MISS_DEADLINE): _S.RETURNED,
    (_S.RETURNED, _A.CANCEL): _S.CANCELLED,
    **{(state, _A.CLOSE): _S.DONE for state in (_S.IN_PROGRESS, _S.RETURNED)},
    **{
        (state, _A.HAND_OVER): _S.HANDED_OVER
        for state in (_S.DRAFT, _S.AWAITING_APPROVAL, _S.ASSIGNED, _S.OBJECTED, _S.IN_PROGRESS, _S.RETURNED)
    },
    **{(state, _A.LEND): state for state in (_S.ASSIGNED, _S.IN_PROGRESS, _S.RETURNED)},
    **{(state, _A.PAUSE): state for state in (_S.ASSIGNED, _S.IN_PROGRESS, _S.RETURNED)},
    **{(state, _A.TAKE_BACK): state for state in (_S.ASSIGNED, _S.OBJECTED, _S.IN_PROGRESS, _S.SUBMITTED, _S.RETURNED)},
}
"""(state, act) → state. None: the state depends on whether the whole quantity is now accepted."""

CLOSED = frozenset({TaskState.DONE, TaskState.CANCELLED, TaskState.HANDED_OVER})
ON_OTHER_CARDS = frozenset({TaskAct.CLOSE, TaskAct.HAND_OVER, TaskAct.LEND, TaskAct.PAUSE})
"""Acts that are taken on the card of a transfer or an absence, not on the task's own."""
RUNNING = frozenset(
    {TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.SUBMITTED, TaskState.RETURNED, TaskState.OBJECTED}
)


def next_state(state: TaskState, act: TaskAct, *, whole: bool = False) -> TaskState:
    """The state after ``act``; ``whole`` says whether every unit of the product is now accepted.

    Raises:
        Conflict: when the table has no such transition.
    """
    if (state, act) not in TRANSITIONS:
        raise Conflict("Nhiệm vụ đang ở trạng thái “{state}”, không thể {act}.", state=state.label, act=act.label)
    following = TRANSITIONS[state, act]
    if following is not None:
        return following
    return TaskState.DONE if whole else TaskState.IN_PROGRESS
