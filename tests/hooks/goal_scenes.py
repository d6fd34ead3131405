"""Objectives and plans made ready for whoever presses an example."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from scenes import JUNE, Scenes
from sqlalchemy import update
from stage.goals import objective
from stage.ward import AN, DUNG, HA, HUNG, MAI, MINH, QUAN

from hanoiwork_plugin.domain.tasks import Priority, TaskKind
from hanoiwork_plugin.services.goals import kpi_values, objective_entries, objectives, plans
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.objectives import KeyResultRow, ObjectiveSetRow
from hanoiwork_plugin.store.plans import PlanLineRow, PlanRow, lines_of

Json = dict[str, Any]
Setting = Callable[[Scenes, str, Json], tuple[str, int]]


def ward_objective(scenes: Scenes) -> UUID:
    """An objective of the ward that others can be linked to."""
    with scenes.ward.plugin.transaction() as tx:
        monitor = scenes.ward.actor(tx, QUAN)
        agency = organisation.unit(tx.session, monitor.unit.agency_id)
        row = objective_entries.open_set(tx, monitor, agency, None, JUNE)
        objective_entries.write_objectives(tx, monitor, row.id, [objective()])
        objectives.submit(tx, monitor, row.id)
        return objective_entries.as_given(tx, row)[0].id or UUID(int=0)


def written(scenes: Scenes, writer: str, data: Json, *weights: str) -> UUID:
    """A set with one objective of four key results; the example's key result is among them."""
    parent = ward_objective(scenes)
    with scenes.ward.plugin.transaction() as tx:
        actor = scenes.ward.actor(tx, writer)
        row = objective_entries.open_set(tx, actor, actor.unit, None if writer in (HA, DUNG) else actor.id, JUNE)
        given = objective(*([weights] if weights else []), parent_id=parent)
        objective_entries.write_objectives(tx, actor, row.id, [given])
        named = data.get("okr_result") or data.get("kpi_result")
        if named:
            any_result = objective_entries.results_in(tx, row)[0].id
            tx.session.execute(update(KeyResultRow).where(KeyResultRow.id == any_result).values(id=UUID(named)))
        return row.id


def of_set(scenes: Scenes, set_id: UUID) -> tuple[str, int]:
    with scenes.ward.plugin.transaction() as tx:
        return f"objectives/{set_id}", int(tx.session.get_one(ObjectiveSetRow, set_id).version)


def draft(*weights: str) -> Setting:
    return lambda scenes, who, data: of_set(scenes, written(scenes, who, data, *weights))


def submitted(scenes: Scenes, data: Json, writer: str = HA) -> UUID:
    set_id = written(scenes, writer, data)
    with scenes.ward.plugin.transaction() as tx:
        objectives.submit(tx, scenes.ward.actor(tx, writer), set_id)
    return set_id


def approved(scenes: Scenes, who: str, data: Json) -> tuple[str, int]:
    set_id = submitted(scenes, data, who)
    with scenes.ward.plugin.transaction() as tx:
        objectives.approve(tx, scenes.ward.actor(tx, HUNG if who == HA else MINH), set_id)
    return of_set(scenes, set_id)


def value_to_confirm(scenes: Scenes, who: str, data: Json) -> tuple[str, int]:
    set_id = submitted(scenes, data)
    with scenes.ward.plugin.transaction() as tx:
        actor, row = scenes.ward.actor(tx, HA), tx.session.get_one(ObjectiveSetRow, set_id)
        result = objective_entries.results_in(tx, row)[0].id
        value = kpi_values.enter_value(tx, actor, result, Decimal(57), tx.now, "Báo cáo 45/BC-UBND")
        return f"kpi_value/{value.id}", 0


def planned(scenes: Scenes, maker: str, data: Json) -> UUID:
    with scenes.ward.plugin.transaction() as tx:
        actor = scenes.ward.actor(tx, maker)
        row = plans.open_plan(tx, actor, actor.unit, actor.id, JUNE)
        plans.add_line(
            tx,
            actor,
            row.id,
            name="Kế hoạch chỉnh trang",
            kind=TaskKind.KEY,
            product="Kế hoạch",
            priority=Priority.HIGH,
            due=date(2026, 6, 19),
        )
        if "plan_line" in data:
            line = lines_of(tx.session, [row.id])[0].id
            tx.session.execute(update(PlanLineRow).where(PlanLineRow.id == line).values(id=UUID(data["plan_line"])))
        return row.id


def of_plan(scenes: Scenes, plan_id: UUID) -> tuple[str, int]:
    with scenes.ward.plugin.transaction() as tx:
        return f"plan/{plan_id}", int(tx.session.get_one(PlanRow, plan_id).version)


def plan_sent(scenes: Scenes, who: str, data: Json) -> tuple[str, int]:
    maker = MAI if who == DUNG else AN
    plan_id = planned(scenes, maker, data)
    with scenes.ward.plugin.transaction() as tx:
        plans.submit(tx, scenes.ward.actor(tx, maker), plan_id)
    return of_plan(scenes, plan_id)


def plan_draft(scenes: Scenes, who: str, data: Json) -> tuple[str, int]:
    return of_plan(scenes, planned(scenes, who, data))


def own(scenes: Scenes, who: str, data: Json) -> tuple[str, int]:
    return f"person/{scenes.ward.id_of(who)}", 0


def to_decide(scenes: Scenes, who: str, data: Json) -> tuple[str, int]:
    return of_set(scenes, submitted(scenes, data))


GOAL_SETTINGS: dict[str, Setting] = {
    "objectives.add": draft(),
    "objectives.weights": draft(),
    "objectives.drop": draft(),
    "objectives.justify": draft("25", "25", "25", "25"),
    "objectives.submit": draft(),
    "objectives.approve": to_decide,
    "objectives.return": to_decide,
    "objectives.tree": draft(),
    "kpi.enter": approved,
    "kpi.confirm": value_to_confirm,
    "kpi.refuse": value_to_confirm,
    "plan.add": plan_draft,
    "plan.drop": plan_draft,
    "plan.submit": plan_draft,
    "plan.approve": plan_sent,
    "plan.return": plan_sent,
    "calendar.address": own,
    "calendar.withdraw": own,
}
"""Verb → what its card is about, made ready for the person who presses."""
