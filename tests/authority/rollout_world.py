"""The roll-out: the ward's working group, its readiness, An's exercise under way."""

from collections.abc import Iterator
from datetime import date

from stage.play import Play, full_marks
from stage.ward import AN, MINH, TIEN
from walked import Walked, about, own

from hanoiwork_plugin.domain.authority import Subject
from hanoiwork_plugin.domain.rollout.practice import Disputed
from hanoiwork_plugin.domain.rollout.working_group import GroupGiven, GroupKind
from hanoiwork_plugin.services.rollout import practice, readiness, working_group
from hanoiwork_plugin.store import organisation


class RolloutWorld:
    """An exercise that An has begun."""

    def __init__(self, play: Play) -> None:
        with play.plugin.transaction(cause="test") as tx:
            an = play.ward.actor(tx, AN)
            self.own = Subject(an.unit, an.id)
            self.agency = organisation.unit(tx.session, an.unit.agency_id)
            row = practice.own_exercise(tx, an)
            assert row is not None
            self.exercise = practice.start_exercise(tx, an, row.id).id
        self.group = GroupGiven(
            GroupKind.OWN,
            play.ward.id_of(MINH),
            (play.ward.id_of(TIEN),),
            (),
            "",
            "12/QĐ-UBND",
            date(2026, 5, 28),
            "UBND Phường Mẫu",
            date(2026, 6, 1),
        )

    def walked(self) -> Iterator[tuple[str, Walked]]:
        """Every use-case of the roll-out."""
        agency, e, marks = Subject(self.agency), self.exercise, full_marks()
        unit = self.agency.id
        yield "working_group.groups_view", about(lambda tx, x: working_group.groups_view(tx, x, unit), agency)
        yield (
            "working_group.record_group",
            about(lambda tx, x: working_group.record_group(tx, x, unit, self.group), agency),
        )
        yield "readiness.readiness_of", about(lambda tx, x: readiness.readiness_of(tx, x, unit), agency)
        yield "readiness.city_readiness", own(readiness.city_readiness)
        yield "practice.board", about(lambda tx, x: practice.board(tx, x, unit), agency)
        yield "practice.send_exercises", about(lambda tx, x: practice.send_exercises(tx, x, unit), agency)
        yield "practice.own_exercise", own(practice.own_exercise)
        yield "practice.visible_exercise", about(lambda tx, x: practice.visible_exercise(tx, x, e), self.own)
        yield "practice.start_exercise", about(lambda tx, x: practice.start_exercise(tx, x, e), self.own)
        yield (
            "practice.self_evaluate_exercise",
            about(lambda tx, x: practice.self_evaluate_exercise(tx, x, e, marks), self.own),
        )
        yield "practice.see_result", about(lambda tx, x: practice.see_result(tx, x, e), self.own)
        yield (
            "practice.dispute_data",
            about(lambda tx, x: practice.dispute_data(tx, x, e, Disputed.PERSON, "Người khác"), self.own),
        )
