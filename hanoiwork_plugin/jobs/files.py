"""Files of the host: evidence read once and fingerprinted, catalogues imported (CONTRACT 6, DOMAIN 2, 4)."""

from collections.abc import Iterator
from dataclasses import asdict
from io import BytesIO
from uuid import UUID

from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import DomainError, Fault, Invalid
from hanoiwork_plugin.domain.people_sheet import is_people_table
from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.logs import logger
from hanoiwork_plugin.services import catalogue_drafts, catalogue_versions, people
from hanoiwork_plugin.services.reconciliation import reconciliation_of
from hanoiwork_plugin.services.task_work import MAX_FILE_BYTES
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.tasks import EvidenceRow
from hanoiwork_plugin.tables.reader import read_table
from hanoiwork_plugin.workspace.client import FileTooLarge, Rejected
from hanoiwork_plugin.workspace.files import FileStore, is_harmful, sniff

CATALOGUE_BYTES = 20 * 1024 * 1024
FAULTS = {
    "too_large": "Tệp {name} lớn quá mức cho phép nên không dùng làm minh chứng được; mời gửi tệp nhỏ hơn.",
    "unreadable": "Chưa đọc được tệp {name}; mời gửi lại.",
    "fingerprint_differs": "Tệp {name} đọc được khác với tệp đã gửi; mời gửi lại.",
    "harmful": "Tệp {name} thuộc loại không dùng làm minh chứng được (chương trình, trang web); mời gửi tệp khác.",
}
"""What the person is told when an evidence file cannot serve."""
_HEAD = 4096
"""Bytes that tell a file's type."""


def read_evidence(plugin: Plugin, hosts: Hosts, evidence_id: UUID) -> None:
    """Read an evidence file once, keep it by its fingerprint, and note what is wrong with it."""
    with plugin.transaction() as tx:
        row = tx.session.get(EvidenceRow, evidence_id)
        if row is None or row.read_at is not None or row.installation_id is None:
            return
    client = hosts.client(row.installation_id)
    head = BytesIO()

    def pieces() -> Iterator[bytes]:
        for piece in client.read_file(row.host_file_id, max_bytes=MAX_FILE_BYTES):
            if head.tell() < _HEAD:
                head.write(piece[: _HEAD - head.tell()])
            yield piece

    try:
        stored = FileStore(plugin.settings.files).put(pieces())
    except FileTooLarge:
        _note(plugin, evidence_id, fault="too_large")
        return
    except Rejected as refusal:
        logger().warning("evidence_not_read", fault=type(refusal).__name__)
        _note(plugin, evidence_id, fault="unreadable")
        return
    found = sniff(head.getvalue(), row.name)
    fault = ""
    if row.sha256 and row.sha256 != stored.sha256:
        fault = "fingerprint_differs"
    elif is_harmful(found, row.name):
        fault = "harmful"
    _note(plugin, evidence_id, sha256=stored.sha256, size=stored.size, content_type=found, fault=fault)


def _note(
    plugin: Plugin,
    evidence_id: UUID,
    *,
    sha256: str | None = None,
    size: int | None = None,
    content_type: str | None = None,
    fault: str = "",
) -> None:
    with plugin.transaction(cause=f"evidence:{evidence_id}") as tx:
        row = tx.session.get_one(EvidenceRow, evidence_id, with_for_update=True)
        if row.read_at is not None:
            return
        row.read_at, row.fault = tx.now, fault
        row.sha256 = sha256 or row.sha256
        row.size = size if size is not None else row.size
        row.content_type = content_type or row.content_type
        tx.record(
            "evidence.read",
            "evidence",
            row.id,
            None,
            after={"task": str(row.task_id), "sha256": row.sha256, "fault": fault},
        )
        tx.changed("task", row.task_id)
        if fault:
            tx.notify(
                "refusal",
                person_id=row.added_by_id,
                params={"detail": FAULTS[fault], "params": {"name": row.name}},
                dedup=f"evidence:{row.id}",
                installation_id=row.installation_id,
            )


def import_catalogue(
    plugin: Plugin, hosts: Hosts, installation_id: str, account: str, file_id: str, file_name: str, message_id: str
) -> None:
    """Read a table sent to the bot: a catalogue proposed, or the unit's people; its sender gets what came of it."""
    client = hosts.client(installation_id)
    try:
        data = b"".join(client.read_file(file_id, max_bytes=CATALOGUE_BYTES))
    except (FileTooLarge, Rejected) as failure:
        logger().warning("catalogue_not_read", fault=type(failure).__name__)
        data = b""
    with plugin.transaction(cause=f"message:{message_id}") as tx:
        sender = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now))
        if sender is None:
            return
        kind, params = "catalogue_version", {}
        subject_type, subject_id = "", None
        of_people = False
        try:
            with tx.session.begin_nested():
                of_people = is_people_table(read_table(file_name, data))
                if of_people:
                    people.import_people(tx, sender, file_name, data)
                    kind = subject_type = "reconciliation"
                    subject_id = reconciliation_of(tx, sender).id
                else:
                    subject_type = catalogue_versions.SUBJECT
                    subject_id = catalogue_drafts.propose_file(tx, sender, sender.unit, file_name, data).id
        except DomainError as error:
            faults = error.faults if isinstance(error, Invalid) and error.faults else ()
            faults = faults or (Fault(file_name, error.detail, dict(error.params)),)
            worded = [
                Fault(each.place, each.text, {key: str(value) for key, value in each.params.items()}) for each in faults
            ]
            kind = "people_refused" if of_people else "catalogue_refused"
            subject_type, subject_id = "", None
            params = {"file_name": file_name, "faults": [asdict(each) for each in worded]}
        tx.notify(
            kind,
            person_id=sender.id,
            subject_type=subject_type,
            subject_id=subject_id,
            params=params,
            dedup=f"catalogue:{installation_id}:{message_id}:{file_id}",
            installation_id=installation_id,
        )
