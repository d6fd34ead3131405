"""Doing a task through the use-cases: waits, extensions, objective causes, hand-over, pause, the objection's clock."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select, text
from stage.play import Play
from stage.ward import AN, DUNG, HA, HUNG, MAI, MINH, NGOC, TUAN

from hanoiwork_plugin.domain.calendar import Period, due_instant, hanoi_date, to_hanoi
from hanoiwork_plugin.domain.doing.requests import HandOverWhy
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode, ReceiptStep, receipt
from hanoiwork_plugin.domain.tasks import ObjectionGround, TaskAct, TaskState
from hanoiwork_plugin.domain.timing.digest import DigestKind
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.doing import handover, requests, steering, task_work, waits
from hanoiwork_plugin.services.doing.request_views import asking_view, request_view
from hanoiwork_plugin.services.doing.task_lists import open_tasks
from hanoiwork_plugin.services.doing.task_views import visible_task
from hanoiwork_plugin.services.doing.waits import Awaited
from hanoiwork_plugin.services.timing import digest
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow, PostedCardRow
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import TaskRow

JULY = Period.parse("2026-07")


def entries(play: Play, task_id: UUID, *acts: TaskAct) -> list[LedgerEntryRow]:
    with play.plugin.transaction() as tx:
        query = select(LedgerEntryRow).where(LedgerEntryRow.subject_id == task_id).order_by(LedgerEntryRow.id)
        return [row for row in tx.session.scalars(query) if not acts or row.act in acts]


def told(play: Play, account: str, kind: str) -> int:
    with play.plugin.transaction() as tx:
        query = select(NoticeRow.id).where(NoticeRow.person_id == play.ward.id_of(account), NoticeRow.kind == kind)
        return len(tx.session.scalars(query).all())


def steps(parts: tuple[ReceiptStep, ...]) -> list[ReceiptStep]:
    return [each for part in parts for each in (part, *steps(part.children))]


def culture(play: Play) -> UUID:
    with play.plugin.transaction() as tx:
        found = organisation.unit_by_names(tx.session, ["Phường Mẫu", "Phòng Văn hóa – Xã hội"])
        assert found is not None
        return found.id


def morning(play: Play, account: str) -> list[tuple[str, DigestKind]]:
    return [(line.name, line.kind) for line in play.act(account, digest.digest_of_today).lines]


def ask_wait(play: Play, task: UUID, **given: object) -> UUID:
    wanted = {"since": date(2026, 6, 9), "expected_on": date(2026, 6, 12), "unit_id": culture(play), **given}
    awaited = Awaited("Số liệu hộ nghèo", **wanted)  # type: ignore[arg-type]
    return play.act(AN, lambda tx, an: waits.ask_wait(tx, an, task, awaited)).id


def day_of(play: Play, task: UUID) -> date:
    due = play.view(task).due
    assert due is not None
    return hanoi_date(due)


def test_a_wait_runs_on_the_other_sides_clock(play: Play, installation: str) -> None:
    play.at("2026-06-09T09:00+07:00")
    task = play.given("Chờ số liệu", "2026-06-11")
    wait = ask_wait(play, task)
    assert told(play, DUNG, "task_request") == 1, "the head of the department awaited gets its card"
    assert play.view(task).state is TaskState.IN_PROGRESS, "the clock goes on until the other side takes it"
    with pytest.raises(Conflict):
        ask_wait(play, task)
    for account in (HA, AN):
        with pytest.raises(Forbidden):
            play.act(account, lambda tx, x: waits.answer_wait(tx, x, wait, "", agree=True))
    with pytest.raises(NotFound):
        play.act(MAI, lambda tx, x: requests.visible_request(tx, x, wait))
    with pytest.raises(NotFound):
        play.act(DUNG, lambda tx, x: visible_task(tx, x, task))
    shown = play.act(DUNG, lambda tx, x: request_view(tx, requests.visible_request(tx, x, wait), x))
    assert (shown.may_answer, shown.side, shown.task_name) == (True, "Phòng Văn hóa – Xã hội", "Chờ số liệu")

    play.at("2026-06-10T10:00+07:00")
    play.act(DUNG, lambda tx, x: requests.answer(tx, x, wait, "", agree=True, version=shown.version))
    with pytest.raises(Stale):
        play.act(DUNG, lambda tx, x: requests.answer(tx, x, wait, "", agree=True, version=shown.version))
    assert play.view(task).state is TaskState.WAITING
    play.at("2026-06-11T08:00+07:00")
    assert morning(play, DUNG) == [], "promised for the 12th"
    play.at("2026-06-12T08:00+07:00")
    assert morning(play, DUNG) == [("Chờ số liệu", DigestKind.AWAITED)]
    play.act(DUNG, digest.put_off_digest)
    assert morning(play, DUNG) == []
    play.at("2026-06-15T10:00+07:00")
    assert morning(play, DUNG) == [("Chờ số liệu", DigestKind.AWAITED)], "every working morning until it is handed over"
    assert told(play, DUNG, "digest") == 2
    view = play.view(task)
    assert (view.delays, view.overdue) == (0, False), "11/6 passed on the other side's clock"
    assert play.sheet().lines == (), "while it stands still it has no deadline"
    assert view.requests[0].side == "Phòng Văn hóa – Xã hội"

    play.act(DUNG, lambda tx, x: waits.end_wait(tx, x, wait, "Đã gửi biểu số 3"))
    assert play.view(task).state is TaskState.IN_PROGRESS
    assert day_of(play, task) == date(2026, 6, 16), "three working days (11, 12, 15/6) are given back: 11/6 → 16/6"
    play.hand_in(task)
    play.accept(task)
    sheet = play.sheet()
    assert (sheet.c, sheet.lines[0].deductions) == (Decimal("100.00"), ())
    (held,) = [step for step in steps(receipt(sheet)) if step.code is ReceiptCode.HELD]
    assert (held.params["side"], held.params["days"]) == ("Phòng Văn hóa – Xã hội", 3)
    (ended,) = entries(play, task, TaskAct.END_WAIT)
    assert (ended.actor_id, ended.reason, ended.after["days"]) == (play.ward.id_of(DUNG), "Đã gửi biểu số 3", 3)
    assert told(play, AN, "task_request") == 2, "taken, ended"


def test_a_wait_begins_at_the_earliest_when_the_task_was_given_and_its_card_counts_days(
    play: Play, installation: str
) -> None:
    play.at("2026-06-10T09:00+07:00")
    task = play.given("Chờ số liệu", "2026-06-19")
    with pytest.raises(Invalid) as refused:
        ask_wait(play, task)
    assert [(each.place, each.params) for each in refused.value.faults] == [
        ("wait_since", {"given": date(2026, 6, 10)})
    ]
    wait = ask_wait(play, task, since=date(2026, 6, 10))
    play.act(DUNG, lambda tx, x: waits.answer_wait(tx, x, wait, "", agree=True))
    with play.plugin.transaction() as tx:
        tx.session.add(
            PostedCardRow(
                id=new_id(),
                installation_id=installation,
                message_id="m-1",
                conversation_id="dm-dung",
                person_id=play.ward.id_of(DUNG),
                kind="task_request",
                subject_type="task_request",
                subject_id=wait,
                params={},
                card_version=1,
                digest="",
                posted_at=tx.now,
            )
        )

    def renewed() -> int:
        query = text("SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'subject_id' = :id AND status = 'todo'")
        with play.plugin.transaction() as tx:
            return int(tx.session.scalar(query, {"id": str(wait)}) or 0)

    before = renewed()
    play.at("2026-06-12T09:00+07:00")
    assert renewed() > before, "the standing card is drawn anew each day"
    shown = play.act(DUNG, lambda tx, x: request_view(tx, requests.visible_request(tx, x, wait), x))
    assert shown.days_held == 2
    play.act(AN, lambda tx, an: waits.stop_waiting(tx, an, wait, ""))
    before = renewed()
    play.at("2026-06-13T09:00+07:00")
    assert renewed() == before, "one that is settled stays as it is"


def test_a_refused_wait_is_answered_and_the_clock_goes_on(play: Play, installation: str) -> None:
    play.at("2026-06-09T09:00+07:00")
    task = play.given("Chờ người khác", "2026-06-11")
    mai = play.ward.id_of(MAI)
    wait = ask_wait(play, task, unit_id=None, person_id=mai)
    with pytest.raises(Invalid):
        play.act(MAI, lambda tx, x: waits.answer_wait(tx, x, wait, " ", agree=False))
    play.act(MAI, lambda tx, x: waits.answer_wait(tx, x, wait, "Đã gửi từ 5/6", agree=False))
    assert told(play, AN, "task_request") == 1
    with pytest.raises(Conflict):
        play.act(MAI, lambda tx, x: waits.answer_wait(tx, x, wait, "", agree=True))
    play.at("2026-06-12T08:00+07:00")
    assert (play.view(task).delays, play.view(task).state) == (1, TaskState.IN_PROGRESS)
    for given in ({"unit_id": None}, {"unit_id": None, "person_id": play.ward.id_of(AN)}):
        with pytest.raises(Invalid):
            ask_wait(play, task, **given)


def test_part_can_be_handed_in_while_the_rest_waits(play: Play) -> None:
    play.at("2026-06-09T09:00+07:00")
    task = play.given("Hai phần", "2026-06-11", quantity="2")
    wait = ask_wait(play, task)
    play.hand_in(task, "1")
    play.act(DUNG, lambda tx, x: waits.answer_wait(tx, x, wait, "", agree=True))
    assert play.view(task).state is TaskState.SUBMITTED
    play.at("2026-06-12T09:00+07:00")
    play.accept(task)
    assert (play.view(task).state, play.view(task).delays) == (TaskState.WAITING, 0)
    play.hand_in(task)
    assert play.view(task).state is TaskState.SUBMITTED, "who hands in all waits for nobody"
    assert day_of(play, task) == date(2026, 6, 16)
    play.accept(task)
    assert (play.view(task).state, play.sheet().c) == (TaskState.DONE, Decimal("100.00"))
    stopped = play.given("Nhận được rồi", "2026-06-19")
    other = ask_wait(play, stopped, since=date(2026, 6, 12))
    play.act(DUNG, lambda tx, x: waits.answer_wait(tx, x, other, "", agree=True))
    play.act(AN, lambda tx, x: waits.stop_waiting(tx, x, other, ""))
    assert (play.view(stopped).state, day_of(play, stopped)) == (TaskState.IN_PROGRESS, date(2026, 6, 19))


def ask_extension(play: Play, task: UUID, day: str) -> UUID:
    wanted = due_instant(date.fromisoformat(day))
    return play.act(AN, lambda tx, an: requests.ask_extension(tx, an, task, wanted, "Chờ họp liên ngành")).id


def test_an_extension_is_asked_before_the_deadline_and_decided_with_a_reason(play: Play, installation: str) -> None:
    play.at("2026-06-09T09:00+07:00")
    task = play.given("Xin gia hạn", "2026-06-16")
    with pytest.raises(Invalid):
        ask_extension(play, task, "2026-06-16")
    asked = ask_extension(play, task, "2026-06-26")
    assert told(play, HA, "task_request") == 1
    with pytest.raises(Forbidden):
        play.act(AN, lambda tx, x: requests.decide_extension(tx, x, asked, "Được", agree=True))
    with pytest.raises(Invalid):
        play.act(HA, lambda tx, x: requests.decide_extension(tx, x, asked, "", agree=True))
    given = due_instant(date(2026, 6, 25))
    play.act(HA, lambda tx, x: requests.decide_extension(tx, x, asked, "Hợp lý", agree=True, due=given))
    assert day_of(play, task) == date(2026, 6, 25)
    assert not play.sheet().lines
    assert [line.task_id for line in play.sheet(period=JULY).lines] == [task], "the window follows the deadline"
    refused = ask_extension(play, task, "2026-06-30")
    play.act(HA, lambda tx, x: requests.decide_extension(tx, x, refused, "Việc gấp", agree=False))
    assert day_of(play, task) == date(2026, 6, 25)
    assert [row.reason for row in entries(play, task, TaskAct.GRANT_EXTENSION, TaskAct.REFUSE_EXTENSION)] == [
        "Hợp lý",
        "Việc gấp",
    ]


def test_after_the_deadline_the_objective_cause_is_the_way(play: Play) -> None:
    play.at("2026-06-09T09:00+07:00")
    task, waiting = play.given("Quá hạn", "2026-06-16", 2), play.given("Xin trước hạn", "2026-06-16")
    asked = ask_extension(play, waiting, "2026-06-18")
    play.at("2026-06-17T09:00+07:00")
    with pytest.raises(Conflict, match="nguyên nhân khách quan"):
        ask_extension(play, task, "2026-06-19")
    shown = play.act(AN, lambda tx, an: asking_view(tx, visible_task(tx, an, task), an))
    assert (shown.may_extend, shown.too_late_to_extend, len(shown.claimable)) == (False, True, 1)
    play.act(HA, lambda tx, x: requests.decide_extension(tx, x, asked, "Đã xin trước hạn", agree=True))
    view = play.view(waiting)
    assert (view.delays, view.waived) == (0, 1), "the answer came late, not the work"
    play.hand_in(waiting)
    play.accept(waiting)
    (line,) = (line for line in play.sheet().lines if line.task_id == waiting)
    assert line.deductions[0].waived


def test_only_a_confirmed_cause_takes_the_cost_away(play: Play, installation: str) -> None:
    play.at("2026-06-09T09:00+07:00")
    task = play.given("Chậm do mất điện", "2026-06-16")
    play.at("2026-06-17T09:00+07:00")
    play.hand_in(task)
    play.accept(task)
    assert (play.sheet().c, play.view(task).delays) == (Decimal("75.00"), 1)
    (missed,) = entries(play, task, TaskAct.MISS_DEADLINE)

    def claim(document: str = "TB 12/TB-EVN", entry: UUID = missed.id) -> UUID:
        return play.act(
            AN, lambda tx, an: requests.claim_cause(tx, an, task, entry, "Mất điện diện rộng", document=document)
        ).id

    with pytest.raises(Invalid):
        claim("")
    with pytest.raises(Conflict):
        claim(entry=task)
    first = claim()
    assert told(play, HA, "task_request") == 1
    assert play.sheet().c == Decimal("75.00"), "a claim alone changes nothing"
    with pytest.raises(Conflict):
        claim()
    with pytest.raises(Forbidden):
        play.act(AN, lambda tx, x: requests.decide_cause(tx, x, first, "Đúng", agree=True))
    play.act(HA, lambda tx, x: requests.decide_cause(tx, x, first, "Chưa rõ thời gian mất điện", agree=False))
    assert play.sheet().c == Decimal("75.00")
    second = claim("TB 12/TB-EVN, khung giờ 8–17h ngày 16/6")
    version = play.act(HA, lambda tx, x: requests.visible_request(tx, x, second)).version
    play.act(HA, lambda tx, x: requests.answer(tx, x, second, "Đúng như thông báo", agree=True, version=version))
    sheet = play.sheet()
    assert (sheet.c, play.view(task).delays, play.view(task).waived) == (Decimal("100.00"), 0, 1)
    found = {step.code: step for step in steps(receipt(sheet))}
    assert ReceiptCode.DELAY_WAIVED in found
    cause = found[ReceiptCode.CAUSE]
    (confirmed,) = entries(play, task, TaskAct.CONFIRM_CAUSE)
    assert (cause.params["reason"], cause.entry_id) == ("Đúng như thông báo", confirmed.id)
    with pytest.raises(Conflict):
        claim()


def test_who_cannot_do_it_hands_it_over_and_keeps_it_as_not_done(play: Play) -> None:
    play.at("2026-06-09T09:00+07:00")
    done, task = play.given("Đã xong", "2026-06-16"), play.given("Không làm được", "2026-06-16")
    play.hand_in(done)
    play.accept(done)
    tuan, ngoc = play.ward.id_of(TUAN), play.ward.id_of(NGOC)
    asked = play.act(AN, lambda tx, an: requests.ask_hand_over(tx, an, task, "Không có chuyên môn đo đạc")).id
    with pytest.raises(Invalid):
        play.act(HA, lambda tx, x: requests.decide_hand_over(tx, x, asked, "Đồng ý", agree=True))
    play.act(HA, lambda tx, x: requests.decide_hand_over(tx, x, asked, "Đồng ý", agree=True, to_id=tuan))
    assert play.view(task, HA).state is TaskState.HANDED_OVER
    assert play.sheet().a == Decimal("50.00"), "assigned to An and not done"
    with play.plugin.transaction() as tx:
        taken = tx.session.scalars(select(TaskRow).where(TaskRow.origin_id == task)).one()
        assert (taken.accountable_id, taken.taken_over) == (tuan, True)
    again = play.given("Giao lại", "2026-06-16")
    play.act(HA, lambda tx, x: handover.hand_over_task(tx, x, again, ngoc, "Ngọc rõ hơn", why=HandOverWhy.REASSIGNED))
    assert play.sheet().a == Decimal("50.00"), "a task given to somebody else counts nowhere for An"
    with play.plugin.transaction() as tx:
        assert not tx.session.scalars(select(TaskRow).where(TaskRow.origin_id == again)).one().taken_over


def test_pause_goes_on_by_itself_and_cancelled_never_counts(play: Play) -> None:
    play.at("2026-06-09T09:00+07:00")
    task, cancelled = play.given("Tạm dừng", "2026-06-11"), play.given("Hủy", "2026-06-16", 4)
    asked = ask_extension(play, cancelled, "2026-06-18")
    with pytest.raises(Forbidden):
        play.act(AN, lambda tx, x: steering.pause_task(tx, x, task, "Nghỉ"))
    play.act(HA, lambda tx, x: steering.pause_task(tx, x, task, "Chờ chủ trương", until=date(2026, 6, 15)))
    with pytest.raises(Conflict):
        play.hand_in(task)
    play.at("2026-06-13T09:00+07:00")
    assert (play.view(task).state, play.view(task).overdue) == (TaskState.PAUSED, False)
    play.at("2026-06-15T00:00+07:00")
    assert (play.view(task).state, day_of(play, task)) == (TaskState.IN_PROGRESS, date(2026, 6, 17))
    play.hand_in(task)
    play.accept(task)
    with pytest.raises(Invalid):
        play.act(HA, lambda tx, x: handover.cancel_task(tx, x, cancelled, " "))
    play.act(HA, lambda tx, x: handover.cancel_task(tx, x, cancelled, "Thôi chủ trương"))
    assert (play.sheet().a, [line.task_id for line in play.sheet().lines]) == (Decimal("100.00"), [task])
    with play.plugin.transaction() as tx:
        assert tx.session.get_one(TaskRequestRow, asked).state == "withdrawn"


def test_an_unanswered_objection_goes_up_after_two_working_days(play: Play, installation: str) -> None:
    play.at("2026-06-05T09:00+07:00")  # a Friday
    task = play.given("Chưa rõ", "2026-06-19", taken=False)
    before = play.sheet()
    play.act(AN, lambda tx, an: assignment.object_to_task(tx, an, task, ObjectionGround.AUTHORITY, "Thẩm quyền?"))
    objection = play.view(task, HA).objection
    assert objection is not None
    assert objection.answer_by is not None
    assert to_hanoi(objection.answer_by) == datetime.fromisoformat("2026-06-09T23:59:59+07:00")
    play.at("2026-06-09T23:59:59+07:00")
    assert entries(play, task, TaskAct.LAPSE) == []
    notices = (told(play, HA, "task"), told(play, HUNG, "task"))
    play.at("2026-06-10T00:00:00+07:00")
    (lapsed,) = entries(play, task, TaskAct.LAPSE)
    assert (lapsed.actor_id, lapsed.after["respondent"]) == (None, str(play.ward.id_of(HUNG)))
    assert (told(play, HA, "task"), told(play, HUNG, "task")) == (notices[0] + 1, notices[1] + 1), "both are told"
    assert TaskAct.KEEP not in play.view(task, HA).allowed
    with pytest.raises(Forbidden):
        play.act(HA, lambda tx, x: assignment.answer_objection(tx, x, task, TaskAct.KEEP, "Giữ"))
    play.at("2026-06-12T08:00+07:00")
    assert len(entries(play, task, TaskAct.LAPSE)) == 2
    play.at("2026-06-16T08:00+07:00")
    assert len(entries(play, task, TaskAct.LAPSE)) == 3, "at the top it stays, with the record"
    changes = GateInput(due=due_instant(date(2026, 6, 22)), quality_criteria="Chỉ khu phố 3")
    play.act(MINH, lambda tx, x: assignment.answer_objection(tx, x, task, TaskAct.ADJUST, "Thu hẹp", changes=changes))
    adjusted = play.view(task).objection
    assert adjusted is not None
    assert {(each.field, each.before is not None, each.after is not None) for each in adjusted.changes} == {
        ("due", True, True),
        ("quality_criteria", True, True),
    }
    assert TaskAct.ACCEPT in play.view(task).allowed, "the adjusted task is the assignee's to accept"
    play.act(AN, lambda tx, an: assignment.accept_task(tx, an, task))

    view, after = play.view(task), play.sheet()
    assert (view.returns, view.delays, view.waived) == (0, 0, 0), "nothing of it is held against the objector"
    assert (after.a, after.b, after.c) == (before.a, before.b, before.c)
    assert after.lines[0].deductions == ()
    lines = play.act(AN, lambda tx, an: open_tasks(tx, an, limit=9))
    assert [(line.state, line.overdue) for line in lines] == [(TaskState.IN_PROGRESS, False)]
    by_an = {row.act for row in entries(play, task) if row.actor_id == play.ward.id_of(AN)}
    assert by_an == {TaskAct.OBJECT, TaskAct.ACCEPT}


def test_unanswered_waits_and_extensions_go_up_after_two_working_days(play: Play, installation: str) -> None:
    play.at("2026-06-09T09:00+07:00")
    task, paused = play.given("Chờ trả lời", "2026-06-26"), play.given("Tạm dừng", "2026-06-26")
    wait = ask_wait(play, task)
    wanted = due_instant(date(2026, 6, 30))
    asked = [
        play.act(AN, lambda tx, x, of=of: requests.ask_extension(tx, x, of, wanted, "Họp")).id for of in (task, paused)
    ]
    play.act(HA, lambda tx, x: steering.pause_task(tx, x, paused, "Chờ chủ trương"))
    shown = play.act(DUNG, lambda tx, x: request_view(tx, requests.visible_request(tx, x, wait), x))
    assert shown.answer_by is not None
    assert to_hanoi(shown.answer_by) == datetime.fromisoformat("2026-06-11T23:59:59+07:00")

    def standing() -> list[tuple[UUID, int]]:
        with play.plugin.transaction() as tx:
            rows = [tx.session.get_one(TaskRequestRow, each) for each in (wait, *asked)]
            return [(row.respondent_id, len(entries(play, row.id))) for row in rows]

    dung, ha, hung, minh = (play.ward.id_of(each) for each in (DUNG, HA, HUNG, MINH))
    play.at("2026-06-11T23:59:59+07:00")
    assert standing() == [(dung, 0), (ha, 0), (ha, 0)]
    notices = (told(play, HA, "task_request"), told(play, HUNG, "task_request"))
    play.at("2026-06-12T00:00:00+07:00")
    assert standing() == [(minh, 1), (hung, 1), (ha, 0)], "one level up on each side; no time runs in a pause"
    assert (told(play, HA, "task_request"), told(play, HUNG, "task_request")) == (notices[0] + 1, notices[1] + 1)
    play.act(HUNG, lambda tx, x: requests.answer(tx, x, asked[0], "Đồng ý", agree=True))
    play.at("2026-06-18T08:00+07:00")
    assert standing() == [(minh, 2), (hung, 1), (ha, 0)], "at the top it stays; what is answered has no clock"


def test_part_is_accepted_and_a_remark_stands_beside_a_return(play: Play) -> None:
    play.at("2026-06-09T09:00+07:00")
    task = play.given("Ba sản phẩm", "2026-06-16", quantity="3")
    play.hand_in(task)
    for units in ("0", "4"):
        with pytest.raises(Invalid):
            play.act(HA, lambda tx, x, n=units: task_work.accept_product(tx, x, task, units=Decimal(n)))
    play.act(HA, lambda tx, x: task_work.accept_product(tx, x, task, units=Decimal(1)))
    assert (play.view(task).state, play.view(task).accepted_quantity) == (TaskState.SUBMITTED, Decimal(1))
    play.at("2026-06-17T09:00+07:00")
    assert play.view(task).delays == 0, "the other two were handed in in time"
    play.send_back(task, units="1")
    assert (play.view(task).state, play.view(task).accepted_quantity) == (TaskState.RETURNED, Decimal(2))
    before = play.sheet()
    play.act(AN, lambda tx, an: task_work.remark_on_return(tx, an, task, "Phụ lục 2 đã gửi ngày 5/6"))
    with pytest.raises(Conflict):
        play.act(AN, lambda tx, an: task_work.remark_on_return(tx, an, task, "Nói lại"))
    view = play.view(task, HA)
    assert view.submission is not None
    assert (view.submission.remark, view.submission.reason) == ("Phụ lục 2 đã gửi ngày 5/6", "Thiếu phụ lục 2")
    after = play.sheet()
    assert (after.b, after.lines[0].deductions) == (before.b, before.lines[0].deductions)
