"""The document that designates the members of a working group for information technology."""

import sqlalchemy as sa
from alembic import op

revision = "0100_findings"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("working_group", sa.Column("it_basis", sa.String(), server_default="", nullable=False))
