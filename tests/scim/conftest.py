"""The host's directory: pushes over the whole application, with the bearer given at installation."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from pushes import SCIM_TOKEN, Push, installed
from stage.clock import StandingClock
from stage.play import Play
from stage.ward import Ward
from werkzeug.test import TestResponse

from hanoiwork_plugin.services.transaction import Plugin


@pytest.fixture
def directory(plugin: Plugin, client: FlaskClient) -> Push:
    """``directory("POST", "/Users", {...}, **headers)``: a call of the host's directory."""
    installed(plugin)

    def push(method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        given = {
            "Authorization": f"Bearer {SCIM_TOKEN}",
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        kind = "application/scim+json" if body is not None else None
        return client.open(f"/scim/v2{path}", method=method, json=body, headers=given, content_type=kind)

    return push


@pytest.fixture
def play(plugin: Plugin, ward: Ward, clock: StandingClock) -> Play:
    """The ward with short ways to give, do and judge tasks."""
    return Play(plugin, ward, clock)
