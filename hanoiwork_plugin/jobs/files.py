"""Files of the host: evidence read once and fingerprinted, catalogues imported (CONTRACT 6, DOMAIN 2, 4)."""

from dataclasses import asdict
from uuid import UUID

from hanoiwork_plugin.domain.accounts.people_sheet import is_people_table
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.evidence import MAX_FILE_BYTES, EvidenceAct, FileFault
from hanoiwork_plugin.domain.errors import DomainError, Fault, Invalid
from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.logs import logger
from hanoiwork_plugin.services.accounts import people
from hanoiwork_plugin.services.accounts.reconciliation import reconciliation_of
from hanoiwork_plugin.services.catalogues import catalogue_drafts, catalogue_versions
from hanoiwork_plugin.services.doing.evidence_holds import hold_repeated
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evidence import EvidenceRow
from hanoiwork_plugin.store.tasks import task_by_id
from hanoiwork_plugin.tables.reader import read_table
from hanoiwork_plugin.workspace.client import FileTooLarge, Rejected
from hanoiwork_plugin.workspace.files import inspect
from hanoiwork_plugin.workspace.storage import received, storage_for

CATALOGUE_BYTES = 20 * 1024 * 1024


def read_evidence(plugin: Plugin, hosts: Hosts, evidence_id: UUID) -> None:
    """Read an evidence file once; keep it by its fingerprint, or note what is wrong with it and keep nothing."""
    with plugin.transaction() as tx:
        row = tx.session.get(EvidenceRow, evidence_id)
        if row is None or row.read_at is not None or not row.installation_id or not row.host_file_id:
            return
    client, storage = hosts.client(row.installation_id), storage_for(plugin.settings)
    try:
        with received(client.read_file(row.host_file_id, max_bytes=MAX_FILE_BYTES), storage) as draft:
            with draft.path.open("rb") as file:
                found = inspect(file, row.name)
            fault = FileFault.DIFFERS if row.sha256 and row.sha256 != draft.sha256 else found.fault
            if fault is None:
                storage.keep(draft)
    except FileTooLarge:
        _note(plugin, evidence_id, fault=FileFault.TOO_LARGE)
        return
    except Rejected as refusal:
        logger().warning("evidence_not_read", fault=type(refusal).__name__)
        _note(plugin, evidence_id, fault=FileFault.UNREADABLE)
        return
    _note(plugin, evidence_id, sha256=draft.sha256, size=draft.size, content_type=found.content_type, fault=fault)


def _note(
    plugin: Plugin,
    evidence_id: UUID,
    *,
    sha256: str | None = None,
    size: int | None = None,
    content_type: str | None = None,
    fault: FileFault | None = None,
) -> None:
    with plugin.transaction(cause=f"evidence:{evidence_id}") as tx:
        row = tx.session.get_one(EvidenceRow, evidence_id, with_for_update=True)
        if row.read_at is not None:
            return
        row.read_at, row.fault = tx.now, fault.value if fault else ""
        row.sha256 = sha256 or row.sha256
        row.size = size if size is not None else row.size
        row.content_type = content_type or row.content_type
        tx.record(
            EvidenceAct.READ,
            "evidence",
            row.id,
            None,
            after={"task": str(row.task_id), "sha256": row.sha256, "fault": row.fault},
        )
        tx.changed("task", row.task_id)
        if fault is None:
            hold_repeated(tx, [row])
        else:
            tx.notify(
                "refusal",
                person_id=row.added_by_id,
                params={"detail": fault.label, "params": {"name": row.name}, "about": _task_name(tx, row)},
                dedup=f"evidence:{row.id}",
                installation_id=row.installation_id,
            )


def _task_name(tx: Tx, row: EvidenceRow) -> str:
    task = task_by_id(tx.session, row.task_id)
    return task.name if task else ""


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
