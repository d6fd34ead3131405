"""Evaluations of many people at once: opened for a month, given to who rates and approves now (DOMAIN 6)."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rating.evaluation import EvaluationState
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.catalogues import catalogue
from hanoiwork_plugin.services.rating.marks import plain_criteria
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.base import among
from hanoiwork_plugin.store.evaluations import EvaluationRow

_AT_ONCE = 1_000
"""People whose evaluations are gone through together."""
_PEOPLE = (EvaluationRow.person_id, EvaluationRow.reviewer_id, EvaluationRow.approver_id)


def open_evaluations(tx: Tx, people: Sequence[Actor], period: Period) -> list[EvaluationRow]:
    """As ``evaluation_of`` for many people, in a few statements however many there are."""
    query = select(EvaluationRow).where(
        among(EvaluationRow.person_id, [person.id for person in people]), EvaluationRow.period == period.code
    )
    known = {row.person_id for row in tx.session.scalars(query)}
    missing = [person for person in people if person.id not in known]
    if missing:
        responsible = competence.raters_and_approvers(tx, missing)
        criteria = {
            agency_id: plain_criteria(catalogue.criteria_in_force(tx, agency_id))
            for agency_id in {person.unit.agency_id for person in missing}
        }
        tx.session.execute(
            insert(EvaluationRow).on_conflict_do_nothing(index_elements=["person_id", "period"]),
            [
                {
                    "id": new_id(),
                    "version": 1,
                    "person_id": person.id,
                    "period": period.code,
                    "unit_id": person.unit.id,
                    "agency_id": person.unit.agency_id,
                    "state": EvaluationState.OPEN,
                    "reviewer_id": responsible[person.id][0],
                    "approver_id": responsible[person.id][1],
                    "criteria": criteria[person.unit.agency_id],
                    "late_reason": "",
                    "review_reason": "",
                    "review_comment": "",
                    "approval_reason": "",
                }
                for person in missing
            ],
        )
    return list(tx.session.scalars(query))


def reassign(tx: Tx, changed: Collection[UUID]) -> None:
    """People moved, left or got other roles: open evaluations go to who rates and approves them now (DOMAIN 6)."""
    tx.session.flush()
    people = list(changed)
    for start in range(0, len(people), _AT_ONCE):
        _reassign(tx, people[start : start + _AT_ONCE])


def _reassign(tx: Tx, changed: Sequence[UUID]) -> None:
    touched = or_(*(among(column, changed) for column in _PEOPLE))
    open_states = [EvaluationState.OPEN, EvaluationState.SELF_SUBMITTED, EvaluationState.REVIEWED]
    rows = tx.session.scalars(select(EvaluationRow).where(touched, EvaluationRow.state.in_(open_states))).all()
    if not rows:
        return
    people = {
        person.id: person
        for person in organisation.actors(tx.session, {row.person_id for row in rows}, hanoi_date(tx.now))
    }
    responsible = competence.raters_and_approvers(tx, list(people.values()))
    for row in rows:
        person = people.get(row.person_id)
        if person is None:
            continue
        reviewer_id, approver_id = responsible[person.id]
        before = (row.unit_id, row.reviewer_id, row.approver_id)
        row.unit_id, row.agency_id = person.unit.id, person.unit.agency_id
        row.reviewer_id, row.approver_id = reviewer_id, approver_id
        if before == (row.unit_id, row.reviewer_id, row.approver_id):
            continue
        tx.record(
            "evaluation.reassigned",
            "evaluation",
            row.id,
            None,
            before={"unit": str(before[0]), "reviewer": str(before[1]), "approver": str(before[2])},
            after={"unit": str(row.unit_id), "reviewer": str(row.reviewer_id), "approver": str(row.approver_id)},
        )
        tx.changed("evaluation", row.id)
        if row.state == EvaluationState.SELF_SUBMITTED and row.reviewer_id not in (None, before[1]):
            tx.notify("evaluation", person_id=row.reviewer_id, subject_type="evaluation", subject_id=row.id)
        if row.state == EvaluationState.REVIEWED and row.approver_id not in (None, before[2]):
            tx.notify("evaluation", person_id=row.approver_id, subject_type="evaluation", subject_id=row.id)
