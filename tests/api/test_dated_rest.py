"""Dated truth over REST: standing at an instant, absences, delegations, transfers, roles (STORY 12, 16, 24)."""

from urllib.parse import quote
from uuid import UUID

import pytest
from stage.clock import StandingClock
from stage.play import Play
from stage.rest import Rest, done, refused
from stage.ward import AN, DUNG, HA, HUNG, KHOI, LAN, LONG, MAI, NGOC, TIEN, Ward

from hanoiwork_plugin.services.doing.handover import hand_over_task
from hanoiwork_plugin.store import organisation

pytestmark = pytest.mark.usefixtures("ward")
WHEN = quote("2026-06-12T10:00:00+07:00")


@pytest.fixture
def culture(ward: Ward) -> UUID:
    with ward.plugin.transaction() as tx:
        found = organisation.unit_by_names(tx.session, ["Phường Mẫu", "Phòng Văn hóa – Xã hội"])
        assert found is not None
        return found.id


def test_a_transfer_on_a_date_and_who_was_whose_manager(
    rest: Rest, clock: StandingClock, culture: UUID, ward: Ward
) -> None:
    play = Play(ward.plugin, ward, clock)
    play.at("2026-06-11T09:00+07:00")
    given, long = play.given("Hồ sơ của Long", "2026-06-26"), ward.id_of(LONG)
    task = play.act(HA, lambda tx, ha: hand_over_task(tx, ha, given, long, "Chia việc").id)
    body = {
        "account": LONG,
        "unit_id": str(culture),
        "title": "Phó Trưởng phòng",
        "effective_on": "2026-06-15",
        "basis": "QĐ 45/QĐ-UBND",
    }
    refused(rest.send(HA, "POST", "/transfers", body), 403)
    made = done(rest.send(TIEN, "POST", "/transfers", body), 201)
    path = f"/transfers/{made['id']}"
    refused(rest.get(NGOC, path), 404)
    refused(rest.act(DUNG, f"{path}/reception"), 409, "too_early")
    settlement = {"task_id": str(task), "decision": "hand_over", "reason": "Điều chuyển"}
    for given in (settlement, {**settlement, "account": "khong.ai"}):
        refused(rest.act(LONG, f"{path}/settlements", given), 403)
        refused(rest.act(HA, f"{path}/settlements", given), 400)
    done(rest.act(HA, f"{path}/settlements", {**settlement, "account": AN}))
    shown = done(rest.get(DUNG, f"/transfers/{made['id']}"))
    assert shown["person"]["title"] == "Chuyên viên", "the title to come is not shown before its day"
    clock.set("2026-06-16T09:00+07:00")
    assert done(rest.act(DUNG, f"{path}/reception"))["received_by"]["account"] == DUNG
    then = done(rest.get(DUNG, f"/people/{LONG}/standing?at={WHEN}"))
    assert (then["unit"], then["manager"]["account"]) == ("Phòng Kinh tế, Hạ tầng và Đô thị", HA)
    now = done(rest.get(LONG, f"/people/{LONG}/standing"))
    assert (now["unit"], now["manager"]["account"]) == ("Phòng Văn hóa – Xã hội", DUNG)
    refused(rest.get(MAI, f"/people/{AN}/standing"), 404)
    refused(rest.get(AN, f"/people/{AN}/standing?at=2027-01-01"), 409, "too_early")
    assert done(rest.get(HA, f"/people/{AN}/phone"))["phone"] == "0912000005"
    refused(rest.get(MAI, f"/people/{AN}/phone"), 404)


def test_an_absence_is_announced_and_recorded(rest: Rest) -> None:
    body = {"kind": "sick", "valid_from": "2026-06-08", "valid_to": "2026-06-12"}
    made = done(rest.send(LAN, "POST", "/absences", body), 201)
    assert made["state"] == "announced"
    path = f"/absences/{made['id']}"
    refused(rest.get(NGOC, path), 404)
    refused(rest.act(LAN, f"{path}/recording"), 403)
    assert done(rest.act(HA, f"{path}/recording"))["back_on"] == "2026-06-15"
    refused(rest.send(LAN, "POST", "/absences", {**body, "valid_to": "2026-06-01"}), 400, "invalid")


def test_a_delegation_is_made_and_ended(rest: Rest, clock: StandingClock) -> None:
    body = {"taker": KHOI, "acts": ["rate"], "valid_from": "2026-06-25", "valid_to": "2026-06-26", "basis": "Đi họp"}
    made = done(rest.send(HA, "POST", "/delegations", body), 201)
    refused(rest.send(HA, "POST", "/delegations", {**body, "acts": ["publish"]}), 400)
    refused(rest.send(HA, "POST", "/delegations", {**body, "acts": ["approve_evaluation"]}), 400, "invalid")
    refused(rest.send(NGOC, "POST", "/delegations", body), 400, "invalid")
    ward = done(rest.get(HA, "/people/me"))["unit"]["agency_id"]
    refused(rest.send(HA, "POST", "/delegations", {**body, "unit_id": ward}), 400, "invalid")
    path = f"/delegations/{made['id']}"
    refused(rest.get(NGOC, path), 404)
    clock.set("2026-06-25T09:00+07:00")
    assert done(rest.get(KHOI, path))["in_force"] is True
    refused(rest.act(KHOI, f"{path}/ending", {"reason": "x"}), 403)
    assert done(rest.act(HUNG, f"{path}/ending", {"reason": "Bà Hà đã về"}))["in_force"] is False


def test_a_role_has_dates_and_a_basis(rest: Rest, culture: UUID) -> None:
    body = {"account": AN, "role": "monitor", "unit_id": str(culture), "valid_from": "2026-06-03", "basis": "QĐ 7"}
    refused(rest.send(HA, "POST", "/role-grants", body), 403)
    made = done(rest.send(TIEN, "POST", "/role-grants", body), 201)
    end = {"last_day": "2026-06-09", "basis": "QĐ 8"}
    assert done(rest.send(TIEN, "POST", f"/role-grants/{made['id']}/ending", end))["valid_to"] == "2026-06-09"
    posting = {
        "account": AN,
        "unit_id": str(culture),
        "title": "Kiêm nhiệm",
        "valid_from": "2026-06-03",
        "basis": "QĐ 9",
    }
    assert done(rest.send(TIEN, "POST", "/postings", posting), 201)["is_primary"] is False
