"""The same again, in any order, at once, too late, edited, or by somebody who left (CONTRACT 4, 5).

One effect each, the same bytes back, never a 500, and nothing half written.
"""

import copy
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from played_host import Json, PlayedHost, answered, encoded
from scenes import Scenes
from sqlalchemy import func, select, text
from stage.clock import StandingClock
from stage.ward import AN, DUNG, HA, MAI, MINH, NGOC
from werkzeug.test import TestResponse

from hanoiwork_plugin.hooks.answers import CARD, ERROR
from hanoiwork_plugin.services.host_events import HANDLERS
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.hosts import Delivery, Press, Refusal
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.messages import NoticeRow, SupportRequestRow
from hanoiwork_plugin.store.people import PersonRow
from hanoiwork_plugin.store.tasks import TaskRow

ANSWERED_ONLY = ("press",)
"""What a refused press leaves: its stored answer."""
ANSWERED_AND_REFRESHED = ("press", "procrastinate_jobs", "procrastinate_events")
"""What a press on an old card leaves: its stored answer, and the order to send the newest card."""


def task_event(host: PlayedHost, kind: str = "task.created", **more: Any) -> Json:
    """Hà gives An a task; ``sequence`` and the like are the envelope's, the rest the form's."""
    attributes = {name: more.pop(name) for name in ("sequence", "id", "subject") if name in more}
    form_id = more.pop("form_id", "t-1")
    form = {"id": form_id, "title": "Rà soát vỉa hè", "createdBy": HA, "assignees": [AN], "due": "2026-06-19", **more}
    return host.event(kind, form, actorid=form["createdBy"], **attributes)


def names_of_tasks(host: PlayedHost) -> list[str]:
    with host.plugin.transaction() as tx:
        return list(tx.session.scalars(select(TaskRow.name)))


def counted(host: PlayedHost, what: Any) -> int:
    with host.plugin.transaction() as tx:
        return int(tx.session.scalar(select(func.count()).select_from(what)) or 0)


def acts(host: PlayedHost, subject_id: UUID) -> list[str]:
    with host.plugin.transaction() as tx:
        query = select(LedgerEntryRow.act).where(LedgerEntryRow.subject_id == subject_id).order_by(LedgerEntryRow.id)
        return list(tx.session.scalars(query))


def at_once(app: Flask, call: Callable[[Any], TestResponse], times: int) -> list[TestResponse]:
    """``call`` with a client of its own in each of ``times`` threads, let go together."""
    gate = Barrier(times)

    def run(_: int) -> TestResponse:
        client = app.test_client()
        gate.wait(10)
        return call(client)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.fixture
def card(host: PlayedHost, scenes: Scenes) -> tuple[UUID, Json]:
    """An assigned task, and [Nhận việc] on its card."""
    task_id = scenes.completed()
    return task_id, host.press_of("task.accept", f"task/{task_id}", scenes.version("task", task_id))


# Events


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


def test_an_unknown_type_is_recorded_and_left_alone(host: PlayedHost) -> None:
    event = host.event("task.celebrated", {"id": "t-1"})
    assert host.send(event).status_code == 200
    before = host.rows()
    host.work()
    assert host.rows() == before
    assert host.state_of(event["id"]) == "unknown"


INVALID: dict[str, tuple[Json, set[str]]] = {
    "no title, no giver": ({"data": {"id": "t-1"}}, {"/data/title", "/data/createdBy"}),
    "no data": ({"data": None}, {"/data/id", "/data/title", "/data/createdBy"}),
    "data is a list": ({"data": []}, {"/data"}),
    "no such day": ({"due": "2026-02-30"}, {"/data/due"}),
    "no such hour": ({"due": "2026-06-19T25:00:00+07:00"}, {"/data/due"}),
    "a line after the day": ({"due": "2026-06-19\n"}, {"/data/due"}),
    "quantity in words": ({"quantity": "hai"}, {"/data/quantity"}),
    "quantity without end": ({"quantity": "9" * 50}, {"/data/quantity"}),
    "quantity true": ({"quantity": True}, {"/data/quantity"}),
    "assignees is a text": ({"assignees": AN}, {"/data/assignees"}),
    "an assignee is a number": ({"assignees": [AN, 7]}, {"/data/assignees/1"}),
    "a very long title": ({"title": "x" * 2001}, {"/data/title"}),
    "an empty title": ({"title": ""}, {"/data/title"}),
    "a file without a name": ({"attachments": [{"id": "f"}]}, {"/data/attachments/0/name"}),
    "a size without end": (
        {"attachments": [{"id": "f", "name": "a.pdf", "size": 10**30}]},
        {"/data/attachments/0/size"},
    ),
    "sequence is a number": ({"sequence": 3}, {"/sequence"}),
    "sequence below zero": ({"sequence": "-3"}, {"/sequence"}),
    "another specversion": ({"specversion": "0.3"}, {"/specversion"}),
    "time without a zone": ({"time": "2026-06-02T08:00:00"}, {"/time"}),
    "no time at all": ({"time": "soon"}, {"/time"}),
    "no source": ({"source": None}, {"/source"}),
    "data is XML": ({"datacontenttype": "application/xml"}, {"/datacontenttype"}),
}
ATTRIBUTES = ("data", "sequence", "specversion", "time", "source", "datacontenttype")


def test_an_event_that_does_not_fit_leaves_only_its_refusal(host: PlayedHost, subtests: pytest.Subtests) -> None:
    before = host.rows("refusal")
    for case, (changed, places) in INVALID.items():
        with subtests.test(case):
            event = task_event(host)
            event |= {name: value for name, value in changed.items() if name in ATTRIBUTES}
            if "data" not in changed:
                event["data"] |= {name: value for name, value in changed.items() if name not in ATTRIBUTES}
            event = {name: value for name, value in event.items() if value is not None}
            for answer in (host.send(event), host.send(event)):
                assert answer.status_code == 400
                assert {error["place"] for error in answer.get_json()["errors"]} == places
            host.work()
            assert host.rows("refusal") == before
            (reason,) = reasons_of(host, event["id"])
            assert "x" * 100 not in reason


def reasons_of(host: PlayedHost, webhook_id: str) -> list[str]:
    with host.plugin.transaction() as tx:
        return list(tx.session.scalars(select(Refusal.reason).where(Refusal.webhook_id == webhook_id)))


def test_a_refused_event_can_be_mended_and_sent_again(host: PlayedHost, ward: object) -> None:
    event = task_event(host)
    assert host.send({**event, "data": {"id": "t-1"}}).status_code == 400
    assert host.deliver(event) == "applied"


def test_any_text_a_host_can_write_is_stored_or_refused(
    host: PlayedHost, ward: object, subtests: pytest.Subtests
) -> None:
    for number, value in enumerate(ODD_TEXTS):
        with subtests.test(ascii(value)):
            event = task_event(host, title=f"Việc {value}", form_id=f"t-{number}", subject=f"tasks/t-{number}")
            raw = json.dumps(event).encode()
            before = names_of_tasks(host)
            answer = host.post(raw, host.signed(raw, event["id"]))
            assert answer.status_code in (202, 400)
            host.work()
            assert len(names_of_tasks(host)) == len(before) + (answer.status_code == 202)


ODD_TEXTS = ("\ud800", "a\udfffb", "\U0001f600", "e\u0302\u0301", "\u202eabc", "<b>${x}</b>", "[a](javascript:x)")


GIVERS = {
    "another department's head": (DUNG, AN),
    "a specialist": (NGOC, AN),
    "nobody known": ("khong.co", AN),
    "to nobody known": (HA, "khong.co"),
}


def test_a_task_given_without_authority_is_recorded_and_refused(
    host: PlayedHost, ward: object, subtests: pytest.Subtests
) -> None:
    for case, (giver, assignee) in GIVERS.items():
        with subtests.test(case):
            event = task_event(host, createdBy=giver, assignees=[assignee], form_id=case)
            assert host.deliver(event) == "refused"
            assert names_of_tasks(host) == []
            assert counted(host, LedgerEntryRow.__table__) == imported_entries(host)
            with host.plugin.transaction() as tx:
                told = tx.session.scalars(select(NoticeRow.kind).where(NoticeRow.dedup == f"refusal:{event['id']}"))
                assert list(told) == ([] if giver == "khong.co" else ["refusal"])


def imported_entries(host: PlayedHost) -> int:
    """Ledger entries of the ward's own import."""
    with host.plugin.transaction() as tx:
        imported = LedgerEntryRow.act.in_(["people.imported", "catalogue.imported"])
        return int(tx.session.scalar(select(func.count()).select_from(LedgerEntryRow).where(imported)) or 0)


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


# Presses


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


def subject_of(press: Json) -> tuple[str, int]:
    data = press["value"]["action"]["data"]
    return data["subject"], data["version"]


def versions_in(node: Any) -> set[int]:
    if isinstance(node, dict):
        own = {node["data"]["version"]} if node.get("type") == "Action.Execute" else set()
        return own.union(*(versions_in(child) for child in node.values()))
    return set().union(*(versions_in(child) for child in node)) if isinstance(node, list) else set()


def edited(**changes: Any) -> Callable[[Json, Json], None]:
    def change(press: Json, other: Json) -> None:
        press["value"]["action"]["data"] |= changes

    return change


def of_other(*names: str) -> Callable[[Json, Json], None]:
    def change(press: Json, other: Json) -> None:
        press["value"]["action"]["data"] |= {name: other["value"]["action"]["data"][name] for name in names}

    return change


def other_verb(press: Json, other: Json) -> None:
    press["value"]["action"]["verb"] = "submission.accept"


def no_sig(press: Json, other: Json) -> None:
    press["value"]["action"]["data"].pop("sig")


def no_data(press: Json, other: Json) -> None:
    press["value"]["action"]["data"] = {}


FORGED: dict[str, Callable[[Json, Json], None]] = {
    "another task": of_other("subject"),
    "another task's signature": of_other("sig"),
    "another version": edited(version=1),
    "a newer version": edited(version=99),
    "version as text": edited(version="2"),
    "version with a fraction": edited(version=2.0),
    "version true": edited(version=True),
    "version without end": edited(version=10**40),
    "no signature": no_sig,
    "signature null": edited(sig=None),
    "signature a list": edited(sig=["x"]),
    "signature not ASCII": edited(sig="chữ ký"),
    "signature empty": edited(sig=""),
    "subject null": edited(subject=None),
    "subject a list": edited(subject=[]),
    "subject a way up": edited(subject="task/../evaluation/1"),
    "another verb": other_verb,
    "nothing": no_data,
}


def test_a_press_with_edited_data(
    host: PlayedHost, scenes: Scenes, card: tuple[UUID, Json], subtests: pytest.Subtests
) -> None:
    _, press = card
    other_task = scenes.completed()
    other = host.press_of("task.accept", f"task/{other_task}", scenes.version("task", other_task))
    before = host.rows(*ANSWERED_ONLY)
    for case, change in FORGED.items():
        with subtests.test(case):
            forged = copy.deepcopy(press) | {"actionId": str(uuid4())}
            change(forged, other)
            answer = answered(host.press(AN, forged))
            assert answer["statusCode"] == 403, answer
            assert "effects" not in answer
            assert host.rows(*ANSWERED_ONLY) == before


def test_a_signature_for_another_installation(host: PlayedHost, scenes: Scenes, card: tuple[UUID, Json]) -> None:
    _, press = card
    elsewhere = PlayedHost(host.client, host.plugin, host.issuer, "inst-other", host.key)
    press["value"]["action"]["data"] |= elsewhere.card_data("task.accept", *subject_of(press))
    before = host.rows(*ANSWERED_ONLY)
    assert answered(host.press(AN, press))["statusCode"] == 403
    assert host.rows(*ANSWERED_ONLY) == before


def test_a_well_signed_card_about_nothing(host: PlayedHost, ward: object, subtests: pytest.Subtests) -> None:
    before = host.rows(*ANSWERED_ONLY)
    nothing = ("task/none", "task", "", "task/", "evaluation/x/y", "score/a/b", "publication//", f"task/{uuid4()}")
    for verb in ("task.accept", "score.receipt", "evaluation.publish", "support.take", "evaluation.self"):
        for subject in nothing:
            with subtests.test(f"{verb} on {subject}"):
                answer = answered(host.press(AN, host.press_of(verb, subject, 1)))
                assert answer["statusCode"] in (400, 403, 404)
                assert host.rows(*ANSWERED_ONLY) == before


def test_a_verb_that_is_not_ours(host: PlayedHost, ward: object) -> None:
    before = host.rows(*ANSWERED_ONLY)
    answer = answered(host.press(AN, host.press_of("task.burn", "task/x", 1)))
    assert answer["statusCode"] == 404
    assert host.rows(*ANSWERED_ONLY) == before


HOSTILE_INPUTS: dict[str, tuple[str, Json]] = {
    "progress without end": ("task.progress", {"progress": "1e999999999"}),
    "progress tiny": ("task.progress", {"progress": "1e-999999999"}),
    "progress zero a million times over": ("task.progress", {"progress": "0e999999"}),
    "progress of many digits": ("task.progress", {"progress": "9" * 5000}),
    "progress with a fraction": ("task.progress", {"progress": "60.5"}),
    "progress NaN": ("task.progress", {"progress": "NaN"}),
    "progress below zero": ("task.progress", {"progress": "-1"}),
    "progress a list": ("task.progress", {"progress": [60]}),
    "no progress": ("task.progress", {"progress_note": "x"}),
    "a very long note": ("task.progress", {"progress": "5", "progress_note": "x" * 2001}),
    "a note that is no text": ("task.progress", {"progress": "5", "progress_note": {"a": 1}}),
    "quantity zero": ("task.submit", {"submit_quantity": "0", "submit_note": "x"}),
    "quantity too large": ("task.submit", {"submit_quantity": "999", "submit_note": "x"}),
    "quantity infinite": ("task.submit", {"submit_quantity": "Infinity", "submit_note": "x"}),
    "quantity tiny": ("task.submit", {"submit_quantity": "1e-999999", "submit_note": "x"}),
    "no product": ("task.submit", {}),
    "unknown ground": ("task.object", {"objection_ground": "laziness", "objection_text": "x"}),
    "ground is a list": ("task.object", {"objection_ground": ["scope"], "objection_text": "x"}),
    "no text": ("task.object", {"objection_ground": "scope", "objection_text": "   "}),
}


def test_inputs_that_cannot_be(host: PlayedHost, scenes: Scenes, subtests: pytest.Subtests) -> None:
    task_id = scenes.accepted()
    subject, version = f"task/{task_id}", scenes.version("task", task_id)
    before = host.rows(*ANSWERED_ONLY)
    for case, (verb, inputs) in HOSTILE_INPUTS.items():
        with subtests.test(case):
            answer = answered(host.press(AN, host.press_of(verb, subject, version, **inputs)))
            assert answer["statusCode"] == 400, answer
            assert "1e999" not in answer["value"]["message"]
            assert host.rows(*ANSWERED_ONLY) == before


BAD_GATES: list[Json] = [
    {"due": "2026-06-19", "due_time": "17:00\n"},
    {"due": "2026-06-19", "due_time": "１７:00"},
    {"due": "2026-02-30"},
    {"due": "9999-12-31", "due_time": "23:59"},
    {"due": "0001-01-01"},
    {"start": "0001-01-01"},
    {"basis_date": "soon"},
    {"accountable": "an.nguyenvan"},
    {"accountable": str(uuid4())},
    {"item": "VB.01"},
    {"item": str(uuid4())},
    {"quantity": "-1"},
    {"kind": "secret"},
    {},
]


def test_a_gate_that_cannot_be_passed(host: PlayedHost, scenes: Scenes, subtests: pytest.Subtests) -> None:
    task_id = scenes.draft()
    subject, version = f"task/{task_id}", scenes.version("task", task_id)
    before = host.rows(*ANSWERED_ONLY)
    for inputs in BAD_GATES:
        with subtests.test(ascii(inputs)):
            answer = answered(host.press(HA, host.press_of("task.gate.submit", subject, version, **inputs)))
            assert answer["statusCode"] == 400, answer
            assert host.rows(*ANSWERED_ONLY) == before


def test_any_text_a_person_can_send_is_kept_or_refused(
    host: PlayedHost, scenes: Scenes, subtests: pytest.Subtests
) -> None:
    task_id = scenes.accepted()
    for value in ODD_TEXTS:
        with subtests.test(ascii(value)):
            inputs = {"progress": "50", "progress_note": f"Ghi chú {value}"}
            press = host.press_of("task.progress", f"task/{task_id}", scenes.version("task", task_id), **inputs)
            raw = json.dumps(press).encode()
            token = host.issuer.token(AN, jti=press["actionId"])
            headers = host.signed(raw, "press-1") | {"Authorization": f"Bearer {token}"}
            answer = host.post(raw, headers, "/hanoiwork/actions")
            assert answer.status_code in (200, 400)
            assert answer.status_code == 400 or answer.get_json()["statusCode"] == 200


MALFORMED: dict[str, Callable[[Json], Any]] = {
    "no action": lambda press: press["value"].pop("action"),
    "action is a text": lambda press: press["value"].update(action="task.accept"),
    "another type": lambda press: press.update(type="message"),
    "another name": lambda press: press.update(name="composeExtension/query"),
    "Action.Submit": lambda press: press["value"]["action"].update(type="Action.Submit"),
    "data is a list": lambda press: press["value"]["action"].update(data=[]),
    "no id": lambda press: press["value"]["action"].pop("verb"),
    "trigger by itself": lambda press: press["value"].update(trigger="sometimes"),
    "attachments is a text": lambda press: press.update(attachments="a.pdf"),
    "fifty-one files": lambda press: press.update(attachments=[{"id": "f", "name": "a"}] * 51),
    "card version without end": lambda press: press["message"].update(cardVersion="9" * 5000),
    "card version in words": lambda press: press["message"].update(cardVersion="new"),
    "message is a text": lambda press: press.update(message="msg-1"),
    "locale very long": lambda press: press.update(locale="v" * 500),
}


def test_a_press_that_does_not_fit_its_schema(
    host: PlayedHost, card: tuple[UUID, Json], subtests: pytest.Subtests
) -> None:
    _, press = card
    before = host.rows()
    for case, change in MALFORMED.items():
        with subtests.test(case):
            changed = copy.deepcopy(press)
            change(changed)
            answer = host.press(AN, changed)
            assert answer.status_code == 400, answer.get_data(as_text=True)
            assert answer.get_json()["errors"]
            assert host.rows() == before


# People who are not there any more, and other units


def test_a_person_who_left_can_do_nothing_with_a_good_token(host: PlayedHost, card: tuple[UUID, Json]) -> None:
    task_id, press = card
    gone = host.event("user.deactivated", {"account": AN}, subject=f"users/{AN}")
    assert host.deliver(gone) == "applied"
    before = host.rows(*ANSWERED_ONLY)
    answer = answered(host.press(AN, press))
    assert answer["statusCode"] == 403
    assert "effects" not in answer
    assert host.rows(*ANSWERED_ONLY) == before
    assert "task.accepted" not in acts(host, task_id)


def test_what_a_person_who_left_is_said_to_have_done_is_refused(host: PlayedHost, ward: object) -> None:
    gone = host.event("user.deactivated", {"account": HA}, subject=f"users/{HA}")
    assert host.deliver(gone) == "applied"
    assert host.deliver(task_event(host)) == "refused"
    assert names_of_tasks(host) == []
    message = {"id": "m-1", "conversationId": "dm", "conversationType": "direct", "text": "điểm", "sender": HA}
    before = counted(host, NoticeRow)
    assert host.deliver(host.event("message.created", message, subject="messages/m-1", actorid=HA)) == "applied"
    assert counted(host, NoticeRow) == before


def test_leaving_twice_is_recorded_once(host: PlayedHost, ward: object) -> None:
    for _ in range(2):
        host.deliver(host.event("user.deactivated", {"account": AN}, subject=f"users/{AN}"))
    with host.plugin.transaction() as tx:
        person = tx.session.scalars(select(PersonRow).where(PersonRow.account == AN)).one()
        assert not person.active
    assert acts(host, person.id) == ["person.deactivated"]


def test_nobody_is_deactivated_whom_we_do_not_know(host: PlayedHost, ward: object) -> None:
    event = host.event("user.deactivated", {"account": "khong.co"}, subject="users/khong.co")
    before = host.rows("delivery", "procrastinate_jobs", "procrastinate_events", "applied_sequence")
    assert host.deliver(event) == "applied"
    assert host.rows("delivery", "procrastinate_jobs", "procrastinate_events", "applied_sequence") == before


def test_a_suspended_installation_comes_back_where_it_was(host: PlayedHost, card: tuple[UUID, Json]) -> None:
    _, press = card
    with host.plugin.transaction() as tx:
        tx.session.execute(text("UPDATE installation SET state = 'suspended'"))
    before = host.rows()
    assert host.press(AN, press).status_code == 401
    assert host.rows() == before
    with host.plugin.transaction() as tx:
        tx.session.execute(text("UPDATE installation SET state = 'active'"))
    wait_for_keys(host)
    assert answered(host.press(AN, press))["statusCode"] == 200


def wait_for_keys(host: PlayedHost) -> None:
    """A server process remembers an installation's keys for a second; a lifecycle call makes it look at once."""
    token = host.issuer.app_token("app:lifecycle")
    body = encoded({"type": "vn.hanoiwork.app.ping.v1", "data": {}})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    assert host.post(body, headers, "/hanoiwork/lifecycle").status_code == 200


def test_a_foreign_link_shows_the_neutral_card(host: PlayedHost, scenes: Scenes, clock: StandingClock) -> None:
    task_id = scenes.accepted()
    for number, (account, data) in enumerate(
        [
            (MAI, {"objectType": "task", "objectId": str(task_id)}),
            (MAI, {"objectType": "task", "objectId": str(uuid4())}),
            (MAI, {"objectType": "task", "token": "unknown"}),
            (MAI, {"objectType": "task", "objectId": "1; DROP TABLE task"}),
            (MAI, {"objectType": "evaluation", "objectId": str(task_id)}),
        ]
    ):
        event = host.event("link.opened", data, subject=f"links/{number}", actorid=account)
        assert host.deliver(event) == "applied"
        with host.plugin.transaction() as tx:
            notice = tx.session.scalars(select(NoticeRow).where(NoticeRow.dedup == f"link:{event['id']}")).one()
        assert (notice.kind, notice.subject_id) == ("neutral", None)


def test_every_delivery_is_accounted_for(host: PlayedHost, ward: object) -> None:
    host.deliver(task_event(host, sequence="2"))
    host.deliver(task_event(host, sequence="1"))
    host.deliver(task_event(host, createdBy=NGOC, subject="tasks/t-9", form_id="t-9"))
    with host.plugin.transaction() as tx:
        states = set(tx.session.scalars(select(Delivery.state)))
        assert tx.session.scalar(select(func.count()).where(Delivery.worked_at.is_(None))) == 0
    assert states == {"applied", "skipped", "refused"}
