"""Tables of objectives (mục tiêu): the set of an owner and period, its objectives, key results and KPI values."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from hanoiwork_plugin.store.base import Base
from hanoiwork_plugin.store.tasks import TaskRow


class ObjectiveSetRow(Base):
    """Bộ mục tiêu: one owner (a unit, or a person of it) and one period; ``version`` guards every change."""

    __tablename__ = "objective_set"
    __table_args__ = (
        UniqueConstraint("unit_id", "person_id", "period", postgresql_nulls_not_distinct=True),
        Index("ix_objective_set_agency_period", "agency_id", "period"),
        Index("ix_objective_set_approver_id", "approver_id", postgresql_where=text("state = 'submitted'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read by SQLAlchemy)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    period: Mapped[str]
    state: Mapped[str]
    justification: Mapped[str]
    """Giải trình trọng số, of these weights and no others."""
    justified_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    justified_at: Mapped[datetime | None]
    submitted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None]
    approver_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str]
    created_at: Mapped[datetime]


class ObjectiveRow(Base):
    """Mục tiêu."""

    __tablename__ = "objective"
    __table_args__ = (Index("ix_objective_set_id", "set_id"), Index("ix_objective_parent_id", "parent_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    set_id: Mapped[UUID] = mapped_column(ForeignKey("objective_set.id"))
    position: Mapped[int]
    title: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("objective.id"))


class KeyResultRow(Base):
    """Kết quả then chốt with its KPI."""

    __tablename__ = "key_result"
    __table_args__ = (Index("ix_key_result_objective_id", "objective_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    objective_id: Mapped[UUID] = mapped_column(ForeignKey("objective.id"))
    position: Mapped[int]
    product: Mapped[str]
    due: Mapped[date | None]
    weight: Mapped[Decimal | None]
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("catalogue_item.id"))
    coefficient: Mapped[Decimal | None]
    measure: Mapped[str]
    target: Mapped[Decimal | None]
    unit_of_measure: Mapped[str]
    calculation: Mapped[str]
    direction: Mapped[str | None]
    data_source: Mapped[str]
    complete_at: Mapped[Decimal | None]
    exceed_at: Mapped[Decimal | None]
    fail_at: Mapped[Decimal | None]
    baseline: Mapped[Decimal | None]


class KeyResultTaskRow(Base):
    """A task that serves a key result; a task serves at most one."""

    __tablename__ = "key_result_task"
    __table_args__ = (Index("ix_key_result_task_key_result_id", "key_result_id"),)

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    key_result_id: Mapped[UUID] = mapped_column(ForeignKey("key_result.id"))


class KpiValueRow(Base):
    """Số liệu chỉ số: never changed but for its confirmation or refusal; a correction is a new row that replaces it."""

    __tablename__ = "kpi_value"
    __table_args__ = (
        Index(
            "uq_kpi_value_current",
            "key_result_id",
            "measured_at",
            "source",
            unique=True,
            postgresql_where=text("replaced_by_id IS NULL AND refused_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key_result_id: Mapped[UUID] = mapped_column(ForeignKey("key_result.id"))
    value: Mapped[Decimal]
    measured_at: Mapped[datetime]
    source: Mapped[str]
    """Nguồn dữ liệu, as named by whoever gave the value."""
    client: Mapped[str | None]
    """The system that sent it (subject of its token); None for a value entered by hand."""
    entered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    evidence: Mapped[str]
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    received_at: Mapped[datetime]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    replaced_by_id: Mapped[UUID | None]
    correction_reason: Mapped[str]
    refused_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    refused_at: Mapped[datetime | None]
    refusal_reason: Mapped[str] = mapped_column(server_default="")


def locked_set(session: Session, set_id: UUID) -> ObjectiveSetRow | None:
    """The set, held until the transaction ends."""
    return session.scalar(select(ObjectiveSetRow).where(ObjectiveSetRow.id == set_id).with_for_update())


def objectives_of(session: Session, set_ids: Iterable[UUID]) -> list[ObjectiveRow]:
    """The objectives of several sets, in their order."""
    query = select(ObjectiveRow).where(ObjectiveRow.set_id.in_(list(set_ids)))
    return list(session.scalars(query.order_by(ObjectiveRow.set_id, ObjectiveRow.position)))


def key_results_of(session: Session, objective_ids: Iterable[UUID]) -> list[KeyResultRow]:
    """The key results of several objectives, in their order."""
    query = select(KeyResultRow).where(KeyResultRow.objective_id.in_(list(objective_ids)))
    return list(session.scalars(query.order_by(KeyResultRow.objective_id, KeyResultRow.position)))


def latest_values(session: Session, key_result_ids: Sequence[UUID]) -> dict[UUID, KpiValueRow]:
    """The newest value of each key result that counts: from a system or confirmed by a person, and not replaced.

    A correction that nobody has confirmed yet replaces nothing so far.
    """
    correction = aliased(KpiValueRow)
    waiting = select(correction.id).where(
        correction.id == KpiValueRow.replaced_by_id,
        correction.client.is_(None),
        correction.confirmed_by_id.is_(None),
    )
    query = (
        select(KpiValueRow)
        .where(
            KpiValueRow.key_result_id.in_(key_result_ids),
            KpiValueRow.replaced_by_id.is_(None) | waiting.exists(),
            KpiValueRow.client.is_not(None) | KpiValueRow.confirmed_by_id.is_not(None),
        )
        .ext(distinct_on(KpiValueRow.key_result_id))
        .order_by(KpiValueRow.key_result_id, KpiValueRow.measured_at.desc(), KpiValueRow.id.desc())
    )
    return {row.key_result_id: row for row in session.scalars(query)}


def carry_key_result(session: Session, task_id: UUID, taken_id: UUID) -> None:
    """A task was handed over: what its taker does serves the same key result."""
    link = session.get(KeyResultTaskRow, task_id)
    if link is not None:
        session.add(KeyResultTaskRow(task_id=taken_id, key_result_id=link.key_result_id))


def tasks_of_results(session: Session, key_result_ids: Iterable[UUID]) -> list[tuple[UUID, TaskRow]]:
    """The tasks that serve the key results, with the key result each serves."""
    rows = session.execute(
        select(KeyResultTaskRow.key_result_id, TaskRow)
        .join(TaskRow, TaskRow.id == KeyResultTaskRow.task_id)
        .where(KeyResultTaskRow.key_result_id.in_(list(key_result_ids)))
        .order_by(TaskRow.id)
    )
    return [(result_id, task) for result_id, task in rows]
