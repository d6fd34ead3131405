"""Tables of evidence (minh chứng): what proves a product, and files sent before their task was named."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from hanoiwork_plugin.store.base import Base, Json


class EvidenceRow(Base):
    """Minh chứng: a file of the host read once and known by its SHA-256, or what names it elsewhere (``way``)."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("task_id", "host_file_id"),
        Index("ix_evidence_sha256", "sha256"),
        Index("ix_evidence_submission_id", "submission_id"),
        Index("ix_evidence_request_id", "request_id"),
        Index(
            "uq_evidence_reference",
            "task_id",
            "way",
            "reference",
            unique=True,
            postgresql_where=text("host_file_id IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"))
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("task_request.id"))
    """The claim of an objective cause that the file proves; such a file is no part of a product."""
    installation_id: Mapped[str | None] = mapped_column(ForeignKey("installation.id"))
    way: Mapped[str] = mapped_column(server_default="file")
    """``domain.doing.evidence.EvidenceWay``."""
    host_file_id: Mapped[str | None]
    """None: there is no file here."""
    reference: Mapped[str] = mapped_column(server_default="")
    """What makes evidence without a file the same: the document, the address, the message, the other system's key."""
    about: Mapped[Json] = mapped_column(server_default="{}")
    """Of a document: number, date, issuer, secret; of a message: text; of a system: source, measured_at, address."""
    name: Mapped[str]
    size: Mapped[int]
    content_type: Mapped[str]
    sha256: Mapped[str]
    """As announced by the host; proven when ``read_at`` is set."""
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """None: another system sent it."""
    added_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(server_default="")
    held_at: Mapped[datetime | None]
    """Since when it waits for an explanation, because the same file was given for another product."""
    explanation: Mapped[str] = mapped_column(server_default="")
    explained_at: Mapped[datetime | None]
    share: Mapped[Decimal | None]
    """Percent of the file that is declared for this product; None: not declared."""


class EvidenceIntakeRow(Base):
    """Minh chứng chờ chọn việc: a message forwarded to the bot, until its sender says which task it is for."""

    __tablename__ = "evidence_intake"
    __table_args__ = (
        UniqueConstraint("installation_id", "message_id"),
        Index("ix_evidence_intake_person_id", "person_id", "received_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    installation_id: Mapped[str] = mapped_column(ForeignKey("installation.id"))
    message_id: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """As the host announced them; read only when they become evidence."""
    received_at: Mapped[datetime]
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    settled_at: Mapped[datetime | None]
    """Since when nothing is left to ask: it became evidence of ``task_id``, or was put aside."""


def evidence_of(session: Session, task_id: UUID) -> list[EvidenceRow]:
    """Every evidence of the task, oldest first."""
    return list(session.scalars(select(EvidenceRow).where(EvidenceRow.task_id == task_id).order_by(EvidenceRow.id)))
