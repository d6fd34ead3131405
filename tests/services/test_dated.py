"""Absences, transfers and delegations through the use-cases, and what was true at any instant (STORY 12, 16, 24)."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from stage.play import JUNE, Play, marks
from stage.queries import counted_queries
from stage.ward import AN, DUNG, HA, HUNG, KHOI, LAN, LONG, MAI, MINH, NGOC, PHUONG, SON, TIEN, TUAN

from hanoiwork_plugin.domain.authority import Act, Relation
from hanoiwork_plugin.domain.calendar import due_instant, hanoi_date
from hanoiwork_plugin.domain.changes.absence import AbsenceKind
from hanoiwork_plugin.domain.changes.transfer import LeftTask
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale, TooEarly
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode, receipt
from hanoiwork_plugin.domain.rating.scoring import recompute
from hanoiwork_plugin.domain.rating.sheet import LeaderMarks
from hanoiwork_plugin.domain.rating.unit_shares import unit_shares
from hanoiwork_plugin.domain.tasks import TaskAct, TaskKind, TaskState
from hanoiwork_plugin.services.accounts import roles
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.assigning.task_entry import HostTask, receive_task
from hanoiwork_plugin.services.changes import absences, delegations, past, transfers
from hanoiwork_plugin.services.doing import task_work
from hanoiwork_plugin.services.doing.task_lists import TaskFilter, page_of_tasks
from hanoiwork_plugin.services.rating import evaluations, leaders
from hanoiwork_plugin.services.rating.evaluation_views import evaluation_view
from hanoiwork_plugin.services.rating.scores import keep_sheet
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.delegations import DelegationRow
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import LedgerEntryRow, entries_of
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.people import PostingRow
from hanoiwork_plugin.store.tasks import TaskRow

CULTURE = ["Phường Mẫu", "Phòng Văn hóa – Xã hội"]


def instant(given: str) -> datetime:
    return datetime.fromisoformat(given)


def given_to(play: Play, account: str, name: str, due: str, coefficient: int = 1, quantity: str = "1") -> UUID:
    task_id = play.draft(name, due, quantity=quantity)
    play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, task_id, play.gate(coefficient, account)))
    play.act(account, lambda tx, actor: assignment.accept_task(tx, actor, task_id))
    return task_id


def unit_id(play: Play, names: list[str]) -> UUID:
    with play.plugin.transaction() as tx:
        found = organisation.unit_by_names(tx.session, names)
        assert found is not None
        return found.id


def lan_absent(play: Play) -> UUID:
    play.at("2026-06-08T07:30+07:00")
    return play.act(
        HA,
        lambda tx, ha: (
            absences.report_absence(
                tx, ha, play.ward.id_of(LAN), AbsenceKind.SICK, date(2026, 6, 8), date(2026, 6, 12), "Giấy ra viện"
            ).id
        ),
    )


def notices(play: Play, kind: str, account: str) -> list[NoticeRow]:
    wanted = (NoticeRow.kind == kind, NoticeRow.person_id == play.ward.id_of(account))
    with play.plugin.transaction() as tx:
        return list(tx.session.scalars(select(NoticeRow).where(*wanted)))


@pytest.mark.usefixtures("installation")
def test_an_absence_mutes_lends_and_pauses(play: Play) -> None:
    lent = given_to(play, LAN, "Báo cáo môi trường", "2026-06-12")
    paused = given_to(play, LAN, "Kiểm tra vệ sinh", "2026-06-10")
    absence = lan_absent(play)
    tuan = play.ward.id_of(TUAN)
    play.act(HA, lambda tx, ha: absences.lend_task(tx, ha, absence, lent, tuan))
    play.act(HA, lambda tx, ha: absences.pause_deadline(tx, ha, absence, paused))
    with pytest.raises(Conflict):
        play.act(HA, lambda tx, ha: absences.pause_deadline(tx, ha, absence, paused))
    due = play.view(paused, LAN).due
    assert due is not None
    assert hanoi_date(due) == date(2026, 6, 17)

    play.at("2026-06-12T23:00+07:00")
    ill = [each for each in notices(play, "digest", LAN) if hanoi_date(each.created_at) > date(2026, 6, 8)]
    assert ill == [], "nobody reminds a person who is ill"
    assert notices(play, "digest", TUAN) != []
    assert play.view(lent, TUAN).accountable is not None
    play.at("2026-06-13T00:00+07:00")
    assert play.view(lent, TUAN).delays == 1

    play.at("2026-06-15T00:00+07:00")
    view = play.view(lent, LAN)
    assert (view.accountable and view.accountable.account) == LAN
    play.hand_in(lent, account=LAN)
    play.accept(lent)
    line = next(each for each in play.sheet(LAN).lines if each.task_id == lent)
    assert all(deduction.waived for deduction in line.deductions), "the delay was not Lan's"


def test_a_task_finished_by_the_one_who_borrowed_it_is_extra_work(play: Play) -> None:
    own = given_to(play, TUAN, "Việc của Tuấn", "2026-06-19")
    lent = given_to(play, LAN, "Báo cáo môi trường", "2026-06-12")
    absence = lan_absent(play)
    play.act(HA, lambda tx, ha: absences.lend_task(tx, ha, absence, lent, play.ward.id_of(TUAN)))
    for task in (own, lent):
        play.hand_in(task, account=TUAN)
        play.accept(task)
    play.at("2026-06-16T08:00+07:00")
    sheet = play.sheet(TUAN)
    assert [(each.task_id, each.extra) for each in sheet.lines] == [(lent, True), (own, False)]
    assert (sheet.assigned, sheet.done) == (Decimal(1), Decimal(2))
    assert play.sheet(LAN).lines == ()


def test_an_absence_is_announced_by_oneself_and_recorded_by_the_line(play: Play) -> None:
    first, last = date(2026, 6, 3), date(2026, 6, 4)
    announced = play.act(
        LAN, lambda tx, lan: absences.report_absence(tx, lan, lan.id, AbsenceKind.SICK, first, last).id
    )
    for account in (NGOC, MAI, DUNG, SON):
        with pytest.raises(NotFound):
            play.act(account, lambda tx, actor: absences.record_absence(tx, actor, announced))
    with pytest.raises(Forbidden):
        play.act(LAN, lambda tx, lan: absences.record_absence(tx, lan, announced))
    with pytest.raises(Forbidden):
        play.act(
            NGOC,
            lambda tx, ngoc: absences.report_absence(tx, ngoc, play.ward.id_of(LAN), AbsenceKind.SICK, first, last),
        )
    play.act(HA, lambda tx, ha: absences.record_absence(tx, ha, announced))
    with pytest.raises(Conflict):
        play.act(HA, lambda tx, ha: absences.record_absence(tx, ha, announced))
    again = play.act(LAN, lambda tx, lan: absences.report_absence(tx, lan, lan.id, AbsenceKind.ANNUAL, last, last).id)
    with pytest.raises(Conflict):
        play.act(HA, lambda tx, ha: absences.record_absence(tx, ha, again))


def long_transferred(play: Play) -> UUID:
    culture = unit_id(play, CULTURE)
    return play.act(
        TIEN,
        lambda tx, tien: (
            transfers.decide_transfer(
                tx,
                tien,
                play.ward.id_of(LONG),
                culture,
                title="Chuyên viên",
                position="Văn hóa",
                effective_on=date(2026, 6, 15),
                basis="QĐ 45/QĐ-UBND ngày 10/6/2026",
            ).id
        ),
    )


def test_a_transfer_leaves_no_task_without_a_decision(play: Play) -> None:
    begun = given_to(play, LONG, "Đã làm một phần", "2026-06-19", 4, quantity="4")
    play.hand_in(begun, "3", LONG)
    play.send_back(begun, units="1")
    handed = given_to(play, LONG, "Bàn giao cho Ngọc", "2026-06-16")
    useless = given_to(play, LONG, "Không còn cần", "2026-06-19")
    play.at("2026-06-11T09:00+07:00")
    with pytest.raises(Forbidden):
        play.act(
            HA,
            lambda tx, ha: transfers.decide_transfer(
                tx,
                ha,
                play.ward.id_of(LONG),
                unit_id(play, CULTURE),
                title="x",
                position="",
                basis="y",
                effective_on=date(2026, 6, 15),
            ),
        )
    transfer = long_transferred(play)
    view = play.act(HA, lambda tx, ha: transfers.transfer_view(tx, transfers.visible_transfer(tx, ha, transfer), ha))
    assert {each.id for each in view.tasks} == {begun, handed, useless}
    assert not view.effective

    def settle(task: UUID, decision: LeftTask, reason: str = "Chốt đến 14/6", to: str | None = None) -> None:
        to_id = play.ward.id_of(to) if to else None
        play.act(
            HA,
            lambda tx, ha: transfers.settle_left_task(tx, ha, transfer, task, decision, reason=reason, to_id=to_id),
        )

    with pytest.raises(Conflict):
        settle(begun, LeftTask.CANCEL)
    with pytest.raises(Conflict):
        settle(handed, LeftTask.CLOSE)
    with pytest.raises(Invalid):
        settle(useless, LeftTask.CANCEL, " ")
    with pytest.raises(Invalid):
        settle(handed, LeftTask.HAND_OVER)
    with pytest.raises(Forbidden):
        settle(handed, LeftTask.HAND_OVER, to=MAI)
    with pytest.raises(TooEarly):
        play.act(DUNG, lambda tx, dung: transfers.receive_transfer(tx, dung, transfer))
    settle(begun, LeftTask.CLOSE)
    settle(handed, LeftTask.HAND_OVER, to=NGOC)

    play.at("2026-06-15T08:00+07:00")
    assert play.act(LONG, lambda _tx, long: long.unit.name) == "Phòng Văn hóa – Xã hội"
    with pytest.raises(NotFound):
        play.act(MAI, lambda tx, mai: transfers.receive_transfer(tx, mai, transfer))
    settle(useless, LeftTask.CANCEL)
    with pytest.raises(NotFound):
        settle(useless, LeftTask.CANCEL)
    row = play.act(DUNG, lambda tx, dung: transfers.receive_transfer(tx, dung, transfer))
    assert row.settled_at is not None
    with pytest.raises(Conflict):
        play.act(DUNG, lambda tx, dung: transfers.receive_transfer(tx, dung, transfer))

    sheet = play.sheet(LONG)
    assert (sheet.assigned, sheet.done, sheet.a) == (Decimal(8), Decimal(8), Decimal("100.00"))
    assert play.view(begun, LONG).state is TaskState.DONE
    assert play.view(handed, LONG).state is TaskState.HANDED_OVER
    with play.plugin.transaction() as tx:
        taken = tx.session.scalars(select(TaskRow).where(TaskRow.origin_id == handed)).one()
        assert (taken.accountable_id, taken.taken_over) == (play.ward.id_of(NGOC), True)
        acts = [entry.act for entry in entries_of(tx.session, play.ward.id_of(LONG))]
    assert acts[::-1] == ["transfer.decided", "transfer.effective", "transfer.settled", "transfer.received"]


def test_after_the_date_the_old_head_sees_no_new_work_and_the_new_one_rates(play: Play) -> None:
    old = given_to(play, LONG, "Trước khi chuyển", "2026-06-19")
    evaluation = play.evaluation_id(LONG)
    long_transferred(play)
    play.at("2026-06-14T23:59+07:00")
    with play.plugin.transaction() as tx:
        assert tx.session.get_one(EvaluationRow, evaluation).reviewer_id == play.ward.id_of(HA)
    play.at("2026-06-15T08:00+07:00")
    with play.plugin.transaction() as tx:
        assert tx.session.get_one(EvaluationRow, evaluation).reviewer_id == play.ward.id_of(DUNG)
    form = HostTask(
        id=None,
        title="Việc mới",
        kind=TaskKind.REGULAR,
        quantity=Decimal(1),
        assignees=(LONG,),
        due=due_instant(date(2026, 6, 22)),
    )
    new = play.act(DUNG, lambda tx, dung: receive_task(tx, dung, form, installation_id=None).id)
    play.act(DUNG, lambda tx, dung: assignment.complete_task(tx, dung, new, play.gate(1, LONG)))
    assert play.view(new, LONG).state is TaskState.ASSIGNED
    with pytest.raises(NotFound):
        play.view(new, HA)
    seen = play.act(HA, lambda tx, ha: {each.id for each in page_of_tasks(tx, ha, TaskFilter("visible"), 50)})
    assert old in seen
    assert new not in seen
    with pytest.raises(NotFound):
        play.act(HA, lambda tx, ha: evaluations.review(tx, ha, evaluation, marks=None))


def test_a_score_says_which_part_arose_in_which_unit(play: Play) -> None:
    finished = given_to(play, LONG, "Xong ở phòng cũ", "2026-06-12", quantity="3")
    play.at("2026-06-09T09:00+07:00")
    play.hand_in(finished, "3", LONG)
    play.send_back(finished, units="1")
    before = play.sheet(LONG)
    assert unit_shares(before) == ()
    long_transferred(play)
    play.at("2026-06-11T09:00+07:00")
    play.hand_in(finished, "1", LONG)
    play.accept(finished)
    assert unit_shares(play.sheet(LONG)) == (), "decided, but not moved yet"
    play.at("2026-06-15T08:00+07:00")
    kind, due = TaskKind.REGULAR, due_instant(date(2026, 6, 22))
    form = HostTask(id=None, title="Mới", kind=kind, quantity=Decimal(1), assignees=(LONG,), due=due)
    new = play.act(DUNG, lambda tx, dung: receive_task(tx, dung, form, installation_id=None).id)
    play.act(DUNG, lambda tx, dung: assignment.complete_task(tx, dung, new, play.gate(1, LONG)))
    sheet = play.sheet(LONG)
    old, now = unit_shares(sheet)
    assert (old.unit, now.unit) == (
        "Phòng Kinh tế, Hạ tầng và Đô thị – Phường Mẫu",
        "Phòng Văn hóa – Xã hội – Phường Mẫu",
    )
    assert (old.tasks, old.assigned, old.done, old.quality) == (1, Decimal(3), Decimal(3), Decimal("2.75"))
    assert (now.tasks, now.assigned, now.done, now.points) == (1, Decimal(1), Decimal(0), Decimal("0.00"))
    assert old.points == sheet.task_part == Decimal("51.04")
    steps = {step.code: step for step in receipt(sheet)}
    assert [step.params["unit"] for step in steps[ReceiptCode.BY_UNIT].children] == [old.unit, now.unit]
    with play.plugin.transaction() as tx:
        long = play.ward.actor(tx, LONG)
        row, _ = keep_sheet(tx, long, JUNE, "self", None)
        again = recompute(row.inputs)
    assert unit_shares(again) == (old, now), "the stored sheet says so too"
    plain = replace(sheet, lines=tuple(replace(line, unit="") for line in sheet.lines))
    assert ReceiptCode.BY_UNIT not in {step.code for step in receipt(plain)}


def ha_delegates(play: Play, *acts: Act) -> UUID:
    return play.act(
        HA,
        lambda tx, ha: (
            delegations.delegate(
                tx,
                ha,
                ha.id,
                play.ward.id_of(KHOI),
                acts or (Act.RATE,),
                date(2026, 6, 25),
                date(2026, 6, 26),
                "Đi họp",
            ).id
        ),
    )


def test_a_delegation_lets_the_deputy_rate_on_her_behalf_and_ends_by_itself(june: Play) -> None:
    play = june
    play.at("2026-06-23T08:00+07:00")
    for account in (AN, KHOI):
        play.act(account, lambda tx, actor: evaluations.self_evaluate(tx, actor, JUNE, marks("28")))
    an, khoi = play.evaluation_id(AN), play.evaluation_id(KHOI)
    play.at("2026-06-24T09:00+07:00")
    ha_delegates(play)

    def rate(account: str, evaluation: UUID) -> None:
        play.act(
            account,
            lambda tx, actor: evaluations.review(tx, actor, evaluation, marks=marks("27"), reason="Hai lần sửa"),
        )

    with pytest.raises(NotFound):
        rate(KHOI, an)
    play.at("2026-06-25T08:00+07:00")
    with pytest.raises(Forbidden):
        rate(KHOI, khoi)
    with play.plugin.transaction() as tx:
        assert tx.session.get_one(EvaluationRow, khoi).reviewer_id == play.ward.id_of(HUNG)
    with pytest.raises(NotFound):
        rate(KHOI, play.evaluation_id(HA))
    with pytest.raises(NotFound):
        rate(KHOI, play.evaluation_id(MAI))
    rate(KHOI, an)
    with play.plugin.transaction() as tx:
        entry = next(each for each in entries_of(tx.session, an) if each.act == "evaluation.reviewed")
        assert (entry.actor_id, entry.on_behalf_of_id) == (play.ward.id_of(KHOI), play.ward.id_of(HA))
        assert entry.role == Relation.DEPARTMENT_HEAD
    shown = play.act(MINH, lambda tx, minh: evaluation_view(tx, tx.session.get_one(EvaluationRow, an), minh))
    assert shown.on_behalf_of is not None
    assert (shown.on_behalf_of.account, shown.total) == (HA, Decimal("94.67"))
    full = LeaderMarks(Decimal(100), Decimal(100), Decimal(100), "", "Việc của phòng xong đúng hạn")
    play.act(HUNG, lambda tx, actor: leaders.rate_leader(tx, actor, khoi, full))
    rate(HUNG, khoi)

    play.at("2026-06-27T00:00+07:00")
    with pytest.raises(NotFound):
        rate(KHOI, an)
    with play.plugin.transaction() as tx:
        acts = [each.act for each in entries_of(tx.session, play.ward.id_of(KHOI))]
    assert acts[::-1] == ["delegation.made", "delegation.begun", "delegation.ended"]


def test_a_delegation_covers_its_acts_and_is_not_passed_on(play: Play) -> None:
    task = play.given("Việc của An", "2026-06-30")
    key = play.draft("Trọng tâm", "2026-06-30", kind=TaskKind.KEY)
    play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, key, play.gate(4)))
    own = given_to(play, KHOI, "Việc của Khôi", "2026-06-30")
    for each, account in ((task, AN), (own, KHOI)):
        play.hand_in(each, account=account)
    play.at("2026-06-24T09:00+07:00")
    delegation = ha_delegates(play, Act.JUDGE_PRODUCT, Act.RATE)
    play.at("2026-06-25T09:00+07:00")
    with pytest.raises(Forbidden):
        play.act(KHOI, lambda tx, khoi: task_work.accept_product(tx, khoi, own))
    with pytest.raises(Forbidden):
        play.act(KHOI, lambda tx, khoi: assignment.approve_task(tx, khoi, key))
    for act in (Act.RATE, Act.DELEGATE):
        with pytest.raises(Invalid):
            play.act(
                KHOI,
                lambda tx, khoi, act=act: delegations.delegate(
                    tx, khoi, khoi.id, play.ward.id_of(TUAN), [act], date(2026, 6, 25), date(2026, 6, 25), "x"
                ),
            )
    with pytest.raises(Forbidden):
        play.act(
            KHOI,
            lambda tx, khoi: delegations.delegate(
                tx,
                khoi,
                play.ward.id_of(HA),
                play.ward.id_of(TUAN),
                [Act.RATE],
                date(2026, 6, 25),
                date(2026, 6, 25),
                "x",
            ),
        )
    with pytest.raises(Forbidden):
        play.act(KHOI, lambda tx, khoi: delegations.end_delegation(tx, khoi, delegation, ""))
    play.act(KHOI, lambda tx, khoi: task_work.accept_product(tx, khoi, task))
    last = play.view(task, AN).last
    assert last is not None
    assert last.on_behalf_of is not None
    assert last.on_behalf_of.account == HA
    with pytest.raises(Stale):
        play.act(HA, lambda tx, ha: delegations.end_delegation(tx, ha, delegation, "", 99))
    play.act(HA, lambda tx, ha: delegations.end_delegation(tx, ha, delegation, "Về sớm"))
    with pytest.raises(Conflict):
        play.act(HA, lambda tx, ha: delegations.end_delegation(tx, ha, delegation, ""))
    assert play.act(KHOI, lambda _tx, khoi: khoi.delegated) == ()


@pytest.mark.usefixtures("installation")
def test_a_manager_away_while_decisions_are_due_is_offered_a_delegation(play: Play) -> None:
    def away(account: str, first: date, last: date) -> None:
        play.act(
            PHUONG,
            lambda tx, phuong: absences.report_absence(
                tx, phuong, play.ward.id_of(account), AbsenceKind.MISSION, first, last
            ),
        )

    away(DUNG, date(2026, 6, 3), date(2026, 6, 4))
    assert notices(play, "delegation_form", DUNG) == []
    away(AN, date(2026, 6, 24), date(2026, 6, 26))
    assert notices(play, "delegation_form", AN) == []
    away(HA, date(2026, 6, 24), date(2026, 6, 26))
    assert len(notices(play, "delegation_form", HA)) == 1
    assert len(notices(play, "delegation_form", HUNG)) == 1
    form = play.act(HUNG, lambda tx, hung: delegations.delegation_form(tx, hung, play.ward.id_of(HA)))
    assert (form.proposed and form.proposed.account) == KHOI
    play.act(
        HUNG,
        lambda tx, hung: delegations.delegate(
            tx,
            hung,
            play.ward.id_of(HA),
            play.ward.id_of(KHOI),
            form.chosen,
            date(2026, 6, 24),
            date(2026, 6, 26),
            "Bà Hà đi công tác",
        ),
    )


def test_questions_about_past_instants(play: Play) -> None:
    task = play.draft("Trọng tâm", "2026-06-30", kind=TaskKind.KEY)
    play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, task, play.gate(4)))
    play.at("2026-06-11T09:00+07:00")
    long_transferred(play)
    play.at("2026-06-20T09:00+07:00")
    play.act(
        PHUONG,
        lambda tx, phuong: roles.grant_role(
            tx,
            phuong,
            play.ward.id_of(DUNG),
            Role.DEPUTY,
            phuong.unit.path and unit_id(play, ["Phường Mẫu"]),
            fields=["Văn hóa – Xã hội"],
            first=date(2026, 6, 21),
            last=None,
            basis="QĐ 50/QĐ-UBND",
        ),
    )
    play.at("2026-06-24T10:00+07:00")
    ended = play.act(
        HUNG,
        lambda tx, hung: (
            delegations.delegate(
                tx,
                hung,
                hung.id,
                play.ward.id_of(KHOI),
                [Act.APPROVE_KEY_TASK],
                date(2026, 6, 24),
                date(2026, 6, 30),
                "Nghỉ",
                unit_id=play.ward.actor(tx, HA).unit.id,
            ).id
        ),
    )
    play.at("2026-06-24T15:00+07:00")
    play.act(HUNG, lambda tx, hung: delegations.end_delegation(tx, hung, ended, "Đã về"))
    with play.plugin.transaction(cause="test") as tx:

        def manager(account: str, at: str) -> str | None:
            found = past.standing_of(tx, account, instant(at)).manager
            return found.account if found else None

        assert manager(LONG, "2026-06-12T10:00+07:00") == HA
        assert manager(LONG, "2026-06-14T23:59:59+07:00") == HA
        assert manager(LONG, "2026-06-15T00:00:00+07:00") == DUNG
        assert manager(AN, "2026-06-12T10:00+07:00") == HA
        assert manager(HA, "2026-06-12T10:00+07:00") == HUNG
        assert manager(MINH, "2026-06-12T10:00+07:00") is None
        assert [r.role for r in past.standing_of(tx, DUNG, instant("2026-06-20T23:00+07:00")).roles] == [
            "department_head"
        ]
        assert Role.DEPUTY in [r.role for r in past.standing_of(tx, DUNG, instant("2026-06-21T00:00+07:00")).roles]

        def approvers(at: str) -> list[tuple[str, str | None]]:
            found = past.who_could(tx, task, Act.APPROVE_TASK, instant(at))
            return [(each.person.account, each.on_behalf_of.account if each.on_behalf_of else None) for each in found]

        assert approvers("2026-06-10T08:00+07:00") == [(HUNG, None), (MINH, None)]
        assert approvers("2026-06-24T09:59+07:00") == [(HUNG, None), (MINH, None)]
        assert approvers("2026-06-24T10:30+07:00") == [(HUNG, None), (KHOI, HUNG), (MINH, None)]
        assert approvers("2026-06-24T15:00+07:00") == [(HUNG, None), (MINH, None)]
        with pytest.raises(NotFound):
            approvers("2026-05-20T10:00+07:00")


def test_somebody_who_left_is_still_found_at_the_instant_they_worked_here(play: Play) -> None:
    play.at("2026-06-10T09:00+07:00")
    with play.plugin.transaction(cause="test") as tx:
        from hanoiwork_plugin.services.host_events import user_deactivated

        user_deactivated(tx, "x", {"data": {"account": HA}})
    play.at("2026-06-11T09:00+07:00")
    with play.plugin.transaction(cause="test") as tx:
        then = past.standing_of(tx, AN, instant("2026-06-09T09:00+07:00")).manager
        now = past.standing_of(tx, AN, instant("2026-06-11T09:00+07:00")).manager
        assert then is not None
        assert now is not None
        assert (then.account, now.account) == (HA, HUNG)


def test_looks_at_others_are_recorded(play: Play) -> None:
    at = instant("2026-06-01T08:00+07:00")
    for account in (NGOC, DUNG, SON):
        with pytest.raises(NotFound):
            play.act(account, lambda tx, actor: past.phone_of(tx, actor, AN))
    with pytest.raises(NotFound):
        play.act(DUNG, lambda tx, dung: past.read_standing(tx, dung, AN, at))
    assert play.act(AN, lambda tx, an: past.phone_of(tx, an, AN))[1] == "0912000005"
    assert play.act(HA, lambda tx, ha: past.phone_of(tx, ha, AN))[1] == "0912000005"
    play.act(HA, lambda tx, ha: past.read_standing(tx, ha, AN, at))
    with pytest.raises(TooEarly):
        play.act(HA, lambda tx, ha: past.read_standing(tx, ha, AN, instant("2026-06-02T08:00+07:00")))
    with play.plugin.transaction() as tx:
        acts = [(each.act, each.actor_id) for each in entries_of(tx.session, play.ward.id_of(AN))]
    ha = play.ward.id_of(HA)
    assert acts == [("posting.seen", ha), ("phone.seen", ha)]


@pytest.mark.parametrize(
    ("is_primary", "first", "last", "refused"),
    [
        (True, "2026-06-01", None, True),
        (True, "2025-06-01", "2026-01-01", True),
        (True, "2025-06-01", "2025-12-31", False),
        (True, "2026-06-02", "2026-06-01", False),
        (False, "2026-06-01", None, False),
    ],
)
def test_the_database_itself_refuses_two_primary_postings_at_once(
    play: Play, is_primary: bool, first: str, last: str | None, refused: bool
) -> None:
    values = {"p": play.ward.id_of(AN), "u": unit_id(play, CULTURE), "primary": is_primary, "a": first, "b": last}
    statement = text(
        "INSERT INTO posting (id, person_id, unit_id, title, position, is_primary, valid_from, valid_to)"
        " VALUES (gen_random_uuid(), :p, :u, 'x', 'x', :primary, :a, :b)"
    )
    with play.plugin.engine.connect() as connection:
        if refused:
            with pytest.raises(IntegrityError, match="ex_posting_one_primary"):
                connection.execute(statement, values)
        else:
            connection.execute(statement, values)
        connection.rollback()


def test_a_table_does_not_undo_a_decided_transfer(play: Play) -> None:
    from stage.ward import FOLDER

    from hanoiwork_plugin.services.accounts import people

    play.at("2026-06-11T09:00+07:00")
    long_transferred(play)
    with play.plugin.transaction(cause="test") as tx:
        people.import_people(tx, None, "people.csv", (FOLDER / "people.csv").read_bytes())
    with play.plugin.transaction(cause="test") as tx:
        rows = tx.session.scalars(
            select(PostingRow).where(PostingRow.person_id == play.ward.id_of(LONG)).order_by(PostingRow.valid_from)
        ).all()
        assert [(row.valid_from, row.valid_to) for row in rows] == [
            (date(2026, 1, 1), date(2026, 6, 14)),
            (date(2026, 6, 15), None),
        ]


def test_a_changed_row_of_a_table_is_recorded_for_the_person(play: Play) -> None:
    from stage.ward import FOLDER

    from hanoiwork_plugin.services.accounts import people

    play.at("2026-06-05T09:00+07:00")
    headings, *rows = (FOLDER / "people.csv").read_text("utf-8").splitlines()
    (row,) = [each for each in rows if each.startswith(f"{AN},")]
    table = f"{headings}\n{row.replace('Chuyên viên,Quản lý đô thị', 'Phó Trưởng phòng,Quản lý đô thị')}\n"
    with play.plugin.transaction(cause="test") as tx:
        people.import_people(tx, play.ward.actor(tx, TIEN), "thang-6.csv", table.encode())
    with play.plugin.transaction(cause="test") as tx:
        (entry,) = entries_of(tx.session, play.ward.id_of(AN))
        assert (entry.act, entry.actor_id, entry.reason) == ("posting.changed", play.ward.id_of(TIEN), "thang-6.csv")
        assert entry.role == Relation.UNIT_ADMIN
        assert (entry.before["title"], entry.after["title"]) == ("Chuyên viên", "Phó Trưởng phòng")
        assert past.standing_of(tx, AN, instant("2026-06-04T12:00+07:00")).person.title == "Chuyên viên"


def test_a_persons_rights_take_three_queries(play: Play) -> None:
    play.at("2026-06-24T09:00+07:00")
    ha_delegates(play)
    play.at("2026-06-25T09:00+07:00")
    with play.plugin.transaction() as tx, counted_queries(play.plugin.engine) as counted:
        khoi = organisation.actor_by_account(tx.session, KHOI, date(2026, 6, 25))
    assert khoi is not None
    assert len(khoi.delegated) == 1
    assert len(counted) <= 3


def test_roles_have_dates_and_a_basis(play: Play) -> None:
    ward = unit_id(play, ["Phường Mẫu"])
    an = play.ward.id_of(AN)

    def grant(account: str, person: UUID, role: Role = Role.MONITOR, basis: str = "QĐ 7/QĐ-UBND") -> UUID:
        return play.act(
            account,
            lambda tx, actor: (
                roles.grant_role(
                    tx, actor, person, role, ward, first=date(2026, 6, 3), last=date(2026, 6, 9), basis=basis
                ).id
            ),
        )

    for account in (HA, MINH, AN, SON):
        if account != SON:
            with pytest.raises(Forbidden):
                grant(account, an)
    with pytest.raises(Forbidden):
        grant(TIEN, play.ward.id_of(TIEN))
    with pytest.raises(Invalid):
        grant(TIEN, an, Role.CITY_BOARD)
    with pytest.raises(Invalid):
        grant(TIEN, an, basis=" ")
    given = grant(TIEN, an)
    for day, holds in (("2026-06-02", False), ("2026-06-03", True), ("2026-06-09", True), ("2026-06-10", False)):
        with play.plugin.transaction() as tx:
            found = organisation.actor_by_account(tx.session, AN, date.fromisoformat(day))
            assert found is not None
            assert found.has(Role.MONITOR) is holds
    play.at("2026-06-04T09:00+07:00")
    play.act(TIEN, lambda tx, tien: roles.end_role(tx, tien, given, last=date(2026, 6, 4), basis="QĐ 8/QĐ-UBND"))
    with play.plugin.transaction() as tx:
        entries = entries_of(tx.session, an)
    assert [(each.act, each.reason) for each in entries] == [
        ("role.ended", "QĐ 8/QĐ-UBND"),
        ("role.granted", "QĐ 7/QĐ-UBND"),
    ]


def test_a_concurrent_posting_stands_beside_the_primary_one(play: Play) -> None:
    play.act(
        TIEN,
        lambda tx, tien: roles.add_concurrent_posting(
            tx,
            tien,
            play.ward.id_of(AN),
            unit_id(play, CULTURE),
            title="Kiêm nhiệm",
            first=date(2026, 6, 1),
            last=None,
            basis="QĐ 9/QĐ-UBND",
        ),
    )
    with play.plugin.transaction() as tx:
        postings = past.standing_of(tx, AN, instant("2026-06-01T09:00+07:00")).postings
    assert [each.is_primary for each in postings] == [True, False]


def test_rows_of_a_delegation_need_two_people_and_dates(play: Play) -> None:
    an = play.ward.id_of(AN)
    with play.plugin.transaction() as tx:
        tx.session.add(
            DelegationRow(
                id=an,
                giver_id=an,
                taker_id=an,
                acts=[],
                unit_id=unit_id(play, CULTURE),
                valid_from=date(2026, 6, 1),
                valid_to=date(2026, 6, 1),
                basis="",
                made_by_id=an,
                made_at=tx.now,
            )
        )
        with pytest.raises(IntegrityError):
            tx.session.flush()
        tx.session.rollback()


def test_the_ledger_names_acts_of_the_clock_without_an_actor(play: Play) -> None:
    task = given_to(play, LAN, "Báo cáo môi trường", "2026-06-19")
    absence = lan_absent(play)
    play.act(HA, lambda tx, ha: absences.lend_task(tx, ha, absence, task, play.ward.id_of(TUAN)))
    play.at("2026-06-15T00:00+07:00")
    with play.plugin.transaction() as tx:
        entry = tx.session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.act == TaskAct.TAKE_BACK)).one()
    assert (entry.actor_id, entry.after["accountable_id"]) == (None, str(play.ward.id_of(LAN)))
