"""A task given by event, and what can be seen of it in the rows."""

from typing import Any
from uuid import UUID

from played_host import Json, PlayedHost
from sqlalchemy import func, select
from stage.ward import AN, HA

from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.tasks import TaskRow

ANSWERED_ONLY = ("press",)
"""What a refused press leaves: its stored answer."""


def task_event(host: PlayedHost, kind: str = "task.created", **more: Any) -> Json:
    """Hà gives An a task; ``sequence`` and the like are the envelope's, the rest the form's."""
    attributes = {name: more.pop(name) for name in ("sequence", "id", "subject") if name in more}
    form_id = more.pop("form_id", "t-1")
    form = {"id": form_id, "title": "Rà soát vỉa hè", "createdBy": HA, "assignees": [AN], "due": "2026-06-19", **more}
    return host.event(kind, form, actorid=form["createdBy"], **attributes)


def names_of_tasks(host: PlayedHost) -> list[str]:
    """The names of all tasks there are."""
    with host.plugin.transaction() as tx:
        return list(tx.session.scalars(select(TaskRow.name)))


def counted(host: PlayedHost, what: Any) -> int:
    """How many rows a table has."""
    with host.plugin.transaction() as tx:
        return int(tx.session.scalar(select(func.count()).select_from(what)) or 0)


def acts(host: PlayedHost, subject_id: UUID) -> list[str]:
    """What the ledger says was done to a subject, in order."""
    with host.plugin.transaction() as tx:
        query = select(LedgerEntryRow.act).where(LedgerEntryRow.subject_id == subject_id).order_by(LedgerEntryRow.id)
        return list(tx.session.scalars(query))


def subject_of(press: Json) -> tuple[str, int]:
    """What a press is about, and the version its card showed."""
    data = press["value"]["action"]["data"]
    return data["subject"], data["version"]
