"""Tables of the organisation: units, people, postings, roles."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from hanoiwork_plugin.store.base import Base


class UnitRow(Base):
    """Đơn vị, tổ chức: ``path`` holds the ids from the agency (cơ quan) down to itself."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("parent_id", "name", postgresql_nulls_not_distinct=True),
        Index("ix_unit_path", "path", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    path: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))


class PersonRow(Base):
    """Cán bộ, công chức, viên chức, lao động hợp đồng; ``account`` is the token's ``sub``."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_account_folded", text("lower(account)")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(server_default="")
    staff_group: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    locale: Mapped[str] = mapped_column(server_default="vi")


class PostingRow(Base):
    """Nơi công tác: person × unit × position with dates, ``valid_to`` included; others may be held at once.

    Two primary postings of a person never overlap; the database itself refuses it. A posting whose last day
    lies before its first never held.
    """

    __tablename__ = "posting"
    __table_args__ = (
        ExcludeConstraint(
            (text("uuidrange(person_id, person_id, '[]')"), "&&"),
            (text("daterange(valid_from, valid_to, '[]')"), "&&"),
            name="ex_posting_one_primary",
            where=text("is_primary AND (valid_to IS NULL OR valid_to >= valid_from)"),
            using="gist",
        ),
        Index("ix_posting_person_id", "person_id"),
        Index("ix_posting_unit_id", "unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str]
    position: Mapped[str]
    is_primary: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    recorded_at: Mapped[datetime | None]
    """When it was recorded; None for what was there from the beginning."""
    closed_at: Mapped[datetime | None]
    """When its last day was set; until that instant it counted as open."""


class RoleGrantRow(Base):
    """Vai trò: role × unit subtree with dates; ``fields`` are those of a deputy (lĩnh vực phụ trách)."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index("ix_role_grant_person_id", "person_id"),
        Index("ix_role_grant_unit_id_role", "unit_id", "role"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    recorded_at: Mapped[datetime | None]
    """When it was recorded; None for what was there from the beginning."""
    closed_at: Mapped[datetime | None]
    """When its last day was set; until that instant it counted as open."""
