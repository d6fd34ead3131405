"""What cards of big work and its parts are about, made ready for whoever presses."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from scenes import Scenes
from stage.ward import AN, HA, NGOC, TUAN

from hanoiwork_plugin.domain.calendar import due_instant
from hanoiwork_plugin.services.assigning import assignment, parts
from hanoiwork_plugin.services.assigning.parts import NewPart
from hanoiwork_plugin.services.doing import task_work

Json = dict[str, Any]
Setting = Callable[[Scenes, str, Json], tuple[str, int]]


def whole(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """Big work under way; who is to do the part is there under their id here."""
    if "split_person" in data:
        data["split_person"] = str(scenes.ward.id_of(TUAN))
    task_id = scenes.accepted(HA, AN, quantity=2)
    return f"task/{task_id}", scenes.version("task", task_id)


def all_done(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """Big work of which all is in a part, which is done."""
    task_id, ward = scenes.accepted(HA, AN), scenes.ward
    given = NewPart("Phần duy nhất", ward.id_of(NGOC), Decimal(100), due_instant(date(2026, 6, 12)))
    with ward.plugin.transaction() as tx:
        part_id = parts.split_task(tx, ward.actor(tx, HA), task_id, given).id
    with ward.plugin.transaction() as tx:
        assignment.accept_task(tx, ward.actor(tx, NGOC), part_id)
        task_work.submit_product(tx, ward.actor(tx, NGOC), part_id, None, "Tờ trình 12/TTr")
    with ward.plugin.transaction() as tx:
        task_work.accept_product(tx, ward.actor(tx, HA), part_id)
    return f"task/{task_id}", scenes.version("task", task_id)


SETTINGS: dict[str, Setting] = {"task.splitting": whole, "task.split": whole, "task.close_parts": all_done}
"""Verb → what its card is about."""
