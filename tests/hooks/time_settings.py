"""What cards of outages, digests and private notes are about, made ready for whoever presses."""

from collections.abc import Callable
from typing import Any

from scenes import Scenes
from sqlalchemy import select
from stage.ward import HA

from hanoiwork_plugin.services import timers
from hanoiwork_plugin.services.doing import task_work
from hanoiwork_plugin.store.watching import WatchNoteRow

Json = dict[str, Any]
Setting = Callable[[Scenes, str, Json], tuple[str, int]]


def outages(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    return "outages/all", 0


def digest(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """The reader's card, with a task of theirs that is due."""
    scenes.accepted(HA, account)
    scenes.clock.set("2026-06-17T07:30+07:00")
    return f"digest/{scenes.ward.id_of(account)}", 0


def note(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """The presser's note about the fourth same text."""
    task_id = scenes.accepted(HA, account)
    for percent in (5, 10, 15, 20):
        with scenes.ward.plugin.transaction() as tx:
            task_work.report_progress(tx, scenes.ward.actor(tx, account), task_id, percent, "Đang rà soát")
    while timers.fire_next(scenes.ward.plugin):
        pass
    with scenes.ward.plugin.transaction() as tx:
        row = tx.session.scalars(select(WatchNoteRow).where(WatchNoteRow.task_id == task_id)).one()
        return f"watch_note/{row.id}", row.version


SETTINGS: dict[str, Setting] = {
    "digest.later": digest,
    "note.explain": note,
    "note.proof": note,
    "outage.record": outages,
}
"""Verb → what its card is about."""
