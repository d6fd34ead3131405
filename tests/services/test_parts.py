"""Big work split into parts through the use-cases: shares, who is judged for what, how the whole follows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from stage.play import Play
from stage.queries import counted_queries
from stage.ward import AN, HA, HUNG, LONG, MAI, NGOC, TIEN, TUAN

from hanoiwork_plugin.domain.calendar import due_instant, hanoi_date
from hanoiwork_plugin.domain.disputes.data_reports import DatumKind
from hanoiwork_plugin.domain.doing.requests import HandOverWhy
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode, ReceiptStep, receipt
from hanoiwork_plugin.domain.tasks import TaskAct, TaskKind, TaskState
from hanoiwork_plugin.services.assigning import assignment, parts
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.assigning.parts import NewPart
from hanoiwork_plugin.services.assigning.task_entry import HostTask, receive_task, remove_task
from hanoiwork_plugin.services.disputes import data_reports
from hanoiwork_plugin.services.disputes.data_reports import Verification
from hanoiwork_plugin.services.doing import handover, requests, steering, task_work
from hanoiwork_plugin.services.doing.task_lists import TaskFilter, page_of_tasks
from hanoiwork_plugin.services.doing.task_views import task_view, visible_task
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.timing import digest
from hanoiwork_plugin.services.watch import lead_decisions
from hanoiwork_plugin.services.watch.lead_decisions import Lead
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.tasks import TaskRow, lock_tasks
from hanoiwork_plugin.store.watching import WatchNoteRow


@pytest.fixture(autouse=True)
def second_of_june(play: Play) -> None:
    play.at("2026-06-02T09:00+07:00")


def split(play: Play, whole: UUID, account: str, share: str, due: str = "2026-06-15", **given: object) -> UUID:
    part = NewPart(
        str(given.pop("name", f"Phần của {account}")),
        play.ward.id_of(account),
        Decimal(share),
        due_instant(date.fromisoformat(due)),
        **given,  # type: ignore[arg-type]
    )
    return play.act(HA, lambda tx, ha: parts.split_task(tx, ha, whole, part)).id


def do(play: Play, task: UUID, account: str) -> None:
    play.act(account, lambda tx, x: assignment.accept_task(tx, x, task))
    play.hand_in(task, account=account)
    play.accept(task)


def line_of(play: Play, account: str, task: UUID) -> tuple[Decimal, Decimal]:
    """(assigned, done) of the task in the person's sheet."""
    found = [line for line in play.sheet(account).lines if line.task_id == task]
    return (found[0].assigned, found[0].done) if found else (Decimal(0), Decimal(0))


def all_assigned(play: Play) -> Decimal:
    return sum((play.sheet(each).assigned for each in (AN, NGOC, TUAN, LONG, HA)), Decimal(0))


def entries(play: Play, task_id: UUID, *acts: TaskAct) -> list[LedgerEntryRow]:
    with play.plugin.transaction() as tx:
        query = select(LedgerEntryRow).where(LedgerEntryRow.subject_id == task_id).order_by(LedgerEntryRow.id)
        return [row for row in tx.session.scalars(query) if row.act in acts]


def told(play: Play, account: str, task: UUID) -> list[str | None]:
    with play.plugin.transaction() as tx:
        query = select(NoticeRow.dedup).where(
            NoticeRow.person_id == play.ward.id_of(account), NoticeRow.subject_id == task
        )
        return list(tx.session.scalars(query))


def own_update(play: Play, whole: UUID, percent: int) -> None:
    said = f"Đến hồ sơ thứ {percent}"
    play.act(AN, lambda tx, an: task_work.report_progress(tx, an, whole, percent, said))


def steps(found: tuple[ReceiptStep, ...]) -> list[ReceiptStep]:
    return [each for part in found for each in (part, *steps(part.children))]


def test_shares_stay_within_the_whole_and_each_is_judged_for_their_own(play: Play, installation: str) -> None:
    whole = play.given("Hồ sơ quy hoạch", "2026-06-19", 4, quantity="2")
    assert line_of(play, AN, whole) == (8, 0)
    first = split(play, whole, NGOC, "40")
    assert told(play, HA, first) == [f"task:{first}:giver"], "who gave it has its card, to steer it"
    second = split(play, whole, TUAN, "35", quantity=Decimal(3), product="Bản vẽ", quality_criteria="Đủ ba bản")
    third = split(play, whole, LONG, "15")
    with pytest.raises(Invalid) as over:
        split(play, whole, NGOC, "10.5")
    assert {"taken": Decimal(90), "total": Decimal("100.5"), "left": Decimal(10)}.items() <= over.value.params.items()
    for share in ("0", "-1", "100.01", "0.001"):
        with pytest.raises(Invalid):
            split(play, whole, NGOC, share)
    with pytest.raises(Invalid) as late:
        split(play, whole, NGOC, "10", "2026-06-20")
    assert [hanoi_date(late.value.params[name]).day for name in ("due", "parent_due")] == [20, 19]  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        split(play, first, NGOC, "10")

    view = play.view(whole)
    assert [(part.accountable and part.accountable.account, part.share) for part in view.parts] == [
        (NGOC, 40),
        (TUAN, 35),
        (LONG, 15),
    ]
    assert view.kept_share == 10
    part = play.view(second, TUAN)
    assert (part.quantity, part.product and part.product.product, part.quality_criteria) == (3, "Bản vẽ", "Đủ ba bản")
    inherited = play.view(first, NGOC)
    assert (inherited.quantity, inherited.kind, inherited.basis) == (2, TaskKind.REGULAR, view.basis)
    assert (inherited.lead_unit, inherited.quality_criteria) == (view.lead_unit, view.quality_criteria)
    assert inherited.part_of is not None
    assert inherited.part_of.converted == 8
    assert [
        line_of(play, who, task)[0] for who, task in ((NGOC, first), (TUAN, second), (LONG, third), (AN, whole))
    ] == [
        Decimal("3.2"),
        Decimal("2.8"),
        Decimal("1.2"),
        Decimal("0.8"),
    ]
    assert all_assigned(play) == 8
    kept = [(entry.before["kept"], entry.after["kept"]) for entry in entries(play, whole, TaskAct.KEEP_SHARE)]
    assert kept == [("100", "60"), ("60", "25"), ("25", "10")]
    assert [entry.after["shares"] for entry in entries(play, whole, TaskAct.SPLIT)] == ["40", "75", "90"]

    with pytest.raises(Conflict) as waits:
        play.hand_in(whole)
    assert waits.value.params["names"] == (f"Phần của {NGOC}", f"Phần của {TUAN}", f"Phần của {LONG}")
    assert TaskAct.SUBMIT not in play.view(whole).allowed
    play.act(AN, lambda tx, an: task_work.report_progress(tx, an, whole, 50, "Nửa phần giữ lại"))
    assert play.view(whole).progress == 5, "half of the ten percent kept"
    do(play, first, NGOC)
    assert play.view(whole).progress == 45
    own_update(play, whole, 60)
    own_update(play, whole, 70)
    play.act(TUAN, lambda tx, x: assignment.accept_task(tx, x, second))
    play.hand_in(second, "1", account=TUAN)
    play.accept(second)
    assert line_of(play, TUAN, second)[1] == Decimal("0.933333333333"), "one of three units of 2.8"
    play.hand_in(second, account=TUAN)
    play.accept(second)
    assert line_of(play, TUAN, second) == (Decimal("2.8"), Decimal("2.8"))
    own_update(play, whole, 80)
    own_update(play, whole, 90)
    play.fire()
    with play.plugin.transaction() as tx:
        assert not tx.session.scalars(select(WatchNoteRow)).all(), "what parts add is no update of the whole's person"

    play.act(HA, lambda tx, ha: handover.cancel_task(tx, ha, third, "Không cần nữa"))
    assert line_of(play, AN, whole) == (2, 0), "15 % of 8 come back to the 0.8 kept"
    assert all_assigned(play) == 8
    for who in (AN, HA):
        assert sum("parts_done" in (dedup or "") for dedup in told(play, who, whole)) == 1
    assert len(entries(play, whole, TaskAct.PARTS_DONE)) == 1
    play.hand_in(whole)
    play.accept(whole)
    assert play.view(whole).state is TaskState.DONE
    assert (play.view(whole).progress, line_of(play, AN, whole)) == (100, (2, 2))
    (said,) = [step for step in steps(receipt(play.sheet(NGOC))) if step.code is ReceiptCode.LINE_DONE_PART]
    assert (said.params["percent"], said.params["of"], said.params["worth"]) == (40, "Hồ sơ quy hoạch", Decimal("3.20"))
    with pytest.raises(Conflict):
        split(play, whole, NGOC, "5")


def test_all_in_parts_leaves_no_line_and_ends_on_the_facts(play: Play) -> None:
    whole = play.given("Tổng kiểm kê đất đai", "2026-06-12", 2)
    mine, other = split(play, whole, NGOC, "60", "2026-06-10"), split(play, whole, TUAN, "40", "2026-06-11")
    assert line_of(play, AN, whole) == (0, 0)
    assert ReceiptCode.LINE_ALL_IN_PARTS in {step.code for step in steps(receipt(play.sheet()))}
    assert play.view(whole).allowed & {TaskAct.SUBMIT, TaskAct.PROGRESS} == frozenset()
    for act in (
        lambda tx, an: task_work.report_progress(tx, an, whole, 10, "Đã làm"),
        lambda tx, an: task_work.submit_product(tx, an, whole, None, "Tờ trình 1"),
    ):
        with pytest.raises(Conflict):
            play.act(AN, act)
    with pytest.raises(Conflict):
        play.act(HA, lambda tx, ha: parts.close_by_parts(tx, ha, whole))
    do(play, mine, NGOC)
    play.act(
        HA, lambda tx, ha: handover.hand_over_task(tx, ha, other, play.ward.id_of(LONG), "x", why=HandOverWhy.CANNOT)
    )
    taken = next(part.id for part in play.view(whole).parts if part.id != mine)
    assert (play.view(taken, LONG).share, line_of(play, TUAN, other)) == (40, (Decimal("0.8"), 0))
    assert (play.view(whole).kept_share, all_assigned(play)) == (0, 2), "for the taker it is extra"
    play.at("2026-06-13T09:00+07:00")
    assert play.view(whole).delays == 0, "each part has its own deadline and person"
    lines = play.act(AN, digest.digest_of_today).lines
    assert whole not in {line.task_id for line in lines}, "nothing of it is left for its own person to do"
    do(play, taken, LONG)
    assert (line_of(play, LONG, taken), play.view(whole).progress) == ((0, Decimal("0.8")), 100)
    with pytest.raises(Forbidden):
        play.act(AN, lambda tx, an: parts.close_by_parts(tx, an, whole))
    play.act(HA, lambda tx, ha: parts.close_by_parts(tx, ha, whole))
    with pytest.raises(Conflict):
        play.act(HA, lambda tx, ha: parts.close_by_parts(tx, ha, whole))
    assert (play.view(whole).state, line_of(play, AN, whole)) == (TaskState.DONE, (0, 0))


def test_pause_extension_hand_over_and_cancelling(play: Play) -> None:
    whole = play.given("Chỉnh trang tuyến phố", "2026-06-17", 3, quantity="2")
    first, second = split(play, whole, NGOC, "30", "2026-06-12"), split(play, whole, TUAN, "20", "2026-06-17")
    play.act(NGOC, lambda tx, x: assignment.accept_task(tx, x, first))
    play.act(TUAN, lambda tx, x: assignment.accept_task(tx, x, second))

    def ask(task: UUID, account: str, day: int) -> UUID:
        wanted = due_instant(date(2026, 6, day))
        return play.act(account, lambda tx, x: requests.ask_extension(tx, x, task, wanted, "Chờ số liệu")).id

    with pytest.raises(Invalid):
        ask(second, TUAN, 18)
    longer = ask(first, NGOC, 15)
    with pytest.raises(Invalid):
        play.act(
            HA,
            lambda tx, ha: requests.decide_extension(
                tx, ha, longer, "Được", agree=True, due=due_instant(date(2026, 6, 18))
            ),
        )
    play.act(HA, lambda tx, ha: requests.decide_extension(tx, ha, longer, "Được", agree=True))
    granted = ask(whole, AN, 22)
    play.act(HA, lambda tx, ha: requests.decide_extension(tx, ha, granted, "Được", agree=True))
    dues = [hanoi_date(part.due).day for part in play.view(whole).parts if part.due]
    assert dues == [15, 17], "nothing moves silently"

    play.act(HA, lambda tx, ha: steering.pause_task(tx, ha, whole, "Chờ kế hoạch vốn"))
    assert [part.state for part in play.view(whole).parts] == [TaskState.PAUSED] * 2
    assert [len(entries(play, each, TaskAct.SUSPEND)) for each in (whole, first, second)] == [1, 1, 1]
    play.act(HA, lambda tx, ha: steering.resume_task(tx, ha, second))
    play.at("2026-06-04T09:00+07:00")
    play.act(HA, lambda tx, ha: steering.resume_task(tx, ha, whole))
    assert [part.state for part in play.view(whole).parts] == [TaskState.IN_PROGRESS] * 2
    assert [len(entries(play, each, TaskAct.RESUME)) for each in (whole, first, second)] == [1, 1, 1]

    taken = play.act(
        HA,
        lambda tx, ha: handover.hand_over_task(
            tx, ha, whole, play.ward.id_of(LONG), "An đi học", why=HandOverWhy.REASSIGNED
        ),
    ).id
    view = play.view(taken, LONG)
    assert ([part.share for part in view.parts], view.kept_share) == ([30, 20], 50)
    assert (line_of(play, AN, whole), line_of(play, LONG, taken)) == ((0, 0), (3, 0))
    assert all_assigned(play) == 6

    play.hand_in(first, account=NGOC)
    play.accept(first)
    play.hand_in(second, "1", account=TUAN)
    with pytest.raises(Invalid):
        play.act(HA, lambda tx, ha: handover.cancel_task(tx, ha, taken, " "))
    play.act(HA, lambda tx, ha: handover.cancel_task(tx, ha, taken, "Dừng dự án"))
    assert [play.view(each, HA).state for each in (taken, first, second)] == [
        TaskState.CANCELLED,
        TaskState.DONE,
        TaskState.CANCELLED,
    ]
    assert entries(play, second, TaskAct.CANCEL)[0].after["with"] == str(taken)
    assert line_of(play, NGOC, first) == (Decimal("1.8"), Decimal("1.8")), "what was judged keeps its line"
    assert all_assigned(play) == Decimal("1.8")


def test_a_key_part_waits_for_its_approver_and_two_at_once_stay_within_the_whole(play: Play) -> None:
    whole = play.given("Đề án trọng tâm", "2026-06-19", 4, kind=TaskKind.KEY)
    part = split(play, whole, NGOC, "70")
    assert (play.view(part, HA).state, line_of(play, AN, whole)[0]) == (TaskState.AWAITING_APPROVAL, 4)
    with pytest.raises(Invalid):
        split(play, whole, TUAN, "40")
    play.act(HUNG, lambda tx, hung: assignment.approve_task(tx, hung, part))
    assert (line_of(play, AN, whole)[0], line_of(play, NGOC, part)[0]) == (Decimal("1.2"), Decimal("2.8"))
    version = play.view(whole, HA).version
    given = NewPart("Phần", play.ward.id_of(TUAN), Decimal(20), due_instant(date(2026, 6, 12)))

    def one_more(seen: int | None) -> str:
        try:
            with play.plugin.transaction(cause="test") as tx:
                parts.split_task(tx, play.ward.actor(tx, HA), whole, given, seen)
        except (Invalid, Conflict) as refused:
            return type(refused).__name__
        return "split"

    with ThreadPoolExecutor(4) as together:
        found = sorted(together.map(one_more, (None, None, None, None)))
    assert found == ["Invalid", "Invalid", "Invalid", "split"]
    assert one_more(version) == Stale.__name__
    with pytest.raises(Forbidden):
        play.act(AN, lambda tx, an: parts.split_task(tx, an, whole, given))
    with pytest.raises(NotFound):
        play.act(MAI, lambda tx, mai: parts.split_task(tx, mai, whole, given))


def test_the_hosts_child_becomes_a_part_that_awaits_its_share(play: Play, installation: str) -> None:
    def host(host_id: str, parent: str | None, title: str = "Việc con", due: str | None = "2026-06-10") -> HostTask:
        day = due_instant(date.fromisoformat(due)) if due else None
        return HostTask(id=host_id, title=title, assignees=(NGOC,), due=day, parent_id=parent)

    def receive(task: HostTask) -> UUID:
        return play.act(HA, lambda tx, ha: receive_task(tx, ha, task, installation_id=installation)).id

    early, alone, own = receive(host("c1", "p")), receive(host("c2", "nobody")), receive(host("c4", "c4"))
    assert play.view(own, HA).part_of is None  # named as its own parent
    whole = receive(
        HostTask(id="p", title="Việc lớn", assignees=(AN,), quantity=Decimal(1), due=due_instant(date(2026, 6, 12)))
    )
    assert (play.view(early, HA).part_of is not None, play.view(alone, HA).part_of) == (True, None)
    ngoc = GateInput(accountable_id=play.ward.id_of(NGOC))
    with pytest.raises(Invalid):
        play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, early, ngoc))
    play.act(
        HA, lambda tx, ha: assignment.complete_task(tx, ha, whole, GateInput(kind=TaskKind.REGULAR, **vars_of(play)))
    )
    later = receive(host("c3", "p", due=None))
    assert play.view(early, HA).missing == ("accountable", "share")
    assert play.view(later, HA).missing == ("accountable", "due", "share")
    with pytest.raises(Invalid) as lacking:
        play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, early, ngoc))
    assert lacking.value.params["names"] == ("Tỷ lệ phần việc",)
    filled = GateInput(accountable_id=play.ward.id_of(NGOC), share=Decimal(25))
    play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, early, filled))
    assert (line_of(play, NGOC, early), line_of(play, AN, whole)) == ((1, 0), (3, 0))
    with pytest.raises(Invalid):
        play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, alone, filled))
    play.act(HA, lambda tx, ha: remove_task(tx, ha, installation, "p"))
    assert [play.view(each, HA).state for each in (whole, early, later)] == [TaskState.CANCELLED] * 3


def passed_on(play: Play, task: UUID, account: str) -> UUID:
    to, why = play.ward.id_of(account), HandOverWhy.REASSIGNED
    return play.act(HA, lambda tx, ha: handover.hand_over_task(tx, ha, task, to, "Đổi người", why=why)).id


def test_a_decided_lead_and_a_corrected_quantity_keep_whole_and_parts_together(play: Play) -> None:
    whole = play.given("Quy hoạch khu chợ", "2026-06-19", 4, quantity="2")
    part = split(play, whole, NGOC, "40", "2026-06-12")
    for taker in (TUAN, LONG, NGOC):
        part = passed_on(play, part, taker)

    def decide(task: UUID, lead: str, day: int) -> UUID:
        to, due = Lead(play.ward.id_of(lead)), due_instant(date(2026, 6, day))
        return play.act(
            HUNG, lambda tx, x: lead_decisions.decide_lead(tx, x, task, to, "Đúng chuyên môn", due=due).task.id
        )

    for lead in (NGOC, TUAN):
        with pytest.raises(Invalid) as late:
            decide(part, lead, 22)
        assert [fault.place for fault in late.value.faults] == ["lead_due"]
    decide(part, TUAN, 17)
    (led,) = play.view(whole).parts
    assert (led.accountable and led.accountable.account, led.share, led.due and hanoi_date(led.due).day) == (
        TUAN,
        40,
        17,
    )
    for taker in (TUAN, LONG, AN):
        whole = passed_on(play, whole, taker)
    with pytest.raises(Invalid) as early:
        decide(whole, AN, 16)
    assert early.value.params["names"] == (led.name,)
    decide(whole, AN, 18)
    assert (line_of(play, TUAN, led.id)[0], line_of(play, AN, whole)[0]) == (Decimal("3.2"), Decimal("4.8"))

    made = play.act(
        AN, lambda tx, x: data_reports.report_datum(tx, x, DatumKind.TASK_QUANTITY, whole, "3", "QĐ ghi 3 khu").id
    )
    by = Verification("QĐ 45", date(2026, 6, 1), "3")
    play.act(TIEN, lambda tx, x: data_reports.verify_datum(tx, x, made, by))
    play.act(HA, lambda tx, x: data_reports.correct_datum(tx, x, made))
    assert (line_of(play, TUAN, led.id)[0], line_of(play, AN, whole)[0]) == (Decimal("4.8"), Decimal("7.2"))

    with play.plugin.transaction() as tx, play.plugin.transaction() as other:
        lock_tasks(tx.session, lambda task: task.id == led.id)
        with pytest.raises(OperationalError, match="lock"):
            other.session.scalar(select(TaskRow.id).where(TaskRow.id == whole).with_for_update(nowait=True))


def test_a_family_told_of_at_the_same_moment_finds_together(play: Play, installation: str) -> None:
    def receive(each: tuple[str, str | None]) -> UUID:
        task = HostTask(id=each[0], title=f"Việc {each[0]}", assignees=(NGOC,), parent_id=each[1])
        return play.act(HA, lambda tx, ha: receive_task(tx, ha, task, installation_id=installation)).id

    families = [(f"f{n}{who}", f"f{n}" if who else None) for n in range(3) for who in ("a", "", "b")]
    with ThreadPoolExecutor(3) as together:
        found = list(together.map(receive, families))
    assert all(
        (play.view(id_, HA).part_of is None) == (parent is None)
        for id_, (_, parent) in zip(found, families, strict=True)
    )


def vars_of(play: Play) -> dict[str, object]:
    return {name: value for name, value in vars(play.gate(4)).items() if value is not None}


def test_lists_and_a_whole_with_twelve_parts_ask_no_more_than_with_two(play: Play) -> None:
    def cost(whole: UUID) -> tuple[int, int, int]:
        with play.plugin.transaction() as tx:
            ha, ngoc = play.ward.actor(tx, HA), play.ward.actor(tx, NGOC)
            row = visible_task(tx, ha, whole)
            with counted_queries(play.plugin.engine) as card:
                task_view(tx, row, ha)
            with counted_queries(play.plugin.engine) as listed:
                lines = page_of_tasks(tx, ngoc, TaskFilter("mine"), 50)
            with counted_queries(play.plugin.engine) as scored:
                scores.sheet_of(tx, ngoc, scores.current_period(tx.now))
        assert all(line.part_of == "Việc lớn" for line in lines)
        return len(card), len(listed), len(scored)

    whole = play.given("Việc lớn", "2026-06-19", 4)
    for _ in range(2):
        split(play, whole, NGOC, "8")
    before = cost(whole)
    for _ in range(10):
        split(play, whole, NGOC, "8")
    assert cost(whole) == before
    with play.plugin.transaction() as tx:
        assert tx.session.get_one(TaskRow, whole).kept_share == 4
