"""What a run makes once and every test takes up as new: the engine with its compiled statements, the applications."""

from contextlib import suppress
from shutil import rmtree
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import Engine, event

from hanoiwork_plugin.app import create_app
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.settings import Settings
from hanoiwork_plugin.store import database
from stage.clock import StandingClock


class Kept:
    """One engine, which connects to the running test's database, and one application for each set of settings.

    Compiling statements and registering routes takes ten times as long as a test needs for anything else; neither
    depends on the database. What an application remembers of the world outside is forgotten before each test.
    """

    def __init__(self) -> None:
        self.clock = StandingClock()
        self._engine: Engine | None = None
        self._database = ""
        self._apps: dict[Settings, Flask] = {}

    def plugin(self, url: str, settings: Settings) -> Plugin:
        """The plugin over the database at ``url``, with an empty folder for files."""
        if self._engine is None:
            self._engine = database.connect(url, settings, pool_size=2)
            event.listen(self._engine, "do_connect", self._to_its_database)
        self._database = urlsplit(url).path[1:]
        with suppress(FileNotFoundError):
            rmtree(settings.home)
        return Plugin(self._engine, self.clock, settings)

    def app(self, plugin: Plugin) -> Flask:
        """The whole WSGI application over ``plugin``."""
        if plugin.settings not in self._apps:
            self._apps[plugin.settings] = create_app(plugin)
        app = self._apps[plugin.settings]
        for memory in app.extensions["memories"]:
            memory.forget()
        return app

    def _to_its_database(self, _dialect: object, _record: object, _arguments: object, named: dict[str, object]) -> None:
        named["dbname"] = self._database
