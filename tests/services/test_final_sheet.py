"""What the final sheet counts (docs/decisions/0101): no approval before the window's end, later acceptance by facts."""

from decimal import Decimal

import pytest
from stage.play import JUNE, Play, marks
from stage.ward import AN, HA, MINH

from hanoiwork_plugin.domain.errors import TooEarly
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct
from hanoiwork_plugin.services.rating import evaluations
from hanoiwork_plugin.services.rating.evaluation_views import evaluation_view
from hanoiwork_plugin.store.evaluations import EvaluationRow, ScoreSheetRow


def test_the_final_sheet_counts_what_was_accepted_up_to_the_approval(play: Play) -> None:
    in_time, late, never = (play.given(name, "2026-06-23") for name in ("Kịp", "Muộn", "Chưa duyệt"))
    play.at("2026-06-22T09:00+07:00")
    play.act(AN, lambda tx, an: evaluations.self_evaluate(tx, an, JUNE, marks("28")))
    evaluation = play.evaluation_id()
    play.act(HA, lambda tx, ha: evaluations.review(tx, ha, evaluation, marks=None))

    def approve() -> None:
        play.act(MINH, lambda tx, minh: evaluations.approve(tx, minh, evaluation, level=None))

    def offered() -> bool:
        allowed = play.act(
            MINH, lambda tx, minh: evaluation_view(tx, tx.session.get_one(EvaluationRow, evaluation), minh).allowed
        )
        return EvaluationAct.APPROVED in allowed

    with pytest.raises(TooEarly):
        approve()
    play.hand_in(in_time)
    play.hand_in(never)
    play.at("2026-06-24T23:59:59+07:00")
    assert not offered()
    with pytest.raises(TooEarly):
        approve()
    play.at("2026-06-25T00:00:00+07:00")
    assert offered()
    play.hand_in(late)
    play.accept(in_time)
    play.accept(late)
    approve()
    play.accept(never)
    with play.plugin.transaction() as tx:
        final = tx.session.get_one(ScoreSheetRow, tx.session.get_one(EvaluationRow, evaluation).final_sheet_id)
        assert [final.result[each] for each in "abc"] == ["66.67", "66.67", "58.33"]
        assert final.total == Decimal("72.72")
