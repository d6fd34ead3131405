"""What cards of bottlenecks are about, made ready for whoever presses."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from scenes import Scenes
from stage.ward import AN, HA, LONG, NGOC, TUAN

from hanoiwork_plugin.domain.doing.requests import HandOverWhy
from hanoiwork_plugin.services.doing import handover
from hanoiwork_plugin.store import organisation

Json = dict[str, Any]
Setting = Callable[[Scenes, str, Json], tuple[str, int]]


def chained(scenes: Scenes) -> UUID:
    """A task that was passed on three times: An, Ngọc, Tuấn, Long."""
    task_id = scenes.accepted(HA, AN)
    for taker in (NGOC, TUAN, LONG):
        with scenes.ward.plugin.transaction() as tx:
            giver, to_id = scenes.ward.actor(tx, HA), scenes.ward.id_of(taker)
            why = HandOverWhy.CANNOT if taker == NGOC else HandOverWhy.REASSIGNED
            task_id = handover.hand_over_task(tx, giver, task_id, to_id, "Cân đối khối lượng", why=why).id
    return task_id


def bottleneck(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """The chain; who is chosen to lead is there under an id here."""
    task_id = chained(scenes)
    lead = data.get("lead_to", "")
    if lead.startswith("person:"):
        data["lead_to"] = f"person:{scenes.ward.id_of(NGOC)}"
    elif lead:
        with scenes.ward.plugin.transaction() as tx:
            unit = organisation.unit_by_names(tx.session, ["Phường Mẫu", "Phòng Văn hóa – Xã hội"])
            assert unit is not None
            data["lead_to"] = f"unit:{unit.id}"
    return f"bottleneck/{task_id}", scenes.version("task", task_id) if data["version"] else 0


def department(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    chained(scenes)
    with scenes.ward.plugin.transaction() as tx:
        return f"bottlenecks/{scenes.ward.actor(tx, AN).unit.id}", 0


SETTINGS: dict[str, Setting] = {
    "bottleneck.decide": bottleneck,
    "bottleneck.list": department,
    "bottleneck.send": bottleneck,
    "bottleneck.view": bottleneck,
}
"""Verb → what its card is about."""
