"""Fixtures of the tests that play the host: an installed workspace, and a ward with tasks in every state."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from played_host import PlayedHost
from scenes import Scenes
from sqlalchemy import select
from sqlalchemy.orm import Session
from stage.clock import StandingClock
from stage.issuer import PlayedIssuer
from stage.ward import Ward

from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store.hosts import WebhookKey


@pytest.fixture
def host(client: FlaskClient, plugin: Plugin, issuer_host: PlayedIssuer, installation: str) -> PlayedHost:
    """The installed workspace, signing with its key."""
    with Session(plugin.engine) as session:
        key = session.scalars(select(WebhookKey.key).where(WebhookKey.installation_id == installation)).one()
    return PlayedHost(client, plugin, issuer_host, installation, key)


@pytest.fixture
def scenes(ward: Ward, installation: str, clock: StandingClock) -> Scenes:
    """Short ways to a task or an evaluation in a given state, by the real use-cases."""
    return Scenes(ward, installation, clock)


@pytest.fixture
def app(plugin: Plugin) -> Flask:
    from hanoiwork_plugin.hooks.routes import Hooks
    from hanoiwork_plugin.settings import APP_ID
    from hanoiwork_plugin.workspace.issuer import Issuer
    from hanoiwork_plugin.workspace.tokens import TokenVerifier
    from hanoiwork_plugin.workspace.transport import pooled_session
    app = Flask("partial", static_folder=None)
    app.config.update(SECRET_KEY="x" * 40, MAX_CONTENT_LENGTH=1024 * 1024)
    tokens = TokenVerifier(Issuer(plugin.settings.issuer, pooled_session()), APP_ID)
    app.register_blueprint(Hooks(plugin, tokens).blueprint())
    return app
