"""Tables of what goes out and what falls due: notices, posted cards, timers, support requests, the clock."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Interval, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hanoiwork_plugin.store.base import Base, Json


class NoticeRow(Base):
    """A message that must reach the host; its id is the ``Idempotency-Key``."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("dedup"),
        Index("ix_notice_waiting", "created_at", postgresql_where=text("state IN ('waiting', 'dead')")),
        Index("ix_notice_held", "id", postgresql_where=text("state = 'held'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    installation_id: Mapped[str] = mapped_column(ForeignKey("installation.id"))
    kind: Mapped[str]
    """Which card: a name in ``screens.draw.SCREENS``."""
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    conversation_id: Mapped[str | None]
    reply_to: Mapped[str | None]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID | None]
    params: Mapped[Json]
    dedup: Mapped[str | None]
    """A second notice with the same value is not made."""
    state: Mapped[str]
    """``held`` (till the quiet hours are over), ``waiting``, ``sent``, ``void`` (nothing left to say) or ``dead``."""
    card: Mapped[Json | None]
    """The card as it is being sent: an ``Idempotency-Key`` is never used for another body."""
    attempts: Mapped[int]
    fault: Mapped[str]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class PostedCardRow(Base):
    """A card that stands in a conversation of the host and is replaced when its subject changes."""

    __tablename__ = "posted_card"
    __table_args__ = (
        UniqueConstraint("installation_id", "message_id"),
        Index("ix_posted_card_subject", "subject_id", "subject_type"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    installation_id: Mapped[str] = mapped_column(ForeignKey("installation.id"))
    message_id: Mapped[str]
    conversation_id: Mapped[str]
    card_version: Mapped[int]
    kind: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    subject_type: Mapped[str]
    subject_id: Mapped[UUID | None]
    digest: Mapped[str]
    """Fingerprint of the card as last sent; an equal one is not sent again."""
    params: Mapped[Json]
    posted_at: Mapped[datetime]


class TimerRow(Base):
    """What falls due at an instant of business time; fired once, in order."""

    __tablename__ = "timer"
    __table_args__ = (
        UniqueConstraint("kind", "subject_key", "at"),
        Index("ix_timer_at", "at", postgresql_where=text("fired_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_key: Mapped[str]
    at: Mapped[datetime]
    fired_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(server_default="0")
    """After a few failures the timer is set aside, so that it does not hold up what falls due later."""


class SupportRequestRow(Base):
    """Yêu cầu hỗ trợ: asked in the support group or on a card, answered on its card."""

    __tablename__ = "support_request"
    __table_args__ = (UniqueConstraint("installation_id", "message_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    number: Mapped[int] = mapped_column(Identity(), unique=True)
    installation_id: Mapped[str] = mapped_column(ForeignKey("installation.id"))
    conversation_id: Mapped[str | None]
    message_id: Mapped[str | None]
    text: Mapped[str]
    state: Mapped[str]
    asker_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    taken_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime | None]
    answer: Mapped[str]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]


class SupportReplyRow(Base):
    """Trao đổi thêm on a request: a reply of the asker, of colleagues in the thread, of support."""

    __tablename__ = "support_reply"
    __table_args__ = (
        UniqueConstraint("request_id", "message_id"),
        Index("ix_support_reply_request_id", "request_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("support_request.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    message_id: Mapped[str | None]
    text: Mapped[str]
    at: Mapped[datetime]


class BusinessClockRow(Base):
    """How far business time was moved on a practice installation; one row."""

    __tablename__ = "business_clock"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    offset: Mapped[timedelta] = mapped_column(Interval)
