"""The first month

Revision: 0001, after None.
"""

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "applied_sequence",
        sa.Column("installation_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("installation_id", "subject", name=op.f("pk_applied_sequence")),
    )
    op.create_table(
        "business_clock",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("offset", sa.Interval(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_business_clock_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_clock")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("api_base", sa.Text(), nullable=False),
        sa.Column("token_endpoint", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("client_secret", sa.LargeBinary(), nullable=False),
        sa.Column("scim_token", sa.LargeBinary(), nullable=True),
        sa.Column("support_conversation_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "at", name=op.f("pk_ledger_entry")),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index("ix_ledger_entry_subject", "ledger_entry", ["subject_id", "at"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("staff_group", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("locale", sa.Text(), server_default="vi", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("account", name=op.f("uq_person_account")),
    )
    op.create_table(
        "press",
        sa.Column("installation_id", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("installation_id", "action_id", name=op.f("pk_press")),
    )
    op.create_index("ix_press_answered_at", "press", ["answered_at"], unique=False)
    op.create_table(
        "refusal",
        sa.Column("installation_id", sa.Text(), nullable=False),
        sa.Column("webhook_id", sa.Text(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("installation_id", "webhook_id", name=op.f("pk_refusal")),
    )
    op.create_table(
        "timer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
        sa.UniqueConstraint("kind", "subject_key", "at", name=op.f("uq_timer_kind_subject_key_at")),
    )
    op.create_index("ix_timer_at", "timer", ["at"], unique=False, postgresql_where=sa.text("fired_at IS NULL"))
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint(
            "parent_id", "name", name=op.f("uq_unit_parent_id_name"), postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index("ix_unit_path", "unit", ["path"], unique=False, postgresql_using="gin")
    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_sha256", sa.Text(), nullable=False),
        sa.Column("standard_points", sa.Numeric(), nullable=False),
        sa.Column("criteria", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("imported_by_id", sa.Uuid(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["imported_by_id"], ["person.id"], name=op.f("fk_catalogue_version_imported_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_catalogue_version_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_version")),
        sa.UniqueConstraint("unit_id", "number", name=op.f("uq_catalogue_version_unit_id_number")),
    )
    op.create_table(
        "delivery",
        sa.Column("installation_id", sa.Text(), nullable=False),
        sa.Column("webhook_id", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["installation_id"], ["installation.id"], name=op.f("fk_delivery_installation_id")),
        sa.PrimaryKeyConstraint("installation_id", "webhook_id", name=op.f("pk_delivery")),
    )
    op.create_index("ix_delivery_received_at", "delivery", ["received_at"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("installation_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("reply_to", sa.Text(), nullable=True),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("dedup", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["installation_id"], ["installation.id"], name=op.f("fk_notice_installation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("dedup", name=op.f("uq_notice_dedup")),
    )
    op.create_index(
        "ix_notice_waiting",
        "notice",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('waiting', 'dead')"),
    )
    op.create_table(
        "posted_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("installation_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("card_version", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["installation_id"], ["installation.id"], name=op.f("fk_posted_card_installation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_posted_card_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_card")),
        sa.UniqueConstraint("installation_id", "message_id", name=op.f("uq_posted_card_installation_id_message_id")),
    )
    op.create_index("ix_posted_card_subject", "posted_card", ["subject_id", "subject_type"], unique=False)
    op.create_table(
        "posting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_posting_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_posting_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
    )
    op.create_index("ix_posting_unit_id", "posting", ["unit_id"], unique=False)
    op.create_index(
        "uq_posting_open_primary",
        "posting",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("is_primary AND valid_to IS NULL"),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index("ix_role_grant_person_id", "role_grant", ["person_id"], unique=False)
    op.create_index("ix_role_grant_unit_id_role", "role_grant", ["unit_id", "role"], unique=False)
    op.create_table(
        "score_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("policy_name", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("total", sa.Numeric(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_score_sheet_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheet")),
        sa.UniqueConstraint("person_id", "period", "number", name=op.f("uq_score_sheet_person_id_period_number")),
    )
    op.create_table(
        "support_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("installation_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asker_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_support_request_answered_by_id")),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name=op.f("fk_support_request_asker_id")),
        sa.ForeignKeyConstraint(
            ["installation_id"], ["installation.id"], name=op.f("fk_support_request_installation_id")
        ),
        sa.ForeignKeyConstraint(["taken_by_id"], ["person.id"], name=op.f("fk_support_request_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_request")),
        sa.UniqueConstraint(
            "installation_id", "message_id", name=op.f("uq_support_request_installation_id_message_id")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_support_request_number")),
    )
    op.create_table(
        "webhook_key",
        sa.Column("installation_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["installation_id"], ["installation.id"], name=op.f("fk_webhook_key_installation_id")),
        sa.PrimaryKeyConstraint("installation_id", "fingerprint", name=op.f("pk_webhook_key")),
    )
    op.create_table(
        "catalogue_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("complexity_group", sa.Text(), nullable=False),
        sa.Column("frame_low", sa.Numeric(), nullable=False),
        sa.Column("frame_high", sa.Numeric(), nullable=False),
        sa.Column("points", sa.Numeric(), nullable=False),
        sa.Column("coefficient", sa.Numeric(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["catalogue_version.id"], name=op.f("fk_catalogue_item_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_item")),
        sa.UniqueConstraint("version_id", "code", name=op.f("uq_catalogue_item_version_id_code")),
    )
    op.create_index("ix_catalogue_item_version_id", "catalogue_item", ["version_id"], unique=False)
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=True),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("self_marks", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("self_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.Column("self_sheet_id", sa.Uuid(), nullable=True),
        sa.Column("review_marks", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("review_reason", sa.Text(), nullable=False),
        sa.Column("review_comment", sa.Text(), nullable=False),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_sheet_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("approval_reason", sa.Text(), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final_sheet_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name=op.f("fk_evaluation_agency_id")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_evaluation_approved_by_id")),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"], name=op.f("fk_evaluation_approver_id")),
        sa.ForeignKeyConstraint(["final_sheet_id"], ["score_sheet.id"], name=op.f("fk_evaluation_final_sheet_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_evaluation_person_id")),
        sa.ForeignKeyConstraint(["review_sheet_id"], ["score_sheet.id"], name=op.f("fk_evaluation_review_sheet_id")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["person.id"], name=op.f("fk_evaluation_reviewed_by_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_evaluation_reviewer_id")),
        sa.ForeignKeyConstraint(["self_sheet_id"], ["score_sheet.id"], name=op.f("fk_evaluation_self_sheet_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_evaluation_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("person_id", "period", name=op.f("uq_evaluation_person_id_period")),
    )
    op.create_index("ix_evaluation_agency_period", "evaluation", ["agency_id", "period"], unique=False)
    op.create_index("ix_evaluation_reviewer_id", "evaluation", ["reviewer_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("installation_id", sa.Text(), nullable=True),
        sa.Column("host_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("basis_number", sa.Text(), nullable=True),
        sa.Column("basis_date", sa.Date(), nullable=True),
        sa.Column("basis_issuer", sa.Text(), nullable=True),
        sa.Column("lead_unit_id", sa.Uuid(), nullable=False),
        sa.Column("assigner_id", sa.Uuid(), nullable=False),
        sa.Column("accountable_id", sa.Uuid(), nullable=True),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("suggested_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("co_units", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("co_people_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("host_product", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("item_code", sa.Text(), nullable=True),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("points", sa.Numeric(), nullable=True),
        sa.Column("coefficient", sa.Numeric(), nullable=True),
        sa.Column("quantity", sa.Numeric(), nullable=True),
        sa.Column("quality_criteria", sa.Text(), nullable=True),
        sa.Column("weight", sa.Numeric(), nullable=True),
        sa.Column("progress", sa.BigInteger(), nullable=False),
        sa.Column("progress_note", sa.Text(), nullable=False),
        sa.Column("accepted_quantity", sa.Numeric(), nullable=False),
        sa.Column("parent_host_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["accountable_id"], ["person.id"], name=op.f("fk_task_accountable_id")),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"], name=op.f("fk_task_approver_id")),
        sa.ForeignKeyConstraint(["assigner_id"], ["person.id"], name=op.f("fk_task_assigner_id")),
        sa.ForeignKeyConstraint(["installation_id"], ["installation.id"], name=op.f("fk_task_installation_id")),
        sa.ForeignKeyConstraint(["item_id"], ["catalogue_item.id"], name=op.f("fk_task_item_id")),
        sa.ForeignKeyConstraint(["lead_unit_id"], ["unit.id"], name=op.f("fk_task_lead_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("installation_id", "host_id", name=op.f("uq_task_installation_id_host_id")),
    )
    op.create_index("ix_task_accountable_due", "task", ["accountable_id", "window_due"], unique=False)
    op.create_index(
        "ix_task_approver_id",
        "task",
        ["approver_id"],
        unique=False,
        postgresql_where=sa.text("state = 'awaiting_approval'"),
    )
    op.create_index("ix_task_assigner_id", "task", ["assigner_id"], unique=False)
    op.create_index("ix_task_lead_unit_id", "task", ["lead_unit_id"], unique=False)
    op.create_table(
        "objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_by_id", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("respondent_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_text", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_objection_answered_by_id")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["person.id"], name=op.f("fk_objection_raised_by_id")),
        sa.ForeignKeyConstraint(["respondent_id"], ["person.id"], name=op.f("fk_objection_respondent_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_objection_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index("ix_objection_task_id", "objection", ["task_id"], unique=False)
    op.create_table(
        "qr_token",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_qr_token_created_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_qr_token_task_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_qr_token")),
    )
    op.create_index("ix_qr_token_task_id", "qr_token", ["task_id"], unique=False)
    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_quantity", sa.Numeric(), nullable=False),
        sa.Column("returned_quantity", sa.Numeric(), nullable=False),
        sa.Column("return_type", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_change", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_submission_decided_by_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_submission_submitted_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_submission_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("task_id", "number", name=op.f("uq_submission_task_id_number")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("installation_id", sa.Text(), nullable=True),
        sa.Column("host_file_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_evidence_added_by_id")),
        sa.ForeignKeyConstraint(["installation_id"], ["installation.id"], name=op.f("fk_evidence_installation_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_evidence_submission_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_evidence_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("task_id", "host_file_id", name=op.f("uq_evidence_task_id_host_file_id")),
    )
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"], unique=False)
    op.create_index("ix_evidence_submission_id", "evidence", ["submission_id"], unique=False)
    op.execute(LEDGER_GUARD)
    op.execute(QUEUE)


LEDGER_GUARD = """
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();

CREATE FUNCTION add_ledger_partition(of_month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', of_month)::date;
    name text := 'ledger_entry_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF ledger_entry FOR VALUES FROM (%L) TO (%L)',
            name, first::text || ' 00:00+00', (first + interval '1 month')::date::text || ' 00:00+00');
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT '
            'EXECUTE FUNCTION refuse_ledger_change()', name || '_no_truncate', name);
    END IF;
END $$;

SELECT add_ledger_partition(month::date)
    FROM generate_series(date '2026-05-01', date '2027-12-01', interval '1 month') AS month;
CREATE TABLE ledger_entry_other PARTITION OF ledger_entry DEFAULT;
CREATE TRIGGER ledger_entry_other_no_truncate BEFORE TRUNCATE ON ledger_entry_other
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
"""

QUEUE = SchemaManager.get_schema().replace(":", "\\:")
