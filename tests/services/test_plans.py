"""Plans through the use-cases: STORY 6, nothing typed twice, arising work, the week on Monday, the calendar."""

from datetime import date
from uuid import UUID

import icalendar
import pytest
from sqlalchemy import select
from stage.goals import objective
from stage.play import JUNE, Play
from stage.queries import counted_queries
from stage.ward import AN, DUNG, HA, HUNG, KHOI, MAI, MINH, NGOC, QUAN

from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound
from hanoiwork_plugin.domain.goals.objectives import SheetState
from hanoiwork_plugin.domain.goals.plan import Origin, PlanAct
from hanoiwork_plugin.domain.goals.plan_views import PlanView
from hanoiwork_plugin.domain.tasks import Priority, TaskKind
from hanoiwork_plugin.reports.ical import plan_calendar
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.goals import calendar_address, objective_entries, objectives, plans, week_posting
from hanoiwork_plugin.services.goals.plan_views import plan_view
from hanoiwork_plugin.services.goals.plans import visible_plan
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.tasks import TaskRow

JULY = Period("2026-07")


def own_plan(play: Play, account: str = AN, period: Period = JUNE) -> UUID:
    return play.act(account, lambda tx, actor: plans.open_plan(tx, actor, actor.unit, actor.id, period).id)


def view(play: Play, plan_id: UUID, account: str = AN) -> PlanView:
    return play.act(account, lambda tx, actor: plan_view(tx, visible_plan(tx, actor, plan_id), actor))


def add(play: Play, plan_id: UUID, name: str, account: str = AN, **given: object) -> None:
    line = {
        "kind": TaskKind.REGULAR,
        "product": "Báo cáo",
        "priority": Priority.NORMAL,
        "due": date(2026, 6, 19),
        **given,
    }
    play.act(account, lambda tx, actor: plans.add_line(tx, actor, plan_id, name=name, **line))  # type: ignore[arg-type]


def approved_plan(play: Play, *names: str) -> UUID:
    plan_id = own_plan(play)
    for name in names:
        add(play, plan_id, name)
    play.act(AN, lambda tx, actor: plans.submit(tx, actor, plan_id))
    play.act(HA, lambda tx, actor: plans.approve(tx, actor, plan_id))
    return plan_id


def test_the_story_of_ans_plan(play: Play) -> None:
    play.given("Kế hoạch chỉnh trang", "2026-06-19", 4, kind=TaskKind.KEY)
    play.given("Báo cáo tuần", "2026-06-16", 2)
    plan_id = own_plan(play)
    proposed = view(play, plan_id)
    assert [(line.name, line.kind, line.origin) for line in proposed.lines] == [
        ("Báo cáo tuần", TaskKind.REGULAR, Origin.ASSIGNED),
        ("Kế hoạch chỉnh trang", TaskKind.KEY, Origin.ASSIGNED),
    ]
    assert all(line.product and line.priority and line.due for line in proposed.lines)
    with pytest.raises(Invalid) as refused:
        add(play, plan_id, "Việc thiếu", product="", priority=None, due=None)
    assert refused.value.params["missing"] == ("sản phẩm", "mức ưu tiên", "thời hạn")
    add(play, plan_id, "Rà soát biển quảng cáo")
    play.act(AN, lambda tx, actor: plans.submit(tx, actor, plan_id))
    for account in (AN, NGOC, KHOI, DUNG):
        with pytest.raises((Forbidden, NotFound)):
            play.act(account, lambda tx, actor: plans.approve(tx, actor, plan_id))
    assert PlanAct.APPROVE in view(play, plan_id, HA).allowed
    play.act(HA, lambda tx, actor: plans.send_back(tx, actor, plan_id, "Thêm sản phẩm của việc úng ngập"))
    assert view(play, plan_id).state is SheetState.RETURNED
    play.act(AN, lambda tx, actor: plans.submit(tx, actor, plan_id))
    play.act(HA, lambda tx, actor: plans.approve(tx, actor, plan_id))
    assert view(play, plan_id).state is SheetState.APPROVED
    with play.plugin.transaction() as tx:
        acts = tx.session.scalars(
            select(LedgerEntryRow.act).where(LedgerEntryRow.subject_id == plan_id).order_by(LedgerEntryRow.id)
        ).all()
    assert [act.removeprefix("plan.") for act in acts] == [
        "proposed",
        "line_added",
        "submitted",
        "returned",
        "submitted",
        "approved",
    ]


def test_looking_again_proposes_nothing_twice(play: Play) -> None:
    play.given("Báo cáo tuần", "2026-06-16", 2)
    plan_id = own_plan(play)
    version = view(play, plan_id).version
    assert own_plan(play) == plan_id
    assert (view(play, plan_id).version, len(view(play, plan_id).lines)) == (version, 1)
    line = view(play, plan_id).lines[0].id
    play.act(AN, lambda tx, actor: plans.drop_line(tx, actor, plan_id, line))
    own_plan(play)
    assert view(play, plan_id).lines == ()


def test_last_months_unfinished_work_comes_over(play: Play) -> None:
    approved_plan(play, "Việc chưa được giao")
    play.given("Việc dở dang", "2026-06-16", 2)
    play.at("2026-06-25T09:00+07:00")
    play.given("Việc tháng bảy", "2026-07-10", 2)
    plan_id = own_plan(play, AN, JULY)
    assert {(line.name, line.origin) for line in view(play, plan_id).lines} == {
        ("Việc dở dang", Origin.UNFINISHED),
        ("Việc chưa được giao", Origin.UNFINISHED),
        ("Việc tháng bảy", Origin.ASSIGNED),
    }


def test_a_line_typed_before_its_task_becomes_the_tasks(play: Play) -> None:
    plan_id = approved_plan(play, "Báo cáo tuần")
    task = play.given("bao cao tuan", "2026-06-18")
    (line,) = view(play, plan_id).lines
    assert (line.task_id, line.outside) == (task, False)


def test_what_turns_up_is_arising_work(play: Play) -> None:
    plan_id = approved_plan(play, "Báo cáo tuần")
    task = play.draft("Xử lý úng ngập", "2026-06-10", kind=TaskKind.REGULAR)
    with play.plugin.transaction() as tx:
        tx.session.get_one(TaskRow, task).kind = None
    gate = play.gate(1)
    play.act(HA, lambda tx, actor: assignment.complete_task(tx, actor, task, gate))
    assert view(play, plan_id).lines[-1].outside
    assert play.view(task).kind is TaskKind.ARISING
    assert play.sheet().lines[0].extra
    add(play, plan_id, "Đón đoàn kiểm tra", kind=TaskKind.KEY)
    added = next(line for line in view(play, plan_id).lines if line.name == "Đón đoàn kiểm tra")
    assert (added.kind, added.outside) == (TaskKind.ARISING, True)
    with pytest.raises(Conflict):
        play.act(AN, lambda tx, actor: plans.drop_line(tx, actor, plan_id, added.id))


def test_the_givers_kind_is_a_decision(play: Play) -> None:
    plan_id = approved_plan(play, "Báo cáo tuần")
    task = play.given("Việc giao thêm", "2026-06-18")
    assert play.view(task).kind is TaskKind.REGULAR
    assert view(play, plan_id).lines[-1].outside
    assert GateInput().kind is None


def test_a_units_plan_holds_what_its_objectives_ask_for(play: Play) -> None:
    def ward_set(tx, actor):  # type: ignore[no-untyped-def]
        agency = organisation.unit(tx.session, actor.unit.agency_id)
        row = objective_entries.open_set(tx, actor, agency, None, JUNE)
        objective_entries.write_objectives(tx, actor, row.id, [objective()])
        objectives.submit(tx, actor, row.id)
        return agency

    agency = play.act(QUAN, ward_set)
    plan_id = play.act(QUAN, lambda tx, actor: plans.open_plan(tx, actor, agency, None, JUNE).id)
    found = view(play, plan_id, QUAN)
    assert [(line.kind, line.origin) for line in found.lines] == [(TaskKind.KEY, Origin.OBJECTIVE)] * 4
    play.act(QUAN, lambda tx, actor: plans.submit(tx, actor, plan_id))
    with pytest.raises(Forbidden):
        play.act(HUNG, lambda tx, actor: plans.approve(tx, actor, plan_id))
    play.act(MINH, lambda tx, actor: plans.approve(tx, actor, plan_id))
    assert view(play, plan_id, MAI).state is SheetState.APPROVED


def notices(play: Play) -> list[NoticeRow]:
    with play.plugin.transaction() as tx:
        rows = tx.session.scalars(select(NoticeRow).where(NoticeRow.kind.in_(["week", "unit_week"]))).all()
    return list(rows)


def test_the_week_is_posted_on_monday(play: Play, installation: str) -> None:
    play.given("Báo cáo tuần", "2026-06-10", 2)
    play.at("2026-06-08T07:29:59+07:00")
    assert notices(play) == []
    play.at("2026-06-08T07:30:00+07:00")
    assert [(row.kind, row.person_id) for row in notices(play)] == [("week", play.ward.id_of(AN))]
    with pytest.raises(Forbidden):
        name_group(play, installation, AN)
    name_group(play, installation, HA)
    play.at("2026-06-15T07:30:00+07:00")
    posted = [row for row in notices(play) if row.kind == "unit_week"]
    assert [row.conversation_id for row in posted] == ["group-urban"]
    assert len(notices(play)) == 2


def name_group(play: Play, installation: str, account: str) -> None:
    play.act(
        account,
        lambda tx, actor: week_posting.name_conversation(tx, actor, actor.unit, installation, "group-urban"),
    )


def test_the_posting_takes_a_bounded_number_of_queries(play: Play, installation: str) -> None:
    play.given("Báo cáo tuần", "2026-06-10", 2)
    with play.plugin.transaction() as tx, counted_queries(play.plugin.engine) as statements:
        agency = play.ward.actor(tx, AN).unit.agency_id
        week_posting.fire_agency_week(tx, f"{agency}:2026-06-08")
    assert len(statements) <= 14


def test_a_calendar_program_reads_the_plan(play: Play) -> None:
    task = play.given("Báo cáo tuần; gấp, số 1", "2026-06-16", 2)
    own_plan(play)
    address = play.act(AN, lambda tx, actor: calendar_address.address_of(tx, actor))
    assert play.act(AN, lambda tx, actor: calendar_address.address_of(tx, actor)) == address
    token = address.rpartition("/")[2].removesuffix(".ics")
    with play.plugin.transaction() as tx:
        person, found = calendar_address.calendar_of(tx, token)
        written = plan_calendar(person.name, found, tx.now, "vi")
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in written, "a duration as RFC 5545 writes it"
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert max(len(each) for each in written.split(b"\r\n")) <= 75
    parsed = icalendar.Calendar.from_ical(written)
    assert parsed.errors == []
    (event,) = parsed.walk("VEVENT")
    assert event["UID"] == f"{task}@vn.hanoiwork.thucthi"
    assert event["SUMMARY"] == "Báo cáo tuần; gấp, số 1"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (date(2026, 6, 16), date(2026, 6, 17))
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert parsed["VERSION"] == "2.0"
    play.act(AN, lambda tx, actor: calendar_address.withdraw(tx, actor))
    with play.plugin.transaction() as tx, pytest.raises(NotFound):
        calendar_address.calendar_of(tx, token)
    assert play.act(AN, lambda tx, actor: calendar_address.address_of(tx, actor)) != address
