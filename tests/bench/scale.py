"""What the city of the generator costs: rights, tree, screens, the timers of Monday and of the month, the outbox.

By hand, on a database that ``hanoiwork generate`` has filled and that nobody else uses (it is written to):

    HANOIWORK_HOME=/tmp/city hanoiwork generate
    HANOIWORK_HOME=/tmp/city python tests/bench/scale.py
"""

import json
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any, cast
from uuid import UUID

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "scim")]

import psutil
from load import quantile
from pushes import installed
from scim_push import push
from sqlalchemy import func, select, text
from stage.clock import StandingClock
from stage.queries import counted_queries

from hanoiwork_plugin import settings as settings_module
from hanoiwork_plugin.app import create_app
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.people import Role
from hanoiwork_plugin.domain.timing.reminders import ReminderKind
from hanoiwork_plugin.jobs import outbox
from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.screens.draw import context_for, draw
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services import ledger_months, timers
from hanoiwork_plugin.services.accounts import units
from hanoiwork_plugin.services.doing import task_lists, task_work
from hanoiwork_plugin.services.goals import week_posting
from hanoiwork_plugin.services.opening import build_plugin
from hanoiwork_plugin.services.rating import periods
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.store import database, organisation
from hanoiwork_plugin.store.messages import NoticeRow, TimerRow
from hanoiwork_plugin.store.people import PersonRow, RoleGrantRow
from hanoiwork_plugin.store.tasks import TaskRow
from hanoiwork_plugin.workspace.client import Sent

ASKED = 60
"""People each figure is the median of."""
TASKS_EACH = 2
SENT = 300
PUSHED = 1_000
_Question = Callable[[Tx, Any], object]

_TASKS = """
INSERT INTO task (id, version, state, name, content, kind, priority, basis_number, basis_date, basis_issuer,
    lead_unit_id, assigner_id, accountable_id, suggested_ids, co_units, co_people_ids, start, due, window_due,
    host_product, product, points, coefficient, quantity, quality_criteria, weight, progress, progress_note,
    accepted_quantity, created_at, assigned_at)
SELECT gen_random_uuid(), 1, 'in_progress', 'Việc đo ' || n, '', 'regular', 'normal', '1/KH',
    date '2026-05-25', 'UBND', p.unit_id, h.person_id, p.person_id, '{}', '{}', '{}', date '2026-06-01',
    timestamptz '2026-06-05 17:00+07' + n * interval '6 days',
    timestamptz '2026-06-05 17:00+07' + n * interval '6 days',
    '', 'Báo cáo', 10, 2, 1, 'Đủ nội dung', 50, 10 * n, '', 0, timestamptz '2026-06-01 08:00+07',
    timestamptz '2026-06-01 08:00+07'
FROM posting p
JOIN unit u ON u.id = p.unit_id
JOIN LATERAL (SELECT g.person_id FROM role_grant g WHERE g.unit_id = u.path[1] AND g.role = 'head' LIMIT 1) h ON true
CROSS JOIN generate_series(1, :each) AS n
WHERE p.is_primary AND p.valid_to IS NULL AND p.person_id <> h.person_id
"""


class _Deaf:
    """A workspace that takes every message at once."""

    def __init__(self) -> None:
        self._count = 0

    def client(self, _installation_id: str) -> "_Deaf":
        return self

    def post_to_person(self, _account: str, *, card: dict[str, Any], **_rest: Any) -> Sent:
        json.dumps(card)
        self._count += 1
        return Sent(message_id=f"bench-{time.time_ns()}-{self._count}", conversation_id="bench", card_version=1)

    def post_to_conversation(self, _conversation_id: str, **rest: Any) -> Sent:
        return self.post_to_person("", **rest)


@contextmanager
def _timed(what: str) -> Iterator[None]:
    load, started = os.getloadavg()[0], time.perf_counter()
    yield
    _say(what, f"{time.perf_counter() - started:.1f} s (load {load:.1f})")


def _say(what: str, figure: str) -> None:
    print(f"{what:<58} {figure}", flush=True)


def _each(
    plugin: Plugin, what: str, accounts: list[str], ask: Callable[[Tx, Any], object], *, own: bool = True
) -> None:
    """Median and slowest of one question, and its statements; ``own``: for the person read beforehand."""
    spent, asked = [], set()
    for account in accounts:
        with plugin.transaction() as tx:
            given = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now)) if own else account
            tx.session.connection()
            with counted_queries(plugin.engine) as statements:
                started = time.perf_counter()
                ask(tx, given)
                spent.append(time.perf_counter() - started)
            asked.add(len(statements))
            tx.session.rollback()
    figure = f"median {median(spent) * 1000:.1f} ms, p95 {quantile(spent, 0.95) * 1000:.1f} ms, {max(asked)} queries"
    _say(what, f"{figure} (load {os.getloadavg()[0]:.1f})")


def _accounts(plugin: Plugin, role: Role) -> list[str]:
    with plugin.transaction() as tx:
        found = tx.session.scalars(
            select(PersonRow.account)
            .join(RoleGrantRow, RoleGrantRow.person_id == PersonRow.id)
            .where(RoleGrantRow.role == role)
            .order_by(PersonRow.id)
        ).all()
        return random.Random(1).sample(list(found), min(ASKED, len(found)))


def _questions(plugin: Plugin, staff: list[str]) -> None:
    heads, chiefs = _accounts(plugin, Role.DEPARTMENT_HEAD), _accounts(plugin, Role.HEAD)
    board = _accounts(plugin, Role.CITY_BOARD)[:5]

    def who(tx: Tx, account: str) -> object:
        return organisation.actor_by_account(tx.session, account, hanoi_date(tx.now))

    def shown(kind: str) -> Callable[[Tx, Any], object]:
        return lambda tx, actor: draw(tx, Screen(kind, actor), context_for(tx, "inst-test", "vi"))

    def visible(tx: Tx, actor: Any) -> object:
        return task_lists.page_of_tasks(tx, actor, task_lists.TaskFilter("visible"), 50)

    _each(plugin, "rights of a person", staff + heads + chiefs, who, own=False)
    _each(plugin, "tree of the whole city", board, lambda tx, actor: units.unit_tree(tx, actor))
    _each(plugin, "tree of one agency", staff, lambda tx, actor: units.unit_tree(tx, actor))
    _each(plugin, "menu", staff, shown("menu"))
    _each(plugin, "my score", staff, shown("score"))
    _each(plugin, "my tasks", staff, shown("task_list"))
    _each(plugin, "tasks a head of department sees", heads, visible)
    _each(plugin, "tasks a head of agency sees", chiefs, visible)
    _each(plugin, "evaluation of the month", staff, shown("evaluation_open"))


def _press(plugin: Plugin, account: str, percent: int) -> float:
    """The seconds that progress reported takes, from the account to the commit."""
    started = time.perf_counter()
    with plugin.transaction(cause="bench") as tx:
        actor = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now))
        assert actor is not None
        task_id = tx.session.scalars(select(TaskRow.id).where(TaskRow.accountable_id == actor.id).limit(1)).one()
        task_work.report_progress(tx, actor, task_id, percent, f"Đo {time.time_ns()}")
    return time.perf_counter() - started


@contextmanager
def _pressing(plugin: Plugin, what: str, staff: list[str]) -> Iterator[None]:
    """Somebody presses all the while."""
    done, spent = threading.Event(), []

    def press() -> None:
        number = 0
        while not done.is_set():
            number += 1
            spent.append(_press(plugin, staff[number % len(staff)], 11 + number % 80))
            time.sleep(0.05)

    presser = threading.Thread(target=press)
    presser.start()
    try:
        yield
    finally:
        done.set()
        presser.join()
    figure = (
        f"median {median(spent) * 1000:.0f} ms, p99 {quantile(spent, 0.99) * 1000:.0f} ms, slowest {max(spent):.2f} s"
    )
    _say(f"  presses meanwhile ({what})", f"{figure}, {len(spent)} presses")


def _fire(plugin: Plugin, staff: list[str], what: str, kind: str, key: str) -> None:
    """One timer with all that follows from it, until nothing is due."""
    with plugin.transaction() as tx:
        tx.session.execute(text("DELETE FROM timer"))
        tx.timer(kind, key, tx.now)
        before = tx.session.scalar(select(func.count()).select_from(NoticeRow)) or 0
    longest, fired = 0.0, 0
    with _pressing(plugin, what, staff), _timed(what):
        while True:
            started = time.perf_counter()
            if not timers.fire_next(plugin):
                break
            longest, fired = max(longest, time.perf_counter() - started), fired + 1
    with plugin.transaction() as tx:
        after = tx.session.scalar(select(func.count()).select_from(NoticeRow)) or 0
        left = tx.session.scalar(select(func.count()).where(TimerRow.fired_at.is_(None)))
    _say("", f"{fired} transactions, the longest {longest:.2f} s; {after - before} messages; {left} timers left")


def _outbox(plugin: Plugin) -> None:
    """Messages drawn and settled, one after the other; and one look for the next job in the full queue."""
    deaf = cast(Hosts, _Deaf())
    with plugin.transaction() as tx:
        waiting = tx.session.scalars(select(NoticeRow.id).where(NoticeRow.state == "waiting").limit(SENT)).all()
    started = time.perf_counter()
    for each in cast(list[UUID], waiting):
        outbox.send_notice(plugin, deaf, each)
    _say("messages out, one worker thread", f"{len(waiting) / (time.perf_counter() - started):.0f} a second")
    with plugin.engine.connect() as connection:
        queued = connection.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"))
        spent = []
        for _ in range(20):
            started = time.perf_counter()
            connection.execute(text("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)"))
            spent.append(time.perf_counter() - started)
            connection.rollback()
    _say(f"next job out of {queued}", f"{median(spent) * 1000:.1f} ms")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as spare:
        env = {"HANOIWORK_HOME": spare, "HANOIWORK_ISSUER": "http://127.0.0.1:1", "HANOIWORK_SECRET": "x" * 40}
        settings = settings_module.load({**env, **os.environ})
        clock = StandingClock()
        plugin = Plugin(build_plugin(settings, database.address(settings)).engine, clock, settings)
        database.migrate(plugin.engine)
        installed(plugin)
        clock.set("2026-06-08T07:30:00+07:00")
        staff = _accounts(plugin, Role.STAFF)
        with plugin.transaction() as tx:
            people = tx.session.scalar(select(func.count()).select_from(PersonRow))
            tx.session.execute(text("SET LOCAL statement_timeout = 0"))
            if not tx.session.scalar(select(TaskRow.id).limit(1)):
                tx.session.execute(text(_TASKS), {"each": TASKS_EACH})
            tasks = tx.session.scalar(select(func.count()).select_from(TaskRow))
        with plugin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("ANALYZE"))
        _say("people, tasks", f"{people}, {tasks}")
        _questions(plugin, staff)
        spent = [_press(plugin, account, 1 + place % 99) for place, account in enumerate(staff)]
        _say("progress reported", f"median {median(spent) * 1000:.1f} ms, p95 {quantile(spent, 0.95) * 1000:.1f} ms")
        _fire(plugin, staff, "Monday's week calendar, all agencies", week_posting.WEEK, "2026-06-08")
        clock.set("2026-06-20T08:00:00+07:00")
        reminded = f"2026-06:{ReminderKind.SELF_EVALUATION}"
        _fire(plugin, staff, "the month opened for everybody", periods.REMIND, reminded)
        clock.set(datetime.fromisoformat("2026-06-22T08:00:00+07:00").isoformat())
        _fire(plugin, staff, "everybody reminded again", periods.REMIND, reminded)
        _outbox(plugin)
        with _timed("room in the ledger"):
            ledger_months.make_room(plugin)
        client = create_app(plugin).test_client()
        for stretch in push(plugin, client, PUSHED, PUSHED // 2):
            _say("directory push beside them", f"{stretch.rate:.0f} people/s, {max(stretch.queries)} queries")
        _say("memory of this process", f"{psutil.Process().memory_info().rss / 2**20:.0f} MB")
        plugin.engine.dispose()


if __name__ == "__main__":
    main()
