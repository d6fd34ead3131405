"""Ways to act in the ward."""

import pytest
from stage.clock import StandingClock
from stage.play import Play
from stage.ward import Ward

from hanoiwork_plugin.services.transaction import Plugin


@pytest.fixture
def play(plugin: Plugin, ward: Ward, clock: StandingClock) -> Play:
    """The ward with short ways to give, do and judge tasks."""
    return Play(plugin, ward, clock)
