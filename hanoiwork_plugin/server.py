"""The HTTP server: granian over the WSGI application, one process a core (DESIGN, parts)."""

import gc
import os
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from hanoiwork_plugin import logs, settings
from hanoiwork_plugin.metrics import share_between_processes
from hanoiwork_plugin.settings import Settings
from hanoiwork_plugin.store import database

if TYPE_CHECKING:
    from flask import Flask

BLOCKING_THREADS = 2


def load_app(parent: int, _target: str) -> "Flask":
    """The application of one server process; ``parent`` has started and migrated the database."""
    threading.Thread(target=_end_with, args=(parent,), name="parent", daemon=True).start()
    # First, because its models look through every module there is while they are made. None of this in the parent.
    import scim2_flask  # noqa: F401 (for its models alone)

    from hanoiwork_plugin.app import create_app
    from hanoiwork_plugin.services.opening import build_plugin

    logs.configure()
    chosen = settings.load()
    app = create_app(build_plugin(chosen, database.address(chosen), pool_size=BLOCKING_THREADS))
    gc.collect()
    gc.freeze()  # what is there for good need not be looked through again and again
    return app


def _end_with(parent: int) -> None:
    """End when the parent was killed; otherwise this process would answer on its port for ever."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


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
    ).serve(target_loader=partial(load_app, os.getpid()))
