"""Keeping an event and queueing its work in one statement and one durable commit: the path every delivery takes.

The job is a row of procrastinate's own table, as its ``defer`` writes it; its triggers do the rest.
"""

import json
from datetime import datetime
from typing import Any, cast

import psycopg
from sqlalchemy import Engine

_KEEP = """
WITH kept AS (
    INSERT INTO delivery (installation_id, webhook_id, received_at, type, subject, body, state)
    VALUES (%(installation_id)s, %(webhook_id)s, %(at)s, %(type)s, %(subject)s, %(body)s::jsonb, %(state)s)
    ON CONFLICT DO NOTHING
    RETURNING state
), queued AS (
    INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, args)
    SELECT 'default', 'work_delivery', 0, %(lock)s, %(job)s::jsonb FROM kept WHERE state = 'stored'
)
SELECT state FROM kept
"""


def keep_delivery(
    engine: Engine,
    *,
    installation_id: str,
    webhook_id: str,
    at: datetime,
    kind: str,
    subject: str,
    body: str,
    known: bool,
) -> bool:
    """Keep an event once, with its job when its type is known; False for a repeat. Committed when it returns.

    Past the ORM: this runs for every event of the host, and each way to the database and back counts.
    ``body`` is JSON text.
    """
    values = {
        "installation_id": installation_id,
        "webhook_id": webhook_id,
        "at": at,
        "type": kind,
        "subject": subject,
        "body": body,
        "state": "stored" if known else "unknown",
        "lock": f"{installation_id}:{subject}",
        "job": json.dumps({"installation_id": installation_id, "webhook_id": webhook_id}),
    }
    pooled = engine.raw_connection()
    try:
        connection: psycopg.Connection[tuple[str]] = cast(Any, pooled.driver_connection)
        connection.autocommit = True
        kept = connection.execute(_KEEP, values).fetchone()
        connection.autocommit = False
    except psycopg.Error as error:
        pooled.invalidate(error)
        raise
    finally:
        pooled.close()
    return kept is not None
