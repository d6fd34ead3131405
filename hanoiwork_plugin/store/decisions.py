"""The table of the daily decision cards (*Việc cần quyết định hôm nay*): what was shown to whom, what came of it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hanoiwork_plugin.store.base import Base, Json


class DecisionListRow(Base):
    """One person's card of one day; ``shown`` never changes, so that what changed since can be held back."""

    __tablename__ = "decision_list"
    __table_args__ = (UniqueConstraint("person_id", "day"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    shown: Mapped[Json]
    """``items``: each with task, submission, newest ledger entry, and the doubts found."""
    outcome: Mapped[Json]
    """``accepted`` and ``held``: task ids, after the press."""
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
