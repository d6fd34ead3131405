"""A job that another one is about to repeat can be told from the one that counts."""

from procrastinate.jobs import Job
from sqlalchemy import text

from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store import queue

SUBJECT, OTHER = "subject:1", "subject:2"


def test_only_the_newest_of_several_that_are_due_counts(plugin: Plugin) -> None:
    with plugin.transaction() as tx:
        for lock in (SUBJECT, SUBJECT, OTHER):
            queue.defer(tx.session, "refresh_subject", lock=lock)
        queue.defer(tx.session, "send_notice", lock=OTHER)
    with plugin.transaction() as tx:
        rows = tx.session.execute(text("SELECT id, lock, task_name FROM procrastinate_jobs ORDER BY id")).all()
        older, newest, other, notice = (
            Job(id=row.id, queue="default", lock=row.lock, queueing_lock=None, task_name=row.task_name) for row in rows
        )
        assert queue.newer_is_due(tx.session, older)
        assert not any(queue.newer_is_due(tx.session, job) for job in (newest, other, notice))
        for change in ("scheduled_at = now() + interval '1 minute'", "scheduled_at = NULL, status = 'failed'"):
            tx.session.execute(text(f"UPDATE procrastinate_jobs SET {change} WHERE id = :id"), {"id": newest.id})
            assert not queue.newer_is_due(tx.session, older), change
