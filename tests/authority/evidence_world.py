"""The use-cases of evidence on one thing each, for the walk of the authority table."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from stage.play import Play
from stage.ward import AN
from walked import UseCase, Walked, own

from hanoiwork_plugin.domain.doing.evidence import DocumentNamed
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.doing import evidence, evidence_holds, evidence_intake, task_views
from hanoiwork_plugin.services.doing.evidence_files import FileGiven
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.evidence import EvidenceIntakeRow, EvidenceRow
from hanoiwork_plugin.store.tasks import TaskRow

DOCUMENT = DocumentNamed("15/TTr", date(2026, 5, 28), "UBND phường Mẫu")


class EvidenceWorld:
    """A file of An's for two products, the second held."""

    def __init__(self, play: Play, installation: str) -> None:
        self.play, self.installation = play, installation
        self.first, self.second = (play.given(name, "2026-06-19") for name in ("Tệp một", "Tệp hai"))
        rows = [self._file(each) for each in (self.first, self.second)]
        self.held = rows[1]
        with play.plugin.transaction() as tx:
            for each in rows:
                evidence_holds.hold_repeated(tx, [tx.session.get_one(EvidenceRow, each)])

    def _file(self, task_id: UUID) -> UUID:
        def add(tx, an):  # type: ignore[no-untyped-def]
            given = [FileGiven(str(uuid4()), "a.pdf", 1, "ab" * 32)]
            (row,) = evidence.hand_in_files(tx, an, task_id, given, installation_id=None)
            row.read_at = tx.now
            return row.id

        found: UUID = self.play.act(AN, add)
        return found

    def walked(self) -> Iterator[tuple[str, Walked]]:
        f, held = self.first, self.held
        given = [FileGiven("walked", "b.pdf", 1)]
        yield (
            "evidence.hand_in_files",
            self._task(f, lambda tx, x: evidence.hand_in_files(tx, x, f, given, installation_id=None)),
        )
        yield "evidence.name_document", self._task(f, lambda tx, x: evidence.name_document(tx, x, f, DOCUMENT))
        yield "evidence.name_link", self._task(f, lambda tx, x: evidence.name_link(tx, x, f, "https://hanoi.gov.vn/a"))
        yield (
            "evidence_holds.explain_repeated",
            self._task(self.second, lambda tx, x: evidence_holds.explain_repeated(tx, x, held, "Chung một báo cáo")),
        )
        yield (
            "evidence_holds.declare_shares",
            self._task(self.second, lambda tx, x: evidence_holds.declare_shares(tx, x, held, Decimal(40))),
        )
        yield "evidence_holds.held_view", self._task(self.second, lambda tx, x: evidence_holds.held_view(tx, x, held))
        yield (
            "evidence_intake.receive_forwarded",
            own(
                lambda tx, x: evidence_intake.receive_forwarded(tx, x, self.installation, "m-1", "Đã nhận đủ hồ sơ", ())
            ),
        )
        yield (
            "evidence_intake.visible_intake",
            own(lambda tx, x: evidence_intake.visible_intake(tx, x, self._intake(tx, x.id))),
        )
        yield "evidence_intake.put_aside", own(lambda tx, x: evidence_intake.put_aside(tx, x, self._intake(tx, x.id)))
        yield (
            "evidence_intake.choose_task",
            self._task(f, lambda tx, x: evidence_intake.choose_task(tx, x, self._intake(tx, x.id), f)),
        )

    def _intake(self, tx: Tx, person_id: UUID) -> UUID:
        """A message that the one who walks has forwarded."""
        row = EvidenceIntakeRow(
            id=new_id(),
            installation_id=self.installation,
            message_id=str(uuid4()),
            person_id=person_id,
            text="Đã nhận đủ hồ sơ",
            files=[],
            received_at=tx.now,
        )
        tx.session.add(row)
        tx.session.flush()
        return row.id

    def _task(self, task_id: UUID, call: UseCase) -> Walked:
        with self.play.plugin.transaction() as tx:
            subject = task_views.subject_of(tx, tx.session.get_one(TaskRow, task_id))
        return Walked(call, lambda _actor: (subject,))
