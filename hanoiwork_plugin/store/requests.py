"""The table of requests about tasks (đề nghị về nhiệm vụ): waits, extensions, objective causes, hand-overs."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from hanoiwork_plugin.store.base import Base


class TaskRequestRow(Base):
    """Một đề nghị của người thực hiện and its answer; at most one of a kind is open on a task (and entry)."""

    __tablename__ = "task_request"
    __table_args__ = (
        Index("ix_task_request_task_id", "task_id"),
        Index("ix_task_request_respondent_id", "respondent_id", postgresql_where=text("state IN ('asked', 'agreed')")),
        Index(
            "uq_task_request_open",
            "task_id",
            "kind",
            text("coalesce(entry_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            unique=True,
            postgresql_where=text("state = 'asked' OR (state = 'agreed' AND kind = 'wait')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    kind: Mapped[str]
    state: Mapped[str]
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    text: Mapped[str]
    """The reason; for a wait what is awaited."""
    respondent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    answer_by: Mapped[datetime | None]
    """A wait or an extension: until when the respondent answers before it goes up one level."""
    answer_text: Mapped[str]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    other_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    """A wait: the side that is awaited."""
    other_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """A wait: the person awaited, when it is a person; a hand-over: whom the asker proposes."""
    since: Mapped[date | None]
    """A wait: since when the asker has been waiting; the clock stands still only from ``answered_at``."""
    expected_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    due_before: Mapped[datetime | None]
    """An extension: the deadline in force when it was asked."""
    due_wanted: Mapped[datetime | None]
    due_given: Mapped[datetime | None]
    entry_id: Mapped[UUID | None]
    """An objective cause: the ledger entry of the return or missed deadline."""
    document: Mapped[str]
    """An objective cause: the document that proves it, by number."""


def locked_request(session: Session, request_id: UUID) -> TaskRequestRow | None:
    """The request, held until the transaction ends."""
    return session.scalar(select(TaskRequestRow).where(TaskRequestRow.id == request_id).with_for_update())


def requests_of(session: Session, task_id: UUID) -> list[TaskRequestRow]:
    """Every request about the task, newest first."""
    return list(
        session.scalars(
            select(TaskRequestRow).where(TaskRequestRow.task_id == task_id).order_by(TaskRequestRow.id.desc())
        )
    )


def open_requests(session: Session, task_id: UUID) -> list[TaskRequestRow]:
    """What is asked about the task and not settled, newest first."""
    waiting = (TaskRequestRow.state == "agreed") & (TaskRequestRow.kind == "wait")
    return list(
        session.scalars(
            select(TaskRequestRow)
            .where(TaskRequestRow.task_id == task_id, or_(TaskRequestRow.state == "asked", waiting))
            .order_by(TaskRequestRow.id.desc())
        )
    )


def waits_of(session: Session, task_ids: Sequence[UUID]) -> dict[UUID, list[TaskRequestRow]]:
    """When tasks were in the hands of another side, by task, oldest first."""
    found: dict[UUID, list[TaskRequestRow]] = {}
    if task_ids:
        for row in session.scalars(
            select(TaskRequestRow)
            .where(
                TaskRequestRow.task_id.in_(task_ids),
                TaskRequestRow.kind == "wait",
                TaskRequestRow.state.in_(["agreed", "ended"]),
            )
            .order_by(TaskRequestRow.id)
        ):
            found.setdefault(row.task_id, []).append(row)
    return found
