"""Figures for operators (Prometheus): those of every server process, and what waits in the database."""

import os
import shutil
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from hanoiwork_plugin.store.messages import NoticeRow, TimerRow

_SHARED = "PROMETHEUS_MULTIPROC_DIR"


def share_between_processes(home: Path) -> None:
    """Let the server processes of one home add up their figures; called before they start."""
    folder = home / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[_SHARED] = str(folder)


def metrics_text(engine: Engine) -> bytes:
    """The figures of all processes, with messages by state and timers set aside."""
    registry = CollectorRegistry()
    notices = Gauge("hanoiwork_notices", "Messages to the host by state", ["state"], registry=registry)
    aside = Gauge("hanoiwork_timers_failing", "Timers not yet fired that failed", registry=registry)
    with Session(engine) as session:
        counts = session.execute(select(NoticeRow.state, func.count()).group_by(NoticeRow.state)).all()
        failing = session.scalar(select(func.count()).where(TimerRow.fired_at.is_(None), TimerRow.failures > 0))
    for state in ("waiting", "sent", "void", "dead"):
        notices.labels(state).set(next((count for found, count in counts if found == state), 0))
    aside.set(failing or 0)
    if os.environ.get(_SHARED):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(REGISTRY)
