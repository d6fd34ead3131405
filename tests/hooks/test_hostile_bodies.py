"""Well signed, and still not to be believed: bodies that do not fit, edited cards, odd inputs (CONTRACT 4, 5).

After each: a refusal that names the place, never a 500, and nothing half written.
"""

import copy
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from given_task import ANSWERED_ONLY, names_of_tasks, subject_of, task_event
from played_host import Json, PlayedHost, answered
from scenes import Scenes
from sqlalchemy import select
from stage.ward import AN, HA

from hanoiwork_plugin.store.hosts import Refusal

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
