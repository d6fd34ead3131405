"""Table of delegations (ủy quyền), and what one person may do on behalf of others at an instant."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import Text

from hanoiwork_plugin.store.base import Base


class DelegationRow(Base):
    """Ủy quyền: ``giver`` lets ``taker`` do ``acts`` in ``unit`` and below, from ``valid_from`` to ``valid_to``.

    It counts by whole days in Hanoi, but never before ``made_at`` and never after ``ended_at``.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("giver_id <> taker_id", name="two_people"),
        CheckConstraint("valid_to >= valid_from", name="dates"),
        Index("ix_delegation_taker_id", "taker_id", "valid_to"),
        Index("ix_delegation_giver_id", "giver_id", "valid_to"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    giver_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    taker_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    acts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    basis: Mapped[str]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]


def in_force(on: date, at: datetime | None) -> ColumnElement[bool]:
    """Delegations that count on that day; with ``at``, at that very instant, however long ago."""
    days = and_(DelegationRow.valid_from <= on, DelegationRow.valid_to >= on)
    if at is None:
        return and_(days, DelegationRow.ended_at.is_(None))
    return and_(days, DelegationRow.made_at <= at, or_(DelegationRow.ended_at.is_(None), DelegationRow.ended_at > at))


def stand_ins(session: Session, giver_id: UUID, act: str, on: date) -> list[DelegationRow]:
    """The delegations in force by which others do ``act`` for ``giver_id``."""
    return list(
        session.scalars(
            select(DelegationRow)
            .where(DelegationRow.giver_id == giver_id, DelegationRow.acts.contains([act]), in_force(on, None))
            .order_by(DelegationRow.id)
        )
    )


def delegations_of(session: Session, person_ids: Sequence[UUID], on: date, at: datetime | None) -> list[DelegationRow]:
    """Every delegation in force that these people gave or took, oldest first."""
    concerned = or_(DelegationRow.giver_id.in_(person_ids), DelegationRow.taker_id.in_(person_ids))
    return list(session.scalars(select(DelegationRow).where(concerned, in_force(on, at)).order_by(DelegationRow.id)))


def takers_in(session: Session, on: date, at: datetime | None) -> list[UUID]:
    """Everyone who acts on somebody's behalf on that day."""
    return list(session.scalars(select(DelegationRow.taker_id).where(in_force(on, at)).distinct()))
