"""The API that the plugin calls, presses, and the OIDC provider."""

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
import pytest
import requests
from practice_servers import Workspace
from stub_plugin import APP_ID, StubPlugin, card, execute, refused, replaced, told

Both = tuple[Workspace, StubPlugin]
AN = "an.nguyenvan"


def sent_card(plugin: StubPlugin, account: str = AN) -> dict[str, Any]:
    body = {"card": card(execute("Nhận việc", "task.accept", strong=True))}
    sent: dict[str, Any] = plugin.call("POST", f"/users/{account}/messages", json=body).json()
    return sent


def order(message: dict[str, Any], verb: str = "task.accept", **more: Any) -> dict[str, Any]:
    action = {"id": verb, "verb": verb, "data": {"version": 1}}
    return {"messageId": message["id"], "action": action, "actionId": str(uuid4())} | more


def test_a_card_is_sent_and_replaced_by_version(both: Both) -> None:
    workspace, plugin = both
    sent = sent_card(plugin)
    assert (sent["conversationId"], sent["cardVersion"]) == ("c-bot-an.nguyenvan", 1)
    new = card(title="Đã nhận")
    patch = f"/messages/{sent['id']}/card"
    changed = plugin.call("PATCH", patch, json={"card": new}, headers={"If-Match": '"1"'})
    assert (changed.json()["cardVersion"], changed.headers["ETag"]) == (2, '"2"')
    stale = plugin.call("PATCH", patch, json={"card": card(title="Cũ")}, headers={"If-Match": "1"})
    assert (stale.status_code, stale.headers["ETag"]) == (412, '"2"')
    assert plugin.call("PATCH", patch, json={"card": new}).status_code == 428
    assert workspace.messages(AN)[-1]["card"] == new


def test_a_card_for_one_viewer_leaves_the_others_theirs(both: Both) -> None:
    workspace, plugin = both
    base = card(execute("Tiếp nhận", "request.take"), title="Chung")
    sent = plugin.call("POST", "/conversations/c-support/messages", json={"card": base}).json()
    body = {"card": card(title="Riêng"), "viewer": "thao.lyphuong"}
    plugin.call("PATCH", f"/messages/{sent['id']}/card", json=body, headers={"If-Match": "*"})
    assert workspace.messages("thao.lyphuong", "c-support")[-1]["card"] == body["card"]
    assert workspace.messages(AN, "c-support")[-1]["card"] == base


def test_an_idempotency_key_has_one_effect(both: Both) -> None:
    workspace, plugin = both
    answers = [plugin.call("POST", f"/users/{AN}/messages", key="k1", json={"text": "Một lần"}) for _ in range(3)]
    assert len({answer.text for answer in answers}) == 1
    assert len(workspace.messages(AN)) == 1
    other = plugin.call("POST", f"/users/{AN}/messages", key="k1", json={"text": "Khác"})
    assert other.status_code == 422
    assert other.headers["Content-Type"] == "application/problem+json"


def test_the_api_wants_the_plugins_own_token(both: Both) -> None:
    workspace, plugin = both
    address = f"{workspace.url}/v1/users/{AN}/messages"
    tokens = workspace.app.extensions["host"].tokens
    client = plugin.heard.installed["clientId"]
    foreign = tokens.access(subject=AN, audience=APP_ID, client=client, scope="")
    other = tokens.access(subject="app-other", audience=workspace.url, client="app-other", scope="")
    for header, status in (("", 401), (f"Bearer {foreign}", 401), (f"Bearer {other}", 403)):
        answer = requests.post(address, json={"text": "?"}, headers={"Authorization": header}, timeout=5)
        assert answer.status_code == status
    assert workspace.messages(AN) == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/users/nobody/messages", {"text": "?"}, 404),
        ("/conversations/nowhere/messages", {"text": "?"}, 404),
        (f"/users/{AN}/messages", {}, 400),
        (f"/users/{AN}/messages", [], 400),
        (f"/users/{AN}/messages", {"card": {"type": "Other"}}, 400),
        (f"/users/{AN}/messages", {"card": {"type": "AdaptiveCard", "x": "á" * 20000}}, 413),
        (f"/users/{AN}/messages", {"text": "?", "replyTo": "nothing"}, 404),
    ],
)
def test_wrong_writes_are_problems(both: Both, path: str, body: Any, status: int) -> None:
    answer = both[1].call("POST", path, json=body)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_a_task_is_mirrored_into_the_hosts_own(both: Both) -> None:
    workspace, plugin = both
    wish = {"title": "Báo cáo", "assignees": [AN], "due": "2026-06-19T17:00:00+07:00"}
    task = workspace.ask("ha.lethi", "tasks", wish)
    assert plugin.call("PATCH", f"/tasks/{task['id']}", json={"state": "in_progress", "progress": 60}).ok
    shown = workspace.messages("ha.lethi")[-1]["task"]
    assert shown["mirror"] == {"state": "in_progress", "progress": 60}
    assert plugin.call("PATCH", "/tasks/none", json={}).status_code == 404


def test_a_press_replaces_the_card_and_carries_the_person(both: Both) -> None:
    workspace, plugin = both
    new = card(title="Đã nhận việc")
    plugin.answers["task.accept"] = (replaced(new, {"toast": {"level": "good", "text": "Đã nhận việc."}}),)
    sent = sent_card(plugin)
    file = workspace.attach(AN, "bao-cao.pdf", b"%PDF")
    outcome = workspace.ask(AN, "press", order(sent, attachments=[file]))
    assert outcome["message"]["card"] == new
    assert outcome["effects"][0]["toast"]["text"] == "Đã nhận việc."
    press, claims = plugin.heard.presses[0], plugin.heard.claims[0]
    assert (claims["sub"], press["locale"], press["message"]) == (AN, "vi", {"id": sent["id"], "cardVersion": 1})
    assert press["conversation"] == {"id": "c-bot-an.nguyenvan", "type": "direct"}
    assert press["attachments"][0]["sha256"] == hashlib.sha256(b"%PDF").hexdigest()


def test_a_double_click_is_sent_twice_and_applied_once(both: Both) -> None:
    workspace, plugin = both
    plugin.answers["task.accept"] = (replaced(card(title="Đã nhận")),)
    twice = order(sent_card(plugin))
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda _: workspace.ask(AN, "press", twice), range(2)))
    assert len(plugin.heard.presses) == 2
    assert {outcome["message"]["cardVersion"] for outcome in outcomes} == {2}


def test_answers_of_every_kind_reach_the_person(both: Both) -> None:
    workspace, plugin = both
    now = card(title="Bản hiện tại")
    plugin.answers = {
        "task.accept": (told("Đã gửi nhắc việc."),),
        "task.old": (refused(409, "Thẻ đã cũ.", {"card": now}),),
        "task.break": ({"statusCode": 500, "type": "application/vnd.microsoft.error", "value": None},),
    }
    sent = sent_card(plugin)
    assert workspace.ask(AN, "press", order(sent))["sentence"] == "Đã gửi nhắc việc."
    old = workspace.ask(AN, "press", order(sent, "task.old"))
    assert (old["error"]["message"], old["message"]["card"]) == ("Thẻ đã cũ.", now)
    broken = workspace.ask(AN, "press", order(sent, "task.break"))
    assert broken["error"]["message"].startswith("Ứng dụng chưa trả lời.")
    assert workspace.ask("ha.lethi", "press", order(sent), status=400) == {"error": "Không tìm thấy thẻ này."}


def test_a_person_signs_in_with_the_code_flow(both: Both) -> None:
    workspace, plugin = both
    data, verifier = plugin.heard.installed, "v" * 50
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    target = f"{plugin.base_url}/app/callback"
    asked = {
        "response_type": "code",
        "client_id": data["clientId"],
        "redirect_uri": target,
        "scope": "openid profile",
        "state": "s1",
        "nonce": "n1",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    browser = workspace.app.test_client()
    assert "Anh/chị là ai" in browser.get("/oauth/authorize", query_string=asked).text
    foreign = browser.get("/oauth/authorize", query_string=asked | {"redirect_uri": plugin.base_url + ".evil/app/"})
    assert foreign.status_code == 400
    browser.set_cookie("practice_person", AN)
    back = parse_qs(urlsplit(browser.get("/oauth/authorize", query_string=asked).location).query)
    assert (back["state"], back["iss"]) == (["s1"], [workspace.url])
    exchange = {"grant_type": "authorization_code", "code": back["code"][0], "redirect_uri": target}
    exchange |= {"code_verifier": verifier, "client_id": data["clientId"], "client_secret": data["clientSecret"]}
    given = requests.post(data["tokenEndpoint"], data=exchange, timeout=5).json()
    keys = jwt.PyJWKSet.from_dict(requests.get(f"{workspace.url}/oauth/jwks", timeout=5).json())
    identity = jwt.decode(given["id_token"], keys.keys[0].key, algorithms=["ES256"], audience=data["clientId"])
    assert (identity["sub"], identity["nonce"], identity["name"]) == (AN, "n1", "Nguyễn Văn An")
    access = jwt.decode(given["access_token"], keys.keys[0].key, algorithms=["ES256"], audience=APP_ID)
    assert access["sub"] == AN
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    assert requests.get(f"{workspace.url}/oauth/userinfo", headers=headers, timeout=5).json()["sub"] == AN
    assert requests.post(data["tokenEndpoint"], data=exchange, timeout=5).json() == {"error": "invalid_grant"}
    wrong = exchange | {"client_secret": "?"}
    assert requests.post(data["tokenEndpoint"], data=wrong, timeout=5).status_code == 401


def test_every_call_is_recorded_without_secrets(both: Both) -> None:
    workspace, plugin = both
    sent_card(plugin)
    calls = workspace.ask(AN, "calls")["calls"]
    assert {"lifecycle app.installed", "app.ping", f"users/{AN}/messages"} <= {call["name"] for call in calls}
    kept = repr([{name: call[name] for name in call if name != "body"} for call in calls])
    assert plugin.heard.installed["clientSecret"] not in kept
    assert any((call["claims"] or {}).get("scope") == "app:lifecycle" for call in calls)
