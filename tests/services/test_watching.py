"""The fourth same text: a private note first, to monitor and head when unanswered, points never (STORY 17)."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from stage.play import JUNE, Play
from stage.ward import AN, HA, KHOI, NGOC, QUAN, SON

from hanoiwork_plugin.domain.changes.absence import AbsenceKind
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound
from hanoiwork_plugin.domain.watch.watch_views import PrivateNoteView
from hanoiwork_plugin.domain.watch.watching import NoteAct, NoteState, Pattern
from hanoiwork_plugin.services.changes import absences
from hanoiwork_plugin.services.doing import task_work
from hanoiwork_plugin.services.doing.evidence_files import FileGiven
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.watch import watching
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.watching import WatchNoteRow

FILE = FileGiven("f1", "Danh sách hộ.pdf", 10, "a" * 64)


def update(play: Play, task: UUID, percent: int, text: str = "Đang rà soát") -> None:
    play.act(AN, lambda tx, an: task_work.report_progress(tx, an, task, percent, text))
    play.fire()


def told(play: Play, account: str) -> list[UUID | None]:
    with play.plugin.transaction() as tx:
        query = select(NoticeRow.subject_id).where(
            NoticeRow.kind == "watch_note", NoticeRow.person_id == play.ward.id_of(account)
        )
        return list(tx.session.scalars(query))


def seen(play: Play, account: str, note: UUID) -> PrivateNoteView:
    return play.act(account, lambda tx, x: watching.note_view(tx, watching.visible_note(tx, x, note), x))


def test_first_to_the_person_alone_then_to_those_whom_it_concerns(play: Play, installation: str) -> None:
    play.at("2026-06-02T08:00+07:00")
    task = play.given("Danh sách hộ", "2026-06-30")
    for day, percent in (("09", 25), ("11", 30), ("15", 35)):
        play.at(f"2026-06-{day}T10:00+07:00")
        update(play, task, percent)
    assert told(play, AN) == []
    before = play.act(AN, lambda tx, an: scores.sheet_of(tx, an, JUNE)).to_json()
    play.at("2026-06-16T09:00+07:00")
    update(play, task, 40)
    (note,) = told(play, AN)
    assert note is not None
    view = seen(play, AN, note)
    assert (view.pattern, view.state, len(view.events)) == (Pattern.SAME_TEXT, NoteState.OPEN, 4)
    assert [event.progress for event in view.events] == [25, 30, 35, 40]
    assert (view.goes_on, view.may_answer) == (date(2026, 6, 18), True)
    for account in (HA, QUAN, NGOC):
        with pytest.raises(NotFound):
            seen(play, account, note)
    update(play, task, 45)
    assert told(play, AN) == [note], "one note for one pattern"

    play.at("2026-06-17T23:00+07:00")
    assert told(play, QUAN) == told(play, HA) == []
    play.at("2026-06-18T09:00+07:00")
    assert told(play, QUAN) == told(play, HA) == [note]
    assert len(seen(play, QUAN, note).events) == 4
    assert not seen(play, HA, note).may_answer
    for account in (NGOC, KHOI, SON):
        with pytest.raises(NotFound):
            seen(play, account, note)
    assert [each.id for each in play.act(QUAN, watching.notes_for).passed_on] == [note]
    (counted,) = play.act(SON, watching.city_notes).units
    assert (counted.unit, counted.open, counted.passed_on, counted.answered) == ("Phường Mẫu", 0, 1, 0)
    with pytest.raises(Forbidden):
        play.act(HA, watching.city_notes)

    play.act(AN, lambda tx, an: watching.explain(tx, an, note, "Mỗi tuần một tổ dân phố"))
    assert seen(play, HA, note).answer == "Mỗi tuần một tổ dân phố"
    with pytest.raises(Conflict):
        play.act(AN, lambda tx, an: watching.explain(tx, an, note, "Lần nữa"))
    with play.plugin.transaction() as tx:
        acts = tx.session.scalars(
            select(LedgerEntryRow.act).where(LedgerEntryRow.subject_id == note).order_by(LedgerEntryRow.id)
        ).all()
    assert acts == [NoteAct.MADE, NoteAct.PASSED_ON, NoteAct.EXPLAINED]
    after = play.act(AN, lambda tx, an: scores.sheet_of(tx, an, JUNE)).to_json()
    assert {**before, "at": ""} == {**after, "at": ""}, "no points move"


def test_evidence_an_absence_and_a_full_task(play: Play, installation: str) -> None:
    play.at("2026-06-08T08:00+07:00")
    proven, handed, ill, full = (play.given(name, "2026-06-30") for name in ("A", "B", "C", "D"))
    for task in (proven, handed, ill):
        for percent in (5, 10, 15, 20):
            update(play, task, percent)
    update(play, full, 100, "Xong")
    notes = {}
    with play.plugin.transaction() as tx:
        for row in tx.session.scalars(select(WatchNoteRow)):
            notes[row.task_id] = row.id
    assert set(notes) == {proven, handed, ill}
    with pytest.raises(Invalid):
        play.act(AN, lambda tx, an: watching.add_proof(tx, an, notes[proven], [], installation_id=installation))
    play.act(AN, lambda tx, an: watching.add_proof(tx, an, notes[proven], [FILE], installation_id=installation))
    play.hand_in(handed)
    an, first, last = play.ward.id_of(AN), date(2026, 6, 10), date(2026, 6, 11)
    play.at("2026-06-09T15:00+07:00")
    play.act(HA, lambda tx, ha: absences.report_absence(tx, ha, an, AbsenceKind.SICK, first, last))
    play.at("2026-06-10T08:00+07:00")
    assert told(play, QUAN) == [], "answered by a file, by the product, or ill"
    play.at("2026-06-12T08:00+07:00")
    assert notes[ill] in told(play, QUAN)
    assert len(told(play, QUAN)) == 2, "and the one at 100 %, noticed on the morning of the 10th"
    with play.plugin.transaction() as tx:
        states = {row.task_id: (row.pattern, row.state) for row in tx.session.scalars(select(WatchNoteRow))}
    assert states == {
        proven: (Pattern.SAME_TEXT, NoteState.EVIDENCED),
        handed: (Pattern.SAME_TEXT, NoteState.EVIDENCED),
        ill: (Pattern.SAME_TEXT, NoteState.PASSED_ON),
        full: (Pattern.FULL_WITHOUT_PRODUCT, NoteState.PASSED_ON),
    }
