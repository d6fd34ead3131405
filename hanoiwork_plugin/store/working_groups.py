"""Table of the working group (tổ công tác) of an agency: one row for each time it was set up, none ever edited."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hanoiwork_plugin.store.base import Base


class WorkingGroupRow(Base):
    """Tổ công tác with the document it rests on; the next one ends it, on the day before its own first day."""

    __tablename__ = "working_group"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from - 1", name="dates"),
        Index("uq_working_group_open", "agency_id", unique=True, postgresql_where=text("valid_to IS NULL")),
        Index("ix_working_group_agency_id", "agency_id", "valid_from"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str]
    head_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    it_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    member_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    body_name: Mapped[str]
    basis_number: Mapped[str]
    basis_date: Mapped[date]
    basis_issuer: Mapped[str]
    it_basis: Mapped[str] = mapped_column(server_default="")
    """The document that designates members for information technology whom nothing else shows to be it."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """Last day; before the first one for a group that was replaced before it began."""
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
