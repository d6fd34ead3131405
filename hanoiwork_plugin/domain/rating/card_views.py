"""What only cards show: the score of a month, the evaluation, its publication."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.policy import Level
from hanoiwork_plugin.domain.rating.criteria import Criterion
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct, EvaluationState
from hanoiwork_plugin.domain.rating.sheet import LeaderFacts, LeaderMarks, ScoreSheet
from hanoiwork_plugin.domain.views import PersonRef


@dataclass(frozen=True)
class ScorePreview:
    """Điểm của tôi: the suggestion as it stands, what is due apart from the whole period (DOMAIN 5)."""

    person: PersonRef
    due: ScoreSheet
    """Phần đã đến hạn (scope ``due``)."""
    whole: ScoreSheet
    """Cả kỳ (scope ``whole``)."""
    projected: ScoreSheet | None = None
    """Dự kiến (scope ``projected``), while something is still open."""
    leads: bool = False
    """One who leads: the figures are a, b and c alone, d, đ, e come with the rating."""


@dataclass(frozen=True)
class EvaluationView:
    """An evaluation as one viewer may see it; what the viewer may not see is None or empty."""

    id: UUID
    version: int
    person: PersonRef
    unit: str
    period: str
    state: EvaluationState
    criteria: tuple[Criterion, ...]
    task_points: Decimal | None
    """Điểm kết quả nhiệm vụ do hệ thống gợi ý, out of 70; None: chưa đủ dữ liệu."""
    deadline: datetime | None
    """When the viewer's step closes."""
    late: bool
    """The viewer's step is past its deadline: a reason is needed."""
    allowed: frozenset[EvaluationAct]
    self_marks: Mapping[str, Decimal] = field(default_factory=dict)
    """Criterion code → mark (tự chấm)."""
    self_total: Decimal | None = None
    """Tiêu chí chung tự chấm, out of 30."""
    self_at: datetime | None = None
    late_reason: str = ""
    review_marks: Mapping[str, Decimal] = field(default_factory=dict)
    review_total: Decimal | None = None
    """Tiêu chí chung do cấp trên chấm, out of 30."""
    reviewed_by: PersonRef | None = None
    on_behalf_of: PersonRef | None = None
    reviewed_at: datetime | None = None
    review_reason: str = ""
    review_comment: str = ""
    total: Decimal | None = None
    """Tổng điểm as it stands at this step, out of 100."""
    suggested_level: Level | None = None
    leads: bool = False
    """A head, deputy or head of department: there is no total before d, đ and e are decided (DOMAIN 5)."""
    leader: LeaderMarks | None = None
    """d, đ, e as decided; None before, and for the person until publication."""
    leader_facts: LeaderFacts | None = None
    """What the records say now, for the one who decides d, đ, e."""
    leader_choices: tuple[Decimal, ...] = ()
    """What each of them can be, in percent."""
    level: Level | None = None
    """Mức xếp loại đã phê duyệt."""
    approval_reason: str = ""
    approved_by: PersonRef | None = None
    approved_at: datetime | None = None
    published_at: datetime | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True)
class PublicationView:
    """Công khai trong đơn vị: counts only, and who is missing."""

    agency_id: UUID
    version: int
    unit: str
    period: str
    deadline: datetime | None
    counts: tuple[tuple[Level, int], ...]
    """Approved evaluations by level."""
    missing: tuple[tuple[PersonRef, EvaluationState], ...]
    """People whose evaluation is not approved, and where it stands."""
    allowed: bool
    published_at: datetime | None = None
    published_by: PersonRef | None = None
