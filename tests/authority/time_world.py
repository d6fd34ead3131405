"""The use-cases of time and watching, on one thing each."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from stage.play import Play
from stage.ward import AN, HA, NGOC, TUAN
from walked import Walked, about, own

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.doing.requests import HandOverWhy
from hanoiwork_plugin.domain.people import Unit
from hanoiwork_plugin.domain.watch.watching import NoteState
from hanoiwork_plugin.services.doing import handover, task_work
from hanoiwork_plugin.services.timing import digest, outages
from hanoiwork_plugin.services.watch import bottleneck_views, bottlenecks, lead_decisions, watching
from hanoiwork_plugin.services.watch.lead_decisions import Lead
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
        self.ha = play.ward.id_of(HA)
        self.stuck = self._chain()
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

    def _chain(self) -> UUID:
        """A task that was passed on three times and is An's again."""
        task = self.play.given("Chuyển vòng", "2026-06-26")
        for taker in (NGOC, TUAN, AN):
            task = self._given_on(task, self.play.ward.id_of(taker))
        return task

    def _given_on(self, task: UUID, to_id: UUID) -> UUID:
        why = HandOverWhy.REASSIGNED
        return self.play.act(HA, lambda tx, ha: handover.hand_over_task(tx, ha, task, to_id, "Cân đối", why=why).id)

    def _bottlenecks(self) -> Iterator[tuple[str, Walked]]:
        stuck, there, lead = self.stuck, Subject(self.urban), Lead(self.an)
        held = Subject(self.urban, self.an, self.ha)
        yield "bottleneck_views.bottlenecks_for", own(bottleneck_views.bottlenecks_for)
        of_unit = bottleneck_views.bottlenecks_of_unit
        yield "bottleneck_views.bottlenecks_of_unit", about(lambda tx, x: of_unit(tx, x, self.urban.id), there)
        yield (
            "bottleneck_views.waiting_view",
            about(lambda tx, x: bottleneck_views.waiting_view(tx, x, stuck), held),
        )
        yield "bottlenecks.visible_bottleneck", about(lambda tx, x: bottlenecks.visible_bottleneck(tx, x, stuck), held)
        yield "lead_decisions.send_to_leader", about(lambda tx, x: lead_decisions.send_to_leader(tx, x, stuck), held)
        yield (
            "lead_decisions.decide_lead",
            about(lambda tx, x: lead_decisions.decide_lead(tx, x, stuck, lead, "Đúng chuyên môn"), held),
        )

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
        yield "watching.rules_for", own(watching.rules_for)
        yield from self._bottlenecks()
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
