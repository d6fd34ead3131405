"""The host's own task follows ours: state, progress, deadline, the way to the card (CONTRACT 6).

What the host's form says is read by ``services.assigning.task_entry``; ``domain.assigning.host_form`` settles what differs. Here is only
the way out: what the host already shows is not sent again, so that a host that answers each change with an event of
its own comes to rest.
"""

from collections.abc import Mapping
from hashlib import sha256
from json import dumps

from sqlalchemy import update

from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.logs import logger
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.settings import APP_ID
from hanoiwork_plugin.store.tasks import TaskRow
from hanoiwork_plugin.workspace.client import Rejected
from hanoiwork_plugin.workspace.links import task_link


def show(plugin: Plugin, hosts: Hosts, task: TaskRow) -> None:
    """Send what the host's own task shows otherwise than ours; ``version`` lets the host drop what comes late.

    Raises:
        TryLater: when the host cannot be reached now.
    """
    if not task.host_id or not task.installation_id:
        return
    fields = _fields(plugin, task)
    shown = sha256(dumps(fields, sort_keys=True).encode()).hexdigest()
    if shown == task.host_shows:
        return
    try:
        version = task.host_versions + task.version
        key = f"mirror:{task.id}:{version}:{shown[:16]}"
        hosts.client(task.installation_id).mirror_task(task.host_id, {**fields, "version": version}, key)
    except Rejected as refusal:
        # A host that does not let us into its task is no fault of the task.
        logger().warning("task_not_mirrored", fault=type(refusal).__name__)
    with plugin.transaction() as tx:
        # Not an act on the task: its version, which cards carry, stays.
        still = (TaskRow.id == task.id, TaskRow.version == task.version)
        tx.session.execute(update(TaskRow).where(*still).values(host_shows=shown))


def _fields(plugin: Plugin, task: TaskRow) -> Mapping[str, object]:
    return {
        "state": task.state,
        "progress": task.progress,
        "due": task.due.isoformat() if task.due else None,
        "link": task_link(plugin.settings.workspace_url, APP_ID, task.id),
    }
