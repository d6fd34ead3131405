"""Tables of arising work reported in a message (báo việc phát sinh): the report and its works."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hanoiwork_plugin.store.base import Base, Json


class ArisingReportRow(Base):
    """Một lần báo việc phát sinh; one for each message, however often it is delivered."""

    __tablename__ = "arising_report"
    __table_args__ = (
        UniqueConstraint("installation_id", "message_id"),
        Index("ix_arising_report_sender_id", "sender_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    installation_id: Mapped[str | None] = mapped_column(ForeignKey("installation.id"))
    message_id: Mapped[str | None]
    """The host's message; None for a report over REST."""
    sender_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    manager_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    """Who is asked to confirm."""
    state: Mapped[str]
    reported_at: Mapped[datetime]
    reason: Mapped[str]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]


class ArisingWorkRow(Base):
    """One work of a report, with its draft task."""

    __tablename__ = "arising_work"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("arising_report.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    begins: Mapped[datetime | None]
    ends: Mapped[datetime | None]
    unclear: Mapped[Json] = mapped_column(server_default="{}")
    """Names that are not sure: number of the name → what was typed and who can be meant."""
    refuse_reason: Mapped[str] = mapped_column(server_default="")
    """Why this one work was refused, the others were not."""


def report_of_message(session: Session, installation_id: str | None, message_id: str | None) -> ArisingReportRow | None:
    """The report that a message made, if it did."""
    if message_id is None:
        return None
    return session.scalar(
        select(ArisingReportRow).where(
            ArisingReportRow.installation_id == installation_id, ArisingReportRow.message_id == message_id
        )
    )


def locked_report(session: Session, report_id: UUID) -> ArisingReportRow | None:
    """The report, held until the transaction ends."""
    return session.scalar(select(ArisingReportRow).where(ArisingReportRow.id == report_id).with_for_update())


def works_of(session: Session, report_id: UUID) -> list[ArisingWorkRow]:
    """The works of a report in the order they were typed."""
    return list(
        session.scalars(
            select(ArisingWorkRow).where(ArisingWorkRow.report_id == report_id).order_by(ArisingWorkRow.number)
        )
    )
