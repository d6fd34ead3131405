"""The tasks that one piece of work went through, by hand-over: ``task.origin_id`` followed back (chuỗi bàn giao)."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Uuid, any_, cast, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from hanoiwork_plugin.store.tasks import TaskRow


def lineages(session: Session, task_ids: Collection[UUID]) -> dict[UUID, list[TaskRow]]:
    """Task → itself and every task it was handed over from, the oldest first; one query."""
    if not task_ids:
        return {}
    task, earlier = TaskRow.__table__.alias("now"), TaskRow.__table__.alias("earlier")
    way = (
        select(task.c.id.label("now_id"), task.c.id.label("id"), task.c.origin_id.label("origin_id"))
        .where(task.c.id == any_(cast(list(task_ids), ARRAY(Uuid))))
        .cte("way", recursive=True)
    )
    way = way.union(
        select(way.c.now_id, earlier.c.id, earlier.c.origin_id).join_from(way, earlier, earlier.c.id == way.c.origin_id)
    )
    found: dict[UUID, list[TaskRow]] = {}
    for now_id, row in session.execute(
        select(way.c.now_id, TaskRow)
        .join_from(way, TaskRow, TaskRow.id == way.c.id)
        .order_by(TaskRow.created_at, TaskRow.id)
    ):
        found.setdefault(now_id, []).append(row)
    return found
