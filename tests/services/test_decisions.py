"""Việc cần quyết định hôm nay: gathered at 7:30, the clean ones accepted in one press, the changed held back."""

from uuid import UUID

import pytest
from sqlalchemy import select
from stage.play import Play
from stage.queries import counted_queries
from stage.ward import AN, HA, KHOI, NGOC

from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.calendar import due_instant, hanoi_date
from hanoiwork_plugin.domain.changes.absence import AbsenceKind
from hanoiwork_plugin.domain.doing.decisions import Deciding, Doubt
from hanoiwork_plugin.domain.doing.request_views import DecisionsView
from hanoiwork_plugin.domain.doing.requests import RequestKind
from hanoiwork_plugin.domain.errors import NotFound, Stale
from hanoiwork_plugin.domain.tasks import ObjectionGround, TaskAct, TaskState
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.changes import absences, delegations
from hanoiwork_plugin.services.doing import decisions, requests, task_work
from hanoiwork_plugin.services.doing.task_work import FileGiven
from hanoiwork_plugin.store.decisions import DecisionListRow
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow


def hand_in(play: Play, task: UUID, *prints: str) -> None:
    files = [FileGiven(f"{task}-{each}", f"{each}.pdf", 10, each) for each in prints]
    play.act(
        AN, lambda tx, an: task_work.submit_product(tx, an, task, None, "TTr 15", files, installation_id="inst-test")
    )


def notices(play: Play, account: str) -> list[UUID | None]:
    with play.plugin.transaction() as tx:
        query = select(NoticeRow.subject_id).where(
            NoticeRow.kind == "decisions", NoticeRow.person_id == play.ward.id_of(account)
        )
        return list(tx.session.scalars(query))


def shown(play: Play, list_id: UUID, account: str = HA) -> DecisionsView:
    return play.act(account, lambda tx, x: decisions.decisions_view(tx, decisions.visible_list(tx, x, list_id)))


def test_one_card_on_a_working_morning_and_one_press(play: Play, installation: str) -> None:
    play.at("2026-06-04T09:00+07:00")
    play.at("2026-06-05T07:30+07:00")
    assert notices(play, HA) == [], "nothing waits, nothing is sent"
    clean = [play.given(f"Sạch {n}", "2026-06-19") for n in range(3)]
    returned, copied, bare = (play.given(name, "2026-06-19") for name in ("Trả lại", "Tệp trùng", "Không tệp"))
    objected, extended = play.given("Chưa rõ", "2026-06-19", taken=False), play.given("Gia hạn", "2026-06-19")
    for n, task in enumerate(clean):
        hand_in(play, task, f"{n}" * 64)
    hand_in(play, returned, "a" * 64)
    play.send_back(returned)
    hand_in(play, returned, "b" * 64)
    hand_in(play, copied, "0" * 64)
    hand_in(play, bare)
    play.act(AN, lambda tx, an: assignment.object_to_task(tx, an, objected, ObjectionGround.SCOPE, "Phạm vi nào?"))
    due = due_instant(hanoi_date(play.clock.now())).replace(day=26)
    play.act(AN, lambda tx, an: requests.ask_extension(tx, an, extended, due, "Họp liên ngành"))
    play.at("2026-06-07T12:00+07:00")
    assert notices(play, HA) == [], "not at the weekend"
    play.at("2026-06-08T07:30+07:00")
    (list_id,) = notices(play, HA)
    assert list_id is not None
    assert notices(play, AN) == []

    view = shown(play, list_id)
    assert {line.subject_id for line in view.clean} == {clean[1], clean[2]}, "the file of the first is used twice"
    doubts = {line.subject_id: line.doubts for line in view.doubtful if line.kind is Deciding.PRODUCT}
    assert doubts == {
        clean[0]: (Doubt.SAME_FILE,),
        returned: (Doubt.RETURNED,),
        copied: (Doubt.SAME_FILE,),
        bare: (Doubt.NO_FILE,),
    }
    assert {(line.kind, line.request) for line in view.doubtful if line.kind is not Deciding.PRODUCT} == {
        (Deciding.OBJECTION, None),
        (Deciding.REQUEST, RequestKind.EXTENSION),
    }
    with pytest.raises(NotFound):
        shown(play, list_id, KHOI)

    file = FileGiven("late", "bổ sung.pdf", 10, "c" * 64)
    play.act(AN, lambda tx, an: task_work.add_evidence(tx, an, clean[2], [file], installation_id=installation))
    assert [line.subject_id for line in shown(play, list_id).changed] == [clean[2]]
    play.act(HA, lambda tx, ha: decisions.accept_clean(tx, ha, list_id, view.version))
    after = shown(play, list_id)
    assert [line.subject_id for line in after.accepted] == [clean[1]]
    assert [line.subject_id for line in after.changed] == [clean[2]], "held back, and said"
    states = {task: play.view(task, HA).state for task in (*clean, returned, copied, bare)}
    assert [task for task, state in states.items() if state is TaskState.DONE] == [clean[1]]
    with play.plugin.transaction() as tx:
        query = select(LedgerEntryRow).where(LedgerEntryRow.act == TaskAct.APPROVE_PRODUCT)
        (entry,) = tx.session.scalars(query)
        assert (entry.subject_id, entry.actor_id) == (clean[1], play.ward.id_of(HA)), "an entry of its own"
    with pytest.raises(Stale):
        play.act(HA, lambda tx, ha: decisions.accept_clean(tx, ha, list_id, view.version))

    renewed = play.act(HA, decisions.list_of_today)
    assert [line.subject_id for line in shown(play, renewed.id).clean] == [clean[2]], "asked for, it is as it is now"


def test_queries_do_not_grow_and_whoever_is_absent_has_it_decided(play: Play, installation: str) -> None:
    play.at("2026-06-08T09:00+07:00")
    counts = []
    for n in range(2):
        for each in range(1 + 4 * n):
            task = play.given(f"Việc {n}.{each}", "2026-06-19")
            hand_in(play, task, f"{n}{each}" * 32)
        row = play.act(HA, decisions.list_of_today)
        with play.plugin.transaction() as tx, counted_queries(play.plugin.engine) as counted:
            decisions.decisions_view(tx, tx.session.get_one(DecisionListRow, row.id))
        counts.append(len(counted))
    assert counts[0] == counts[1]

    ha, khoi = play.ward.id_of(HA), play.ward.id_of(KHOI)
    day = hanoi_date(play.clock.now()).replace(day=9)
    play.act(HA, lambda tx, x: delegations.delegate(tx, x, ha, khoi, [Act.JUDGE_PRODUCT], day, day, "Đi họp"))
    play.act(
        "minh.nguyenthi", lambda tx, x: absences.report_absence(tx, x, ha, AbsenceKind.MISSION, day, day, "Họp quận")
    )
    before = notices(play, HA)
    play.at("2026-06-09T07:30+07:00")
    assert notices(play, HA) == before
    (list_id,) = notices(play, KHOI)
    assert list_id is not None
    play.act(KHOI, lambda tx, x: decisions.accept_clean(tx, x, list_id))
    assert len(shown(play, list_id, KHOI).accepted) == 6
    with play.plugin.transaction() as tx:
        entries = tx.session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.act == TaskAct.APPROVE_PRODUCT)).all()
        assert {(row.actor_id, row.on_behalf_of_id) for row in entries} == {(khoi, ha)}
    assert notices(play, NGOC) == []
