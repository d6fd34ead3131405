"""Giving: tasks written in a message, the files of their basis, arising work reported by who did it

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("message_id", sa.Text(), nullable=True))
    files = sa.Column("basis_files", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False)
    op.add_column("task", files)
    op.create_unique_constraint(op.f("uq_task_installation_id_message_id"), "task", ["installation_id", "message_id"])
    _arising()
    _patterns()


def _key(name: str, table: str, target: str, *, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(name, sa.Uuid(), nullable=nullable),
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}")),
    ]


def _instant(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _arising() -> None:
    op.create_table(
        "arising_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("installation_id", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        *_key("sender_id", "arising_report", "person"),
        *_key("unit_id", "arising_report", "unit"),
        *_key("manager_id", "arising_report", "person"),
        sa.Column("state", sa.Text(), nullable=False),
        _instant("reported_at", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_key("decided_by_id", "arising_report", "person", nullable=True),
        _instant("decided_at"),
        sa.ForeignKeyConstraint(
            ["installation_id"], ["installation.id"], name=op.f("fk_arising_report_installation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arising_report")),
        sa.UniqueConstraint("installation_id", "message_id", name=op.f("uq_arising_report_installation_id_message_id")),
    )
    op.create_index("ix_arising_report_sender_id", "arising_report", ["sender_id"])
    op.create_table(
        "arising_work",
        *_key("report_id", "arising_work", "arising_report"),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        *_key("task_id", "arising_work", "task"),
        _instant("begins"),
        _instant("ends"),
        sa.Column("unclear", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("report_id", "number", name=op.f("pk_arising_work")),
    )


def _patterns() -> None:
    op.create_table(
        "task_pattern",
        *_key("task_id", "task_pattern", "task"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("weekday", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        *_key("set_by_id", "task_pattern", "person"),
        _instant("set_at", nullable=False),
        *_key("ended_by_id", "task_pattern", "person", nullable=True),
        _instant("ended_at"),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_pattern")),
    )
    op.create_table(
        "pattern_occurrence",
        sa.Column("pattern_id", sa.Uuid(), nullable=False),
        sa.Column("nominal", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *_key("task_id", "pattern_occurrence", "task", nullable=True),
        *_key("skipped_by_id", "pattern_occurrence", "person", nullable=True),
        sa.Column("skip_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pattern_id"], ["task_pattern.task_id"], name=op.f("fk_pattern_occurrence_pattern_id")
        ),
        sa.PrimaryKeyConstraint("pattern_id", "nominal", name=op.f("pk_pattern_occurrence")),
    )
