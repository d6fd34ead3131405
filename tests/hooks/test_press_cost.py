"""What a press and a refresh ask of the database: no task, person or unit twice, and no more for more cards."""

import re
from collections import Counter
from uuid import UUID, uuid4

import pytest
from played_host import PlayedHost, answered
from scenes import Scenes
from sqlalchemy import event
from stage.queries import counted_queries
from stage.ward import AN, HA

from hanoiwork_plugin.cards.render import digest
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.jobs.outbox import refresh_subject
from hanoiwork_plugin.screens.draw import context_for, draw
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.store.ledger import LedgerEntryRow, entries_of
from hanoiwork_plugin.store.messages import PostedCardRow
from hanoiwork_plugin.store.tasks import TaskRow


@pytest.mark.parametrize(
    ("account", "verb", "inputs", "most"),
    [
        (AN, "task.progress", {"progress": "40", "progress_note": "Đã khảo sát 3 tuyến phố"}, 20),
        (AN, "task.submit", {"submit_note": "Báo cáo số 12/BC-UBND"}, 26),
        (HA, "task.view", {}, 24),
    ],
)
def test_a_press_reads_each_task_person_and_unit_once(
    host: PlayedHost, scenes: Scenes, account: str, verb: str, inputs: dict[str, str], most: int
) -> None:
    task_id = scenes.accepted()
    press = host.press_of(verb, f"task/{task_id}", scenes.version("task", task_id), **inputs)
    with counted_queries(host.plugin.engine) as asked:
        assert answered(host.press(account, press))["statusCode"] == 200
    reads = Counter(
        query for query in asked if re.search(r"\sFROM (task|person JOIN|unit|role_grant|delegation)\s", query)
    )
    assert len(reads) >= 4
    assert max(reads.values()) == 1, reads
    assert len(asked) <= most, "\n".join(asked)


def post_cards(host: PlayedHost, scenes: Scenes, task_id: UUID, count: int) -> None:
    """Cards of a task in An's conversation that show it as it is."""
    with host.plugin.transaction() as tx:
        tx.session.get_one(TaskRow, task_id).host_id = None
        tx.settle()
        viewer = scenes.ward.actor(tx, AN)
        shown = draw(tx, Screen("task", viewer, task_id), context_for(tx, host.installation, "vi"))
        for _ in range(count):
            row = PostedCardRow(
                id=uuid4(),
                installation_id=host.installation,
                message_id=str(uuid4()),
                conversation_id="dm",
                card_version=1,
                kind="task",
                person_id=viewer.id,
                subject_type="task",
                subject_id=task_id,
                digest=digest(shown),
                params={},
                posted_at=tx.now,
            )
            tx.session.add(row)


def test_several_cards_that_show_the_same_are_drawn_once(host: PlayedHost, scenes: Scenes) -> None:
    task_id, hosts = scenes.accepted(), Hosts(host.plugin.engine)
    post_cards(host, scenes, task_id, 1)
    with counted_queries(host.plugin.engine) as one:
        refresh_subject(host.plugin, hosts, "task", task_id)
    post_cards(host, scenes, task_id, 2)
    with counted_queries(host.plugin.engine) as three:
        refresh_subject(host.plugin, hosts, "task", task_id)
    assert len(three) == len(one) > 5


def test_a_task_of_five_hundred_entries_opens_like_one_of_five(host: PlayedHost, scenes: Scenes) -> None:
    short, long = scenes.accepted(), scenes.accepted()
    with host.plugin.transaction() as tx:
        an = scenes.ward.actor(tx, AN)
        for number in range(500):
            tx.record(TaskAct.PROGRESS, "task", long, an, reason=f"Bước {number}", after={"progress": number % 100})
        tx.session.flush()
        assert len(entries_of(tx.session, long)) >= 500
    read: list[LedgerEntryRow] = []

    def note(row: LedgerEntryRow, _: object) -> None:
        read.append(row)

    event.listen(LedgerEntryRow, "load", note)
    try:
        for verb, inputs in (
            ("task.view", {}),
            ("task.progress", {"progress": "40", "progress_note": "Đã khảo sát"}),
        ):
            asked = []
            for task_id in (*((short,) if verb == "task.view" else ()), short, long):  # the first press fills caches
                press = host.press_of(verb, f"task/{task_id}", scenes.version("task", task_id), **inputs)
                read.clear()
                with counted_queries(host.plugin.engine) as statements:
                    assert answered(host.press(AN, press))["statusCode"] == 200
                asked.append(len(statements))
                assert len(read) <= 12, f"{verb} reads the whole ledger of the task"
            assert asked[-2] == asked[-1], verb
    finally:
        event.remove(LedgerEntryRow, "load", note)
