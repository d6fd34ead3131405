"""The queue (procrastinate on the same PostgreSQL): a job exists exactly when its cause was committed."""

from datetime import datetime
from typing import Any

import procrastinate
from sqlalchemy import text
from sqlalchemy.orm import Session

app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
"""Never opened: jobs are deferred on the caller's own connection only."""


def defer(session: Session, task: str, *, lock: str | None = None, at: datetime | None = None, **args: Any) -> None:
    """Queue ``task`` in the session's transaction.

    Args:
        session: the open session; nothing is queued unless it commits.
        task: the name under which ``jobs`` serves it.
        lock: jobs with the same lock run one after the other, in the order queued.
        at: not before this real instant.
        args: JSON values the task is called with.
    """
    connection = session.connection().connection.driver_connection
    app.configure_task(task, allow_unknown=True, lock=lock, schedule_at=at, connection=connection).defer(**args)


_NEWER_DUE = text(
    "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'todo' AND lock = :lock AND id > :id"
    " AND task_name = :task AND (scheduled_at IS NULL OR scheduled_at <= now()))"
)


def newer_is_due(session: Session, job: procrastinate.jobs.Job) -> bool:
    """Whether the same task is queued again with the same lock, to run as soon as ``job`` is out of its way."""
    return bool(session.scalar(_NEWER_DUE, {"lock": job.lock, "id": job.id, "task": job.task_name}))
