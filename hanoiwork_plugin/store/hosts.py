"""Tables of the host: installation, its keys, what it delivered, the presses it relayed."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, LargeBinary, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from hanoiwork_plugin.store.base import Base, Json, Sealed


class Installation(Base):
    """One installation of the plugin in a workspace (CONTRACT 3)."""

    __tablename__ = "installation"

    id: Mapped[str] = mapped_column(primary_key=True)
    tenant_id: Mapped[str]
    api_base: Mapped[str]
    token_endpoint: Mapped[str]
    client_id: Mapped[str]
    client_secret: Mapped[str] = mapped_column(Sealed)
    scim_token: Mapped[str | None] = mapped_column(Sealed)
    support_conversation_id: Mapped[str | None]
    state: Mapped[str]
    """``active``, ``suspended`` or ``uninstalled``."""
    installed_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class WebhookKey(Base):
    """A key that signs the host's calls; ``expires_at`` is set 24 h ahead when it was replaced."""

    __tablename__ = "webhook_key"

    installation_id: Mapped[str] = mapped_column(ForeignKey("installation.id"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Sealed)
    expires_at: Mapped[datetime | None]


class Delivery(Base):
    """An accepted event, kept as it came; the repeat of a ``webhook-id`` finds it here.

    No foreign key to the installation, whose key was just used: each insert would lock that one row.
    """

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_received_at", "received_at", postgresql_using="brin"),)

    installation_id: Mapped[str] = mapped_column(primary_key=True)
    webhook_id: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    type: Mapped[str]
    subject: Mapped[str]
    body: Mapped[Json]
    state: Mapped[str]
    """``stored``, ``applied``, ``skipped`` (older sequence), ``unknown`` type, or ``refused`` by a rule."""
    note: Mapped[str] = mapped_column(server_default="")
    worked_at: Mapped[datetime | None]


class Refusal(Base):
    """A signed event whose body did not fit its schema: the reason and nothing of the body."""

    __tablename__ = "refusal"

    installation_id: Mapped[str] = mapped_column(primary_key=True)
    webhook_id: Mapped[str] = mapped_column(primary_key=True)
    refused_at: Mapped[datetime]
    reason: Mapped[str]


class AppliedSequence(Base):
    """The newest ``sequence`` applied to a subject; anything older is skipped."""

    __tablename__ = "applied_sequence"

    installation_id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[Decimal] = mapped_column(Numeric(40, 0))
    """A host may count in nanoseconds, or pad to twenty digits as the CloudEvents extension shows."""


class Press(Base):
    """The stored answer of a press or an idempotent REST call: the same id gets the same bytes back."""

    __tablename__ = "press"
    __table_args__ = (Index("ix_press_answered_at", "answered_at", postgresql_using="brin"),)

    installation_id: Mapped[str] = mapped_column(primary_key=True)
    action_id: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str]
    verb: Mapped[str]
    answered_at: Mapped[datetime]
    status: Mapped[int]
    answer: Mapped[bytes] = mapped_column(LargeBinary)
