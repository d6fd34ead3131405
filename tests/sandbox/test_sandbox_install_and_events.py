"""Installation, signed events, retries and the switches that disturb them."""

from typing import Any

import pytest
from practice_servers import Workspace, until
from stub_plugin import StubPlugin

from hanoiwork_plugin.sandbox import webhooks

Both = tuple[Workspace, StubPlugin]
AN = "an.nguyenvan"
TASK = {
    "title": "Báo cáo trật tự xây dựng tháng 6",
    "kind": "key",
    "assignees": ["an.nguyenvan"],
    "due": "2026-06-19T17:00:00+07:00",
    "quantity": "1",
}


def test_installs_with_the_same_ids_after_a_restart(start: Any) -> None:
    workspace, plugin = start()
    first = plugin.heard.installed
    assert first["supportConversationId"] == "c-support"
    assert plugin.heard.lifecycle == ["vn.hanoiwork.app.installed.v1", "vn.hanoiwork.app.ping.v1"]
    assert [event["type"] for event in plugin.heard.events] == ["vn.hanoiwork.app.ping.v1"]
    workspace.ask("an.nguyenvan", "messages", {"conversationId": "c-support", "text": "Xin chào"})
    start.stop()
    again, _ = start()
    assert plugin.heard.installed == first
    assert [message["text"] for message in again.messages("an.nguyenvan", "c-support")] == ["Xin chào"]


def test_a_task_given_in_the_form_arrives_as_two_events_in_sequence(both: Both) -> None:
    workspace, plugin = both
    task = workspace.ask("ha.lethi", "tasks", TASK)
    until(lambda: plugin.types() == ["task.created", "task.assigned"])
    created, assigned = plugin.events("task.created")[0], plugin.events("task.assigned")[0]
    assert (created["sequence"], assigned["sequence"]) == ("1", "2")
    assert created["subject"] == f"tasks/{task['id']}"
    assert created["actorid"] == "ha.lethi"
    assert created["specversion"] == "1.0"
    assert created["data"]["assignees"] == ["an.nguyenvan"]
    assert assigned["correlationid"] == created["id"]
    assert not plugin.heard.refused


def test_the_form_names_what_is_missing(both: Both) -> None:
    workspace, _ = both
    said = workspace.ask("ha.lethi", "tasks", {"title": " "}, status=400)
    assert said["error"] == "Chưa giao được việc: thiếu tên nhiệm vụ, người thực hiện, hạn."


def test_messages_reach_the_plugin_only_where_it_may_listen(both: Both) -> None:
    workspace, plugin = both
    listed = workspace.ask("an.nguyenvan", "state")["conversations"]
    unit = next(one["id"] for one in listed if one["kind"] == "unit")
    for conversation, text in ((unit, "Chào cả phòng"), ("c-bot-an.nguyenvan", "điểm"), ("c-support", "Máy in hỏng")):
        workspace.ask("an.nguyenvan", "messages", {"conversationId": conversation, "text": text})
    workspace.ask("an.nguyenvan", "messages", {"conversationId": unit, "text": "@Trợ lý thực thi nhiệm vụ giúp với"})
    until(lambda: len(plugin.events("message.created")) == 3)
    direct, support, mention = (event["data"] for event in plugin.events("message.created"))
    assert (direct["text"], direct["conversationType"], direct["sender"]) == ("điểm", "direct", "an.nguyenvan")
    assert support["conversationId"] == "c-support"
    assert mention["mentions"] == ["vn.hanoiwork.thucthi"]


def test_a_reply_with_files_is_an_added_attachment_whose_bytes_can_be_read(both: Both) -> None:
    workspace, plugin = both
    sent = plugin.call("POST", "/users/an.nguyenvan/messages", json={"text": "Việc mới"}).json()
    file = workspace.attach("an.nguyenvan", "phụ lục 2.pdf", b"%PDF-1.4")
    order = {"conversationId": "c-bot-an.nguyenvan", "text": "", "replyTo": sent["id"], "attachments": [file]}
    workspace.ask("an.nguyenvan", "messages", order)
    until(lambda: plugin.events("message.attachment_added"))
    data = plugin.events("message.attachment_added")[0]["data"]
    assert data["replyTo"] == data["threadId"] == sent["id"]
    assert data["attachments"][0]["name"] == "phụ lục 2.pdf"
    assert plugin.call("GET", f"/files/{file}").json() == data["attachments"][0]
    assert plugin.call("GET", f"/files/{file}/content").content == b"%PDF-1.4"


def test_a_deep_link_asks_who_and_tells_the_plugin(both: Both) -> None:
    workspace, plugin = both
    client = workspace.app.test_client()
    address = "/a/vn.hanoiwork.thucthi/o/task/T1?token=abc"
    assert "Anh/chị là ai" in client.get(address).text
    client.set_cookie("practice_person", "an.nguyenvan")
    assert client.get(address).location == "/p/an.nguyenvan/c/c-bot-an.nguyenvan"
    until(lambda: plugin.events("link.opened"))
    opened = plugin.events("link.opened")[0]
    assert opened["actorid"] == "an.nguyenvan"
    assert opened["data"] == {
        "objectType": "task",
        "objectId": "T1",
        "token": "abc",
        "conversationId": "c-bot-an.nguyenvan",
    }


def test_what_the_plugin_could_not_take_is_sent_again(both: Both, monkeypatch: Any) -> None:
    monkeypatch.setattr(webhooks, "RETRIES", (0, 0.2, 0.2, 0.2))
    workspace, plugin = both
    plugin.busy = True
    workspace.ask("ha.lethi", "tasks", TASK)
    until(lambda: workspace.ask("ha.lethi", "status")["deliveries"]["resting"] == 2)
    plugin.busy = False
    assert workspace.ask("ha.lethi", "deliveries/retry", {}) == {"count": 2}
    until(lambda: len(plugin.types()) == 2)


def test_events_are_duplicated_and_lost_on_request(both: Both, monkeypatch: Any) -> None:
    monkeypatch.setattr(webhooks, "RETRIES", (0, 0.2, 0.2))
    workspace, plugin = both
    assert workspace.ask("ha.lethi", "chaos", {"duplicate": True, "lose": True})["lose"]
    workspace.ask("ha.lethi", "tasks", TASK)
    until(lambda: len(plugin.events("task.assigned")) == 2)
    assert len({event["id"] for event in plugin.events("task.assigned")}) == 1
    names = [call["name"] for call in workspace.ask("ha.lethi", "calls")["calls"] if call["status"] is None]
    assert sorted(names) == ["task.assigned", "task.created"]


def test_events_are_reordered_on_request(both: Both, monkeypatch: Any) -> None:
    monkeypatch.setattr(webhooks, "REORDER_SECONDS", 0.3)
    workspace, plugin = both
    workspace.ask("ha.lethi", "chaos", {"reorder": True})
    workspace.ask("ha.lethi", "tasks", TASK)
    until(lambda: plugin.types() == ["task.assigned", "task.created"])


def test_the_clock_follows_the_plugin(both: Both) -> None:
    workspace, plugin = both
    moved = workspace.ask("an.nguyenvan", "clock", {"set": "2026-06-01T08:00:00+07:00"})
    assert moved["moved"]
    assert moved["now"].startswith("2026-06-01T01:00:0")
    workspace.ask("an.nguyenvan", "messages", {"conversationId": "c-bot-an.nguyenvan", "text": "điểm"})
    assert workspace.messages("an.nguyenvan")[-1]["time"].startswith("2026-06-01T01:00:0")
    assert "error" in workspace.ask("an.nguyenvan", "clock", {"advance": "century"}, status=409)
    plugin.offset = plugin.offset * 0
    until(lambda: not workspace.ask("an.nguyenvan", "clock")["moved"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        (f"/p/{AN}/", 200),
        ("/p/nobody/", 404),
        (f"/p/{AN}/c/c-bot-ha.lethi", 404),
        (f"/p/{AN}/api/conversations/c-bot-ha.lethi/messages", 404),
        ("/p/nobody/api/state", 404),
        ("/a/another.app/o/task/1", 404),
        ("/parts/other.js", 404),
    ],
)
def test_pages_are_only_for_people_of_the_table(both: Both, path: str, status: int) -> None:
    assert both[0].app.test_client().get(path).status_code == status
