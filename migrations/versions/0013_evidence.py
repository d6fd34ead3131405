"""Evidence: every way it comes in, files sent before their task is named, repeated files, codes that end

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("evidence", "host_file_id", nullable=True)
    op.alter_column("evidence", "added_by_id", nullable=True)
    op.add_column("evidence", sa.Column("way", sa.Text(), server_default="file", nullable=False))
    op.add_column("evidence", sa.Column("reference", sa.Text(), server_default="", nullable=False))
    op.add_column("evidence", sa.Column("about", JSONB(), server_default="{}", nullable=False))
    op.add_column("evidence", sa.Column("held_at", sa.DateTime(timezone=True)))
    op.add_column("evidence", sa.Column("explanation", sa.Text(), server_default="", nullable=False))
    op.add_column("evidence", sa.Column("explained_at", sa.DateTime(timezone=True)))
    op.add_column("evidence", sa.Column("share", sa.Numeric()))
    op.create_index(
        "uq_evidence_reference",
        "evidence",
        ["task_id", "way", "reference"],
        unique=True,
        postgresql_where=sa.text("host_file_id IS NULL"),
    )
    op.create_table(
        "evidence_intake",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("installation_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", JSONB(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_intake"),
        sa.UniqueConstraint("installation_id", "message_id", name="uq_evidence_intake_installation_id_message_id"),
        sa.ForeignKeyConstraint(["installation_id"], ["installation.id"], name="fk_evidence_intake_installation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_evidence_intake_person_id"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_evidence_intake_task_id"),
    )
    op.create_index("ix_evidence_intake_person_id", "evidence_intake", ["person_id", "received_at"])
