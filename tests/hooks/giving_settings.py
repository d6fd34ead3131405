"""What cards of giving work in chat and of arising work are about, made ready for whoever presses."""

from typing import Any

from scenes import Scenes
from stage.ward import AN, LAN

from hanoiwork_plugin.services import arising

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
    "arising.name": asking,
    "arising.confirm": waiting,
    "arising.refuse": waiting,
    "arising.withdraw": waiting,
}
