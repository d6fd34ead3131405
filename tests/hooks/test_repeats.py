"""The same again, in any order, at once or too late: one effect, the same bytes back (CONTRACT 4, 5)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from given_task import acts, counted, names_of_tasks, subject_of, task_event
from played_host import Json, PlayedHost, answered, encoded
from scenes import Scenes
from sqlalchemy import select
from stage.ward import AN, HA, MINH
from werkzeug.test import TestResponse

from hanoiwork_plugin.hooks.answers import CARD, ERROR
from hanoiwork_plugin.services.host_events import HANDLERS
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.hosts import Press
from hanoiwork_plugin.store.messages import NoticeRow, SupportRequestRow
from hanoiwork_plugin.store.tasks import TaskRow

ANSWERED_AND_REFRESHED = ("press", "procrastinate_jobs", "procrastinate_events")
"""What a press on an old card leaves: its stored answer, and the order to send the newest card."""


def at_once(app: Flask, call: Callable[[Any], TestResponse], times: int) -> list[TestResponse]:
    """``call`` with a client of its own in each of ``times`` threads, let go together."""
    gate = Barrier(times)

    def run(_: int) -> TestResponse:
        client = app.test_client()
        gate.wait(10)
        return call(client)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_the_same_delivery_three_times_has_one_effect(host: PlayedHost, ward: object) -> None:
    event = task_event(host)
    codes = [host.send(event).status_code for _ in range(3)]
    host.work()
    host.work()
    assert codes == [202, 200, 200]
    assert names_of_tasks(host) == ["Rà soát vỉa hè"]
    assert counted(host, NoticeRow) == 1


def test_the_same_delivery_at_once_is_stored_once(host: PlayedHost, ward: object, app: Flask) -> None:
    raw = encoded(event := task_event(host))
    headers = host.signed(raw, event["id"])
    answers = at_once(app, lambda client: client.post("/hanoiwork/events", data=raw, headers=headers), 4)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 202]
    assert sum(answer.headers.get("Webhook-Duplicate") == "true" for answer in answers) == 3
    host.work()
    assert len(names_of_tasks(host)) == 1


def test_the_same_delivery_worked_at_once_is_worked_once(host: PlayedHost, ward: object) -> None:
    host.send(task_event(host))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: host.work(), range(4)))
    assert len(names_of_tasks(host)) == 1
    assert counted(host, NoticeRow) == 1


def test_a_known_id_with_another_body_does_nothing(host: PlayedHost, ward: object) -> None:
    event = task_event(host)
    assert host.deliver(event) == "applied"
    before = host.rows()
    assert host.send({**event, "data": {**event["data"], "title": "Việc khác"}}).status_code == 200
    host.work()
    assert host.rows() == before


def test_two_events_about_one_task_make_one_task(host: PlayedHost, ward: object) -> None:
    assert host.deliver(task_event(host, sequence="1")) == "applied"
    assert host.deliver(task_event(host, "task.assigned", sequence="2")) == "applied"
    assert len(names_of_tasks(host)) == 1
    assert counted(host, NoticeRow) == 1


def test_the_older_of_two_events_is_skipped(host: PlayedHost, ward: object) -> None:
    newer = task_event(host, "task.updated", sequence="3", title="Tên mới")
    older = task_event(host, sequence="1", title="Tên cũ")
    assert host.deliver(newer) == "applied"
    assert host.deliver(older) == "skipped"
    assert names_of_tasks(host) == ["Tên mới"]


def test_a_deletion_that_overtakes_its_creation_leaves_no_task(host: PlayedHost, ward: object) -> None:
    deleted = host.event("task.deleted", {"id": "t-1"}, actorid=HA, sequence="9")
    assert host.deliver(deleted) == "applied"
    assert host.deliver(task_event(host, sequence="1")) == "skipped"
    assert names_of_tasks(host) == []


def test_sequences_are_compared_as_numbers_and_by_subject(host: PlayedHost, ward: object) -> None:
    assert host.deliver(task_event(host, sequence="9", title="Chín")) == "applied"
    assert host.deliver(task_event(host, "task.updated", sequence="10", title="Mười")) == "applied"
    assert host.deliver(task_event(host, sequence="1", subject="tasks/t-2", title="Khác")) == "applied"
    assert names_of_tasks(host) == ["Khác"]
    nanoseconds, padded = "1767225600000000000", "00000000000000000011"
    assert host.deliver(task_event(host, "task.updated", sequence=nanoseconds, title="Dài")) == "applied"
    assert host.deliver(task_event(host, "task.updated", sequence=padded, title="Ngắn hơn")) == "skipped"


def test_an_unknown_type_is_recorded_and_left_alone(host: PlayedHost) -> None:
    event = host.event("task.celebrated", {"id": "t-1"})
    assert host.send(event).status_code == 200
    before = host.rows()
    host.work()
    assert host.rows() == before
    assert host.state_of(event["id"]) == "unknown"


def test_a_handler_that_crashes_leaves_the_delivery_to_be_tried_again(host: PlayedHost, ward: object) -> None:
    event = task_event(host, sequence="1")
    assert host.send(event).status_code == 202
    before = host.rows()

    def crashing(tx: Tx, installation_id: str, stored: Json) -> None:
        HANDLERS[event["type"]](tx, installation_id, stored)
        raise RuntimeError("out of luck")

    with pytest.raises(RuntimeError):
        host.work({**HANDLERS, event["type"]: crashing})
    assert host.rows() == before
    assert host.state_of(event["id"]) == "stored"
    host.work()
    assert host.state_of(event["id"]) == "applied"
    assert names_of_tasks(host) == ["Rà soát vỉa hè"]


def test_the_same_message_opens_one_support_request(host: PlayedHost, ward: object) -> None:
    data = {
        "id": "m-1",
        "conversationId": "support-group",
        "conversationType": "group",
        "text": "Không vào được thẻ",
        "sender": AN,
    }
    for _ in range(2):
        assert host.deliver(host.event("message.created", data, subject="messages/m-1", actorid=AN)) == "applied"
    assert counted(host, SupportRequestRow) == 1


def test_the_same_press_again_gets_the_same_bytes(host: PlayedHost, card: tuple[UUID, Json]) -> None:
    task_id, press = card
    first = host.press(AN, press)
    assert answered(first)["statusCode"] == 200
    before = host.rows()
    for _ in range(3):
        assert host.press(AN, press).get_data() == first.get_data()
    assert host.rows() == before
    assert acts(host, task_id).count("task.accepted") == 1


def test_the_same_press_at_once_has_one_effect(host: PlayedHost, card: tuple[UUID, Json], app: Flask) -> None:
    task_id, press = card
    answers = at_once(app, lambda client: host.press(AN, press, client=client), 2)
    assert answers[0].get_data() == answers[1].get_data()
    assert answered(answers[0])["statusCode"] == 200
    assert acts(host, task_id).count("task.accepted") == 1
    assert counted(host, Press) == 1


def test_two_presses_on_one_card_at_once_have_one_effect(host: PlayedHost, card: tuple[UUID, Json], app: Flask) -> None:
    task_id, press = card
    presses = iter([press, {**press, "actionId": str(uuid4())}])
    answers = at_once(app, lambda client: host.press(AN, next(presses), client=client), 2)
    assert sorted(answered(answer)["statusCode"] for answer in answers) == [200, 409]
    assert acts(host, task_id).count("task.accepted") == 1


def test_two_people_at_once_on_one_product(host: PlayedHost, scenes: Scenes, app: Flask) -> None:
    """Hà accepts while Minh returns: one of them decides, the other sees the card as it is now."""
    task_id = scenes.submitted()
    version = scenes.version("task", task_id)
    returned = {"return_type": "minor", "return_reason": "Sai số liệu", "return_change": "Sửa số liệu"}
    presses = iter(
        [
            (HA, host.press_of("submission.accept", f"task/{task_id}", version)),
            (MINH, host.press_of("submission.return", f"task/{task_id}", version, **returned)),
        ]
    )
    answers = at_once(app, lambda client: host.press(*next(presses), client=client), 2)
    assert sorted(answered(answer)["statusCode"] for answer in answers) == [200, 409]
    decided = [act for act in acts(host, task_id) if act in ("task.product_accepted", "task.product_returned")]
    assert len(decided) == 1


def test_the_id_of_another_persons_press(host: PlayedHost, card: tuple[UUID, Json]) -> None:
    _, press = card
    answered(host.press(AN, press))
    before = host.rows()
    answer = answered(host.press(HA, press))
    assert answer["statusCode"] == 403
    assert "AdaptiveCard" not in str(answer)
    assert host.rows() == before


def test_a_press_on_an_old_card_shows_the_new_one_and_writes_nothing(
    host: PlayedHost, card: tuple[UUID, Json], scenes: Scenes
) -> None:
    task_id, press = card
    old = host.press_of("task.object", *subject_of(press), objection_ground="scope", objection_text="Chưa rõ")
    assert answered(host.press(AN, press))["statusCode"] == 200
    before = host.rows(*ANSWERED_AND_REFRESHED)
    answer = answered(host.press(AN, old))
    assert (answer["statusCode"], answer["type"], answer["value"]["code"]) == (409, ERROR, "stale")
    (shown,) = [effect["dialog"]["card"] for effect in answer["effects"]]
    assert shown["type"] == "AdaptiveCard"
    assert versions_in(shown) == {scenes.version("task", task_id)}
    assert host.rows(*ANSWERED_AND_REFRESHED) == before


def test_a_card_changed_by_the_host_is_old_as_well(host: PlayedHost, ward: object) -> None:
    assert host.deliver(task_event(host, sequence="1")) == "applied"
    with host.plugin.transaction() as tx:
        row = tx.session.scalars(select(TaskRow)).one()
    press = host.press_of("task.item.search", f"task/{row.id}", row.version, item_query="báo cáo")
    assert host.deliver(task_event(host, "task.updated", sequence="2", title="Tên mới")) == "applied"
    before = host.rows(*ANSWERED_AND_REFRESHED)
    answer = answered(host.press(HA, press))
    assert answer["statusCode"] == 409
    assert "Tên mới" in str(answer["effects"])
    assert host.rows(*ANSWERED_AND_REFRESHED) == before


def test_an_old_evaluation_card_writes_nothing(host: PlayedHost, scenes: Scenes) -> None:
    evaluation_id = scenes.self_evaluated()
    version = scenes.version("evaluation", evaluation_id)
    old = host.press_of("evaluation.approve", f"evaluation/{evaluation_id}", version)
    agree = host.press_of("evaluation.agree", f"evaluation/{evaluation_id}", version)
    assert answered(host.press(HA, agree))["type"] == CARD
    before = host.rows(*ANSWERED_AND_REFRESHED)
    answer = answered(host.press(MINH, old))
    assert answer["statusCode"] == 409
    assert answer["effects"]
    assert host.rows(*ANSWERED_AND_REFRESHED) == before


def versions_in(node: Any) -> set[int]:
    if isinstance(node, dict):
        own = {node["data"]["version"]} if node.get("type") == "Action.Execute" else set()
        return own.union(*(versions_in(child) for child in node.values()))
    return set().union(*(versions_in(child) for child in node)) if isinstance(node, list) else set()
