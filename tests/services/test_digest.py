"""One card a morning, silence at night and when all is well, gaps recorded once (CARDS, "Quiet"; STORY 12, 18)."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from stage.play import JUNE, Play, marks
from stage.queries import counted_queries
from stage.ward import AN, HA, MAI, MINH

from hanoiwork_plugin.domain.changes.absence import AbsenceKind
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.domain.timing.digest import DigestKind, DigestLine
from hanoiwork_plugin.jobs import outbox
from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.services.assigning import arising
from hanoiwork_plugin.services.changes import absences
from hanoiwork_plugin.services.doing import task_work
from hanoiwork_plugin.services.rating import evaluations
from hanoiwork_plugin.services.timing import digest
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow


def notices(play: Play, kind: str, account: str = AN) -> list[NoticeRow]:
    with play.plugin.transaction() as tx:
        query = select(NoticeRow).where(NoticeRow.kind == kind, NoticeRow.person_id == play.ward.id_of(account))
        return list(tx.session.scalars(query.order_by(NoticeRow.id)))


def lines(play: Play, account: str = AN) -> dict[str, DigestKind]:
    view = play.act(account, digest.digest_of_today)
    return {line.name: line.kind for line in view.lines}


def steps(play: Play, account: str = AN) -> tuple[DigestLine, ...]:
    return play.act(account, digest.digest_of_today).lines


def gaps(play: Play, task: UUID) -> list[LedgerEntryRow]:
    with play.plugin.transaction() as tx:
        query = select(LedgerEntryRow).where(LedgerEntryRow.subject_id == task, LedgerEntryRow.act == TaskAct.NO_UPDATE)
        return list(tx.session.scalars(query))


def test_one_card_a_morning(play: Play, installation: str) -> None:
    play.at("2026-06-02T08:00+07:00")
    t2, later = play.given("T2", "2026-06-16"), play.given("T3", "2026-06-22")
    untaken = play.given("Chưa nhận", "2026-06-30", taken=False)
    play.act(AN, lambda tx, an: task_work.report_progress(tx, an, later, 10, "Đã gặp tổ dân phố"))
    play.at("2026-06-03T07:30+07:00")
    assert len(notices(play, "digest")) == 1
    assert lines(play) == {"Chưa nhận": DigestKind.TO_TAKE}
    play.act(AN, digest.put_off_digest)
    assert lines(play) == {}
    play.act(AN, digest.put_off_digest)
    assert notices(play, "digest", MAI) == [], "silence when there is nothing"
    play.at("2026-06-04T07:29+07:00")
    assert len(notices(play, "digest")) == 1
    play.at("2026-06-04T07:30+07:00")
    assert lines(play) == {"Chưa nhận": DigestKind.TO_TAKE}, "put off for one day"
    play.at("2026-06-07T12:00+07:00")
    assert len(notices(play, "digest")) == 3, "not at the weekend"
    play.at("2026-06-09T08:00+07:00")
    assert gaps(play, t2) == []
    play.at("2026-06-10T08:00+07:00")
    assert len(gaps(play, t2)) == 1, "five whole working days without a word"
    assert lines(play)["T2"] is DigestKind.SILENT
    report = play.act(AN, lambda tx, an: arising.report_arising(tx, an, "việc phát sinh: bơm nước, cùng anh Toản").id)
    play.at("2026-06-11T08:00+07:00")
    assert "Bơm nước" not in lines(play, HA), "An still says who is meant"
    play.act(AN, lambda tx, an: arising.name_people(tx, an, report, {(1, 0): None}))
    assert lines(play, HA)["Bơm nước"] is DigestKind.TO_COMPLETE
    play.at("2026-06-16T08:00+07:00")
    assert len(gaps(play, t2)) == 1, "one fact for one gap"
    assert lines(play)["T2"] is DigestKind.DUE_SOON
    play.at("2026-06-17T08:00+07:00")
    assert lines(play)["T2"] is DigestKind.OVERDUE
    one = play.act(AN, lambda tx, an: digest.put_off_digest(tx, an, t2))
    assert "T2" not in {line.name for line in one.lines}
    assert "Chưa nhận" in {line.name for line in one.lines}
    play.hand_in(t2)
    play.send_back(t2)
    play.at("2026-06-18T08:00+07:00")
    assert lines(play)["T2"] is DigestKind.OVERDUE
    assert play.view(untaken).delays == 0

    old = notices(play, "digest")[0]
    outbox.send_notice(play.plugin, Hosts(play.plugin.engine), old.id)
    assert notices(play, "digest")[0].state == "void", "a card held up for days has nothing to say"


def test_a_gap_is_muted_by_absence_and_the_queries_do_not_grow(play: Play, installation: str) -> None:
    play.at("2026-06-02T08:00+07:00")
    ill = play.given("Nghỉ", "2026-06-30")
    an = play.ward.id_of(AN)
    first, last = date(2026, 6, 3), date(2026, 6, 10)
    play.act(HA, lambda tx, ha: absences.report_absence(tx, ha, an, AbsenceKind.SICK, first, last))
    play.at("2026-06-12T08:00+07:00")
    assert gaps(play, ill) == []
    counts = []
    agency = play.act(AN, lambda tx, x: x.unit.agency_id)
    for more in (1, 6):
        for n in range(more):
            play.given(f"Việc {more}.{n}", "2026-06-12")
        with play.plugin.transaction() as tx, counted_queries(play.plugin.engine) as counted:
            digest.fire_agency_day(tx, f"{agency}:x")
            tx.session.rollback()
        counts.append(len(counted))
    assert counts[0] == counts[1]
    play.at("2026-06-19T08:00+07:00")
    assert len(gaps(play, ill)) == 1, "the gap begins where the absence ended"


def test_steps_of_the_month_are_lines_of_the_morning_card(play: Play, installation: str) -> None:
    play.at("2026-06-19T09:00+07:00")
    play.given("Tờ trình", "2026-06-22", taken=False)
    play.at("2026-06-20T08:00+07:00")
    assert (len(notices(play, "evaluation")), notices(play, "digest")) == (1, []), "the form itself opens the step"
    play.at("2026-06-22T09:00+07:00")
    assert (len(notices(play, "evaluation")), len(notices(play, "digest"))) == (1, 1), "one card a morning"
    assert [line.kind for line in steps(play)] == [DigestKind.DUE_SOON, DigestKind.SELF_EVALUATION]
    assert [line.kind for line in steps(play, MAI)] == [DigestKind.SELF_EVALUATION]
    for account in (AN, MAI):
        play.act(account, digest.put_off_digest)
        assert steps(play, account) == ()
    play.at("2026-06-23T09:00+07:00")
    assert [line.kind for line in steps(play, MAI)] == [DigestKind.SELF_EVALUATION], "put off to the next working day"
    play.act(MAI, digest.put_off_digest)
    play.act(AN, lambda tx, an: evaluations.self_evaluate(tx, an, JUNE, marks("28")))
    play.at("2026-06-24T09:00+07:00")
    assert [line.kind for line in steps(play, MAI)] == [DigestKind.SELF_EVALUATION], "the last day is never lost"
    assert DigestKind.SELF_EVALUATION not in lines(play).values()
    play.at("2026-06-25T09:00+07:00")
    (waiting,) = [line for line in steps(play, HA) if line.kind is DigestKind.REVIEW]
    mine = play.evaluation_id(AN)
    play.act(HA, lambda tx, ha: evaluations.review(tx, ha, mine, marks=None))
    (fewer,) = [line for line in steps(play, HA) if line.kind is DigestKind.REVIEW]
    assert (waiting.period, waiting.count - fewer.count) == ("2026-06", 1)
    play.at("2026-06-26T09:00+07:00")
    assert DigestKind.APPROVAL in {line.kind for line in steps(play, MINH)}
    assert len(notices(play, "digest", MINH)) >= 1
    with play.plugin.transaction() as tx:
        kinds = set(tx.session.scalars(select(NoticeRow.kind)))
        assert "evaluation_reminder" not in kinds


def test_what_happens_at_night_is_told_in_the_morning(play: Play, installation: str) -> None:
    play.at("2026-06-02T22:00+07:00")
    task = play.given("Đêm", "2026-06-19")
    assert [each.state for each in notices(play, "task")] == ["held"]
    play.hand_in(task)
    play.send_back(task)
    assert {each.state for each in notices(play, "task")} == {"held"}
    play.at("2026-06-03T06:59+07:00")
    assert {each.state for each in notices(play, "task")} == {"held"}
    play.at("2026-06-03T07:00+07:00")
    states = [each.state for each in notices(play, "task")]
    assert (states[-1], set(states[:-1])) == ("waiting", {"void"}), "one card, as things are then"
    play.at("2026-06-03T21:30+07:00")
    tonight = play.given("Tối nay", "2026-06-03")
    told = [each for each in notices(play, "task") if each.subject_id == tonight]
    assert [each.state for each in told] == ["waiting"], "somebody waits for it today"
