"""The HTTP server: granian over the WSGI application, one process a core (DESIGN, parts)."""

import os

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from hanoiwork_plugin import logs, settings
from hanoiwork_plugin.app import build_plugin, create_app
from hanoiwork_plugin.metrics import share_between_processes
from hanoiwork_plugin.settings import Settings
from hanoiwork_plugin.store import database

BLOCKING_THREADS = 2


def load_app(_target: str) -> Flask:
    """The application of one server process; the parent has started and migrated the database."""
    logs.configure()
    chosen = settings.load()
    return create_app(build_plugin(chosen, database.address(chosen), pool_size=BLOCKING_THREADS))


def serve(chosen: Settings, url: str) -> None:
    """Serve until SIGINT or SIGTERM."""
    os.environ["HANOIWORK_DATABASE_URL"] = url
    share_between_processes(chosen.home)
    Granian(
        "hanoiwork_plugin.server:load_app",
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.WSGI,
        workers=chosen.workers,
        blocking_threads=BLOCKING_THREADS,
        backlog=1024,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        factory=False,
    ).serve(target_loader=load_app)
