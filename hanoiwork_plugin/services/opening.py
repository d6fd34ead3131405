"""The plugin of one process: a server's, the worker's or a command's."""

from hanoiwork_plugin.clock import Clock
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.settings import NO_ISSUER, Settings
from hanoiwork_plugin.store import database
from hanoiwork_plugin.store.database import StoredOffset


def build_plugin(settings: Settings, url: str, *, pool_size: int = 5) -> Plugin:
    """The plugin over a migrated database; its clock may have been moved only where the issuer is on loopback."""
    engine = database.connect(url, settings, pool_size=pool_size)
    if not (settings.practice or settings.issuer == NO_ISSUER):
        return Plugin(engine, Clock(), settings)
    offset = StoredOffset(engine)
    return Plugin(engine, Clock(offset, offset.forget), settings)
