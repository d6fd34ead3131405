"""Tables of the directory (SCIM): what the host's directory says of people and units, and the units' own lists."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, Uuid, bindparam, func, select, text
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from hanoiwork_plugin.domain.people import Unit
from hanoiwork_plugin.store.base import Base, Json
from hanoiwork_plugin.store.organisation import unit_of
from hanoiwork_plugin.store.people import PersonRow, UnitRow


class DirectoryUserRow(Base):
    """What the directory pushed about a person; its SCIM id is the person's id. ``deleted_at``: taken out again."""

    __tablename__ = "directory_user"
    __table_args__ = (Index("ix_directory_user_external_id", "external_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    version: Mapped[int] = mapped_column()
    external_id: Mapped[str | None]
    document: Mapped[Json]
    """The SCIM attributes as pushed, but for id, meta, userName, externalId and groups."""
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    """The unit that organisation, division and department name."""
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads this plain class attribute)


class DirectoryGroupRow(Base):
    """A group of the directory: a unit (đơn vị), once it is known where in the tree it belongs."""

    __tablename__ = "directory_group"
    __table_args__ = (
        Index("ix_directory_group_external_id", "external_id"),
        Index("ix_directory_group_display_name_folded", text("lower(display_name)")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    external_id: Mapped[str | None]
    display_name: Mapped[str]
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id", ondelete="SET NULL"), unique=True)
    pushed_at: Mapped[datetime | None]
    """None: a unit that only the unit's own list has named so far."""
    created_at: Mapped[datetime]
    modified_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads this plain class attribute)


class DirectoryMemberRow(Base):
    """A member of a group: a person, or a group below it."""

    __tablename__ = "directory_member"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (child_id IS NULL)", name="one_member"),
        Index("uq_directory_member_person", "group_id", "person_id", unique=True),
        Index("uq_directory_member_child", "child_id", unique=True),
        Index("ix_directory_member_person_id", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("directory_group.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    child_id: Mapped[UUID | None] = mapped_column(ForeignKey("directory_group.id"))
    """A group lies in at most one other: units form a tree."""


class ListedPersonRow(Base):
    """A person named in the unit's own list (bảng cán bộ), with the unit it names."""

    __tablename__ = "listed_person"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    listed_at: Mapped[datetime]


def unit_at(session: Session, names: Sequence[str], above: UUID | None = None) -> Unit | None:
    """The unit whose path reads ``names``, from an agency down or below the unit ``above``; one query."""
    if not names:
        return None
    given = {f"name_{level}": name for level, name in enumerate(names)}
    row = session.scalar(_unit_query(len(names)), {**given, "above": above})
    return unit_of(row) if row else None


@cache
def _unit_query(depth: int) -> Select[UnitRow]:
    """The query of ``unit_at`` for a path of this length, built once."""
    steps = [aliased(UnitRow) for _ in range(depth)]
    above = bindparam("above", type_=Uuid)
    query = select(steps[-1]).where(
        steps[0].name == bindparam("name_0"), steps[0].parent_id.is_not_distinct_from(above)
    )
    for level in range(1, depth):
        lower = steps[level]
        query = query.where(lower.parent_id == steps[level - 1].id, lower.name == bindparam(f"name_{level}"))
    return query


def units_by_id(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, Unit]:
    """Several units; one query."""
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    return {row.id: unit_of(row) for row in session.scalars(select(UnitRow).where(UnitRow.id.in_(wanted)))}


def group_units(session: Session, person_ids: Iterable[UUID]) -> dict[UUID, list[Unit]]:
    """The units whose groups hold each person, the oldest membership first; one query."""
    rows = session.execute(
        select(DirectoryMemberRow.person_id, UnitRow)
        .join(DirectoryGroupRow, DirectoryGroupRow.id == DirectoryMemberRow.group_id)
        .join(UnitRow, UnitRow.id == DirectoryGroupRow.unit_id)
        .where(DirectoryMemberRow.person_id.in_(list(person_ids)), DirectoryGroupRow.deleted_at.is_(None))
        .order_by(DirectoryMemberRow.id)
    )
    found: dict[UUID, list[Unit]] = {}
    for person_id, unit in rows:
        assert person_id is not None, "asked for by person"
        found.setdefault(person_id, []).append(unit_of(unit))
    return found


def person_by_account(session: Session, account: str) -> tuple[PersonRow, DirectoryUserRow | None] | None:
    """The person of an account in any case, with what the directory said; one query, locked."""
    row = session.execute(
        select(PersonRow, DirectoryUserRow)
        .outerjoin(DirectoryUserRow, DirectoryUserRow.person_id == PersonRow.id)
        .where(func.lower(PersonRow.account) == account.lower())
        .with_for_update(of=PersonRow)
    ).first()
    return (row[0], row[1]) if row else None
