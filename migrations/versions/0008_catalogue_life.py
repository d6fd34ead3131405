"""The catalogue as a life: proposed, approved, in force from a day; provisional points; proposals from repeats

Versions of one agency never overlap: the database itself refuses it. Versions imported before end where the
next one begins.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _versions()
    _task_coefficients()
    _proposals()


def _person(name: str, table: str, *, nullable: bool = True) -> tuple[sa.Column[object], sa.ForeignKeyConstraint]:
    return (
        sa.Column(name, sa.Uuid(), nullable=nullable),
        sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_{table}_{name}")),
    )


def _versions() -> None:
    table, json = "catalogue_version", postgresql.JSONB(astext_type=sa.Text())
    op.add_column(table, sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False))
    op.add_column(table, sa.Column("state", sa.Text(), server_default="in_force", nullable=False))
    op.add_column(table, sa.Column("in_force_to", sa.Date(), nullable=True))
    op.add_column(table, sa.Column("standard_code", sa.Text(), nullable=True))
    op.add_column(table, sa.Column("groups", json, server_default="[]", nullable=False))
    op.add_column(table, sa.Column("questions", json, server_default="[]", nullable=False))
    for name in ("submitted_by_id", "approver_id", "decided_by_id"):
        op.add_column(table, sa.Column(name, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_{name}"), table, "person", [name], ["id"])
    for name in ("submitted_at", "decided_at"):
        op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name in ("note", "decision_reason"):
        op.add_column(table, sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.alter_column(table, "in_force_from", nullable=True)
    op.execute(
        "UPDATE catalogue_version v SET in_force_to = n.next, groups = g.groups,"
        " state = CASE WHEN n.next <= CURRENT_DATE THEN 'replaced' ELSE 'in_force' END"
        " FROM (SELECT id, lead(in_force_from) OVER (PARTITION BY unit_id ORDER BY in_force_from, number) AS next"
        " FROM catalogue_version) n,"
        " (SELECT version_id, jsonb_agg(jsonb_build_object('name', complexity_group, 'low', low, 'high', high)"
        " ORDER BY low::numeric) AS groups FROM (SELECT DISTINCT version_id, complexity_group, frame_low::text AS low,"
        " frame_high::text AS high FROM catalogue_item) each GROUP BY version_id) g"
        " WHERE n.id = v.id AND g.version_id = v.id"
    )
    for name in ("state", "groups", "questions"):
        op.alter_column(table, name, server_default=None)
    op.create_index(
        "uq_catalogue_version_open",
        table,
        ["unit_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'submitted', 'returned')"),
    )
    op.execute(
        "ALTER TABLE catalogue_version ADD CONSTRAINT ex_catalogue_version_one_in_force EXCLUDE USING gist"
        " (uuidrange(unit_id, unit_id, '[]') WITH &&, daterange(in_force_from, in_force_to, '[)') WITH &&)"
        " WHERE (in_force_from IS NOT NULL)"
    )


def _task_coefficients() -> None:
    table = "task_coefficient"
    op.create_table(
        table,
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("product_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("points", sa.Numeric(), nullable=False),
        sa.Column("coefficient", sa.Numeric(), nullable=False),
        *_person("set_by_id", table, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        *_person("asked_id", table),
        *_person("decided_by_id", table),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_coefficient_task_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name=op.f("fk_task_coefficient_agency_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_coefficient")),
    )
    op.create_index("ix_task_coefficient_agency_id_product_key", table, ["agency_id", "product_key"])


def _proposals() -> None:
    table = "catalogue_proposal"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("product_key", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("points", sa.Numeric(), nullable=False),
        sa.Column("task_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *_person("decided_by_id", table),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name=op.f("fk_catalogue_proposal_agency_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_catalogue_proposal_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_proposal")),
        sa.UniqueConstraint("agency_id", "product_key", name=op.f("uq_catalogue_proposal_agency_id_product_key")),
    )
