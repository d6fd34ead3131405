"""What cards of wrong data are about, made ready for whoever presses."""

from collections.abc import Callable
from typing import Any

from scenes import Scenes
from stage.ward import AN, HA, NGOC, TIEN

from hanoiwork_plugin.domain.disputes.data_reports import DatumKind
from hanoiwork_plugin.services.disputes import data_reports
from hanoiwork_plugin.services.disputes.data_reports import Verification

Json = dict[str, Any]
Setting = Callable[[Scenes, str, Json], tuple[str, int]]


def own_data(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """A task of the presser's; what they report is their own title, or that task."""
    task_id = scenes.accepted(HA, account)
    if data.get("data_datum", "").startswith("title:"):
        data["data_datum"] = f"title:{scenes.ward.id_of(account)}"
    elif "data_datum" in data:
        data["data_datum"] = f"task_quantity:{task_id}"
    return f"task/{task_id}", 1


def _reported(scenes: Scenes, *, verified: bool) -> tuple[str, int]:
    """An's report on a task's quantity that Hà gave."""
    task_id = scenes.accepted(HA, AN)
    with scenes.ward.plugin.transaction() as tx:
        an = scenes.ward.actor(tx, AN)
        kind = DatumKind.TASK_QUANTITY
        row = data_reports.report_datum(tx, an, kind, task_id, "12", "Quyết định ghi 12")
    if verified:
        with scenes.ward.plugin.transaction() as tx:
            seen = Verification("Hệ thống một cửa", scenes.clock.now().date(), "12")
            row = data_reports.verify_datum(tx, scenes.ward.actor(tx, TIEN), row.id, seen)
    return f"data_report/{row.id}", row.version


def to_verify(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    if "data_owner" in data:
        data["data_owner"] = str(scenes.ward.id_of(NGOC))
    if "data_checked" in data:
        data["data_checked"] = scenes.clock.now().date().isoformat()
    return _reported(scenes, verified=False)


def to_correct(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    return _reported(scenes, verified=True)


def to_refuse(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    return _reported(scenes, verified=account == HA)


SETTINGS: dict[str, Setting] = {
    "data.ask": own_data,
    "data.report": own_data,
    "data.verify": to_verify,
    "data.refuse": to_refuse,
    "data.correct": to_correct,
}
"""Verb → what its card is about."""
