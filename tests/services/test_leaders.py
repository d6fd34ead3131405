"""A leader's month: d from the totals of the department, đ and e decided with a basis, the total on all six."""

from decimal import Decimal
from uuid import UUID

import pytest
from stage.play import JUNE, Play, marks
from stage.queries import counted_queries
from stage.ward import AN, HA, HUNG, KHOI, MINH, NGOC

from hanoiwork_plugin.domain import plain
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound
from hanoiwork_plugin.domain.rating.card_views import EvaluationView
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode, ReceiptStep, receipt
from hanoiwork_plugin.domain.rating.scoring import recompute
from hanoiwork_plugin.domain.rating.sheet import LeaderMarks
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.rating import evaluations, leaders
from hanoiwork_plugin.services.rating.evaluation_views import evaluation_view, sheet_shown
from hanoiwork_plugin.store.evaluations import EvaluationRow, ScoreSheetRow
from hanoiwork_plugin.store.ledger import entries_of

FULL, HALF = Decimal(100), Decimal(50)


def seen(play: Play, account: str, evaluation: UUID) -> EvaluationView:
    return play.act(
        account, lambda tx, actor: evaluation_view(tx, tx.session.get_one(EvaluationRow, evaluation), actor)
    )


def decide(play: Play, account: str, evaluation: UUID, given: LeaderMarks) -> None:
    play.act(account, lambda tx, actor: leaders.rate_leader(tx, actor, evaluation, given))


def own_task(play: Play) -> None:
    """A task of Hà's own, done in time."""
    task = play.draft("Kế hoạch chỉnh trang", "2026-06-19", giver=HUNG)
    play.act(HUNG, lambda tx, actor: assignment.complete_task(tx, actor, task, play.gate(1, HA)))
    play.act(HA, lambda tx, actor: assignment.accept_task(tx, actor, task))
    play.hand_in(task, account=HA)
    play.accept(task, HUNG)


def test_a_leaders_total_from_self_evaluation_to_approval(play: Play) -> None:
    own_task(play)
    task = play.given("Rà soát", "2026-06-19", quantity="2")
    play.hand_in(task)
    play.accept(task)
    play.at("2026-06-23T09:00+07:00")
    play.act(HA, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28")))
    ha = play.evaluation_id(HA)

    before = seen(play, HUNG, ha)
    assert before.allowed == {EvaluationAct.LEADER_RATED}
    assert before.leader_facts is not None
    assert (before.leader_facts.unit_result, before.leader_facts.organising) == (FULL, FULL)
    assert (before.leader, before.total) == (None, None)
    with pytest.raises(Conflict):
        play.act(HUNG, lambda tx, actor: evaluations.review(tx, actor, ha, marks=None))
    given = LeaderMarks(FULL, FULL, FULL, organising_basis="Sáng kiến cấp phép vỉa hè trong ngày")
    with pytest.raises(Forbidden):
        decide(play, HA, ha, given)
    with pytest.raises(NotFound):
        decide(play, KHOI, ha, given)
    with pytest.raises(Invalid):
        decide(play, HUNG, ha, LeaderMarks(HALF, FULL, FULL, organising_basis="Sáng kiến"))
    decide(play, HUNG, ha, LeaderMarks(HALF, FULL, FULL, "Một vụ việc để dân phản ánh", "Sáng kiến"))
    assert seen(play, HUNG, ha).total == Decimal("92.17")
    own = seen(play, HA, ha)
    assert (own.leader, own.total) == (None, None)

    play.act(HUNG, lambda tx, actor: evaluations.review(tx, actor, ha, marks=None))
    play.at("2026-06-26T09:00+07:00")
    decide(play, HUNG, ha, given)
    assert seen(play, MINH, ha).total == Decimal("98.00")
    play.act(MINH, lambda tx, actor: evaluations.approve(tx, actor, ha, level=None))
    with pytest.raises(Conflict):
        decide(play, HUNG, ha, given)

    with play.plugin.transaction() as tx:
        row = tx.session.get_one(EvaluationRow, ha)
        final = tx.session.get_one(ScoreSheetRow, row.final_sheet_id)
        assert (final.total, row.level) == (Decimal("98.00"), "excellent")
        assert recompute(final.inputs).to_json() == final.result
        entries = [each for each in entries_of(tx.session, ha) if each.act == EvaluationAct.LEADER_RATED]
        assert [each.role for each in entries] == ["field_deputy", "field_deputy"]
        assert plain.load(LeaderMarks, entries[-1].after["leader"]).unit_basis == "Một vụ việc để dân phản ánh"
        sheet = sheet_shown(tx, row, play.ward.actor(tx, HA), play.ward.actor(tx, MINH))
        steps = [*walk(receipt(sheet))]
        assert {each.entry_id for each in steps if each.code is ReceiptCode.DECIDED} == {entries[0].id}
        told = next(each for each in steps if each.code is ReceiptCode.UNIT_FACTS)
        assert (told.params["scored"], told.params["below"]) == (1, 0)


def walk(steps: tuple[ReceiptStep, ...]) -> list[ReceiptStep]:
    return [found for step in steps for found in (step, *walk(step.children))]


def test_d_drops_with_one_person_below_fifty_and_e_is_a_persons_word(play: Play) -> None:
    play.given("Bỏ dở", "2026-06-19", quantity="5")
    play.at("2026-06-24T20:00+07:00")
    play.act(AN, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("30")))
    play.act(HA, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28")))
    ha, an = play.evaluation_id(HA), play.evaluation_id(AN)
    facts = seen(play, HUNG, ha).leader_facts
    assert facts is not None
    assert (facts.unit_result, facts.below, facts.organising) == (HALF, 1, None)
    with pytest.raises(Conflict):
        decide(play, HA, an, LeaderMarks(FULL, FULL, FULL))
    with pytest.raises(Invalid) as refused:
        decide(play, MINH, ha, LeaderMarks(HALF, HALF, HALF))
    assert [each.place for each in refused.value.faults] == ["organising_basis", "unity_basis"]
    decide(play, MINH, ha, LeaderMarks(HALF, HALF, HALF, "", "Việc dồn cuối kỳ", "Đơn thư kéo dài"))
    assert seen(play, MINH, ha).total is None
    with play.plugin.transaction() as tx:
        assert tx.session.get_one(EvaluationRow, ha).leader_marks is not None


def test_the_facts_cost_the_same_queries_for_any_number_of_people(play: Play) -> None:
    def count() -> int:
        with play.plugin.transaction() as tx:
            person = play.ward.actor(tx, HA)
            with counted_queries(play.plugin.engine) as statements:
                leaders.facts_about(tx, person, JUNE)
            return len(statements)

    play.given("Một", "2026-06-19")
    few = count()
    for name in ("Hai", "Ba", "Bốn"):
        task = play.draft(name, "2026-06-19")
        play.act(HA, lambda tx, actor, task=task: assignment.complete_task(tx, actor, task, play.gate(1, NGOC)))
    assert count() == few
