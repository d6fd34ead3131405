"""The page of plans: one's own month, one's department's and one's agency's, three kinds of work apart (STORY 6)."""

from uuid import UUID

from flask import request

from hanoiwork_plugin.domain.calendar import FIRST_DAY, Period
from hanoiwork_plugin.domain.goals.plan_views import PlanLineView
from hanoiwork_plugin.domain.tasks import TaskKind
from hanoiwork_plugin.services.goals import plans
from hanoiwork_plugin.services.goals.plan_views import plan_view
from hanoiwork_plugin.services.rating.scores import current_period, period_named
from hanoiwork_plugin.store.plans import PlanRow
from hanoiwork_plugin.web.page import Door, Shown, Visit


def plan_routes(door: Door) -> None:
    """``/app/plans`` and ``/app/plans/<id>``."""

    @door.page("/app/plans")
    def plans_of_month(visit: Visit) -> Shown:
        running = current_period(visit.tx.now)
        period = period_named(request.args.get("period", "") or running.code)
        return _page(visit, period.code, next(iter(plans.plans_around(visit.tx, visit.actor, period)), None))

    @door.page("/app/plans/<uuid:plan_id>")
    def plan(visit: Visit, plan_id: UUID) -> Shown:
        row = plans.visible_plan(visit.tx, visit.actor, plan_id)
        return _page(visit, row.period, row)


def _page(visit: Visit, code: str, row: PlanRow | None) -> Shown:
    """A plan, with the way to the others of the month; reading makes no plan and proposes nothing."""
    period = period_named(code)
    view = plan_view(visit.tx, row, visit.actor) if row else None
    return visit.show(
        "plan.html",
        period=code,
        periods=_months(current_period(visit.tx.now)),
        view=view,
        plans=[plan_view(visit.tx, each, visit.actor) for each in plans.plans_around(visit.tx, visit.actor, period)],
        groups=_groups(view.lines) if view else [],
    )


def _months(running: Period) -> list[str]:
    """The month before (since the system began), the running one and the next."""
    count = 12 * running.year + running.number - 1
    around = [Period.month(number // 12, number % 12 + 1).code for number in (count - 1, count, count + 1)]
    first = Period.month(FIRST_DAY.year, FIRST_DAY.month).code
    return [code for code in around if code >= first]


def _groups(lines: tuple[PlanLineView, ...]) -> list[tuple[TaskKind | None, list[PlanLineView]]]:
    """Lines by kind, in the order of the kinds; those without one last."""
    kinds: list[TaskKind | None] = [*TaskKind, None]
    found = [(kind, [line for line in lines if line.kind is kind]) for kind in kinds]
    return [(kind, members) for kind, members in found if members]
