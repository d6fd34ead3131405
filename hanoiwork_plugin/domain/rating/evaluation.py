"""The evaluation of a month (đánh giá tháng): states, dates and guards (DOMAIN 6; NĐ 335 Điều 12–18).

tự đánh giá → nhận xét, đánh giá → phê duyệt → công khai. Each step has its own last instant; nobody
waits for, or answers for, another's delay. The guards return what was decided or raise; they write nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.calendar import (
    Period,
    PeriodKind,
    end_of_day,
    hanoi_instant,
    is_overdue,
    overdue_from,
    to_hanoi,
    window_of,
)
from hanoiwork_plugin.domain.errors import Conflict, Fault, Forbidden, Invalid, TooEarly
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.policy import DEFAULT_POLICY, EvaluationDays, Level
from hanoiwork_plugin.domain.rating.criteria import Criterion, GeneralMarks, faults_in, total


class EvaluationState(LabelledEnum):
    """Trạng thái đánh giá."""

    OPEN = "open", "chưa tự đánh giá"
    SELF_SUBMITTED = "self_submitted", "đã tự đánh giá"
    REVIEWED = "reviewed", "đã nhận xét, đánh giá"
    APPROVED = "approved", "đã phê duyệt"
    PUBLISHED = "published", "đã công khai"


class EvaluationAct(LabelledEnum):
    """Hành vi trong đánh giá; the code is the ledger's act."""

    SELF_SUBMITTED = "evaluation.self_submitted", "gửi tự đánh giá"
    SELF_SUBMITTED_LATE = "evaluation.self_submitted_late", "nộp tự đánh giá muộn"
    LEADER_RATED = "evaluation.leader_rated", "chấm tiêu chí d, đ, e"
    REVIEWED = "evaluation.reviewed", "nhận xét, đánh giá"
    APPROVED = "evaluation.approved", "phê duyệt"
    PUBLISHED = "evaluation.published", "công khai"
    SEEN = "evaluation.seen", "đã xem kết quả"
    MISSED_SELF = "evaluation.missed_self", "quá hạn tự đánh giá"
    MISSED_REVIEW = "evaluation.missed_review", "quá hạn nhận xét, đánh giá"
    MISSED_APPROVAL = "evaluation.missed_approval", "quá hạn phê duyệt"
    MISSED_PUBLICATION = "evaluation.missed_publication", "quá hạn công khai"


_S, _A = EvaluationState, EvaluationAct

TRANSITIONS: dict[tuple[EvaluationState, EvaluationAct], EvaluationState] = {
    (_S.OPEN, _A.SELF_SUBMITTED): _S.SELF_SUBMITTED,
    (_S.OPEN, _A.SELF_SUBMITTED_LATE): _S.SELF_SUBMITTED,
    (_S.OPEN, _A.LEADER_RATED): _S.OPEN,
    (_S.OPEN, _A.REVIEWED): _S.REVIEWED,
    (_S.OPEN, _A.APPROVED): _S.APPROVED,
    (_S.OPEN, _A.MISSED_SELF): _S.OPEN,
    (_S.OPEN, _A.MISSED_REVIEW): _S.OPEN,
    (_S.OPEN, _A.MISSED_APPROVAL): _S.OPEN,
    (_S.SELF_SUBMITTED, _A.SELF_SUBMITTED): _S.SELF_SUBMITTED,
    (_S.SELF_SUBMITTED, _A.SELF_SUBMITTED_LATE): _S.SELF_SUBMITTED,
    (_S.SELF_SUBMITTED, _A.LEADER_RATED): _S.SELF_SUBMITTED,
    (_S.SELF_SUBMITTED, _A.REVIEWED): _S.REVIEWED,
    (_S.SELF_SUBMITTED, _A.APPROVED): _S.APPROVED,
    (_S.SELF_SUBMITTED, _A.MISSED_SELF): _S.SELF_SUBMITTED,
    (_S.SELF_SUBMITTED, _A.MISSED_REVIEW): _S.SELF_SUBMITTED,
    (_S.SELF_SUBMITTED, _A.MISSED_APPROVAL): _S.SELF_SUBMITTED,
    (_S.REVIEWED, _A.SELF_SUBMITTED_LATE): _S.REVIEWED,
    (_S.REVIEWED, _A.LEADER_RATED): _S.REVIEWED,
    (_S.REVIEWED, _A.REVIEWED): _S.REVIEWED,
    (_S.REVIEWED, _A.APPROVED): _S.APPROVED,
    (_S.REVIEWED, _A.MISSED_SELF): _S.REVIEWED,
    (_S.REVIEWED, _A.MISSED_REVIEW): _S.REVIEWED,
    (_S.REVIEWED, _A.MISSED_APPROVAL): _S.REVIEWED,
    (_S.APPROVED, _A.PUBLISHED): _S.PUBLISHED,
    (_S.APPROVED, _A.MISSED_SELF): _S.APPROVED,
    (_S.APPROVED, _A.MISSED_REVIEW): _S.APPROVED,
    (_S.APPROVED, _A.MISSED_APPROVAL): _S.APPROVED,
    (_S.APPROVED, _A.MISSED_PUBLICATION): _S.APPROVED,
    (_S.PUBLISHED, _A.SEEN): _S.PUBLISHED,
    (_S.PUBLISHED, _A.MISSED_SELF): _S.PUBLISHED,
    (_S.PUBLISHED, _A.MISSED_REVIEW): _S.PUBLISHED,
    (_S.PUBLISHED, _A.MISSED_APPROVAL): _S.PUBLISHED,
    (_S.PUBLISHED, _A.MISSED_PUBLICATION): _S.PUBLISHED,
}
"""(state, act) → state. A review may be corrected until approval. A late self-evaluation after the review is
filed beside it and changes nothing. Review without self-evaluation and approval without review are guarded
below by time. Missed steps are facts, recorded in whatever state they are noticed."""


def next_state(state: EvaluationState, act: EvaluationAct) -> EvaluationState:
    """The state after ``act``; raises Conflict when the table has no such transition."""
    following = TRANSITIONS.get((state, act))
    if following is None:
        raise Conflict("Hồ sơ đánh giá đang ở bước “{state}”, không thể {act}.", state=state.label, act=act.label)
    return following


@dataclass(frozen=True)
class EvaluationDates:
    """Các mốc của một kỳ: when self-evaluation opens, and the last second of each step (UTC)."""

    self_from: datetime
    self_by: datetime
    review_by: datetime
    approve_by: datetime
    publish_by: datetime
    window_end: datetime
    """The last instant of the window that is scored; before it nothing can be final."""


def steps_of(period: Period, days: EvaluationDays = DEFAULT_POLICY.evaluation_days) -> EvaluationDates:
    """The dates of a month; weekends and holidays do not move them (DOMAIN 6). ValueError for other periods."""
    if period.kind is not PeriodKind.MONTH:
        raise ValueError("only a month has these steps")

    def last_second(day: int) -> datetime:
        return end_of_day(date(period.year, period.number, day))

    following = date(period.year, period.number, 1) + timedelta(days=32)
    return EvaluationDates(
        self_from=hanoi_instant(date(period.year, period.number, days.self_from)),
        self_by=last_second(days.self_by),
        review_by=last_second(days.review_by),
        approve_by=last_second(days.approve_by),
        publish_by=end_of_day(following.replace(day=days.publish_by)),
        window_end=window_of(period).end,
    )


@dataclass(frozen=True)
class SelfEvaluation:
    """Tự đánh giá: the act to record, the sum of the general marks, the reason of a late one."""

    act: EvaluationAct
    general: Decimal
    late_reason: str


def self_evaluate(
    state: EvaluationState,
    *,
    criteria: Sequence[Criterion],
    marks: GeneralMarks,
    now: datetime,
    dates: EvaluationDates,
    late_reason: str = "",
    already_filed: bool = False,
) -> SelfEvaluation:
    """Tự đánh giá on the suggested score; may be sent again until the review.

    Args:
        already_filed: whether the person has sent one before; then none is taken after the review.

    Raises:
        TooEarly: before the step opens.
        Conflict: the review or approval leaves no room for it.
        Invalid: faulty marks, or late without a reason (place ``late_reason``).
    """
    if now < dates.self_from:
        opens = to_hanoi(dates.self_from)
        raise TooEarly("Tự đánh giá kỳ này mở từ ngày {day}/{month}.", day=opens.day, month=opens.month)
    late = is_overdue(dates.self_by, now)
    act = EvaluationAct.SELF_SUBMITTED_LATE if late else EvaluationAct.SELF_SUBMITTED
    next_state(state, act)
    if already_filed and state is EvaluationState.REVIEWED:
        raise Conflict("Bản tự đánh giá đã được nhận xét, không gửi lại được.")
    faults = list(faults_in(criteria, marks))
    if late and not late_reason.strip():
        faults.append(Fault("late_reason", "Đã quá hạn tự đánh giá: cần nêu *Lý do nộp muộn*."))
    if faults:
        raise Invalid("Chưa gửi được tự đánh giá.", faults=faults)
    return SelfEvaluation(act, total(marks), late_reason.strip() if late else "")


def refuse_own(actor_id: UUID, person_id: UUID) -> None:
    """Nobody rates or approves themself (DOMAIN 1); raises Forbidden."""
    if actor_id == person_id:
        raise Forbidden("Không ai được nhận xét, đánh giá hoặc phê duyệt kết quả của chính mình.")


@dataclass(frozen=True)
class Review:
    """Nhận xét, đánh giá: the sum of the marks, the criteria marked otherwise than the suggestion, lateness."""

    act: EvaluationAct
    general: Decimal
    changed: tuple[str, ...]
    late: bool
    """After the last day: recorded for the reviewer only."""


def review(
    state: EvaluationState,
    *,
    reviewer_id: UUID,
    person_id: UUID,
    criteria: Sequence[Criterion],
    self_marks: GeneralMarks | None,
    marks: GeneralMarks,
    reason: str,
    now: datetime,
    dates: EvaluationDates,
) -> Review:
    """Nhận xét, đánh giá by the direct manager.

    Args:
        self_marks: the person's own marks, the suggestion; None when none were sent.

    Raises:
        Forbidden: one's own.
        TooEarly: no self-evaluation yet and its time has not passed.
        Conflict: already approved.
        Invalid: faulty marks, or marks other than the suggestion without a reason (place ``reason``).
    """
    refuse_own(reviewer_id, person_id)
    next_state(state, EvaluationAct.REVIEWED)
    if state is EvaluationState.OPEN and not is_overdue(dates.self_by, now):
        raise TooEarly("Người được đánh giá chưa tự đánh giá và vẫn còn trong hạn.")
    faults = list(faults_in(criteria, marks))
    codes = [criterion.code for criterion in criteria]
    changed = tuple(code for code in codes if self_marks is not None and marks.get(code) != self_marks.get(code))
    if changed and not reason.strip():
        faults.append(
            Fault(
                "reason",
                "Chấm khác tự đánh giá ở tiêu chí {codes}: cần nêu *Lý do*.",
                {"codes": ", ".join(changed)},
            )
        )
    if faults:
        raise Invalid("Chưa gửi được nhận xét, đánh giá.", faults=faults)
    return Review(EvaluationAct.REVIEWED, total(marks), changed, is_overdue(dates.review_by, now))


@dataclass(frozen=True)
class Approval:
    """Phê duyệt: the level decided (None: không xếp loại), whether it departs from the computed one, lateness."""

    act: EvaluationAct
    level: Level | None
    differs: bool
    late: bool
    """After the last day: recorded for the authority only."""


def approve(
    state: EvaluationState,
    *,
    approver_id: UUID,
    person_id: UUID,
    computed: Level | None,
    chosen: Level | None,
    reason: str,
    now: datetime,
    dates: EvaluationDates,
) -> Approval:
    """Phê duyệt by the competent authority; the system suggests ``computed``, the person decides ``chosen``.

    Raises:
        Forbidden: one's own.
        TooEarly: the window has not ended, so that work may still be done; or not reviewed yet and the time for it has
            not passed.
        Conflict: already approved.
        Invalid: another level than the computed one without a reason (place ``reason``).
    """
    refuse_own(approver_id, person_id)
    next_state(state, EvaluationAct.APPROVED)
    if now <= dates.window_end:
        ends = to_hanoi(dates.window_end)
        raise TooEarly("Kỳ tính điểm đến hết ngày {day}/{month}; sau đó mới phê duyệt.", day=ends.day, month=ends.month)
    if state is not EvaluationState.REVIEWED and not is_overdue(dates.review_by, now):
        raise TooEarly("Hồ sơ chưa được nhận xét, đánh giá và vẫn còn trong hạn.")
    differs = chosen != computed
    if differs and not reason.strip():
        fault = Fault("reason", "Mức xếp loại khác mức hệ thống gợi ý: cần nêu *Lý do*.")
        raise Invalid("Chưa phê duyệt được.", faults=[fault])
    return Approval(EvaluationAct.APPROVED, chosen, differs, is_overdue(dates.approve_by, now))


@dataclass(frozen=True)
class Publication:
    """Công khai trong đơn vị, and whether after the last day."""

    act: EvaluationAct
    late: bool


def publish(state: EvaluationState, *, now: datetime, dates: EvaluationDates) -> Publication:
    """Công khai of an approved result; raises Conflict before approval and when already published."""
    next_state(state, EvaluationAct.PUBLISHED)
    return Publication(EvaluationAct.PUBLISHED, is_overdue(dates.publish_by, now))


@dataclass(frozen=True)
class Filed:
    """When each step of one evaluation was taken, as far as it was."""

    self_at: datetime | None = None
    reviewed_at: datetime | None = None
    approved_at: datetime | None = None
    published_at: datetime | None = None


@dataclass(frozen=True)
class MissedStep:
    """A step not taken in time: the fact to record, from which instant. It concerns the one whose step it was:
    the person, the reviewer, the authority, the personnel officer, and nobody else."""

    act: EvaluationAct
    at: datetime


def missed_steps(filed: Filed, dates: EvaluationDates, now: datetime) -> tuple[MissedStep, ...]:
    """Every step whose last second had passed at ``now`` without it, in order; record each once.

    A result approved only after the day of publication is no delay of those who publish.
    """

    def missed(done_at: datetime | None, by: datetime) -> bool:
        return is_overdue(by, now) and (done_at is None or is_overdue(by, done_at))

    publishable = filed.approved_at is not None and not is_overdue(dates.publish_by, filed.approved_at)
    steps = (
        (EvaluationAct.MISSED_SELF, dates.self_by, missed(filed.self_at, dates.self_by)),
        (EvaluationAct.MISSED_REVIEW, dates.review_by, missed(filed.reviewed_at, dates.review_by)),
        (EvaluationAct.MISSED_APPROVAL, dates.approve_by, missed(filed.approved_at, dates.approve_by)),
        (
            EvaluationAct.MISSED_PUBLICATION,
            dates.publish_by,
            publishable and missed(filed.published_at, dates.publish_by),
        ),
    )
    return tuple(MissedStep(act, overdue_from(by)) for act, by, is_missed in steps if is_missed)


class ConditionKind(LabelledEnum):
    """Điều kiện do người có thẩm quyền xác định, apart from any score."""

    DISCIPLINE = "discipline", "bị xử lý kỷ luật"
    SECRECY = "secrecy", "vi phạm quy định về bảo vệ bí mật nhà nước"
    CORRUPTION = "corruption", "để xảy ra tham nhũng, lãng phí, tiêu cực trong đơn vị"


@dataclass(frozen=True)
class Condition:
    """A condition as set by a person: who, when and on what basis (căn cứ)."""

    kind: ConditionKind
    basis: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True)
class Rating:
    """Kết quả xếp loại: three separate things, shown as such (DOMAIN 5), and what the authority decided.

    ``score``: the total. ``score_level``: the level the score alone reaches. ``conditions``: set by people.
    ``decided``: the approved level; None before approval or when not rated.
    """

    score: Decimal | None
    score_level: Level | None
    conditions: tuple[Condition, ...] = ()
    decided: Level | None = None
