"""Short ways through the beginning of a month over REST."""

from typing import Any

from stage.rest import Rest, done
from stage.ward import AN, HA, Ward


def gate(ward: Ward, account: str = AN, **changed: Any) -> dict[str, Any]:
    item = ward.items("báo cáo")[0]
    return {
        "kind": "regular",
        "accountable_id": str(ward.id_of(account)),
        "item_id": str(item.id),
        "quantity": "2",
        "quality_criteria": "Đúng thể thức, đủ số liệu",
        "basis_number": "12/KH-UBND",
        "basis_date": "2026-05-28",
        "basis_issuer": "UBND phường",
        "start": "2026-06-02",
        "due": "2026-06-19",
        **changed,
    }


def new_task(rest: Rest, ward: Ward, **changed: Any) -> dict[str, Any]:
    made = rest.send(HA, "POST", "/tasks", {"name": "Báo cáo trật tự đô thị tháng 6", "assignees": [AN], **changed})
    return done(made, 201)


def assigned(rest: Rest, ward: Ward, **changed: Any) -> str:
    task = new_task(rest, ward)
    done(rest.act(HA, f"/tasks/{task['id']}/completion", gate(ward, **changed)))
    return f"/tasks/{task['id']}"
