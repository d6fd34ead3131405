"""STORY 17 and 19 by signed presses, with other people and dates: a private note, a chain, a wait, a decision."""

from uuid import UUID

import pytest
from played_host import PlayedHost, answered
from scenes import Scenes
from sqlalchemy import select
from stage.queries import counted_queries
from stage.ward import DUNG, HA, HUNG, KHOI, LONG, MAI, MINH, NGOC, QUAN, SON, TUAN
from watch_settings import chained

from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.domain.watch.hand_overs import StepKind
from hanoiwork_plugin.domain.watch.watching import NoteState, Pattern
from hanoiwork_plugin.services import timers
from hanoiwork_plugin.services.doing import decisions
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.timing import digest
from hanoiwork_plugin.services.watch import bottleneck_views, bottlenecks, watching
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.tasks import TaskRow
from hanoiwork_plugin.store.watching import WatchNoteRow


def told(host: PlayedHost, scenes: Scenes, account: str, kind: str) -> list[UUID | None]:
    with host.plugin.transaction() as tx:
        query = select(NoticeRow.subject_id).where(
            NoticeRow.kind == kind, NoticeRow.person_id == scenes.ward.id_of(account)
        )
        return list(tx.session.scalars(query.order_by(NoticeRow.id)))


def fire(host: PlayedHost) -> None:
    while timers.fire_next(host.plugin):
        pass


def test_a_note_is_answered_by_a_milestone_and_goes_on_when_it_is_not(host: PlayedHost, scenes: Scenes) -> None:
    scenes.clock.set("2026-06-10T08:00+07:00")
    proven, bare = scenes.accepted(DUNG, MAI), scenes.accepted(DUNG, MAI)
    for task_id, milestones in ((proven, ("Xong tổ 1", "", "", "Xong tổ 2")), (bare, ("", "", "", ""))):
        for percent, milestone in zip((20, 30, 40, 60), milestones, strict=True):
            given = {"progress": str(percent), "progress_note": "Đi thực tế"}
            if milestone:
                given["progress_milestone"] = milestone
            press = host.press_of("task.progress", f"task/{task_id}", scenes.version("task", task_id), **given)
            assert answered(host.press(MAI, press))["statusCode"] == 200
    fire(host)
    (note,) = told(host, scenes, MAI, "watch_note")
    assert note is not None
    with host.plugin.transaction() as tx:
        row = tx.session.get_one(WatchNoteRow, note)
        assert (row.task_id, row.pattern, row.state) == (bare, Pattern.SAME_TEXT, NoteState.OPEN)
        before = scores.sheet_of(tx, scenes.ward.actor(tx, MAI), scores.current_period(tx.now)).to_json()
    assert told(host, scenes, QUAN, "watch_note") == []
    scenes.clock.set("2026-06-12T09:00+07:00")
    fire(host)
    assert told(host, scenes, QUAN, "watch_note") == told(host, scenes, DUNG, "watch_note") == [note]
    press = host.press_of("note.explain", f"watch_note/{note}", 2, note_text="Mỗi buổi đi một tổ")
    assert answered(host.press(QUAN, press))["statusCode"] == 403
    press = host.press_of("note.explain", f"watch_note/{note}", 2, note_text="Mỗi buổi đi một tổ")
    assert answered(host.press(MAI, press))["statusCode"] == 200
    with host.plugin.transaction() as tx:
        assert tx.session.get_one(WatchNoteRow, note).state == NoteState.EXPLAINED
        after = scores.sheet_of(tx, scenes.ward.actor(tx, MAI), scores.current_period(tx.now)).to_json()
        rules = watching.rules_for(tx, scenes.ward.actor(tx, MAI))
    assert {**before, "at": ""} == {**after, "at": ""}, "no points move"
    assert {rule.pattern for rule in rules} == set(Pattern)


def test_a_chain_is_sent_up_and_closed_by_a_decision(host: PlayedHost, scenes: Scenes) -> None:
    scenes.clock.set("2026-06-11T08:00+07:00")
    chained(scenes)
    task_id = chained(scenes)
    subject = f"bottleneck/{task_id}"
    event = host.event(
        "message.created",
        {
            "id": "msg-9",
            "conversationId": f"dm-{QUAN}",
            "conversationType": "direct",
            "threadId": None,
            "replyTo": None,
            "text": "Điểm nghẽn",
            "mentions": [],
            "sender": QUAN,
            "attachments": [],
        },
        subject="messages/msg-9",
    )
    assert host.deliver(event) == "applied"
    (unit_id,) = told(host, scenes, QUAN, "bottlenecks")
    assert unit_id is not None
    with host.plugin.transaction() as tx, counted_queries(host.plugin.engine) as two:
        view = bottleneck_views.bottlenecks_of_unit(tx, scenes.ward.actor(tx, QUAN), unit_id)
    assert len(view.bottlenecks) == 2
    found = next(each for each in view.bottlenecks if each.task_id == task_id)
    assert [step.to_person.account for step in found.steps] == [NGOC, TUAN, LONG]
    assert found.steps[0].kind is StepKind.CANNOT
    assert all(step.reason and step.at for step in found.steps)
    chained(scenes)
    chained(scenes)
    with host.plugin.transaction() as tx, counted_queries(host.plugin.engine) as four:
        bottleneck_views.bottlenecks_of_unit(tx, scenes.ward.actor(tx, QUAN), unit_id)
    assert len(four) == len(two), "the queries do not grow with the bottlenecks"

    scenes.clock.set("2026-06-15T07:30+07:00")
    with host.plugin.transaction() as tx:
        for account, there in ((HUNG, True), (MINH, False), (HA, False)):
            row = decisions.list_of_today(tx, scenes.ward.actor(tx, account))
            lines = decisions.decisions_view(tx, row).doubtful
            assert (task_id in {line.subject_id for line in lines if line.patterns}) is there, account
        shown = digest.digest_of_today(tx, scenes.ward.actor(tx, QUAN)).lines
        assert task_id in {line.task_id for line in shown}
        (counted,) = watching.city_notes(tx, scenes.ward.actor(tx, SON)).units
        assert (counted.unit, counted.bottlenecks) == ("Phường Mẫu", 4)

    version = scenes.version("task", task_id)
    assert answered(host.press(LONG, host.press_of("bottleneck.view", subject, 0)))["statusCode"] == 404
    assert answered(host.press(HA, host.press_of("bottleneck.send", subject, version)))["statusCode"] == 403
    assert answered(host.press(QUAN, host.press_of("bottleneck.send", subject, version)))["statusCode"] == 200
    assert told(host, scenes, HUNG, "bottleneck") == [task_id]
    again = answered(host.press(QUAN, host.press_of("bottleneck.send", subject, version)))
    assert again["statusCode"] == 409
    assert told(host, scenes, HUNG, "bottleneck") == [task_id], "sent once"

    lead = {"lead_to": f"person:{scenes.ward.id_of(NGOC)}", "lead_reason": "Ngọc phụ trách tuyến phố này"}
    decide = host.press_of("bottleneck.decide", subject, version, **lead)
    for account in (HA, KHOI, QUAN):
        assert (
            answered(host.press(account, host.press_of("bottleneck.decide", subject, version, **lead)))["statusCode"]
            == 403
        ), account
    past = host.press_of("bottleneck.decide", subject, version, **lead, lead_due="2026-06-14")
    assert answered(host.press(HUNG, past))["statusCode"] == 400
    first = host.press(HUNG, decide)
    assert answered(first)["statusCode"] == 200
    assert host.press(HUNG, decide).get_data() == first.get_data()
    old = answered(host.press(HUNG, host.press_of("bottleneck.decide", subject, version, **lead)))
    assert old["statusCode"] == 409

    with host.plugin.transaction() as tx:
        led = tx.session.scalars(select(TaskRow).where(TaskRow.origin_id == task_id)).one()
        assert led.accountable_id == scenes.ward.id_of(NGOC)
        assert led.taken_over, "An could not do it and keeps it as not done: it is extra for whoever has it now"
        entries = tx.session.scalars(
            select(LedgerEntryRow.act).where(LedgerEntryRow.subject_id == task_id, LedgerEntryRow.actor_id.is_not(None))
        ).all()
        assert entries.count(TaskAct.DECIDE_LEAD) == 1
        assert led.id not in {work.task.id for work in bottlenecks.bottlenecks_of_agency(tx, led.lead_unit_id)}
        chain = bottlenecks.work_of(tx, led).chain
        assert (len(chain.steps), len(chain.counted)) == (4, 0), "the chain is closed"
    for account in ("an.nguyenvan", TUAN, LONG, HA):
        assert told(host, scenes, account, "bottleneck") == [task_id], f"{account} is told once"
    assert told(host, scenes, NGOC, "task")[-1] == led.id
    with host.plugin.transaction() as tx:
        former = scenes.ward.actor(tx, TUAN)
        view_of_former = bottleneck_views.bottleneck_view(
            tx, bottlenecks.visible_bottleneck(tx, former, task_id), former
        )
    assert view_of_former.decision is not None
    assert view_of_former.decision.to.account == NGOC
    assert view_of_former.steps == (), "who was on the way sees the decision, not everybody's reasons"


@pytest.mark.parametrize("chosen", ["unit", "kept"])
def test_a_unit_may_lead_and_the_holder_may_keep_it(host: PlayedHost, scenes: Scenes, chosen: str) -> None:
    scenes.clock.set("2026-06-16T10:00+07:00")
    task_id = chained(scenes)
    with host.plugin.transaction() as tx:
        culture = scenes.ward.actor(tx, DUNG).unit
    lead = f"unit:{culture.id}" if chosen == "unit" else f"person:{scenes.ward.id_of(LONG)}"
    given = {"lead_to": lead, "lead_reason": "Thuộc lĩnh vực", "lead_due": "2026-06-30"}
    press = host.press_of("bottleneck.decide", f"bottleneck/{task_id}", scenes.version("task", task_id), **given)
    assert answered(host.press(MINH, press))["statusCode"] == 200
    with host.plugin.transaction() as tx:
        now = tx.session.scalars(select(TaskRow).where(TaskRow.origin_id == task_id)).one_or_none()
        if chosen == "kept":
            assert now is None
            now = tx.session.get_one(TaskRow, task_id)
            assert now.accountable_id == scenes.ward.id_of(LONG)
        assert now is not None
        assert now.due is not None
        assert now.due.date().isoformat() == "2026-06-30"
        if chosen == "unit":
            assert (now.lead_unit_id, now.accountable_id) == (culture.id, scenes.ward.id_of(DUNG))
        work = bottlenecks.work_of(tx, now)
        assert work.trouble is None
        assert work.chain.decision is not None
