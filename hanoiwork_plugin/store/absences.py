"""Tables of absences (nghỉ) and of what was done about the tasks of the absent person."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql import text

from hanoiwork_plugin.store.base import Base


class AbsenceRow(Base):
    """Nghỉ ốm, nghỉ phép…: whole days in Hanoi, ``valid_to`` included; announced, then recorded.

    Two recorded absences of one person never overlap; the database itself refuses it.
    """

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("valid_to >= valid_from", name="dates"),
        Index("ix_absence_person_id", "person_id", "valid_to"),
        ExcludeConstraint(
            (text("uuidrange(person_id, person_id, '[]')"), "&&"),
            (text("daterange(valid_from, valid_to, '[]')"), "&&"),
            name="ex_absence_one_at_a_time",
            where=text("state = 'recorded'"),
            using="gist",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    state: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    note: Mapped[str]
    announced_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    announced_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime | None]


class AbsenceTaskRow(Base):
    """A task of the absent person: lent to ``lent_to`` until ``back_on``, or its deadline paused."""

    __tablename__ = "absence_task"
    __table_args__ = (
        UniqueConstraint("absence_id", "task_id", "kind"),
        Index("ix_absence_task_task_id", "task_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    absence_id: Mapped[UUID] = mapped_column(ForeignKey("absence.id"))
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    kind: Mapped[str]
    """``lent`` or ``paused``."""
    lent_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    back_on: Mapped[date | None]
    due_before: Mapped[datetime | None]
    due_after: Mapped[datetime | None]
    done_at: Mapped[datetime]
    back_at: Mapped[datetime | None]


def absence_on(session: Session, person_id: UUID, on: date) -> AbsenceRow | None:
    """The recorded absence of a person on that day."""
    return session.scalar(
        select(AbsenceRow).where(
            AbsenceRow.person_id == person_id,
            AbsenceRow.state == "recorded",
            AbsenceRow.valid_from <= on,
            AbsenceRow.valid_to >= on,
        )
    )


def recorded_absences(session: Session, person_id: UUID, at: datetime) -> list[AbsenceRow]:
    """Every absence of a person that was recorded by ``at``, those changed or withdrawn since included."""
    query = select(AbsenceRow).where(AbsenceRow.person_id == person_id, AbsenceRow.recorded_at <= at)
    return list(session.scalars(query))


def absent_people(session: Session, on: date) -> frozenset[UUID]:
    """Everyone recorded as absent on that day."""
    return frozenset(
        session.scalars(
            select(AbsenceRow.person_id).where(
                AbsenceRow.state == "recorded", AbsenceRow.valid_from <= on, AbsenceRow.valid_to >= on
            )
        )
    )


def absences_between(
    session: Session, first: date, last: date, person_id: UUID | None = None
) -> dict[UUID, list[tuple[date, date]]]:
    """The days recorded as absent that touch ``first`` to ``last``, by person (all, or only ``person_id``)."""
    query = select(AbsenceRow.person_id, AbsenceRow.valid_from, AbsenceRow.valid_to).where(
        AbsenceRow.state == "recorded", AbsenceRow.valid_from <= last, AbsenceRow.valid_to >= first
    )
    if person_id is not None:
        query = query.where(AbsenceRow.person_id == person_id)
    found: dict[UUID, list[tuple[date, date]]] = {}
    for person, begins, ends in session.execute(query):
        found.setdefault(person, []).append((begins, ends))
    return found


def tasks_of_absence(session: Session, absence_id: UUID) -> list[AbsenceTaskRow]:
    """What was done about tasks because of an absence, in order."""
    return list(
        session.scalars(
            select(AbsenceTaskRow).where(AbsenceTaskRow.absence_id == absence_id).order_by(AbsenceTaskRow.id)
        )
    )


def loans_of(session: Session, task_ids: Sequence[UUID]) -> dict[UUID, list[AbsenceTaskRow]]:
    """When tasks were in other hands, by task."""
    found: dict[UUID, list[AbsenceTaskRow]] = {}
    if task_ids:
        for row in session.scalars(
            select(AbsenceTaskRow).where(AbsenceTaskRow.task_id.in_(task_ids), AbsenceTaskRow.kind == "lent")
        ):
            found.setdefault(row.task_id, []).append(row)
    return found
