"""Keeping an event and queueing its work in one statement and one durable commit: the path every delivery takes."""

import json
from datetime import datetime

from sqlalchemy import Engine

_KEEP = """
WITH kept AS (
    INSERT INTO delivery (installation_id, webhook_id, received_at, type, subject, body, state)
    VALUES (%(installation_id)s, %(webhook_id)s, %(at)s, %(type)s, %(subject)s, %(body)s::jsonb, %(state)s)
    ON CONFLICT DO NOTHING
    RETURNING state
), queued AS (
    SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
        'default', 'work_delivery', 0, %(lock)s, NULL, %(job)s::jsonb, NULL
    )::procrastinate_job_to_defer_v1])
    FROM kept WHERE state = 'stored'
)
SELECT (SELECT count(*) FROM kept), (SELECT count(*) FROM queued)
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
    pooled = engine.raw_connection()
    try:
        connection = pooled.driver_connection
        assert connection is not None
        connection.autocommit = True
        try:
            kept, _ = connection.execute(
                _KEEP,
                {
                    "installation_id": installation_id,
                    "webhook_id": webhook_id,
                    "at": at,
                    "type": kind,
                    "subject": subject,
                    "body": body,
                    "state": "stored" if known else "unknown",
                    "lock": f"{installation_id}:{subject}",
                    "job": json.dumps({"installation_id": installation_id, "webhook_id": webhook_id}),
                },
            ).fetchone()
        finally:
            if not connection.closed:
                connection.autocommit = False
    finally:
        pooled.close()
    return bool(kept)
