"""An absence that turns out shorter, longer or not at all, and the steps that fell into one (STORY 12; DOMAIN 6)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from stage.play import Play
from stage.ward import AN, DUNG, HA, KHOI, LAN, MINH, NGOC, TUAN

from hanoiwork_plugin.domain.calendar import due_instant, hanoi_date
from hanoiwork_plugin.domain.changes.absence import AbsenceKind, AbsenceState, away_all_through
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound
from hanoiwork_plugin.domain.rating.evaluation import EvaluationAct
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.services.assigning import assignment, parts
from hanoiwork_plugin.services.changes import absence_changes, absences, past
from hanoiwork_plugin.services.rating.excuses import EXCUSED
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.ledger import LedgerEntryRow, entries_of
from hanoiwork_plugin.store.messages import NoticeRow

EIGHTH, TENTH, TWELFTH = date(2026, 6, 8), date(2026, 6, 10), date(2026, 6, 12)


def given_to(play: Play, account: str, name: str, due: str) -> UUID:
    task_id = play.draft(name, due)
    play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, task_id, play.gate(1, account)))
    play.act(account, lambda tx, actor: assignment.accept_task(tx, actor, task_id))
    return task_id


def away(play: Play, account: str, first: date, last: date, by: str = HA) -> UUID:
    person = play.ward.id_of(account)
    return play.act(
        by, lambda tx, actor: absences.report_absence(tx, actor, person, AbsenceKind.SICK, first, last, "Giấy").id
    )


def change(play: Play, absence: UUID, last: date, by: str = HA, reason: str = "Bác sĩ cho nghỉ khác") -> None:
    play.act(by, lambda tx, actor: absence_changes.change_absence(tx, actor, absence, last, reason))


def holder(play: Play, task: UUID) -> str:
    found = play.view(task, HA).accountable
    assert found is not None
    return found.account


def due_of(play: Play, task: UUID) -> date:
    due = play.view(task, HA).due
    assert due is not None
    return hanoi_date(due)


@pytest.fixture
def ill(play: Play) -> tuple[UUID, UUID, UUID]:
    """Lan is away from the 8th to the 12th; one task is Tuấn's until then, the deadline of another stands still."""
    lent, paused = given_to(play, LAN, "Báo cáo", "2026-06-19"), given_to(play, LAN, "Kiểm tra", "2026-06-10")
    play.at("2026-06-08T07:30+07:00")
    absence = away(play, LAN, EIGHTH, TWELFTH)
    play.act(HA, lambda tx, ha: absences.lend_task(tx, ha, absence, lent, play.ward.id_of(TUAN)))
    play.act(HA, lambda tx, ha: absences.pause_deadline(tx, ha, absence, paused))
    assert due_of(play, paused) == date(2026, 6, 17)
    return absence, lent, paused


def test_a_part_of_what_is_lent_is_its_own_persons_like_any_work(play: Play, ill: tuple[UUID, UUID, UUID]) -> None:
    _, lent, _ = ill
    part = parts.NewPart("Phụ lục", play.ward.id_of(NGOC), Decimal(40), due_instant(TWELFTH))
    play.act(HA, lambda tx, ha: parts.split_task(tx, ha, lent, part))
    before = play.sheet(NGOC).assigned
    assert before > 0, "a loan comes back; it makes nothing extra for good"
    play.at("2026-06-15T08:00+07:00")
    assert (holder(play, lent), play.sheet(NGOC).assigned) == (LAN, before)
    assert play.sheet(LAN).assigned >= before


def test_back_earlier(play: Play, ill: tuple[UUID, UUID, UUID]) -> None:
    absence, lent, paused = ill
    play.at("2026-06-09T16:00+07:00")
    for account in (NGOC, DUNG, LAN):
        with pytest.raises(NotFound if account != LAN else Forbidden):
            change(play, absence, TENTH, account)
    with pytest.raises(Invalid):
        change(play, absence, TENTH, reason=" ")
    with pytest.raises(Invalid):
        change(play, absence, date(2026, 6, 7))
    with pytest.raises(Conflict):
        change(play, absence, TWELFTH)
    change(play, absence, TENTH)
    assert (holder(play, lent), due_of(play, paused)) == (TUAN, date(2026, 6, 15))
    play.at("2026-06-11T00:00+07:00")
    assert holder(play, lent) == LAN, "back on the new day"
    play.at("2026-06-15T08:00+07:00")
    assert play.view(paused, LAN).delays == 0
    with play.plugin.transaction() as tx:
        entry = next(each for each in entries_of(tx.session, play.ward.id_of(LAN)) if each.act == "absence.changed")
        assert (entry.before["valid_to"], entry.after["valid_to"]) == ("2026-06-12", "2026-06-10")
        assert (entry.actor_id, entry.reason) == (play.ward.id_of(HA), "Bác sĩ cho nghỉ khác")
        back = tx.session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.act == TaskAct.TAKE_BACK)).all()
        assert len(back) == 1


def test_back_earlier_and_recorded_late_leaves_time_for_the_deadline(play: Play, ill: tuple[UUID, UUID, UUID]) -> None:
    absence, lent, paused = ill
    play.at("2026-06-12T09:00+07:00")
    change(play, absence, EIGHTH)
    assert holder(play, lent) == LAN
    assert due_of(play, paused) == date(2026, 6, 16), "two working days, though one day of absence gives the 11th"


def test_away_longer(play: Play, ill: tuple[UUID, UUID, UUID]) -> None:
    absence, lent, paused = ill
    away(play, LAN, date(2026, 6, 18), date(2026, 6, 18))
    with pytest.raises(Conflict):
        change(play, absence, date(2026, 6, 18))
    change(play, absence, date(2026, 6, 16))
    assert due_of(play, paused) == date(2026, 6, 19)
    play.at("2026-06-15T00:00+07:00")
    assert holder(play, lent) == TUAN, "the old day brings nothing back"
    play.at("2026-06-17T00:00+07:00")
    assert holder(play, lent) == LAN


def test_withdrawn(play: Play, ill: tuple[UUID, UUID, UUID]) -> None:
    absence, lent, paused = ill
    play.act(HA, lambda tx, ha: absence_changes.withdraw_absence(tx, ha, absence, "Ghi nhận nhầm người"))
    assert (holder(play, lent), due_of(play, paused)) == (LAN, TENTH)
    view = play.act(HA, lambda tx, ha: absences.absence_view(tx, absences.visible_absence(tx, ha, absence), ha))
    assert (view.state, view.may_change, view.may_record) == (AbsenceState.WITHDRAWN, False, False)
    assert view.changed is not None
    assert (view.changed.by.account, view.changed.reason) == (HA, "Ghi nhận nhầm người")
    for again in (
        lambda: change(play, absence, TENTH),
        lambda: play.act(HA, lambda tx, ha: absence_changes.withdraw_absence(tx, ha, absence, "x")),
        lambda: play.act(HA, lambda tx, ha: absences.record_absence(tx, ha, absence)),
        lambda: play.act(HA, lambda tx, ha: absences.pause_deadline(tx, ha, absence, paused)),
    ):
        with pytest.raises(Conflict):
            again()
    away(play, LAN, EIGHTH, EIGHTH)


def test_what_is_only_announced_is_ones_own_to_change(play: Play) -> None:
    absence = away(play, LAN, EIGHTH, TENTH, LAN)
    change(play, absence, TWELFTH, LAN)
    play.act(LAN, lambda tx, lan: absence_changes.withdraw_absence(tx, lan, absence, "Đã khỏi"))
    play.at("2026-06-09T08:00+07:00")
    with play.plugin.transaction() as tx:
        assert past.standing_of(tx, LAN, tx.now).absence is None


def test_an_absence_at_an_instant_is_what_was_recorded_then(play: Play, ill: tuple[UUID, UUID, UUID]) -> None:
    absence, _, _ = ill
    play.at("2026-06-11T15:00+07:00")
    change(play, absence, TENTH)
    play.at("2026-06-11T16:00+07:00")
    play.act(HA, lambda tx, ha: absence_changes.withdraw_absence(tx, ha, absence, "Nhầm người"))
    play.at("2026-06-12T09:00+07:00")
    with play.plugin.transaction() as tx:

        def stood(instant: str) -> AbsenceKind | None:
            return past.standing_of(tx, LAN, datetime.fromisoformat(f"{instant}+07:00")).absence

        assert stood("2026-06-08T07:00") is None, "not recorded yet"
        assert stood("2026-06-10T09:00") is AbsenceKind.SICK
        assert stood("2026-06-11T14:59") is AbsenceKind.SICK, "changed only at 15:00"
        assert stood("2026-06-11T15:30") is None
        assert stood("2026-06-12T09:00") is None


def missed(play: Play, account: str) -> list[str]:
    evaluation = play.evaluation_id(account)
    with play.plugin.transaction() as tx:
        wanted = {EvaluationAct.MISSED_SELF.value, EXCUSED}
        return [entry.act for entry in entries_of(tx.session, evaluation)[::-1] if entry.act in wanted]


def entries_by_responsible(tx: Tx, act: EvaluationAct) -> set[UUID]:
    rows = tx.session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.act == act))
    return {UUID(row.after["responsible"]) for row in rows}


@pytest.mark.usefixtures("installation")
def test_nobody_answers_for_a_step_that_fell_into_their_absence(play: Play) -> None:
    play.at("2026-06-15T08:00+07:00")
    away(play, LAN, date(2026, 6, 15), date(2026, 6, 23))
    away(play, LAN, date(2026, 6, 24), date(2026, 6, 30))
    away(play, NGOC, date(2026, 6, 15), date(2026, 6, 23))
    away(play, HA, date(2026, 6, 25), date(2026, 6, 25), by=MINH)
    play.at("2026-06-25T08:00+07:00")
    assert missed(play, LAN) == []
    assert missed(play, NGOC) == missed(play, AN) == ["evaluation.missed_self"]
    away(play, AN, date(2026, 6, 17), date(2026, 6, 25))
    away(play, KHOI, date(2026, 6, 23), date(2026, 6, 25))
    assert missed(play, AN) == ["evaluation.missed_self", EXCUSED], "recorded late, taken off by a later entry"
    assert missed(play, KHOI) == ["evaluation.missed_self"], "the 22nd was a working day here"
    with play.plugin.transaction() as tx:
        reminded = tx.session.scalars(
            select(NoticeRow.person_id).where(NoticeRow.dedup.contains(":self:"), NoticeRow.kind == "evaluation")
        ).all()
        assert play.ward.id_of(LAN) not in reminded
    play.at("2026-06-26T08:00+07:00")
    with play.plugin.transaction() as tx:
        late = entries_by_responsible(tx, EvaluationAct.MISSED_REVIEW)
    assert play.ward.id_of(HA) not in late, "she was away on the only day for comments"
    assert play.ward.id_of(DUNG) in late


def test_away_all_through_counts_working_days() -> None:
    step = (date(2026, 6, 20), date(2026, 6, 24))
    assert away_all_through([(date(2026, 6, 22), date(2026, 6, 24))], *step), "the 20th and 21st are a weekend"
    assert away_all_through([(date(2026, 6, 1), date(2026, 6, 22)), (date(2026, 6, 23), date(2026, 6, 30))], *step)
    assert not away_all_through([(date(2026, 6, 1), date(2026, 6, 22)), (date(2026, 6, 24), date(2026, 6, 30))], *step)
    assert not away_all_through([], *step)
