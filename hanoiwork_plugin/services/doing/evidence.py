"""Ways to hand in evidence beside a reply: picked files, a document's number, a link, another system (DOMAIN 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Relation
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.evidence import DocumentNamed, EvidenceWay, checked_document, checked_link
from hanoiwork_plugin.domain.errors import Conflict, Fault, Forbidden, Invalid
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import TRANSITIONS, TaskAct, TaskState
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.assigning.assignment import move, open_task
from hanoiwork_plugin.services.doing.evidence_files import FileGiven, keep_files, refuse_too_many
from hanoiwork_plugin.services.doing.evidence_holds import hold_repeated
from hanoiwork_plugin.services.doing.evidence_intake import settle_intakes
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.evidence import EvidenceRow
from hanoiwork_plugin.store.tasks import TaskRow

SCOPE = "evidence:write"
"""Scope of the token with which another system sends evidence."""
MOST = 200
"""Evidence in one call of another system."""


@dataclass(frozen=True)
class SystemEvidence:
    """Minh chứng do hệ thống khác gửi: a record there, known by its key, its fingerprint and when it was measured."""

    task_id: UUID
    key: str
    name: str
    source: str
    sha256: str
    measured_at: datetime
    address: str = ""


@dataclass(frozen=True)
class EvidenceReceived:
    """What became of the evidence of a call."""

    added: int
    unchanged: int


def hand_in_files(
    tx: Tx,
    actor: Actor,
    task_id: UUID,
    files: Sequence[FileGiven],
    *,
    intake_ids: Sequence[UUID] = (),
    installation_id: str | None,
    version: int | None = None,
) -> list[EvidenceRow]:
    """[Nộp minh chứng]: files of the host's picker, and messages sent to the bot lately.

    Raises:
        Conflict: when the task is not being worked on.
        Invalid: when nothing is given, or nothing of it can serve or is new.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.ADD_EVIDENCE)
    added = keep_files(tx, actor, task, files, installation_id)
    added += settle_intakes(tx, actor, task, intake_ids)
    if not added:
        raise Invalid("Chưa có minh chứng nào mới; mời chọn tệp khác.")
    move(tx, actor, task, TaskAct.ADD_EVIDENCE, after={"files": [row.name for row in added]})
    return added


def name_document(tx: Tx, actor: Actor, task_id: UUID, given: DocumentNamed, version: int | None = None) -> EvidenceRow:
    """Minh chứng bằng số, ký hiệu văn bản: a reference and no file; the only way for a secret document.

    Raises:
        Conflict: when the task is not being worked on, or the document was named before.
        Invalid: naming what is missing.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.ADD_EVIDENCE)
    document = checked_document(given, hanoi_date(tx.now))
    about = {
        "number": document.number,
        "date": document.dated.isoformat(),
        "issuer": document.issuer,
        "secret": document.secret,
    }
    return _refer(tx, actor, task, EvidenceWay.DOCUMENT, document.reference, document.number, about)


def name_link(
    tx: Tx, actor: Actor, task_id: UUID, address: str, title: str = "", version: int | None = None
) -> EvidenceRow:
    """Minh chứng bằng đường dẫn: an https address, shown as text and never fetched from here.

    Raises:
        Conflict: when the task is not being worked on, or the address was given before.
        Invalid: for any other address.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.ADD_EVIDENCE)
    checked = checked_link(address)
    return _refer(tx, actor, task, EvidenceWay.LINK, checked, " ".join(title.split()) or checked, {})


def _refer(
    tx: Tx, actor: Actor, task: TaskRow, way: EvidenceWay, reference: str, name: str, about: Mapping[str, Any]
) -> EvidenceRow:
    refuse_too_many(tx, task, 1)
    made = new_id()
    values = _reference_values(tx, task.id, way, reference, name, about)
    _insert_references(tx, [{"id": made, **values, "added_by_id": actor.id}])
    row = tx.session.get(EvidenceRow, made)
    if row is None:
        raise Conflict("Minh chứng này đã có trên nhiệm vụ.")
    move(tx, actor, task, TaskAct.ADD_EVIDENCE, after={"way": way.value, "files": [name]})
    return row


def _reference_values(
    tx: Tx, task_id: UUID, way: EvidenceWay, reference: str, name: str, about: Mapping[str, Any], sha256: str = ""
) -> dict[str, Any]:
    """Evidence without a file here: there is nothing to read, so it counts as read."""
    return {
        "task_id": task_id,
        "way": way.value,
        "reference": reference,
        "about": dict(about),
        "name": name,
        "size": 0,
        "content_type": "",
        "sha256": sha256,
        "added_at": tx.now,
        "read_at": tx.now,
    }


def _insert_references(tx: Tx, rows: list[dict[str, Any]]) -> None:
    tx.session.execute(
        insert(EvidenceRow).on_conflict_do_nothing(
            index_elements=["task_id", "way", "reference"], index_where=EvidenceRow.host_file_id.is_(None)
        ),
        rows,
    )


def receive_from_system(
    tx: Tx, client: str, scopes: frozenset[str], given: Sequence[SystemEvidence]
) -> EvidenceReceived:
    """Take evidence of another system; the same key of the same source twice is one. All is taken or none.

    Raises:
        Forbidden: for a token without the scope.
        Invalid: naming what cannot be taken.
    """
    if SCOPE not in scopes or Relation.DATA_SYSTEM not in authority.TABLE[Act.PUSH_EVIDENCE].relations:
        raise Forbidden("Mã truy cập này không có quyền gửi minh chứng.")
    ids = {each.task_id for each in given}
    locked = select(TaskRow).where(TaskRow.id.in_(ids)).order_by(TaskRow.id).with_for_update()
    tasks = {task.id: task for task in tx.session.scalars(locked)}
    rows = []
    faults = []
    for number, each in enumerate(given):
        task = tasks.get(each.task_id)
        if task is None or (TaskState(task.state), TaskAct.ADD_EVIDENCE) not in TRANSITIONS:
            place = f"evidence.{number}.task_id"
            faults.append(Fault(place, "Nhiệm vụ này không còn nhận minh chứng." if task else "Không có nhiệm vụ này."))
            continue
        about = {"source": each.source, "measured_at": each.measured_at.isoformat(), "client": client}
        if each.address:
            about["address"] = _checked_address(each.address, number, faults)
        reference = f"{each.source}|{each.key}"
        values = _reference_values(tx, task.id, EvidenceWay.SYSTEM, reference, each.name, about, each.sha256.lower())
        rows.append({"id": new_id(), **values, "added_by_id": None})
    if faults:
        raise Invalid("Có minh chứng chưa nhận được; chưa ghi minh chứng nào.", faults=faults)
    for task in tasks.values():
        refuse_too_many(tx, task, sum(row["task_id"] == task.id for row in rows))
    _insert_references(tx, rows)
    made = list(
        tx.session.scalars(
            select(EvidenceRow).where(EvidenceRow.id.in_([row["id"] for row in rows])).order_by(EvidenceRow.id)
        )
    )
    for task in tasks.values():
        of_task = [row for row in made if row.task_id == task.id]
        if of_task:
            after = {
                "way": EvidenceWay.SYSTEM.value,
                "client": client,
                "files": [row.name for row in of_task],
                "sha256": [row.sha256 for row in of_task],
            }
            move(tx, None, task, TaskAct.ADD_EVIDENCE, after=after)
    hold_repeated(tx, made)
    return EvidenceReceived(len(made), len(given) - len(made))


def _checked_address(address: str, number: int, faults: list[Fault]) -> str:
    try:
        return checked_link(address)
    except Invalid as refusal:
        faults.append(Fault(f"evidence.{number}.address", refusal.faults[0].text))
        return ""
