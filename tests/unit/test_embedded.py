"""The list of users of the embedded database: the killed are struck off, under the lock of those who join."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import fasteners
import psutil

from hanoiwork_plugin.store.embedded import _strike_off_dead

JOINING = """
import fasteners, json, sys, pathlib
folder = pathlib.Path(sys.argv[1])
with fasteners.InterProcessLock(folder / "lock"):
    print("held", flush=True)
    sys.stdin.readline()
    users = folder / ".handle_pids.json"
    users.write_text(json.dumps([*json.loads(users.read_text()), int(sys.argv[2])]))
"""


def test_the_dead_are_struck_off_and_whoever_joins_meanwhile_stays(tmp_path: Path) -> None:
    users, dead = tmp_path / ".handle_pids.json", max(psutil.pids()) + 100_000
    users.write_text(json.dumps([dead, os.getpid()]))
    server: Any = SimpleNamespace(pgdata=tmp_path, _lock=fasteners.InterProcessLock(tmp_path / "lock"))
    striking = threading.Thread(target=_strike_off_dead, args=(server,))
    command = [sys.executable, "-c", JOINING, str(tmp_path), str(os.getppid())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as joining:
        assert joining.stdout is not None
        assert joining.stdin is not None
        assert joining.stdout.readline() == "held\n"
        striking.start()
        striking.join(0.2)
        assert striking.is_alive()
        joining.stdin.write("\n")
        joining.stdin.flush()
        striking.join(20)
    assert json.loads(users.read_text()) == [os.getpid(), os.getppid()]
    assert sorted(each.name for each in tmp_path.iterdir()) == [".handle_pids.json", "lock"]
