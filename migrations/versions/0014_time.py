"""Time and watching: outages of the host, reminders put off, private notes

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _outage()
    _put_off()
    _watch_note()
    op.create_index("ix_notice_held", "notice", ["id"], postgresql_where=sa.text("state = 'held'"))
    # Reminders of single tasks are lines of the day's card now; what stands in conversations becomes the task's card.
    op.execute("UPDATE posted_card SET kind = 'task', params = '{}' WHERE kind = 'task_reminder'")
    op.execute("UPDATE notice SET state = 'void' WHERE kind = 'task_reminder' AND state IN ('waiting', 'dead')")


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _person(name: str, table: str, *, nullable: bool = False) -> tuple[sa.Column[object], sa.ForeignKeyConstraint]:
    return (
        sa.Column(name, sa.Uuid(), nullable=nullable),
        sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_{table}_{name}")),
    )


def _outage() -> None:
    op.create_table(
        "outage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("installation_id", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        _instant("since"),
        _instant("until", nullable=True),
        _instant("failed_at", nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *_person("recorded_by_id", "outage", nullable=True),
        _instant("recorded_at"),
        sa.ForeignKeyConstraint(["installation_id"], ["installation.id"], name=op.f("fk_outage_installation_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_outage_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )
    op.create_index(
        "uq_outage_open", "outage", ["installation_id"], unique=True, postgresql_where=sa.text("until IS NULL")
    )
    op.create_index("ix_outage_since", "outage", ["since"])


def _put_off() -> None:
    op.create_table(
        "reminder_put_off",
        *_person("person_id", "reminder_put_off"),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_reminder_put_off_task_id")),
        sa.PrimaryKeyConstraint("person_id", "task_id", name=op.f("pk_reminder_put_off")),
    )


def _watch_note() -> None:
    op.create_table(
        "watch_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        *_person("person_id", "watch_note"),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("entry_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        _instant("made_at"),
        sa.Column("goes_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        _instant("answered_at", nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["unit.id"], name=op.f("fk_watch_note_agency_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_watch_note_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_note")),
    )
    for column in ("person_id", "task_id", "agency_id"):
        op.create_index(f"ix_watch_note_{column}", "watch_note", [column])
    op.create_index(
        "uq_watch_note_unanswered",
        "watch_note",
        ["task_id", "pattern"],
        unique=True,
        postgresql_where=sa.text("state IN ('open', 'passed_on')"),
    )
