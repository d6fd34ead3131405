"""STORY 5 and 6 from the outside: typed commands, signed presses, what the person reads."""

from typing import Any
from uuid import UUID

from goal_scenes import of_plan, of_set, ward_objective
from played_host import Json, PlayedHost, answered
from scenes import Scenes
from sqlalchemy import select
from stage.ward import AN, HA, HUNG, KHOI

from hanoiwork_plugin.screens.draw import context_for, draw
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services.goals.objective_entries import write_objectives
from hanoiwork_plugin.services.goals.objective_sets import ObjectiveGiven, as_given
from hanoiwork_plugin.settings import APP_ID
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.objectives import ObjectiveSetRow, key_results_of, objectives_of
from hanoiwork_plugin.store.plans import PlanRow, UnitConversationRow

KPI = {
    "kpi_unit": "%",
    "kpi_calculation": "a ÷ b × 100",
    "kpi_direction": "up",
    "kpi_source": "Hệ thống một cửa",
    "kpi_complete": "95",
    "kpi_exceed": "98",
    "kpi_fail": "80",
}


def typed(host: PlayedHost, who: str, text: str, *, becomes: str = "applied", **more: Any) -> None:
    data = {"id": f"m-{text}-{who}", "conversationId": "dm", "conversationType": "direct", "text": text, "sender": who}
    assert host.deliver(host.event("message.created", {**data, **more}, subject=f"messages/{data['id']}")) == becomes


def screens_told(host: PlayedHost, who: str, scenes: Scenes) -> list[str]:
    with host.plugin.transaction() as tx:
        query = select(NoticeRow.kind).where(NoticeRow.person_id == scenes.ward.id_of(who)).order_by(NoticeRow.id)
        return list(tx.session.scalars(query))


def drawn(host: PlayedHost, scenes: Scenes, who: str, kind: str) -> Json:
    with host.plugin.transaction() as tx:
        return draw(tx, Screen(kind, scenes.ward.actor(tx, who)), context_for(tx, host.installation, "vi"))


def press(host: PlayedHost, who: str, verb: str, target: tuple[str, int], **inputs: Any) -> Json:
    return answered(host.press(who, host.press_of(verb, *target, **inputs)))


def test_the_departments_objectives(host: PlayedHost, scenes: Scenes) -> None:
    parent = ward_objective(scenes)
    typed(host, HA, "OKR")
    assert screens_told(host, HA, scenes) == ["objectives_open"]
    card = drawn(host, scenes, HA, "objectives_open")
    assert card["speak"] == "OKR phòng tháng 6/2026 · Đang soạn"
    with host.plugin.transaction() as tx:
        set_id: UUID = tx.session.scalars(
            select(ObjectiveSetRow.id).where(ObjectiveSetRow.unit_id == scenes.ward.actor(tx, HA).unit.id)
        ).one()

    def at() -> tuple[str, int]:
        return of_set(scenes, set_id)

    first = {"okr_objective": "Nâng cao hiệu quả quản lý đô thị", "okr_parent": str(parent), **KPI, "kpi_source": ""}
    for number, (product, coefficient) in enumerate(
        (("Kế hoạch", "4"), ("Báo cáo", "2"), ("Danh mục", "1"), ("Biên bản", "3"))
    ):
        given = {"okr_product": product, "okr_due": "2026-06-19", "okr_weight": "25", "okr_coefficient": coefficient}
        if number:
            with host.plugin.transaction() as tx:
                under = str(objectives_of(tx.session, [set_id])[0].id)
            given |= {"okr_under": under, **KPI}
        else:
            given |= first
        assert press(host, HA, "objectives.add", at(), **given)["statusCode"] == 200
    refused = press(host, HA, "objectives.submit", at())
    assert refused["statusCode"] == 400
    said = refused["value"]["message"]
    assert "Mục tiêu 1 chưa đo lường được, chưa nêu: sản phẩm cụ thể, con số (chỉ tiêu), thời hạn" in said
    assert "Mẫu:" in said
    assert "Chỉ số của kết quả then chốt 1.1 còn thiếu: nguồn dữ liệu." in said
    assert "(25, 25, 25, 25) trong khi hệ số khác nhau (4, 2, 1, 3)" in said
    assert "Nâng cao hiệu quả" not in said, "what was typed wrongly is not repeated"

    assert press(host, HA, "objectives.weights", at(), okr_weights="45/20/10")["statusCode"] == 400
    press(host, HA, "objectives.weights", at(), okr_weights="45; 20; 10; 25")
    assert "trọng số" not in press(host, HA, "objectives.submit", at())["value"]["message"].lower()
    with host.plugin.transaction() as tx:
        one = key_results_of(tx.session, [objectives_of(tx.session, [set_id])[0].id])[0].id
    press(host, HA, "objectives.drop", at(), okr_result=str(one))
    given = {
        "okr_objective": "Hoàn thành chỉnh trang 05 tuyến phố",
        "okr_parent": str(parent),
        "okr_product": "Kế hoạch",
    }
    press(host, HA, "objectives.add", at(), **given, okr_due="2026-06-19", okr_weight="45", okr_coefficient="4", **KPI)
    with host.plugin.transaction() as tx:
        actor = scenes.ward.actor(tx, HA)
        vague, good = as_given(tx, tx.session.get_one(ObjectiveSetRow, set_id))
        results = good.key_results + vague.key_results
        write_objectives(tx, actor, set_id, [ObjectiveGiven(good.title, results, parent, good.id)])
    old = at()
    sent = press(host, HA, "objectives.submit", old)
    assert sent["value"]["speak"] == "OKR phòng tháng 6/2026 · Chờ duyệt"
    assert "objectives" in screens_told(host, HUNG, scenes)
    stale = press(host, HA, "objectives.submit", old)
    assert stale["statusCode"] == 409
    assert press(host, KHOI, "objectives.approve", at())["statusCode"] == 403
    assert press(host, HA, "objectives.approve", at())["statusCode"] == 403
    approved = press(host, HUNG, "objectives.approve", at())
    assert approved["value"]["speak"] == "OKR phòng tháng 6/2026 · Đã duyệt"
    tree = press(host, HA, "objectives.tree", at())
    assert tree["effects"][0]["dialog"]["card"]["speak"] == "Cây mục tiêu tháng 6/2026"


def test_ans_plan(host: PlayedHost, scenes: Scenes) -> None:
    scenes.accepted(HA, AN)
    typed(host, AN, "kế hoạch tháng")
    assert screens_told(host, AN, scenes)[-1] == "plan_open"
    card = drawn(host, scenes, AN, "plan_open")
    assert "Rà soát biển quảng cáo tuyến phố số 5" in str(card)
    with host.plugin.transaction() as tx:
        plan_id = tx.session.scalars(select(PlanRow.id)).one()

    def at() -> tuple[str, int]:
        return of_plan(scenes, plan_id)

    line = {"plan_name": "Báo cáo tuần", "plan_kind": "regular", "plan_product": "Báo cáo", "plan_priority": "normal"}
    lacking = press(host, AN, "plan.add", at(), **line)
    assert "thời hạn" in lacking["value"]["message"]
    press(host, AN, "plan.add", at(), **line, plan_due="2026-06-12")
    assert press(host, AN, "plan.submit", at())["statusCode"] == 200
    assert screens_told(host, HA, scenes)[-1] == "plan"
    assert press(host, AN, "plan.approve", at())["statusCode"] == 403
    approved = press(host, HA, "plan.approve", at())
    assert approved["value"]["speak"] == "Kế hoạch tháng 6/2026 · Đã duyệt"
    later = press(host, AN, "plan.add", at(), **line | {"plan_name": "Đón đoàn kiểm tra"}, plan_due="2026-06-12")
    assert "ngoài kế hoạch đã duyệt" in str(later["value"])
    typed(host, AN, "lịch tuần")
    assert "Lịch tuần từ" in drawn(host, scenes, AN, "week")["speak"]
    address = press(host, AN, "calendar.address", (f"person/{scenes.ward.id_of(AN)}", 0))
    assert ".ics" in str(address["effects"][0]["dialog"]["card"])


def test_a_department_names_its_group(host: PlayedHost, scenes: Scenes) -> None:
    group = {"conversationType": "group", "conversationId": "g-1", "mentions": [APP_ID]}
    for who, becomes, known in ((AN, "refused", []), (HA, "applied", ["g-1"])):
        typed(host, who, "nhóm của phòng", becomes=becomes, **group)
        with host.plugin.transaction() as tx:
            assert tx.session.scalars(select(UnitConversationRow.conversation_id)).all() == known
