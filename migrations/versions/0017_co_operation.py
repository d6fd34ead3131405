"""Co-operation asked for with a date: its result, and one open request for each side; one arising work refused."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_KEY = ["task_id", "kind", sa.text("coalesce(entry_id, '00000000-0000-0000-0000-000000000000'::uuid)")]


def upgrade() -> None:
    op.add_column("arising_work", sa.Column("refuse_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("task_request", sa.Column("result_text", sa.Text(), server_default="", nullable=False))
    op.add_column("task_request", sa.Column("result_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("task_request", sa.Column("lacking", sa.Text(), server_default="", nullable=False))
    op.drop_index("uq_task_request_open", "task_request")
    op.create_index(
        "uq_task_request_open",
        "task_request",
        _KEY,
        unique=True,
        postgresql_where=sa.text(
            "kind <> 'co_operation' AND (state = 'asked' OR (state = 'agreed' AND kind = 'wait'))"
        ),
    )
    op.create_index(
        "uq_task_request_co_operation",
        "task_request",
        ["task_id", sa.text("coalesce(other_unit_id, other_person_id)")],
        unique=True,
        postgresql_where=sa.text("kind = 'co_operation' AND state IN ('asked', 'agreed', 'sent')"),
    )
    op.drop_index("ix_task_request_respondent_id", "task_request")
    op.create_index(
        "ix_task_request_respondent_id",
        "task_request",
        ["respondent_id"],
        postgresql_where=sa.text("state IN ('asked', 'agreed', 'sent')"),
    )
