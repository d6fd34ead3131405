"""What the host's own task was last told, so that only what differs is sent

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("host_shows", sa.Text(), nullable=True))
    op.add_column("task", sa.Column("host_versions", sa.BigInteger(), nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    op.drop_column("task", "host_versions")
    op.drop_column("task", "host_shows")
