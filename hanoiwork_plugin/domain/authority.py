"""Authority (thẩm quyền): who may do what, as one table: act × relation, with the section it rests on.

Closed by default: an act that names no relation of the actor is refused. Nobody assigns to, judges,
rates or approves themself (DOMAIN 1); ``NEVER_ON_ONESELF`` lists those acts, ``ABOVE_THE_HEAD`` those that go one
level up where the agency's head is concerned. A delegation (ủy quyền) lends the giver's place in the line for the
acts in ``DELEGABLE``, in its unit and on its days, never on the file of the taker or of anybody who has delegated to
the taker; ``domain.rights`` says which act every use-case asks for, ``domain.ways_in`` where every route leads.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from hanoiwork_plugin.domain.errors import Forbidden
from hanoiwork_plugin.domain.folding import tokens
from hanoiwork_plugin.domain.people import Actor, Delegated, Grant, LabelledEnum, Role, Unit
from hanoiwork_plugin.domain.tasks import TaskAct, TaskKind


class Relation(LabelledEnum):
    """How the actor stands to the person, unit or task that the act is about."""

    SELF = "self", "chính người đó"
    ASSIGNER = "assigner", "người giao việc"
    NAMED_APPROVER = "named_approver", "người được trình"
    CO_WORKER = "co_worker", "người phối hợp"
    DEPARTMENT_HEAD = "department_head", "lãnh đạo phòng"
    DEPARTMENT_DEPUTY = "department_deputy", "cấp phó của phòng"
    FIELD_DEPUTY = "field_deputy", "cấp phó phụ trách lĩnh vực"
    AGENCY_HEAD = "agency_head", "lãnh đạo đơn vị"
    PERSONNEL = "personnel", "tổ chức cán bộ"
    UNIT_ADMIN = "unit_admin", "quản trị đơn vị"
    MONITOR = "monitor", "theo dõi, tổng hợp"
    CITY_BOARD = "city_board", "Ban Tổ chức Thành ủy"
    SUPPORT = "support", "hỗ trợ kỹ thuật"
    AGENCY_MEMBER = "agency_member", "người của cơ quan"
    DATA_SYSTEM = "data_system", "hệ thống nguồn dữ liệu"
    """A service token with the scope that the act names (``kpi:write``, ``evidence:write``); no person stands so."""


class Act(LabelledEnum):
    """An act that needs authority."""

    GIVE_TASK = "give_task", "giao việc"
    APPROVE_TASK = "approve_task", "phê duyệt giao việc"
    APPROVE_KEY_TASK = "approve_key_task", "phê duyệt giao việc trọng tâm"
    COMPLETE_TASK = "complete_task", "bổ sung thông tin nhiệm vụ"
    WORK_ON_TASK = "work_on_task", "thực hiện nhiệm vụ"
    ANSWER_OBJECTION = "answer_objection", "trả lời phản hồi"
    JUDGE_PRODUCT = "judge_product", "duyệt sản phẩm"
    CANCEL_TASK = "cancel_task", "hủy nhiệm vụ"
    SEE_TASK = "see_task", "xem nhiệm vụ"
    WITHDRAW_QR = "withdraw_qr", "thu hồi mã QR của nhiệm vụ"
    SEE_SCORE = "see_score", "xem phiếu điểm"
    EVALUATE_SELF = "evaluate_self", "tự đánh giá"
    RATE = "rate", "nhận xét, đánh giá"
    APPROVE_EVALUATION = "approve_evaluation", "phê duyệt kết quả đánh giá"
    PUBLISH = "publish", "công khai kết quả"
    PROPOSE_CATALOGUE = "propose_catalogue", "đề xuất danh mục sản phẩm/công việc"
    PROPOSE_CATALOGUE_PART = "propose_catalogue_part", "đề xuất phần danh mục của phòng"
    APPROVE_CATALOGUE = "approve_catalogue", "duyệt danh mục sản phẩm/công việc"
    SEE_CATALOGUE = "see_catalogue", "xem danh mục sản phẩm/công việc"
    CONFIRM_COEFFICIENT = "confirm_coefficient", "duyệt hệ số tạm tính"
    SEE_UNITS = "see_units", "xem cây tổ chức"
    SEE_PEOPLE = "see_people", "xem danh sách người của đơn vị"
    RECONCILE = "reconcile", "đối chiếu tổ chức – tài khoản"
    HANDLE_SUPPORT = "handle_support", "xử lý yêu cầu hỗ trợ"
    SET_UNIT_OBJECTIVES = "set_unit_objectives", "đặt mục tiêu của đơn vị"
    SET_OWN_OBJECTIVES = "set_own_objectives", "đặt mục tiêu cá nhân"
    APPROVE_UNIT_OBJECTIVES = "approve_unit_objectives", "duyệt mục tiêu của đơn vị"
    APPROVE_OWN_OBJECTIVES = "approve_own_objectives", "duyệt mục tiêu cá nhân"
    APPROVE_HEAD_OBJECTIVES = "approve_head_objectives", "duyệt mục tiêu của người đứng đầu đơn vị"
    SEE_UNIT_OBJECTIVES = "see_unit_objectives", "xem mục tiêu của đơn vị"
    SEE_OWN_OBJECTIVES = "see_own_objectives", "xem mục tiêu cá nhân"
    ENTER_KPI_VALUE = "enter_kpi_value", "nhập số liệu chỉ số"
    CONFIRM_KPI_VALUE = "confirm_kpi_value", "xác nhận số liệu chỉ số"
    PUSH_KPI_VALUES = "push_kpi_values", "gửi số liệu chỉ số từ hệ thống khác"
    MAKE_UNIT_PLAN = "make_unit_plan", "lập kế hoạch của đơn vị"
    MAKE_OWN_PLAN = "make_own_plan", "lập kế hoạch cá nhân"
    APPROVE_UNIT_PLAN = "approve_unit_plan", "duyệt kế hoạch của đơn vị"
    APPROVE_OWN_PLAN = "approve_own_plan", "duyệt kế hoạch cá nhân"
    APPROVE_HEAD_PLAN = "approve_head_plan", "duyệt kế hoạch của người đứng đầu đơn vị"
    SEE_UNIT_PLAN = "see_unit_plan", "xem kế hoạch của đơn vị"
    SEE_OWN_PLAN = "see_own_plan", "xem kế hoạch cá nhân"
    NAME_CONVERSATION = "name_conversation", "chọn nhóm trò chuyện của phòng"
    ASK_SUPPORT = "ask_support", "hỏi hỗ trợ"
    SEE_OWN = "see_own", "xem việc, hồ sơ của mình"
    HAND_OVER_TASK = "hand_over_task", "chốt kết quả, bàn giao nhiệm vụ"
    LEND_TASK = "lend_task", "chuyển tạm, tạm dừng hạn"
    TRANSFER = "transfer", "điều chuyển"
    RECEIVE_TRANSFER = "receive_transfer", "tiếp nhận người chuyển đến"
    ANNOUNCE_ABSENCE = "announce_absence", "báo nghỉ"
    RECORD_ABSENCE = "record_absence", "ghi nhận nghỉ"
    DELEGATE = "delegate", "ủy quyền"
    GRANT_ROLE = "grant_role", "giao, thôi vai trò"
    SEE_POSTING = "see_posting", "xem nơi công tác, vai trò, người quản lý tại một thời điểm"
    SEE_PHONE = "see_phone", "xem số điện thoại"
    RECORD_WORKING_GROUP = "record_working_group", "lập tổ công tác"
    SEE_READINESS = "see_readiness", "xem mức độ sẵn sàng của đơn vị"
    SEE_ALL_READINESS = "see_all_readiness", "xem mức độ sẵn sàng của mọi đơn vị"
    SEND_PRACTICE = "send_practice", "gửi bài tập"
    PRACTISE = "practise", "làm bài tập của mình"
    ANSWER_WAIT = "answer_wait", "trả lời, kết thúc việc chờ đơn vị mình"
    DECIDE_EXTENSION = "decide_extension", "quyết định gia hạn"
    CONFIRM_CAUSE = "confirm_cause", "xác nhận nguyên nhân khách quan"
    PAUSE_TASK = "pause_task", "tạm dừng, cho tiếp tục nhiệm vụ"
    RECORD_OUTAGE = "record_outage", "ghi nhận gián đoạn hệ thống của đơn vị"
    RECORD_CITY_OUTAGE = "record_city_outage", "ghi nhận gián đoạn hệ thống của toàn thành phố"
    SEE_OUTAGES = "see_outages", "xem các lần gián đoạn hệ thống"
    ANSWER_PRIVATE_NOTE = "answer_private_note", "xem, trả lời lưu ý riêng"
    SEE_UNANSWERED_NOTE = "see_unanswered_note", "xem dấu hiệu chưa có trả lời"
    SEE_NOTE_COUNTS = "see_note_counts", "xem số dấu hiệu theo đơn vị"
    SEE_BOTTLENECKS = "see_bottlenecks", "xem điểm nghẽn của phòng"
    SEND_BOTTLENECK = "send_bottleneck", "chuyển điểm nghẽn cho lãnh đạo quyết định"
    DECIDE_LEAD = "decide_lead", "quyết định chủ trì"
    SEE_WATCH_RULES = "see_watch_rules", "xem các quy tắc theo dõi"
    REPORT_ARISING = "report_arising", "báo việc phát sinh"
    PUSH_EVIDENCE = "push_evidence", "gửi minh chứng từ hệ thống khác"
    PRINT_UNIT_CODES = "print_unit_codes", "in mã QR các nhiệm vụ của phòng"
    ASK_CO_OPERATION = "ask_co_operation", "đề nghị phối hợp, nhận kết quả phối hợp"
    CO_OPERATE = "co_operate", "trả lời, thực hiện đề nghị phối hợp"
    NAME_CO_OPERATOR = "name_co_operator", "trả lời thay đơn vị được đề nghị phối hợp, cử người"
    REPORT_DATA = "report_data", "báo sai lệch dữ liệu về mình"
    VERIFY_DATA = "verify_data", "xác minh nguồn của dữ liệu bị báo sai lệch"
    CORRECT_TASK_DATA = "correct_task_data", "đính chính dữ liệu ghi nhầm của nhiệm vụ"


@dataclass(frozen=True)
class Rule:
    """Who may do an act, and the section it rests on."""

    relations: frozenset[Relation]
    basis: str


_R = Relation
_LINE = {_R.DEPARTMENT_HEAD, _R.FIELD_DEPUTY, _R.AGENCY_HEAD}

TABLE: dict[Act, Rule] = {
    Act.GIVE_TASK: Rule(frozenset({*_LINE, _R.DEPARTMENT_DEPUTY}), "DOMAIN 1, 4 (IV.1)"),
    Act.APPROVE_TASK: Rule(frozenset(_LINE), "DOMAIN 4 (III.2)"),
    Act.APPROVE_KEY_TASK: Rule(frozenset({_R.FIELD_DEPUTY, _R.AGENCY_HEAD}), "DOMAIN 4 (III.2)"),
    Act.COMPLETE_TASK: Rule(frozenset({_R.ASSIGNER}), "DOMAIN 4 (III.2)"),
    Act.WORK_ON_TASK: Rule(frozenset({_R.SELF}), "DOMAIN 4 (IV.2)"),
    Act.ANSWER_OBJECTION: Rule(frozenset({_R.ASSIGNER, *_LINE}), "DOMAIN 4 (IV.2)"),
    Act.JUDGE_PRODUCT: Rule(frozenset({_R.ASSIGNER, *_LINE}), "DOMAIN 4; NĐ 335 Điều 18"),
    Act.CANCEL_TASK: Rule(frozenset({_R.ASSIGNER, *_LINE}), "DOMAIN 4"),
    Act.SEE_TASK: Rule(
        frozenset(
            {_R.SELF, _R.ASSIGNER, _R.NAMED_APPROVER, _R.CO_WORKER, _R.DEPARTMENT_DEPUTY, _R.MONITOR, *_LINE},
        ),
        "DOMAIN 8, Luật 91/2025/QH15",
    ),
    Act.WITHDRAW_QR: Rule(frozenset({_R.SELF, _R.ASSIGNER, *_LINE}), "DOMAIN 8; CONTRACT 7"),
    Act.SEE_SCORE: Rule(frozenset({_R.SELF, *_LINE, _R.PERSONNEL}), "DOMAIN 6, Luật 91/2025/QH15"),
    Act.EVALUATE_SELF: Rule(frozenset({_R.SELF}), "DOMAIN 6; NĐ 335 Điều 12"),
    Act.RATE: Rule(frozenset(_LINE), "DOMAIN 6 (IV)"),
    Act.APPROVE_EVALUATION: Rule(frozenset({_R.AGENCY_HEAD}), "DOMAIN 6 (IV)"),
    Act.PUBLISH: Rule(frozenset({_R.PERSONNEL}), "DOMAIN 6 (IV)"),
    Act.PROPOSE_CATALOGUE: Rule(frozenset({_R.PERSONNEL, _R.UNIT_ADMIN}), "DOMAIN 2 (II.2)"),
    Act.PROPOSE_CATALOGUE_PART: Rule(frozenset({_R.DEPARTMENT_HEAD, _R.PERSONNEL, _R.UNIT_ADMIN}), "DOMAIN 2 (II.2)"),
    Act.APPROVE_CATALOGUE: Rule(frozenset({_R.AGENCY_HEAD}), "DOMAIN 2 (II.2, II.4); NĐ 335 Điều 13"),
    Act.SEE_CATALOGUE: Rule(frozenset({_R.AGENCY_MEMBER, _R.CITY_BOARD}), "DOMAIN 2 (II.2)"),
    Act.CONFIRM_COEFFICIENT: Rule(frozenset({_R.FIELD_DEPUTY, _R.AGENCY_HEAD}), "DOMAIN 2, 4 (II.4)"),
    Act.SEE_UNITS: Rule(frozenset({_R.AGENCY_MEMBER, _R.CITY_BOARD}), "DOMAIN 1, 7"),
    Act.SEE_PEOPLE: Rule(frozenset({*_LINE, _R.DEPARTMENT_DEPUTY, _R.UNIT_ADMIN, _R.PERSONNEL}), "DOMAIN 8"),
    Act.RECONCILE: Rule(frozenset({_R.UNIT_ADMIN}), "DOMAIN 8 (VI.1)"),
    Act.HANDLE_SUPPORT: Rule(frozenset({_R.SUPPORT}), "DOMAIN 8"),
    Act.SET_UNIT_OBJECTIVES: Rule(frozenset({*_LINE, _R.DEPARTMENT_DEPUTY, _R.MONITOR}), "DOMAIN 3 (III.1)"),
    Act.SET_OWN_OBJECTIVES: Rule(frozenset({_R.SELF}), "DOMAIN 3 (III.1)"),
    Act.APPROVE_UNIT_OBJECTIVES: Rule(frozenset({_R.FIELD_DEPUTY, _R.AGENCY_HEAD}), "DOMAIN 1, 3 (III.1)"),
    Act.APPROVE_OWN_OBJECTIVES: Rule(frozenset(_LINE), "DOMAIN 1, 3 (III.1)"),
    Act.APPROVE_HEAD_OBJECTIVES: Rule(frozenset({_R.CITY_BOARD}), "DOMAIN 1, 3 (III.1); một cấp trên người đứng đầu"),
    Act.SEE_UNIT_OBJECTIVES: Rule(frozenset({*_LINE, _R.AGENCY_MEMBER, _R.CITY_BOARD}), "DOMAIN 3, 7 (III.1)"),
    Act.SEE_OWN_OBJECTIVES: Rule(
        frozenset({_R.SELF, *_LINE, _R.DEPARTMENT_DEPUTY, _R.MONITOR}), "DOMAIN 8, Luật 91/2025/QH15"
    ),
    Act.ENTER_KPI_VALUE: Rule(frozenset({_R.SELF, *_LINE, _R.DEPARTMENT_DEPUTY, _R.MONITOR}), "DOMAIN 3 (III.1)"),
    Act.CONFIRM_KPI_VALUE: Rule(frozenset(_LINE), "DOMAIN 3 (III.1)"),
    Act.PUSH_KPI_VALUES: Rule(frozenset({_R.DATA_SYSTEM}), "DOMAIN 3 (III.1)"),
    Act.MAKE_UNIT_PLAN: Rule(frozenset({*_LINE, _R.DEPARTMENT_DEPUTY, _R.MONITOR}), "DOMAIN 6 (IV)"),
    Act.MAKE_OWN_PLAN: Rule(frozenset({_R.SELF}), "DOMAIN 6 (IV)"),
    Act.APPROVE_UNIT_PLAN: Rule(frozenset({_R.FIELD_DEPUTY, _R.AGENCY_HEAD}), "DOMAIN 1, 6 (IV)"),
    Act.APPROVE_OWN_PLAN: Rule(frozenset(_LINE), "DOMAIN 1, 6 (IV)"),
    Act.APPROVE_HEAD_PLAN: Rule(frozenset({_R.CITY_BOARD}), "DOMAIN 1, 6 (IV); một cấp trên người đứng đầu"),
    Act.SEE_UNIT_PLAN: Rule(frozenset({*_LINE, _R.AGENCY_MEMBER}), "DOMAIN 6 (IV)"),
    Act.SEE_OWN_PLAN: Rule(
        frozenset({_R.SELF, *_LINE, _R.DEPARTMENT_DEPUTY, _R.MONITOR}), "DOMAIN 8, Luật 91/2025/QH15"
    ),
    Act.NAME_CONVERSATION: Rule(frozenset({*_LINE, _R.DEPARTMENT_DEPUTY, _R.UNIT_ADMIN}), "DOMAIN 6 (IV)"),
    Act.ASK_SUPPORT: Rule(frozenset({_R.SELF}), "DOMAIN 8"),
    Act.SEE_OWN: Rule(frozenset({_R.SELF}), "DOMAIN 6, 8"),
    Act.HAND_OVER_TASK: Rule(frozenset({_R.ASSIGNER, *_LINE}), "DOMAIN 4, 6 (điều chuyển)"),
    Act.LEND_TASK: Rule(frozenset({_R.ASSIGNER, *_LINE}), "DOMAIN 4, 6 (nghỉ)"),
    Act.TRANSFER: Rule(frozenset({_R.UNIT_ADMIN, _R.PERSONNEL, _R.CITY_BOARD}), "DOMAIN 1, 6 (điều chuyển)"),
    Act.RECEIVE_TRANSFER: Rule(frozenset(_LINE), "DOMAIN 6 (điều chuyển)"),
    Act.ANNOUNCE_ABSENCE: Rule(frozenset({_R.SELF}), "DOMAIN 6 (nghỉ)"),
    Act.RECORD_ABSENCE: Rule(frozenset({*_LINE, _R.PERSONNEL, _R.UNIT_ADMIN}), "DOMAIN 6 (nghỉ)"),
    Act.DELEGATE: Rule(frozenset({_R.SELF, _R.FIELD_DEPUTY, _R.AGENCY_HEAD}), "DOMAIN 1 (ủy quyền)"),
    Act.GRANT_ROLE: Rule(frozenset({_R.PERSONNEL, _R.UNIT_ADMIN, _R.CITY_BOARD}), "DOMAIN 1 (vai trò)"),
    Act.SEE_POSTING: Rule(
        frozenset({_R.SELF, *_LINE, _R.DEPARTMENT_DEPUTY, _R.UNIT_ADMIN, _R.PERSONNEL, _R.CITY_BOARD}),
        "DOMAIN 1, 8",
    ),
    Act.SEE_PHONE: Rule(
        frozenset({_R.SELF, *_LINE, _R.DEPARTMENT_DEPUTY, _R.UNIT_ADMIN, _R.PERSONNEL}), "DOMAIN 8, Luật 91/2025/QH15"
    ),
    Act.RECORD_WORKING_GROUP: Rule(frozenset({_R.AGENCY_HEAD, _R.UNIT_ADMIN}), "DOMAIN 8 (VI.1)"),
    Act.SEE_READINESS: Rule(
        frozenset({_R.AGENCY_HEAD, _R.PERSONNEL, _R.UNIT_ADMIN, _R.MONITOR, _R.CITY_BOARD}), "DOMAIN 7, 8 (VI.1)"
    ),
    Act.SEE_ALL_READINESS: Rule(frozenset({_R.CITY_BOARD}), "DOMAIN 7, 8 (VI.1)"),
    Act.SEND_PRACTICE: Rule(frozenset({_R.AGENCY_HEAD, _R.PERSONNEL, _R.UNIT_ADMIN}), "DOMAIN 8 (VI.1)"),
    Act.PRACTISE: Rule(frozenset({_R.SELF}), "DOMAIN 8 (VI.1)"),
    Act.ANSWER_WAIT: Rule(frozenset({_R.SELF, _R.DEPARTMENT_DEPUTY, *_LINE}), "DOMAIN 4 (chờ đơn vị khác)"),
    Act.DECIDE_EXTENSION: Rule(frozenset({_R.ASSIGNER, *_LINE}), "DOMAIN 4 (gia hạn)"),
    Act.CONFIRM_CAUSE: Rule(frozenset({_R.ASSIGNER, *_LINE}), "DOMAIN 4, 5; NĐ 335 Điều 18"),
    Act.PAUSE_TASK: Rule(frozenset({_R.ASSIGNER, *_LINE}), "DOMAIN 4 (tạm dừng)"),
    Act.RECORD_OUTAGE: Rule(frozenset({_R.UNIT_ADMIN, _R.CITY_BOARD}), "DOMAIN 4, 5 (do hệ thống)"),
    Act.RECORD_CITY_OUTAGE: Rule(frozenset({_R.CITY_BOARD}), "DOMAIN 4, 5 (do hệ thống)"),
    Act.ANSWER_PRIVATE_NOTE: Rule(frozenset({_R.SELF}), "DOMAIN 7 (I.3, VII.1)"),
    Act.SEE_UNANSWERED_NOTE: Rule(frozenset({*_LINE, _R.MONITOR}), "DOMAIN 7 (I.3, VII.1)"),
    Act.SEE_NOTE_COUNTS: Rule(frozenset({_R.CITY_BOARD}), "DOMAIN 7 (I.3, VII.1)"),
    Act.SEE_BOTTLENECKS: Rule(frozenset({*_LINE, _R.MONITOR}), "DOMAIN 7 (VII.1)"),
    Act.SEND_BOTTLENECK: Rule(frozenset({_R.MONITOR}), "DOMAIN 7 (VII.1)"),
    Act.DECIDE_LEAD: Rule(frozenset({_R.FIELD_DEPUTY, _R.AGENCY_HEAD}), "DOMAIN 4, 7 (chủ trì)"),
    Act.SEE_WATCH_RULES: Rule(frozenset({_R.SELF}), "DOMAIN 7 (I.3)"),
    Act.SEE_OUTAGES: Rule(frozenset({_R.AGENCY_MEMBER, _R.CITY_BOARD}), "DOMAIN 4, 5 (do hệ thống)"),
    Act.REPORT_ARISING: Rule(frozenset({_R.SELF}), "DOMAIN 4 (việc phát sinh)"),
    Act.PUSH_EVIDENCE: Rule(frozenset({_R.DATA_SYSTEM}), "DOMAIN 4 (minh chứng)"),
    Act.PRINT_UNIT_CODES: Rule(frozenset({*_LINE, _R.DEPARTMENT_DEPUTY, _R.MONITOR}), "DOMAIN 8; CONTRACT 7"),
    Act.ASK_CO_OPERATION: Rule(frozenset({_R.SELF, _R.ASSIGNER, *_LINE}), "DOMAIN 4 (phối hợp)"),
    Act.CO_OPERATE: Rule(frozenset({_R.SELF}), "DOMAIN 4 (phối hợp)"),
    Act.NAME_CO_OPERATOR: Rule(frozenset({_R.DEPARTMENT_DEPUTY, *_LINE}), "DOMAIN 4 (phối hợp)"),
    Act.REPORT_DATA: Rule(frozenset({_R.SELF}), "DOMAIN 1, 8 (báo sai lệch dữ liệu)"),
    Act.VERIFY_DATA: Rule(frozenset({_R.UNIT_ADMIN, _R.PERSONNEL, _R.AGENCY_HEAD}), "DOMAIN 1, 8 (xác minh nguồn)"),
    Act.CORRECT_TASK_DATA: Rule(frozenset({_R.ASSIGNER, *_LINE}), "DOMAIN 4, 5 (đính chính dữ liệu)"),
}

NEVER_ON_ONESELF = frozenset(
    {
        Act.APPROVE_TASK,
        Act.APPROVE_KEY_TASK,
        Act.ANSWER_OBJECTION,
        Act.JUDGE_PRODUCT,
        Act.CANCEL_TASK,
        Act.RATE,
        Act.APPROVE_EVALUATION,
        Act.APPROVE_CATALOGUE,
        Act.CONFIRM_COEFFICIENT,
        Act.APPROVE_UNIT_OBJECTIVES,
        Act.APPROVE_OWN_OBJECTIVES,
        Act.APPROVE_HEAD_OBJECTIVES,
        Act.CONFIRM_KPI_VALUE,
        Act.APPROVE_UNIT_PLAN,
        Act.APPROVE_OWN_PLAN,
        Act.APPROVE_HEAD_PLAN,
        Act.LEND_TASK,
        Act.TRANSFER,
        Act.RECEIVE_TRANSFER,
        Act.RECORD_ABSENCE,
        Act.GRANT_ROLE,
        Act.DECIDE_EXTENSION,
        Act.CONFIRM_CAUSE,
        Act.PAUSE_TASK,
        Act.HAND_OVER_TASK,
        Act.DECIDE_LEAD,
        Act.VERIFY_DATA,
        Act.CORRECT_TASK_DATA,
    }
)

ABOVE_THE_HEAD: dict[Act, Act] = {
    Act.APPROVE_UNIT_OBJECTIVES: Act.APPROVE_HEAD_OBJECTIVES,
    Act.APPROVE_OWN_OBJECTIVES: Act.APPROVE_HEAD_OBJECTIVES,
    Act.APPROVE_UNIT_PLAN: Act.APPROVE_HEAD_PLAN,
    Act.APPROVE_OWN_PLAN: Act.APPROVE_HEAD_PLAN,
}
"""What the level above the agency decides where the agency's head is the one concerned: their own, and what they sent
for the agency. An agency (cơ quan) is the top of its own tree, so that the level above is the city's body for people
and organisation, Ban Tổ chức Thành ủy."""

NEVER_IN_OWN_AGENCY = frozenset(ABOVE_THE_HEAD.values())
"""Acts of the level above: nobody does them in the agency they belong to, where the head stands above them."""

DELEGABLE: dict[Act, Act] = {
    Act.GIVE_TASK: Act.SEE_TASK,
    Act.APPROVE_TASK: Act.SEE_TASK,
    Act.APPROVE_KEY_TASK: Act.SEE_TASK,
    Act.ANSWER_OBJECTION: Act.SEE_TASK,
    Act.JUDGE_PRODUCT: Act.SEE_TASK,
    Act.DECIDE_EXTENSION: Act.SEE_TASK,
    Act.CONFIRM_CAUSE: Act.SEE_TASK,
    Act.RATE: Act.SEE_SCORE,
    Act.APPROVE_EVALUATION: Act.SEE_SCORE,
}
"""What may be delegated (phạm vi ủy quyền), and what one must be able to see for it. The right to delegate is not
among them: a delegation may not be passed on."""


@dataclass(frozen=True)
class Subject:
    """What the act is about: the unit, and where there are any the person and the task's people."""

    unit: Unit
    person_id: UUID | None = None
    assigner_id: UUID | None = None
    approver_id: UUID | None = None
    co_worker_ids: frozenset[UUID] = frozenset()


def covers_field(fields: Iterable[str], unit_name: str) -> bool:
    """Whether a deputy's fields (lĩnh vực phụ trách) name this department or something in its name."""
    name = f" {' '.join(tokens(unit_name))} "
    parts = {part for field in fields for part in (field, *field.split(","))}
    return any(f" {words} " in name for part in parts if (words := " ".join(tokens(part))))


def _relation_of(grant: Grant, unit: Unit) -> Relation | None:
    if grant.role is Role.SUPPORT:
        return Relation.SUPPORT
    if grant.role is Role.CITY_BOARD:
        return Relation.CITY_BOARD
    if grant.unit.id not in unit.path:
        return None
    if grant.role is Role.DEPUTY:
        if not grant.unit.is_agency:
            return Relation.DEPARTMENT_DEPUTY
        return Relation.FIELD_DEPUTY if not unit.is_agency and covers_field(grant.fields, unit.name) else None
    if grant.role is Role.DEPARTMENT_HEAD:
        return None if grant.unit.is_agency else Relation.DEPARTMENT_HEAD
    if grant.role is Role.HEAD:
        return Relation.AGENCY_HEAD if grant.unit.is_agency else Relation.DEPARTMENT_HEAD
    return {
        Role.PERSONNEL: Relation.PERSONNEL,
        Role.UNIT_ADMIN: Relation.UNIT_ADMIN,
        Role.MONITOR: Relation.MONITOR,
    }.get(grant.role)


def relations(actor: Actor, subject: Subject) -> frozenset[Relation]:
    """Every relation of the actor to the subject at this instant."""
    found = {_relation_of(grant, subject.unit) for grant in actor.grants}
    found.add(Relation.SELF if subject.person_id == actor.id else None)
    found.add(Relation.ASSIGNER if subject.assigner_id == actor.id else None)
    found.add(Relation.NAMED_APPROVER if subject.approver_id == actor.id else None)
    found.add(Relation.CO_WORKER if actor.id in subject.co_worker_ids else None)
    found.add(Relation.AGENCY_MEMBER if actor.unit.agency_id == subject.unit.agency_id else None)
    return frozenset(relation for relation in found if relation)


@dataclass(frozen=True)
class Capacity:
    """Tư cách: the relation in which a person acts, and the giver of the delegation used (thay mặt ai)."""

    relation: Relation
    on_behalf_of: UUID | None = None


def capacity(act: Act, actor: Actor, subject: Subject) -> Capacity | None:
    """In which capacity the actor may do ``act``: by a right of their own, else under a delegation, else None."""
    held = relations(actor, subject)
    if act in NEVER_ON_ONESELF and Relation.SELF in held:
        return None
    if act in NEVER_IN_OWN_AGENCY and Relation.AGENCY_MEMBER in held:
        return None
    own = _first(TABLE[act].relations & held)
    if own is not None:
        return Capacity(own)
    if subject.person_id == actor.id or subject.person_id in {each.giver_id for each in actor.delegated}:
        return None
    for delegated in actor.delegated:
        if act in covered_by(delegated):
            lent = _first(TABLE[act].relations & _lent_relations(delegated, subject))
            if lent is not None:
                return Capacity(lent, delegated.giver_id)
    return None


def _first(found: Iterable[Relation]) -> Relation | None:
    """The first of ``found`` in the order of the table's columns."""
    among = frozenset(found)
    return next((relation for relation in Relation if relation in among), None)


def covered_by(delegated: Delegated) -> frozenset[Act]:
    """The acts of a delegation, with what must be seen for them."""
    acts = {Act(code) for code in delegated.acts}
    return frozenset(acts | {DELEGABLE[act] for act in acts})


_UPWARDS = (Relation.DEPARTMENT_HEAD, Relation.FIELD_DEPUTY, Relation.AGENCY_HEAD)


def level_of(actor: Actor, subject: Subject) -> int:
    """How high the actor stands in the line above the subject, by a place of their own or one lent: 1 department,
    2 deputy in charge, 3 head; 0 outside."""
    held = set(relations(actor, subject))
    for delegated in actor.delegated:
        held |= _lent_relations(delegated, subject)
    return max((_UPWARDS.index(relation) + 1 for relation in held if relation in _UPWARDS), default=0)


def stands_at(actor: Actor, subject: Subject, level: int, respondent_id: UUID) -> bool:
    """Whether what has gone up to ``level`` is the actor's to answer: theirs, lent by the respondent, or from above."""
    if level == 0 or actor.id == respondent_id:
        return True
    lent = any(each.giver_id == respondent_id for each in actor.delegated)
    return lent or level_of(actor, subject) >= level


def stands_in_for(actor: Actor, act: Act) -> frozenset[UUID]:
    """The people on whose behalf the actor may do ``act`` somewhere at this instant."""
    return frozenset(each.giver_id for each in actor.delegated if act in covered_by(each))


def _lent_relations(delegated: Delegated, subject: Subject) -> frozenset[Relation]:
    """The giver's place in the line towards the subject; nothing outside the unit."""
    if delegated.unit.id not in subject.unit.path:
        return frozenset()
    found = {_relation_of(grant, subject.unit) for grant in delegated.grants} & _LINE
    found.add(Relation.ASSIGNER if subject.assigner_id == delegated.giver_id else None)
    found.add(Relation.NAMED_APPROVER if subject.approver_id == delegated.giver_id else None)
    return frozenset(relation for relation in found if relation)


def is_under(person: Actor, leader: Actor) -> bool:
    """Whether ``leader`` leads ``person`` (dưới quyền): within the unit, or for a deputy the field in charge; two who
    lead each other's unit lead nobody of the two."""
    leading = _LINE | {_R.DEPARTMENT_DEPUTY}

    def leads(one: Actor, other: Actor, over: set[Relation]) -> bool:
        return bool(relations(one, Subject(other.unit, other.id)) & over)

    return person.id != leader.id and leads(leader, person, leading) and not leads(person, leader, _LINE)


def allowed(act: Act, actor: Actor, subject: Subject) -> Relation | None:
    """The relation in which the actor may do ``act``, or None."""
    found = capacity(act, actor, subject)
    return found.relation if found else None


def require(act: Act, actor: Actor, subject: Subject) -> Capacity:
    """The capacity in which the actor may do ``act``.

    Raises:
        Forbidden: when neither the table nor a delegation gives the actor such a right.
    """
    found = capacity(act, actor, subject)
    if found is None:
        raise Forbidden("Anh/chị không có thẩm quyền {act} ở đây.", act=act.label)
    return found


ACT_OF_TASK: dict[TaskAct, Act] = {
    TaskAct.COMPLETE: Act.COMPLETE_TASK,
    TaskAct.REQUEST_APPROVAL: Act.COMPLETE_TASK,
    TaskAct.SEND_BACK: Act.APPROVE_TASK,
    TaskAct.ACCEPT: Act.WORK_ON_TASK,
    TaskAct.OBJECT: Act.WORK_ON_TASK,
    TaskAct.PROGRESS: Act.WORK_ON_TASK,
    TaskAct.ADD_EVIDENCE: Act.WORK_ON_TASK,
    TaskAct.SUBMIT: Act.WORK_ON_TASK,
    TaskAct.ADJUST: Act.ANSWER_OBJECTION,
    TaskAct.KEEP: Act.ANSWER_OBJECTION,
    TaskAct.ESCALATE: Act.ANSWER_OBJECTION,
    TaskAct.APPROVE_PRODUCT: Act.JUDGE_PRODUCT,
    TaskAct.RETURN: Act.JUDGE_PRODUCT,
    TaskAct.CANCEL: Act.CANCEL_TASK,
    TaskAct.ASSIGN: Act.APPROVE_TASK,
    TaskAct.CLOSE: Act.HAND_OVER_TASK,
    TaskAct.HAND_OVER: Act.HAND_OVER_TASK,
    TaskAct.LEND: Act.LEND_TASK,
    TaskAct.PAUSE: Act.LEND_TASK,
    TaskAct.REMARK: Act.WORK_ON_TASK,
    TaskAct.ASK_WAIT: Act.WORK_ON_TASK,
    TaskAct.ASK_EXTENSION: Act.WORK_ON_TASK,
    TaskAct.CLAIM_CAUSE: Act.WORK_ON_TASK,
    TaskAct.ASK_HAND_OVER: Act.WORK_ON_TASK,
    TaskAct.WITHDRAW: Act.WORK_ON_TASK,
    TaskAct.TAKE_WAIT: Act.ANSWER_WAIT,
    TaskAct.REFUSE_WAIT: Act.ANSWER_WAIT,
    TaskAct.END_WAIT: Act.WORK_ON_TASK,
    TaskAct.GRANT_EXTENSION: Act.DECIDE_EXTENSION,
    TaskAct.REFUSE_EXTENSION: Act.DECIDE_EXTENSION,
    TaskAct.CONFIRM_CAUSE: Act.CONFIRM_CAUSE,
    TaskAct.REFUSE_CAUSE: Act.CONFIRM_CAUSE,
    TaskAct.REFUSE_HAND_OVER: Act.HAND_OVER_TASK,
    TaskAct.CORRECT_DATA: Act.CORRECT_TASK_DATA,
    TaskAct.SUSPEND: Act.PAUSE_TASK,
    TaskAct.RESUME: Act.PAUSE_TASK,
    TaskAct.ASK_CO_OPERATION: Act.ASK_CO_OPERATION,
    TaskAct.NAME_CO_OPERATOR: Act.NAME_CO_OPERATOR,
    TaskAct.TAKE_CO_OPERATION: Act.CO_OPERATE,
    TaskAct.REFUSE_CO_OPERATION: Act.CO_OPERATE,
    TaskAct.SEND_CO_OPERATION: Act.CO_OPERATE,
    TaskAct.RECEIVE_CO_OPERATION: Act.ASK_CO_OPERATION,
    TaskAct.LACK_CO_OPERATION: Act.ASK_CO_OPERATION,
    TaskAct.WITHDRAW_CO_OPERATION: Act.ASK_CO_OPERATION,
    TaskAct.SPLIT: Act.GIVE_TASK,
    TaskAct.CLOSE_PARTS: Act.HAND_OVER_TASK,
    TaskAct.DECIDE_LEAD: Act.DECIDE_LEAD,
}
"""The authority each act on a task asks for; a key task's assignment and sending back ask for more."""


def authority_for(act: TaskAct, kind: TaskKind | None) -> Act:
    """The authority that ``act`` asks for on a task of ``kind``."""
    needed = ACT_OF_TASK[act]
    return Act.APPROVE_KEY_TASK if needed is Act.APPROVE_TASK and kind is TaskKind.KEY else needed
