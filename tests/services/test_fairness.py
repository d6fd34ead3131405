"""Nobody pays for another's delay, nobody decides on figures not shown, nobody falls between two units."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from stage.play import JUNE, Play, full_marks, marks
from stage.ward import AN, DUNG, FOLDER, HA, HUNG, MINH, NGOC, TUAN

from hanoiwork_plugin.domain.errors import Conflict, Invalid, Stale
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct
from hanoiwork_plugin.domain.tasks import ObjectionGround, ReturnType, TaskAct, TaskKind
from hanoiwork_plugin.services.accounts import people
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.doing import qr, task_work
from hanoiwork_plugin.services.rating import evaluations
from hanoiwork_plugin.services.rating.evaluation_views import evaluation_view
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.people import PersonRow
from hanoiwork_plugin.wire.errors import message_of


def notices_of(play: Play, account: str) -> list[tuple[str, UUID | None]]:
    with play.plugin.transaction() as tx:
        rows = tx.session.scalars(select(NoticeRow).where(NoticeRow.person_id == play.ward.id_of(account)))
        return [(row.kind, row.subject_id) for row in rows]


def objected(play: Play, task: UUID, account: str = AN) -> None:
    play.act(
        account,
        lambda tx, actor: assignment.object_to_task(tx, actor, task, ObjectionGround.SCOPE, "Phạm vi nào?"),
    )


def adjusted(play: Play, task: UUID, quantity: str) -> None:
    changes = GateInput(quantity=Decimal(quantity))
    play.act(
        HA,
        lambda tx, actor: assignment.answer_objection(tx, actor, task, TaskAct.ADJUST, "Giảm bớt", changes=changes),
    )


def test_figures_that_changed_since_they_were_shown_are_not_approved(play: Play) -> None:
    task = play.given("Chưa nộp", "2026-06-22")
    play.at("2026-06-22T09:00+07:00")
    play.hand_in(task)
    play.at("2026-06-23T09:00+07:00")
    play.act(AN, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, full_marks()))
    evaluation = play.evaluation_id()
    play.act(HA, lambda tx, actor: evaluations.review(tx, actor, evaluation, marks=None))
    play.at("2026-06-25T09:00+07:00")
    shown = play.act(MINH, lambda tx, actor: evaluation_view(tx, tx.session.get_one(EvaluationRow, evaluation), actor))
    assert shown.total == Decimal("30.00")
    play.accept(task)
    with pytest.raises(Stale):
        play.act(MINH, lambda tx, actor: evaluations.approve(tx, actor, evaluation, level=None, version=shown.version))
    now = play.act(MINH, lambda tx, actor: evaluation_view(tx, tx.session.get_one(EvaluationRow, evaluation), actor))
    assert now.total == Decimal("100.00")
    play.act(MINH, lambda tx, actor: evaluations.approve(tx, actor, evaluation, level=None, version=now.version))


def test_less_than_was_handed_in_is_no_adjustment(play: Play) -> None:
    task = play.given("Ba sản phẩm", "2026-06-19", quantity="3")
    play.hand_in(task, "2")
    play.accept(task)
    objected(play, task)
    with pytest.raises(Invalid):
        adjusted(play, task, "1")
    adjusted(play, task, "2")
    assert play.sheet().a == Decimal("100.00")


def test_a_late_line_adjusted_down_still_has_its_score(play: Play) -> None:
    task = play.given("Ba, trễ hạn", "2026-06-10", quantity="3")
    play.at("2026-06-12T09:00+07:00")
    assert play.view(task).delays == 1
    objected(play, task)
    adjusted(play, task, "1")
    play.act(AN, lambda tx, actor: assignment.accept_task(tx, actor, task))
    play.hand_in(task)
    play.accept(task)
    assert (play.sheet().a, play.sheet().c) == (Decimal("100.00"), Decimal("75.00"))


def test_what_waited_with_the_manager_past_the_deadline_gets_days_to_redo(play: Play) -> None:
    task = play.given("Chờ duyệt quá hạn", "2026-06-12")
    play.at("2026-06-10T09:00+07:00")
    play.hand_in(task)
    play.at("2026-06-15T09:00+07:00")
    assert not play.view(task).overdue
    play.send_back(task, ReturnType.NEW_REQUIREMENT)
    view = play.view(task)
    assert (view.delays, view.overdue) == (0, False)
    assert view.due is not None
    assert view.due.date() == date(2026, 6, 17)


def test_a_deadline_already_past_is_asked_for_again(play: Play) -> None:
    task = play.draft("Hạn đã qua", "2026-06-05")
    play.at("2026-06-08T09:00+07:00")
    assert "due" in play.view(task, HA).missing
    with pytest.raises(Invalid):
        play.act(HA, lambda tx, actor: assignment.complete_task(tx, actor, task, play.gate(1)))


def test_a_key_task_is_not_approved_after_its_deadline(play: Play) -> None:
    task = play.draft("Trình muộn", "2026-06-05", kind=TaskKind.KEY)
    play.act(HA, lambda tx, actor: assignment.complete_task(tx, actor, task, play.gate(4)))
    play.at("2026-06-08T09:00+07:00")
    with pytest.raises(Conflict):
        play.act(HUNG, lambda tx, actor: assignment.approve_task(tx, actor, task))


def test_a_negative_quantity_of_the_host_is_asked_for(play: Play) -> None:
    task = play.draft("Số lượng âm", "2026-06-19", quantity="-1")
    assert "quantity" in play.view(task, HA).missing


def test_the_next_step_opens_where_one_was_missed(play: Play, installation: str) -> None:
    play.at("2026-06-25T09:00+07:00")
    evaluation = play.evaluation_id(NGOC)
    assert ("evaluation", evaluation) in notices_of(play, HA)
    view = play.act(HA, lambda tx, actor: evaluation_view(tx, tx.session.get_one(EvaluationRow, evaluation), actor))
    assert EvaluationAct.REVIEWED in view.allowed
    play.at("2026-06-26T09:00+07:00")
    assert ("evaluation", evaluation) in notices_of(play, MINH)


def test_a_moved_person_is_rated_by_the_new_unit(play: Play, installation: str) -> None:
    play.at("2026-06-23T09:00+07:00")
    play.act(TUAN, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28")))
    evaluation = play.evaluation_id(TUAN)
    table = (FOLDER / "people.csv").read_text("utf-8").splitlines()
    moved = [
        line.replace('"Phường Mẫu / Phòng Kinh tế, Hạ tầng và Đô thị"', "Phường Mẫu / Phòng Văn hóa – Xã hội")
        if line.startswith(TUAN)
        else line
        for line in table
    ]
    with play.plugin.transaction(cause="test") as tx:
        done = people.import_people(tx, None, "people.csv", "\n".join(moved).encode())
    assert done.people_changed == 1
    assert ("evaluation", evaluation) in notices_of(play, DUNG)
    play.act(DUNG, lambda tx, actor: evaluations.review(tx, actor, evaluation, marks=None))


def test_a_table_lets_nobody_back_in(play: Play) -> None:
    with play.plugin.transaction(cause="test") as tx:
        tx.session.get_one(PersonRow, play.ward.id_of(NGOC)).active = False
    with play.plugin.transaction(cause="test") as tx:
        done = people.import_people(tx, None, "people.csv", (FOLDER / "people.csv").read_bytes())
        assert (done.people_changed, done.left) == (0, (NGOC,))


def test_every_act_of_a_person_names_the_relation(play: Play) -> None:
    task = play.given("Vai trò", "2026-06-19", kind=TaskKind.KEY)
    play.act(AN, lambda tx, actor: qr.token_for(tx, actor, task))
    play.hand_in(task)
    play.send_back(task)
    with play.plugin.transaction() as tx:
        entries = tx.session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.actor_id.is_not(None))).all()
    assert not [entry.act for entry in entries if not entry.role]
    roles = {entry.act: entry.role for entry in entries}
    assert (roles[TaskAct.ASSIGN], roles[TaskAct.ACCEPT], roles[TaskAct.RETURN]) == ("field_deputy", "self", "assigner")


def test_what_happened_last_is_an_act_on_the_task(play: Play) -> None:
    task = play.given("Trả lại", "2026-06-19")
    play.hand_in(task)
    play.send_back(task)
    play.act(AN, lambda tx, actor: qr.token_for(tx, actor, task))
    last = play.view(task).last
    assert last is not None
    assert (last.act, last.reason) == (TaskAct.RETURN, "Thiếu phụ lục 2")


def test_no_total_is_invented_for_a_leader(play: Play) -> None:
    play.at("2026-06-23T09:00+07:00")
    play.act(HA, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28")))
    evaluation = play.evaluation_id(HA)
    view = play.act(HUNG, lambda tx, actor: evaluation_view(tx, tx.session.get_one(EvaluationRow, evaluation), actor))
    assert (view.leads, view.total, view.suggested_level) == (True, None, None)
    play.at("2026-06-26T09:00+07:00")
    play.act(MINH, lambda tx, actor: evaluations.approve(tx, actor, evaluation, level=None))


def test_marks_outside_are_refused_with_a_decimal_comma(play: Play) -> None:
    play.at("2026-06-23T09:00+07:00")
    wrong = {**full_marks(), "II.1": Decimal("2.6")}
    with pytest.raises(Invalid) as refused:
        play.act(AN, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, wrong))
    assert "2,5" in message_of(refused.value, "vi")


def test_work_goes_on_after_an_adjustment(play: Play) -> None:
    task = play.given("Tiếp tục", "2026-06-19", quantity="3", taken=False)
    objected(play, task)
    adjusted(play, task, "2")
    play.act(AN, lambda tx, actor: assignment.accept_task(tx, actor, task))
    play.act(AN, lambda tx, actor: task_work.report_progress(tx, actor, task, 50, "Nửa chặng"))
    assert play.view(task).quantity == Decimal(2)
