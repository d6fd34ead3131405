"""Tables of the catalogue (danh mục sản phẩm/công việc): versions with their items, proposals, provisional points."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, UniqueConstraint, Uuid, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from hanoiwork_plugin.domain.catalogues.catalogue import CatalogueItem, CataloguePart, Group
from hanoiwork_plugin.domain.catalogues.catalogue_life import OPEN
from hanoiwork_plugin.domain.catalogues.catalogue_views import GroupView
from hanoiwork_plugin.store.base import Base


class CatalogueVersionRow(Base):
    """A version of an agency's catalogue; in force from a day (included) to a day (excluded), never overlapping.

    ``version`` guards every change; the items of an approved version are never edited.
    """

    __tablename__ = "catalogue_version"
    __table_args__ = (
        UniqueConstraint("unit_id", "number"),
        Index(
            "uq_catalogue_version_open",
            "unit_id",
            unique=True,
            postgresql_where=text("state IN ('draft', 'submitted', 'returned')"),
        ),
        ExcludeConstraint(
            (text("uuidrange(unit_id, unit_id, '[]')"), "&&"),
            (text("daterange(in_force_from, in_force_to, '[)')"), "&&"),
            name="ex_catalogue_version_one_in_force",
            where=text("in_force_from IS NOT NULL"),
            using="gist",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[int]
    state: Mapped[str]
    in_force_from: Mapped[date | None]
    in_force_to: Mapped[date | None]
    source_name: Mapped[str]
    source_sha256: Mapped[str]
    standard_points: Mapped[Decimal]
    standard_code: Mapped[str | None]
    groups: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    criteria: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """What the rules asked about the list when it last changed."""
    imported_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    imported_at: Mapped[datetime]
    submitted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(server_default="")
    """What the proposer answers to the questions (giải trình)."""
    approver_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(server_default="")


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


class TaskCoefficientRow(Base):
    """Hệ số tạm tính of a task outside the catalogue: who set it, and what became of it."""

    __tablename__ = "task_coefficient"
    __table_args__ = (Index("ix_task_coefficient_agency_id_product_key", "agency_id", "product_key"),)

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    product_key: Mapped[str]
    state: Mapped[str]
    points: Mapped[Decimal]
    """As set by who gave the work; the task itself carries what counts."""
    coefficient: Mapped[Decimal]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]
    asked_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """Who was asked to confirm it."""
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(server_default="")


class CatalogueProposalRow(Base):
    """An arising product that came back often enough to be proposed for the next version by itself."""

    __tablename__ = "catalogue_proposal"
    __table_args__ = (UniqueConstraint("agency_id", "product_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    """The department whose work it was when the proposal arose."""
    product_key: Mapped[str]
    product: Mapped[str]
    points: Mapped[Decimal]
    task_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    state: Mapped[str]
    made_at: Mapped[datetime]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(server_default="")
    code: Mapped[str | None]
    """The code it was taken into the draft with."""


def item_of(row: CatalogueItemRow) -> CatalogueItem:
    """The item as the rules read it."""
    return CatalogueItem(
        code=row.code,
        department=row.department,
        part=CataloguePart(row.part),
        duty=row.duty,
        detail=row.detail,
        product=row.product,
        group=row.complexity_group,
        frame=(row.frame_low, row.frame_high),
        points=row.points,
        coefficient=row.coefficient,
        note=row.note,
    )


def group_views(row: CatalogueVersionRow | None) -> tuple[GroupView, ...]:
    """The groups of a version as shown; none without a version."""
    return tuple(GroupView(group.name, *group.frame) for group in groups_in(row)) if row else ()


def groups_in(row: CatalogueVersionRow) -> tuple[Group, ...]:
    """The groups of a version with their frames."""
    return tuple(Group(each["name"], (Decimal(each["low"]), Decimal(each["high"]))) for each in row.groups)


def items_of(session: Session, version_id: UUID) -> list[CatalogueItem]:
    """Every item of a version, in the order of the codes."""
    rows = session.scalars(
        select(CatalogueItemRow).where(CatalogueItemRow.version_id == version_id).order_by(CatalogueItemRow.code)
    )
    return [item_of(row) for row in rows]


def in_force_on(agency_id: UUID, day: date) -> list[ColumnElement[bool]]:
    """What is true of the version in force on ``day``."""
    return [
        CatalogueVersionRow.unit_id == agency_id,
        CatalogueVersionRow.in_force_from <= day,
        or_(CatalogueVersionRow.in_force_to.is_(None), CatalogueVersionRow.in_force_to > day),
    ]


def version_on(session: Session, agency_id: UUID, day: date) -> CatalogueVersionRow | None:
    """The agency's version in force on ``day``."""
    return session.scalar(select(CatalogueVersionRow).where(*in_force_on(agency_id, day)))


def version_before(session: Session, row: CatalogueVersionRow) -> CatalogueVersionRow | None:
    """The version that ``row`` took the place of."""
    if row.in_force_from is None:
        return None
    return session.scalar(
        select(CatalogueVersionRow)
        .where(
            CatalogueVersionRow.unit_id == row.unit_id,
            CatalogueVersionRow.in_force_to == row.in_force_from,
            CatalogueVersionRow.id != row.id,
        )
        .order_by(CatalogueVersionRow.number.desc())
        .limit(1)
    )


def open_version(session: Session, agency_id: UUID, *, lock: bool = False) -> CatalogueVersionRow | None:
    """The agency's proposal that is not yet decided, if there is one."""
    query = select(CatalogueVersionRow).where(
        CatalogueVersionRow.unit_id == agency_id, CatalogueVersionRow.state.in_(sorted(OPEN))
    )
    return session.scalar(query.with_for_update() if lock else query)


def dated_versions(session: Session, agency_id: UUID) -> list[CatalogueVersionRow]:
    """Every version that has a day from which it is in force, held until the transaction ends."""
    return list(
        session.scalars(
            select(CatalogueVersionRow)
            .where(CatalogueVersionRow.unit_id == agency_id, CatalogueVersionRow.in_force_from.is_not(None))
            .order_by(CatalogueVersionRow.in_force_from, CatalogueVersionRow.number)
            .with_for_update()
        )
    )


def provisional_states(session: Session, task_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Task → state of its coefficient, for those outside the catalogue."""
    rows = session.execute(
        select(TaskCoefficientRow.task_id, TaskCoefficientRow.state).where(
            TaskCoefficientRow.task_id.in_(list(task_ids))
        )
    )
    return {row.task_id: row.state for row in rows}
