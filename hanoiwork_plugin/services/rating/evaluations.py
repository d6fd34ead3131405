"""The evaluation of a month: self-evaluation → rating → approval → publication (DOMAIN 6; STORY 22 to 28)."""

from uuid import UUID

from sqlalchemy import func, select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.domain.policy import Level
from hanoiwork_plugin.domain.rating import evaluation
from hanoiwork_plugin.domain.rating.criteria import GeneralMarks
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct, EvaluationState, steps_of
from hanoiwork_plugin.domain.rating.leader import need_marks
from hanoiwork_plugin.domain.rating.scoring import ScoreSheet
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.catalogues import catalogue
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.rating.marks import criteria_of, leader_marks_of, marks_of, plain_criteria, plain_marks
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evaluations import EvaluationRow, ScoreSheetRow


def evaluation_of(tx: Tx, person: Actor, period: Period) -> EvaluationRow:
    """The person's evaluation of a month, opened at first use, with who rates and who approves it."""
    query = select(EvaluationRow).where(EvaluationRow.person_id == person.id, EvaluationRow.period == period.code)
    row = tx.session.scalar(query.with_for_update())
    if row is not None:
        return row
    subject = Subject(person.unit, person.id)
    reviewer = competence.reviewer_of(tx, person)
    approver = competence.nearest_or_none(tx, Act.APPROVE_EVALUATION, subject, besides=person.id)
    row = EvaluationRow(
        id=new_id(),
        person_id=person.id,
        period=period.code,
        unit_id=person.unit.id,
        agency_id=person.unit.agency_id,
        state=EvaluationState.OPEN,
        reviewer_id=reviewer.id if reviewer else None,
        approver_id=approver.id if approver else None,
        criteria=plain_criteria(catalogue.criteria_in_force(tx, person.unit.agency_id)),
        late_reason="",
        review_reason="",
        review_comment="",
        approval_reason="",
    )
    tx.session.add(row)
    tx.session.flush()
    return row


def person_of(tx: Tx, row: EvaluationRow) -> Actor:
    """The person evaluated, as posted now.

    Raises:
        NotFound: when the person has left.
    """
    found = organisation.actor_by_id(tx.session, row.person_id, hanoi_date(tx.now))
    if found is None:
        raise NotFound
    return found


def may_see(actor: Actor, row: EvaluationRow, person: Actor) -> bool:
    """Whether an evaluation is the actor's business: the person, their line, personnel."""
    subject = Subject(person.unit, person.id)
    return authority.allowed(Act.SEE_SCORE, actor, subject) is not None or actor.id in (
        row.reviewer_id,
        row.approver_id,
    )


def open_evaluation(tx: Tx, actor: Actor, evaluation_id: UUID, version: int | None) -> tuple[EvaluationRow, Actor]:
    """Lock an evaluation that the actor may see, as old as the card.

    Raises:
        NotFound: when it does not exist or is none of the actor's business.
        Stale: when the card shows an older version.
    """
    row = tx.session.get(EvaluationRow, evaluation_id, with_for_update=True)
    if row is None:
        raise NotFound
    person = person_of(tx, row)
    if not may_see(actor, row, person):
        raise NotFound
    if version is not None and version != row.version:
        raise Stale
    return row, person


def self_evaluate(
    tx: Tx,
    actor: Actor,
    period: Period,
    marks: GeneralMarks,
    *,
    late_reason: str = "",
    version: int | None = None,
) -> EvaluationRow:
    """Gửi tự đánh giá on the suggested score."""
    tx.require(Act.EVALUATE_SELF, actor, Subject(actor.unit, actor.id))
    row = evaluation_of(tx, actor, period)
    if version is not None and version != row.version:
        raise Stale
    filed = evaluation.self_evaluate(
        EvaluationState(row.state),
        criteria=criteria_of(row),
        marks=marks,
        now=tx.now,
        dates=steps_of(period),
        late_reason=late_reason,
        already_filed=row.self_at is not None,
    )
    before = row.state
    sheet, made = scores.keep_sheet(tx, actor, period, "self", marks)
    row.state = evaluation.next_state(EvaluationState(row.state), filed.act)
    row.self_marks, row.self_at, row.late_reason = plain_marks(marks), tx.now, filed.late_reason
    row.self_sheet_id = sheet.id
    tx.record(
        filed.act,
        "evaluation",
        row.id,
        actor,
        reason=filed.late_reason,
        before={"state": before},
        after={"state": row.state, "general": str(filed.general), **_sheet_facts(sheet, made)},
    )
    tx.changed("evaluation", row.id)
    if row.reviewer_id and row.state == EvaluationState.SELF_SUBMITTED:
        for person_id in competence.those_who_decide(tx, row.reviewer_id, Act.RATE, Subject(actor.unit, actor.id)):
            _show(tx, row, person_id)
    return row


def review(
    tx: Tx,
    actor: Actor,
    evaluation_id: UUID,
    *,
    marks: GeneralMarks | None,
    reason: str = "",
    comment: str = "",
    version: int | None = None,
) -> EvaluationRow:
    """Nhận xét, đánh giá; ``marks`` None agrees with the person's own."""
    row, person = open_evaluation(tx, actor, evaluation_id, version)
    tx.require(Act.RATE, actor, Subject(person.unit, person.id))
    own = marks_of(row.self_marks)
    if marks is None:
        if own is None:
            raise Conflict("Chưa có tự đánh giá để đồng ý; mời chấm từng tiêu chí.")
        marks = own
    period = Period.parse(row.period)
    leading = leader_marks_of(row.leader_marks)
    need_marks(scores.leads(person), leading)
    done = evaluation.review(
        EvaluationState(row.state),
        reviewer_id=actor.id,
        person_id=person.id,
        criteria=criteria_of(row),
        self_marks=own,
        marks=marks,
        reason=reason,
        now=tx.now,
        dates=steps_of(period),
    )
    before = row.state
    sheet, made = scores.keep_sheet(tx, person, period, "review", marks, leading)
    row.state = evaluation.next_state(EvaluationState(row.state), done.act)
    row.review_marks, row.review_reason, row.review_comment = plain_marks(marks), reason.strip(), comment.strip()
    row.reviewed_by_id, row.reviewed_at, row.review_sheet_id = actor.id, tx.now, sheet.id
    tx.record(
        done.act,
        "evaluation",
        row.id,
        actor,
        reason=row.review_reason,
        before={"state": before},
        after={
            "state": row.state,
            "general": str(done.general),
            "changed": list(done.changed),
            "late": done.late,
            **_sheet_facts(sheet, made),
        },
    )
    tx.changed("evaluation", row.id)
    if row.approver_id:
        subject = Subject(person.unit, person.id)
        for person_id in competence.those_who_decide(tx, row.approver_id, Act.APPROVE_EVALUATION, subject):
            _show(tx, row, person_id)
    return row


def approve(
    tx: Tx,
    actor: Actor,
    evaluation_id: UUID,
    *,
    level: Level | None,
    reason: str = "",
    version: int | None = None,
) -> EvaluationRow:
    """Phê duyệt; ``level`` None takes the level the total gives."""
    row, person = open_evaluation(tx, actor, evaluation_id, version)
    tx.require(Act.APPROVE_EVALUATION, actor, Subject(person.unit, person.id))
    period = Period.parse(row.period)
    marks = marks_of(row.review_marks) or marks_of(row.self_marks)
    leading = leader_marks_of(row.leader_marks)
    computed = scores.sheet_of(tx, person, period, general=marks, leader=leading).level
    done = evaluation.approve(
        EvaluationState(row.state),
        approver_id=actor.id,
        person_id=person.id,
        computed=computed,
        chosen=level or computed,
        reason=reason,
        now=tx.now,
        dates=steps_of(period),
    )
    before = row.state
    sheet, made = scores.keep_sheet(tx, person, period, "final", marks, leading)
    row.state = evaluation.next_state(EvaluationState(row.state), done.act)
    row.level, row.approval_reason = done.level, reason.strip()
    row.approved_by_id, row.approved_at, row.final_sheet_id = actor.id, tx.now, sheet.id
    tx.record(
        done.act,
        "evaluation",
        row.id,
        actor,
        reason=row.approval_reason,
        before={"state": before},
        after={
            "state": row.state,
            "level": done.level,
            "computed": computed,
            "late": done.late,
            **_sheet_facts(sheet, made),
        },
    )
    tx.changed("evaluation", row.id)
    _offer_publication(tx, row)
    return row


def _offer_publication(tx: Tx, row: EvaluationRow) -> None:
    """Personnel gets the publication card with the first approval, and sees it change with the others."""
    for officer in organisation.holders(tx.session, [Role.PERSONNEL], row.agency_id, hanoi_date(tx.now)):
        tx.notify(
            "publication",
            person_id=officer.id,
            subject_type="publication",
            subject_id=row.agency_id,
            params={"period": row.period},
            dedup=f"publication:{row.agency_id}:{row.period}:{officer.id}",
        )
    tx.changed("publication", row.agency_id)


def publish(tx: Tx, actor: Actor, agency_id: UUID, period: Period, *, version: int | None = None) -> int:
    """Công khai trong đơn vị: every approved result of the month reaches its person; returns how many.

    Raises:
        Forbidden: when the actor is not personnel of the agency.
        Conflict: when nothing is waiting for publication.
        Stale: when the card shows an older state of the agency's evaluations.
    """
    agency = organisation.unit(tx.session, agency_id)
    tx.require(Act.PUBLISH, actor, Subject(agency))
    if version is not None and version != agency_version(tx, agency_id, period):
        raise Stale
    rows = tx.session.scalars(
        select(EvaluationRow)
        .where(
            EvaluationRow.agency_id == agency_id,
            EvaluationRow.period == period.code,
            EvaluationRow.state == EvaluationState.APPROVED,
        )
        .order_by(EvaluationRow.id)
        .with_for_update()
    ).all()
    if not rows:
        raise Conflict("Không có kết quả nào đã phê duyệt mà chưa công khai.")
    dates = steps_of(period)
    for row in rows:
        done = evaluation.publish(EvaluationState(row.state), now=tx.now, dates=dates)
        row.state, row.published_at = evaluation.next_state(EvaluationState(row.state), done.act), tx.now
        tx.record(
            done.act,
            "evaluation",
            row.id,
            actor,
            before={"state": EvaluationState.APPROVED},
            after={"state": row.state, "late": done.late},
        )
        tx.changed("evaluation", row.id)
        _show(tx, row, row.person_id)
    tx.changed("publication", agency_id)
    return len(rows)


def agency_version(tx: Tx, agency_id: UUID, period: Period) -> int:
    """Counts up with every change of any evaluation of the agency in a month."""
    of_month = (EvaluationRow.agency_id == agency_id, EvaluationRow.period == period.code)
    return int(tx.session.scalar(select(func.coalesce(func.sum(EvaluationRow.version), 0)).where(*of_month)) or 0)


def mark_seen(tx: Tx, actor: Actor, evaluation_id: UUID) -> EvaluationRow:
    """Đã xem: the person confirms having seen the published result; the first time counts."""
    row, person = open_evaluation(tx, actor, evaluation_id, None)
    if person.id != actor.id:
        raise Forbidden
    tx.require(Act.SEE_OWN, actor, Subject(person.unit, person.id))
    evaluation.next_state(EvaluationState(row.state), EvaluationAct.SEEN)
    if row.seen_at is None:
        row.seen_at = tx.now
        tx.record(EvaluationAct.SEEN, "evaluation", row.id, actor)
        tx.changed("evaluation", row.id)
    return row


def period_to_evaluate(tx: Tx, person: Actor) -> Period:
    """The month a person means by "tự đánh giá": the last one while theirs is still unfiled, else the running one."""
    running = scores.current_period(tx.now)
    last = tx.session.scalar(
        select(EvaluationRow)
        .where(
            EvaluationRow.person_id == person.id,
            EvaluationRow.period < running.code,
            EvaluationRow.self_at.is_(None),
            EvaluationRow.state.in_([EvaluationState.OPEN, EvaluationState.REVIEWED]),
        )
        .order_by(EvaluationRow.period.desc())
        .limit(1)
    )
    return Period.parse(last.period) if last else running


def _sheet_facts(row: ScoreSheetRow, made: ScoreSheet) -> dict[str, object]:
    return {"sheet": str(row.id), "total": None if made.total is None else str(made.total)}


def _show(tx: Tx, row: EvaluationRow, person_id: UUID | None) -> None:
    tx.notify("evaluation", person_id=person_id, subject_type="evaluation", subject_id=row.id)
