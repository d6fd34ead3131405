"""Steps of the month as lines of the day's card: they are put off as tasks are

Revision: 0022, after 0021.
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is put off is a task, an evaluation or a step; the separate reminders of steps are sent no more."""
    op.drop_constraint(op.f("fk_reminder_put_off_task_id"), "reminder_put_off", type_="foreignkey")
    op.alter_column("reminder_put_off", "task_id", new_column_name="subject_id")
    op.execute("DELETE FROM posted_card WHERE kind = 'evaluation_reminder'")
    op.execute("UPDATE notice SET state = 'void' WHERE kind = 'evaluation_reminder' AND state NOT IN ('sent', 'void')")


def downgrade() -> None:
    """Only what was put off about tasks can be kept."""
    op.execute("DELETE FROM reminder_put_off WHERE subject_id NOT IN (SELECT id FROM task)")
    op.alter_column("reminder_put_off", "subject_id", new_column_name="task_id")
    op.create_foreign_key(op.f("fk_reminder_put_off_task_id"), "reminder_put_off", "task", ["task_id"], ["id"])
