"""Table of transfers (điều chuyển)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hanoiwork_plugin.store.base import Base


class TransferRow(Base):
    """Điều chuyển: ``person`` works in ``to_unit`` from ``effective_on``; ``settled_at`` when no task is left open."""

    __tablename__ = "transfer"
    __table_args__ = (UniqueConstraint("person_id", "effective_on"), Index("ix_transfer_to_unit_id", "to_unit_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    from_unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    to_unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str]
    position: Mapped[str]
    effective_on: Mapped[date]
    basis: Mapped[str]
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    old_head_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    new_head_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
    received_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    received_at: Mapped[datetime | None]
