"""The table of outages (gián đoạn hệ thống): when the host could not be reached, and who or what says so."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from hanoiwork_plugin.domain.timing.outages import Outage, OutageSource
from hanoiwork_plugin.store.base import Base


class OutageRow(Base):
    """Một lần gián đoạn; one open outage of an installation at most, and none is ever changed once it has ended."""

    __tablename__ = "outage"
    __table_args__ = (
        Index("uq_outage_open", "installation_id", unique=True, postgresql_where=text("until IS NULL")),
        Index("ix_outage_since", "since"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    installation_id: Mapped[str | None] = mapped_column(ForeignKey("installation.id"))
    """Whose host was down; None for one that a person recorded."""
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    """Where it was felt: this unit and everything below it; None: everywhere."""
    source: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    """When a call last failed, of an outage that calls noticed."""
    reason: Mapped[str]
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]

    def proven(self, now: datetime) -> Outage:
        """As far as it is proven: one that calls noticed reaches to the last that failed, until its end is known."""
        noticed = self.failed_at or self.since if self.source == OutageSource.CALLS else now
        return Outage(self.since, self.until or noticed)


def open_outages(session: Session) -> Sequence[OutageRow]:
    """Those that last."""
    return session.scalars(select(OutageRow).where(OutageRow.until.is_(None))).all()


def outages_between(session: Session, first: datetime, last: datetime) -> Sequence[OutageRow]:
    """Those that touch the time from ``first`` to ``last``, the oldest first."""
    query = select(OutageRow).where(OutageRow.since <= last, or_(OutageRow.until.is_(None), OutageRow.until >= first))
    return session.scalars(query.order_by(OutageRow.since, OutageRow.id)).all()


def newest_outages(session: Session, unit_ids: Sequence[UUID], *, limit: int, everywhere: bool) -> Sequence[OutageRow]:
    """The newest outages felt in one of the units (or, ``everywhere``, in any), the newest first."""
    query = select(OutageRow).order_by(OutageRow.since.desc(), OutageRow.id.desc()).limit(limit)
    if not everywhere:
        query = query.where(or_(OutageRow.unit_id.is_(None), OutageRow.unit_id.in_(unit_ids)))
    return session.scalars(query).all()
