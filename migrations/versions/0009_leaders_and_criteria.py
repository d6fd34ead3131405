"""What the first month left open: leaders' d, đ, e, criteria as at opening, the host's form, support threads

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evaluation", sa.Column("leader_marks", postgresql.JSONB(), nullable=True))
    op.add_column("evaluation", sa.Column("criteria", postgresql.JSONB(), nullable=True))
    op.execute(
        "UPDATE evaluation SET criteria = coalesce((SELECT version.criteria FROM catalogue_version AS version"
        " WHERE version.unit_id = evaluation.agency_id AND version.in_force_from <= current_date"
        " ORDER BY version.in_force_from DESC, version.number DESC LIMIT 1), '[]'::jsonb)"
    )
    op.alter_column("evaluation", "criteria", nullable=False)
    op.add_column("task", sa.Column("host_form", postgresql.JSONB(), nullable=True))
    op.create_table(
        "support_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["support_request.id"], name=op.f("fk_support_reply_request_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_support_reply_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_reply")),
        sa.UniqueConstraint("request_id", "message_id", name=op.f("uq_support_reply_request_id_message_id")),
    )
    op.create_index("ix_support_reply_request_id", "support_reply", ["request_id", "at"])


def downgrade() -> None:
    op.drop_table("support_reply")
    op.drop_column("task", "host_form")
    op.drop_column("evaluation", "criteria")
    op.drop_column("evaluation", "leader_marks")
