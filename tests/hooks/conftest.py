"""Fixtures of the tests that play the host: an installed workspace, and a ward with tasks in every state."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from played_host import Json, PlayedHost
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
def card(host: PlayedHost, scenes: Scenes) -> tuple[UUID, Json]:
    """An assigned task, and [Nhận việc] on its card."""
    task_id = scenes.completed()
    return task_id, host.press_of("task.accept", f"task/{task_id}", scenes.version("task", task_id))
