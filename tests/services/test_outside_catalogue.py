"""Arising work outside the catalogue (DOMAIN 2, 4; STORY 10): provisional, confirmed, refused, proposed by repeats."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from stage.play import Play
from stage.ward import AN, HA, HUNG, KHOI, MINH, NGOC, TIEN

from hanoiwork_plugin.domain.assigning.provisional import CoefficientAct, CoefficientState
from hanoiwork_plugin.domain.catalogues.catalogue import CataloguePart
from hanoiwork_plugin.domain.catalogues.catalogue_views import CoefficientView, ProposalState
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode, ReceiptStep, receipt
from hanoiwork_plugin.domain.rating.sheet import LineScore
from hanoiwork_plugin.domain.tasks import TaskKind
from hanoiwork_plugin.services.assigning import assignment, coefficients
from hanoiwork_plugin.services.catalogues import catalogue_proposals
from hanoiwork_plugin.services.catalogues.catalogue_drafts import ItemGiven
from hanoiwork_plugin.services.catalogues.catalogue_views import current_version, version_view
from hanoiwork_plugin.services.doing import handover
from hanoiwork_plugin.store.catalogue import CatalogueProposalRow
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow

PRODUCT = "Bản đồ điểm ngập úng"


def arising(
    play: Play, name: str, points: str = "20", *, product: str = PRODUCT, kind: TaskKind = TaskKind.ARISING
) -> UUID:
    task_id = play.draft(name, "2026-06-19", kind=kind)
    gate = replace(play.gate(1), item_id=None, outside_product=product, outside_points=Decimal(points))
    play.act(HA, lambda tx, who: assignment.complete_task(tx, who, task_id, gate))
    return task_id


def seen(play: Play, account: str, task_id: UUID) -> CoefficientView:
    return play.act(account, lambda tx, who: coefficients.coefficient_view(tx, who, task_id))


def confirm(play: Play, account: str, task_id: UUID, points: str | None = None, reason: str = "") -> None:
    value = Decimal(points) if points else None
    play.act(account, lambda tx, who: coefficients.confirm_coefficient(tx, who, task_id, points=value, reason=reason))


def line_of(play: Play, task_id: UUID) -> LineScore:
    return next(line for line in play.sheet().lines if line.task_id == task_id)


def codes(steps: tuple[ReceiptStep, ...]) -> list[ReceiptCode]:
    return [code for step in steps for code in (step.code, *codes(step.children))]


def told(play: Play, account: str, kind: str) -> int:
    with play.plugin.transaction() as tx:
        query = select(NoticeRow.id).where(NoticeRow.kind == kind, NoticeRow.person_id == play.ward.id_of(account))
        return len(tx.session.scalars(query).all())


def test_provisional_until_a_competent_person_confirms(play: Play, installation: str) -> None:
    with pytest.raises(Invalid, match="phát sinh"):
        arising(play, "Việc thường xuyên", kind=TaskKind.REGULAR)
    with pytest.raises(Invalid, match="khung điểm"):
        arising(play, "Quá khung", "500")
    task_id = arising(play, "Ngập úng đường số 5")
    assert told(play, HUNG, "coefficient") == 1
    assert play.view(task_id).product.provisional  # type: ignore[union-attr]
    play.act(AN, lambda tx, who: assignment.accept_task(tx, who, task_id))
    play.given("Báo cáo", "2026-06-19", 1)
    play.hand_in(task_id)
    play.accept(task_id)
    line = line_of(play, task_id)
    assert (line.provisional, line.extra, line.coefficient, line.done) == (True, True, 4, 4)
    assert ReceiptCode.LINE_DONE_PROVISIONAL in codes(receipt(play.sheet()))

    for account in (AN, HA, KHOI):
        with pytest.raises(Forbidden):
            confirm(play, account, task_id)
    with pytest.raises(NotFound):
        confirm(play, NGOC, task_id)
    with pytest.raises(Invalid, match="lý do"):
        confirm(play, HUNG, task_id, "30")
    confirm(play, HUNG, task_id, "30", "Phải khảo sát ban đêm")
    line = line_of(play, task_id)
    assert (line.provisional, line.coefficient, line.done) == (False, 6, 6)
    assert ReceiptCode.LINE_DONE_PROVISIONAL not in codes(receipt(play.sheet()))
    view = seen(play, AN, task_id)
    assert (view.state, view.points, view.confirmed_points) == (CoefficientState.CONFIRMED, 20, 30)
    assert view.allowed == frozenset()
    assert told(play, HA, "coefficient") == 1
    with pytest.raises(Conflict):
        confirm(play, MINH, task_id)
    with play.plugin.transaction() as tx:
        acts = [act.value for act in CoefficientAct]
        query = select(LedgerEntryRow).where(LedgerEntryRow.subject_id == task_id, LedgerEntryRow.act.in_(acts))
        set_, changed = tx.session.scalars(query.order_by(LedgerEntryRow.id)).all()
    assert (set_.act, changed.act, changed.reason) == (
        CoefficientAct.SET,
        CoefficientAct.CHANGE,
        "Phải khảo sát ban đêm",
    )
    assert (changed.before["coefficient"], changed.after["coefficient"]) == ("4.00", "6.00")


def test_refused_it_counts_nothing_until_it_is_set_anew(play: Play) -> None:
    task_id = arising(play, "Ngập úng đường số 5")
    play.act(AN, lambda tx, who: assignment.accept_task(tx, who, task_id))
    play.hand_in(task_id)
    play.accept(task_id)
    play.act(HUNG, lambda tx, who: coefficients.refuse_coefficient(tx, who, task_id, "Cao hơn việc tương tự"))
    assert line_of(play, task_id).done == 0
    assert seen(play, HA, task_id).allowed == {CoefficientAct.SET}
    play.act(HA, lambda tx, who: coefficients.set_coefficient(tx, who, task_id, Decimal(15)))
    assert (line_of(play, task_id).done, line_of(play, task_id).provisional) == (3, True)
    confirm(play, MINH, task_id)
    assert not line_of(play, task_id).provisional


def test_who_set_it_does_not_confirm_it_below_the_head(play: Play) -> None:
    def given_by(account: str) -> UUID:
        task_id = play.draft("Ngập úng", "2026-06-19", kind=TaskKind.ARISING, giver=account)
        gate = replace(play.gate(1), item_id=None, outside_product=PRODUCT, outside_points=Decimal(20))
        play.act(account, lambda tx, who: assignment.complete_task(tx, who, task_id, gate))
        return task_id

    by_deputy, by_head = given_by(HUNG), given_by(MINH)
    with pytest.raises(Forbidden):
        confirm(play, HUNG, by_deputy)
    confirm(play, MINH, by_deputy)
    confirm(play, MINH, by_head)


def test_work_handed_over_keeps_its_provisional_coefficient(play: Play) -> None:
    task_id = arising(play, "Ngập úng")
    ngoc = play.ward.id_of(NGOC)
    taken = play.act(HA, lambda tx, who: handover.hand_over_task(tx, who, task_id, ngoc, "Đi công tác")).id
    assert play.view(taken, NGOC).product.provisional  # type: ignore[union-attr]
    confirm(play, HUNG, taken)
    assert not play.view(taken, NGOC).product.provisional  # type: ignore[union-attr]


def test_the_third_alike_becomes_a_proposal_once(play: Play, installation: str) -> None:
    first = arising(play, "Ngập 1", product="Bản đồ điểm ngập úng")
    confirm(play, HUNG, first, "25", "Khảo sát thực địa")
    arising(play, "Ngập 2", product="bản đồ  điểm ngập, úng")
    arising(play, "Khác", product="Biên bản kiểm tra chợ")
    assert told(play, TIEN, "catalogue_proposal") == 0
    arising(play, "Ngập 3", product="BẢN ĐỒ ĐIỂM NGẬP ÚNG.")
    arising(play, "Ngập 4")
    assert told(play, TIEN, "catalogue_proposal") == 1
    with play.plugin.transaction() as tx:
        proposal = tx.session.scalars(select(CatalogueProposalRow)).one()
    assert (len(proposal.task_ids), proposal.points, proposal.state) == (3, 25, ProposalState.WAITING)
    (view,) = play.act(TIEN, catalogue_proposals.proposals_for)
    assert [each.name for each in view.repeats] == ["Ngập 1", "Ngập 2", "Ngập 3"]
    assert play.act(HA, catalogue_proposals.proposals_for) == []
    item = ItemGiven(view.product, Decimal(25), "N2", CataloguePart.DEPARTMENT, view.department_id)
    with pytest.raises(Forbidden):
        play.act(HA, lambda tx, who: catalogue_proposals.take_proposal(tx, who, proposal.id, item))
    play.act(TIEN, lambda tx, who: catalogue_proposals.take_proposal(tx, who, proposal.id, item))
    with pytest.raises(Conflict):
        play.act(TIEN, lambda tx, who: catalogue_proposals.decline_proposal(tx, who, proposal.id, "Thôi"))
    drafted = play.act(TIEN, lambda tx, who: version_view(tx, current_version(tx, who) or pytest.fail("none"), who))
    assert (drafted.number, drafted.items, drafted.differences.added) == (2, 42, 1)
