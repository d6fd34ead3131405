"""Objectives, KPI values, plans and the week of the ward: a department's by its head, a person's by that person."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from stage.goals import objective
from stage.play import JUNE, Play
from stage.ward import AN, HA, HUNG, MINH, QUAN, SON
from walked import UseCase, Walked, about, own

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.goals.objectives import Measure
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.tasks import Priority, TaskKind
from hanoiwork_plugin.services.goals import (
    calendar_address,
    kpi_judging,
    kpi_values,
    objective_entries,
    objective_sets,
    objective_views,
    objectives,
    plan_views,
    plans,
    week_posting,
)
from hanoiwork_plugin.services.goals.objective_sets import ObjectiveGiven
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.objectives import ObjectiveSetRow
from hanoiwork_plugin.store.plans import PlanRow, lines_of

SENT, WRITTEN, APPROVED, FRESH = JUNE, Period("2026-07"), Period("2026-08"), Period("2026-09")
"""In which month a set or plan stands how; none is begun in the last."""
YEAR, MONDAY = Period("2026"), date(2026, 6, 1)
WHY = "Bốn việc cùng thuộc một chuyên đề, hoàn thành đồng thời"


@dataclass(frozen=True)
class Side:
    """Whose objectives and plan: a unit's (``person`` is None) or a person's."""

    writer: str
    writer_id: UUID
    approver: str
    person: UUID | None

    def one_of(self, for_unit: Act, for_person: Act) -> tuple[Act]:
        """The act that counts on this side."""
        return (for_unit if self.person is None else for_person,)


class Goals:
    """Each thing once on either side, in every state a use-case asks for."""

    def __init__(self, play: Play, installation: str, task_id: UUID) -> None:
        self.play, self.installation, self.task_id = play, installation, task_id
        with play.plugin.transaction() as tx:
            self.unit = play.ward.actor(tx, AN).unit
            self.agency = organisation.unit(tx.session, self.unit.agency_id)
        an, ha = play.ward.id_of(AN), play.ward.id_of(HA)
        self.sides = (Side(HA, ha, HUNG, None), Side(AN, an, HA, an))
        self.top = play.act(QUAN, self._top)

    def walked(self) -> Iterator[tuple[str, Walked]]:
        """Every use-case of objectives, KPI values, plans and the week."""
        for side in self.sides:
            yield from self._on_objectives(side)
            yield from self._on_values(side)
            yield from self._on_plans(side)
        yield from self._on_what_goes_up()
        yield from self._on_the_week()

    def _top(self, tx: Tx, actor: Actor) -> UUID:
        """The ward's objective of the year, which the others serve."""
        row = objective_entries.open_set(tx, actor, self.agency, None, YEAR)
        objective_entries.write_objectives(tx, actor, row.id, [objective()])
        objectives.submit(tx, actor, row.id)
        found = objective_entries.as_given(tx, row)[0].id
        assert found is not None
        return found

    def _given(self) -> ObjectiveGiven:
        """An objective of which the first key result follows its tasks."""
        given = objective(parent_id=self.top)
        first, *rest = given.key_results
        by_tasks = replace(first, result=replace(first.result, measure=Measure.TASKS, target=Decimal(3)))
        return replace(given, key_results=(by_tasks, *rest))

    def _set(self, side: Side, period: Period) -> UUID:
        def write(tx: Tx, actor: Actor) -> UUID:
            row = objective_entries.open_set(tx, actor, self.unit, side.person, period)
            objective_entries.write_objectives(tx, actor, row.id, [self._given()])
            if period != WRITTEN:
                objectives.submit(tx, actor, row.id)
            return row.id

        set_id = self.play.act(side.writer, write)
        if period == APPROVED:
            self.play.act(side.approver, lambda tx, actor: objectives.approve(tx, actor, set_id))
        return set_id

    def _results(self, set_id: UUID) -> list[UUID]:
        with self.play.plugin.transaction() as tx:
            return [row.id for row in objective_sets.results_in(tx, tx.session.get_one(ObjectiveSetRow, set_id))]

    def _on_objectives(self, side: Side) -> Iterator[tuple[str, Walked]]:
        sent, written, approved = (self._set(side, period) for period in (SENT, WRITTEN, APPROVED))
        result = self._results(written)[0]
        whose = Subject(self.unit, side.person)
        sets = side.one_of(Act.SET_UNIT_OBJECTIVES, Act.SET_OWN_OBJECTIVES)
        sees = side.one_of(Act.SEE_UNIT_OBJECTIVES, Act.SEE_OWN_OBJECTIVES)
        approves = side.one_of(Act.APPROVE_UNIT_OBJECTIVES, Act.APPROVE_OWN_OBJECTIVES)
        entries = objective_entries
        calls: list[tuple[str, UseCase]] = [
            ("objective_sets.visible_set", lambda tx, x: objective_sets.visible_set(tx, x, written)),
            (
                "objective_entries.open_set",
                lambda tx, x: entries.open_set(tx, x, self.unit, side.person, FRESH),
            ),
            (
                "objective_entries.write_objectives",
                lambda tx, x: entries.write_objectives(tx, x, written, [self._given()]),
            ),
            ("objective_entries.add_key_result", lambda tx, x: entries.add_key_result(tx, x, written, self._given())),
            ("objective_entries.drop_key_result", lambda tx, x: entries.drop_key_result(tx, x, written, result)),
            (
                "objective_entries.set_weights",
                lambda tx, x: entries.set_weights(tx, x, written, {result: Decimal(40)}),
            ),
            ("objective_entries.link_task", lambda tx, x: entries.link_task(tx, x, result, self.task_id)),
            ("objectives.justify", lambda tx, x: objectives.justify(tx, x, written, WHY)),
            ("objectives.submit", lambda tx, x: objectives.submit(tx, x, written)),
        ]
        for name, call in calls:
            yield name, about(call, whose, acts=sets)
        seen: UseCase = lambda tx, x: objective_sets.visible_set(tx, x, sent)  # noqa: E731
        yield "objective_sets.visible_set", about(seen, whose, acts=(*sees, *sets))
        decisions: list[tuple[str, UseCase]] = [
            ("objectives.approve", lambda tx, x: objectives.approve(tx, x, sent)),
            ("objectives.send_back", lambda tx, x: objectives.send_back(tx, x, sent, "Thiếu ngày")),
            ("objectives.reopen", lambda tx, x: objectives.reopen(tx, x, approved, "Điều chỉnh")),
        ]
        for name, call in decisions:
            yield name, about(call, Subject(self.unit, side.writer_id), acts=approves)
        yield (
            "objective_views.tree",
            about(lambda tx, x: objective_views.tree(tx, x, self.agency, JUNE), Subject(self.agency)),
        )

    def _on_values(self, side: Side) -> Iterator[tuple[str, Walked]]:
        period = Period("2026-Q4")
        result = self._results(self._set(side, period))[1]

        def enter(tx: Tx, actor: Actor) -> UUID:
            return kpi_values.enter_value(tx, actor, result, Decimal(57), tx.now, "Báo cáo 45/BC-UBND").id

        value = self.play.act(side.writer, enter)
        whose = Subject(self.unit, side.person)
        sees = side.one_of(Act.SEE_UNIT_OBJECTIVES, Act.SEE_OWN_OBJECTIVES)
        yield "kpi_values.enter_value", about(enter, whose)
        yield (
            "kpi_judging.confirm_value",
            about(lambda tx, x: kpi_judging.confirm_value(tx, x, value), Subject(self.unit, side.writer_id)),
        )
        yield (
            "kpi_judging.refuse_value",
            about(lambda tx, x: kpi_judging.refuse_value(tx, x, value, "x"), Subject(self.unit, side.writer_id)),
        )
        of_result = lambda tx, x: kpi_values.page_of_values(tx, x, result, None, 50)  # noqa: E731
        yield "kpi_values.page_of_values", about(of_result, whose, acts=sees)
        yield (
            "kpi_judging.value_with_set",
            about(lambda tx, x: kpi_judging.value_with_set(tx, x, value), whose, acts=sees),
        )

    def _plan(self, side: Side, period: Period) -> UUID:
        def make(tx: Tx, actor: Actor) -> UUID:
            row = plans.open_plan(tx, actor, self.unit, side.person, period)
            for line in lines_of(tx.session, [row.id]):
                plans.drop_line(tx, actor, row.id, line.id)
            self._line(tx, actor, row.id)
            if period == SENT:
                plans.submit(tx, actor, row.id)
            return row.id

        return self.play.act(side.writer, make)

    @staticmethod
    def _line(tx: Tx, actor: Actor, plan_id: UUID) -> PlanRow:
        return plans.add_line(
            tx,
            actor,
            plan_id,
            name="Rà soát biển quảng cáo",
            kind=TaskKind.REGULAR,
            product="Báo cáo",
            priority=Priority.NORMAL,
            due=date(2026, 7, 17),
        )

    def _on_plans(self, side: Side) -> Iterator[tuple[str, Walked]]:
        sent, written = self._plan(side, SENT), self._plan(side, WRITTEN)
        with self.play.plugin.transaction() as tx:
            line = lines_of(tx.session, [written])[0].id
        whose = Subject(self.unit, side.person)
        makes = side.one_of(Act.MAKE_UNIT_PLAN, Act.MAKE_OWN_PLAN)
        sees = side.one_of(Act.SEE_UNIT_PLAN, Act.SEE_OWN_PLAN)
        approves = side.one_of(Act.APPROVE_UNIT_PLAN, Act.APPROVE_OWN_PLAN)
        calls: list[tuple[str, UseCase]] = [
            ("plans.visible_plan", lambda tx, x: plans.visible_plan(tx, x, written)),
            ("plans.open_plan", lambda tx, x: plans.open_plan(tx, x, self.unit, side.person, FRESH)),
            ("plans.add_line", lambda tx, x: self._line(tx, x, written)),
            ("plans.drop_line", lambda tx, x: plans.drop_line(tx, x, written, line)),
            ("plans.submit", lambda tx, x: plans.submit(tx, x, written)),
        ]
        for name, call in calls:
            yield name, about(call, whose, acts=makes)
        yield "plans.open_plan", about(self._opened_again(side), whose, acts=(*sees, *makes))
        yield "plans.visible_plan", about(lambda tx, x: plans.visible_plan(tx, x, sent), whose, acts=(*sees, *makes))
        decided = Subject(self.unit, side.writer_id)
        yield "plans.approve", about(lambda tx, x: plans.approve(tx, x, sent), decided, acts=approves)
        yield "plans.send_back", about(lambda tx, x: plans.send_back(tx, x, sent, "Thiếu"), decided, acts=approves)

    def _opened_again(self, side: Side) -> UseCase:
        return lambda tx, x: plans.open_plan(tx, x, self.unit, side.person, SENT)

    def _on_what_goes_up(self) -> Iterator[tuple[str, Walked]]:
        """The head's own objectives and the agency's plan that the head sent: the level above decides."""
        minh = self.play.ward.id_of(MINH)

        def write(tx: Tx, actor: Actor) -> UUID:
            row = objective_entries.open_set(tx, actor, actor.unit, actor.id, SENT)
            objective_entries.write_objectives(tx, actor, row.id, [objective(parent_id=self.top)])
            return objectives.submit(tx, actor, row.id).id

        def make(tx: Tx, actor: Actor) -> UUID:
            row = plans.open_plan(tx, actor, self.agency, None, SENT)
            for line in lines_of(tx.session, [row.id]):
                plans.drop_line(tx, actor, row.id, line.id)
            self._line(tx, actor, row.id)
            return plans.submit(tx, actor, row.id).id

        sent, plan = self.play.act(MINH, write), self.play.act(MINH, make)
        approved = self.play.act(
            MINH,
            lambda tx, x: objectives.submit(tx, x, self._head_of_year(tx, x)).id,
        )
        self.play.act(SON, lambda tx, son: objectives.approve(tx, son, approved))
        whose, agency = Subject(self.agency, minh), Subject(self.agency)
        up = (Act.APPROVE_HEAD_OBJECTIVES, Act.APPROVE_OWN_OBJECTIVES)
        up_plan = (Act.APPROVE_HEAD_PLAN, Act.APPROVE_UNIT_PLAN)
        calls: list[tuple[str, UseCase, tuple[Act, ...]]] = [
            ("objectives.approve", lambda tx, x: objectives.approve(tx, x, sent), up),
            ("objectives.send_back", lambda tx, x: objectives.send_back(tx, x, sent, "Thiếu ngày"), up),
            ("objectives.reopen", lambda tx, x: objectives.reopen(tx, x, approved, "Điều chỉnh"), up),
            ("plans.approve", lambda tx, x: plans.approve(tx, x, plan), up_plan),
            ("plans.send_back", lambda tx, x: plans.send_back(tx, x, plan, "Thiếu"), up_plan),
        ]
        for name, call, acts in calls:
            yield name, about(call, whose, acts=acts)
        own = (Act.SEE_OWN_OBJECTIVES, Act.SET_OWN_OBJECTIVES, Act.APPROVE_HEAD_OBJECTIVES)
        seen: UseCase = lambda tx, x: objective_sets.visible_set(tx, x, sent)  # noqa: E731
        yield "objective_sets.visible_set", about(seen, whose, acts=own)
        see = (Act.SEE_UNIT_PLAN, Act.MAKE_UNIT_PLAN, Act.APPROVE_HEAD_PLAN)
        for name, call in (
            ("plans.visible_plan", lambda tx, x: plans.visible_plan(tx, x, plan)),
            ("plans.open_plan", lambda tx, x: plans.open_plan(tx, x, self.agency, None, SENT)),
        ):
            yield name, about(call, agency, acts=see)

    def _head_of_year(self, tx: Tx, head: Actor) -> UUID:
        """The head's own objectives of the year, ready to be sent."""
        row = objective_entries.open_set(tx, head, head.unit, head.id, YEAR)
        objective_entries.write_objectives(tx, head, row.id, [objective(parent_id=self.top)])
        return row.id

    def _on_the_week(self) -> Iterator[tuple[str, Walked]]:
        yield "plan_views.week_of_person", own(lambda tx, x: plan_views.week_of_person(tx, x, MONDAY))
        yield "calendar_address.address_of", own(calendar_address.address_of)
        yield "calendar_address.withdraw", own(calendar_address.withdraw)
        yield "week_posting.name_conversation", self._conversation(self.unit)

    def _conversation(self, unit: Unit) -> Walked:
        def name(tx: Tx, actor: Actor) -> None:
            week_posting.name_conversation(tx, actor, unit, self.installation, "group-1")

        return about(name, Subject(unit))
