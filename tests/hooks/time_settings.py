"""What cards of outages, digests and private notes are about, made ready for whoever presses."""

from collections.abc import Callable
from typing import Any

from scenes import Scenes
from stage.ward import HA

Json = dict[str, Any]
Setting = Callable[[Scenes, str, Json], tuple[str, int]]


def outages(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    return "outages/all", 0


def digest(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """The reader's card, with a task of theirs that is due."""
    scenes.accepted(HA, account)
    scenes.clock.set("2026-06-17T07:30+07:00")
    return f"digest/{scenes.ward.id_of(account)}", 0


SETTINGS: dict[str, Setting] = {
    "digest.later": digest,
    "outage.record": outages,
}
"""Verb → what its card is about."""
