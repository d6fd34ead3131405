"""The ledger (sổ sự kiện): append-only, guarded in the database, one partition a month."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Mapped, Session, mapped_column

from hanoiwork_plugin.store.base import Base, Json, among


class LedgerEntryRow(Base):
    """One act: subject, act, actor, on behalf of whom, role, time, reason, before and after.

    ``at`` is business time, ``recorded_at`` real time; an entry without actor was written by the clock
    or by the host's event named in ``cause``.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_subject", "subject_id", "at"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    act: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    actor_id: Mapped[UUID | None]
    on_behalf_of_id: Mapped[UUID | None]
    role: Mapped[str | None]
    reason: Mapped[str]
    before: Mapped[Json]
    after: Mapped[Json]
    cause: Mapped[str]


def entries_of(
    session: Session, subject_id: UUID, *, limit: int | None = None, before: UUID | None = None
) -> list[LedgerEntryRow]:
    """The subject's entries, newest first; with ``before``, those older than that entry."""
    query = (
        select(LedgerEntryRow)
        .where(LedgerEntryRow.subject_id == subject_id)
        .order_by(LedgerEntryRow.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(LedgerEntryRow.id < before)
    return list(session.scalars(query))


def entries_of_many(session: Session, subject_ids: Iterable[UUID], acts: Iterable[str]) -> list[LedgerEntryRow]:
    """The entries of several subjects with one of ``acts``, in the order they were recorded."""
    return list(
        session.scalars(
            select(LedgerEntryRow)
            .where(among(LedgerEntryRow.subject_id, subject_ids), LedgerEntryRow.act.in_(list(acts)))
            .order_by(LedgerEntryRow.id)
        )
    )


def add_months(session: Session, first: date, months: int) -> None:
    """Make the partitions of ``months`` months from ``first`` on, where they are missing.

    A month of which entries already lie in the partition of the others is left out: they stay where they are. Waits
    at most two seconds for readers of that partition; then it raises and is tried again.
    """
    session.execute(text("SET LOCAL lock_timeout = '2s'"))
    session.execute(
        text(
            "SELECT add_ledger_partition(CAST(month AS date)) FROM generate_series("
            "date_trunc('month', CAST(:first AS timestamp)), "
            "date_trunc('month', CAST(:first AS timestamp)) + make_interval(months => :months - 1), "
            "interval '1 month') AS month"
        ),
        {"first": first, "months": months},
    )


def last_act(session: Session, subject_id: UUID, acts: Iterable[str]) -> LedgerEntryRow | None:
    """The subject's newest entry with one of ``acts``."""
    return session.scalar(
        select(LedgerEntryRow)
        .where(LedgerEntryRow.subject_id == subject_id, LedgerEntryRow.act.in_(list(acts)))
        .order_by(LedgerEntryRow.id.desc())
        .limit(1)
    )


def newest_entries(session: Session, subject_ids: Iterable[UUID], acts: Iterable[str]) -> dict[UUID, UUID]:
    """The newest entry with one of ``acts`` of each subject; one query."""
    query = (
        select(LedgerEntryRow.subject_id, LedgerEntryRow.id)
        .where(LedgerEntryRow.subject_id.in_(list(subject_ids)), LedgerEntryRow.act.in_(list(acts)))
        .ext(distinct_on(LedgerEntryRow.subject_id))
        .order_by(LedgerEntryRow.subject_id, LedgerEntryRow.id.desc())
    )
    return {found[0]: found[1] for found in session.execute(query)}


def newest_of(session: Session, subject_ids: Iterable[UUID], acts: Iterable[str]) -> dict[UUID, LedgerEntryRow]:
    """The newest entry itself with one of ``acts`` of each subject; one query."""
    query = (
        select(LedgerEntryRow)
        .where(among(LedgerEntryRow.subject_id, subject_ids), LedgerEntryRow.act.in_(list(acts)))
        .ext(distinct_on(LedgerEntryRow.subject_id))
        .order_by(LedgerEntryRow.subject_id, LedgerEntryRow.id.desc())
    )
    return {entry.subject_id: entry for entry in session.scalars(query)}


def entries_after(session: Session, subject_id: UUID, at: datetime) -> list[LedgerEntryRow]:
    """The subject's entries later than ``at``, newest first: what to take back to see how it stood then."""
    return list(
        session.scalars(
            select(LedgerEntryRow)
            .where(LedgerEntryRow.subject_id == subject_id, LedgerEntryRow.at > at)
            .order_by(LedgerEntryRow.id.desc())
        )
    )
