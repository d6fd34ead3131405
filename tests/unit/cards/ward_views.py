"""People and tasks of a made-up ward as the cards get them, ordinary and longest."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.cards.render import CardContext
from hanoiwork_plugin.domain.assigning.gate import GateField
from hanoiwork_plugin.domain.tasks import (
    ObjectionGround,
    Priority,
    ReturnType,
    TaskAct,
    TaskKind,
    TaskState,
)
from hanoiwork_plugin.domain.views import (
    Basis,
    EvidenceView,
    HistoryEntry,
    ItemChoice,
    ObjectionView,
    PersonRef,
    ProductRef,
    SubmissionView,
    TaskLineView,
    TaskView,
)

NOW = datetime(2026, 6, 17, 2, 12, tzinfo=UTC)
VI = CardContext("vi", NOW, "inst-1", b"a secret of the tests, 32 letters", "https://thucthi.example.vn")
EN = replace(VI, locale="en")

LONG_NAME = (
    "Rà soát, tổng hợp, tham mưu ban hành kế hoạch kiểm tra, xử lý vi phạm trật tự xây dựng, lấn chiếm vỉa hè, "
    "lòng đường và vệ sinh môi trường trên các tuyến phố chính của phường trong quý III năm 2026"
)
LONG_NAME = LONG_NAME.ljust(200, "…")[:200]
LONG_UNIT = (
    "Trung tâm Phục vụ hành chính công và Tiếp nhận, trả kết quả thủ tục hành chính phường Mẫu, thành phố Hà Nội"
)
LONG_TEXT = (
    "Báo cáo phải đủ 3 phụ lục theo mẫu, số liệu khớp với hệ thống một cửa, có xác nhận của các tổ dân phố, "
    "đúng thể thức theo Nghị định 30/2020/NĐ-CP và gửi kèm bản đồ vị trí các điểm vi phạm. "
) * 4


def who(number: int, account: str, name: str, title: str = "") -> PersonRef:
    return PersonRef(UUID(int=number), account, name, title)


MINH = who(1, "minh.nguyenthi", "Nguyễn Thị Minh", "Chủ tịch UBND phường")
HUNG = who(2, "hung.tranvan", "Trần Văn Hùng", "Phó Chủ tịch UBND phường")
HA = who(3, "ha.lethi", "Lê Thị Hà", "Trưởng phòng")
AN = who(5, "an.nguyenvan", "Nguyễn Văn An", "Chuyên viên")
NGOC = who(6, "ngoc.vuthi", "Vũ Thị Ngọc", "Chuyên viên")
KHOI = who(4, "khoi.phamdang", "Phạm Đăng Khôi", "Phó Trưởng phòng")
PHUONG = who(14, "phuong.trinhthu", "Trịnh Thu Phương", "Chuyên viên")
THAO = who(16, "thao.lyphuong", "Lý Phương Thảo", "Chuyên viên")
LONG_PERSON = who(
    20, "long", "Công Tằng Tôn Nữ Hoàng Thị Phương Nguyệt Anh", "Phó Trưởng phòng phụ trách lĩnh vực đất đai"
)

BASIS = Basis("215/KH-UBND", date(2026, 5, 28), "UBND phường Mẫu")
PRODUCT = ProductRef(UUID(int=77), "KT.12", "Báo cáo kiểm tra trật tự đô thị", Decimal(20), Decimal(4))
FILES = tuple(
    EvidenceView(UUID(int=500 + n), name, "application/pdf", size, "0" * 64, NOW - timedelta(minutes=n), AN)
    for n, (name, size) in enumerate(
        [("Bao-cao-trat-tu-do-thi-lan-2.pdf", 812_345), ("Phu-luc-2-danh-sach-diem-vi-pham.xlsx", 45_120)]
    )
)


def entry(
    act: str, actor: PersonRef | None, hours: float, reason: str = "", behalf: PersonRef | None = None
) -> HistoryEntry:
    return HistoryEntry(UUID(int=900), NOW - timedelta(hours=hours), act, actor, behalf, reason, {})


RETURNED = SubmissionView(
    UUID(int=300),
    2,
    Decimal(1),
    "Đã bổ sung phụ lục 1.",
    NOW - timedelta(hours=20),
    AN,
    FILES,
    NOW - timedelta(hours=1),
    HA,
    Decimal(0),
    Decimal(1),
    ReturnType.MAJOR_CONTENT,
    "thiếu phụ lục 2",
    "Bổ sung phụ lục 2: danh sách điểm vi phạm theo từng tổ dân phố.",
)
SENT = replace(
    RETURNED,
    decided_at=None,
    decided_by=None,
    returned_quantity=Decimal(0),
    return_type=None,
    reason="",
    requested_change="",
    submitted_at=NOW - timedelta(minutes=32),
)

ASSIGNED = TaskView(
    id=UUID(int=100),
    version=3,
    name="Kiểm tra trật tự đô thị các tuyến phố chính tháng 6",
    content="Kiểm tra, lập biên bản và tổng hợp báo cáo gửi UBND phường.",
    state=TaskState.ASSIGNED,
    kind=TaskKind.KEY,
    priority=Priority.HIGH,
    basis=BASIS,
    lead_unit="Phòng Kinh tế, Hạ tầng và Đô thị",
    assigner=HA,
    accountable=AN,
    approver=HUNG,
    co_units=("Công an phường", "Phòng Văn hóa – Xã hội"),
    co_people=(NGOC,),
    start=date(2026, 6, 2),
    due=datetime(2026, 6, 19, 10, 0, tzinfo=UTC),
    product=PRODUCT,
    quantity=Decimal(2),
    accepted_quantity=Decimal(0),
    quality_criteria="Đủ 3 phụ lục, số liệu khớp biên bản, đúng thể thức.",
    progress=0,
    progress_note="",
    missing=(),
    overdue=False,
    returns=0,
    delays=0,
    objection=None,
    submission=None,
    evidence_waiting=(),
    last=entry("task.assigned", HUNG, 1),
    allowed=frozenset({TaskAct.ACCEPT, TaskAct.OBJECT}),
)
WORKING = replace(
    ASSIGNED,
    state=TaskState.IN_PROGRESS,
    progress=60,
    progress_note="Đã kiểm tra 5/8 tuyến phố",
    accepted_quantity=Decimal(1),
    allowed=frozenset({TaskAct.SUBMIT, TaskAct.PROGRESS, TaskAct.OBJECT, TaskAct.ADD_EVIDENCE}),
    evidence_waiting=FILES[:1],
    last=None,
)
RETURNED_TASK = replace(
    ASSIGNED,
    state=TaskState.RETURNED,
    submission=RETURNED,
    returns=2,
    delays=1,
    progress=90,
    progress_note="Chờ số liệu tổ 7",
    last=entry("task.product_returned", HA, 1, "thiếu phụ lục 2"),
    allowed=frozenset({TaskAct.SUBMIT, TaskAct.PROGRESS, TaskAct.ADD_EVIDENCE}),
)
REVIEW = replace(
    ASSIGNED,
    state=TaskState.SUBMITTED,
    submission=SENT,
    returns=1,
    last=entry("task.submitted", AN, 0.5),
    allowed=frozenset({TaskAct.APPROVE_PRODUCT, TaskAct.RETURN}),
)
OBJECTED = replace(
    ASSIGNED,
    state=TaskState.OBJECTED,
    accountable=NGOC,
    objection=ObjectionView(
        ObjectionGround.SCOPE,
        "Kế hoạch chưa nêu rõ có gồm tuyến phố giáp ranh phường bên không.",
        NOW - timedelta(hours=3),
        NGOC,
    ),
    last=entry("task.objected", NGOC, 3, "phạm vi"),
    allowed=frozenset({TaskAct.ADJUST, TaskAct.KEEP, TaskAct.ESCALATE}),
)
AWAITING = replace(
    ASSIGNED,
    state=TaskState.AWAITING_APPROVAL,
    last=entry("task.approval_requested", HA, 2),
    allowed=frozenset({TaskAct.ASSIGN, TaskAct.SEND_BACK}),
)
OVERDUE = replace(WORKING, due=datetime(2026, 6, 16, 16, 59, 59, tzinfo=UTC), overdue=True, delays=1)
DONE = replace(
    ASSIGNED,
    state=TaskState.DONE,
    accepted_quantity=Decimal(2),
    progress=100,
    returns=2,
    allowed=frozenset(),
    last=entry("task.product_accepted", HA, 0.2),
)
WATCHED = replace(REVIEW, allowed=frozenset(), accountable=AN)
DRAFT = replace(
    ASSIGNED,
    state=TaskState.DRAFT,
    basis=None,
    accountable=None,
    start=None,
    product=None,
    quality_criteria="",
    approver=None,
    last=None,
    missing=(
        GateField.BASIS,
        GateField.ACCOUNTABLE,
        GateField.START,
        GateField.PRODUCT,
        GateField.QUALITY_CRITERIA,
        GateField.POINTS,
    ),
    allowed=frozenset({TaskAct.COMPLETE, TaskAct.REQUEST_APPROVAL}),
)
EVERYTHING_MISSING = replace(
    DRAFT,
    name="",
    kind=None,
    due=None,
    quantity=None,
    lead_unit="",
    missing=tuple(GateField),
    allowed=frozenset({TaskAct.COMPLETE, TaskAct.ASSIGN}),
)
BARE = replace(
    DRAFT,
    name="",
    content="",
    kind=None,
    due=None,
    quantity=None,
    lead_unit="",
    co_units=(),
    co_people=(),
    allowed=frozenset(),
)


def stretched(task: TaskView) -> TaskView:
    """The same task with the longest texts."""
    return replace(
        task,
        name=LONG_NAME,
        content=LONG_TEXT * 3,
        lead_unit=LONG_UNIT,
        assigner=LONG_PERSON,
        accountable=LONG_PERSON,
        co_units=(LONG_UNIT, LONG_UNIT),
        quality_criteria=LONG_TEXT,
        progress_note=LONG_TEXT if task.progress else "",
        product=replace(PRODUCT, product=LONG_NAME, provisional=True) if task.product else None,
        basis=Basis("1234/KH-BTCTU-UBND-TTPVHCC", date(2025, 12, 28), LONG_UNIT) if task.basis else None,
        last=entry("task.product_returned", LONG_PERSON, 30, LONG_TEXT, HA) if task.last else None,
        submission=replace(task.submission, note=LONG_TEXT, requested_change=LONG_TEXT) if task.submission else None,
    )


ITEMS = [
    ItemChoice(UUID(int=77), "KT.12", "Kiểm tra trật tự đô thị", "Báo cáo", Decimal(20), Decimal(4)),
    ItemChoice(
        UUID(int=78),
        "KT.13",
        "Kiểm tra vệ sinh môi trường khu dân cư",
        "Biên bản, báo cáo",
        Decimal("7.5"),
        Decimal("1.5"),
    ),
    ItemChoice(UUID(int=79), "VB.01", "Soạn thảo văn bản hành chính", "Văn bản", Decimal(5), Decimal(1)),
]
MANY_ITEMS = [replace(ITEMS[n % 3], id=UUID(int=800 + n), code=f"KT.{n}", detail=LONG_NAME) for n in range(23)]
PEOPLE = [HA, KHOI, AN, NGOC, LONG_PERSON]

LINES = [
    TaskLineView(UUID(int=100 + n), name, state, kind, NOW + timedelta(days=days), days < 0, AN, progress)
    for n, (name, state, kind, days, progress) in enumerate(
        [
            ("Cập nhật hồ sơ vỉa hè phố Mẫu", TaskState.IN_PROGRESS, TaskKind.REGULAR, -1, 40),
            ("Kiểm tra trật tự đô thị các tuyến phố chính tháng 6", TaskState.RETURNED, TaskKind.KEY, 2, 90),
            ("Xử lý điểm ngập úng ngõ 12", TaskState.ASSIGNED, TaskKind.ARISING, 0.2, 0),
            ("Trả lời kiến nghị cử tri tổ 7", TaskState.SUBMITTED, TaskKind.REGULAR, 6, 100),
        ]
    )
]
