"""The directory: what the host pushes of people and units, the units' own lists, their reconciliation

Revision: 0002, after 0001. Everyone known so far came from a unit's list.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "awaited_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("staff_group", sa.Text(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_awaited_person_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_awaited_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awaited_person")),
    )
    op.create_index(
        "ix_awaited_person_unit_id",
        "awaited_person",
        ["unit_id"],
        unique=False,
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "directory_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_directory_group_unit_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_group")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_directory_group_unit_id")),
    )
    op.create_index(
        "ix_directory_group_display_name_folded", "directory_group", [sa.text("lower(display_name)")], unique=False
    )
    op.create_index("ix_directory_group_external_id", "directory_group", ["external_id"], unique=False)
    op.create_table(
        "directory_user",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_directory_user_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_directory_user_unit_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_directory_user")),
    )
    op.create_index("ix_directory_user_external_id", "directory_user", ["external_id"], unique=False)
    op.create_index(op.f("ix_directory_user_unit_id"), "directory_user", ["unit_id"], unique=False)
    op.create_table(
        "listed_person",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_listed_person_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_listed_person_unit_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_listed_person")),
    )
    op.create_index(op.f("ix_listed_person_unit_id"), "listed_person", ["unit_id"], unique=False)
    op.create_table(
        "reconciliation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_reconciliation_confirmed_by_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_reconciliation_opened_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reconciliation_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation")),
    )
    op.create_index(
        "uq_reconciliation_open",
        "reconciliation",
        ["unit_id"],
        unique=True,
        postgresql_where=sa.text("confirmed_at IS NULL"),
    )
    op.create_table(
        "reconciliation_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("line_key", sa.Text(), nullable=False),
        sa.Column("settlement", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_reconciliation_decision_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reconciliation_decision_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation_decision")),
        sa.UniqueConstraint("unit_id", "line_key", name=op.f("uq_reconciliation_decision_unit_id_line_key")),
    )
    op.create_table(
        "directory_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(person_id IS NULL) <> (child_id IS NULL)", name=op.f("ck_directory_member_one_member")),
        sa.ForeignKeyConstraint(["child_id"], ["directory_group.id"], name=op.f("fk_directory_member_child_id")),
        sa.ForeignKeyConstraint(["group_id"], ["directory_group.id"], name=op.f("fk_directory_member_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_directory_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_member")),
    )
    op.create_index("ix_directory_member_person_id", "directory_member", ["person_id"], unique=False)
    op.create_index("uq_directory_member_child", "directory_member", ["child_id"], unique=True)
    op.create_index("uq_directory_member_person", "directory_member", ["group_id", "person_id"], unique=True)
    op.create_index("ix_person_account_folded", "person", [sa.text("lower(account)")], unique=False)
    op.execute(
        "INSERT INTO listed_person (person_id, unit_id, listed_at)"
        " SELECT person_id, unit_id, now() FROM posting WHERE is_primary AND valid_to IS NULL"
    )
    op.execute(
        "INSERT INTO directory_group (id, version, display_name, unit_id, created_at, modified_at)"
        " SELECT id, 1, name, id, now(), now() FROM unit"
    )
