"""Evaluations found again: pages for REST, one's own of a month, the publication that one may see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.errors import NotFound, TooEarly
from hanoiwork_plugin.domain.people import Actor, LabelledEnum
from hanoiwork_plugin.domain.rating.card_views import EvaluationView, PublicationView
from hanoiwork_plugin.domain.rating.evaluation import EvaluationState
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.services.doing.task_views import NOBODY
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.rating.evaluation_views import evaluation_view, publication_view
from hanoiwork_plugin.services.rating.evaluations import evaluation_of, open_evaluation
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.people import UnitRow


class EvaluationList(LabelledEnum):
    """Which evaluations a list holds."""

    MINE = "mine", "của tôi"
    TO_REVIEW = "to_review", "chờ tôi nhận xét, đánh giá"
    TO_APPROVE = "to_approve", "chờ tôi phê duyệt"


@dataclass(frozen=True)
class EvaluationLineView:
    """An evaluation in a list; figures are on the evaluation itself."""

    id: UUID
    version: int
    person: PersonRef
    period: str
    state: EvaluationState
    self_at: datetime | None


def page_of_evaluations(
    tx: Tx, actor: Actor, wanted: EvaluationList, *, period: Period | None, after: UUID | None, limit: int
) -> list[EvaluationLineView]:
    """One page, oldest id first: the actor's own, or those that wait for the actor as named in them."""
    query = select(EvaluationRow).order_by(EvaluationRow.id).limit(limit)
    match wanted:
        case EvaluationList.TO_REVIEW:
            waiting = (EvaluationState.OPEN, EvaluationState.SELF_SUBMITTED)
            query = query.where(
                EvaluationRow.reviewer_id.in_(_self_and_givers(actor, Act.RATE)), EvaluationRow.state.in_(waiting)
            )
        case EvaluationList.TO_APPROVE:
            decided = (EvaluationState.APPROVED, EvaluationState.PUBLISHED)
            approvers = _self_and_givers(actor, Act.APPROVE_EVALUATION)
            query = query.where(EvaluationRow.approver_id.in_(approvers), EvaluationRow.state.not_in(decided))
        case EvaluationList.MINE:
            query = query.where(EvaluationRow.person_id == actor.id)
    if period is not None:
        query = query.where(EvaluationRow.period == period.code)
    if after is not None:
        query = query.where(EvaluationRow.id > after)
    rows = tx.session.scalars(query).all()
    people = organisation.references(tx.session, hanoi_date(tx.now), {row.person_id for row in rows})
    return [
        EvaluationLineView(
            row.id,
            row.version,
            people.get(row.person_id, NOBODY),
            row.period,
            EvaluationState(row.state),
            row.self_at,
        )
        for row in rows
    ]


def _self_and_givers(actor: Actor, act: Act) -> list[UUID]:
    """Whose decisions the actor may take now: their own, and those delegated to them."""
    return [actor.id, *authority.stands_in_for(actor, act)]


def open_own(tx: Tx, actor: Actor, period: Period) -> EvaluationRow:
    """The actor's evaluation of a month that has begun.

    Raises:
        TooEarly: for a month whose window has not begun.
    """
    if period.code > scores.current_period(tx.now).code:
        raise TooEarly
    return evaluation_of(tx, actor, period)


def looked_at(tx: Tx, actor: Actor, evaluation_id: UUID) -> EvaluationView:
    """An evaluation as the actor may see it; a look at somebody else's is recorded (DOMAIN 6).

    Raises:
        NotFound: when it does not exist or is none of the actor's business.
    """
    row, person = open_evaluation(tx, actor, evaluation_id, None)
    scores.record_look(tx, actor, person.id)
    return evaluation_view(tx, row, actor)


def record_card_sent(tx: Tx, viewer: Actor, evaluation_id: UUID) -> None:
    """The card of an evaluation reached somebody: it shows the score, so it is a look like any other."""
    row = tx.session.get(EvaluationRow, evaluation_id)
    if row is not None:
        scores.record_look(tx, viewer, row.person_id)


def visible_publication(tx: Tx, actor: Actor, agency_id: UUID, code: str) -> PublicationView:
    """Công khai of an agency's month, for its personnel.

    Raises:
        NotFound: for an unknown agency, and for people whose business it is not, alike.
        TooEarly: for a month before the system began.
    """
    row = tx.session.get(UnitRow, agency_id)
    if row is None or len(row.path) != 1:
        raise NotFound
    if authority.allowed(Act.PUBLISH, actor, Subject(organisation.unit_of(row))) is None:
        raise NotFound
    return publication_view(tx, agency_id, scores.period_named(code), actor)
