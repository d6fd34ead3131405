"""A workspace that is sometimes down, sometimes loses its own answer, and never does one thing twice for one key."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import responses
from requests import ConnectionError as NoAnswer
from requests import PreparedRequest
from sqlalchemy import text

from hanoiwork_plugin.jobs import files, outbox
from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.services import deliveries
from hanoiwork_plugin.services.host_events import HANDLERS
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.workspace.client import TryLater

Reply = tuple[int, dict[str, str], str]


class WalkedHost:
    """Keeps what it was sent, by idempotency key; ``troubles`` is the share of calls that go wrong."""

    def __init__(self, random: Random, *, troubles: float) -> None:
        self.random, self.troubles = random, troubles
        self.answers: dict[str, str] = {}
        self.messages: dict[str, str] = {}
        """Message id → idempotency key of the call that made it."""
        self.versions: dict[str, int] = {}
        self.cards: dict[str, Any] = {}
        self.tasks: dict[str, dict[str, Any]] = {}

    @contextmanager
    def listening(self, base: str, token: str) -> Iterator[None]:
        """Answer at the installation's addresses."""
        with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
            mock.post(token, json={"access_token": "a", "token_type": "Bearer", "expires_in": 3600})
            mock.add_callback(responses.POST, re.compile(f"{base}/v1/(users|conversations)/[^/]+/messages"), self._post)
            mock.add_callback(responses.PATCH, re.compile(f"{base}/v1/messages/[^/]+/card"), self._replace)
            mock.add_callback(responses.PATCH, re.compile(f"{base}/v1/tasks/[^/]+"), self._mirror)
            yield

    def _done(self, request: PreparedRequest, status: int, act: Any) -> Reply:
        """Once for each key; before or after it something may go wrong."""
        key = request.headers["Idempotency-Key"]
        trouble = self.random.random() < self.troubles
        if trouble and self.random.random() < 0.5:
            return 503, {"Retry-After": "1"}, ""
        if key not in self.answers:
            self.answers[key] = json.dumps(act(json.loads(request.body or "{}")))
        if trouble:
            raise NoAnswer("the answer was lost")
        return status, {"Content-Type": "application/json"}, self.answers[key]

    def _post(self, request: PreparedRequest) -> Reply:
        def made(body: Any) -> dict[str, Any]:
            message = f"m-{len(self.messages)}"
            self.messages[message], self.versions[message] = request.headers["Idempotency-Key"], 1
            self.cards[message] = body["card"]
            return {"id": message, "conversationId": "dm", "cardVersion": 1}

        return self._done(request, 201, made)

    def _replace(self, request: PreparedRequest) -> Reply:
        message = str(request.url).split("/")[-2]
        known = self.versions[message]
        if (
            request.headers["If-Match"] not in ("*", f'"{known}"')
            and request.headers["Idempotency-Key"] not in self.answers
        ):
            return 412, {"ETag": f'"{known}"'}, ""

        def replaced(body: Any) -> dict[str, Any]:
            self.versions[message] += 1
            self.cards[message] = body["card"]
            return {"cardVersion": self.versions[message]}

        return self._done(request, 200, replaced)

    def _mirror(self, request: PreparedRequest) -> Reply:
        task = str(request.url).rsplit("/", 1)[1]

        def shown(body: dict[str, Any]) -> dict[str, Any]:
            if body["version"] >= self.tasks.get(task, {"version": 0})["version"]:
                self.tasks[task] = body
            return {}

        return self._done(request, 200, shown)


def work(plugin: Plugin, hosts: Hosts) -> None:
    """What the worker does until nothing waits: each job until it succeeds, without its pauses between tries."""
    for _ in range(60):
        with plugin.engine.begin() as connection:
            jobs = connection.execute(
                text("DELETE FROM procrastinate_jobs WHERE status = 'todo' RETURNING id, task_name, args")
            ).all()
        if not jobs:
            return
        for job in sorted(jobs):
            _until_done(plugin, hosts, job.task_name, job.args)
    raise AssertionError("the queue never comes to rest")


def _until_done(plugin: Plugin, hosts: Hosts, task: str, args: dict[str, str]) -> None:
    for _ in range(30):
        try:
            match task:
                case "work_delivery":
                    deliveries.work_delivery(plugin, **args, handlers=HANDLERS)
                case "send_notice":
                    outbox.send_notice(plugin, hosts, args["notice_id"])  # type: ignore[arg-type]
                case "refresh_subject":
                    outbox.refresh_subject(plugin, hosts, args["subject_type"], args["subject_id"])  # type: ignore[arg-type]
                case "read_evidence":
                    files.read_evidence(plugin, hosts, args["evidence_id"])  # type: ignore[arg-type]
                case _:
                    raise AssertionError(task)
        except TryLater:
            continue
        return
    raise AssertionError(f"{task} never succeeds")
