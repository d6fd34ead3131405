"""Tables of the practice ground (Sân tập): exercises sent to people, and what the ledger shows as practised."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from hanoiwork_plugin.store.base import Base


class ExerciseRow(Base):
    """Bài tập: some of the seven acts asked of one person, on one practice task; one at a time."""

    __tablename__ = "exercise"
    __table_args__ = (
        Index("uq_exercise_open", "person_id", unique=True, postgresql_where=text("finished_at IS NULL")),
        Index("uq_exercise_task", "task_id", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    acts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    """The practice task, once the person has begun."""
    sent_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class PractisedRow(Base):
    """One of the seven acts that a person has practised, with the ledger entry that shows it."""

    __tablename__ = "practised"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    act: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID]
    at: Mapped[datetime]
