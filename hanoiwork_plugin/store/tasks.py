"""Tables of the task (nhiệm vụ): the task, its submissions, evidence, objections, QR codes."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, UniqueConstraint, Uuid, and_, event, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, aliased, mapped_column, with_loader_criteria
from sqlalchemy.types import Text

from hanoiwork_plugin.store.base import Base, Json, hold


class TaskRow(Base):
    """Nhiệm vụ with its eleven fields (DOMAIN 4); ``version`` guards every change."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("installation_id", "host_id"),
        UniqueConstraint("installation_id", "message_id"),
        Index("ix_task_accountable_due", "accountable_id", "window_due"),
        Index("ix_task_assigner_id", "assigner_id"),
        Index("ix_task_approver_id", "approver_id"),
        Index("ix_task_co_people_ids", "co_people_ids", postgresql_using="gin"),
        Index("ix_task_lead_unit_id", "lead_unit_id"),
        Index("ix_task_part_of_id", "part_of_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    installation_id: Mapped[str | None] = mapped_column(ForeignKey("installation.id"))
    host_id: Mapped[str | None]
    state: Mapped[str]
    name: Mapped[str]
    content: Mapped[str]
    kind: Mapped[str | None]
    priority: Mapped[str]
    basis_number: Mapped[str | None]
    basis_date: Mapped[date | None]
    basis_issuer: Mapped[str | None]
    lead_unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    assigner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    accountable_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    approver_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    suggested_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    co_units: Mapped[list[str]] = mapped_column(ARRAY(Text))
    co_people_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    start: Mapped[date | None]
    due: Mapped[datetime | None]
    """The effective deadline; the clock's facts follow it."""
    window_due: Mapped[datetime | None]
    """The deadline that decides the window: moved by an adjustment or extension, not by a return."""
    host_product: Mapped[str]
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("catalogue_item.id"))
    item_code: Mapped[str | None]
    product: Mapped[str | None]
    points: Mapped[Decimal | None]
    coefficient: Mapped[Decimal | None]
    quantity: Mapped[Decimal | None]
    quality_criteria: Mapped[str | None]
    weight: Mapped[Decimal | None]
    progress: Mapped[int]
    progress_note: Mapped[str]
    accepted_quantity: Mapped[Decimal]
    closed_quantity: Mapped[Decimal | None]
    """Units the task ended with when it was closed or handed over before all were done; None otherwise."""
    taken_over: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether the accountable person took it over from somebody else; it is then extra (DOMAIN 4, 5)."""
    origin_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    """The task that was handed over into this one."""
    parent_host_id: Mapped[str | None]
    """The task that it belongs to at the host; a part of it here where ``part_of_id`` says so."""
    part_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    """Big work of which this is a part (``domain.assigning.parts``)."""
    share: Mapped[Decimal | None]
    """Of a part: percent of the whole; None: still to be given at the gate."""
    kept_share: Mapped[Decimal | None]
    """Of big work: percent that its own person keeps beside the parts given; None: it has no parts."""
    own_progress: Mapped[int] = mapped_column(server_default=text("0"))
    """Of big work: progress of what its own person keeps; ``progress`` is that of the whole."""
    whole_quantity: Mapped[Decimal | None]
    """Of a part or big work taken over: the units that its share or whole stood for at first; None: ``quantity``."""
    message_id: Mapped[str | None]
    """The host's message that gave it ("giao việc" with a document); the same message again is the same task."""
    basis_files: Mapped[list[Json]] = mapped_column(JSONB, server_default="[]")
    """Files of the basis (văn bản kèm theo), by reference to the host: id, name, size, contentType, sha256."""
    practice: Mapped[bool] = mapped_column(server_default=text("false"))
    """Việc tập (Sân tập): only a query ``with_practice`` finds it, so that it enters no count, list or export."""
    held_since: Mapped[datetime | None]
    """Since when the clock stands still: another unit holds the work, or the giver paused it; None: it runs."""
    held_for: Mapped[str | None]
    """Why it stands still: the code of ``TaskState.WAITING`` or ``TaskState.PAUSED``."""
    resume_state: Mapped[str | None]
    """Where the work goes on when the clock runs again."""
    host_form: Mapped[Json | None]
    """What the host's form last said, by ``domain.assigning.host_form.HostField``."""
    host_shows: Mapped[str | None]
    """Fingerprint of what ``jobs.mirror`` last told the host; something else when the host has left it since."""
    host_versions: Mapped[int] = mapped_column(server_default=text("0"))
    """What the versions told to the host start from: those of the task this one was handed over from, and one for
    each time the host was put right."""
    created_at: Mapped[datetime]
    assigned_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


_REAL_WORK = with_loader_criteria(TaskRow, TaskRow.practice.is_(False), include_aliases=True)
_WITH_PRACTICE = {"with_practice": True}
"""Execution option of the few queries that are about one task, whatever it counts for."""


@event.listens_for(Session, "do_orm_execute")
def _leave_practice_out(query: ORMExecuteState) -> None:
    """Every query over tasks, in whatever place of it they stand, is about real work unless it says otherwise."""
    if query.is_select and not query.is_column_load and not query.execution_options.get("with_practice"):
        query.statement = query.statement.options(_REAL_WORK)


class SubmissionRow(Base):
    """Một lần gửi sản phẩm, whole or part, and the decision on it."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("task_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    number: Mapped[int]
    quantity: Mapped[Decimal]
    note: Mapped[str]
    submitted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    accepted_quantity: Mapped[Decimal]
    returned_quantity: Mapped[Decimal]
    return_type: Mapped[str | None]
    reason: Mapped[str]
    requested_change: Mapped[str]
    remark: Mapped[str] = mapped_column(server_default="")
    """Ý kiến của người thực hiện beside a return; it changes nothing."""
    remarked_at: Mapped[datetime | None]


class ObjectionRow(Base):
    """Phản hồi chưa rõ and its answer; nothing of it is held against anyone."""

    __tablename__ = "objection"
    __table_args__ = (Index("ix_objection_task_id", "task_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    ground: Mapped[str]
    text: Mapped[str]
    raised_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    raised_at: Mapped[datetime]
    respondent_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str | None]
    answer_text: Mapped[str]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    """Until when the respondent has time; then it goes up one level. None: nobody is above."""
    level: Mapped[int] = mapped_column(server_default="0")
    """How far up the line it went: only from there on may it be answered (0: by the giver as well)."""
    changes: Mapped[Json] = mapped_column(server_default="{}")
    """What an adjustment changed: field → old and new."""


class QrTokenRow(Base):
    """Mã QR của nhiệm vụ: a random token that can be withdrawn and grants nothing."""

    __tablename__ = "qr_token"
    __table_args__ = (Index("ix_qr_token_task_id", "task_id"),)

    token: Mapped[str] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


def task_by_id(session: Session, task_id: UUID) -> TaskRow | None:
    """The task, a practice task too."""
    return session.get(TaskRow, task_id, execution_options=_WITH_PRACTICE)


def locked_task(session: Session, task_id: UUID) -> TaskRow | None:
    """The task, a practice task too, held until the transaction ends, so that acts on it follow one another.

    Of a part the big work is held as well, and first: what one does the other follows.
    """
    found = lock_tasks(session, lambda task: task.id == task_id)
    return next((task for task in found if task.id == task_id), None)


def lock_tasks(session: Session, which: Callable[[type[TaskRow]], ColumnElement[bool]]) -> list[TaskRow]:
    """Hold these tasks and the big work of those that are parts, always in one order, so that nobody waits for the
    other: what is no part first, then by id."""
    itself = aliased(TaskRow)
    wholes = select(itself.part_of_id).where(which(itself), itself.part_of_id.is_not(None))
    locked = select(TaskRow).where(or_(which(TaskRow), TaskRow.id.in_(wholes)))
    locked = locked.order_by(TaskRow.part_of_id.is_not(None), TaskRow.id).with_for_update()
    found = list(session.scalars(locked, execution_options=_WITH_PRACTICE))
    for task in found:
        hold(session, task)
    return found


def parts_of(session: Session, task_id: UUID, *, lock: bool = False) -> list[TaskRow]:
    """The parts of big work, oldest first, those handed over and cancelled too."""
    query = select(TaskRow).where(TaskRow.part_of_id == task_id).order_by(TaskRow.id)
    return list(session.scalars(query.with_for_update() if lock else query))


def task_by_host_id(session: Session, installation_id: str, host_id: str) -> TaskRow | None:
    """The task that came from the host under this id, held until the transaction ends as by ``locked_task``."""
    found = lock_tasks(session, lambda task: and_(task.installation_id == installation_id, task.host_id == host_id))
    return next((task for task in found if task.host_id == host_id), None)


def last_submission(session: Session, task_id: UUID) -> SubmissionRow | None:
    """The newest submission of the task."""
    return session.scalar(
        select(SubmissionRow).where(SubmissionRow.task_id == task_id).order_by(SubmissionRow.number.desc()).limit(1)
    )


def submissions_of(session: Session, task_id: UUID) -> list[SubmissionRow]:
    """Every submission of the task, newest first."""
    return list(
        session.scalars(
            select(SubmissionRow).where(SubmissionRow.task_id == task_id).order_by(SubmissionRow.number.desc())
        )
    )


def units_waiting(submission: SubmissionRow) -> Decimal:
    """How many units of the submission still wait to be judged."""
    if submission.decided_at is not None:
        return Decimal(0)
    return submission.quantity - submission.accepted_quantity


def last_objection(session: Session, task_id: UUID) -> ObjectionRow | None:
    """The newest objection on the task."""
    return session.scalar(
        select(ObjectionRow).where(ObjectionRow.task_id == task_id).order_by(ObjectionRow.id.desc()).limit(1)
    )
