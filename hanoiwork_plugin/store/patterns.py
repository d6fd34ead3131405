"""Tables of repeating work (việc lặp lại): the pattern of a task, and its occurrences that were made or skipped."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hanoiwork_plugin.store.base import Base


class TaskPatternRow(Base):
    """Mẫu lặp of a task, which is its first occurrence; the task's own fields are those of all that follow."""

    __tablename__ = "task_pattern"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    state: Mapped[str]
    cadence: Mapped[str]
    weekday: Mapped[int | None]
    day: Mapped[int | None]
    until: Mapped[date]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str]


class OccurrenceRow(Base):
    """Một kỳ of a pattern, written once however often the clock comes by: its task, or why there is none."""

    __tablename__ = "pattern_occurrence"

    pattern_id: Mapped[UUID] = mapped_column(ForeignKey("task_pattern.task_id"), primary_key=True)
    nominal: Mapped[date] = mapped_column(primary_key=True)
    day: Mapped[date]
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    skipped_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    skip_reason: Mapped[str]


def locked_pattern(session: Session, task_id: UUID) -> TaskPatternRow | None:
    """The pattern of a task, held until the transaction ends."""
    return session.scalar(select(TaskPatternRow).where(TaskPatternRow.task_id == task_id).with_for_update())


def pattern_of(session: Session, task_id: UUID) -> TaskPatternRow | None:
    """The pattern that a task begins, or was made from."""
    made_from = select(OccurrenceRow.pattern_id).where(OccurrenceRow.task_id == task_id)
    return session.scalar(
        select(TaskPatternRow).where(or_(TaskPatternRow.task_id == task_id, TaskPatternRow.task_id.in_(made_from)))
    )


def occurrences_from(session: Session, pattern_id: UUID, first: date) -> list[OccurrenceRow]:
    """What was made or skipped of a pattern from a day on, in order."""
    return list(
        session.scalars(
            select(OccurrenceRow)
            .where(OccurrenceRow.pattern_id == pattern_id, OccurrenceRow.day >= first)
            .order_by(OccurrenceRow.day)
        )
    )
