"""What a viewer sees of an evaluation, of the publication, and of their own score."""

from collections import Counter
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import Period, hanoi_date, is_overdue, window_of
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.policy import Level
from hanoiwork_plugin.domain.rating.card_views import EvaluationView, PublicationView, ScorePreview
from hanoiwork_plugin.domain.rating.evaluation import TRANSITIONS, EvaluationAct, EvaluationState, steps_of
from hanoiwork_plugin.domain.rating.scoring import Scope, ScoreSheet, score
from hanoiwork_plugin.domain.tasks import CLOSED
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.rating.evaluations import person_of
from hanoiwork_plugin.services.rating.leaders import facts_about
from hanoiwork_plugin.services.rating.marks import criteria_of, leader_marks_of, marks_of
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evaluations import EvaluationRow, ScoreSheetRow
from hanoiwork_plugin.store.ledger import entries_of_many

_OWN_ACTS = (EvaluationAct.SELF_SUBMITTED, EvaluationAct.SELF_SUBMITTED_LATE)


def score_preview(tx: Tx, person: Actor, period: Period) -> ScorePreview:
    """Điểm của tôi: what fell due, the whole window, and where it leads if the rest goes well."""
    lines = scores.task_lines(tx, person.id, period)
    policy, window = scores.policy_for(person), window_of(period)

    def sheet(scope: Scope) -> ScoreSheet:
        return score(lines, policy=policy, window=window, at=tx.now, general=None, scope=scope)

    still_open = any(line.state not in CLOSED for line in lines)
    return ScorePreview(
        leads=scores.leads(person),
        person=_reference(person),
        due=sheet("due"),
        whole=sheet("whole"),
        projected=sheet("projected") if still_open else None,
    )


def _reference(person: Actor) -> PersonRef:
    return PersonRef(person.id, person.account, person.name, person.title)


def stored_sheet(tx: Tx, row: EvaluationRow) -> ScoreSheet | None:
    """The newest sheet of an evaluation, as it was made; None before the first."""
    sheet_id = row.final_sheet_id or row.review_sheet_id or row.self_sheet_id
    if sheet_id is None:
        return None
    return ScoreSheet.from_json(tx.session.get_one(ScoreSheetRow, sheet_id).result)


def sheet_shown(tx: Tx, row: EvaluationRow, person: Actor, viewer: Actor) -> ScoreSheet:
    """The sheet behind the figures of an evaluation: the stored one once approved, else as things stand now; before
    publication the person sees their own marks only."""
    settled = viewer.id != person.id or row.state == EvaluationState.PUBLISHED
    if settled and row.state in (EvaluationState.APPROVED, EvaluationState.PUBLISHED):
        stored = stored_sheet(tx, row)
        if stored is not None:
            return stored
    review_marks = marks_of(row.review_marks) if settled else None
    return scores.sheet_of(
        tx,
        person,
        Period.parse(row.period),
        general=review_marks or marks_of(row.self_marks),
        leader=leader_marks_of(row.leader_marks) if settled else None,
    )


def allowed_acts(tx: Tx, row: EvaluationRow, person: Actor, viewer: Actor) -> frozenset[EvaluationAct]:
    """What the viewer may do with the evaluation in its state now."""
    state, period = EvaluationState(row.state), Period.parse(row.period)
    dates, subject = steps_of(period), Subject(person.unit, person.id)
    acts = {act for from_state, act in TRANSITIONS if from_state is state}
    late = is_overdue(dates.self_by, tx.now)
    may: set[EvaluationAct] = set()
    if viewer.id == person.id:
        wanted = EvaluationAct.SELF_SUBMITTED_LATE if late else EvaluationAct.SELF_SUBMITTED
        refiling = row.self_at is not None and state is EvaluationState.REVIEWED
        may |= {wanted} & acts if tx.now >= dates.self_from and not refiling else set()
        may |= {EvaluationAct.SEEN} & acts if row.seen_at is None else set()
    rateable = state is EvaluationState.SELF_SUBMITTED or (state is EvaluationState.OPEN and late)
    if rateable and authority.allowed(Act.RATE, viewer, subject):
        may.add(EvaluationAct.REVIEWED)
    rating = rateable or state is EvaluationState.REVIEWED
    if rating and scores.leads(person) and authority.allowed(Act.RATE, viewer, subject):
        may.add(EvaluationAct.LEADER_RATED)
        if row.leader_marks is None:
            may.discard(EvaluationAct.REVIEWED)
    review_over = is_overdue(dates.review_by, tx.now)
    ended = tx.now > dates.window_end
    if (
        authority.allowed(Act.APPROVE_EVALUATION, viewer, subject)
        and ended
        and (state is EvaluationState.REVIEWED or review_over)
    ):
        may |= {EvaluationAct.APPROVED} & acts
    return frozenset(may)


def evaluation_view(tx: Tx, row: EvaluationRow, viewer: Actor) -> EvaluationView:
    """The evaluation as ``viewer`` sees it; before publication the person sees their own part only."""
    person = person_of(tx, row)
    period = Period.parse(row.period)
    state, dates = EvaluationState(row.state), steps_of(period)
    own = viewer.id == person.id
    published = state is EvaluationState.PUBLISHED
    reviews = entries_of_many(tx.session, [row.id], [EvaluationAct.REVIEWED]) if row.reviewed_by_id else []
    on_behalf_of = reviews[-1].on_behalf_of_id if reviews else None
    people = organisation.references(
        tx.session, hanoi_date(tx.now), {row.reviewed_by_id, row.approved_by_id, on_behalf_of}
    )
    allowed = allowed_acts(tx, row, person, viewer)
    self_marks = marks_of(row.self_marks) or {}
    review_marks = (marks_of(row.review_marks) or {}) if published or not own else {}
    settled = published or not own
    leading = leader_marks_of(row.leader_marks) if settled else None
    shown = sheet_shown(tx, row, person, viewer)
    step = _step(allowed, undecided=leading is None)
    deadline = {
        "self": dates.self_by,
        "review": dates.review_by,
        "approve": dates.approve_by,
    }.get(step)
    return EvaluationView(
        id=row.id,
        version=row.version,
        person=_reference(person),
        unit=person.unit.name,
        period=row.period,
        state=state,
        criteria=criteria_of(row),
        task_points=shown.task_part,
        deadline=deadline,
        late=bool(deadline and is_overdue(deadline, tx.now)),
        allowed=allowed,
        self_marks=self_marks,
        self_total=sum(self_marks.values(), Decimal(0)) if self_marks else None,
        self_at=row.self_at,
        late_reason=row.late_reason,
        review_marks=review_marks,
        review_total=sum(review_marks.values(), Decimal(0)) if review_marks else None,
        reviewed_by=people.get(row.reviewed_by_id) if row.reviewed_by_id and settled else None,
        on_behalf_of=people.get(on_behalf_of) if on_behalf_of and settled else None,
        reviewed_at=row.reviewed_at if settled else None,
        review_reason=row.review_reason if settled else "",
        review_comment=row.review_comment if settled else "",
        total=shown.total,
        suggested_level=shown.level,
        leads=scores.leads(person),
        leader=leading,
        leader_facts=facts_about(tx, person, period) if EvaluationAct.LEADER_RATED in allowed else None,
        leader_choices=scores.policy_for(person).leader_choices,
        level=Level(row.level) if row.level and settled else None,
        approval_reason=row.approval_reason if settled else "",
        approved_by=people.get(row.approved_by_id) if row.approved_by_id and settled else None,
        approved_at=row.approved_at if settled else None,
        published_at=row.published_at,
        seen_at=row.seen_at,
    )


def _step(allowed: frozenset[EvaluationAct], *, undecided: bool) -> str:
    if allowed & set(_OWN_ACTS):
        return "self"
    if EvaluationAct.APPROVED in allowed and EvaluationAct.REVIEWED not in allowed:
        return "approve"
    rates = EvaluationAct.REVIEWED in allowed or (undecided and EvaluationAct.LEADER_RATED in allowed)
    return "review" if rates else ""


def publication_view(tx: Tx, agency_id: UUID, period: Period, viewer: Actor) -> PublicationView:
    """Công khai: how many of each level are approved, who is missing, and who published when."""
    agency = organisation.unit(tx.session, agency_id)
    rows = tx.session.scalars(
        select(EvaluationRow).where(EvaluationRow.agency_id == agency_id, EvaluationRow.period == period.code)
    ).all()
    decided = (EvaluationState.APPROVED, EvaluationState.PUBLISHED)
    counts = Counter(Level(row.level) for row in rows if row.state in decided and row.level)
    open_rows = [row for row in rows if row.state not in decided]
    waiting = [row for row in rows if row.state == EvaluationState.APPROVED]
    published = [row for row in rows if row.published_at]
    entries = entries_of_many(tx.session, [row.id for row in published], [EvaluationAct.PUBLISHED])
    people = organisation.references(
        tx.session, hanoi_date(tx.now), {row.person_id for row in open_rows} | {entry.actor_id for entry in entries}
    )
    last = entries[-1] if entries and not waiting else None
    return PublicationView(
        agency_id=agency_id,
        version=sum(row.version for row in rows),
        unit=agency.name,
        period=period.code,
        deadline=steps_of(period).publish_by,
        counts=tuple((level, counts[level]) for level in Level if counts[level]),
        missing=tuple((people[row.person_id], EvaluationState(row.state)) for row in open_rows),
        allowed=bool(waiting) and authority.allowed(Act.PUBLISH, viewer, Subject(agency)) is not None,
        published_at=last.at if last else None,
        published_by=people.get(last.actor_id) if last and last.actor_id else None,
    )
