"""One person's month over REST: given, taken, done, returned, judged, scored, evaluated, published."""

from decimal import Decimal
from typing import Any

from api_month import assigned, gate, new_task
from stage.clock import StandingClock
from stage.rest import Rest, done, refused
from stage.ward import AN, HA, MINH, PHUONG, Ward


def test_a_draft_names_what_is_missing_until_it_is_complete(rest: Rest, ward: Ward) -> None:
    made = rest.send(HA, "POST", "/tasks", {"name": "Báo cáo", "assignees": [AN], "quantity": 2})
    task = done(made, 201)
    assert made.headers["Location"] == f"/api/v1/tasks/{task['id']}"
    assert made.headers["ETag"] == f'"{task["version"]}"'
    assert task["state"] == "draft"
    assert task["quantity"] == "2"
    assert "quality_criteria" in task["missing"]
    incomplete = gate(ward)
    del incomplete["quality_criteria"]
    problem = refused(rest.act(HA, f"/tasks/{task['id']}/completion", incomplete), 400, "invalid")
    assert [each["place"] for each in problem["errors"]] == ["/quality_criteria"]
    assert done(rest.get(HA, f"/tasks/{task['id']}")) == task
    complete = done(rest.act(HA, f"/tasks/{task['id']}/completion", gate(ward)))
    assert complete["state"] == "assigned"
    assert complete["missing"] == []
    assert complete["due"] == "2026-06-19T16:59:59+00:00"


def test_a_new_task_may_bring_its_gate_fields_along(rest: Rest, ward: Ward) -> None:
    task = new_task(rest, ward, **gate(ward, due="2026-06-19T17:00:00+07:00"))
    assert task["missing"] == []
    assert task["due"] == "2026-06-19T10:00:00+00:00"
    assert done(rest.act(HA, f"/tasks/{task['id']}/completion", {}))["state"] == "assigned"


def test_a_key_task_goes_to_the_approver_who_may_send_it_back(rest: Rest, ward: Ward) -> None:
    task = new_task(rest, ward)
    path = f"/tasks/{task['id']}"
    waiting = done(rest.act(HA, f"{path}/completion", gate(ward, kind="key")))
    assert waiting["state"] == "awaiting_approval"
    approver = waiting["approver"]["account"]
    assert [line["id"] for line in done(rest.get(approver, "/tasks?role=to_approve"))["items"]] == [task["id"]]
    refused(rest.act(approver, f"{path}/sending-back", {"reason": "  "}), 400, "invalid")
    assert done(rest.act(approver, f"{path}/sending-back", {"reason": "Nêu rõ căn cứ"}))["state"] == "draft"
    done(rest.act(HA, f"{path}/completion", {}))
    refused(rest.act(HA, f"{path}/approval"), 403, "forbidden")
    assert done(rest.act(approver, f"{path}/approval"))["state"] == "assigned"


def test_an_objection_is_answered(rest: Rest, ward: Ward) -> None:
    path = assigned(rest, ward)
    objected = done(rest.act(AN, f"{path}/objection", {"ground": "scope", "text": "Cả phường hay hai tổ?"}))
    assert objected["state"] == "objected"
    answer = {"answer": "adjust", "text": "Chỉ hai tổ dân phố", "quantity": "1"}
    adjusted = done(rest.act(HA, f"{path}/objection/answer", answer))
    assert adjusted["state"] == "assigned"
    assert adjusted["quantity"] == "1"
    assert adjusted["objection"]["answer_text"] == "Chỉ hai tổ dân phố"


def test_work_is_handed_in_returned_and_accepted(rest: Rest, ward: Ward) -> None:
    path = assigned(rest, ward)
    done(rest.act(AN, f"{path}/acceptance"))
    assert done(rest.act(AN, f"{path}/progress", {"percent": 60, "note": "Xong số liệu"}))["progress"] == 60
    done(rest.act(AN, f"{path}/submissions", {"note": "Số 15/BC"}), 201)
    refused(rest.act(HA, f"{path}/review", {"decision": "return"}), 400, "invalid")
    returned = done(
        rest.act(
            HA,
            f"{path}/review",
            {
                "decision": "return",
                "return_type": "major_content",
                "reason": "Thiếu phụ lục",
                "requested_change": "Bổ sung phụ lục 2",
                "units": "1",
            },
        )
    )
    assert (returned["state"], returned["returns"], returned["accepted_quantity"]) == ("returned", 1, "1")
    done(rest.act(AN, f"{path}/submissions", {"note": "Số 15/BC, đủ phụ lục"}), 201)
    assert done(rest.act(HA, f"{path}/review", {"decision": "accept"}))["state"] == "done"
    submissions = done(rest.get(AN, f"{path}/submissions"))["items"]
    assert [each["number"] for each in submissions] == [2, 1]
    history = done(rest.get(AN, f"{path}/history?limit=2"))
    assert [each["act"] for each in history["items"]] == ["task.product_accepted", "task.submitted"]
    older = done(rest.get(AN, f"{path}/history?limit=200&cursor={history['next']}"))
    assert older["items"][-1]["act"] == "task.received"
    assert older["next"] is None
    receipt = done(rest.get(AN, "/scores/receipt?period=2026-06"))
    assert Decimal(receipt["sheet"]["b"]) == Decimal("87.50")
    found = [step for step in _walk(receipt["steps"]) if step["code"] == "return"]
    assert found[0]["entry_id"] in [each["id"] for each in older["items"]]


def _walk(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [found for step in steps for found in (step, *_walk(step["children"]))]


def test_a_month_is_evaluated_and_published(rest: Rest, ward: Ward, clock: StandingClock) -> None:
    path = assigned(rest, ward)
    done(rest.act(AN, f"{path}/acceptance"))
    done(rest.act(AN, f"{path}/submissions", {"note": "Số 15/BC"}), 201)
    done(rest.act(HA, f"{path}/review", {"decision": "accept"}))
    refused(rest.send(AN, "POST", "/evaluations", {"period": "2026-07"}), 409, "too_early")
    clock.set("2026-06-23T08:00+07:00")
    opened = done(rest.send(AN, "POST", "/evaluations", {"period": "2026-06"}), 201)
    own = f"/evaluations/{opened['id']}"
    marks = {criterion["code"]: criterion["maximum"] for criterion in opened["criteria"]}
    problem = refused(rest.act(AN, f"{own}/self-evaluation", {"marks": {**marks, "I.1": "99"}}), 400)
    assert [each["place"] for each in problem["errors"]] == ["/I.1"]
    filed = done(rest.act(AN, f"{own}/self-evaluation", {"marks": marks}))
    assert filed["total"] == "100.00"
    assert filed["self_total"] == "30.0"
    assert [line["id"] for line in done(rest.get(HA, "/evaluations?role=to_review"))["items"]] == [opened["id"]]
    less = {**marks, "II.1": 1.5}
    refused(rest.act(HA, f"{own}/review", {"marks": less}), 400)
    reviewed = done(rest.act(HA, f"{own}/review", {"marks": less, "reason": "Còn chậm phối hợp", "comment": "Tốt"}))
    assert reviewed["total"] == "99.00"
    assert done(rest.get(AN, own))["review_comment"] == ""
    refused(rest.act(HA, f"{own}/approval", {}), 403)
    refused(rest.act(MINH, f"{own}/approval", {}), 409, "too_early")
    clock.set("2026-06-25T08:00+07:00")
    approved = done(rest.act(MINH, f"{own}/approval", {}))
    assert approved["level"] == approved["suggested_level"]
    agency = ward_agency(ward)
    publication = f"/agencies/{agency}/publications/2026-06"
    refused(rest.get(HA, publication), 404)
    before = rest.get(PHUONG, publication)
    assert done(before)["counts"] == [{"level": approved["level"], "count": 1}]
    published = done(rest.send(PHUONG, "POST", publication, etag=before.headers["ETag"]))
    assert published["published_by"]["account"] == PHUONG
    refused(rest.send(PHUONG, "POST", publication, etag=before.headers["ETag"]), 412, "stale")
    assert done(rest.get(AN, own))["review_comment"] == "Tốt"
    assert done(rest.act(AN, f"{own}/seen"))["seen_at"] is not None


def ward_agency(ward: Ward) -> str:
    with ward.plugin.transaction() as tx:
        return str(ward.actor(tx, MINH).unit.agency_id)
