"""Repeating work: approved with its first task, made ahead once, in the plan, skipped, ended (DOMAIN 4)."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from stage.clock import StandingClock
from stage.play import Play
from stage.ward import AN, HA, HUNG, NGOC, TIEN, Ward

from hanoiwork_plugin.domain.assigning.recurrence import Cadence, PatternState, Recurrence
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid
from hanoiwork_plugin.domain.tasks import TaskKind
from hanoiwork_plugin.services.assigning import assignment, pattern_making, patterns
from hanoiwork_plugin.services.goals import plans
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.patterns import OccurrenceRow
from hanoiwork_plugin.store.people import PersonRow
from hanoiwork_plugin.store.plans import lines_of
from hanoiwork_plugin.store.tasks import TaskRow

FRIDAYS = Recurrence(Cadence.WEEKLY, date(2026, 12, 31), weekday=4)


@pytest.fixture
def play(plugin: Plugin, ward: Ward, clock: StandingClock, installation: str) -> Play:
    return Play(plugin, ward, clock)


def followers(play: Play, task_id: UUID) -> dict[date, TaskRow]:
    with play.plugin.transaction() as tx:
        query = (
            select(TaskRow)
            .join(OccurrenceRow, OccurrenceRow.task_id == TaskRow.id)
            .where(OccurrenceRow.pattern_id == task_id)
        )
        return {hanoi_date(row.due): row for row in tx.session.scalars(query) if row.due}


def repeated(play: Play, rule: Recurrence = FRIDAYS, kind: TaskKind = TaskKind.REGULAR) -> UUID:
    task_id = play.draft("Báo cáo tuần", "2026-06-05", kind=kind)
    play.act(HA, lambda tx, ha: patterns.set_repeat(tx, ha, task_id, rule))
    play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, task_id, play.gate(1)))
    return task_id


def test_a_pattern_from_the_gate_to_its_end(play: Play, ward: Ward) -> None:
    task_id = repeated(play, kind=TaskKind.KEY)
    assert followers(play, task_id) == {}, "nothing repeats before it is approved"
    play.act(HUNG, lambda tx, hung: assignment.approve_task(tx, hung, task_id))
    made = followers(play, task_id)
    assert list(made) == [date(2026, 6, day) for day in (12, 19, 26)] + [date(2026, 7, 3)]
    first = made[date(2026, 6, 12)]
    assert (first.state, first.accountable_id, first.start) == ("assigned", ward.id_of(AN), date(2026, 6, 8))
    assert (first.item_code, first.coefficient, first.basis_number) == ("ĐT.05", 1, "12/KH-UBND")

    def told() -> set[UUID | None]:
        with play.plugin.transaction() as tx:
            query = select(NoticeRow.subject_id).where(NoticeRow.person_id == ward.id_of(AN), NoticeRow.kind == "task")
            return set(tx.session.scalars(query))

    assert first.id not in told(), "its card comes when its week begins"
    for _ in range(2):
        with play.plugin.transaction() as tx:
            pattern_making.fire_ahead(tx, task_id)
    assert len(followers(play, task_id)) == 4, "run twice it makes nothing twice"
    play.at("2026-06-08T09:00+07:00")
    assert first.id in told()
    assert list(followers(play, task_id))[-1] == date(2026, 7, 10), "the clock makes what has come within reach"

    plan_id = play.act(AN, lambda tx, an: plans.open_plan(tx, an, an.unit, an.id)).id
    with play.plugin.transaction() as tx:
        lines = [line.due for line in lines_of(tx.session, [plan_id]) if line.name == "Báo cáo tuần"]
    assert lines == [date(2026, 6, 5), date(2026, 6, 12), date(2026, 6, 19)], "the month's plan shows them"

    with pytest.raises(Forbidden):
        play.act(AN, lambda tx, an: patterns.skip_occurrence(tx, an, task_id, date(2026, 6, 19), "Nghỉ"))
    with pytest.raises(Invalid):
        play.act(HA, lambda tx, ha: patterns.skip_occurrence(tx, ha, task_id, date(2026, 6, 18), "Nghỉ"))
    version = play.act(HA, lambda tx, ha: patterns.skip_occurrence(tx, ha, task_id, date(2026, 6, 19), "Nghỉ")).version
    play.act(HA, lambda tx, ha: patterns.skip_occurrence(tx, ha, task_id, date(2026, 8, 28), "Nghỉ lễ", version))
    with pytest.raises(Invalid):
        play.act(HA, lambda tx, ha: patterns.skip_occurrence(tx, ha, task_id, date(2026, 6, 19), "Nghỉ"))
    assert followers(play, task_id)[date(2026, 6, 19)].state == "cancelled"

    running = followers(play, task_id)[date(2026, 6, 12)]
    play.act(AN, lambda tx, an: assignment.accept_task(tx, an, running.id))
    with pytest.raises(Conflict):
        play.act(HA, lambda tx, ha: patterns.skip_occurrence(tx, ha, task_id, date(2026, 6, 12), "Nghỉ"))
    play.clock.set("2026-08-24T09:00+07:00")
    with play.plugin.transaction() as tx:
        pattern_making.fire_ahead(tx, task_id)
    made = followers(play, task_id)
    assert date(2026, 8, 28) not in made, "what was skipped is not made later"
    assert date(2026, 9, 25) in made
    with play.plugin.transaction() as tx:
        patterns.end_pattern(tx, ward.actor(tx, HA), task_id, "Không còn yêu cầu")
    later = followers(play, task_id)
    assert later[date(2026, 6, 12)].state == "in_progress", "what was begun goes on"
    assert {row.state for day, row in later.items() if day > date(2026, 8, 24)} == {"cancelled"}
    with play.plugin.transaction() as tx:
        view = patterns.pattern_view(tx, ward.actor(tx, HA), task_id)
    assert (view.state, view.coming, view.may_steer) == (PatternState.ENDED, (), False)
    with pytest.raises(Conflict), play.plugin.transaction() as tx:
        patterns.end_pattern(tx, ward.actor(tx, HA), task_id, "Lại")
    with play.plugin.transaction() as tx:
        pattern_making.fire_ahead(tx, task_id)
    assert len(followers(play, task_id)) == len(later)


def test_a_late_clock_and_a_person_who_left(play: Play, ward: Ward) -> None:
    task_id = repeated(play)
    with play.plugin.transaction() as tx:
        person = tx.session.get_one(PersonRow, ward.id_of(AN))
        person.active = False
    play.clock.set("2026-08-12T09:00+07:00")
    with play.plugin.transaction() as tx:
        pattern_making.fire_ahead(tx, task_id)
    made = followers(play, task_id)
    assert date(2026, 8, 7) not in made, "nothing is made that is late already"
    assert {made[day].state for day in made if day > date(2026, 8, 12)} == {"draft"}
    assert made[date(2026, 8, 14)].accountable_id is None, "the giver is asked who takes it"


def test_what_cannot_be_repeated(play: Play) -> None:
    given = play.given("Đã giao", "2026-06-19")
    with pytest.raises((Conflict, Forbidden)):
        play.act(HA, lambda tx, ha: patterns.set_repeat(tx, ha, given, FRIDAYS))
    arising = play.draft("Việc", "2026-06-19", kind=TaskKind.ARISING)
    with pytest.raises(Invalid):
        play.act(HA, lambda tx, ha: patterns.set_repeat(tx, ha, arising, FRIDAYS))
    for who in (NGOC, TIEN):
        with pytest.raises(Exception, match=r"not_found|forbidden"):
            play.act(who, lambda tx, actor: patterns.set_repeat(tx, actor, arising, FRIDAYS))
