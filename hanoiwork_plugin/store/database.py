"""The connection to PostgreSQL: engine, migrations, the moved clock."""

import time
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from threading import Lock
from typing import Any

import alembic.command
import alembic.config
import psycopg
from cryptography.fernet import Fernet
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from hanoiwork_plugin import resources
from hanoiwork_plugin.settings import Settings
from hanoiwork_plugin.store import embedded
from hanoiwork_plugin.store.base import Sealed
from hanoiwork_plugin.store.messages import BusinessClockRow

PING_AFTER = 1.0
"""Seconds of rest after which a connection is tried before use; the database may have been restarted."""
PREPARED = 1000
"""Statements a connection keeps prepared: more than there are, so that none is thrown out to make room for the next."""


def address(settings: Settings) -> str:
    """The libpq URL in use: the one set, or the embedded server's, started when needed."""
    return settings.database_url or embedded.start(settings.home)


def connect(url: str, settings: Settings, *, pool_size: int = 5) -> Engine:
    """An engine for the libpq address ``url``; also opens the box of sealed columns for this process."""
    Sealed.seal_with(Fernet(urlsafe_b64encode(sha256(b"sealed columns" + settings.secret).digest())))
    engine = create_engine(
        "postgresql+psycopg" + url[url.index(":") :],
        pool_size=pool_size,
        max_overflow=5,
        connect_args={"options": "-c timezone=UTC -c statement_timeout=30000", "connect_timeout": 10},
    )
    _keep_prepared(engine)
    _ping_after_rest(engine)
    return engine


def _keep_prepared(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: psycopg.Connection[Any], _record: ConnectionPoolEntry) -> None:
        connection.prepared_max = PREPARED


def _ping_after_rest(engine: Engine) -> None:
    """Try a connection that has rested before it is used, as ``pool_pre_ping`` would before every single use."""

    @event.listens_for(engine, "checkin")
    def rests(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def wakes(connection: psycopg.Connection[Any], record: ConnectionPoolEntry, _pooled: object) -> None:
        if time.monotonic() - record.info.get("rests_since", time.monotonic()) > PING_AFTER:
            try:
                connection.execute("SELECT 1")
                connection.rollback()
            except psycopg.Error as error:
                raise DisconnectionError from error


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to ``revision``; safe to run by several processes at once."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(resources.migrations_dir()))
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('hanoiwork.migrate'))")
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, revision)


class StoredOffset:
    """How far business time was moved, read from the database at most twice a second."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._read_at = float("-inf")
        self._value = timedelta()

    def __call__(self) -> timedelta:
        """The offset now."""
        with self._lock:
            if time.monotonic() - self._read_at >= 0.5:
                with self._engine.connect() as connection:
                    self._value = connection.scalar(select(BusinessClockRow.offset)) or timedelta()
                self._read_at = time.monotonic()
            return self._value

    def forget(self) -> None:
        """Read anew at the next call."""
        with self._lock:
            self._read_at = float("-inf")


def write_offset(session: Session, offset: timedelta) -> None:
    """Move business time."""
    statement = insert(BusinessClockRow).values(id=1, offset=offset)
    session.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"offset": offset}))
