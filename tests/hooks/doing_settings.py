"""What cards of requests, steering and the day's decisions are about, made ready for whoever presses."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from scenes import Scenes
from sqlalchemy import select
from stage.ward import AN, DUNG, HA, MAI, NGOC, TUAN

from hanoiwork_plugin.domain.calendar import due_instant
from hanoiwork_plugin.domain.tasks import ReturnType, TaskAct
from hanoiwork_plugin.services.doing import decisions, requests, steering, task_work, waits
from hanoiwork_plugin.services.doing.waits import Awaited
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.decisions import DecisionListRow
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.requests import TaskRequestRow

Json = dict[str, Any]
Setting = Callable[[Scenes, str, Json], tuple[str, int]]
TODAY, LATER = date(2026, 6, 1), date(2026, 6, 5)


def _doer(account: str) -> str:
    return account if account in (AN, NGOC) else AN


def _task(scenes: Scenes, task_id: UUID) -> tuple[str, int]:
    return f"task/{task_id}", scenes.version("task", task_id)


def _as(scenes: Scenes, account: str, act: Callable[[Tx, Any], Any]) -> Any:
    with scenes.ward.plugin.transaction() as tx:
        return act(tx, scenes.ward.actor(tx, account))


def working(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """A task being worked on; the side awaited and who takes it are there under their ids here."""
    if data.get("wait_side", "").startswith("unit:"):
        data["wait_side"] = f"unit:{_culture(scenes)}"
    elif "wait_side" in data:
        data["wait_side"] = f"person:{scenes.ward.id_of(MAI)}"
    if "reassign_to" in data:
        data["reassign_to"] = str(scenes.ward.id_of(TUAN))
    return _task(scenes, scenes.accepted(HA, _doer(account)))


def costing(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """A task that was returned, or whose deadline passed."""
    doer = _doer(account)
    task_id = returned(scenes, doer)
    if account == AN and "cause_entry" in data:
        task_id = scenes.accepted(HA, doer)
        scenes.clock.set("2026-06-22T08:00+07:00")
        _as(scenes, doer, lambda tx, x: task_work.report_progress(tx, x, task_id, 80, "Gần xong"))
    if "cause_entry" in data:
        with scenes.ward.plugin.transaction() as tx:
            query = select(LedgerEntryRow.id).where(
                LedgerEntryRow.subject_id == task_id,
                LedgerEntryRow.act.in_([TaskAct.RETURN, TaskAct.MISS_DEADLINE]),
            )
            data["cause_entry"] = str(tx.session.scalars(query).one())
    return _task(scenes, task_id)


def returned(scenes: Scenes, doer: str) -> UUID:
    task_id = scenes.submitted(HA, doer)
    _as(
        scenes,
        HA,
        lambda tx, x: task_work.return_product(tx, x, task_id, ReturnType.MAJOR_CONTENT, "Thiếu phụ lục", "Bổ sung"),
    )
    return task_id


def partly_accepted(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    task_id = scenes.submitted(HA, AN, quantity=2, units=1)
    _as(scenes, HA, lambda tx, x: task_work.accept_product(tx, x, task_id))
    return _task(scenes, task_id)


def paused(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    task_id = scenes.accepted(HA, AN)
    _as(scenes, HA, lambda tx, x: steering.pause_task(tx, x, task_id, "Chờ chủ trương"))
    return _task(scenes, task_id)


def three_submitted(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    return _task(scenes, scenes.submitted(HA, AN, quantity=3))


def asked(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """A request that the presser answers, looks at or takes back."""
    doer = _doer(account)
    task_id = scenes.accepted(HA, doer)
    if account == DUNG:
        return _request(scenes, _wait(scenes, doer, task_id))
    if "agree_to" in data:
        data["agree_to"] = str(scenes.ward.id_of(TUAN))
        row = _as(scenes, doer, lambda tx, x: requests.ask_hand_over(tx, x, task_id, "Không có chuyên môn"))
    else:
        due = due_instant(date(2026, 6, 26))
        row = _as(scenes, doer, lambda tx, x: requests.ask_extension(tx, x, task_id, due, "Chờ họp"))
    return _request(scenes, row.id)


def waiting(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """A wait that the other side took."""
    wait_id = _wait(scenes, AN, scenes.accepted(HA, AN))
    _as(scenes, DUNG, lambda tx, x: waits.answer_wait(tx, x, wait_id, "", agree=True))
    return _request(scenes, wait_id)


def _wait(scenes: Scenes, doer: str, task_id: UUID) -> UUID:
    awaited = Awaited("Số liệu hộ nghèo", TODAY, LATER, unit_id=_culture(scenes))
    found: UUID = _as(scenes, doer, lambda tx, x: waits.ask_wait(tx, x, task_id, awaited)).id
    return found


def _request(scenes: Scenes, request_id: UUID) -> tuple[str, int]:
    with scenes.ward.plugin.transaction() as tx:
        return f"task_request/{request_id}", tx.session.get_one(TaskRequestRow, request_id).version


def deciding(scenes: Scenes, account: str, data: Json) -> tuple[str, int]:
    """The day's list of the presser, with a product that waits for them."""
    if account == DUNG:
        scenes.submitted(DUNG, MAI)
    else:
        scenes.submitted(HA, AN)
    row: DecisionListRow = _as(scenes, account, decisions.list_of_today)
    return f"decision_list/{row.id}", row.version


def _culture(scenes: Scenes) -> UUID:
    with scenes.ward.plugin.transaction() as tx:
        found = organisation.unit_by_names(tx.session, ["Phường Mẫu", "Phòng Văn hóa – Xã hội"])
        assert found is not None
        return found.id


SETTINGS: dict[str, Setting] = {
    "task.asking": working,
    "task.steering": working,
    "wait.ask": working,
    "wait.end": waiting,
    "extension.ask": working,
    "cause.claim": costing,
    "hand_over.ask": working,
    "return.remark": costing,
    "request.view": asked,
    "request.agree": asked,
    "request.refuse": asked,
    "request.withdraw": asked,
    "task.pause": working,
    "task.resume": paused,
    "task.reassign": working,
    "task.close": partly_accepted,
    "task.cancel": working,
    "submission.accept_part": three_submitted,
    "decisions.accept": deciding,
    "decisions.show": deciding,
}
"""Verb → what its card is about."""
