"""The life of a task through the use-cases: gate, approval, objection, hand-in, judgement, deadlines."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from stage.play import Play
from stage.queries import counted_queries
from stage.ward import AN, DUNG, HA, HUNG, KHOI, MAI, MINH, NGOC, QUAN

from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.tasks import ObjectionGround, ReturnType, TaskAct, TaskKind, TaskState
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.doing import qr, task_work
from hanoiwork_plugin.services.doing.task_work import FileGiven
from hanoiwork_plugin.store.ledger import LedgerEntryRow


def acts_of(play: Play, task_id: UUID) -> list[str]:
    with play.plugin.transaction() as tx:
        return list(
            tx.session.scalars(
                select(LedgerEntryRow.act).where(LedgerEntryRow.subject_id == task_id).order_by(LedgerEntryRow.id)
            )
        )


def test_the_gate_names_exactly_what_is_missing(play: Play) -> None:
    task = play.draft("Kế hoạch", "2026-06-19")
    assert play.view(task, HA).missing == (
        "basis",
        "accountable",
        "start",
        "product",
        "quality_criteria",
        "points",
    )
    gate = replace(play.gate(4), quality_criteria=None, item_id=None)
    with pytest.raises(Invalid) as refused:
        play.act(HA, lambda tx, actor: assignment.complete_task(tx, actor, task, gate))
    assert [fault.place for fault in refused.value.faults] == ["product", "quality_criteria", "points"]
    assert play.view(task, HA).basis is None, "nothing is half written"


def test_a_key_task_goes_to_the_deputy_in_charge(play: Play) -> None:
    task = play.draft("Trọng tâm", "2026-06-19", kind=TaskKind.KEY)
    play.act(HA, lambda tx, actor: assignment.complete_task(tx, actor, task, play.gate(4)))
    waiting = play.view(task, HA)
    assert (waiting.state, waiting.approver and waiting.approver.account) == (TaskState.AWAITING_APPROVAL, HUNG)
    for account in (KHOI, HA):
        with pytest.raises(Forbidden):
            play.act(account, lambda tx, actor: assignment.approve_task(tx, actor, task))
    with pytest.raises(NotFound):
        play.act(DUNG, lambda tx, actor: assignment.approve_task(tx, actor, task))
    play.act(HUNG, lambda tx, actor: assignment.send_back_task(tx, actor, task, "Nêu rõ phạm vi"))
    assert play.view(task, HA).state is TaskState.DRAFT
    play.act(HA, lambda tx, actor: assignment.complete_task(tx, actor, task, GateInput()))
    play.act(HUNG, lambda tx, actor: assignment.approve_task(tx, actor, task))
    assert play.view(task).state is TaskState.ASSIGNED
    with pytest.raises(Conflict):
        play.act(HUNG, lambda tx, actor: assignment.approve_task(tx, actor, task))


def test_a_draft_cannot_be_assigned_past_the_gate(play: Play) -> None:
    task = play.draft("Bỏ qua cổng", "2026-06-19")
    with pytest.raises(Conflict):
        play.act(HA, lambda tx, actor: assignment.approve_task(tx, actor, task))


def test_nobody_gives_work_outside_their_authority(play: Play) -> None:
    task = play.draft("Sang phòng khác", "2026-06-19")
    with pytest.raises(Forbidden):
        play.act(HA, lambda tx, actor: assignment.complete_task(tx, actor, task, play.gate(1, accountable=MAI)))
    with pytest.raises(Forbidden):
        play.draft("Chuyên viên giao việc", "2026-06-19", giver=NGOC)


def test_strangers_learn_nothing(play: Play) -> None:
    task = play.given("Việc của An", "2026-06-19")
    for account in (NGOC, MAI, DUNG):
        with pytest.raises(NotFound):
            play.view(task, account)
        with pytest.raises(NotFound):
            play.act(account, lambda tx, actor: task_work.report_progress(tx, actor, task, 50, "x"))
    for account in (HA, HUNG, MINH, KHOI, QUAN):
        assert play.view(task, account).id == task


def test_an_old_card_writes_nothing(play: Play) -> None:
    task = play.given("Thẻ cũ", "2026-06-19", taken=False)
    version = play.view(task).version
    play.act(AN, lambda tx, actor: assignment.accept_task(tx, actor, task, version))
    before = acts_of(play, task)
    with pytest.raises(Stale):
        play.act(AN, lambda tx, actor: assignment.accept_task(tx, actor, task, version))
    assert acts_of(play, task) == before


def test_an_objection_is_answered_and_held_against_nobody(play: Play) -> None:
    task = play.given("Chưa rõ", "2026-06-19", taken=False)
    play.act(AN, lambda tx, actor: assignment.object_to_task(tx, actor, task, ObjectionGround.SCOPE, "Phạm vi nào?"))
    assert play.view(task, HA).objection is not None
    with pytest.raises(Invalid):
        play.act(HA, lambda tx, actor: assignment.answer_objection(tx, actor, task, TaskAct.KEEP, " "))
    with pytest.raises(Invalid):
        play.act(HA, lambda tx, actor: assignment.answer_objection(tx, actor, task, TaskAct.ADJUST, "Đã sửa"))
    play.act(HA, lambda tx, actor: assignment.answer_objection(tx, actor, task, TaskAct.ESCALATE, "Xin ý kiến"))
    changes = GateInput(quality_criteria="Chỉ khu phố 3")
    play.act(
        HUNG,
        lambda tx, actor: assignment.answer_objection(tx, actor, task, TaskAct.ADJUST, "Thu hẹp", changes=changes),
    )
    view = play.view(task)
    assert (view.state, view.quality_criteria) == (TaskState.ASSIGNED, "Chỉ khu phố 3")
    assert view.objection is not None
    assert view.objection.answer is TaskAct.ADJUST
    assert play.sheet().lines[0].deductions == ()


def test_a_deadline_that_passes_while_an_answer_is_owed_is_nobodys_delay(play: Play) -> None:
    play.at("2026-06-09T09:00+07:00")
    task = play.given("Chờ trả lời", "2026-06-10", taken=False)
    play.act(AN, lambda tx, actor: assignment.object_to_task(tx, actor, task, ObjectionGround.SCOPE, "Phạm vi nào?"))
    play.at("2026-06-11T09:00+07:00")
    play.act(HA, lambda tx, actor: assignment.answer_objection(tx, actor, task, TaskAct.KEEP, "Làm như đã giao"))
    view = play.view(task)
    assert view.delays == 0
    assert view.due is not None
    assert view.due > play.clock.now()


def test_parts_and_a_return_of_some_units(play: Play) -> None:
    task = play.given("Bốn sản phẩm", "2026-06-19", 4, quantity="4")
    with pytest.raises(Invalid):
        play.hand_in(task, "5")
    play.hand_in(task, "3")
    play.send_back(task, units="1")
    assert (play.view(task).state, play.view(task).accepted_quantity) == (TaskState.RETURNED, Decimal(2))
    play.hand_in(task)
    play.accept(task)
    assert play.view(task).state is TaskState.DONE
    sheet = play.sheet()
    assert (sheet.a, sheet.b, sheet.c) == (Decimal("100.00"), Decimal("93.75"), Decimal("100.00"))


def test_only_content_errors_cost(play: Play) -> None:
    task = play.given("Sửa nhỏ", "2026-06-19")
    for kind in (ReturnType.MINOR, ReturnType.FORM, ReturnType.NEW_REQUIREMENT):
        play.hand_in(task)
        play.send_back(task, kind)
    play.hand_in(task)
    play.accept(task)
    assert (play.sheet().b, play.view(task).returns) == (Decimal("100.00"), 3)


def test_nothing_is_handed_in_without_product_or_evidence(play: Play) -> None:
    task = play.given("Không minh chứng", "2026-06-19")
    with pytest.raises(Invalid):
        play.act(AN, lambda tx, actor: task_work.submit_product(tx, actor, task, None, ""))
    file = FileGiven("f-1", "bao-cao.pdf", 1000, "ab" * 32, "application/pdf")
    for _ in range(2):
        play.act(AN, lambda tx, actor: task_work.add_evidence(tx, actor, task, [file], installation_id=None))
    assert len(play.view(task).evidence_waiting) == 1
    play.act(AN, lambda tx, actor: task_work.submit_product(tx, actor, task, None, ""))
    view = play.view(task)
    assert view.submission is not None
    assert [each.name for each in view.submission.evidence] == ["bao-cao.pdf"]


@pytest.mark.parametrize(
    ("handed_in", "delays"),
    [("2026-06-16T23:59:59+07:00", 0), ("2026-06-17T00:00:00+07:00", 1)],
)
def test_late_by_the_clock_alone(play: Play, handed_in: str, delays: int) -> None:
    task = play.given("Sát giờ", "2026-06-16", 2)
    play.clock.set(handed_in)
    with play.plugin.transaction() as tx:
        task_work.submit_product(tx, play.ward.actor(tx, AN), task, None, "Tờ trình 15/TTr")
    play.at("2026-06-17T09:00+07:00")
    play.accept(task)
    assert play.view(task).delays == delays
    assert play.sheet().c == (Decimal("75.00") if delays else Decimal("100.00"))


def test_waiting_for_a_decision_is_not_the_assignees_delay(play: Play) -> None:
    task = play.given("Chờ duyệt", "2026-06-10")
    play.at("2026-06-10T16:00+07:00")
    play.hand_in(task)
    play.at("2026-06-12T09:00+07:00")
    play.send_back(task, redo_due=date(2026, 6, 15))
    play.at("2026-06-13T09:00+07:00")
    assert play.view(task).delays == 0
    play.at("2026-06-16T00:00:01+07:00")
    assert play.view(task).delays == 1


def test_a_missed_deadline_is_recorded_once(play: Play) -> None:
    task = play.given("Quá hạn", "2026-06-10")
    play.at("2026-06-20T09:00+07:00")
    play.hand_in(task)
    play.accept(task)
    assert acts_of(play, task).count(TaskAct.MISS_DEADLINE) == 1
    with play.plugin.transaction() as tx:
        missed = tx.session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.act == TaskAct.MISS_DEADLINE)).one()
    assert missed.at.isoformat() == "2026-06-10T17:00:00+00:00"
    assert missed.actor_id is None


def test_a_qr_token_grants_nothing_and_can_be_withdrawn(play: Play) -> None:
    task = play.given("Mã QR", "2026-06-19")
    token = play.act(AN, lambda tx, actor: qr.token_for(tx, actor, task))
    assert play.act(HA, lambda tx, actor: qr.token_for(tx, actor, task)) == token
    with pytest.raises(NotFound):
        play.act(MAI, lambda tx, actor: qr.token_for(tx, actor, task))
    play.act(AN, lambda tx, actor: qr.withdraw(tx, actor, task))
    with pytest.raises(NotFound):
        play.act(AN, lambda tx, _actor: qr.task_of_token(tx, token))


def test_a_view_takes_a_bounded_number_of_queries(play: Play) -> None:
    task = play.given("Đếm truy vấn", "2026-06-19")
    with counted_queries(play.plugin.engine) as few:
        play.view(task)
    for percent in range(1, 30):
        play.act(AN, lambda tx, actor, p=percent: task_work.report_progress(tx, actor, task, p, f"bước {p}"))
    play.fire()
    with counted_queries(play.plugin.engine) as many:
        play.view(task)
    assert len(many) == len(few) <= 14
