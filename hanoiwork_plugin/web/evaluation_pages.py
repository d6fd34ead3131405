"""An evaluation (đánh giá tháng) to read, and the publication of a month for personnel; acts stay on the cards."""

from decimal import Decimal
from uuid import UUID

from flask import redirect
from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.rating.card_views import EvaluationView
from hanoiwork_plugin.domain.rating.criteria import CRITERIA_GROUPS, Criterion
from hanoiwork_plugin.services.rating import evaluations, scores
from hanoiwork_plugin.services.rating.evaluation_views import evaluation_view, publication_view
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.web.page import Door, Shown, Visit

_GROUP_TEXTS = {group.code: group.text for group in CRITERIA_GROUPS}


def evaluation_routes(door: Door) -> None:
    """``/app/evaluations``."""

    @door.page("/app/evaluations/<uuid:evaluation_id>")
    def evaluation(visit: Visit, evaluation_id: UUID) -> Shown:
        row, person = evaluations.open_evaluation(visit.tx, visit.actor, evaluation_id, None)
        scores.record_look(visit.tx, visit.actor, person.id)
        view = evaluation_view(visit.tx, row, visit.actor)
        return visit.show(
            "evaluation.html",
            view=view,
            own=person.id == visit.actor.id,
            groups=_groups(view),
            general_maximum=sum((each.maximum for each in view.criteria), Decimal(0)),
        )

    @door.page("/app/evaluations/<period>")
    def evaluations_of(visit: Visit, period: str) -> Shown:
        asked = scores.period_named(period)
        agency = organisation.unit(visit.tx.session, visit.actor.unit.agency_id)
        own = visit.tx.session.scalar(
            select(EvaluationRow.id).where(
                EvaluationRow.person_id == visit.actor.id, EvaluationRow.period == asked.code
            )
        )
        if authority.allowed(Act.PUBLISH, visit.actor, Subject(agency)):
            view = publication_view(visit.tx, agency.id, asked, visit.actor)
            return visit.show("publication.html", view=view, own=own)
        if own is None:
            raise NotFound
        return redirect(f"/app/evaluations/{own}")


def _groups(view: EvaluationView) -> list[tuple[str, str, list[Criterion]]]:
    """The criteria by group: its code, its wording, its members."""
    groups: dict[str, list[Criterion]] = {}
    for criterion in view.criteria:
        groups.setdefault(criterion.code.partition(".")[0], []).append(criterion)
    return [(code, _GROUP_TEXTS.get(code, ""), members) for code, members in groups.items()]
