"""Files of the host taken as evidence (minh chứng): announced, refused by what is announced, queued to be read once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from hanoiwork_plugin.domain.doing.evidence import (
    MAX_OF_TASK,
    EvidenceAct,
    EvidenceWay,
    FileFault,
    fault_of_announced,
)
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import queue
from hanoiwork_plugin.store.evidence import EvidenceRow
from hanoiwork_plugin.store.tasks import TaskRow


@dataclass(frozen=True)
class FileGiven:
    """A file of the host as announced with a press or a message."""

    id: str
    name: str
    size: int = 0
    sha256: str = ""
    content_type: str = "application/octet-stream"


def keep_files(
    tx: Tx,
    actor: Actor,
    task: TaskRow,
    files: Sequence[FileGiven],
    installation_id: str | None,
    way: EvidenceWay = EvidenceWay.FILE,
) -> list[EvidenceRow]:
    """Note files of the host as evidence of the task and let each be read once; those known already are left out.

    A file that cannot serve is refused alone: its sender is told why, and the others count.

    Raises:
        Invalid: when the task has all the evidence it can hold.
    """
    ids = []
    if files:
        refuse_too_many(tx, task, len(files))
    for place, file in enumerate(files):
        fault = fault_of_announced(file.name, file.size, place)
        if fault is not None:
            _refuse(tx, actor, task, file, fault, installation_id)
            continue
        made = tx.session.scalar(
            insert(EvidenceRow)
            .values(
                id=new_id(),
                task_id=task.id,
                installation_id=installation_id,
                way=way,
                host_file_id=file.id,
                name=file.name,
                size=file.size,
                content_type=file.content_type,
                sha256=file.sha256.lower(),
                added_by_id=actor.id,
                added_at=tx.now,
            )
            .on_conflict_do_nothing(index_elements=["task_id", "host_file_id"])
            .returning(EvidenceRow.id)
        )
        if made is not None:
            ids.append(made)
            if installation_id:
                queue.defer(tx.session, "read_evidence", evidence_id=str(made))
    return list(tx.session.scalars(select(EvidenceRow).where(EvidenceRow.id.in_(ids)).order_by(EvidenceRow.id)))


def refuse_too_many(tx: Tx, task: TaskRow, more: int) -> None:
    """Hold the task's evidence below ``MAX_OF_TASK``.

    Raises:
        Invalid: when ``more`` would be too many.
    """
    held = tx.session.scalar(select(func.count()).select_from(EvidenceRow).where(EvidenceRow.task_id == task.id)) or 0
    if held + more > MAX_OF_TASK:
        raise Invalid("Mỗi nhiệm vụ nhận tối đa {limit} minh chứng.", limit=MAX_OF_TASK)


def _refuse(
    tx: Tx, actor: Actor, task: TaskRow, file: FileGiven, fault: FileFault, installation_id: str | None
) -> None:
    after = {"name": file.name, "fault": fault.value}
    tx.record(EvidenceAct.REFUSE, "task", task.id, actor, after=after)
    tx.notify(
        "refusal",
        person_id=actor.id,
        params={"detail": fault.label, "params": {"name": file.name}, "about": task.name},
        dedup=f"evidence_refused:{task.id}:{file.id}:{fault.value}",
        installation_id=installation_id,
    )
