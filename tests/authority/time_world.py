"""The use-cases of time and watching, on one thing each."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from stage.play import Play
from stage.ward import AN
from walked import Walked, about, own

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.people import Unit
from hanoiwork_plugin.domain.watch.watching import NoteState
from hanoiwork_plugin.services.doing import task_work
from hanoiwork_plugin.services.timing import digest, outages
from hanoiwork_plugin.services.watch import watching
from hanoiwork_plugin.store.watching import WatchNoteRow

_DOWN = datetime.fromisoformat("2026-06-01T00:30+07:00")
_UP = datetime.fromisoformat("2026-06-01T07:30+07:00")


class TimeWorld:
    """An outage to record, a digest, a private note."""

    def __init__(self, play: Play, agency: Unit) -> None:
        self.play, self.agency = play, agency
        self.an = play.ward.id_of(AN)
        with play.plugin.transaction() as tx:
            self.urban = play.ward.actor(tx, AN).unit
        self.private, self.passed_on = (self._note(name) for name in ("Lặp lại", "Lặp lại nữa"))
        with play.plugin.transaction() as tx:
            tx.session.get_one(WatchNoteRow, self.passed_on).state = NoteState.PASSED_ON

    def _note(self, name: str) -> UUID:
        """A note about the fourth same text."""
        task = self.play.given(name, "2026-06-19")
        for percent in (5, 10, 15, 20):
            self.play.act(AN, lambda tx, an, n=percent: task_work.report_progress(tx, an, task, n, "Đang rà soát"))
        self.play.fire()
        with self.play.plugin.transaction() as tx:
            return tx.session.scalars(select(WatchNoteRow.id).where(WatchNoteRow.task_id == task)).one()

    def walked(self) -> Iterator[tuple[str, Walked]]:
        """Every use-case of time and watching."""
        agency = self.agency.id
        yield "digest.digest_of_today", own(digest.digest_of_today)
        yield "digest.put_off_digest", own(digest.put_off_digest)
        own_note, seen = Subject(self.urban, self.an), (Act.ANSWER_PRIVATE_NOTE,)
        p, o = self.private, self.passed_on
        yield "watching.visible_note", about(lambda tx, x: watching.visible_note(tx, x, p), own_note, acts=seen)
        yield "watching.visible_note", about(lambda tx, x: watching.visible_note(tx, x, o), own_note)
        yield "watching.explain", about(lambda tx, x: watching.explain(tx, x, o, "Từng tổ một"), own_note)
        yield (
            "watching.add_proof",
            about(lambda tx, x: watching.add_proof(tx, x, p, [], installation_id=None), own_note),
        )
        yield "watching.notes_for", own(watching.notes_for)
        yield "watching.city_notes", about(watching.city_notes, Subject(self.agency))
        yield "outages.outages_for", own(outages.outages_for)
        yield (
            "outages.record_outage",
            about(
                lambda tx, x: outages.record_outage(tx, x, agency, _DOWN, _UP, "Đứt cáp"),
                Subject(self.agency),
                acts=(Act.RECORD_OUTAGE,),
            ),
        )
        yield (
            "outages.record_outage",
            about(
                lambda tx, x: outages.record_outage(tx, x, None, _DOWN, _UP, "Bảo trì"),
                Subject(self.agency),
                acts=(Act.RECORD_CITY_OUTAGE,),
            ),
        )
