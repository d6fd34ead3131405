"""A task under way that the host changes or deletes: the people of the task are told what, the task stays as given."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from stage.play import Play
from stage.ward import AN, HA, HUNG, NGOC, QUAN

from hanoiwork_plugin.domain.calendar import due_instant
from hanoiwork_plugin.domain.errors import Forbidden
from hanoiwork_plugin.domain.tasks import TaskAct, TaskKind, TaskState
from hanoiwork_plugin.screens.draw import context_for, draw
from hanoiwork_plugin.screens.screen import Screen
from hanoiwork_plugin.services import deliveries
from hanoiwork_plugin.services.assigning import assignment, task_entry
from hanoiwork_plugin.services.assigning.task_entry import HostTask, receive_task
from hanoiwork_plugin.services.host_events import HANDLERS
from hanoiwork_plugin.store.ledger import entries_of
from hanoiwork_plugin.store.messages import NoticeRow
from hanoiwork_plugin.store.tasks import TaskRow

GIVEN = HostTask(
    "h-1",
    "Rà soát biển quảng cáo",
    kind=TaskKind.REGULAR,
    quantity=Decimal(2),
    assignees=(AN,),
    due=due_instant(date(2026, 6, 19)),
    attachments=({"name": "kh.pdf"},),
)


def running(play: Play, installation: str) -> UUID:
    task_id = play.act(HA, lambda tx, ha: receive_task(tx, ha, GIVEN, installation_id=installation).id)
    given = replace(play.gate(1), name="Rà soát biển quảng cáo phố Mẫu")
    play.act(HA, lambda tx, ha: assignment.complete_task(tx, ha, task_id, given))
    play.act(AN, lambda tx, an: assignment.accept_task(tx, an, task_id))
    return task_id


def told(play: Play, task_id: UUID, language: Any = "vi") -> dict[str, str]:
    """The notices of what the host did, as drawn, by account."""
    with play.plugin.transaction() as tx:
        rows = tx.session.scalars(
            select(NoticeRow).where(NoticeRow.kind == "task_host_changed", NoticeRow.subject_id == task_id)
        ).all()
        found = {}
        for row in rows:
            account = next(each for each in (AN, HA, HUNG, NGOC) if play.ward.id_of(each) == row.person_id)
            context = context_for(tx, row.installation_id, language)
            screen = Screen(row.kind, play.ward.actor(tx, account), row.subject_id, row.params)
            found[account] = str(draw(tx, screen, context))
        return found


def test_what_the_host_changes_is_told_and_the_task_stays(play: Play, installation: str) -> None:
    task_id = running(play, installation)

    def from_host(task: HostTask, by: str = HUNG) -> None:
        play.act(
            by,
            lambda tx, actor: receive_task(tx, play.ward.actor(tx, HA), task, installation_id=installation, by=actor),
        )

    from_host(GIVEN)
    assert told(play, task_id) == {}
    later = replace(GIVEN, due=due_instant(date(2026, 6, 22)), assignees=(AN, NGOC), quantity=Decimal(3))
    from_host(later)
    from_host(later)
    seen = told(play, task_id)
    assert set(seen) == {AN, HA}
    for card in seen.values():
        assert "Thời hạn: " in card
        assert "Số lượng: 2 → 3" in card
        assert "Trần Văn Hùng" in card
        assert "Vũ Thị Ngọc" in card
        assert "Tên nhiệm vụ" not in card
    assert "Deadline: " in told(play, task_id, "en")[AN]
    with play.plugin.transaction() as tx:
        task = tx.session.get_one(TaskRow, task_id)
        assert (task.due, task.quantity, task.accountable_id) == (GIVEN.due, Decimal(2), play.ward.id_of(AN))
        noted = [each for each in entries_of(tx.session, task_id) if each.act == "task.host_changed"]
        assert [(each.before["quantity"], each.after["quantity"]) for each in noted] == [("2", "3")]


def test_what_the_host_deletes_is_told(play: Play, installation: str) -> None:
    task_id = running(play, installation)
    with pytest.raises(Forbidden):
        play.act(AN, lambda tx, an: task_entry.remove_task(tx, an, installation, "h-1"))

    def deleted(account: str, number: str) -> None:
        body = {"subject": "tasks/h-1", "sequence": number, "data": {"id": "h-1"}, "actorid": account}
        deliveries.store_delivery(
            play.plugin,
            installation_id=installation,
            webhook_id=f"e-{number}",
            kind=deliveries.TASK_DELETED,
            subject="tasks/h-1",
            body=json.dumps(body),
            known=True,
        )
        deliveries.work_delivery(play.plugin, installation, f"e-{number}", HANDLERS)

    deleted(QUAN, "5")
    with play.plugin.transaction() as tx:
        refusal = tx.session.scalars(select(NoticeRow).where(NoticeRow.kind == "refusal")).one()
        context = context_for(tx, installation, "vi")
        card = str(draw(tx, Screen("refusal", play.ward.actor(tx, QUAN), None, refusal.params), context))
        assert "Rà soát biển quảng cáo phố Mẫu" in card
    assert "vẫn phải thực hiện" in told(play, task_id)[AN]
    assert play.view(task_id).state is TaskState.IN_PROGRESS
    deleted(HA, "6")
    assert play.view(task_id).state is TaskState.CANCELLED
    with play.plugin.transaction() as tx:
        cancelled = next(each for each in entries_of(tx.session, task_id) if each.act == TaskAct.CANCEL)
        newest = select(NoticeRow).where(NoticeRow.kind == "task_host_changed").order_by(NoticeRow.id.desc()).limit(2)
        assert {row.person_id for row in tx.session.scalars(newest)} == {play.ward.id_of(AN), play.ward.id_of(HA)}
    assert cancelled.actor_id == play.ward.id_of(HA)
    assert "không còn phải thực hiện" in str(told(play, task_id).values())
