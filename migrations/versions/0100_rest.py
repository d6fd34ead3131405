"""What the first month left open: leaders' d, đ, e

Revision: 0100_rest, after 0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0100_rest"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evaluation", sa.Column("leader_marks", postgresql.JSONB(), nullable=True))
    op.add_column("task", sa.Column("host_form", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("task", "host_form")
    op.drop_column("evaluation", "leader_marks")
