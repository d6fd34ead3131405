"""What the host does to a task under way: the people of the task are told, never silently overruled (CONTRACT 4)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import update

from hanoiwork_plugin.domain import plain
from hanoiwork_plugin.domain.assigning.host_form import HostAct, HostChange, HostField, HostForm, changes, followed
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import CLOSED, TaskState
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.tasks import TaskRow, task_by_host_id

HOST_CHANGED = "task.host_changed"
"""The ledger's act: the host's form was changed where the task stays as it was given here."""


def _ours(row: TaskRow) -> dict[HostField, str]:
    """What the task itself says of the items that it has as well."""
    return {
        HostField.TITLE: row.name,
        HostField.KIND: row.kind or "",
        HostField.QUANTITY: f"{row.quantity.normalize():f}" if row.quantity is not None else "",
        HostField.DUE: row.due.isoformat() if row.due else "",
    }


def follow(tx: Tx, by: Actor, row: TaskRow, form: dict[str, str]) -> frozenset[HostField]:
    """Read a changed form of the host: which items of a draft follow it; what does not is recorded and told.

    The form itself is kept beside the task: it is no act on it, so the version that cards carry stays.
    """
    draft = row.state == TaskState.DRAFT
    ours, after = _ours(row), _form(form)
    before = _form(row.host_form) if row.host_form is not None else {**after, **ours}
    taken = followed(before, after, ours) if draft else frozenset()
    found = [each for each in changes(before, after, ours) if each.field not in taken]
    known: dict[str, object] = {"host_form": form}
    if found:
        entry_id = tx.record(
            HOST_CHANGED,
            "task",
            row.id,
            by,
            before={each.field.value: each.before for each in found},
            after={each.field.value: each.after for each in found},
        )
        _tell(tx, row, HostAct.CHANGED, by, found, draft=draft)
        known |= {"host_shows": f"left by {entry_id}", "host_versions": row.host_versions + 1}
        tx.changed("task", row.id)
    tx.session.execute(update(TaskRow).where(TaskRow.id == row.id).values(known))
    return taken


def _form(stored: dict[str, Any]) -> HostForm:
    return {HostField(code): str(text) for code, text in stored.items()}


def tell_removed(tx: Tx, by: Actor, row: TaskRow, *, was: TaskState) -> None:
    """The task was cancelled because the host's was deleted; of a draft only its giver knows."""
    _tell(tx, row, HostAct.DELETED, by, (), draft=was is TaskState.DRAFT)


def tell_not_removed(tx: Tx, installation_id: str, host_id: str, account: str | None) -> None:
    """Somebody without the right deleted the host's task: ours goes on, and its people hear of it."""
    row = task_by_host_id(tx.session, installation_id, host_id)
    if row is not None and row.state not in CLOSED:
        ids = organisation.ids_of_accounts(tx.session, [account]) if account else {}
        name = next(
            (each.name for each in organisation.references(tx.session, hanoi_date(tx.now), ids.values()).values()), ""
        )
        _tell(tx, row, HostAct.DELETED_ONLY_THERE, name, (), draft=row.state == TaskState.DRAFT)


def _tell(
    tx: Tx, row: TaskRow, act: HostAct, by: Actor | str, found: Sequence[HostChange], *, draft: bool = False
) -> None:
    params = {
        "act": act.value,
        "by": by if isinstance(by, str) else by.name,
        "at": tx.now.isoformat(),
        "changes": plain.dump(tuple(found)),
    }
    for person_id in _people_of(row, draft=draft):
        tx.notify(
            "task_host_changed",
            person_id=person_id,
            subject_type="task",
            subject_id=row.id,
            params=params,
            installation_id=row.installation_id,
        )


def _people_of(row: TaskRow, *, draft: bool) -> list[UUID]:
    """Giver, accountable person, whoever is to approve it, and who works on it."""
    approver = row.approver_id if row.state == TaskState.AWAITING_APPROVAL else None
    involved = (row.assigner_id, *(() if draft else (row.accountable_id, approver, *row.co_people_ids)))
    return list(dict.fromkeys(each for each in involved if each is not None))
