"""The table of disputed data (báo sai lệch dữ liệu)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hanoiwork_plugin.store.base import Base


class DataReportRow(Base):
    """One datum that its person disputes; at most one report of theirs about it waits."""

    __tablename__ = "data_report"
    __table_args__ = (
        Index("ix_data_report_reporter_id", "reporter_id"),
        Index(
            "ix_data_report_respondent_id",
            "respondent_id",
            postgresql_where=text("state IN ('open', 'verified', 'at_source')"),
        ),
        Index(
            "uq_data_report_waiting",
            "reporter_id",
            "kind",
            "datum_id",
            unique=True,
            postgresql_where=text("state IN ('open', 'verified', 'at_source')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    """Where the reporter worked then."""
    reporter_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    datum_id: Mapped[UUID]
    """A KPI value, a ledger entry, a task or a posting."""
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    period: Mapped[str]
    """The month in which the datum counts; empty where it counts in none."""
    name: Mapped[str]
    shown: Mapped[str]
    """The value as it was then."""
    wanted: Mapped[str]
    reason: Mapped[str]
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    state: Mapped[str]
    reported_at: Mapped[datetime]
    respondent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    """Who verifies, then who decides."""
    answer_by: Mapped[datetime | None]
    source: Mapped[str]
    checked_on: Mapped[date | None]
    right_value: Mapped[str]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    verified_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answer_text: Mapped[str]
    correction_id: Mapped[UUID | None]
    score_before: Mapped[str | None]
    score_after: Mapped[str | None]
