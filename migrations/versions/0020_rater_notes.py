"""Private notes to raters: about the marks of a month instead of a task

Revision: 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("watch_note", "task_id", nullable=True)
    op.add_column("watch_note", sa.Column("period", sa.Text(), nullable=True))
    op.create_index(
        "uq_watch_note_period",
        "watch_note",
        ["person_id", "period"],
        unique=True,
        postgresql_where=sa.text("period IS NOT NULL"),
    )
