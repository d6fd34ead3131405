"""d, đ and e of those who lead: what the records say, and the decision of the one who rates (DOMAIN 5)."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority, plain
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import Period, hanoi_date, window_of
from hanoiwork_plugin.domain.errors import Conflict
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rating import leader
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct, EvaluationState, steps_of
from hanoiwork_plugin.domain.rating.leader import Member
from hanoiwork_plugin.domain.rating.scoring import TaskLine
from hanoiwork_plugin.domain.rating.sheet import LeaderFacts, LeaderMarks
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.rating.evaluations import open_evaluation
from hanoiwork_plugin.services.rating.marks import leader_marks_of, marks_of
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.evaluations import EvaluationRow


def facts_about(tx: Tx, person: Actor, period: Period) -> LeaderFacts:
    """What the records say now of the people under a leader and their work; the same queries for any number."""
    everyone = organisation.members(tx.session, person.unit.agency_id, hanoi_date(tx.now))
    under = [each for each in everyone if authority.is_under(each, person)]
    rows = tx.session.scalars(
        select(EvaluationRow).where(
            EvaluationRow.person_id.in_([each.id for each in under]), EvaluationRow.period == period.code
        )
    )
    filed = {row.person_id: row for row in rows}
    lines = scores.lines_of_many(tx, [person.id, *(each.id for each in under)], period)
    return leader.facts_of(
        lines.get(person.id, []),
        [_member(each, lines.get(each.id, []), filed.get(each.id)) for each in under],
        policy=scores.policy_for(person),
        window=window_of(period),
        at=tx.now,
    )


def _member(person: Actor, lines: list[TaskLine], row: EvaluationRow | None) -> Member:
    return Member(
        lines=tuple(lines),
        general=(marks_of(row.review_marks) or marks_of(row.self_marks)) if row else None,
        leads=scores.leads(person),
        marks=leader_marks_of(row.leader_marks) if row else None,
    )


def rate_leader(
    tx: Tx, actor: Actor, evaluation_id: UUID, given: LeaderMarks, *, version: int | None = None
) -> EvaluationRow:
    """Chấm tiêu chí d, đ, e; ``given`` are the marks with their basis, who and when are added here.

    Raises:
        Conflict: when the person leads nobody.
    """
    row, person = open_evaluation(tx, actor, evaluation_id, version)
    tx.require(Act.RATE, actor, Subject(person.unit, person.id))
    if not scores.leads(person):
        raise Conflict("Tiêu chí d, đ, e chỉ áp dụng cho người lãnh đạo, quản lý.")
    period = Period.parse(row.period)
    decided = leader.decide(
        EvaluationState(row.state),
        decider_id=actor.id,
        decider=actor.name,
        person_id=person.id,
        given=given,
        facts=facts_about(tx, person, period),
        policy=scores.policy_for(person),
        now=tx.now,
        dates=steps_of(period),
    )
    entry = tx.record(
        EvaluationAct.LEADER_RATED,
        "evaluation",
        row.id,
        actor,
        reason="; ".join(filter(None, (decided.unit_basis, decided.organising_basis, decided.unity_basis))),
        before={"leader": row.leader_marks},
        after={"leader": plain.dump(decided)},
    )
    row.leader_marks = plain.dump(replace(decided, entry_id=entry))
    tx.changed("evaluation", row.id)
    return row
