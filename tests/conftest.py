"""Fixtures of every test that needs the real thing; ``tests/README.md`` tells what each one gives.

What a fixture needs is imported when the fixture is first asked for: the tests of the rules ask for none, and need
neither Flask nor SQLAlchemy nor the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser
    from sqlalchemy import Engine
    from stage.clock import StandingClock
    from stage.database import DatabaseServer
    from stage.issuer import PlayedIssuer
    from stage.kept import Kept
    from stage.keys import Keys
    from stage.rest import Rest
    from stage.ward import Ward

    from hanoiwork_plugin.services.transaction import Plugin
    from hanoiwork_plugin.settings import Settings

WEBHOOK_KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
INSTALLATION = "inst-test"
AsPerson = Callable[..., dict[str, str]]


LONG = (
    *("test_foreign_host", "test_killed", "test_schemathesis", "test_walk", "test_demo_in_browser", "test_pages_drawn"),
    *("test_random_walk", "test_push_at_length", "test_scim_tester", "test_cards_drawn", "test_sandbox_page"),
)
"""Modules that take long, the longest first."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each of the two workers begins with its share of the long ones, so that none waits for the other at the end."""
    long = [each for name in LONG for each in items if each.path.stem == name]
    others = [each for each in items if each.path.stem not in LONG]
    half = len(others) // 2
    items[:] = [*long[0::2], *others[:half], *long[1::2], *others[half:]]


@pytest.fixture(scope="session")
def keys() -> Keys:
    """The issuer's private keys, one of each type."""
    from stage.keys import Keys

    return Keys.made()


@pytest.fixture(scope="session")
def _issuer_server(keys: Keys) -> Iterator[PlayedIssuer]:
    from stage.issuer import running_issuer

    with running_issuer(keys) as played:
        yield played


@pytest.fixture
def issuer_host(_issuer_server: PlayedIssuer, keys: Keys) -> PlayedIssuer:
    """The workspace's issuer behind a real HTTP server, as new for every test."""
    _issuer_server.down, _issuer_server.jwks = False, keys.jwks()
    _issuer_server.asked.clear()
    return _issuer_server


@pytest.fixture(scope="session")
def server() -> Iterator[DatabaseServer]:
    """The PostgreSQL server of the run."""
    from stage.database import running_server

    with running_server() as running:
        yield running


def _settings(home: Path, issuer: str) -> Settings:
    from hanoiwork_plugin import settings

    return settings.load(
        {
            "HANOIWORK_HOME": str(home),
            "HANOIWORK_ISSUER": issuer,
            "HANOIWORK_BASE_URL": "http://127.0.0.1:8080",
            "HANOIWORK_SECRET": "only for tests, forty characters or more",
            "HANOIWORK_WORKERS": "1",
        }
    )


def _engine(url: str, settings: Settings) -> Engine:
    from hanoiwork_plugin.store import database

    return database.connect(url, settings, pool_size=2)


@pytest.fixture(scope="session")
def _templates(server: DatabaseServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Two databases to clone: ``empty`` is migrated, ``ward`` holds the demo ward as well."""
    from stage.clock import StandingClock
    from stage.ward import import_ward

    from hanoiwork_plugin.services.transaction import Plugin
    from hanoiwork_plugin.store import database

    settings = _settings(tmp_path_factory.mktemp("home"), "http://127.0.0.1:1")

    def migrated(url: str) -> None:
        engine = _engine(url, settings)
        database.migrate(engine)
        engine.dispose()

    def settled(url: str) -> None:
        engine = _engine(url, settings)
        import_ward(Plugin(engine, StandingClock(), settings))
        engine.dispose()

    empty = server.template("empty", migrated)
    return {"empty": empty, "ward": server.template("ward", settled, of=empty)}


@pytest.fixture
def database_url(request: pytest.FixtureRequest, server: DatabaseServer, _templates: dict[str, str]) -> Iterator[str]:
    """A database of the test's own: migrated, and holding the demo ward where the test asks for ``ward``."""
    kind = "ward" if "ward" in request.fixturenames else "empty"
    with server.clone(_templates[kind]) as url:
        yield url


@pytest.fixture(scope="session")
def _kept() -> Kept:
    from stage.kept import Kept

    return Kept()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the installation, empty when a test begins."""
    return tmp_path_factory.mktemp("installation") / "home"


@pytest.fixture
def settings(home: Path, issuer_host: PlayedIssuer) -> Settings:
    """Settings of a practice installation: the issuer is on loopback."""
    return _settings(home, issuer_host.url)


@pytest.fixture
def clock(_kept: Kept) -> StandingClock:
    """Business time, standing at 2026-06-01 08:00 in Hanoi until moved with ``clock.set``."""
    from stage.clock import BEGINNING

    _kept.clock.set(BEGINNING)
    return _kept.clock


@pytest.fixture
def plugin(_kept: Kept, settings: Settings, database_url: str, clock: StandingClock) -> Iterator[Plugin]:
    """The plugin over a real database; ``plugin.transaction()`` opens use-cases."""
    plugin = _kept.plugin(database_url, settings)
    yield plugin
    plugin.engine.dispose()


@pytest.fixture
def ward(plugin: Plugin) -> Ward:
    """The demo ward, imported from ``sandbox/ward`` (into a template, once)."""
    from stage.ward import Ward

    return Ward(plugin)


@pytest.fixture
def installation(plugin: Plugin) -> str:
    """An installed workspace, with ``WEBHOOK_KEY``; nothing is listening at its address."""
    from hanoiwork_plugin.services import installations
    from hanoiwork_plugin.services.installations import InstallationGiven

    with plugin.transaction(cause="test") as tx:
        installations.install(
            tx,
            InstallationGiven(
                installation_id=INSTALLATION,
                tenant_id="tenant-test",
                api_base="http://127.0.0.1:1/api",
                token_endpoint="http://127.0.0.1:1/token",
                client_id="client",
                client_secret="secret",
                webhook_keys=(WEBHOOK_KEY,),
                support_conversation_id="support-group",
            ),
        )
    return INSTALLATION


@pytest.fixture
def app(_kept: Kept, plugin: Plugin) -> Flask:
    """The whole WSGI application, remembering nothing of earlier tests."""
    return _kept.app(plugin)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application, without cookies or rights of its own."""
    return app.test_client()


@pytest.fixture
def as_person(issuer_host: PlayedIssuer) -> AsPerson:
    """``as_person(account, **claims)``: headers with a fresh access token of that person."""

    def headers(account: str, /, **claims: object) -> dict[str, str]:
        return {"Authorization": f"Bearer {issuer_host.token(account, **claims)}"}

    return headers


@pytest.fixture
def rest(client: FlaskClient, as_person: AsPerson) -> Rest:
    """The REST interface: ``rest.get(AN, "/tasks")``, ``rest.act(HA, f"/tasks/{id}/completion", {...})``."""
    from stage.rest import Rest

    return Rest(client, as_person)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for the run."""
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield chromium
        chromium.close()
