"""Sequences of events as long as a host writes them: the contract names a decimal string, not a 64-bit number

Revision: 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("applied_sequence", "sequence", type_=sa.Numeric(40, 0), existing_nullable=False)


def downgrade() -> None:
    op.alter_column("applied_sequence", "sequence", type_=sa.BigInteger(), existing_nullable=False)
