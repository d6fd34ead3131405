"""Objectives, KPI values and plans over REST: the story's step 5 and 6, and another system's values."""

from typing import Any
from uuid import uuid4

import icalendar
import pytest
from flask.testing import FlaskClient
from stage.issuer import PlayedIssuer
from stage.rest import Rest, done, refused
from stage.ward import AN, HA, HUNG, KHOI, MAI, MINH, QUAN, Ward

KPI = {
    "unit_of_measure": "%",
    "calculation": "Số hồ sơ đúng hạn ÷ tổng số hồ sơ × 100",
    "direction": "up",
    "data_source": "Hệ thống một cửa",
    "complete_at": 95,
    "exceed_at": "98",
    "fail_at": 80,
}
COEFFICIENTS = ("4", "2", "1", "3")


def objective(
    *weights: object, title: str = "Hoàn thành chỉnh trang 05 tuyến phố trước 30/6", **more: Any
) -> dict[str, Any]:
    results = [
        {"product": f"Kế hoạch {n}", "due": "2026-06-19", "weight": weight, "coefficient": COEFFICIENTS[n], "kpi": KPI}
        for n, weight in enumerate(weights)
    ]
    return {"title": title, "key_results": results, **more}


def opened(rest: Rest, who: str, **owner: object) -> tuple[str, str]:
    answer = rest.send(who, "POST", "/objectives", {"period": "2026-06", **owner})
    return done(answer, 201)["id"], answer.headers["ETag"]


@pytest.fixture
def parent(rest: Rest, ward: Ward) -> str:
    """The ward's objective, drafted by the monitor and approved by the head."""
    agency = done(rest.get(QUAN, "/people/me"))["unit"]["agency_id"]
    set_id, etag = opened(rest, QUAN, unit_id=agency)
    body = {"objectives": [objective(45, 20, 10, 25, title="Giảm 20% điểm úng ngập so với năm 2025")]}
    written = done(rest.send(QUAN, "PUT", f"/objectives/{set_id}", body, etag=etag))
    done(rest.act(QUAN, f"/objectives/{set_id}/submission"))
    refused(rest.act(QUAN, f"/objectives/{set_id}/approval"), 403)
    done(rest.act(MINH, f"/objectives/{set_id}/approval"))
    return str(written["objectives"][0]["id"])


def approved(rest: Rest, parent: str) -> dict[str, Any]:
    unit = done(rest.get(HA, "/people/me"))["unit"]["id"]
    set_id, etag = opened(rest, HA, unit_id=unit)
    body = {"objectives": [objective(45, 20, 10, 25, parent_id=parent)]}
    done(rest.send(HA, "PUT", f"/objectives/{set_id}", body, etag=etag))
    done(rest.act(HA, f"/objectives/{set_id}/submission"))
    found: dict[str, Any] = done(rest.act(HUNG, f"/objectives/{set_id}/approval"))
    return found


def test_the_departments_objectives(rest: Rest, parent: str) -> None:
    unit = done(rest.get(HA, "/people/me"))["unit"]["id"]
    refused(rest.send(AN, "POST", "/objectives", {"period": "2026-06", "unit_id": unit}), 403)
    set_id, etag = opened(rest, HA, unit_id=unit)
    flat = objective(25, 25, 25, 25, title="Nâng cao hiệu quả quản lý đô thị", parent_id=parent)
    flat["key_results"][0]["kpi"] = {**KPI, "data_source": ""}
    answer = rest.send(HA, "PUT", f"/objectives/{set_id}", {"objectives": [flat]}, etag=etag)
    assert len(done(answer)["faults"]) == 3
    refused(rest.send(HA, "PUT", f"/objectives/{set_id}", {"objectives": []}, etag=etag), 412)
    problem = refused(rest.act(HA, f"/objectives/{set_id}/submission"), 400, "invalid")
    vague, lacking, even = problem["errors"]
    assert vague["place"] == "/objectives/0/title"
    assert "sản phẩm cụ thể, con số (chỉ tiêu), thời hạn, tiêu chí kiểm tra được" in vague["text"]
    assert "Hoàn thành chỉnh trang 05 tuyến phố" in vague["text"]
    assert "nguồn dữ liệu" in lacking["text"]
    assert "25, 25, 25, 25" in even["text"]
    assert "4, 2, 1, 3" in even["text"]
    english = rest.act(HA, f"/objectives/{set_id}/submission", **{"Accept-Language": "en"})
    assert "cannot be measured" in refused(english, 400)["errors"][0]["text"]
    refused(rest.get(MAI, f"/objectives/{set_id}"), 404)


def test_the_tree(rest: Rest, parent: str) -> None:
    approved(rest, parent)
    nodes = done(rest.get(MAI, "/objectives/tree?period=2026-06"))["items"]
    assert [(node["depth"], node["owner"]) for node in nodes] == [
        (0, "Phường Mẫu"),
        (1, "Phòng Kinh tế, Hạ tầng và Đô thị"),
    ]


def pushed(
    client: FlaskClient, issuer: PlayedIssuer, body: Any, *, key: str | None = "k-1", scope: str = "kpi:write"
) -> Any:
    headers = {"Authorization": f"Bearer {issuer.token('mot-cua', scope=scope)}"}
    if key:
        headers["Idempotency-Key"] = key
    return client.post("/api/v1/kpi-values", json=body, headers=headers)


def test_another_system_sends_values(rest: Rest, client: FlaskClient, issuer_host: PlayedIssuer, parent: str) -> None:
    found = approved(rest, parent)
    one = found["objectives"][0]["key_results"][0]["id"]
    listed = client.get(
        "/api/v1/kpis?period=2026-06",
        headers={"Authorization": f"Bearer {issuer_host.token('mot-cua', scope='kpi:write')}"},
    )
    assert one in {each["id"] for each in done(listed)["items"]}
    value = {"key_result_id": one, "value": 57.5, "measured_at": "2026-06-01T07:00:00+07:00", "source": "Một cửa"}
    first = pushed(client, issuer_host, {"values": [value]})
    assert done(first)["added"] == 1
    assert pushed(client, issuer_host, {"values": [value]}).get_data() == first.get_data()
    refused(pushed(client, issuer_host, {"values": [{**value, "value": 1}]}), 409)
    refused(pushed(client, issuer_host, {"values": [value]}, key=None), 400)
    for scope in ("tasks:write", ""):
        refused(pushed(client, issuer_host, {"values": [value]}, key=str(uuid4()), scope=scope), 403)
    refused(rest.send(HA, "POST", "/kpi-values", {"values": [value]}, key="k-2"), 403)
    refused(pushed(client, issuer_host, {"values": [{**value, "measured_at": "2026-06-01"}]}, key="k-3"), 400)
    values = done(rest.get(HA, f"/key-results/{one}/values"))["items"]
    assert [(each["value"], each["source"], each["client"]) for each in values] == [("57.5", "Một cửa", "mot-cua")]


def test_ten_thousand_values_in_one_call(
    rest: Rest, client: FlaskClient, issuer_host: PlayedIssuer, parent: str
) -> None:
    one = approved(rest, parent)["objectives"][0]["key_results"][0]["id"]
    values = [
        {
            "key_result_id": one,
            "value": str(n % 100),
            "measured_at": f"2026-05-{1 + n // 1440:02d}T{n // 60 % 24:02d}:{n % 60:02d}:00+07:00",
            "source": "Hệ thống thông tin giải quyết thủ tục hành chính",
        }
        for n in range(10_000)
    ]
    assert done(pushed(client, issuer_host, {"values": values}))["added"] == 10_000
    refused(pushed(client, issuer_host, {"values": [*values, values[0]]}, key="k-2"), 400)


def test_a_value_by_hand(rest: Rest, parent: str) -> None:
    one = approved(rest, parent)["objectives"][0]["key_results"][0]["id"]
    body = {"value": 95, "measured_at": "2026-06-01T07:00:00+07:00"}
    refused(rest.send(HA, "POST", f"/key-results/{one}/values", body), 400)
    value = done(rest.send(HA, "POST", f"/key-results/{one}/values", {**body, "evidence": "Báo cáo 45"}), 201)
    refused(rest.send(HA, "POST", f"/kpi-values/{value['id']}/confirmation"), 403)
    refused(rest.send(KHOI, "POST", f"/kpi-values/{value['id']}/confirmation"), 403)
    assert done(rest.send(HUNG, "POST", f"/kpi-values/{value['id']}/confirmation"))["confirmed_by"]["account"] == HUNG


def test_a_plan_and_its_calendar(rest: Rest, client: FlaskClient, ward: Ward) -> None:
    plan = done(rest.send(AN, "POST", "/plans", {}), 201)
    line = {"name": "Báo cáo tuần", "kind": "regular", "product": "Báo cáo", "priority": "high", "due": "2026-06-12"}
    refused(rest.act(AN, f"/plans/{plan['id']}/lines", {"name": "Thiếu"}), 400)
    assert len(done(rest.act(AN, f"/plans/{plan['id']}/lines", line), 201)["lines"]) == 1
    done(rest.act(AN, f"/plans/{plan['id']}/submission"))
    refused(rest.act(AN, f"/plans/{plan['id']}/approval"), 403)
    assert done(rest.act(HA, f"/plans/{plan['id']}/approval"))["state"] == "approved"
    late = done(rest.act(AN, f"/plans/{plan['id']}/lines", {**line, "name": "Việc đến sau", "kind": "key"}), 201)
    assert (late["lines"][-1]["kind"], late["lines"][-1]["outside"]) == ("arising", True)
    address = done(rest.send(AN, "POST", "/calendar-address"))["address"].removeprefix("http://127.0.0.1:8080")
    feed = client.get(address)
    assert feed.mimetype == "text/calendar"
    names = {str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(feed.data).walk("VEVENT")}
    assert names == {"Báo cáo tuần", "Việc đến sau"}
    assert client.get(address, headers={"If-None-Match": feed.headers["ETag"]}).status_code == 304
    assert rest.send(AN, "DELETE", "/calendar-address").status_code == 204
    gone, unknown = client.get(address), client.get(f"/app/calendar/{'x' * 43}.ics")
    assert (gone.status_code, gone.get_data()) == (404, unknown.get_data())
    week = done(rest.get(AN, "/week?day=2026-06-12"))
    assert [each["part"] for each in week["lines"]] == ["due", "due"]
