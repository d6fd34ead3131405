"""Big work split into parts: of which task, with what share, what its own person keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("part_of_id", sa.Uuid(), nullable=True))
    op.add_column("task", sa.Column("share", sa.Numeric(), nullable=True))
    op.add_column("task", sa.Column("kept_share", sa.Numeric(), nullable=True))
    op.add_column("task", sa.Column("own_progress", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("task", sa.Column("whole_quantity", sa.Numeric(), nullable=True))
    op.create_foreign_key(op.f("fk_task_part_of_id"), "task", "task", ["part_of_id"], ["id"])
    op.create_index("ix_task_part_of_id", "task", ["part_of_id"])


def downgrade() -> None:
    op.drop_index("ix_task_part_of_id", table_name="task")
    op.drop_constraint(op.f("fk_task_part_of_id"), "task")
    for name in ("whole_quantity", "own_progress", "kept_share", "share", "part_of_id"):
        op.drop_column("task", name)
