"""The table of requests about tasks (đề nghị về nhiệm vụ): waits, extensions, causes, hand-overs, co-operation."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from hanoiwork_plugin.store.base import Base


class TaskRequestRow(Base):
    """Một đề nghị and its answer; at most one of a kind is open on a task (and entry), co-operation: one a side."""

    __tablename__ = "task_request"
    __table_args__ = (
        Index("ix_task_request_task_id", "task_id"),
        Index(
            "ix_task_request_respondent_id",
            "respondent_id",
            postgresql_where=text("state IN ('asked', 'agreed', 'sent')"),
        ),
        Index(
            "uq_task_request_open",
            "task_id",
            "kind",
            text("coalesce(entry_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            unique=True,
            postgresql_where=text(
                "kind <> 'co_operation' AND (state = 'asked' OR (state = 'agreed' AND kind = 'wait'))"
            ),
        ),
        Index(
            "uq_task_request_co_operation",
            "task_id",
            text("coalesce(other_unit_id, other_person_id)"),
            unique=True,
            postgresql_where=text("kind = 'co_operation' AND state IN ('asked', 'agreed', 'sent')"),
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
    """The reason; for a wait what is awaited; for co-operation what is asked for."""
    respondent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    answer_by: Mapped[datetime | None]
    """A wait, an extension or co-operation: until when the respondent answers before others are asked or told."""
    answer_text: Mapped[str]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    other_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    """A wait: the side that is awaited; co-operation: the unit asked, when it is a unit."""
    other_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """A wait: the person awaited, when it is a person; a hand-over: whom the asker proposes; co-operation: who does
    it, for a unit once it has named somebody."""
    since: Mapped[date | None]
    """A wait: since when the asker has been waiting; the clock stands still only from ``answered_at``."""
    expected_on: Mapped[date | None]
    """A wait: when the result is expected; co-operation: until when it is asked for."""
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
    result_text: Mapped[str] = mapped_column(server_default="")
    """Co-operation: what was sent last, and when."""
    result_at: Mapped[datetime | None]
    lacking: Mapped[str] = mapped_column(server_default="")
    """Co-operation: what the accountable person still misses of it."""


OPEN_REQUEST = or_(
    TaskRequestRow.state.in_(["asked", "sent"]),
    (TaskRequestRow.state == "agreed") & TaskRequestRow.kind.in_(["wait", "co_operation"]),
)
"""Somebody still has to answer it, or to hand over what was agreed."""


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


def requests_to_show(session: Session, task_id: UUID) -> list[TaskRequestRow]:
    """What is asked about the task and not settled, and co-operation whatever came of it, newest first."""
    waiting = (TaskRequestRow.state == "agreed") & (TaskRequestRow.kind == "wait")
    together = TaskRequestRow.kind == "co_operation"
    return list(
        session.scalars(
            select(TaskRequestRow)
            .where(TaskRequestRow.task_id == task_id, or_(TaskRequestRow.state == "asked", waiting, together))
            .order_by(TaskRequestRow.id.desc())
        )
    )


def open_co_operation(session: Session, task_id: UUID) -> list[TaskRequestRow]:
    """Co-operation on the task that is asked for, agreed or sent, oldest first."""
    return list(
        session.scalars(
            select(TaskRequestRow)
            .where(
                TaskRequestRow.task_id == task_id,
                TaskRequestRow.kind == "co_operation",
                TaskRequestRow.state.in_(["asked", "agreed", "sent"]),
            )
            .order_by(TaskRequestRow.id)
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
