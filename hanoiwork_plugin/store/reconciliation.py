"""Tables of the reconciliation (đối chiếu tổ chức – tài khoản): people without account, decisions, confirmations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from hanoiwork_plugin.store.base import Base


class AwaitedPersonRow(Base):
    """A person on a unit's list who has no account yet; becomes a person when one is attached."""

    __tablename__ = "awaited_person"
    __table_args__ = (Index("ix_awaited_person_unit_id", "unit_id", postgresql_where=text("settled_at IS NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    phone: Mapped[str]
    title: Mapped[str]
    position: Mapped[str]
    staff_group: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    listed_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """Whom the row became; None with ``settled_at``: no longer works here."""


class ReconciliationRow(Base):
    """One reconciliation of an agency; open until someone confirms that both sides match."""

    __tablename__ = "reconciliation"
    __table_args__ = (
        Index("uq_reconciliation_open", "unit_id", unique=True, postgresql_where=text("confirmed_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads this plain class attribute)


class DecisionRow(Base):
    """A difference that stays, by decision; holds while both sides say what they said then."""

    __tablename__ = "reconciliation_decision"
    __table_args__ = (UniqueConstraint("unit_id", "line_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    line_key: Mapped[str]
    settlement: Mapped[str]
    reason: Mapped[str]
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
