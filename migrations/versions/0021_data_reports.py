"""Disputed data: reports, their verification and what came of them

Revision: 0021, after 0020.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_WAITING = sa.text("state IN ('open', 'verified', 'at_source')")


def _key(name: str, target: str, *, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(name, sa.Uuid(), nullable=nullable),
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_data_report_{name}")),
    ]


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _instant(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "data_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *_key("unit_id", "unit"),
        *_key("reporter_id", "person"),
        _text("kind"),
        sa.Column("datum_id", sa.Uuid(), nullable=False),
        *_key("task_id", "task", nullable=True),
        *(_text(name) for name in ("period", "name", "shown", "wanted", "reason")),
        sa.Column("files", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        _text("state"),
        _instant("reported_at", nullable=False),
        *_key("respondent_id", "person"),
        _instant("answer_by"),
        _text("source"),
        sa.Column("checked_on", sa.Date(), nullable=True),
        _text("right_value"),
        *_key("owner_id", "person", nullable=True),
        *_key("verified_by_id", "person", nullable=True),
        _instant("verified_at"),
        *_key("answered_by_id", "person", nullable=True),
        _instant("answered_at"),
        _text("answer_text"),
        sa.Column("correction_id", sa.Uuid(), nullable=True),
        _text("score_before", nullable=True),
        _text("score_after", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_report")),
    )
    op.create_index("ix_data_report_reporter_id", "data_report", ["reporter_id"])
    op.create_index("ix_data_report_respondent_id", "data_report", ["respondent_id"], postgresql_where=_WAITING)
    op.create_index(
        "uq_data_report_waiting",
        "data_report",
        ["reporter_id", "kind", "datum_id"],
        unique=True,
        postgresql_where=_WAITING,
    )
