"""The worker process: the queue's jobs, the timers, and what a killed worker left behind."""

import asyncio
import os
import signal
import threading
from datetime import timedelta
from uuid import UUID

import procrastinate
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from sqlalchemy.orm import Session

from hanoiwork_plugin.domain.calendar import hanoi_date, holidays_known
from hanoiwork_plugin.jobs import files, outbox
from hanoiwork_plugin.jobs.contact import Contact
from hanoiwork_plugin.jobs.hosts import Hosts
from hanoiwork_plugin.logs import logger
from hanoiwork_plugin.services import deliveries, ledger_months, timers
from hanoiwork_plugin.services.host_events import HANDLERS
from hanoiwork_plugin.services.rating.periods import ensure_timers
from hanoiwork_plugin.services.timing import outages
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store import queue
from hanoiwork_plugin.workspace.client import TryLater, backoff

HEARTBEAT = 2.0
STALLED = 8.0
"""Seconds without a heartbeat after which a worker counts as dead and its jobs are taken up again."""
LOOK = 0.2
"""Seconds between looks for new jobs; the queue sends no NOTIFY (see the migration)."""
TICK = 0.5
YIELDS = 5
"""By how much the worker is nicer than a server on the same machine: the person who pressed waits for the answer."""
HOUSEKEEPING = timedelta(hours=1)
LOOK_AHEAD = timedelta(days=90)
"""How long before a year begins the operator hears that its holidays are not entered."""
WATCH = timedelta(minutes=1)
"""How often the host's signs of life are looked at."""
_AFTER_OTHERS = -1
"""Priority of a job that waits for its next try: newer ones with its lock need not wait for it."""


class _Patient(BaseRetryStrategy):
    """A failed job is tried again when the host asked for it, else on the host's own schedule, then rests as failed."""

    def __init__(self, *, in_order: bool = False) -> None:
        self._priority = None if in_order else _AFTER_OTHERS

    def get_retry_decision(self, *, exception: BaseException, job: procrastinate.jobs.Job) -> RetryDecision | None:
        if isinstance(exception, TryLater) and exception.after is not None:
            return RetryDecision(retry_in={"seconds": max(exception.after, 1)}, priority=self._priority)
        if not isinstance(exception, TryLater):
            logger().error("job_failed", task=job.task_name, fault=type(exception).__name__, exc_info=exception)
        wait = backoff(job.attempts + 1)
        if wait is None:
            return None
        return RetryDecision(retry_in={"seconds": max(int(wait.total_seconds()), 1)}, priority=self._priority)


def build_app(plugin: Plugin, url: str) -> procrastinate.App:
    """The queue's tasks over one plugin."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, min_size=2, max_size=4))
    hosts = Hosts(plugin.engine, Contact(plugin))
    patient = _Patient()

    @app.task(name="work_delivery", retry=_Patient(in_order=True))
    def work_delivery(installation_id: str, webhook_id: str) -> None:
        deliveries.work_delivery(plugin, installation_id, webhook_id, HANDLERS)

    @app.task(name="send_notice", retry=patient)
    def send_notice(notice_id: str) -> None:
        outbox.send_notice(plugin, hosts, UUID(notice_id))

    @app.task(name="refresh_subject", retry=patient, pass_context=True)
    def refresh_subject(context: procrastinate.JobContext, subject_type: str, subject_id: str) -> None:
        with Session(plugin.engine) as session:
            if queue.newer_is_due(session, context.job):
                return  # which will show what this one would, and more
        outbox.refresh_subject(plugin, hosts, subject_type, UUID(subject_id))

    @app.task(name="read_evidence", retry=patient)
    def read_evidence(evidence_id: str) -> None:
        files.read_evidence(plugin, hosts, UUID(evidence_id))

    @app.task(name="import_catalogue", retry=patient)
    def import_catalogue(installation_id: str, account: str, file_id: str, file_name: str, message_id: str) -> None:
        files.import_catalogue(plugin, hosts, installation_id, account, file_id, file_name, message_id)

    return app


def run(plugin: Plugin, url: str, *, concurrency: int = 4) -> None:
    """Work until SIGINT or SIGTERM."""
    os.nice(YIELDS)
    with plugin.transaction() as tx:
        ensure_timers(tx)
    stop = threading.Event()
    ticker = threading.Thread(target=_tick, args=(plugin, stop), name="timers", daemon=True)
    ticker.start()
    try:
        asyncio.run(_work(build_app(plugin, url), concurrency))
    finally:
        stop.set()
        ticker.join(10)


async def _work(app: procrastinate.App, concurrency: int) -> None:
    async with app.open_async():
        await _take_up_stalled(app)
        sweeper = asyncio.create_task(_sweep(app))
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                fetch_job_polling_interval=LOOK,
                listen_notify=False,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
                shutdown_graceful_timeout=5.0,
                delete_jobs="successful",
            )
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, worker.cancel)
        logger().info("worker_ready")
        try:
            await worker
        except asyncio.CancelledError:
            logger().info("worker_stopped")
        finally:
            sweeper.cancel()


async def _sweep(app: procrastinate.App) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT)
        await _take_up_stalled(app)


async def _take_up_stalled(app: procrastinate.App) -> None:
    """Jobs of a worker that was killed go back into the queue."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        if job.id is not None:
            logger().warning("job_taken_up", task=job.task_name)
            await app.job_manager.retry_job_by_id_async(job.id, retry_at=procrastinate.utils.utcnow())


def _tick(plugin: Plugin, stop: threading.Event) -> None:
    """Fire what has fallen due, in order; once an hour, forget what is old and make room for what comes."""
    clean_at = watch_at = plugin.clock.real_now()
    while not stop.is_set():
        try:
            while not stop.is_set() and timers.fire_next(plugin):
                pass
            if plugin.clock.real_now() >= watch_at:
                watch_at = plugin.clock.real_now() + WATCH
                with plugin.transaction(cause="outage") as tx:
                    outages.watch(tx)
            if plugin.clock.real_now() >= clean_at:
                clean_at = plugin.clock.real_now() + HOUSEKEEPING
                deliveries.forget_old(plugin)
                ledger_months.make_room(plugin)
                ahead = hanoi_date(plugin.clock.now() + LOOK_AHEAD)
                if not holidays_known(ahead):
                    logger().warning("holidays_not_entered", year=ahead.year)
        except Exception:
            logger().exception("tick_failed")
            stop.wait(5)
        stop.wait(TICK)
