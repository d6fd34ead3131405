"""The pages over the real database, with a provider that people can sign in at."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from oidc_provider import Provider, SignIn, local, running_provider
from stage.clock import StandingClock
from stage.keys import Keys
from stage.play import Play
from stage.ward import Ward

from hanoiwork_plugin import settings as settings_module
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.settings import Settings


@pytest.fixture(scope="session")
def _provider(keys: Keys) -> Iterator[Provider]:
    with running_provider(keys) as provider:
        yield provider


@pytest.fixture
def issuer_host(_provider: Provider) -> Provider:
    """The workspace's issuer, here with an authorization and a token endpoint."""
    _provider.renew()
    return _provider


@pytest.fixture(scope="session")
def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def settings(home: Path, issuer_host: Provider, _port: int) -> Settings:
    """As everywhere, but on a port that a browser can reach."""
    loaded = settings_module.load(
        {
            "HANOIWORK_HOME": str(home),
            "HANOIWORK_ISSUER": issuer_host.url,
            "HANOIWORK_PORT": str(_port),
            "HANOIWORK_SECRET": "only for tests, forty characters or more",
        }
    )
    return replace(loaded, workspace_url="https://hanoiwork.example")


@pytest.fixture
def play(plugin: Plugin, ward: Ward, clock: StandingClock) -> Play:
    """The ward with short ways to give, do and judge tasks."""
    return Play(plugin, ward, clock)


@pytest.fixture
def sign_in(app: Flask, ward: Ward, installation: str, issuer_host: Provider) -> SignIn:
    """A client that went through the whole login as a person."""

    def through(account: str) -> FlaskClient:
        client = app.test_client()
        issuer_host.account = account
        sent = client.get("/app/login")
        back = client.get(local(issuer_host.authorize(sent.headers["Location"])))
        assert back.status_code == 302, back.text
        return client

    return through
