"""Ways to play a task quickly through the use-cases."""

import pytest
from stage.clock import StandingClock
from stage.play import Play
from stage.ward import Ward

from hanoiwork_plugin.domain.tasks import TaskKind
from hanoiwork_plugin.services.transaction import Plugin


@pytest.fixture
def play(plugin: Plugin, ward: Ward, clock: StandingClock) -> Play:
    """The ward with short ways to give, do and judge tasks."""
    return Play(plugin, ward, clock)


@pytest.fixture
def june(play: Play) -> Play:
    """T1 returned twice and in time, T2 one delay, T3 and T5 clean, T4 arising."""
    play.at("2026-06-02T08:00+07:00")
    t1 = play.given("T1", "2026-06-19", 4, kind=TaskKind.KEY)
    t2 = play.given("T2", "2026-06-16", 2)
    t3 = play.given("T3", "2026-06-19", 1)
    t5 = play.given("T5", "2026-06-22", 3)
    t4 = play.given("T4", "2026-06-05", 1, kind=TaskKind.ARISING)
    play.at("2026-06-05T16:00+07:00")
    play.hand_in(t4)
    play.accept(t4)
    for day in ("10", "12"):
        play.at(f"2026-06-{day}T09:00+07:00")
        play.hand_in(t1)
        play.send_back(t1)
    play.at("2026-06-17T10:00+07:00")
    for task in (t1, t2, t3, t5):
        play.hand_in(task)
        play.accept(task)
    return play
