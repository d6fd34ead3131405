"""Server and worker killed with SIGKILL in the middle of a stream: nothing lost, nothing twice, every card sent."""

from pathlib import Path

import pytest
from killed import LEAST_KILLS, check, play, told

pytestmark = pytest.mark.journey


def test_nothing_is_lost_and_nothing_happens_twice(tmp_path: Path) -> None:
    outcome = play(tmp_path / "home", seconds=20)
    print(told(outcome))
    assert outcome.killed.total() >= LEAST_KILLS
    assert len(outcome.stream.accepted_tasks) >= 3
    assert check(outcome) == []
