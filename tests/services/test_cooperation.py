"""Co-operating people have a request with a date: asked by itself, answered, done, confirmed (DOMAIN 4)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from stage.clock import StandingClock
from stage.play import Play
from stage.queries import counted_queries
from stage.ward import AN, DUNG, HA, LAN, LONG, MAI, NGOC, TUAN, Ward

from hanoiwork_plugin.domain.assigning.recurrence import Cadence, Recurrence
from hanoiwork_plugin.domain.calendar import due_instant
from hanoiwork_plugin.domain.doing.requests import HandOverWhy, RequestState
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import ObjectionGround, TaskAct, TaskKind
from hanoiwork_plugin.domain.timing.digest import DigestKind
from hanoiwork_plugin.domain.views import CoOperationRef
from hanoiwork_plugin.services.assigning import assignment, pattern_making, patterns
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.assigning.task_entry import HostTask, receive_task, remove_task
from hanoiwork_plugin.services.doing import cooperation, handover, requests
from hanoiwork_plugin.services.doing.cooperation import Wanted
from hanoiwork_plugin.services.doing.evidence_files import FileGiven
from hanoiwork_plugin.services.doing.request_views import request_view
from hanoiwork_plugin.services.doing.task_views import task_view, visible_task
from hanoiwork_plugin.services.goals.plan_views import week_of_person
from hanoiwork_plugin.services.timing import digest
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.patterns import OccurrenceRow
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import TaskRow

CULTURE = "Phòng Văn hóa – Xã hội"


@pytest.fixture
def play(plugin: Plugin, ward: Ward, clock: StandingClock, installation: str) -> Play:
    return Play(plugin, ward, clock)


def from_host(play: Play, installation: str, *assignees: str, units: tuple[str, ...] = (), due: str) -> UUID:
    """A task of the host with several assignees and co-operating units, given to An at its gate."""
    task = HostTask(
        id=f"host-{due}",
        title="Rà soát hộ nghèo",
        kind=TaskKind.REGULAR,
        quantity=Decimal(1),
        co_units=units,
        assignees=assignees,
        due=due_instant(date.fromisoformat(due)),
    )
    task_id = play.act(HA, lambda tx, ha: receive_task(tx, ha, task, installation_id=installation).id)
    play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, task_id, play.gate(1)))
    return task_id


def together(play: Play, task_id: UUID, account: str = AN) -> dict[str, CoOperationRef]:
    """What others are asked for, by person, else unit."""
    return {
        each.person.account if each.person else each.unit: each for each in play.view(task_id, account).co_operation
    }


def told(play: Play, request_id: UUID) -> list[str]:
    """Who got the request's card, in order."""
    names = {play.ward.id_of(each): each for each in (AN, HA, TUAN, DUNG, MAI, NGOC, LAN)}
    with play.plugin.transaction() as tx:
        query = select(NoticeRow.person_id).where(NoticeRow.subject_id == request_id).order_by(NoticeRow.id)
        return [names[each] for each in tx.session.scalars(query) if each]


def on(play: Play, account: str, act: Callable[..., Any], request_id: UUID, *given: Any, **more: Any) -> Any:
    """An act of somebody on a request."""
    return play.act(account, lambda tx, actor: act(tx, actor, request_id, *given, **more))


def test_everyone_named_by_the_host_is_asked_with_a_date(play: Play, ward: Ward, installation: str) -> None:
    task = from_host(
        play, installation, AN, TUAN, units=("Phường Mẫu / " + CULTURE, "Công an phường"), due="2026-06-19"
    )
    form = GateInput(due=due_instant(date(2026, 6, 18)))
    play.act(AN, lambda tx, an: assignment.object_to_task(tx, an, task, ObjectionGround.SCOPE, "Phạm vi nào?"))
    play.act(
        HA, lambda tx, ha: assignment.answer_objection(tx, ha, task, TaskAct.ADJUST, "Sớm hơn một ngày", changes=form)
    )
    asked = together(play, task)
    product = play.view(task).product
    assert product is not None
    assert {name: (each.state, each.what, each.until) for name, each in asked.items()} == {
        name: (RequestState.ASKED, product.product, date(2026, 6, 18)) for name in (TUAN, CULTURE)
    }
    person, unit = asked[TUAN].id, asked[CULTURE].id
    assert (told(play, person), told(play, unit)) == ([TUAN] * 2, [DUNG] * 2), "asked, and told of the earlier day"
    score = play.sheet()

    with pytest.raises(Forbidden):
        on(play, AN, cooperation.answer_co_operation, person, "", agree=True)
    with pytest.raises(Forbidden):
        on(play, HA, cooperation.name_co_operator, unit, ward.id_of(MAI))
    with pytest.raises(NotFound):
        on(play, LAN, requests.visible_request, unit)
    with pytest.raises(Invalid):
        on(play, TUAN, requests.answer, person, " ", agree=False)
    on(play, TUAN, requests.answer, person, "Đang làm kê khai đất đai", agree=False)
    assert set(told(play, person)) == {TUAN, HA, AN}
    with pytest.raises(NotFound):
        play.view(task, TUAN)
    assert on(play, TUAN, requests.visible_request, person).answer_text == "Đang làm kê khai đất đai"

    with pytest.raises(Invalid):
        on(play, DUNG, cooperation.name_co_operator, unit, ward.id_of(TUAN))
    on(play, DUNG, cooperation.name_co_operator, unit, ward.id_of(MAI))
    assert told(play, unit)[-1] == MAI
    with pytest.raises(Forbidden):
        on(play, DUNG, cooperation.answer_co_operation, unit, "", agree=True)
    on(play, MAI, requests.answer, unit, "", agree=True)
    assert together(play, task, MAI)[MAI].state is RequestState.AGREED
    with pytest.raises(Invalid):
        on(play, MAI, cooperation.send_co_operation, unit, " ")
    with pytest.raises(Conflict):
        on(play, AN, cooperation.receive_co_operation, unit)
    file = FileGiven("f-1", "ho-ngheo.xlsx", 10, "ab" * 32)
    on(play, MAI, cooperation.send_co_operation, unit, "Bảng số liệu", [file], installation_id=installation)
    assert play.view(task).evidence_waiting == (), "it is no evidence of An's product"
    with pytest.raises(Forbidden):
        on(play, MAI, cooperation.receive_co_operation, unit)
    on(play, AN, cooperation.receive_co_operation, unit, "Thiếu tổ 5")
    assert told(play, unit)[-1] == MAI, "it is hers again"
    on(play, MAI, cooperation.send_co_operation, unit, "Đã bổ sung tổ 5")
    shown = play.act(AN, lambda tx, an: request_view(tx, tx.session.get_one(TaskRequestRow, unit), an))
    assert (shown.result_text, shown.lacking, [each.name for each in shown.evidence]) == (
        *("Đã bổ sung tổ 5", ""),
        ["ho-ngheo.xlsx"],
    )
    on(play, AN, cooperation.receive_co_operation, unit)
    assert together(play, task)[MAI].state is RequestState.ENDED
    assert play.sheet() == score, "facts only"

    play.act(AN, lambda tx, an: assignment.accept_task(tx, an, task))
    wanted = Wanted("Chụp ảnh hiện trạng", date(2026, 6, 5), person_id=ward.id_of(NGOC))
    own = on(play, AN, cooperation.ask_co_operation, task, wanted).id
    with pytest.raises(Conflict):
        on(play, AN, cooperation.ask_co_operation, task, wanted)
    assert together(play, task, NGOC)[NGOC].until == date(2026, 6, 5)
    play.hand_in(task)
    play.accept(task)
    assert together(play, task)[NGOC].state is RequestState.WITHDRAWN, "the task is done"
    with pytest.raises(Conflict):
        on(play, NGOC, requests.answer, own, "", agree=True)


def test_dates_reminders_and_silence(play: Play, ward: Ward) -> None:
    task = play.given("Rà soát hộ nghèo", "2026-06-18")
    mai, ngoc = ward.id_of(MAI), ward.id_of(NGOC)

    def ask(account: str, wanted: Wanted) -> UUID:
        found: UUID = on(play, account, cooperation.ask_co_operation, task, wanted).id
        return found

    for wrong in (date(2026, 6, 19), date(2026, 5, 29)):
        with pytest.raises(Invalid):
            ask(HA, Wanted("", wrong, person_id=mai))
    for nobody in (Wanted(), Wanted(person_id=ward.id_of(AN))):
        with pytest.raises(Invalid):
            ask(HA, nobody)
    request = ask(HA, Wanted("Số liệu hộ nghèo", date(2026, 6, 12), person_id=mai))
    with pytest.raises(Forbidden):
        ask(AN, Wanted("Khác", date(2026, 6, 12), person_id=mai))
    with pytest.raises(Forbidden):
        on(play, AN, requests.withdraw_request, request)
    on(play, MAI, requests.answer, request, "", agree=True)
    assert ask(HA, Wanted("Số liệu hộ nghèo, cận nghèo", date(2026, 6, 11), person_id=mai)) == request
    changed = together(play, task)[MAI]
    assert (changed.state, changed.what) == (RequestState.ASKED, "Số liệu hộ nghèo, cận nghèo"), "answered anew"

    def looked_at() -> int:
        with counted_queries(play.plugin.engine) as queries, play.plugin.transaction() as tx:
            an = ward.actor(tx, AN)
            task_view(tx, visible_task(tx, an, task), an)
        return len(queries)

    def lines(account: str, day: int) -> list[DigestKind]:
        play.clock.set(f"2026-06-{day:02}T08:00+07:00")
        with play.plugin.transaction() as tx:
            return [line.kind for line in digest.digest_of_today(tx, ward.actor(tx, account)).lines]

    assert lines(MAI, 1) == []
    assert lines(MAI, 2) == [DigestKind.CO_OPERATION], "not answered yesterday"
    play.at("2026-06-03T23:59+07:00")
    assert told(play, request) == [MAI, MAI], "two working days to answer"
    play.at("2026-06-04T08:00+07:00")
    assert told(play, request) == [MAI, MAI, HA]
    assert together(play, task)[MAI].unanswered
    on(play, MAI, requests.answer, request, "", agree=True)
    week = play.act(MAI, lambda tx, x: week_of_person(tx, x, date(2026, 6, 8)))
    assert [(line.name, line.due, line.co_operation) for line in week.lines] == [
        ("Rà soát hộ nghèo", date(2026, 6, 11), True)
    ]
    reminded = [day for day in (4, 5, 8, 9, 10, 11, 12) if lines(MAI, day)]
    assert reminded == [9, 11, 12], "two days before, on the day, and when it has passed"
    with play.plugin.transaction() as tx:
        digest.put_off_digest(tx, ward.actor(tx, MAI))
    assert lines(MAI, 12) == []
    play.clock.set("2026-06-04T09:00+07:00")
    on(play, MAI, cooperation.send_co_operation, request, "Công văn 45")
    assert lines(MAI, 5) == []
    assert lines(AN, 5) == [DigestKind.TO_RECEIVE]
    play.clock.set("2026-06-04T10:00+07:00")

    looked_at_once = looked_at()
    ask(AN, Wanted(person_id=ngoc))
    ask(AN, Wanted(person_id=ward.id_of(LONG)))
    assert looked_at() == looked_at_once, "however many co-operate"

    reassigned = HandOverWhy.REASSIGNED
    play.act(HA, lambda tx, ha: handover.hand_over_task(tx, ha, task, ngoc, "Đổi người", why=reassigned))
    with play.plugin.transaction() as tx:
        taken = tx.session.scalars(select(TaskRow).where(TaskRow.origin_id == task)).one()
        assert set(taken.co_people_ids) == {mai, ward.id_of(LONG)}
    assert play.view(task, HA).co_operation == ()
    found = together(play, taken.id, NGOC)
    assert {name: each.state for name, each in found.items()} == {
        MAI: RequestState.SENT,
        NGOC: RequestState.WITHDRAWN,
        LONG: RequestState.ASKED,
    }
    play.act(NGOC, lambda tx, x: cooperation.receive_co_operation(tx, x, request))
    play.act(HA, lambda tx, ha: handover.cancel_task(tx, ha, taken.id, "Thôi"))
    assert together(play, taken.id, HA)[LONG].state is RequestState.WITHDRAWN


def test_each_occurrence_of_repeating_work_asks_when_it_begins(play: Play, ward: Ward, installation: str) -> None:
    task = play.draft("Báo cáo tuần", "2026-06-05")
    fridays = Recurrence(Cadence.WEEKLY, date(2026, 6, 12), weekday=4)
    play.act(HA, lambda tx, ha: patterns.set_repeat(tx, ha, task, fridays))

    def with_ngoc(tx: Tx, ha: Actor) -> None:
        tx.session.get_one(TaskRow, task).co_people_ids = [ward.id_of(NGOC)]
        assignment.complete_task(tx, ha, task, play.gate(1))

    play.act(HA, with_ngoc)
    assert set(together(play, task)) == {NGOC}
    with play.plugin.transaction() as tx:
        second = tx.session.scalars(select(OccurrenceRow.task_id)).one()
    assert second is not None
    assert together(play, second) == {}
    play.clock.set("2026-06-08T09:00+07:00")
    with play.plugin.transaction() as tx:
        pattern_making.fire_show(tx, second)
    assert {name: each.until for name, each in together(play, second).items()} == {NGOC: date(2026, 6, 12)}

    hosts = from_host(play, installation, AN, NGOC, due="2026-06-26")
    play.act(HA, lambda tx, ha: remove_task(tx, ha, installation, "host-2026-06-26"))
    assert together(play, hosts)[NGOC].state is RequestState.WITHDRAWN
