"""Evaluations of a month and their publication (DOMAIN 6; STORY 22 to 28)."""

from dataclasses import dataclass
from dataclasses import fields as parts_of
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from marshmallow import Schema, fields, validate

from hanoiwork_plugin.api.desk import PREFIX, Call, Desk, Room
from hanoiwork_plugin.api.fields import PERIOD_PATTERN, Amount, Marks, Text
from hanoiwork_plugin.api.queries import PageQuery, one_page
from hanoiwork_plugin.api.shapes import page_of, shape_of
from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.policy import Level
from hanoiwork_plugin.domain.rating.card_views import EvaluationView, PublicationView
from hanoiwork_plugin.domain.rating.evaluation import EvaluationState
from hanoiwork_plugin.domain.rating.sheet import LeaderMarks
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.services.rating import evaluation_lists, evaluations, leaders, scores
from hanoiwork_plugin.services.rating.evaluation_lists import EvaluationLineView, EvaluationList
from hanoiwork_plugin.services.rating.evaluation_views import evaluation_view
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.wire.fields import Choice

PERCENT = validate.Range(Decimal(0), Decimal(100))


class EvaluationsQuery(PageQuery):
    """Which evaluations."""

    role = Choice(EvaluationList, load_default=EvaluationList.MINE)
    period = fields.String(validate=validate.Regexp(PERIOD_PATTERN))


class Month(Schema):
    """A month that has begun."""

    period = fields.String(required=True, validate=validate.Regexp(PERIOD_PATTERN))


class SelfEvaluation(Schema):
    """A mark for each general criterion; a late one needs its reason."""

    marks = Marks(required=True)
    late_reason = Text(2000, load_default="")


class EvaluationReview(Schema):
    """The judge's marks; without them the person's own are agreed to. Other marks need a reason."""

    marks = Marks()
    reason = Text(2000, load_default="")
    comment = Text(2000, load_default="")


class LeaderMarksGiven(Schema):
    """d, đ and e of one who leads, in percent, with the basis of each; d and đ are suggested by ``leader_facts``."""

    unit_result = Amount(required=True, validate=PERCENT)
    organising = Amount(required=True, validate=PERCENT)
    unity = Amount(required=True, validate=PERCENT)
    unit_basis = Text(2000, load_default="")
    organising_basis = Text(2000, load_default="")
    unity_basis = Text(2000, load_default="")


class EvaluationApproval(Schema):
    """The level; without one it is the one that the total gives. Another needs a reason."""

    level = Choice(Level)
    reason = Text(2000, load_default="")


@dataclass(frozen=True)
class LevelCount:
    """How many approved evaluations have a level."""

    level: Level
    count: int


@dataclass(frozen=True)
class MissingEvaluation:
    """A person whose evaluation is not approved, and where it stands."""

    person: PersonRef
    state: EvaluationState


@dataclass(frozen=True)
class Publication:
    """Công khai trong đơn vị: counts only, and who is missing."""

    agency_id: UUID
    version: int
    unit: str
    period: str
    deadline: datetime | None
    counts: tuple[LevelCount, ...]
    missing: tuple[MissingEvaluation, ...]
    allowed: bool
    published_at: datetime | None
    published_by: PersonRef | None


def seen_evaluation(call: Call, evaluation_id: UUID) -> EvaluationRow:
    """The evaluation, when it is the caller's business."""
    row, _ = evaluations.open_evaluation(call.tx, call.actor, evaluation_id, None)
    return row


def shown(call: Call, row: EvaluationRow) -> EvaluationView:
    """The evaluation as it is now, for the caller."""
    call.tx.settle()
    return evaluation_view(call.tx, row, call.actor)


def located(body: dict[str, object]) -> str:
    """The address of an evaluation."""
    return f"{PREFIX}/evaluations/{body['id']}"


def publication(call: Call, agency_id: UUID, period: str) -> Publication:
    """The publication of an agency's month as it is now."""
    call.tx.settle()
    view = evaluation_lists.visible_publication(call.tx, call.actor, agency_id, period)
    plain = {part.name: getattr(view, part.name) for part in parts_of(PublicationView)}
    plain["counts"] = tuple(LevelCount(level, count) for level, count in view.counts)
    plain["missing"] = tuple(MissingEvaluation(person, state) for person, state in view.missing)
    return Publication(**plain)


def room(desk: Desk) -> Room:
    """``/evaluations`` and ``/agencies/<id>/publications``."""
    routes = desk.room("evaluations", "Evaluations: by oneself, rated, approved, published")
    evaluation = shape_of(EvaluationView)

    @routes.read("/evaluations", page_of(EvaluationLineView), query=EvaluationsQuery)
    def list_evaluations(call: Call) -> object:
        """One page of the caller's own evaluations, or of those that wait for the caller"""
        given = call.given
        period = Period.parse(given["period"]) if "period" in given else None
        found = evaluation_lists.page_of_evaluations(
            call.tx,
            call.actor,
            given["role"],
            period=period,
            after=given.get("cursor"),
            limit=given["limit"] + 1,
        )
        return one_page(found, given["limit"])

    @routes.write("/evaluations", evaluation, body=Month, status=201, at=located)
    def open_evaluation(call: Call) -> object:
        """The caller's own evaluation of a month, opened at first use"""
        return shown(call, evaluation_lists.open_own(call.tx, call.actor, scores.period_named(call.given["period"])))

    @routes.read("/evaluations/<uuid:evaluation_id>", evaluation)
    def read_evaluation(call: Call, evaluation_id: UUID) -> object:
        """An evaluation as the caller may see it; a look at another's is recorded"""
        return evaluation_lists.looked_at(call.tx, call.actor, evaluation_id)

    @routes.write(
        "/evaluations/<uuid:evaluation_id>/self-evaluation", evaluation, body=SelfEvaluation, look=seen_evaluation
    )
    def evaluate_self(call: Call, evaluation_id: UUID) -> object:
        """Evaluate oneself on the suggested score"""
        row, _ = evaluations.open_evaluation(call.tx, call.actor, evaluation_id, call.version)
        if row.person_id != call.actor.id:
            raise NotFound
        late_reason = call.given["late_reason"]
        period = Period.parse(row.period)
        return shown(
            call,
            evaluations.self_evaluate(call.tx, call.actor, period, call.given["marks"], late_reason=late_reason),
        )

    @routes.write("/evaluations/<uuid:evaluation_id>/review", evaluation, body=EvaluationReview, look=seen_evaluation)
    def review_evaluation(call: Call, evaluation_id: UUID) -> object:
        """Comment and rate"""
        given = call.given
        row = evaluations.review(
            call.tx,
            call.actor,
            evaluation_id,
            marks=given.get("marks"),
            reason=given["reason"],
            comment=given["comment"],
            version=call.version,
        )
        return shown(call, row)

    @routes.write(
        "/evaluations/<uuid:evaluation_id>/leader-marks", evaluation, body=LeaderMarksGiven, look=seen_evaluation
    )
    def rate_leader(call: Call, evaluation_id: UUID) -> object:
        """Decide d, đ and e of one who leads"""
        given = LeaderMarks(**call.given)
        return shown(call, leaders.rate_leader(call.tx, call.actor, evaluation_id, given, version=call.version))

    @routes.write(
        "/evaluations/<uuid:evaluation_id>/approval", evaluation, body=EvaluationApproval, look=seen_evaluation
    )
    def approve_evaluation(call: Call, evaluation_id: UUID) -> object:
        """Approve, at the computed level or at another with a reason"""
        level, reason = call.given.get("level"), call.given["reason"]
        row = evaluations.approve(call.tx, call.actor, evaluation_id, level=level, reason=reason, version=call.version)
        return shown(call, row)

    @routes.write("/evaluations/<uuid:evaluation_id>/seen", evaluation, look=seen_evaluation)
    def confirm_seen(call: Call, evaluation_id: UUID) -> object:
        """The person confirms having seen the published result"""
        evaluations.open_evaluation(call.tx, call.actor, evaluation_id, call.version)
        return shown(call, evaluations.mark_seen(call.tx, call.actor, evaluation_id))

    address = "/agencies/<uuid:agency_id>/publications/<period:period>"
    published = shape_of(Publication)

    @routes.read(address, published, may_conflict=True)
    def read_publication(call: Call, agency_id: UUID, period: str) -> object:
        """The publication of an agency's month, for its personnel"""
        return publication(call, agency_id, period)

    @routes.write(address, published, look=publication)
    def publish_results(call: Call, agency_id: UUID, period: str) -> object:
        """Publish every approved result inside the unit"""
        publication(call, agency_id, period)
        evaluations.publish(call.tx, call.actor, agency_id, scores.period_named(period), version=call.version)
        return publication(call, agency_id, period)

    return routes
