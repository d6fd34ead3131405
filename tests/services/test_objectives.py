"""Objectives through the use-cases: STORY 5 and the checks of DOMAIN 3 on a real database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select, update
from stage.goals import objective, result, without_source
from stage.play import Play
from stage.queries import counted_queries
from stage.ward import AN, DUNG, HA, HUNG, KHOI, MAI, MINH, NGOC, QUAN, SON

from hanoiwork_plugin.domain.authority import Relation
from hanoiwork_plugin.domain.calendar import Period
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.goals.objective_views import ObjectiveSetView
from hanoiwork_plugin.domain.goals.objectives import KeyResult, Measure, ObjectiveAct, SheetState
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import Priority, TaskKind
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.doing import handover
from hanoiwork_plugin.services.goals import objective_entries, objectives, plans
from hanoiwork_plugin.services.goals.objective_sets import KeyResultGiven, ObjectiveGiven, visible_set
from hanoiwork_plugin.services.goals.objective_views import parent_choices, set_view, tree
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.people import PersonRow
from hanoiwork_plugin.store.plans import lines_of

JUNE = Period.parse("2026-06")


def department_set(play: Play, account: str = HA) -> UUID:
    return play.act(account, lambda tx, actor: objective_entries.open_set(tx, actor, actor.unit, None, JUNE).id)


def write(play: Play, set_id: UUID, *given: ObjectiveGiven, account: str = HA) -> None:
    play.act(account, lambda tx, actor: objective_entries.write_objectives(tx, actor, set_id, given))


def view(play: Play, set_id: UUID, account: str = HA) -> ObjectiveSetView:
    return play.act(account, lambda tx, actor: set_view(tx, visible_set(tx, actor, set_id), actor))


def submit(play: Play, set_id: UUID, account: str = HA) -> None:
    play.act(account, lambda tx, actor: objectives.submit(tx, actor, set_id))


@pytest.fixture
def ward_objective(play: Play) -> UUID:
    """The ward's objective of June, drafted by the monitor and approved by the head."""

    def own(tx, actor):  # type: ignore[no-untyped-def]
        agency = organisation.unit(tx.session, actor.unit.agency_id)
        return objective_entries.open_set(tx, actor, agency, None, JUNE).id

    set_id = play.act(QUAN, own)
    write(play, set_id, objective(title="Giảm 20% điểm úng ngập so với năm 2025"), account=QUAN)
    submit(play, set_id, QUAN)
    with pytest.raises(Forbidden):
        play.act(HUNG, lambda tx, actor: objectives.approve(tx, actor, set_id))
    play.act(MINH, lambda tx, actor: objectives.approve(tx, actor, set_id))
    return view(play, set_id, MINH).objectives[0].id


@pytest.fixture
def choice(play: Play, ward_objective: UUID) -> UUID:
    return ward_objective


def test_the_story_of_the_departments_objectives(play: Play, choice: UUID) -> None:
    set_id = department_set(play)
    vague = objective(("25", "25", "25", "25"), title="Nâng cao hiệu quả quản lý đô thị", parent_id=choice)
    write(play, set_id, without_source(vague))
    with pytest.raises(Invalid) as refused:
        submit(play, set_id)
    texts = [fault.text for fault in refused.value.faults]
    assert [text.split(":")[0] for text in texts] == [
        "Mục tiêu {number} chưa đo lường được, chưa nêu",
        "Chỉ số của kết quả then chốt {name} còn thiếu",
        "Trọng số bằng hoặc gần bằng nhau ({weights}) trong khi hệ số khác nhau ({coefficients})",
    ]
    assert refused.value.faults[1].params["missing"] == ("nguồn dữ liệu",)
    assert refused.value.faults[2].params["weights"] == (Decimal(25),) * 4
    assert refused.value.faults[2].params["coefficients"] == tuple(map(Decimal, (4, 2, 1, 3)))
    assert view(play, set_id).state is SheetState.DRAFT

    present = view(play, set_id).objectives[0]
    weights = dict(zip((one.id for one in present.key_results), map(Decimal, ("45", "20", "10", "25")), strict=True))
    play.act(HA, lambda tx, actor: objective_entries.set_weights(tx, actor, set_id, weights))
    assert [fault.place for fault in view(play, set_id).faults] == [
        "objectives/0/title",
        "objectives/0/key_results/0/kpi/data_source",
    ]
    write(play, set_id, objective(parent_id=choice))
    submit(play, set_id)
    waiting = view(play, set_id, HUNG)
    assert (waiting.state, waiting.approver and waiting.approver.account) == (SheetState.SUBMITTED, HUNG)
    assert ObjectiveAct.APPROVE in waiting.allowed
    assert ObjectiveAct.APPROVE not in view(play, set_id, HA).allowed
    for account in (HA, KHOI):
        with pytest.raises(Forbidden):
            play.act(account, lambda tx, actor: objectives.approve(tx, actor, set_id))
    play.act(HUNG, lambda tx, actor: objectives.approve(tx, actor, set_id))
    assert view(play, set_id).state is SheetState.APPROVED
    with pytest.raises(Conflict):
        write(play, set_id, objective(parent_id=choice))


def test_a_justification_travels_to_the_approver_and_ends_with_its_weights(play: Play, choice: UUID) -> None:
    set_id = department_set(play)
    write(play, set_id, objective(("25", "25", "25", "25"), parent_id=choice))
    with pytest.raises(Invalid):
        play.act(HA, lambda tx, actor: objectives.justify(tx, actor, set_id, "vì vậy"))
    reason = "Bốn việc cùng thuộc một chuyên đề, hoàn thành đồng thời"
    play.act(HA, lambda tx, actor: objectives.justify(tx, actor, set_id, reason))
    submit(play, set_id)
    shown = view(play, set_id, HUNG)
    assert (shown.justification, shown.weights_alike) == (reason, True)
    assert shown.justified_by is not None
    play.act(HUNG, lambda tx, actor: objectives.send_back(tx, actor, set_id, "Phân bổ theo hệ số"))
    one, two = (each.id for each in view(play, set_id).objectives[0].key_results[:2])
    play.act(
        HA, lambda tx, actor: objective_entries.set_weights(tx, actor, set_id, {one: Decimal(26), two: Decimal(24)})
    )
    assert view(play, set_id).justification == ""
    with pytest.raises(Invalid):
        submit(play, set_id)


def test_what_stands_above_is_needed_and_must_be_above(play: Play, choice: UUID) -> None:
    set_id = department_set(play)
    write(play, set_id, objective())
    with pytest.raises(Invalid) as refused:
        submit(play, set_id)
    assert [fault.place for fault in refused.value.faults] == ["objectives/0/parent_id"]
    mine = view(play, set_id).objectives[0].id
    with pytest.raises(Invalid):
        write(play, set_id, objective(parent_id=mine))
    write(play, set_id, objective(parent_id=choice))
    submit(play, set_id)
    own = play.act(AN, lambda tx, actor: objective_entries.open_set(tx, actor, actor.unit, actor.id, JUNE).id)
    owners = play.act(AN, lambda tx, actor: [each.owner for each in parent_choices(tx, visible_set(tx, actor, own))])
    assert owners == ["Phường Mẫu", "Phòng Kinh tế, Hạ tầng và Đô thị"]


def test_strangers_and_drafts(play: Play, choice: UUID) -> None:
    set_id = department_set(play)
    write(play, set_id, objective(parent_id=choice))
    for account in (AN, MAI, DUNG, SON):
        with pytest.raises(NotFound):
            view(play, set_id, account)
    for account in (AN, MAI):
        with pytest.raises(Forbidden):
            play.act(
                account, lambda tx, actor: objective_entries.open_set(tx, actor, actor.unit, None, Period("2026-07"))
            )
    submit(play, set_id)
    for account in (AN, MAI, SON):
        assert view(play, set_id, account).allowed == frozenset()
    own = play.act(AN, lambda tx, actor: objective_entries.open_set(tx, actor, actor.unit, actor.id, JUNE).id)
    write(play, own, objective(parent_id=choice), account=AN)
    submit(play, own, AN)
    assert view(play, own, HA).person is not None
    for account in (MAI, SON, DUNG):
        with pytest.raises(NotFound):
            view(play, own, account)


def test_an_old_card_writes_nothing(play: Play, choice: UUID) -> None:
    set_id = department_set(play)
    write(play, set_id, objective(parent_id=choice))
    version = view(play, set_id).version
    one = view(play, set_id).objectives[0].key_results[0].id
    play.act(HA, lambda tx, actor: objective_entries.set_weights(tx, actor, set_id, {one: Decimal(44)}))
    assert view(play, set_id).version > version
    with pytest.raises(Stale):
        play.act(HA, lambda tx, actor: objectives.submit(tx, actor, set_id, version))


def test_every_act_is_in_the_ledger(play: Play, choice: UUID) -> None:
    set_id = department_set(play)
    write(play, set_id, objective(parent_id=choice))
    submit(play, set_id)
    play.act(HUNG, lambda tx, actor: objectives.send_back(tx, actor, set_id, "Sửa"))
    submit(play, set_id)
    play.act(HUNG, lambda tx, actor: objectives.approve(tx, actor, set_id))
    play.act(HUNG, lambda tx, actor: objectives.reopen(tx, actor, set_id, "Điều chỉnh chỉ tiêu"))
    with play.plugin.transaction() as tx:
        acts = tx.session.scalars(
            select(LedgerEntryRow.act).where(LedgerEntryRow.subject_id == set_id).order_by(LedgerEntryRow.id)
        ).all()
    short = [act.removeprefix("objectives.") for act in acts]
    assert short == ["set", "submitted", "returned", "submitted", "approved", "reopened"]


def test_progress_follows_from_the_tasks(play: Play, choice: UUID) -> None:
    set_id = department_set(play)
    by_tasks = KeyResult(
        "Tờ trình chỉnh trang", date(2026, 6, 20), Decimal(60), measure=Measure.TASKS, target=Decimal(4)
    )
    given = ObjectiveGiven(
        "Trình phê duyệt 04 tờ trình chỉnh trang", (KeyResultGiven(by_tasks), result("Báo cáo", "40")), choice
    )
    write(play, set_id, given)
    key_result = view(play, set_id).objectives[0].key_results[0].id
    task = play.given("Tờ trình", "2026-06-19", 2, quantity="2")
    play.act(HA, lambda tx, actor: objective_entries.link_task(tx, actor, key_result, task))
    assert view(play, set_id).objectives[0].key_results[0].progress == 0
    play.hand_in(task)
    play.accept(task)
    shown = view(play, set_id)
    assert shown.objectives[0].key_results[0].progress == Decimal("50.00")
    assert shown.objectives[0].progress == Decimal("30.00")
    other = play.given("Tờ trình khác", "2026-06-19", 2, quantity="2")
    play.act(HA, lambda tx, actor: objective_entries.link_task(tx, actor, key_result, other))
    play.hand_in(other, "1")
    play.accept(other)
    taken = play.act(
        HA, lambda tx, actor: handover.hand_over_task(tx, actor, other, play.ward.id_of(NGOC), "Chuyển việc").id
    )
    assert view(play, set_id).objectives[0].key_results[0].progress == Decimal("75.00")
    play.act(NGOC, lambda tx, actor: assignment.accept_task(tx, actor, taken))
    play.hand_in(taken, account=NGOC)
    play.accept(taken)
    assert view(play, set_id).objectives[0].key_results[0].progress == 100, "the taker's units serve it as well"
    second = view(play, set_id).objectives[0].key_results[1].id
    with pytest.raises(Conflict):
        play.act(HA, lambda tx, actor: objective_entries.link_task(tx, actor, second, task))
    with pytest.raises(Conflict, match="số liệu hoặc nhiệm vụ"):
        write(play, set_id, objective(parent_id=choice))


def test_the_tree_is_drawn_from_a_bounded_number_of_queries(play: Play, choice: UUID) -> None:
    set_id = department_set(play)
    write(play, set_id, objective(parent_id=choice))
    submit(play, set_id)
    parent = view(play, set_id).objectives[0].id
    for account in (AN, "ngoc.vuthi", "tuan.doanh"):
        own = play.act(account, lambda tx, actor: objective_entries.open_set(tx, actor, actor.unit, actor.id, JUNE).id)
        write(play, own, objective(parent_id=parent), account=account)
        submit(play, own, account)
    with play.plugin.transaction() as tx:
        actor = play.ward.actor(tx, HA)
        agency = organisation.unit(tx.session, actor.unit.agency_id)
        with counted_queries(play.plugin.engine) as statements:
            nodes = tree(tx, actor, agency, JUNE)
    assert [node.depth for node in nodes] == [0, 1, 2, 2, 2]
    assert len(statements) <= 3
    with play.plugin.transaction() as tx:
        actor = play.ward.actor(tx, MAI)
        assert [node.personal for node in tree(tx, actor, agency, JUNE)] == [False, False]


def test_a_quarter_and_a_year_hold_the_month(play: Play, choice: UUID) -> None:
    def own(tx, actor):  # type: ignore[no-untyped-def]
        agency = organisation.unit(tx.session, actor.unit.agency_id)
        return objective_entries.open_set(tx, actor, agency, None, Period("2026")).id

    yearly = play.act(QUAN, own)
    write(play, yearly, objective(), account=QUAN)
    submit(play, yearly, QUAN)
    set_id = department_set(play)
    periods = play.act(HA, lambda tx, actor: [c.period for c in parent_choices(tx, visible_set(tx, actor, set_id))])
    assert periods == ["2026-06", "2026"]


@pytest.mark.usefixtures("installation")
def test_what_concerns_the_head_goes_one_level_up(play: Play, choice: UUID) -> None:
    with play.plugin.transaction() as tx:
        agency = play.ward.actor(tx, MINH).unit
    own = play.act(MINH, lambda tx, minh: objective_entries.open_set(tx, minh, agency, minh.id, JUNE).id)
    write(play, own, objective(parent_id=choice), account=MINH)
    with pytest.raises(NotFound):
        view(play, own, SON)
    submit(play, own, MINH)
    shown = view(play, own, SON)
    assert shown.approver is not None
    assert shown.approver.account == SON
    assert {ObjectiveAct.APPROVE, ObjectiveAct.RETURN} <= shown.allowed
    with play.plugin.transaction() as tx:
        told = tx.session.scalars(select(NoticeRow.person_id).where(NoticeRow.subject_id == own)).all()
        assert told == [play.ward.id_of(SON)]
    for account in (MINH, HUNG, QUAN):
        with pytest.raises((Forbidden, NotFound)):
            play.act(account, lambda tx, actor: objectives.approve(tx, actor, own))
    play.act(SON, lambda tx, son: objectives.approve(tx, son, own))
    with play.plugin.transaction() as tx:
        entry = tx.session.scalars(
            select(LedgerEntryRow).where(LedgerEntryRow.subject_id == own, LedgerEntryRow.act == ObjectiveAct.APPROVE)
        ).one()
        assert (entry.actor_id, entry.role) == (play.ward.id_of(SON), Relation.CITY_BOARD)
    department = department_set(play)
    write(play, department, objective(parent_id=choice))
    submit(play, department)
    with pytest.raises(Forbidden):
        play.act(SON, lambda tx, son: objectives.approve(tx, son, department))
    plan_id = play.act(MINH, lambda tx, minh: plans.open_plan(tx, minh, agency, None, JUNE).id)

    def send(tx: Tx, minh: Actor) -> UUID | None:
        for line in lines_of(tx.session, [plan_id]):
            plans.drop_line(tx, minh, plan_id, line.id)
        common = {"kind": TaskKind.REGULAR, "priority": Priority.NORMAL, "due": date(2026, 6, 19)}
        plans.add_line(tx, minh, plan_id, name="Rà soát điểm úng ngập", product="Báo cáo", **common)  # type: ignore[arg-type]
        return plans.submit(tx, minh, plan_id).approver_id

    assert play.act(MINH, send) == play.ward.id_of(SON)
    play.act(SON, lambda tx, son: plans.send_back(tx, son, plan_id, "Thiếu việc của phòng"))
    with play.plugin.transaction() as tx:
        tx.session.execute(update(PersonRow).where(PersonRow.account == SON).values(active=False))
    with pytest.raises(Invalid, match="Ban Tổ chức Thành ủy ghi nhận"):
        play.act(MINH, send)
    with play.plugin.transaction() as tx:
        tx.session.execute(update(PersonRow).where(PersonRow.account.in_([MINH, HUNG])).values(active=False))
    again = play.act(HA, lambda tx, ha: objective_entries.open_set(tx, ha, ha.unit, ha.id, JUNE).id)
    write(play, again, objective(parent_id=view(play, department).objectives[0].id))
    with pytest.raises(Invalid, match="quản trị đơn vị hoặc tổ chức cán bộ"):
        submit(play, again)


def test_an_item_brings_its_coefficient(play: Play, choice: UUID) -> None:
    set_id = department_set(play)
    item = next(each for each in play.ward.items("ĐT.01") if each.code == "ĐT.01")
    given = replace(result("Kế hoạch", "100"), item_id=item.id)
    write(play, set_id, ObjectiveGiven("Ban hành kế hoạch chỉnh trang", (given,), choice))
    assert view(play, set_id).objectives[0].key_results[0].coefficient == item.coefficient
