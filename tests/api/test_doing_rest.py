"""Requests about tasks, steering and the day's decisions over REST (STORY 13, 18)."""

from stage.clock import StandingClock
from stage.play import Play
from stage.rest import Rest, done, refused
from stage.ward import AN, DUNG, HA, MAI, Ward

from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.services.doing import task_work
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
