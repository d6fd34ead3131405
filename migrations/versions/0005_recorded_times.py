"""KPI values can be refused; when postings and roles were recorded and ended is kept to the instant

A refused value leaves room for another of the same instant. Rows from before this revision have no instant of
recording: they count as known all along.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_CURRENT = ["key_result_id", "measured_at", "source"]


def upgrade() -> None:
    op.add_column("kpi_value", sa.Column("refused_by_id", sa.Uuid(), nullable=True))
    op.add_column("kpi_value", sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("kpi_value", sa.Column("refusal_reason", sa.Text(), server_default="", nullable=False))
    op.create_foreign_key(op.f("fk_kpi_value_refused_by_id"), "kpi_value", "person", ["refused_by_id"], ["id"])
    _index("replaced_by_id IS NULL AND refused_at IS NULL")
    for table in ("posting", "role_grant"):
        for name in ("recorded_at", "closed_at"):
            op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def _index(current: str) -> None:
    op.drop_index("uq_kpi_value_current", table_name="kpi_value")
    op.create_index("uq_kpi_value_current", "kpi_value", _CURRENT, unique=True, postgresql_where=sa.text(current))
