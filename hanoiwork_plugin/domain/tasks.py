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
    WAITING = "waiting", "đang chờ đơn vị khác"
    PAUSED = "paused", "tạm dừng"
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
    LAPSE = "task.objection_lapsed", "chuyển cấp trên do quá hạn trả lời ý kiến"
    PROGRESS = "task.progressed", "cập nhật tiến độ"
    ADD_EVIDENCE = "task.evidence_added", "bổ sung minh chứng"
    SUBMIT = "task.submitted", "gửi sản phẩm"
    APPROVE_PRODUCT = "task.product_accepted", "duyệt sản phẩm"
    RETURN = "task.product_returned", "trả lại sản phẩm"
    REMARK = "task.return_remarked", "ghi ý kiến về lần trả lại"
    MISS_DEADLINE = "task.deadline_missed", "ghi nhận quá hạn"
    EXCUSE_DELAY = "task.delay_by_system", "lùi hạn do hệ thống gián đoạn"
    CORRECT_DATA = "task.data_corrected", "đính chính dữ liệu ghi nhầm"
    NO_UPDATE = "task.no_update", "ghi nhận không cập nhật"
    CANCEL = "task.cancelled", "hủy nhiệm vụ"
    CLOSE = "task.closed", "chốt kết quả"
    HAND_OVER = "task.handed_over", "bàn giao"
    LEND = "task.lent", "chuyển tạm"
    TAKE_BACK = "task.taken_back", "chuyển trả người được giao"
    PAUSE = "task.deadline_paused", "tạm dừng hạn"
    ASK_WAIT = "task.wait_asked", "báo đang chờ đơn vị khác"
    TAKE_WAIT = "task.wait_taken", "xác nhận đang giữ việc"
    REFUSE_WAIT = "task.wait_refused", "không nhận là bên đang giữ việc"
    END_WAIT = "task.wait_ended", "kết thúc chờ"
    ASK_EXTENSION = "task.extension_asked", "xin gia hạn"
    GRANT_EXTENSION = "task.extension_granted", "cho gia hạn"
    REFUSE_EXTENSION = "task.extension_refused", "không cho gia hạn"
    CLAIM_CAUSE = "task.cause_claimed", "nêu nguyên nhân khách quan"
    CONFIRM_CAUSE = "task.cause_confirmed", "xác nhận nguyên nhân khách quan"
    REFUSE_CAUSE = "task.cause_refused", "không xác nhận nguyên nhân khách quan"
    ASK_HAND_OVER = "task.hand_over_asked", "đề nghị bàn giao"
    REFUSE_HAND_OVER = "task.hand_over_refused", "không đồng ý bàn giao"
    WITHDRAW = "task.request_withdrawn", "rút đề nghị"
    SUSPEND = "task.paused", "tạm dừng nhiệm vụ"
    RESUME = "task.resumed", "cho tiếp tục nhiệm vụ"
    ASK_CO_OPERATION = "task.co_operation_asked", "đề nghị phối hợp"
    NAME_CO_OPERATOR = "task.co_operator_named", "cử người phối hợp"
    TAKE_CO_OPERATION = "task.co_operation_taken", "nhận phối hợp"
    REFUSE_CO_OPERATION = "task.co_operation_refused", "không nhận phối hợp"
    SEND_CO_OPERATION = "task.co_operation_sent", "gửi kết quả phối hợp"
    RECEIVE_CO_OPERATION = "task.co_operation_received", "xác nhận đã nhận kết quả phối hợp"
    LACK_CO_OPERATION = "task.co_operation_lacking", "báo kết quả phối hợp còn thiếu"
    WITHDRAW_CO_OPERATION = "task.co_operation_withdrawn", "rút đề nghị phối hợp"
    SPLIT = "task.split", "chia việc"
    KEEP_SHARE = "task.kept_share_changed", "tính lại phần giữ sau khi chia việc"
    PARTS_DONE = "task.parts_done", "ghi nhận các phần việc đã xong"
    CLOSE_PARTS = "task.closed_by_parts", "kết thúc theo các phần việc"
    DECIDE_LEAD = "task.lead_decided", "quyết định chủ trì"


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
_DOING = (_S.IN_PROGRESS, _S.RETURNED)
_BEGUN = (_S.ASSIGNED, *_DOING)
_ASKABLE = (*_DOING, _S.SUBMITTED)
_SETTLED_TOO = (*_BEGUN, _S.SUBMITTED, _S.WAITING, _S.PAUSED, _S.DONE, _S.HANDED_OVER)
_OF_OTHERS = (
    *(_A.NAME_CO_OPERATOR, _A.TAKE_CO_OPERATION, _A.REFUSE_CO_OPERATION, _A.SEND_CO_OPERATION),
    *(_A.RECEIVE_CO_OPERATION, _A.LACK_CO_OPERATION, _A.WITHDRAW_CO_OPERATION),
)

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
    (_S.OBJECTED, _A.LAPSE): _S.OBJECTED,
    **{(state, _A.CLOSE): _S.DONE for state in (*_DOING, _S.WAITING, _S.PAUSED)},
    **{
        (state, _A.HAND_OVER): _S.HANDED_OVER
        for state in (_S.DRAFT, _S.AWAITING_APPROVAL, *_BEGUN, _S.OBJECTED, _S.WAITING, _S.PAUSED)
    },
    **{(state, _A.LEND): state for state in _BEGUN},
    **{(state, _A.PAUSE): state for state in _BEGUN},
    **{(state, _A.TAKE_BACK): state for state in (*_BEGUN, _S.OBJECTED, _S.SUBMITTED, _S.WAITING, _S.PAUSED)},
    **{(state, _A.ASK_WAIT): state for state in _ASKABLE},
    **{(state, _A.TAKE_WAIT): _S.WAITING for state in _DOING},
    (_S.SUBMITTED, _A.TAKE_WAIT): _S.SUBMITTED,
    **{(state, _A.REFUSE_WAIT): state for state in (*_ASKABLE, _S.ASSIGNED, _S.OBJECTED, _S.PAUSED)},
    (_S.WAITING, _A.END_WAIT): None,
    (_S.SUBMITTED, _A.END_WAIT): _S.SUBMITTED,
    (_S.WAITING, _A.PROGRESS): _S.WAITING,
    (_S.WAITING, _A.ADD_EVIDENCE): _S.WAITING,
    (_S.WAITING, _A.SUBMIT): _S.SUBMITTED,
    (_S.WAITING, _A.CANCEL): _S.CANCELLED,
    **{(state, _A.SUSPEND): _S.PAUSED for state in _BEGUN},
    (_S.PAUSED, _A.RESUME): None,
    (_S.PAUSED, _A.CANCEL): _S.CANCELLED,
    (_S.PAUSED, _A.ADD_EVIDENCE): _S.PAUSED,
    **{(state, _A.ASK_EXTENSION): state for state in (_S.ASSIGNED, *_ASKABLE)},
    **{
        (state, act): state
        for state in (*_BEGUN, _S.SUBMITTED, _S.OBJECTED, _S.WAITING, _S.PAUSED)
        for act in (_A.GRANT_EXTENSION, _A.REFUSE_EXTENSION, _A.REFUSE_HAND_OVER, _A.WITHDRAW)
    },
    **{(state, _A.ASK_HAND_OVER): state for state in (*_BEGUN, _S.WAITING, _S.PAUSED)},
    **{
        (state, act): state
        for state in _SETTLED_TOO
        for act in (_A.CLAIM_CAUSE, _A.CONFIRM_CAUSE, _A.REFUSE_CAUSE, _A.REMARK, _A.EXCUSE_DELAY, _A.CORRECT_DATA)
    },
    **{(state, _A.WITHDRAW): state for state in _SETTLED_TOO},
    **{(state, _A.NO_UPDATE): state for state in _BEGUN},
    **{
        (state, act): state
        for state in (*_BEGUN, _S.SUBMITTED, _S.OBJECTED, _S.WAITING, _S.PAUSED)
        for act in (_A.ASK_CO_OPERATION, *_OF_OTHERS)
    },
    **{(state, _A.SPLIT): state for state in (_S.ASSIGNED, _S.IN_PROGRESS)},
    **{(state, _A.CLOSE_PARTS): _S.DONE for state in (*_BEGUN, _S.WAITING, _S.PAUSED)},
    **{(state, _A.DECIDE_LEAD): state for state in (*_BEGUN, _S.OBJECTED, _S.WAITING, _S.PAUSED)},
}
"""(state, act) → state. None: decided by how much of the product is accepted, or by where the work stood still."""

CO_OPERATION_ACTS = frozenset({TaskAct.ASK_CO_OPERATION, *_OF_OTHERS})
"""What stands on the cards of requests for co-operation; the task itself stays where it is."""
CLOSED = frozenset({TaskState.DONE, TaskState.CANCELLED, TaskState.HANDED_OVER})
HELD = frozenset({TaskState.WAITING, TaskState.PAUSED})
"""The clock of the accountable person stands still."""
WITH_OTHERS = HELD | {TaskState.SUBMITTED, TaskState.OBJECTED}
"""Somebody else has the next step: nothing there is overdue for the accountable person to do first."""
ON_OTHER_CARDS = frozenset(
    {
        *(TaskAct.LEND, TaskAct.PAUSE, TaskAct.TAKE_WAIT, TaskAct.REFUSE_WAIT, TaskAct.END_WAIT, TaskAct.WITHDRAW),
        *(TaskAct.GRANT_EXTENSION, TaskAct.REFUSE_EXTENSION, TaskAct.CONFIRM_CAUSE, TaskAct.REFUSE_CAUSE),
        *(TaskAct.REFUSE_HAND_OVER, TaskAct.DECIDE_LEAD, TaskAct.CORRECT_DATA),
        *_OF_OTHERS,
    }
)
"""Acts that are taken on the card of an absence, a request, a bottleneck or a report, not on the task's own."""
AFTER_THE_END = frozenset({TaskAct.CLAIM_CAUSE, TaskAct.REMARK})
"""What the accountable person may still add when the task is done."""
RUNNING = frozenset(
    {
        *(TaskState.ASSIGNED, TaskState.IN_PROGRESS, TaskState.SUBMITTED, TaskState.RETURNED),
        *(TaskState.OBJECTED, TaskState.WAITING, TaskState.PAUSED),
    }
)


def next_state(
    state: TaskState,
    act: TaskAct,
    *,
    whole: bool = False,
    undecided: bool = False,
    resumed: TaskState = TaskState.IN_PROGRESS,
) -> TaskState:
    """The state after ``act``.

    Args:
        whole: whether every unit of the product is now accepted.
        undecided: whether units that were handed in still wait to be judged.
        resumed: where the work stood when its clock was stopped.

    Raises:
        Conflict: when the table has no such transition.
    """
    if (state, act) not in TRANSITIONS:
        raise Conflict("Nhiệm vụ đang ở trạng thái “{state}”, không thể {act}.", state=state.label, act=act.label)
    following = TRANSITIONS[state, act]
    if following is not None:
        return following
    if state in HELD:
        return resumed
    if whole:
        return TaskState.DONE
    return TaskState.SUBMITTED if undecided else TaskState.IN_PROGRESS
