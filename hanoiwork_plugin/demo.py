"""The demo: database, plugin, worker and practice workspace under one command, stopped together."""

import csv
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime
from importlib.resources import files
from types import FrameType

from sqlalchemy import func, select

from hanoiwork_plugin import settings
from hanoiwork_plugin.services.accounts import people
from hanoiwork_plugin.services.catalogues import catalogue
from hanoiwork_plugin.services.opening import build_plugin
from hanoiwork_plugin.services.rollout import practice_clock
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store import database, organisation
from hanoiwork_plugin.store.people import PersonRow

BEGINNING = datetime.fromisoformat("2026-06-01T08:00+07:00")
DEFAULT_WORKSPACE_PORT = "8090"
WARD = "Phường Mẫu"


def run(*, reset: bool) -> int:
    """Start everything, say where it is, and stop it all on Ctrl-C; exit code 0 after a clean stop."""
    port = os.environ.get("HANOIWORK_WORKSPACE_PORT", DEFAULT_WORKSPACE_PORT)
    workspace = f"http://127.0.0.1:{port}"
    env = {**os.environ, "HANOIWORK_ISSUER": workspace}
    chosen = settings.load(env)
    _check_free(chosen.port, int(port))
    if reset and chosen.database_url:
        raise RuntimeError("--reset begins anew on the embedded database only; empty the one you set yourself")
    if reset:
        shutil.rmtree(chosen.home, ignore_errors=True)
    print("Starting the database…", flush=True)
    url = database.address(settings.load(env))
    plugin = build_plugin(chosen, url)
    database.migrate(plugin.engine)
    _load_ward(plugin)
    plugin.engine.dispose()
    env |= {"HANOIWORK_DATABASE_URL": url, "HANOIWORK_HOME": str(chosen.home)}
    sandbox = [sys.executable, "-m", "hanoiwork_plugin.sandbox.main", "--home", str(chosen.home)]
    sandbox += ["--port", port, "--plugin", chosen.base_url]
    cli = [sys.executable, "-m", "hanoiwork_plugin.cli"]
    children = {
        name: subprocess.Popen(command, env=env, start_new_session=True)  # noqa: S603 (our own commands)
        for name, command in (("plugin", [*cli, "serve"]), ("worker", [*cli, "worker"]), ("workspace", sandbox))
    }
    return _Watch(children).until_stopped([f"{chosen.base_url}/healthz", f"{workspace}/"], chosen.base_url, workspace)


def _check_free(*ports: int) -> None:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise RuntimeError(
                    f"port {port} is taken; set HANOIWORK_PORT (plugin) or HANOIWORK_WORKSPACE_PORT (workspace)"
                ) from None


def _load_ward(plugin: Plugin) -> None:
    """The made-up ward, once; its first month begins on 1/6/2026 at 08:00."""
    ward = files("hanoiwork_plugin.sandbox") / "ward"
    with plugin.transaction(cause="demo") as tx:
        if tx.session.scalar(select(func.count()).select_from(PersonRow)):
            return
        people.import_people(tx, None, "people.csv", (ward / "people.csv").read_bytes())
        unit = organisation.unit_by_names(tx.session, [WARD])
        assert unit is not None
        data = (ward / "catalogue.xlsx").read_bytes()
        catalogue.import_catalogue(tx, unit, "catalogue.xlsx", data, BEGINNING.date())
    practice_clock.set_to(plugin, BEGINNING)


class _Watch:
    """Waits for the children to be ready, then for Ctrl-C or for one of them to die."""

    def __init__(self, children: dict[str, subprocess.Popen[bytes]]) -> None:
        self._children = children
        self._stopping = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def until_stopped(self, ready: list[str], plugin: str, workspace: str) -> int:
        waiting, announced, code = list(ready), False, 0
        while not self._stopping:
            waiting = [address for address in waiting if not _answers(address)]
            if not waiting and not announced:
                announced = True
                _announce(plugin, workspace)
            dead = [name for name, child in self._children.items() if child.poll() is not None]
            if dead:
                print(f"Stopped by itself: {', '.join(dead)}", file=sys.stderr, flush=True)
                code = 1
                break
            time.sleep(0.1 if waiting else 0.3)
        self._end()
        print("Stopped.", flush=True)
        return code

    def _end(self) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + 15
        for child in self._children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=1):  # noqa: S310 (loopback addresses of our own)
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _announce(plugin: str, workspace: str) -> None:
    print(f"\nPractice workspace: {workspace}\nPlugin pages:       {plugin}/app/\n", flush=True)
    print("Who can be played (switch with one click):")
    table = (files("hanoiwork_plugin.sandbox") / "ward" / "people.csv").read_text("utf-8").splitlines()
    for row in csv.DictReader(table):
        place = f"{row['Chức vụ']}, {row['Đơn vị'].split(' / ')[-1]}"
        print(f"  {row['Tài khoản HanoiWork']:<18} {row['Họ và tên']:<20} {place}")
    print("\nCtrl-C stops everything; the next start goes on from here.", flush=True)
