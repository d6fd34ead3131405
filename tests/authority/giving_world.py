"""The calls of giving work in chat and of arising work, each on one thing."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

from stage.play import Play
from stage.ward import AN, HA
from walked import UseCase, Walked, about, own

from hanoiwork_plugin.domain.assigning.giving_views import Given
from hanoiwork_plugin.domain.assigning.recurrence import Cadence, Recurrence
from hanoiwork_plugin.domain.authority import Subject
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services.assigning import arising, assignment, giving, patterns
from hanoiwork_plugin.services.assigning.arising import Confirmed
from hanoiwork_plugin.services.doing.evidence_files import FileGiven
from hanoiwork_plugin.services.doing.task_views import subject_of
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.tasks import TaskRow

GIVING = "giao việc rà soát, cho Nguyễn Văn An"


class GivingWorld:
    """A report of An's that waits, one whose names are not sure."""

    def __init__(self, play: Play, installation: str) -> None:
        self.play, self.installation = play, installation
        self.an = play.ward.id_of(AN)
        self.waiting = self._report("việc phát sinh: bơm nước")
        self.asking = self._report("việc phát sinh: bơm nước, cùng anh Lý")
        with play.plugin.transaction() as tx:
            self.unit = play.ward.actor(tx, AN).unit
            below = organisation.units_below(tx.session, self.unit.agency_id)
            self.item = play.ward.items()[0].id
        self.draft = play.draft("Báo cáo tuần", "2026-06-05")
        self.repeated = play.draft("Báo cáo tháng", "2026-06-05")
        rule = Recurrence(Cadence.WEEKLY, date(2026, 12, 31), weekday=4)
        play.act(HA, lambda tx, ha: patterns.set_repeat(tx, ha, self.repeated, rule))
        play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, self.repeated, play.gate(1)))
        self.rule = rule
        self.units = {self.unit.agency_id: tuple(Subject(each) for each in below)}

    def _report(self, text: str) -> UUID:
        return self.play.act(AN, lambda tx, an: arising.report_arising(tx, an, text).id)

    def _task(self, call: UseCase, task_id: UUID) -> Walked:
        with self.play.plugin.transaction() as tx:
            subject = subject_of(tx, tx.session.get_one(TaskRow, task_id))
        return about(call, subject)

    def walked(self) -> Iterator[tuple[str, Walked]]:
        """Every use-case by its name in ``domain.rights``."""
        an, w, n = Subject(self.unit, self.an), self.waiting, self.asking
        file = FileGiven("f-1", "CV 1.pdf")

        def message(tx: Tx, x: Actor) -> object:
            return giving.draft_of_message(
                tx, x, GIVING, [file], installation_id=self.installation, message_id=f"m-{x.account}"
            )

        def anywhere(actor: Actor) -> tuple[Subject, ...]:
            return self.units.get(actor.unit.agency_id, (Subject(actor.unit),))

        yield "giving.people_to_give", Walked(giving.people_to_give, anywhere)
        yield "giving.giving_view", Walked(lambda tx, x: giving.giving_view(tx, x, GIVING, tx.now), anywhere)
        yield "giving.draft_of_message", Walked(message, anywhere)
        given = Given("Việc", self.an)
        yield (
            "giving.draft_given",
            about(lambda tx, x: giving.draft_given(tx, x, given, installation_id=None), Subject(self.unit)),
        )
        yield "arising.report_arising", own(lambda tx, x: arising.report_arising(tx, x, "việc phát sinh: bơm nước"))
        yield "arising.visible_report", about(lambda tx, x: arising.visible_report(tx, x, w), an)
        yield "arising.name_people", about(lambda tx, x: arising.name_people(tx, x, n, {(1, 0): None}), an)
        confirmed = {1: Confirmed(item_id=self.item, quantity=Decimal(1))}
        yield (
            "arising.confirm_report",
            about(lambda tx, x: arising.confirm_report(tx, x, w, confirmed, "Đủ"), an),
        )
        yield "arising.refuse_report", about(lambda tx, x: arising.refuse_report(tx, x, w, "Không"), an)
        yield "arising.withdraw_report", about(lambda tx, x: arising.withdraw_report(tx, x, w), an)
        d, r, day = self.draft, self.repeated, date(2026, 6, 19)
        yield "patterns.set_repeat", self._task(lambda tx, x: patterns.set_repeat(tx, x, d, self.rule), d)
        yield (
            "patterns.skip_occurrence",
            self._task(lambda tx, x: patterns.skip_occurrence(tx, x, r, day, "Nghỉ"), r),
        )
        yield "patterns.end_pattern", self._task(lambda tx, x: patterns.end_pattern(tx, x, r, "Thôi"), r)
        yield "patterns.pattern_view", self._task(lambda tx, x: patterns.pattern_view(tx, x, r), r)
