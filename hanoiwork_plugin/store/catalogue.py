"""Tables of the catalogue (danh mục sản phẩm/công việc): versions and their items, never edited."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hanoiwork_plugin.store.base import Base


class CatalogueVersionRow(Base):
    """A version of an agency's catalogue, in force from a date until the next one."""

    __tablename__ = "catalogue_version"
    __table_args__ = (UniqueConstraint("unit_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[int]
    in_force_from: Mapped[date]
    source_name: Mapped[str]
    source_sha256: Mapped[str]
    standard_points: Mapped[Decimal]
    criteria: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    imported_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    imported_at: Mapped[datetime]


class CatalogueItemRow(Base):
    """One product/job with its points and conversion coefficient (hệ số quy đổi)."""

    __tablename__ = "catalogue_item"
    __table_args__ = (UniqueConstraint("version_id", "code"), Index("ix_catalogue_item_version_id", "version_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("catalogue_version.id"))
    code: Mapped[str]
    part: Mapped[str]
    department: Mapped[str | None]
    duty: Mapped[str]
    detail: Mapped[str]
    product: Mapped[str]
    complexity_group: Mapped[str]
    frame_low: Mapped[Decimal]
    frame_high: Mapped[Decimal]
    points: Mapped[Decimal]
    coefficient: Mapped[Decimal]
    note: Mapped[str]
