"""Scale: what was looked for without an index, and partitions of the ledger added while others read and write

Revision: 0010, after 0009. ATTACH waits for nobody who writes, where CREATE TABLE … PARTITION OF locks the whole
ledger; a month of which entries lie in the partition of the others already is left there, for they are never moved.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_task_approver_id", table_name="task")
    op.create_index("ix_task_approver_id", "task", ["approver_id"])
    op.create_index("ix_task_co_people_ids", "task", ["co_people_ids"], postgresql_using="gin")
    op.create_index("ix_evaluation_approver_id", "evaluation", ["approver_id"])
    op.execute(OPEN_LOCKS)
    op.execute(ADD_PARTITION)


# Before the queue hands a job out it looks whether another holds its lock; its own index on (id, lock) is read from end
# to end for that, so that each job takes the longer the more are waiting.
OPEN_LOCKS = """
CREATE INDEX procrastinate_jobs_open_locks ON procrastinate_jobs (lock) WHERE status IN ('todo', 'doing')
"""

ADD_PARTITION = """
CREATE OR REPLACE FUNCTION add_ledger_partition(of_month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', of_month)::date;
    name text := 'ledger_entry_' || to_char(first, 'YYYY_MM');
    begins timestamptz := (first::text || ' 00:00+00')::timestamptz;
    ends timestamptz := ((first + interval '1 month')::date::text || ' 00:00+00')::timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('hanoiwork.ledger'));
    IF to_regclass(name) IS NULL
       AND NOT EXISTS (SELECT FROM ledger_entry_other WHERE at >= begins AND at < ends) THEN
        EXECUTE format('CREATE TABLE %I (LIKE ledger_entry INCLUDING ALL)', name);
        EXECUTE format('ALTER TABLE ledger_entry ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, begins, ends);
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT '
            'EXECUTE FUNCTION refuse_ledger_change()', name || '_no_truncate', name);
    END IF;
END $$;
"""
