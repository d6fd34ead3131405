"""Marks as an evaluation keeps them, and as values again: the general criteria, and d, đ, e of those who lead."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import plain
from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.rating.criteria import DEFAULT_CRITERIA, Criterion, GeneralMarks
from hanoiwork_plugin.domain.rating.sheet import LeaderMarks
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.evaluations import EvaluationRow


def criteria_of(row: EvaluationRow) -> tuple[Criterion, ...]:
    """The general criteria (tiêu chí chung) of an evaluation, as in force when it was opened."""
    return tuple(Criterion(each["code"], each["text"], Decimal(each["maximum"])) for each in row.criteria) or (
        DEFAULT_CRITERIA
    )


def plain_criteria(criteria: Sequence[Criterion]) -> list[dict[str, str]]:
    """Criteria as they are kept."""
    return [{"code": each.code, "text": each.text, "maximum": str(each.maximum)} for each in criteria]


def marks_of(stored: Mapping[str, str] | None) -> dict[str, Decimal] | None:
    """Marks as decimals again; None when there are none."""
    return {code: Decimal(mark) for code, mark in stored.items()} if stored is not None else None


def plain_marks(marks: GeneralMarks) -> dict[str, str]:
    """Marks as they are kept."""
    return {code: str(mark) for code, mark in marks.items()}


def leader_marks_of(stored: Mapping[str, object] | None) -> LeaderMarks | None:
    """d, đ and e; None before they are decided."""
    return plain.load(LeaderMarks, stored) if stored is not None else None


def marks_in_force(tx: Tx, person_id: UUID, period: Period) -> tuple[dict[str, Decimal] | None, LeaderMarks | None]:
    """The newest general marks of a person's month, the manager's or else their own, and d, đ, e of one who leads."""
    row = tx.session.scalar(
        select(EvaluationRow).where(EvaluationRow.person_id == person_id, EvaluationRow.period == period.code)
    )
    if row is None:
        return None, None
    return marks_of(row.review_marks) or marks_of(row.self_marks), leader_marks_of(row.leader_marks)
