"""Who is designated for information technology; until when waits and extensions are answered."""

import sqlalchemy as sa
from alembic import op

revision = "0100_findings"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("working_group", sa.Column("it_basis", sa.String(), server_default="", nullable=False))
    op.add_column("task_request", sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True))
