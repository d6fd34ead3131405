"""A host that is down all day makes nobody late: noticed, recorded by hand, given back, and said on the receipt."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from stage.play import JUNE, Play, marks
from stage.ward import AN, DUNG, HA, MAI, SON, TIEN

from hanoiwork_plugin.domain.disputes.data_reports import DatumKind
from hanoiwork_plugin.domain.errors import Forbidden, Invalid
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode, ReceiptStep, receipt
from hanoiwork_plugin.domain.rating.sheet import ScoreSheet
from hanoiwork_plugin.domain.tasks import ObjectionGround, TaskAct
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.jobs.contact import Contact
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.disputes import data_reports
from hanoiwork_plugin.services.doing import requests
from hanoiwork_plugin.services.rating import evaluations, scores
from hanoiwork_plugin.services.rating.excuses import EXCUSED_OF
from hanoiwork_plugin.services.timing import outages
from hanoiwork_plugin.services.timing.answer_clocks import GIVEN_BACK
from hanoiwork_plugin.store.data_reports import DataReportRow
from hanoiwork_plugin.store.hosts import Delivery
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.outages import OutageRow
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import ObjectionRow, TaskRow

DAY = timedelta(days=1)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-06-{text}+07:00")


def entries(play: Play, subject: UUID, *acts: str) -> list[LedgerEntryRow]:
    with play.plugin.transaction() as tx:
        query = select(LedgerEntryRow).where(LedgerEntryRow.subject_id == subject, LedgerEntryRow.act.in_(acts))
        return list(tx.session.scalars(query.order_by(LedgerEntryRow.id)))


def codes(steps: tuple[ReceiptStep, ...]) -> list[ReceiptCode]:
    return [code for step in steps for code in (step.code, *codes(step.children))]


def sheet(play: Play) -> ScoreSheet:
    return play.act(AN, lambda tx, an: scores.sheet_of(tx, an, JUNE))


def due_of(play: Play, task: UUID) -> datetime | None:
    with play.plugin.transaction() as tx:
        return tx.session.get_one(TaskRow, task).due


def test_a_day_without_the_host_is_nobodys_delay(play: Play, installation: str) -> None:
    play.at("2026-06-02T08:00+07:00")
    during, after, lazy, other = (play.given(name, "2026-06-16") for name in ("Trong", "Sau", "Muộn", "Khác"))
    contact = Contact(play.plugin, timer=lambda: play.clock.now().timestamp())
    play.at("2026-06-12T08:00+07:00")
    contact.heard(installation, False)
    play.at("2026-06-16T07:50+07:00")
    contact.heard(installation, True)
    contact.heard(installation, False)
    play.at("2026-06-16T07:58+07:00")
    contact.heard(installation, True)
    with play.plugin.transaction() as tx:
        assert tx.session.scalars(select(OutageRow)).all() == [], "a hiccup leaves nothing"
    play.at("2026-06-16T08:00+07:00")
    contact.heard(installation, False)
    play.at("2026-06-16T15:00+07:00")
    contact.heard(installation, False)
    play.hand_in(other)
    play.at("2026-06-17T00:20+07:00")
    assert entries(play, during, TaskAct.MISS_DEADLINE) == [], "nothing is held against anybody while it lasts"
    play.hand_in(during)
    play.at("2026-06-17T00:30+07:00")
    contact.heard(installation, True)
    play.fire()

    with play.plugin.transaction() as tx:
        (row,) = tx.session.scalars(select(OutageRow))
        assert (row.since, row.until, row.source) == (instant("16T08:00:00"), instant("17T00:30:00"), "calls")
    assert [entry.after["source"] for entry in entries(play, row.id, outages.RECORDED)] == ["calls"]
    for task in (during, after, lazy):
        missed, excused = entries(play, task, TaskAct.MISS_DEADLINE, TaskAct.EXCUSE_DELAY)
        assert excused.after["waives"] == [str(missed.id)], "the fact and what takes its cost, side by side"
    assert due_of(play, after) == instant("17T23:59:59")
    assert due_of(play, during) == instant("16T23:59:59"), "handed in: nothing to give back"
    assert entries(play, other, TaskAct.MISS_DEADLINE, TaskAct.EXCUSE_DELAY) == []

    play.at("2026-06-17T16:00+07:00")
    play.hand_in(after)
    play.at("2026-06-18T09:00+07:00")
    play.hand_in(lazy)
    for task in (during, after, lazy, other):
        play.accept(task)
    made = sheet(play)
    assert {line.name: line.on_time for line in made.lines} == {
        "Trong": Decimal(1),
        "Sau": Decimal(1),
        "Muộn": Decimal("0.75"),
        "Khác": Decimal(1),
    }, "only the day that the outage explains is given back"
    found = codes(receipt(made))
    assert found.count(ReceiptCode.DELAY_BY_SYSTEM) == found.count(ReceiptCode.OUTAGE) == 3
    assert found.count(ReceiptCode.DELAY) == 1
    assert ScoreSheet.from_json(made.to_json()) == made


def test_recorded_by_hand_afterwards_by_whom_it_concerns(play: Play, installation: str) -> None:
    play.at("2026-06-02T08:00+07:00")
    done, never = play.given("Đã nộp", "2026-06-16"), play.given("Chưa nộp", "2026-06-16")
    play.at("2026-06-17T10:00+07:00")
    play.hand_in(done)
    play.accept(done)
    play.at("2026-06-18T09:00+07:00")
    soon = play.given("Đến hạn hôm nay", "2026-06-18")
    agency = play.act(TIEN, lambda tx, tien: tien.unit.agency_id)

    def record(account: str, unit: UUID | None, since: str, until: str) -> OutageRow:
        return play.act(
            account,
            lambda tx, x: outages.record_outage(tx, x, unit, instant(since), instant(until), "Đứt cáp"),
        )

    with pytest.raises(Forbidden):
        record(TIEN, None, "16T08:00", "16T18:00")
    with pytest.raises(Forbidden):
        record(AN, agency, "16T08:00", "16T18:00")
    with pytest.raises(Invalid):
        record(TIEN, agency, "18T08:00", "18T18:00")
    record(TIEN, agency, "16T08:00", "16T18:00")
    play.fire()
    assert len(entries(play, done, TaskAct.EXCUSE_DELAY)) == 1
    assert entries(play, never, TaskAct.EXCUSE_DELAY) == [], "two days later it is no longer the outage"
    play.at("2026-06-18T13:00+07:00")
    record(SON, None, "18T08:00", "18T13:00")
    play.fire()
    (given,) = entries(play, soon, TaskAct.EXCUSE_DELAY)
    assert (given.after["waives"], due_of(play, soon)) == ([], instant("19T23:59:59")), "before anybody is late"
    view = play.act(AN, outages.outages_for)
    assert [each.reason for each in view.outages] == ["Đứt cáp", "Đứt cáp"]
    assert not view.may_record
    play.fire()
    assert len(entries(play, done, TaskAct.EXCUSE_DELAY)) == 1, "a second outage finds it settled"


def down(play: Play, installation: str, since: str, until: str) -> None:
    """Calls fail from the first instant to the last and then come through."""
    contact = Contact(play.plugin, timer=lambda: play.clock.now().timestamp())
    begun, end = instant(since), instant(until)
    while begun < end:
        play.at(begun.isoformat())
        contact.heard(installation, False)
        begun += timedelta(hours=4)
    play.at(end.isoformat())
    contact.heard(installation, True)


def test_who_must_answer_gets_the_lost_working_days_back(play: Play, installation: str) -> None:
    play.at("2026-06-08T08:00+07:00")
    asked, contested = play.given("Gia hạn", "2026-06-30"), play.given("Chưa rõ", "2026-06-30", taken=False)
    extension = play.act(AN, lambda tx, an: requests.ask_extension(tx, an, asked, instant("30T23:59:59") + DAY, "Họp"))
    ground = ObjectionGround.SCOPE
    play.act(AN, lambda tx, an: assignment.object_to_task(tx, an, contested, ground, "Ngoài phạm vi"))
    kind = DatumKind.TASK_QUANTITY
    report = play.act(AN, lambda tx, an: data_reports.report_datum(tx, an, kind, asked, "2", "Quyết định ghi 2"))

    def clocks() -> list[tuple[datetime | None, bool]]:
        """Until when each is to be answered, and whether it is still with whom it was put to."""
        with play.plugin.transaction() as tx:
            rows = (
                tx.session.get_one(TaskRequestRow, extension.id),
                tx.session.scalars(select(ObjectionRow)).one(),
                tx.session.get_one(DataReportRow, report.id),
            )
            first = (play.ward.id_of(HA), play.ward.id_of(HA), play.ward.id_of(TIEN))
            return [(row.answer_by, row.respondent_id == to) for row, to in zip(rows, first, strict=True)]

    assert clocks() == [(instant("10T23:59:59"), True)] * 3
    down(play, installation, "09T08:00:00", "11T10:00:00")
    assert clocks() == [(instant("10T23:59:59"), True)] * 3, "it goes up for nobody while the host is down"
    play.at("2026-06-12T09:00+07:00")
    assert clocks() == [(instant("15T23:59:59"), True)] * 3, "Tuesday and Wednesday again: Friday and Monday"
    with play.plugin.transaction() as tx:
        given = tx.session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.act == GIVEN_BACK)).all()
    assert [entry.after["days"] for entry in given] == [2, 2, 2]
    play.at("2026-06-16T09:00+07:00")
    assert [still for _, still in clocks()] == [False] * 3, "the days given back are not given twice"


def test_a_step_of_the_month_missed_in_an_outage_is_held_against_nobody(play: Play, installation: str) -> None:
    play.at("2026-06-23T08:00+07:00")
    mine, others = play.evaluation_id(AN), play.evaluation_id(MAI)
    for account in (AN, MAI):
        play.act(account, lambda tx, x: evaluations.self_evaluate(tx, x, JUNE, marks("28")))
    down(play, installation, "25T08:00:00", "25T18:00:00")
    play.at("2026-06-26T09:00+07:00")
    act = EvaluationAct.MISSED_REVIEW
    assert entries(play, mine, act) == entries(play, others, act) == []
    play.act(HA, lambda tx, ha: evaluations.review(tx, ha, mine, marks=None))
    play.at("2026-06-27T08:00+07:00")
    (missed,) = entries(play, others, act)
    assert missed.after["responsible"] == str(play.ward.id_of(DUNG)), "the day given back passed as well"
    assert entries(play, mine, act) == []

    play.at("2026-06-29T09:00+07:00")
    act = EvaluationAct.MISSED_APPROVAL
    assert len(entries(play, mine, act)) == 1
    agency = play.act(TIEN, lambda tx, tien: tien.unit.agency_id)
    since, until = instant("26T08:00"), instant("26T17:00")
    play.act(TIEN, lambda tx, tien: outages.record_outage(tx, tien, agency, since, until, "Đứt cáp"))
    play.fire()
    for evaluation in (mine, others):
        recorded, taken_off = entries(play, evaluation, act, EXCUSED_OF[act])
        assert taken_off.before == {"entry": str(recorded.id)}, "known afterwards: taken off by a later entry"


def test_a_host_that_stops_pinging_is_down(play: Play, installation: str) -> None:
    def arrived(minutes: int, kind: str) -> None:
        with play.plugin.transaction() as tx:
            tx.session.add(
                Delivery(
                    installation_id=installation,
                    webhook_id=str(new_id()),
                    received_at=tx.real_now - timedelta(minutes=minutes),
                    type=kind,
                    subject="app",
                    body={},
                    state="applied",
                )
            )

    def lasting() -> list[OutageRow]:
        with play.plugin.transaction() as tx:
            outages.watch(tx)
        with play.plugin.transaction() as tx:
            return list(tx.session.scalars(select(OutageRow)))

    arrived(70, "vn.hanoiwork.task.created.v1")
    assert lasting() == [], "silence alone says nothing of a host that does not ping"
    for minutes in range(60, 120, 10):
        arrived(minutes, outages.PING)
    (row,) = lasting()
    assert row.source == "silence"
    assert timedelta(minutes=49) < play.clock.now() - row.since < timedelta(minutes=51), "since the first one missing"
    assert [each.id for each in lasting()] == [row.id]
    arrived(0, "vn.hanoiwork.message.created.v1")
    (over,) = lasting()
    assert over.until is not None
