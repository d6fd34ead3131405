"""Requests about tasks, steering, the day's decisions, watching and wrong data over REST (STORY 13 to 20)."""

from functools import partial
from uuid import uuid4

from stage.clock import StandingClock
from stage.play import Play
from stage.rest import Rest, done, refused
from stage.ward import AN, DUNG, HA, HUNG, LONG, MAI, NGOC, QUAN, SON, TIEN, TUAN, Ward
from werkzeug.test import TestResponse

from hanoiwork_plugin.domain.doing.requests import HandOverWhy
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.services.doing import handover, task_work
from hanoiwork_plugin.services.doing.task_work import FileGiven
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store.ledger import entries_of_many


def test_a_wait_an_extension_a_cause_and_a_pause(rest: Rest, plugin: Plugin, ward: Ward, clock: StandingClock) -> None:
    play = Play(plugin, ward, clock)
    play.at("2026-06-09T09:00+07:00")
    task = play.given("Chờ số liệu", "2026-06-16")
    at = f"/tasks/{task}"
    body = {"what": "Số liệu", "person": MAI, "since": "2026-06-08", "expected_on": "2026-06-10"}
    (fault,) = refused(rest.act(AN, f"{at}/waits", body), 400)["errors"]
    assert (fault["place"], fault["text"]) == ("/wait_since", "Ngày bắt đầu chờ phải từ ngày giao việc, 9/6/2026.")
    body = {**body, "since": "2026-06-09"}
    wait = done(rest.act(AN, f"{at}/waits", body), 201)
    own = f"/task-requests/{wait['id']}"
    assert (wait["side"], wait["may_withdraw"]) == ("Đặng Thị Mai", True)
    refused(rest.get(DUNG, at), 404)
    taken = done(rest.act(MAI, f"{own}/answer", {"answer": "agree"}))
    assert (taken["state"], done(rest.get(AN, at))["state"]) == ("agreed", "waiting")
    ended = done(rest.act(AN, f"{own}/ending", {"note": "Đã nhận"}))
    assert (ended["state"], ended["days_held"]) == ("ended", 0)

    asked = done(rest.act(AN, f"{at}/extensions", {"due": "2026-06-19", "reason": "Họp"}), 201)
    own = f"/task-requests/{asked['id']}"
    refused(rest.act(AN, f"{own}/answer", {"answer": "agree", "reason": "x"}), 403)
    refused(rest.act(HA, f"{own}/answer", {"answer": "refuse"}), 400)
    done(rest.act(HA, f"{own}/answer", {"answer": "refuse", "reason": "Việc gấp"}))
    assert done(rest.act(HA, f"{at}/pause", {"reason": "Chờ chủ trương"}))["state"] == "paused"
    assert done(rest.act(HA, f"{at}/resumption"))["state"] == "in_progress"

    play.at("2026-06-17T09:00+07:00")
    refused(rest.act(AN, f"{at}/extensions", {"due": "2026-06-19", "reason": "Họp"}), 409)
    with play.plugin.transaction() as tx:
        (missed,) = entries_of_many(tx.session, [task], [TaskAct.MISS_DEADLINE])
    claim = {"entry_id": str(missed.id), "reason": "Mất điện", "document": "TB 12"}
    unknown = {**claim, "document": "", "evidence": [str(task)]}
    refused(rest.act(AN, f"{at}/objective-causes", unknown), 400)
    file = FileGiven("f-cause", "mat-dien.pdf", 10, "ab" * 32)
    (kept,) = play.act(AN, lambda tx, an: task_work.add_evidence(tx, an, task, [file], installation_id=None))
    claim = {**claim, "document": "", "evidence": [str(kept.id)]}
    cause = done(rest.act(AN, f"{at}/objective-causes", claim), 201)
    assert [each["name"] for each in cause["evidence"]] == ["mat-dien.pdf"]
    own = f"/task-requests/{cause['id']}"
    done(rest.act(HA, f"{own}/answer", {"answer": "agree", "reason": "Đúng"}))
    shown = done(rest.get(AN, at))
    assert (shown["delays"], shown["waived"]) == (0, 1)
    assert [each["kind"] for each in done(rest.get(AN, f"{at}/requests"))["items"]] == ["cause", "extension", "wait"]

    until = {"person": MAI, "what": "Số liệu", "until": "2026-06-20"}
    refused(rest.act(HA, f"{at}/co-operations", until), 400)
    with play.plugin.transaction() as tx:
        unit = str(ward.actor(tx, DUNG).unit.id)
    asked = done(rest.act(AN, f"{at}/co-operations", {"unit_id": unit, "what": "Số liệu"}), 201)
    own = f"/task-requests/{asked['id']}"
    refused(rest.act(DUNG, f"{own}/co-operator", {"person": AN}), 400)
    assert done(rest.act(DUNG, f"{own}/co-operator", {"person": MAI}))["taker"]["account"] == MAI
    done(rest.act(MAI, f"{own}/answer", {"answer": "agree"}))
    assert done(rest.act(MAI, f"{own}/result", {"note": "CV 45"}))["state"] == "sent"
    lacking = done(rest.act(AN, f"{own}/receipt", {"lacking": "Thiếu tổ 5"}))
    assert (lacking["state"], lacking["lacking"]) == ("agreed", "Thiếu tổ 5")
    done(rest.act(MAI, f"{own}/result", {"note": "CV 46"}))
    done(rest.act(AN, f"{own}/receipt", {"lacking": ""}))
    (shown,) = done(rest.get(MAI, at))["co_operation"]
    assert (shown["state"], shown["person"]["account"]) == ("ended", MAI)
    draft = done(rest.send(HA, "POST", "/tasks", {"name": "Rà soát", "assignees": [AN], "co_people": [MAI]}), 201)
    assert [each["account"] for each in draft["co_people"]] == [MAI]

    play.hand_in(task)
    day = done(rest.send(HA, "POST", "/decisions"), 201)
    assert [each["subject_id"] for each in day["doubtful"]] == [str(task)], "without a file it is not clean"
    refused(rest.get(AN, f"/decisions/{day['id']}"), 404)
    refused(rest.act(HA, f"{at}/review", {"decision": "accept", "units": "2"}), 400)
    play.send_back(task)
    remarked = done(rest.act(AN, f"{at}/return-remark", {"text": "Đã gửi ngày 5/6"}))
    assert remarked["submission"]["remark"] == "Đã gửi ngày 5/6"
    body = {"to": MAI, "why": "cannot", "reason": "x"}
    refused(rest.act(HA, f"{at}/hand-over", body), 403)
    assert done(rest.act(HA, f"{at}/cancellation", {"reason": "Thôi"}))["state"] == "cancelled"


def test_watching_outages_the_digest_bottlenecks_and_wrong_data(
    rest: Rest, plugin: Plugin, ward: Ward, clock: StandingClock
) -> None:
    play = Play(plugin, ward, clock)
    play.at("2026-06-08T09:00+07:00")
    task, unknown = play.given("Danh sách hộ", "2026-06-16"), uuid4()
    for day, percent in (("08", 25), ("09", 30), ("10", 35), ("11", 40)):
        play.at(f"2026-06-{day}T10:00+07:00")
        play.act(AN, lambda tx, an, done=percent: task_work.report_progress(tx, an, task, done, "Đang rà soát"))
    play.fire()
    with plugin.transaction() as tx:
        unit = ward.actor(tx, AN).unit

    (note,) = done(rest.get(AN, "/private-notes"))["own"]
    own = f"/private-notes/{note['id']}"
    assert len(done(rest.get(AN, own))["events"]) == 4
    refused(rest.get(HA, own), 404)
    refused(rest.act(HA, f"{own}/explanation", {"text": "x"}), 404)
    refused(rest.act(AN, f"{own}/explanation", {}), 400)
    refused(rest.act(AN, f"/private-notes/{unknown}/explanation", {"text": "x"}), 404)
    assert done(rest.act(AN, f"{own}/explanation", {"text": "Việc kéo dài"}))["state"] == "explained"
    assert len(done(rest.get(NGOC, "/private-notes/rules"))["items"]) >= 4
    assert done(rest.get(SON, "/private-notes/counts"))["units"][0]["answered"] == 1
    refused(rest.get(HA, "/private-notes/counts"), 403)

    outage = {"unit_id": str(unit.agency_id), "since": "2026-06-09T08:00:00+07:00", "reason": "Đứt cáp"}
    refused(rest.send(TIEN, "POST", "/outages", {**outage, "until": "2026-06-09T07:00:00+07:00"}), 400)
    outage = {**outage, "until": "2026-06-09T15:00:00+07:00"}
    refused(rest.send(AN, "POST", "/outages", outage), 403)
    refused(rest.send(TIEN, "POST", "/outages", {**outage, "unit_id": str(unknown)}), 400)
    assert len(done(rest.send(TIEN, "POST", "/outages", outage), 201)["outages"]) == 1
    assert done(rest.get(AN, "/outages"))["may_record"] is False

    play.at("2026-06-16T09:00+07:00")
    assert [line["kind"] for line in done(rest.get(AN, "/digest"))["lines"]] == ["due_soon"]
    assert len(done(rest.send(AN, "POST", "/digest/putting-off", {"task_id": str(unknown)}))["lines"]) == 1
    refused(rest.send(AN, "POST", "/digest/putting-off", {"task_id": "x"}), 400)
    assert done(rest.send(AN, "POST", "/digest/putting-off", {"task_id": str(task)}))["put_off_to"] == "2026-06-17"
    assert done(rest.get(AN, "/digest"))["lines"] == []

    wrong = {"kind": "task_quantity", "datum_id": str(task), "wanted": "2", "reason": "Quyết định ghi 2"}
    assert str(task) in {each["id"] for each in done(rest.get(AN, f"/data-reports/data?task_id={task}"))["data"]}
    refused(rest.send(NGOC, "POST", "/data-reports", wrong), 404)
    refused(rest.send(AN, "POST", "/data-reports", {**wrong, "kind": "x"}), 400)
    report = done(rest.send(AN, "POST", "/data-reports", wrong), 201)
    own = f"/data-reports/{report['id']}"
    refused(rest.get(NGOC, own), 404)
    verified = {"source": "Quyết định 12", "checked_on": "2026-06-16", "right": "2"}
    refused(rest.act(AN, f"{own}/verification", verified), 403)
    refused(rest.act(TIEN, f"/data-reports/{unknown}/verification", verified), 404)
    assert done(rest.act(TIEN, f"{own}/verification", verified))["state"] == "verified"
    refused(rest.act(TIEN, f"{own}/correction"), 403)
    assert done(rest.act(HA, f"{own}/correction"))["state"] == "corrected"
    refused(rest.act(TIEN, f"{own}/refusal", {"reason": "x"}), 409)
    assert [each["id"] for each in done(rest.get(AN, "/data-reports"))["own"]] == [report["id"]]

    for taker in (NGOC, TUAN, LONG):
        passed_on = partial(
            handover.hand_over_task,
            task_id=task,
            to_id=ward.id_of(taker),
            reason="Khối lượng",
            why=HandOverWhy.REASSIGNED,
        )
        task = play.act(HA, passed_on).id
    stuck = f"/tasks/{task}/bottleneck"
    refused(rest.get(AN, stuck), 404)
    refused(rest.get(QUAN, f"/tasks/{unknown}/bottleneck"), 404)
    (department,) = done(rest.get(QUAN, "/bottlenecks"))["departments"]
    assert department["unit"] == unit.name
    refused(rest.get(AN, f"/units/{unit.id}/bottlenecks"), 404)
    assert len(done(rest.get(QUAN, f"/units/{unit.id}/bottlenecks"))["bottlenecks"]) == 1
    assert done(rest.get(QUAN, f"/tasks/{task}/waiting"))["waits"] == []

    def press(who: str, way: str, body: object = None) -> TestResponse:
        return rest.act(who, f"{stuck}/{way}", body, etag=rest.get(QUAN, stuck).headers["ETag"])

    refused(press(HA, "sending"), 403)
    done(press(QUAN, "sending"))
    refused(press(QUAN, "sending"), 409)
    led = {"to": LONG, "reason": "Đúng chuyên môn"}
    refused(press(QUAN, "decision", led), 403)
    refused(press(HUNG, "decision", {**led, "unit_id": str(unit.id)}), 400)
    assert done(press(HUNG, "decision", led))["decision"]["reason"] == "Đúng chuyên môn"
