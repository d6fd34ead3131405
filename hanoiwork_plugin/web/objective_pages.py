"""The page of objectives: the tree unit → department → person, and one set in full (STORY 5)."""

from uuid import UUID

from flask import request

from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.goals.objective_checks import KpiPart
from hanoiwork_plugin.domain.goals.objectives import Measure
from hanoiwork_plugin.services.goals.kpi_values import value_views
from hanoiwork_plugin.services.goals.objective_sets import periods_around, visible_set
from hanoiwork_plugin.services.goals.objective_views import set_view, tree
from hanoiwork_plugin.services.rating.scores import current_period
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.web.page import Door, Shown, Visit


def objective_routes(door: Door) -> None:
    """``/app/objectives`` and ``/app/objectives/<id>``."""

    @door.page("/app/objectives")
    def objectives(visit: Visit) -> Shown:
        running = current_period(visit.tx.now)
        period = Period.parse(request.args.get("period", "") or running.code)
        agency = organisation.unit(visit.tx.session, visit.actor.unit.agency_id)
        return visit.show(
            "objectives.html",
            agency=agency.name,
            period=period.code,
            periods=periods_around(running.code)[::-1],
            nodes=tree(visit.tx, visit.actor, agency, period),
        )

    @door.page("/app/objectives/<uuid:set_id>")
    def objective_set(visit: Visit, set_id: UUID) -> Shown:
        row = visible_set(visit.tx, visit.actor, set_id)
        view = set_view(visit.tx, row, visit.actor)
        results = [result.id for each in view.objectives for result in each.key_results]
        values = value_views(visit.tx, results) if results else []
        return visit.show(
            "objective_set.html",
            view=view,
            values={each: [value for value in values if value.key_result_id == each] for each in results},
            by_tasks=Measure.TASKS,
            part={part.value: visit.reader.term(part) for part in KpiPart},
        )
