"""Objectives and plans

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_address",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_address_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_calendar_address")),
    )
    op.create_index(
        "uq_calendar_address_open",
        "calendar_address",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "objective_set",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("justification", sa.Text(), nullable=False),
        sa.Column("justified_by_id", sa.Uuid(), nullable=True),
        sa.Column("justified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name=op.f("fk_objective_set_agency_id")),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"], name=op.f("fk_objective_set_approver_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_objective_set_decided_by_id")),
        sa.ForeignKeyConstraint(["justified_by_id"], ["person.id"], name=op.f("fk_objective_set_justified_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objective_set_person_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_objective_set_submitted_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_objective_set_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective_set")),
        sa.UniqueConstraint(
            "unit_id",
            "person_id",
            "period",
            name=op.f("uq_objective_set_unit_id_person_id_period"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_objective_set_agency_period", "objective_set", ["agency_id", "period"], unique=False)
    op.create_index(
        "ix_objective_set_approver_id",
        "objective_set",
        ["approver_id"],
        unique=False,
        postgresql_where=sa.text("state = 'submitted'"),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name=op.f("fk_plan_agency_id")),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"], name=op.f("fk_plan_approver_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_plan_decided_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_person_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_plan_submitted_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_plan_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint(
            "unit_id",
            "person_id",
            "period",
            name=op.f("uq_plan_unit_id_person_id_period"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_plan_agency_period", "plan", ["agency_id", "period"], unique=False)
    op.create_index("ix_plan_person_id", "plan", ["person_id"], unique=False)
    op.create_table(
        "unit_conversation",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("installation_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("named_by_id", sa.Uuid(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["installation_id"], ["installation.id"], name=op.f("fk_unit_conversation_installation_id")
        ),
        sa.ForeignKeyConstraint(["named_by_id"], ["person.id"], name=op.f("fk_unit_conversation_named_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_conversation_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "installation_id", name=op.f("pk_unit_conversation")),
    )
    op.create_table(
        "objective",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["objective.id"], name=op.f("fk_objective_parent_id")),
        sa.ForeignKeyConstraint(["set_id"], ["objective_set.id"], name=op.f("fk_objective_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective")),
    )
    op.create_index("ix_objective_parent_id", "objective", ["parent_id"], unique=False)
    op.create_index("ix_objective_set_id", "objective", ["set_id"], unique=False)
    op.create_table(
        "key_result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("objective_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("weight", sa.Numeric(), nullable=True),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("coefficient", sa.Numeric(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("target", sa.Numeric(), nullable=True),
        sa.Column("unit_of_measure", sa.Text(), nullable=False),
        sa.Column("calculation", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("data_source", sa.Text(), nullable=False),
        sa.Column("complete_at", sa.Numeric(), nullable=True),
        sa.Column("exceed_at", sa.Numeric(), nullable=True),
        sa.Column("fail_at", sa.Numeric(), nullable=True),
        sa.Column("baseline", sa.Numeric(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["catalogue_item.id"], name=op.f("fk_key_result_item_id")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_key_result_objective_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_result")),
    )
    op.create_index("ix_key_result_objective_id", "key_result", ["objective_id"], unique=False)
    op.create_table(
        "key_result_task",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("key_result_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_result.id"], name=op.f("fk_key_result_task_key_result_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_key_result_task_task_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_key_result_task")),
    )
    op.create_index("ix_key_result_task_key_result_id", "key_result_task", ["key_result_id"], unique=False)
    op.create_table(
        "kpi_value",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_result_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("client", sa.Text(), nullable=True),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("files", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by_id", sa.Uuid(), nullable=True),
        sa.Column("correction_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_kpi_value_confirmed_by_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_kpi_value_entered_by_id")),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_result.id"], name=op.f("fk_kpi_value_key_result_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_value")),
    )
    op.create_index(
        "uq_kpi_value_current",
        "kpi_value",
        ["key_result_id", "measured_at", "source"],
        unique=True,
        postgresql_where=sa.text("replaced_by_id IS NULL"),
    )
    op.create_table(
        "plan_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("key_result_id", sa.Uuid(), nullable=True),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["key_result_id"], ["key_result.id"], name=op.f("fk_plan_line_key_result_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_line_plan_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_plan_line_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_line")),
        sa.UniqueConstraint("plan_id", "task_id", name=op.f("uq_plan_line_plan_id_task_id")),
    )
    op.create_index(
        "ix_plan_line_task_id", "plan_line", ["task_id"], unique=False, postgresql_where=sa.text("task_id IS NOT NULL")
    )
