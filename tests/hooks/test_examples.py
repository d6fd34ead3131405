"""Every example in ``webhooks/`` played through the real routes: installed, signed, stored, worked, pressed."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import change_settings
import data_settings
import doing_settings
import evidence_settings
import giving_settings
import part_settings
import pytest
import rollout_settings
import time_settings
import watch_settings
from catalogue_scenes import CATALOGUE_SETTINGS
from goal_scenes import GOAL_SETTINGS
from played_host import Json, PlayedHost, answered
from scenes import Scenes
from sqlalchemy import func, select, update
from sqlalchemy.orm import make_transient
from stage.ward import AN, DUNG, HA, MAI

from hanoiwork_plugin import resources
from hanoiwork_plugin.domain.tasks import TaskKind
from hanoiwork_plugin.hooks.answers import CARD, SENTENCE
from hanoiwork_plugin.services.accounts import reconciliation
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.store.catalogue import CatalogueItemRow
from hanoiwork_plugin.store.evidence import EvidenceRow
from hanoiwork_plugin.store.hosts import Installation, WebhookKey
from hanoiwork_plugin.store.messages import NoticeRow, PostedCardRow, SupportRequestRow
from hanoiwork_plugin.store.people import PersonRow, PostingRow, RoleGrantRow
from hanoiwork_plugin.store.tasks import QrTokenRow, TaskRow

EXAMPLES = resources.webhooks_dir() / "examples"
PREFIX = "vn.hanoiwork."
HEAD_OF = {MAI: DUNG}
"""Who gives tasks to a person; Hà to everybody else."""


def files(kind: str) -> list[Path]:
    return sorted((EXAMPLES / kind).rglob("*.json"))


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def read(path: Path) -> Json:
    body: Json = json.loads(path.read_text("utf-8"))
    return body


@pytest.fixture
def example_host(host: PlayedHost) -> PlayedHost:
    """The workspace that the examples are of, installed by its own example."""
    body = read(EXAMPLES / "lifecycle" / f"{PREFIX}app.installed.v1" / "phuong-mau.json")
    assert call_lifecycle(host, body) == 200
    return replace(host, installation=body["data"]["installationId"], key=body["data"]["webhookKeys"][0])


def call_lifecycle(host: PlayedHost, body: Json) -> int:
    headers = {"Authorization": f"Bearer {host.issuer.app_token('app:lifecycle')}", "Content-Type": "application/json"}
    return host.post(json.dumps(body).encode(), headers, "/hanoiwork/lifecycle").status_code


@pytest.mark.parametrize("path", files("lifecycle"), ids=name_of)
def test_a_lifecycle_example_is_followed(example_host: PlayedHost, path: Path) -> None:
    body = read(path)
    assert call_lifecycle(example_host, body) == 200
    installation_id = body["data"].get("installationId")
    act = body["type"].removeprefix(f"{PREFIX}app.").removesuffix(".v1")
    with example_host.plugin.transaction() as tx:
        row = tx.session.get(Installation, installation_id) if installation_id else None
        if act in ("suspended", "uninstalled"):
            assert row is not None
            assert row.state == act
        if act in ("installed", "keys.rotated"):
            of_it = select(WebhookKey.key).where(WebhookKey.installation_id == installation_id)
            in_force = tx.session.scalars(of_it.where(WebhookKey.expires_at.is_(None)))
            assert set(in_force) == set(body["data"]["webhookKeys"])


@pytest.mark.parametrize("path", files("events"), ids=name_of)
def test_an_event_example_is_stored_and_followed(example_host: PlayedHost, scenes: Scenes, path: Path) -> None:
    event = read(path)
    kind = event["type"].removeprefix(PREFIX).removesuffix(".v1")
    prepare_event(example_host, scenes, kind, event)
    assert example_host.deliver(event) == "applied"
    check_event(example_host, kind, event)
    answer = example_host.send(event)
    if kind not in ("app.suspended", "app.uninstalled"):
        assert (answer.status_code, answer.headers["Webhook-Duplicate"]) == (200, "true")


def prepare_event(host: PlayedHost, scenes: Scenes, kind: str, event: Json) -> None:
    """What must be there before: the task that is changed, the card that is replied to."""
    data = event["data"]
    if kind in ("task.updated", "task.deleted"):
        created = next(
            body
            for body in map(read, files("events"))
            if body["type"] == f"{PREFIX}task.created.v1" and body["data"]["id"] == data["id"]
        )
        assert host.deliver(created) == "applied"
    if kind == "message.attachment_added":
        post_card(host, scenes.accepted(HA, data["sender"]), data["replyTo"])
    if is_forwarded(kind, data):
        scenes.accepted(HA, data["sender"])
        scenes.accepted(HA, data["sender"])
    if kind == "link.opened":
        task_id = scenes.accepted(HA, AN)
        with host.plugin.transaction() as tx:
            if data["objectId"]:
                task = tx.session.get_one(TaskRow, task_id)
                tx.session.expunge(task)
                make_transient(task)
                task.id, task.host_id = UUID(data["objectId"]), None
                tx.session.add(task)
            else:
                maker = tx.session.get_one(TaskRow, task_id).assigner_id
                tx.session.add(QrTokenRow(token=data["token"], task_id=task_id, created_by_id=maker, created_at=tx.now))


def is_forwarded(kind: str, data: Json) -> bool:
    """Whether files, no table, come to the bot alone: it asks of which task they are evidence."""
    names = [file["name"] for file in data.get("attachments") or ()]
    gives = "giao việc" in str(data.get("text")).lower()
    return kind == "message.created" and not gives and any(not name.endswith((".xlsx", ".csv")) for name in names)


def post_card(host: PlayedHost, task_id: UUID, message_id: str) -> None:
    """A card of the task stands in the conversation."""
    with host.plugin.transaction() as tx:
        tx.session.add(
            PostedCardRow(
                id=uuid4(),
                installation_id=host.installation,
                message_id=message_id,
                conversation_id="dm",
                card_version=1,
                kind="task",
                person_id=tx.session.get_one(TaskRow, task_id).accountable_id,
                subject_type="task",
                subject_id=task_id,
                digest="",
                params={},
                posted_at=tx.now,
            )
        )


def check_event(host: PlayedHost, kind: str, event: Json) -> None:
    """The effect, for the kinds that have one."""
    data = event["data"]
    with host.plugin.transaction() as tx:
        if kind.startswith("task."):
            row = tx.session.scalars(select(TaskRow).where(TaskRow.host_id == data["id"])).one()
            assert row.state == ("cancelled" if kind == "task.deleted" else "draft")
            assert kind == "task.deleted" or row.name == data["title"]
        elif kind == "message.attachment_added":
            names = set(tx.session.scalars(select(EvidenceRow.name)))
            assert names == {file["name"] for file in data["attachments"]}
        elif kind == "link.opened":
            assert tx.session.scalars(select(NoticeRow.kind).where(NoticeRow.dedup == f"link:{event['id']}")).all() == [
                "task"
            ]
        elif kind == "user.deactivated":
            assert tx.session.scalar(select(PersonRow.active).where(PersonRow.account == data["account"])) is False
        elif is_forwarded(kind, data):
            asked = tx.session.scalars(select(NoticeRow.kind).where(NoticeRow.subject_type == "evidence_intake"))
            assert asked.all() == ["evidence_intake"]
        elif kind == "message.created" and data["conversationType"] == "group" and not data["mentions"]:
            assert tx.session.scalar(select(SupportRequestRow.text)) == data["text"]
        elif kind == "message.created" and not data["attachments"]:
            assert tx.session.scalar(select(func.count()).select_from(NoticeRow)) == 1


@pytest.mark.parametrize("path", files("presses"), ids=name_of)
def test_a_press_example_is_answered(example_host: PlayedHost, scenes: Scenes, path: Path) -> None:
    body, verb = read(path), path.parent.name
    account = "thao.lyphuong" if body["conversation"]["type"] == "group" else body["conversation"]["id"][3:]
    subject, version = SETTINGS[verb](scenes, account, body["value"]["action"]["data"])
    body["value"]["action"]["data"] |= example_host.card_data(verb, subject, version)
    first = example_host.press(account, body)
    answer = answered(first)
    assert answer["statusCode"] == 200, answer["value"]
    assert answer["type"] in (CARD, SENTENCE)
    if answer["type"] == CARD:
        assert answer["value"]["type"] == "AdaptiveCard"
    assert example_host.press(account, body).get_data() == first.get_data()


Setting = Callable[[Scenes, str, Json], tuple[str, int]]


def task_in(make: Callable[[Scenes, str], UUID]) -> Setting:
    """The card of a task that ``make`` brings into the right state for whoever presses."""

    def setting(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
        task_id = make(scenes, account)
        return f"task/{task_id}", scenes.version("task", task_id)

    return setting


def assignee_of(giver: str) -> str:
    return MAI if giver == DUNG else AN


def giver_of(assignee: str) -> str:
    return HEAD_OF.get(assignee, HA)


def gate(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """A draft; the person and the catalogue item that the example names are there under their ids."""
    task_id = scenes.draft(account, assignee_of(account), quantity=3)
    with scenes.ward.plugin.transaction() as tx:
        giver, session = scenes.ward.actor(tx, account), tx.session
        if "item" in data:
            any_item = session.scalars(select(CatalogueItemRow.id).order_by(CatalogueItemRow.code)).first()
            session.execute(
                update(CatalogueItemRow).where(CatalogueItemRow.id == any_item).values(id=UUID(data["item"]))
            )
        if "accountable" in data:
            person_id, since = UUID(data["accountable"]), date(2026, 1, 1)
            person = PersonRow(id=person_id, account="hanh.dinhthi", name="Đinh Thị Hạnh", staff_group="civil_servant")
            session.add(person)
            session.flush()
            common = {"person_id": person_id, "unit_id": giver.unit.id, "valid_from": since}
            session.add(PostingRow(id=uuid4(), title="Chuyên viên", position="Tổng hợp", is_primary=True, **common))
            session.add(RoleGrantRow(id=uuid4(), role="staff", fields=[], **common))
    return f"task/{task_id}", scenes.version("task", task_id)


def sent_back(scenes: Scenes, account: str) -> UUID:
    return scenes.completed(kind=TaskKind.KEY)


def escalated_or_own(scenes: Scenes, account: str) -> UUID:
    """An objection that the presser answers: their own, or one passed up to them."""
    task_id = scenes.objected(HA if account not in (HA, DUNG) else account, assignee_of(account))
    if account not in (HA, DUNG):
        with scenes.ward.plugin.transaction() as tx:
            act = assignment.TaskAct.ESCALATE
            assignment.answer_objection(tx, scenes.ward.actor(tx, HA), task_id, act, "Xin ý kiến.")
    return task_id


def own(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    return f"person/{scenes.ward.id_of(account)}", 0


def receipt(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    if data["subject"].startswith("score/"):
        return f"score/{scenes.ward.id_of(account)}/2026-06", 0
    return of_evaluation(scenes, scenes.self_evaluated())


def of_evaluation(scenes: Scenes, evaluation_id: UUID) -> tuple[str, int]:
    return f"evaluation/{evaluation_id}", scenes.version("evaluation", evaluation_id)


def self_evaluation(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    evaluation_id = scenes.evaluation(account)
    scenes.clock.set("2026-06-25T08:10+07:00" if "late_reason" in data else "2026-06-23T10:15+07:00")
    return of_evaluation(scenes, evaluation_id)


def rating(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    if "review_reason" in data:
        return of_evaluation(scenes, scenes.self_evaluated(AN, HA))
    evaluation_id = scenes.evaluation(assignee_of(account))
    scenes.clock.set("2026-06-25T16:00+07:00")
    return of_evaluation(scenes, evaluation_id)


def leading(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """The evaluation of Hà, who leads, for those who rate her."""
    evaluation_id = scenes.evaluation(HA)
    scenes.clock.set("2026-06-25T08:10+07:00")
    return of_evaluation(scenes, evaluation_id)


def opened(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    if data["subject"].startswith("person/"):
        return own(scenes, account, data)
    return of_evaluation(scenes, scenes.self_evaluated(account, giver_of(account)))


def publication(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    scenes.approved()
    scenes.clock.set(datetime.fromisoformat("2026-07-03T09:00+07:00"))
    return f"publication/{scenes.agency()}/2026-06", scenes.publication_version()


def request(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    request_id = scenes.support_request(taken=data["version"] > 1)
    return f"support/{request_id}", scenes.version("support", request_id)


def comparison(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """A reconciliation with one missing phone, where one is to be settled."""
    with scenes.ward.plugin.transaction() as tx:
        if data["subject"].count("/") == 2:
            tx.session.execute(update(PersonRow).where(PersonRow.account == AN).values(phone=""))
        row = reconciliation.reconciliation_of(tx, scenes.ward.actor(tx, account))
        lines = reconciliation.reconciliation_view(tx, row).open
        return "/".join(["reconciliation", str(row.id), *(line.code for line in lines)]), row.version


SETTINGS: dict[str, Setting] = {
    **GOAL_SETTINGS,
    **CATALOGUE_SETTINGS,
    "task.gate.submit": gate,
    "task.item.search": gate,
    "task.approve": task_in(sent_back),
    "task.sendback": task_in(sent_back),
    "task.accept": task_in(lambda scenes, who: scenes.completed(giver_of(who), who)),
    "task.object": task_in(lambda scenes, who: scenes.completed(giver_of(who), who)),
    "objection.adjust": task_in(escalated_or_own),
    "objection.keep": task_in(escalated_or_own),
    "objection.escalate": task_in(escalated_or_own),
    "task.progress": task_in(lambda scenes, who: scenes.accepted(giver_of(who), who)),
    "task.submit": task_in(lambda scenes, who: scenes.accepted(giver_of(who), who, quantity=3)),
    "submission.accept": task_in(lambda scenes, who: scenes.submitted(who, assignee_of(who), quantity=3, units=2)),
    "submission.return": task_in(lambda scenes, who: scenes.submitted(who, assignee_of(who))),
    "task.view": task_in(lambda scenes, who: scenes.accepted()),
    "task.qr.renew": lambda scenes, who, data: (f"task/{scenes.accepted()}", 0),
    "task.qr": task_in(lambda scenes, who: scenes.accepted()),
    "task.list": own,
    "score.show": own,
    "score.receipt": receipt,
    "evaluation.open": opened,
    "evaluation.self": self_evaluation,
    "evaluation.agree": lambda scenes, who, data: of_evaluation(scenes, scenes.self_evaluated(assignee_of(who), who)),
    "evaluation.leader": leading,
    "evaluation.rate": rating,
    "evaluation.approve": lambda scenes, who, data: of_evaluation(scenes, scenes.reviewed()),
    "evaluation.approve_other": lambda scenes, who, data: of_evaluation(scenes, scenes.reviewed()),
    "evaluation.publish": publication,
    "evaluation.seen": lambda scenes, who, data: of_evaluation(scenes, scenes.published(who, giver_of(who))),
    **change_settings.SETTINGS,
    **rollout_settings.SETTINGS,
    **doing_settings.SETTINGS,
    **part_settings.SETTINGS,
    **time_settings.SETTINGS,
    **watch_settings.SETTINGS,
    **data_settings.SETTINGS,
    **giving_settings.SETTINGS,
    **evidence_settings.SETTINGS,
    "support.ask": own,
    "support.take": request,
    "support.answer": request,
    "support.reply": request,
    "reconciliation.check": comparison,
    "reconciliation.settle": comparison,
    "reconciliation.skip": comparison,
    "reconciliation.confirm": comparison,
}
"""Verb → what its card is about, made ready for the person who presses."""
