"""The tasks that one piece of work went through, by hand-over: ``task.origin_id`` followed back (chuỗi bàn giao)."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from hanoiwork_plugin.store.base import among
from hanoiwork_plugin.store.tasks import TaskRow


def lineages(session: Session, task_ids: Collection[UUID]) -> dict[UUID, list[TaskRow]]:
    """Task → itself and every task it was handed over from, the oldest first; one query."""
    if not task_ids:
        return {}
    way = (
        select(TaskRow.id.label("of"), TaskRow.id.label("id"), TaskRow.origin_id.label("origin_id"))
        .where(among(TaskRow.id, task_ids))
        .cte("way", recursive=True)
    )
    earlier = aliased(TaskRow)
    way = way.union(
        select(way.c.of, earlier.id, earlier.origin_id).select_from(way).join(earlier, earlier.id == way.c.origin_id)
    )
    found: dict[UUID, list[TaskRow]] = {}
    for of, row in session.execute(
        select(way.c.of, TaskRow).join(way, way.c.id == TaskRow.id).order_by(TaskRow.created_at, TaskRow.id)
    ):
        found.setdefault(of, []).append(row)
    return found
