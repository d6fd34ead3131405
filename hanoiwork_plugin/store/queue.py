"""The queue (procrastinate on the same PostgreSQL): a job exists exactly when its cause was committed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import procrastinate
from procrastinate.jobs import Job
from sqlalchemy import text
from sqlalchemy.orm import Session

app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
"""Never opened: jobs are deferred on the caller's own connection only."""


_AT_ONCE = 1_000


def defer(session: Session, task: str, *, lock: str | None = None, at: datetime | None = None, **args: Any) -> None:
    """Queue ``task`` in the session's transaction.

    Args:
        session: the open session; nothing is queued unless it commits.
        task: the name under which ``jobs`` serves it.
        lock: jobs with the same lock run one after the other, in the order queued.
        at: not before this real instant.
        args: JSON values the task is called with.
    """
    _defer(session, [app.configure_task(task, allow_unknown=True, lock=lock, schedule_at=at).make_new_job(**args)])


def defer_each(session: Session, task: str, jobs: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Queue ``task`` for each lock and arguments, as ``defer`` does, in one statement for many."""
    made = [
        app.configure_task(task, allow_unknown=True, lock=lock).make_new_job(**arguments) for lock, arguments in jobs
    ]
    for start in range(0, len(made), _AT_ONCE):
        _defer(session, made[start : start + _AT_ONCE])


def _defer(session: Session, jobs: list[Job]) -> None:
    connection = session.connection().connection.driver_connection
    app.job_manager.batch_defer_jobs(jobs, connection=connection)


_NEWER_DUE = text(
    "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'todo' AND lock = :lock AND id > :id"
    " AND task_name = :task AND (scheduled_at IS NULL OR scheduled_at <= now()))"
)


def newer_is_due(session: Session, job: Job) -> bool:
    """Whether the same task is queued again with the same lock, to run as soon as ``job`` is out of its way."""
    return bool(session.scalar(_NEWER_DUE, {"lock": job.lock, "id": job.id, "task": job.task_name}))
