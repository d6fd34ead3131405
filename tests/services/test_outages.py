"""A host that is down all day makes nobody late: noticed, recorded by hand, given back, and said on the receipt."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from stage.play import JUNE, Play
from stage.ward import AN, SON, TIEN

from hanoiwork_plugin.domain.errors import Forbidden, Invalid
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode, ReceiptStep, receipt
from hanoiwork_plugin.domain.rating.sheet import ScoreSheet
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.jobs.contact import Contact
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.timing import outages
from hanoiwork_plugin.store.hosts import Delivery
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.outages import OutageRow
from hanoiwork_plugin.store.tasks import TaskRow


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
