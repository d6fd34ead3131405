"""Tables of the month: evaluations and score sheets."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hanoiwork_plugin.store.base import Base, Json


class ScoreSheetRow(Base):
    """Phiếu điểm: policy, inputs, every step and the result; written once, never changed."""

    __tablename__ = "score_sheet"
    __table_args__ = (UniqueConstraint("person_id", "period", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    period: Mapped[str]
    number: Mapped[int]
    purpose: Mapped[str]
    """``self``, ``review`` or ``final``."""
    policy_name: Mapped[str]
    policy_version: Mapped[str]
    inputs: Mapped[Json]
    result: Mapped[Json]
    total: Mapped[Decimal | None]
    made_at: Mapped[datetime]


class EvaluationRow(Base):
    """Đánh giá một kỳ của một người: self-evaluation → rating → approval → publication (DOMAIN 6)."""

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("person_id", "period"),
        Index("ix_evaluation_agency_period", "agency_id", "period"),
        Index("ix_evaluation_reviewer_id", "reviewer_id"),
        Index("ix_evaluation_approver_id", "approver_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    period: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[str]
    reviewer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    approver_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    criteria: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    """The general criteria in force when it was opened; a later catalogue does not change them."""
    self_marks: Mapped[Json | None]
    self_at: Mapped[datetime | None]
    late_reason: Mapped[str]
    self_sheet_id: Mapped[UUID | None] = mapped_column(ForeignKey("score_sheet.id"))
    review_marks: Mapped[Json | None]
    review_reason: Mapped[str]
    review_comment: Mapped[str]
    reviewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime | None]
    review_sheet_id: Mapped[UUID | None] = mapped_column(ForeignKey("score_sheet.id"))
    leader_marks: Mapped[Json | None]
    """d, đ, e of one who leads, as ``domain.rating.sheet.LeaderMarks``; None until decided."""
    level: Mapped[str | None]
    approval_reason: Mapped[str]
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    final_sheet_id: Mapped[UUID | None] = mapped_column(ForeignKey("score_sheet.id"))
    published_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
