"""Random people through random acts: allowed by the table, explained by the ledger, once, and told to everybody."""

import os
from difflib import unified_diff
from json import dumps
from random import Random

from played_host import PlayedHost
from scenes import Scenes
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from stage.clock import StandingClock
from walked_host import WalkedHost, work
from walker import Walker

from hanoiwork_plugin.cards.render import digest
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.screens.draw import Screen, context_for, draw, locale_for
from hanoiwork_plugin.services.rating.periods import ensure_timers
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.hosts import Installation
from hanoiwork_plugin.store.messages import NoticeRow, PostedCardRow
from hanoiwork_plugin.store.tasks import TaskRow

STEPS = int(os.environ.get("HANOIWORK_WALK_STEPS", "120"))
SEED = int(os.environ.get("HANOIWORK_WALK_SEED", "0")) or Random().randrange(1, 10**6)
ROUNDS = 4


def test_random_people_through_random_acts(host: PlayedHost, scenes: Scenes, clock: StandingClock) -> None:
    print(f"HANOIWORK_WALK_SEED={SEED}")
    random = Random(SEED)
    walker = Walker(host, scenes, clock, random)
    workspace = WalkedHost(random, troubles=0.05)
    hosts = Hosts(host.plugin.engine)
    with host.plugin.transaction() as tx:
        row = tx.session.get_one(Installation, host.installation)
        base, token = row.api_base, row.token_endpoint
        ensure_timers(tx)
    for _ in range(ROUNDS):
        for _ in range(STEPS // ROUNDS):
            walker.step()
        walker.to_the_morning()
        with workspace.listening(base, token):
            work(host.plugin, hosts)
        everybody_was_told(host, workspace)
        what_stands_is_so(host, workspace)
    done = sum(count for outcome, count in walker.outcomes.items() if outcome.endswith(" 200"))
    assert done > STEPS / 5, walker.outcomes
    assert len(walker.outcomes) > 10, walker.outcomes


def everybody_was_told(host: PlayedHost, workspace: WalkedHost) -> None:
    """Each notice is one message, however often the sending failed."""
    with host.plugin.transaction() as tx:
        states = dict(tx.session.execute(select(NoticeRow.state, func.count()).group_by(NoticeRow.state)).all())
        sent = {str(found) for found in tx.session.scalars(select(NoticeRow.id).where(NoticeRow.state == "sent"))}
    assert set(states) <= {"sent", "void"}, states
    assert sorted(workspace.messages.values()) == sorted(sent)


def what_stands_is_so(host: PlayedHost, workspace: WalkedHost) -> None:
    """The newest cards show things as they are, and so do the host's own tasks."""
    with host.plugin.transaction() as tx:
        newest = (
            select(PostedCardRow)
            .ext(distinct_on(PostedCardRow.person_id, PostedCardRow.kind, PostedCardRow.subject_id))
            .where(PostedCardRow.subject_type == "task", PostedCardRow.kind == "task")
            .order_by(PostedCardRow.person_id, PostedCardRow.kind, PostedCardRow.subject_id, PostedCardRow.id.desc())
        )
        for row in tx.session.scalars(newest).all():
            assert row.person_id is not None
            viewer = organisation.actor_by_id(tx.session, row.person_id, hanoi_date(tx.now))
            context = context_for(tx, row.installation_id, locale_for(viewer))
            try:
                card = draw(tx, Screen(row.kind, viewer, row.subject_id, row.params), context)
            except NotFound:
                card = draw(tx, Screen("neutral", viewer), context)
            shown, drawn = (
                dumps(each, indent=1, ensure_ascii=False) for each in (workspace.cards[row.message_id], card)
            )
            assert shown == drawn, "\n".join(unified_diff(shown.split("\n"), drawn.split("\n"), n=1))
            assert row.digest == digest(card)
            assert row.card_version == workspace.versions[row.message_id]
        for task in tx.session.scalars(select(TaskRow).where(TaskRow.host_id.in_(list(workspace.tasks)))):
            shown = workspace.tasks[str(task.host_id)]
            assert (shown["state"], shown["progress"]) == (task.state, task.progress)
