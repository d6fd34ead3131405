"""The table of reminders put off (nhắc lại ngày mai)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from hanoiwork_plugin.store.base import Base, among


class PutOffRow(Base):
    """To which day a person put the reminders of a task, an evaluation or a step off; the newest counts."""

    __tablename__ = "reminder_put_off"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    until: Mapped[date]


def put_off(session: Session, person_id: UUID, subject_ids: Iterable[UUID], until: date) -> None:
    """Put the reminders of these off."""
    rows = [{"person_id": person_id, "subject_id": each, "until": until} for each in subject_ids]
    if rows:
        statement = insert(PutOffRow).values(rows)
        session.execute(
            statement.on_conflict_do_update(index_elements=["person_id", "subject_id"], set_={"until": until})
        )


def put_off_days(session: Session, subject_ids: Iterable[UUID]) -> dict[tuple[UUID, UUID], date]:
    """The day, by person and what was put off; one query."""
    rows = session.scalars(select(PutOffRow).where(among(PutOffRow.subject_id, subject_ids)))
    return {(row.person_id, row.subject_id): row.until for row in rows}
