"""Doing a task: requests about it, the clock that stands still, the objection's own clock, the daily decisions

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _request()
    _decision_list()
    op.add_column("task", _instant("held_since"))
    op.add_column("task", sa.Column("held_for", sa.Text(), nullable=True))
    op.add_column("task", sa.Column("resume_state", sa.Text(), nullable=True))
    op.add_column("submission", sa.Column("remark", sa.Text(), server_default="", nullable=False))
    op.add_column("submission", _instant("remarked_at"))
    op.add_column("evidence", sa.Column("request_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_evidence_request_id"), "evidence", "task_request", ["request_id"], ["id"])
    op.create_index("ix_evidence_request_id", "evidence", ["request_id"])
    op.add_column("objection", _instant("answer_by"))
    op.add_column("objection", sa.Column("level", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column(
        "objection",
        sa.Column("changes", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
    )


def _person(name: str, table: str, *, nullable: bool = False) -> tuple[sa.Column[object], sa.ForeignKeyConstraint]:
    return (
        sa.Column(name, sa.Uuid(), nullable=nullable),
        sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_{table}_{name}")),
    )


def _instant(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _request() -> None:
    op.create_table(
        "task_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        *_person("asked_by_id", "task_request"),
        _instant("asked_at", nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_person("respondent_id", "task_request"),
        sa.Column("answer_text", sa.Text(), nullable=False),
        *_person("answered_by_id", "task_request", nullable=True),
        _instant("answered_at"),
        sa.Column("other_unit_id", sa.Uuid(), nullable=True),
        *_person("other_person_id", "task_request", nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        _instant("ended_at"),
        *_person("ended_by_id", "task_request", nullable=True),
        _instant("due_before"),
        _instant("due_wanted"),
        _instant("due_given"),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_request_task_id")),
        sa.ForeignKeyConstraint(["other_unit_id"], ["unit.id"], name=op.f("fk_task_request_other_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_request")),
    )
    op.create_index("ix_task_request_task_id", "task_request", ["task_id"])
    op.create_index(
        "ix_task_request_respondent_id",
        "task_request",
        ["respondent_id"],
        postgresql_where=sa.text("state IN ('asked', 'agreed')"),
    )
    op.create_index(
        "uq_task_request_open",
        "task_request",
        ["task_id", "kind", sa.text("coalesce(entry_id, '00000000-0000-0000-0000-000000000000'::uuid)")],
        unique=True,
        postgresql_where=sa.text("state = 'asked' OR (state = 'agreed' AND kind = 'wait')"),
    )


def _decision_list() -> None:
    op.create_table(
        "decision_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *_person("person_id", "decision_list"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shown", postgresql.JSONB(), nullable=False),
        sa.Column("outcome", postgresql.JSONB(), nullable=False),
        _instant("made_at", nullable=False),
        _instant("decided_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_list")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_decision_list_person_id_day")),
    )
