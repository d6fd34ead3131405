"""What cards of giving work in chat and of arising work are about, made ready for whoever presses."""

from datetime import date
from typing import Any

from scenes import Scenes
from stage.ward import AN, LAN

from hanoiwork_plugin.domain.assigning.recurrence import Cadence, Recurrence
from hanoiwork_plugin.domain.tasks import TaskKind
from hanoiwork_plugin.services.assigning import arising, assignment, patterns
from hanoiwork_plugin.services.assigning.assignment import GateInput

Json = dict[str, Any]


def giving(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    data["give_person"] = str(scenes.ward.id_of(LAN))
    _items(scenes, data)
    return f"person/{scenes.ward.id_of(account)}", 0


def asking(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    if data.get("who_1_0", "nobody") != "nobody":
        data["who_1_0"] = str(scenes.ward.id_of(LAN))
    return _report(scenes, "việc phát sinh: bơm chống ngập ngõ 20, từ 17h20, cùng chị Lý")


def waiting(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    _items(scenes, data)
    return _report(scenes, "việc phát sinh: bơm chống ngập ngõ 20, từ 17h20, cùng anh Tuấn; dọn cây đổ")


def drafted(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    task_id = scenes.draft(account)
    return f"task/{task_id}", scenes.version("task", task_id)


def repeated(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """A task that falls due every Friday."""
    task_id, item = scenes.draft(account, due="2026-06-05T17:00"), scenes.ward.items()[0]
    rule = Recurrence(Cadence.WEEKLY, date(2026, 12, 31), weekday=4)
    given = GateInput(
        basis_number="215/KH-UBND",
        basis_date=date(2026, 5, 25),
        basis_issuer="UBND Phường Mẫu",
        kind=TaskKind.REGULAR,
        accountable_id=scenes.ward.id_of(AN),
        start=date(2026, 6, 1),
        item_id=item.id,
        quality_criteria="Đủ, đúng hạn.",
    )
    with scenes.ward.plugin.transaction() as tx:
        giver = scenes.ward.actor(tx, account)
        row = patterns.set_repeat(tx, giver, task_id, rule)
        assignment.complete_task(tx, giver, task_id, given)
        tx.session.flush()
        return f"pattern/{task_id}", row.version


def _items(scenes: Scenes, data: Json) -> None:
    """The catalogue item that the example names, under its id here."""
    item = str(scenes.ward.items()[0].id)
    for key in ("give_item", "item_1", "item_2"):
        if data.get(key, "outside") != "outside":
            data[key] = item


def _report(scenes: Scenes, text: str) -> tuple[str, int]:
    with scenes.ward.plugin.transaction() as tx:
        row = arising.report_arising(
            tx, scenes.ward.actor(tx, AN), text, installation_id=scenes.installation, message_id="m-example"
        )
        tx.session.flush()
        return f"arising_report/{row.id}", row.version


SETTINGS = {
    "task.give": giving,
    "task.repeat": drafted,
    "pattern.skip": repeated,
    "pattern.end": repeated,
    "arising.name": asking,
    "arising.confirm": waiting,
    "arising.refuse": waiting,
    "arising.withdraw": waiting,
}
