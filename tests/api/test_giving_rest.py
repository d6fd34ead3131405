"""Arising work and patterns over REST: reported, made clear, confirmed; set, skipped, ended (DOMAIN 4)."""

from stage.clock import StandingClock
from stage.play import Play
from stage.rest import Rest, done, refused
from stage.ward import AN, HA, LAN, NGOC, TUAN, Ward

from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.transaction import Plugin


def test_a_report_from_words_to_tasks(rest: Rest, ward: Ward, installation: str) -> None:
    text = {"text": "việc phát sinh: bơm chống ngập, từ 17h20, cùng anh Tuấn và chị Lý; dọn cây đổ"}
    report = done(rest.send(AN, "POST", "/arising-reports", text, key="k-1"), 201)
    assert done(rest.send(AN, "POST", "/arising-reports", text, key="k-1"), 201) == report
    at = f"/arising-reports/{report['id']}"
    assert [(each["name"], each["begins"] is not None) for each in report["works"]] == [
        ("Bơm chống ngập", True),
        ("Dọn cây đổ", False),
    ]
    assert (report["state"], report["unclear"][0]["typed"], report["may_name"]) == ("asking", "Lý", True)
    refused(rest.get(NGOC, at), 404)
    refused(rest.act(AN, f"{at}/people", {"people": [{"work": 1, "index": 1, "person": "dung.ngotien"}]}), 400)
    named = done(rest.act(AN, f"{at}/people", {"people": [{"work": 1, "index": 1, "person": LAN}]}))
    assert [each["account"] for each in named["works"][0]["people"]] == [TUAN, LAN]

    shown = done(rest.get(HA, at))
    assert (shown["may_confirm"], bool(shown["works"][0]["items"])) == (True, True)
    item = {"item_id": shown["works"][0]["items"][0]["id"], "quantity": "1"}
    both = [{"number": 1, **item}, {"number": 2, "outside_points": "7.5"}]
    refused(rest.act(AN, f"{at}/confirmation", {"works": both, "quality_criteria": "Đủ"}), 403)
    refused(rest.act(HA, f"{at}/confirmation", {"works": both[:1], "quality_criteria": "Đủ"}), 400)
    confirmed = done(rest.act(HA, f"{at}/confirmation", {"works": both, "quality_criteria": "Đủ"}))
    assert confirmed["state"] == "confirmed"
    refused(rest.act(HA, f"{at}/refusal", {"reason": "Muộn"}), 409)
    for who, quantity in ((AN, "0.34"), (TUAN, "0.33"), (LAN, "0.33")):
        tasks = done(rest.get(who, "/tasks"))["items"]
        (task,) = [each for each in tasks if each["name"] == "Bơm chống ngập"]
        assert done(rest.get(who, f"/tasks/{task['id']}"))["quantity"] == quantity

    other = done(rest.send(AN, "POST", "/arising-reports", {"text": "việc phát sinh: họp"}), 201)
    assert done(rest.act(AN, f"/arising-reports/{other['id']}/withdrawal"))["state"] == "withdrawn"


def test_a_pattern_over_rest(rest: Rest, ward: Ward, plugin: Plugin, clock: StandingClock) -> None:
    play = Play(plugin, ward, clock)
    task = play.draft("Báo cáo tháng", "2026-06-30")
    at = f"/tasks/{task}/pattern"
    refused(rest.get(HA, at), 404)
    refused(rest.act(HA, at, {"cadence": "monthly", "until": "2026-12-31"}), 400)
    rule = {"cadence": "last_working_day", "until": "2026-12-31"}
    refused(rest.act(AN, at, rule), 404)
    pattern = done(rest.act(HA, at, rule))
    assert (pattern["state"], pattern["coming"][0]["day"]) == ("set", "2026-07-31")
    play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, task, play.gate(1)))
    shown = rest.get(AN, at)
    assert (done(shown)["state"], done(shown)["may_steer"]) == ("active", False)
    skip = {"nominal": "2026-08-31", "reason": "Nghỉ"}
    etag = shown.headers["ETag"]
    refused(rest.act(AN, f"{at}/skips", skip, etag=etag), 403)
    done(rest.act(HA, f"{at}/skips", skip, etag=etag))
    refused(rest.act(HA, f"{at}/skips", skip, etag=etag), 412)
    ended = done(rest.act(HA, f"{at}/ending", {"reason": "Thôi"}, etag="*"))
    assert (ended["state"], ended["end_reason"]) == ("ended", "Thôi")
