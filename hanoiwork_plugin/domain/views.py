"""What a person sees: plain values made once by the services, drawn alike by card, REST answer and page."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.assigning.recurrence import Recurrence
from hanoiwork_plugin.domain.doing.evidence import EvidenceWay, FileFault
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.domain.tasks import (
    ObjectionGround,
    Priority,
    ReturnType,
    TaskAct,
    TaskKind,
    TaskState,
)


@dataclass(frozen=True)
class PersonRef:
    """A person as named in a register (họ tên, chức vụ)."""

    id: UUID
    account: str
    name: str
    title: str = ""


@dataclass(frozen=True)
class Basis:
    """Căn cứ giao việc: document number, date and issuer."""

    number: str
    dated: date
    issuer: str


@dataclass(frozen=True)
class ProductRef:
    """Sản phẩm đầu ra: a catalogue item as it was when the task was assigned."""

    item_id: UUID | None
    code: str
    product: str
    points: Decimal
    coefficient: Decimal
    provisional: bool = False


@dataclass(frozen=True)
class EvidenceView:
    """Minh chứng: one file known by its fingerprint, or what names it elsewhere."""

    id: UUID
    name: str
    content_type: str
    size: int
    sha256: str
    added_at: datetime
    added_by: PersonRef
    way: EvidenceWay = EvidenceWay.FILE
    document: Basis | None = None
    """The document named as evidence."""
    secret: bool = False
    """Whether that document is a secret one (văn bản mật), of which nothing else is kept."""
    address: str = ""
    """The https address given; never fetched from here."""
    text: str = ""
    """Of a forwarded message."""
    source: str = ""
    """The other system that sent it."""
    measured_at: datetime | None = None
    reading: bool = False
    """The file is not read yet."""
    fault: FileFault | None = None
    """Why the file cannot serve."""
    held: bool = False
    """The same file was given for another product; it waits for an explanation or for declared shares."""
    explanation: str = ""
    share: Decimal | None = None
    """Percent of the file that is declared for this product."""


@dataclass(frozen=True)
class SubmissionView:
    """Một lần gửi sản phẩm and what was decided on it."""

    id: UUID
    number: int
    quantity: Decimal
    note: str
    submitted_at: datetime
    submitted_by: PersonRef
    evidence: tuple[EvidenceView, ...]
    decided_at: datetime | None = None
    decided_by: PersonRef | None = None
    accepted_quantity: Decimal = Decimal(0)
    returned_quantity: Decimal = Decimal(0)
    return_type: ReturnType | None = None
    reason: str = ""
    requested_change: str = ""
    remark: str = ""
    """Ý kiến của người thực hiện beside a return."""


@dataclass(frozen=True)
class ChangeView:
    """One field of a task as it was and as it is (``services.assigning.assignment`` names the fields)."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class ObjectionView:
    """Phản hồi chưa rõ: an objection, until when it must be answered, and its answer."""

    ground: ObjectionGround
    text: str
    raised_at: datetime
    raised_by: PersonRef
    answer: TaskAct | None = None
    answer_text: str = ""
    answered_at: datetime | None = None
    answered_by: PersonRef | None = None
    respondent: PersonRef | None = None
    answer_by: datetime | None = None
    level: int = 0
    """How far up it went; 0: the giver answers."""
    changes: tuple[ChangeView, ...] = ()
    """What an adjustment changed, old beside new."""


@dataclass(frozen=True)
class RequestRef:
    """An open request about a task, as its card names it."""

    id: UUID
    version: int
    kind: RequestKind
    state: RequestState
    asked_at: datetime
    respondent: PersonRef
    side: str
    """A wait: the unit or person awaited."""
    since: date | None
    expected_on: date | None
    due_wanted: datetime | None


@dataclass(frozen=True)
class HistoryEntry:
    """One ledger entry (sổ sự kiện) as read by people."""

    id: UUID
    at: datetime
    act: str
    actor: PersonRef | None
    on_behalf_of: PersonRef | None
    reason: str
    data: dict[str, object]


@dataclass(frozen=True)
class TaskView:
    """A task as one viewer may see it; ``allowed`` holds what the viewer may do now."""

    id: UUID
    version: int
    name: str
    content: str
    state: TaskState
    kind: TaskKind | None
    priority: Priority
    basis: Basis | None
    lead_unit: str
    assigner: PersonRef
    accountable: PersonRef | None
    approver: PersonRef | None
    co_units: tuple[str, ...]
    co_people: tuple[PersonRef, ...]
    start: date | None
    due: datetime | None
    product: ProductRef | None
    quantity: Decimal | None
    accepted_quantity: Decimal
    quality_criteria: str
    progress: int
    progress_note: str
    missing: tuple[str, ...]
    """Codes of the gate fields still missing (``domain.assigning.gate.GateField``)."""
    overdue: bool
    returns: int
    delays: int
    objection: ObjectionView | None
    submission: SubmissionView | None
    """The last submission."""
    evidence_waiting: tuple[EvidenceView, ...]
    """Evidence added and not yet part of a submission."""
    last: HistoryEntry | None
    allowed: frozenset[TaskAct]
    viewer_role: Role | None = None
    practice: bool = False
    """A practice task (việc tập): it counts for nothing."""
    requests: tuple[RequestRef, ...] = ()
    """What is asked about it and not settled, newest first."""
    waived: int = 0
    """Returns and delays whose objective cause was confirmed; not among ``returns`` and ``delays``."""
    repeats: Recurrence | None = None
    """What it repeats as, while that is being set and approved."""
    basis_files: tuple[str, ...] = ()
    """Names of the files that the basis came with; they stay at the host."""


@dataclass(frozen=True)
class TaskLineView:
    """A task in a list."""

    id: UUID
    name: str
    state: TaskState
    kind: TaskKind | None
    due: datetime | None
    overdue: bool
    accountable: PersonRef | None
    progress: int


@dataclass(frozen=True)
class ItemChoice:
    """A catalogue item offered while typing (gợi ý sản phẩm/công việc)."""

    id: UUID
    code: str
    detail: str
    product: str
    points: Decimal
    coefficient: Decimal
    duty: str = ""
    department: str | None = None


@dataclass(frozen=True)
class SupportReply:
    """Trao đổi thêm: one reply on a request."""

    author: PersonRef
    text: str
    at: datetime


@dataclass(frozen=True)
class SupportView:
    """Yêu cầu hỗ trợ kỹ thuật."""

    id: UUID
    version: int
    number: int
    text: str
    state: str
    """``open``, ``taken`` or ``answered``."""
    asker: PersonRef
    asker_unit: str
    asked_at: datetime
    taken_by: PersonRef | None
    answer: str
    answered_by: PersonRef | None
    answered_at: datetime | None
    may_take: bool
    may_answer: bool
    may_reply: bool = False
    replies: tuple[SupportReply, ...] = ()
    """Oldest first."""
