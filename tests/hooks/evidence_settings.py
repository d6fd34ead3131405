"""What cards of evidence are about, made ready for whoever presses."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from scenes import Scenes
from stage.ward import HA

from hanoiwork_plugin.services.doing import evidence, evidence_holds
from hanoiwork_plugin.services.doing.evidence_files import FileGiven
from hanoiwork_plugin.store.evidence import EvidenceIntakeRow, EvidenceRow

Json = dict[str, Any]
Setting = Callable[[Scenes, str, Json], tuple[str, int]]


def working(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """A task being worked on; what was sent to the bot before is there under its id here."""
    task_id = scenes.accepted(HA, account)
    if "evidence_received" in data:
        data["evidence_received"] = str(_intake(scenes, account))
    return f"task/{task_id}", scenes.version("task", task_id)


def forwarded(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """A forwarded message, and the task it is chosen for."""
    task_id = scenes.accepted(HA, account)
    if "evidence_task" in data:
        data["evidence_task"] = str(task_id)
    return f"evidence_intake/{_intake(scenes, account)}", 1


def _intake(scenes: Scenes, account: str) -> UUID:
    with scenes.ward.plugin.transaction() as tx:
        row = EvidenceIntakeRow(
            id=uuid4(),
            installation_id=scenes.installation,
            message_id=str(uuid4()),
            person_id=scenes.ward.id_of(account),
            text="Đã nhận đủ hồ sơ",
            files=[],
            received_at=tx.now,
        )
        tx.session.add(row)
        return row.id


def held(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """The same file given for two products of the presser's."""
    rows = []
    for _ in range(2):
        task_id = scenes.accepted(HA, account)
        with scenes.ward.plugin.transaction() as tx:
            given = [FileGiven(str(uuid4()), "bao-cao-thang-6.pdf", 10, "ab" * 32)]
            (row,) = evidence.hand_in_files(tx, scenes.ward.actor(tx, account), task_id, given, installation_id=None)
            row.read_at = tx.now
            rows.append(row.id)
    with scenes.ward.plugin.transaction() as tx:
        evidence_holds.hold_repeated(tx, [tx.session.get_one(EvidenceRow, rows[1])])
    return f"evidence/{rows[1]}", 0


SETTINGS: dict[str, Setting] = {
    "task.evidence": working,
    "evidence.files": working,
    "evidence.document": working,
    "evidence.link": working,
    "evidence.choose": forwarded,
    "evidence.drop": forwarded,
    "evidence.explain": held,
    "evidence.share": held,
}
