"""The host's own task and ours: disorder, conflicts and echoes end the same way every time (CONTRACT 4, 6)."""

import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
import responses
from played_host import Json, PlayedHost
from requests import PreparedRequest
from scenes import Scenes
from sqlalchemy import select
from stage.ward import AN, HA, NGOC

from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.jobs.outbox import refresh_subject
from hanoiwork_plugin.services.assigning import assignment
from hanoiwork_plugin.services.assigning.assignment import GateInput
from hanoiwork_plugin.services.doing import task_work
from hanoiwork_plugin.services.doing.host_changes import HOST_CHANGED
from hanoiwork_plugin.settings import APP_ID
from hanoiwork_plugin.store.hosts import Installation
from hanoiwork_plugin.store.ledger import entries_of
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.tasks import TaskRow, task_by_host_id


class EchoingHost:
    """A host that takes over what it is told and answers each change with an event of its own."""

    def __init__(self, host: PlayedHost, mock: responses.RequestsMock) -> None:
        self.host, self.calls, self.keys = host, 0, set[str]()
        self.tasks: dict[str, Json] = {}
        self.sequence = 0
        with host.plugin.transaction() as tx:
            row = tx.session.get_one(Installation, host.installation)
            base, token = row.api_base, row.token_endpoint
        mock.assert_all_requests_are_fired = False
        mock.post(token, json={"access_token": "a", "token_type": "Bearer", "expires_in": 3600})
        mock.add_callback(responses.PATCH, re.compile(f"{base}/v1/tasks/.*"), self.patched)

    def form(self, task_id: str, **more: Any) -> Json:
        """The host's form of a task, changed."""
        start: Json = {"id": task_id, "title": "Rà soát biển quảng cáo", "assignees": [AN], "createdBy": HA}
        self.tasks[task_id] = {**self.tasks.get(task_id, {**start, "quantity": 2, "due": "2026-06-19"}), **more}
        return dict(self.tasks[task_id])

    def event(self, task_id: str, kind: str = "updated", actor: str | None = HA, **more: Any) -> Json:
        """The next event about a task."""
        self.sequence += 1
        data = {"id": task_id} if kind == "deleted" else self.form(task_id, **more)
        number = str(self.sequence)
        return self.host.event(f"task.{kind}", data, subject=f"tasks/{task_id}", sequence=number, actorid=actor)

    def patched(self, request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        """PATCH: a known key changes nothing; else the due date is taken over and told as an event."""
        self.calls += 1
        key = request.headers["Idempotency-Key"]
        if key not in self.keys:
            self.keys.add(key)
            body = json.loads(request.body or "{}")
            task_id = str(request.url).rsplit("/", 1)[1]
            assert set(body) == {"state", "progress", "due", "link", "version"}
            self.tasks[task_id]["shown"] = body
            data = {key: value for key, value in self.form(task_id, due=body["due"]).items() if key != "shown"}
            self.sequence += 1
            for actor in (APP_ID, None):
                self.host.send(
                    self.host.event(
                        "task.updated", data, subject=f"tasks/{task_id}", sequence=str(self.sequence), actorid=actor
                    )
                )
        return 200, {}, "{}"


@pytest.fixture
def echoing(host: PlayedHost) -> Iterator[EchoingHost]:
    with responses.RequestsMock() as mock:
        yield EchoingHost(host, mock)


def ours(host: PlayedHost, task_id: str) -> TaskRow | None:
    with host.plugin.transaction() as tx:
        return task_by_host_id(tx.session, host.installation, task_id)


def told(host: PlayedHost, task_id: UUID) -> int:
    with host.plugin.transaction() as tx:
        query = select(NoticeRow).where(NoticeRow.kind == "task_host_changed", NoticeRow.subject_id == task_id)
        return len(tx.session.scalars(query).all())


def test_events_in_any_order_and_number_leave_the_same(host: PlayedHost, scenes: Scenes, echoing: EchoingHost) -> None:
    random = Random(4)
    for deleted in (False, True) * 6:
        task_id = str(uuid4())
        events = [
            echoing.event(task_id, "created"),
            echoing.event(task_id, "assigned", title="Rà soát biển quảng cáo phố 5"),
            echoing.event(task_id, due="2026-06-22"),
            echoing.event(task_id, quantity=3, assignees=[AN, NGOC]),
            *([echoing.event(task_id, "deleted")] if deleted else []),
        ]
        late = random.sample(events, len(events))
        for event in (*late, *random.sample(events, 3)):
            host.send(event)
            if random.random() < 0.5:
                host.work()
        host.work()
        task = ours(host, task_id)
        if deleted:
            assert task is None or task.state == "cancelled"
        else:
            assert task is not None
            assert (task.state, task.name, int(task.quantity or 0)) == ("draft", "Rà soát biển quảng cáo phố 5", 3)
            assert f"{task.due:%d/%m}" == "22/06"
            assert len(task.suggested_ids) == 2


def test_what_was_filled_in_here_stays_and_is_told(host: PlayedHost, scenes: Scenes, echoing: EchoingHost) -> None:
    task_id = str(uuid4())
    assert host.deliver(echoing.event(task_id, "created")) == "applied"
    task = ours(host, task_id)
    assert task is not None
    with host.plugin.transaction() as tx:
        assignment.fill(tx, tx.session.get_one(TaskRow, task.id), GateInput(name="Rà soát phố 5"))
    for title in ("Rà soát phố 6", "Rà soát phố 7"):
        assert host.deliver(echoing.event(task_id, title=title, quantity=4)) == "applied"
    task = ours(host, task_id)
    assert task is not None
    assert (task.name, int(task.quantity or 0)) == ("Rà soát phố 5", 4)
    assert told(host, task.id) == 2
    refresh_subject(host.plugin, Hosts(host.plugin.engine), "task", task.id)
    assert host.deliver(echoing.event(task_id, title="Rà soát phố 5")) == "applied"
    assert host.deliver(echoing.event(task_id, title="Rà soát phố 8")) == "applied"
    task = ours(host, task_id)
    assert task is not None
    assert task.name == "Rà soát phố 8", "once both say the same, the draft follows again"


def test_an_echo_comes_to_rest_and_a_conflict_is_put_right(
    host: PlayedHost, scenes: Scenes, echoing: EchoingHost
) -> None:
    row_id = scenes.accepted()
    with host.plugin.transaction() as tx:
        row = tx.session.get_one(TaskRow, row_id)
        task_id, due = str(row.host_id), row.due
    assert due is not None
    echoing.form(task_id, title="Rà soát biển quảng cáo tuyến phố số 5", quantity=1, due=due.isoformat())
    hosts = Hosts(host.plugin.engine)

    def settle() -> None:
        for _ in range(4):
            refresh_subject(host.plugin, hosts, "task", row_id)
            host.work()

    def version() -> int:
        task = ours(host, task_id)
        assert task is not None
        return task.version

    before = version()
    settle()
    assert (echoing.calls, told(host, row_id), version()) == (1, 0, before)
    assert echoing.tasks[task_id]["shown"]["link"].endswith(f"/o/task/{row_id}")
    with host.plugin.transaction() as tx:
        task_work.report_progress(tx, scenes.ward.actor(tx, AN), row_id, 40, "Đã khảo sát")
    settle()
    assert (echoing.calls, echoing.tasks[task_id]["shown"]["progress"]) == (2, 40)
    for turn, day in enumerate(("2026-06-25", "2026-06-26"), start=1):
        assert host.deliver(echoing.event(task_id, due=day)) == "applied"
        settle()
        assert echoing.calls == 2 + turn
        assert echoing.tasks[task_id]["due"] == due.isoformat(), "the host shows the deadline that holds"
        assert told(host, row_id) == 2 * turn, "the giver and the accountable person, once each"
    with host.plugin.transaction() as tx:
        assert tx.session.get_one(TaskRow, row_id).due == due
        noted = [entry for entry in entries_of(tx.session, row_id) if entry.act == HOST_CHANGED]
    assert len(noted) == 2
