"""The document that designates the members of a working group for information technology."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("working_group", sa.Column("it_basis", sa.Text(), server_default="", nullable=False))
