"""An's month of the story, through the use-cases, with every figure as an exact decimal."""

from decimal import Decimal
from uuid import UUID

import pytest
from stage.play import JUNE, Play, marks
from stage.ward import AN, HA, KHOI, MINH, NGOC, PHUONG

from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound, TooEarly
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.policy import Level
from hanoiwork_plugin.domain.rating.card_views import EvaluationView
from hanoiwork_plugin.domain.rating.scoring import recompute
from hanoiwork_plugin.services.rating import evaluations
from hanoiwork_plugin.services.rating.evaluation_views import evaluation_view, publication_view
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.evaluations import EvaluationRow, ScoreSheetRow
from hanoiwork_plugin.store.ledger import entries_of


def test_the_score_of_an(june: Play) -> None:
    sheet = june.sheet()
    assert (sheet.a, sheet.b, sheet.c) == (Decimal("100.00"), Decimal("90.00"), Decimal("100.00"))
    assert sheet.task_part == Decimal("67.67")
    assert june.sheet(general="28").total == Decimal("95.67")
    assert june.sheet(general="27").total == Decimal("94.67")
    kinds = sorted(each.kind for line in sheet.lines for each in line.deductions)
    assert kinds == ["delay", "return", "return"]


def view(tx: Tx, actor: Actor, evaluation_id: UUID) -> EvaluationView:
    return evaluation_view(tx, tx.session.get_one(EvaluationRow, evaluation_id), actor)


def test_from_self_evaluation_to_publication(june: Play) -> None:
    june.at("2026-06-23T08:00+07:00")
    june.act(AN, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28")))
    evaluation = june.evaluation_id()

    june.at("2026-06-25T09:00+07:00")
    with pytest.raises(NotFound):
        june.act(NGOC, lambda tx, actor: evaluations.review(tx, actor, evaluation, marks=None))
    with pytest.raises(Forbidden):
        june.act(AN, lambda tx, actor: evaluations.review(tx, actor, evaluation, marks=None))
    with pytest.raises(NotFound):
        june.act(KHOI, lambda tx, actor: evaluations.review(tx, actor, evaluation, marks=None))
    with pytest.raises(Invalid):
        june.act(HA, lambda tx, actor: evaluations.review(tx, actor, evaluation, marks=marks("27")))
    june.act(HA, lambda tx, actor: evaluations.review(tx, actor, evaluation, marks=marks("27"), reason="Hai lần sửa"))

    june.at("2026-06-26T09:00+07:00")
    with pytest.raises(Forbidden):
        june.act(HA, lambda tx, actor: evaluations.approve(tx, actor, evaluation, level=None))
    with pytest.raises(Invalid):
        june.act(MINH, lambda tx, actor: evaluations.approve(tx, actor, evaluation, level=Level.GOOD))
    seen_by_an = june.act(
        AN, lambda tx, actor: evaluation_view(tx, tx.session.get_one(EvaluationRow, evaluation), actor)
    )
    assert (seen_by_an.total, seen_by_an.review_marks) == (Decimal("95.67"), {})
    june.act(MINH, lambda tx, actor: evaluations.approve(tx, actor, evaluation, level=None))

    june.at("2026-07-03T09:00+07:00")
    agency = june.act(MINH, lambda _tx, actor: actor.unit.id)
    with pytest.raises(Forbidden):
        june.act(HA, lambda tx, actor: evaluations.publish(tx, actor, agency, JUNE))
    shown = june.act(PHUONG, lambda tx, actor: publication_view(tx, agency, JUNE, actor))
    assert shown.counts == ((Level.EXCELLENT, 1),)
    assert shown.allowed
    assert june.act(PHUONG, lambda tx, actor: evaluations.publish(tx, actor, agency, JUNE)) == 1
    with pytest.raises(Conflict):
        june.act(PHUONG, lambda tx, actor: evaluations.publish(tx, actor, agency, JUNE))
    result = june.act(AN, lambda tx, actor: view(tx, actor, evaluation))
    assert (result.total, result.level) == (Decimal("94.67"), Level.EXCELLENT)
    june.act(AN, lambda tx, actor: evaluations.mark_seen(tx, actor, evaluation))


def test_a_stored_sheet_is_recomputed_exactly(june: Play) -> None:
    june.at("2026-06-23T08:00+07:00")
    june.act(AN, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28")))
    with june.plugin.transaction() as tx:
        row = tx.session.query(ScoreSheetRow).one()
        assert recompute(row.inputs).to_json() == row.result
        assert row.total == Decimal("95.67")


def test_the_four_dates(june: Play) -> None:
    june.at("2026-06-19T09:00+07:00")
    with pytest.raises(TooEarly):
        june.act(AN, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28")))
    june.at("2026-06-24T23:59:59+07:00")
    june.act(AN, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28")))
    ngoc = june.evaluation_id(NGOC)
    with pytest.raises(TooEarly):
        june.act(HA, lambda tx, actor: evaluations.review(tx, actor, ngoc, marks=marks("27"), reason="x"))
    june.at("2026-06-25T00:00:00+07:00")
    with pytest.raises(Invalid, match="invalid"):
        june.act(NGOC, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28")))
    june.act(HA, lambda tx, actor: evaluations.review(tx, actor, ngoc, marks=marks("27"), reason="Chưa tự đánh giá"))
    june.act(NGOC, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28"), late_reason="Đi công tác"))
    june.at("2026-06-28T00:00:00+07:00")
    with june.plugin.transaction() as tx:
        acts = {
            account: {entry.act for entry in entries_of(tx.session, june_id)}
            for account, june_id in ((AN, june.evaluation_id(AN)), (NGOC, ngoc))
        }
    assert "evaluation.missed_self" not in acts[AN]
    assert {"evaluation.missed_self", "evaluation.self_submitted_late"} <= acts[NGOC]
    assert "evaluation.missed_review" in acts[AN]
    assert "evaluation.missed_review" not in acts[NGOC]
