"""The list of users of the embedded database: the killed are struck off, under the lock of those who join."""

import json
import os
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import fasteners
import psutil

from hanoiwork_plugin.store.embedded import _strike_off_dead


def test_the_dead_are_struck_off_and_whoever_joins_meanwhile_stays(tmp_path: Path) -> None:
    users, dead = tmp_path / ".handle_pids.json", max(psutil.pids()) + 100_000
    users.write_text(json.dumps([dead, os.getpid()]))
    lock = fasteners.InterProcessLock(tmp_path / "lock")
    server: Any = SimpleNamespace(pgdata=tmp_path, _lock=fasteners.InterProcessLock(tmp_path / "lock"))
    striking = threading.Thread(target=_strike_off_dead, args=(server,))
    with lock:
        striking.start()
        striking.join(0.3)
        assert striking.is_alive()
        users.write_text(json.dumps([dead, os.getpid(), os.getppid()]))
    striking.join(10)
    assert json.loads(users.read_text()) == [os.getpid(), os.getppid()]
    assert sorted(each.name for each in tmp_path.iterdir()) == [".handle_pids.json", "lock"]
