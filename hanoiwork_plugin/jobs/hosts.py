"""The way to each installation's workspace: one client each, kept for its access token."""

from functools import partial
from threading import Lock

from cachetools import LRUCache
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from hanoiwork_plugin.jobs.contact import Contact
from hanoiwork_plugin.store.hosts import Installation
from hanoiwork_plugin.workspace.client import HostCredentials, TryLater, WorkspaceClient
from hanoiwork_plugin.workspace.transport import pooled_session


class Hosts:
    """Clients by installation; new credentials make a new client."""

    def __init__(self, engine: Engine, contact: Contact | None = None) -> None:
        self._engine = engine
        self._contact = contact
        self._session = pooled_session()
        self._lock = Lock()
        self._clients: LRUCache[HostCredentials, WorkspaceClient] = LRUCache(maxsize=64)

    def client(self, installation_id: str) -> WorkspaceClient:
        """The client of an active installation.

        Raises:
            TryLater: while the installation is suspended or gone.
        """
        with Session(self._engine) as session:
            row = session.get(Installation, installation_id)
            if row is None or row.state != "active":
                raise TryLater
            credentials = HostCredentials(row.id, row.api_base, row.token_endpoint, row.client_id, row.client_secret)
        with self._lock:
            client = self._clients.get(credentials)
            if client is None:
                heard = partial(self._contact.heard, row.id) if self._contact else (lambda _reached: None)
                client = self._clients[credentials] = WorkspaceClient(credentials, self._session, contact=heard)
            return client
