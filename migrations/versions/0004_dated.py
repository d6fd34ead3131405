"""Dated truth: postings that never overlap, absences, delegations, transfers

``uuidrange`` makes a GiST exclusion over people possible without an extension: the embedded PostgreSQL
ships no btree_gist. A posting whose last day lies before its first never held and overlaps nothing.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_HELD = "valid_to IS NULL OR valid_to >= valid_from"


def upgrade() -> None:
    op.execute("CREATE TYPE uuidrange AS RANGE (subtype = uuid)")
    op.drop_index("uq_posting_open_primary", table_name="posting")
    op.execute(
        "ALTER TABLE posting ADD CONSTRAINT ex_posting_one_primary EXCLUDE USING gist"
        " (uuidrange(person_id, person_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&)"
        f" WHERE (is_primary AND ({_HELD}))"
    )
    op.create_index("ix_posting_person_id", "posting", ["person_id"])
    op.add_column("task", sa.Column("closed_quantity", sa.Numeric(), nullable=True))
    op.add_column("task", sa.Column("taken_over", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("task", sa.Column("origin_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_task_origin_id"), "task", "task", ["origin_id"], ["id"])
    _delegation()
    _absence()
    _transfer()


def _person(name: str, table: str, *, nullable: bool = False) -> tuple[sa.Column[object], sa.ForeignKeyConstraint]:
    return (
        sa.Column(name, sa.Uuid(), nullable=nullable),
        sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_{table}_{name}")),
    )


def _unit(name: str, table: str) -> tuple[sa.Column[object], sa.ForeignKeyConstraint]:
    return (
        sa.Column(name, sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint([name], ["unit.id"], name=op.f(f"fk_{table}_{name}")),
    )


def _instant(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _delegation() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *_person("giver_id", "delegation"),
        *_person("taker_id", "delegation"),
        sa.Column("acts", postgresql.ARRAY(sa.Text()), nullable=False),
        *_unit("unit_id", "delegation"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        *_person("made_by_id", "delegation"),
        _instant("made_at", nullable=False),
        *_person("ended_by_id", "delegation", nullable=True),
        _instant("ended_at"),
        sa.CheckConstraint("giver_id <> taker_id", name=op.f("ck_delegation_two_people")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_delegation_dates")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    op.create_index("ix_delegation_taker_id", "delegation", ["taker_id", "valid_to"])
    op.create_index("ix_delegation_giver_id", "delegation", ["giver_id", "valid_to"])


def _absence() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *_person("person_id", "absence"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *_person("announced_by_id", "absence"),
        _instant("announced_at", nullable=False),
        *_person("recorded_by_id", "absence", nullable=True),
        _instant("recorded_at"),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_absence_dates")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_person_id", "absence", ["person_id", "valid_to"])
    op.execute(
        "ALTER TABLE absence ADD CONSTRAINT ex_absence_one_at_a_time EXCLUDE USING gist"
        " (uuidrange(person_id, person_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&)"
        " WHERE (state = 'recorded')"
    )
    op.create_table(
        "absence_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        *_person("lent_to_id", "absence_task", nullable=True),
        sa.Column("back_on", sa.Date(), nullable=True),
        _instant("due_before"),
        _instant("due_after"),
        _instant("done_at", nullable=False),
        _instant("back_at"),
        sa.ForeignKeyConstraint(["absence_id"], ["absence.id"], name=op.f("fk_absence_task_absence_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_absence_task_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_task")),
        sa.UniqueConstraint("absence_id", "task_id", "kind", name=op.f("uq_absence_task_absence_id_task_id_kind")),
    )
    op.create_index("ix_absence_task_task_id", "absence_task", ["task_id"])


def _transfer() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *_person("person_id", "transfer"),
        *_unit("from_unit_id", "transfer"),
        *_unit("to_unit_id", "transfer"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        *_person("decided_by_id", "transfer"),
        _instant("decided_at", nullable=False),
        *_person("old_head_id", "transfer", nullable=True),
        *_person("new_head_id", "transfer", nullable=True),
        _instant("settled_at"),
        *_person("received_by_id", "transfer", nullable=True),
        _instant("received_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("person_id", "effective_on", name=op.f("uq_transfer_person_id_effective_on")),
    )
    op.create_index("ix_transfer_to_unit_id", "transfer", ["to_unit_id"])
