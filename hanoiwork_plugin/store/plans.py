"""Tables of plans (kế hoạch): the month plan and its lines, a department's conversation, calendar addresses."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from hanoiwork_plugin.store.base import Base, Sealed


class PlanRow(Base):
    """Kế hoạch tháng of a person, or of a unit where ``person_id`` is empty."""

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("unit_id", "person_id", "period", postgresql_nulls_not_distinct=True),
        Index("ix_plan_person_id", "person_id"),
        Index("ix_plan_agency_period", "agency_id", "period"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    period: Mapped[str]
    state: Mapped[str]
    submitted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None]
    approver_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str]
    created_at: Mapped[datetime]


class PlanLineRow(Base):
    """Một dòng kế hoạch; a dropped line stays, so that it is not proposed again."""

    __tablename__ = "plan_line"
    __table_args__ = (
        UniqueConstraint("plan_id", "task_id"),
        Index("ix_plan_line_task_id", "task_id", postgresql_where=text("task_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    name: Mapped[str]
    kind: Mapped[str | None]
    product: Mapped[str]
    priority: Mapped[str | None]
    due: Mapped[date | None]
    origin: Mapped[str]
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    key_result_id: Mapped[UUID | None] = mapped_column(ForeignKey("key_result.id"))
    outside: Mapped[bool]
    """Added after the approval: arising work."""
    dropped_at: Mapped[datetime | None]
    added_at: Mapped[datetime]


class UnitConversationRow(Base):
    """The conversation of a unit, in which its week calendar is posted."""

    __tablename__ = "unit_conversation"

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    installation_id: Mapped[str] = mapped_column(ForeignKey("installation.id"), primary_key=True)
    conversation_id: Mapped[str]
    named_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    named_at: Mapped[datetime]


class CalendarAddressRow(Base):
    """A person's secret iCalendar address; withdrawn ones stay known as withdrawn."""

    __tablename__ = "calendar_address"
    __table_args__ = (
        Index(
            "uq_calendar_address_open",
            "person_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    digest: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the token: who reads the table cannot read the calendar."""
    token: Mapped[str] = mapped_column(Sealed)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


def locked_plan(session: Session, plan_id: UUID) -> PlanRow | None:
    """The plan, held until the transaction ends."""
    return session.scalar(select(PlanRow).where(PlanRow.id == plan_id).with_for_update())


def lines_of(session: Session, plan_ids: Iterable[UUID], *, dropped: bool = False) -> list[PlanLineRow]:
    """The lines of several plans in the order of their days; with ``dropped`` also those taken out."""
    query = select(PlanLineRow).where(PlanLineRow.plan_id.in_(list(plan_ids)))
    if not dropped:
        query = query.where(PlanLineRow.dropped_at.is_(None))
    return list(session.scalars(query.order_by(PlanLineRow.due.nulls_last(), PlanLineRow.id)))
