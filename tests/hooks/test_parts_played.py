"""Big work split from outside: events, signed presses, REST; a child of the host's own task becomes a part."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from played_host import Json, PlayedHost, answered
from scenes import Scenes
from sqlalchemy import select
from stage.rest import Rest, done, refused
from stage.ward import AN, HA, MAI, NGOC, TUAN

from hanoiwork_plugin.screens.draw import context_for, gate_screen
from hanoiwork_plugin.services.doing.task_views import task_view
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.tasks import TaskRow, parts_of


@pytest.fixture
def rest(client: FlaskClient, as_person: Callable[..., dict[str, str]]) -> Rest:
    return Rest(client, as_person)


def press(host: PlayedHost, scenes: Scenes, who: str, verb: str, task: UUID, **inputs: str) -> Json:
    made = host.press_of(verb, f"task/{task}", scenes.version("task", task), **inputs)
    answer = host.press(who, made)
    assert host.press(who, made).data == answer.data, "the same press gets the same bytes"
    return answered(answer)


def child_of(host: PlayedHost, parent: str, title: str) -> str:
    host_id = str(uuid4())
    data = {
        "id": host_id,
        "title": title,
        "createdBy": HA,
        "assignees": [NGOC],
        "due": "2026-06-12",
        "parentId": parent,
    }
    assert (
        host.deliver(host.event("task.created", data, subject=f"tasks/{host_id}", sequence="1", actorid=HA))
        == "applied"
    )
    return host_id


def test_split_by_press_rest_and_the_hosts_child(host: PlayedHost, scenes: Scenes, rest: Rest) -> None:
    whole = scenes.accepted(HA, AN, quantity=2)
    with host.plugin.transaction() as tx:
        row = tx.session.get_one(TaskRow, whole)
        worth, parent = 2 * (row.coefficient or Decimal(0)), row.host_id or ""
    part = {
        "split_name": "Khảo sát",
        "split_person": str(scenes.ward.id_of(NGOC)),
        "split_share": "40",
        "split_due": "2026-06-19",
    }
    form = press(host, scenes, HA, "task.splitting", whole)
    assert "Đã chia 0%; còn 100%" in str(form["effects"])
    old = scenes.version("task", whole)
    assert press(host, scenes, HA, "task.split", whole, **part)["statusCode"] == 200
    stale = answered(host.press(HA, host.press_of("task.split", f"task/{whole}", old, **part)))
    assert stale["statusCode"] == 409
    over = press(host, scenes, HA, "task.split", whole, **{**part, "split_share": "60.5"})
    assert over["value"]["message"] == (
        "Các phần đã chia 40%, thêm 60,5% là 100,5%, vượt quá 100%; chỉ còn 60% để chia."
    )
    late = press(host, scenes, HA, "task.split", whole, **{**part, "split_due": "2026-06-20"})
    assert late["value"]["message"] == (
        "Hạn của phần việc (23:59 20/6/2026) phải trong hạn của nhiệm vụ lớn (17:00 19/6/2026)."
    )
    assert press(host, scenes, AN, "task.split", whole, **part)["statusCode"] == 403
    assert press(host, scenes, MAI, "task.split", whole, **part)["statusCode"] == 404

    given = {
        "name": "Bản vẽ",
        "person": TUAN,
        "share": "35",
        "due": "2026-06-15",
        "quantity": "3",
        "product": "Bộ bản vẽ",
    }
    made = done(rest.act(HA, f"/tasks/{whole}/parts", given), 201)
    assert (made["share"], made["part_of"]["name"], made["quantity"]) == (
        "35",
        "Rà soát biển quảng cáo tuyến phố số 5",
        "3",
    )
    assert Decimal(made["converted"]) == worth * Decimal("0.35")
    problem = refused(rest.act(HA, f"/tasks/{whole}/parts", given), 400)
    assert (problem["errors"][0]["place"], problem["errors"][0]["text"]) == ("/share", "Còn 25% để chia.")
    refused(rest.act(AN, f"/tasks/{whole}/parts", given), 403)
    refused(rest.act(MAI, f"/tasks/{whole}/parts", given), 404)

    child_of(host, "nobody-knows", "Việc khác")
    child = child_of(host, parent, "Biên bản")
    with host.plugin.transaction() as tx:
        draft = tx.session.scalars(select(TaskRow).where(TaskRow.host_id == child)).one()
        ha = scenes.ward.actor(tx, HA)
        assert task_view(tx, draft, ha).missing == ("accountable", "share")
        from_card = str(gate_screen(tx, draft, ha, context_for(tx, host.installation, "vi")))
    assert "Tỷ lệ phần việc" in from_card
    assert "còn 25% của nhiệm vụ lớn" in from_card
    filled = {"accountable": str(scenes.ward.id_of(NGOC)), "share": "25"}
    assert press(host, scenes, HA, "task.gate.submit", draft.id, **filled)["statusCode"] == 200

    seen = done(rest.get(AN, f"/tasks/{whole}"))
    assert (seen["kept_share"], [each["share"] for each in seen["parts"]]) == ("0", ["25", "35", "40"])
    with host.plugin.transaction() as tx:
        ids = [(row.id, row.accountable_id) for row in parts_of(tx.session, whole)]
    doers = {scenes.ward.id_of(each): each for each in (NGOC, TUAN)}
    waits = press(host, scenes, HA, "task.close_parts", whole)
    assert (waits["statusCode"], "Khảo sát, Bản vẽ, Biên bản" in waits["value"]["message"]) == (409, True)
    for part_id, doer in ids:
        who = doers[doer or whole]
        assert press(host, scenes, who, "task.accept", part_id)["statusCode"] == 200
        assert press(host, scenes, who, "task.submit", part_id, submit_note="Tờ trình 15/TTr")["statusCode"] == 200
        assert press(host, scenes, HA, "submission.accept", part_id)["statusCode"] == 200
    assert press(host, scenes, AN, "task.submit", whole, submit_note="Tờ trình 16/TTr")["statusCode"] == 409
    assert done(rest.get(HA, f"/tasks/{whole}"))["progress"] == 100
    refused(rest.act(AN, f"/tasks/{whole}/closing-by-parts"), 403)
    assert press(host, scenes, HA, "task.close_parts", whole)["statusCode"] == 200
    assert done(rest.get(AN, f"/tasks/{whole}"))["state"] == "done"
    receipt = str(done(rest.get(NGOC, "/scores/receipt?period=2026-06")))
    assert receipt.count("'code': 'line_done_part'") == 2
    assert "'percent': '40', 'of': 'Rà soát biển quảng cáo tuyến phố số 5'" in receipt
    with host.plugin.transaction() as tx:
        acts = tx.session.scalars(
            select(LedgerEntryRow.act).where(LedgerEntryRow.subject_id == whole, LedgerEntryRow.act.like("task.%"))
        ).all()
    assert [acts.count(act) for act in ("task.split", "task.parts_done", "task.closed_by_parts")] == [2, 1, 1]
