"""What cards of outages, digests and private notes are about, made ready for whoever presses."""

from collections.abc import Callable
from typing import Any

from scenes import Scenes

Json = dict[str, Any]
Setting = Callable[[Scenes, str, Json], tuple[str, int]]


def outages(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    return "outages/all", 0


SETTINGS: dict[str, Setting] = {
    "outage.record": outages,
}
"""Verb → what its card is about."""
