"""Readiness: working groups, practice tasks and exercises

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("practice", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    _working_group()
    _exercise()
    op.create_table(
        "practised",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_practised_person_id")),
        sa.PrimaryKeyConstraint("person_id", "act", name=op.f("pk_practised")),
    )


def _working_group() -> None:
    op.create_table(
        "working_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("head_id", sa.Uuid(), nullable=True),
        sa.Column("it_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("member_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("body_name", sa.Text(), nullable=False),
        sa.Column("basis_number", sa.Text(), nullable=False),
        sa.Column("basis_date", sa.Date(), nullable=False),
        sa.Column("basis_issuer", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from - 1", name=op.f("ck_working_group_dates")),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name=op.f("fk_working_group_agency_id")),
        sa.ForeignKeyConstraint(["head_id"], ["person.id"], name=op.f("fk_working_group_head_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_working_group_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_group")),
    )
    op.create_index(
        "uq_working_group_open",
        "working_group",
        ["agency_id"],
        unique=True,
        postgresql_where=sa.text("valid_to IS NULL"),
    )
    op.create_index("ix_working_group_agency_id", "working_group", ["agency_id", "valid_from"])


def _exercise() -> None:
    op.create_table(
        "exercise",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("acts", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("sent_by_id", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_exercise_person_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], name=op.f("fk_exercise_sent_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_exercise_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercise")),
    )
    op.create_index(
        "uq_exercise_open", "exercise", ["person_id"], unique=True, postgresql_where=sa.text("finished_at IS NULL")
    )
    op.create_index("uq_exercise_task", "exercise", ["task_id"], unique=True)
