"""The catalogue over REST: proposed, compared, downloaded, approved; provisional coefficients."""

import base64
import io
from datetime import date

import openpyxl
from stage.catalogue_files import ward_catalogue
from stage.rest import Rest, done, refused
from stage.ward import AN, HA, HUNG, MINH, TIEN, Ward


def test_a_catalogue_over_rest(rest: Rest, ward: Ward) -> None:
    file = ward_catalogue({"ĐT.01": 30}, without=["ĐT.02"], added=[("ĐT.03", "ĐT.99", "=1+1 Bản đồ ngập", 8)])
    body = {"file_name": "dm.xlsx", "content": base64.b64encode(file).decode()}
    refused(rest.send(AN, "POST", "/catalogue/versions", body), 403)
    refused(rest.send(TIEN, "POST", "/catalogue/versions", {**body, "content": "***"}), 400)
    spoilt = base64.b64encode(ward_catalogue({"ĐT.01": 500})).decode()
    problem = refused(rest.send(TIEN, "POST", "/catalogue/versions", {**body, "content": spoilt}), 400)
    assert problem["errors"][0]["place"] == "/PL IV - Riêng từng phòng!I5"
    created = rest.send(TIEN, "POST", "/catalogue/versions", body)
    made = done(created, 201)
    path = f"/catalogue/versions/{made['id']}"
    assert created.headers["Location"].endswith(path)
    counts = made["differences"]
    assert (counts["added"], counts["removed"], counts["points"]) == (1, 1, 1)
    refused(rest.get(AN, path), 404)
    differences = done(rest.get(TIEN, f"{path}/differences"))
    assert [each["code"] for each in differences["removed"]] == ["ĐT.02"]
    (change,) = differences["changed"]
    assert (change["before"]["points"], change["after"]["points"], change["fields"]) == (
        *("20", "30"),
        ["coefficient", "points"],
    )
    book = openpyxl.load_workbook(io.BytesIO(rest.get(TIEN, f"{path}/differences.xlsx").get_data()))
    assert book.sheetnames == ["Tổng hợp", "Thêm", "Bỏ", "Thay đổi", "Khung điểm"]
    assert (book["Thêm"]["A2"].value, book["Bỏ"]["A2"].value, book["Thay đổi"]["K2"].value) == ("ĐT.99", "ĐT.02", 20)
    assert book["Thêm"]["E2"].data_type == "s", "people's words are no formulas"

    item = {"product": "Sổ trực", "points": "8", "group": "N1", "part": "shared"}
    refused(rest.send(HA, "POST", "/catalogue/proposed-items", item), 403)
    assert done(rest.send(TIEN, "POST", "/catalogue/proposed-items", item), 201)["differences"]["added"] == 2
    refused(rest.send(TIEN, "POST", f"{path}/submission", {"note": ""}), 428)
    assert done(rest.act(TIEN, f"{path}/submission", {"note": "Đã rà soát"}, etag="*"))["state"] == "submitted"
    refused(rest.act(TIEN, f"{path}/approval", {"in_force_from": "2026-07-01"}, etag="*"), 403)
    returned = rest.act(MINH, f"{path}/sending-back", {"reason": "Bổ sung"}, etag="*")
    assert done(returned)["decision_reason"] == "Bổ sung"
    done(rest.act(TIEN, f"{path}/submission", {"note": ""}, etag="*"))
    assert done(rest.act(MINH, f"{path}/approval", {"in_force_from": "2026-07-01"}, etag="*"))["state"] == "approved"
    listed = done(rest.get(AN, "/catalogue/versions"))["items"]
    assert [(each["number"], each["state"], each["in_force_to"]) for each in listed] == [
        (2, "approved", None),
        (1, "in_force", date(2026, 7, 1).isoformat()),
    ]


def test_a_provisional_coefficient_over_rest(rest: Rest, ward: Ward) -> None:
    form = {
        "name": "Ngập úng đường số 5",
        "kind": "arising",
        "assignees": [AN],
        "accountable_id": str(ward.id_of(AN)),
        "outside_product": "Bản đồ điểm ngập úng",
        "outside_points": "20",
        "quantity": "1",
        "quality_criteria": "Đủ 12 điểm",
        "basis_number": "12/KH-UBND",
        "basis_date": "2026-05-28",
        "basis_issuer": "UBND phường Mẫu",
        "start": "2026-06-01",
        "due": "2026-06-19",
    }
    task = done(rest.send(HA, "POST", "/tasks", form), 201)
    path = f"/tasks/{task['id']}"
    refused(rest.act(HUNG, f"{path}/coefficient/confirmation", {}), 409)
    given = done(rest.act(HA, f"{path}/completion", {}))
    assert (given["state"], given["product"]["provisional"], given["product"]["coefficient"]) == (
        *("assigned", True),
        "4.00",
    )
    assert done(rest.get(HUNG, f"{path}/coefficient"))["allowed"] == [
        *("task.coefficient_changed", "task.coefficient_confirmed", "task.coefficient_refused"),
    ]
    refused(rest.act(AN, f"{path}/coefficient/confirmation", {}), 403)
    refused(rest.act(HUNG, f"{path}/coefficient/confirmation", {"points": "30"}), 400)
    assert done(rest.act(HUNG, f"{path}/coefficient/refusal", {"reason": "Cao"}))["state"] == "refused"
    assert done(rest.get(AN, path))["product"] is None
    assert done(rest.act(HA, f"{path}/coefficient", {"points": "15"}))["state"] == "provisional"
    changed = done(rest.act(HUNG, f"{path}/coefficient/confirmation", {"points": "30", "reason": "Ban đêm"}))
    assert (changed["state"], changed["confirmed_coefficient"]) == ("confirmed", "6.00")
    assert done(rest.get(AN, path))["product"]["provisional"] is False
    assert done(rest.get(TIEN, "/catalogue/proposals"))["items"] == []
