"""The table of private notes (lưu ý riêng)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hanoiwork_plugin.store.base import Base


class WatchNoteRow(Base):
    """A pattern told to the person first: in one task's entries, at most one unanswered of a kind on a task; or in
    the marks of a month that the person rated, one a month."""

    __tablename__ = "watch_note"
    __table_args__ = (
        Index("ix_watch_note_person_id", "person_id"),
        Index("ix_watch_note_task_id", "task_id"),
        Index("ix_watch_note_agency_id", "agency_id"),
        Index(
            "uq_watch_note_unanswered",
            "task_id",
            "pattern",
            unique=True,
            postgresql_where=text("state IN ('open', 'passed_on')"),
        ),
        Index("uq_watch_note_period", "person_id", "period", unique=True, postgresql_where=text("period IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    period: Mapped[str | None]
    """The month of the marks, for a rater; None for a task."""
    pattern: Mapped[str]
    entry_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """The ledger entries that make the pattern, oldest first."""
    state: Mapped[str]
    made_at: Mapped[datetime]
    goes_on: Mapped[date]
    """The morning on which it goes on unless it is answered; later after an absence."""
    answer: Mapped[str]
    answered_at: Mapped[datetime | None]
