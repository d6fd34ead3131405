"""Until when waits and extensions are answered before they go up one level."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task_request", sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True))
