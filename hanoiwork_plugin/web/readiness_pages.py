"""The pages of readiness: every agency for the city board, one agency in full (VI.1)."""

from uuid import UUID

from flask import redirect, url_for

from hanoiwork_plugin.cards.readiness import lack_text, line_fact
from hanoiwork_plugin.services.rollout import readiness, working_group
from hanoiwork_plugin.web.page import Door, Shown, Visit


def readiness_routes(door: Door) -> None:
    """``/app/readiness`` and ``/app/readiness/<agency>``."""

    @door.page("/app/readiness")
    def city_readiness(visit: Visit) -> Shown:
        if not readiness.sees_the_city(visit.actor):
            return redirect(url_for("web.unit_readiness", agency_id=visit.actor.unit.agency_id))
        return visit.show("city_readiness.html", view=readiness.city_readiness(visit.tx, visit.actor))

    @door.page("/app/readiness/<uuid:agency_id>")
    def unit_readiness(visit: Visit, agency_id: UUID) -> Shown:
        locale = visit.reader.locale
        return visit.show(
            "unit_readiness.html",
            view=readiness.readiness_of(visit.tx, visit.actor, agency_id),
            groups=working_group.groups_view(visit.tx, visit.actor, agency_id),
            fact=lambda view, line: line_fact(view, line, locale),
            lack=lambda lacking: lack_text(lacking, locale),
            city=readiness.sees_the_city(visit.actor),
        )
