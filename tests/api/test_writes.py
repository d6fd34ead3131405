"""Writes: once per key, on the version that was seen."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select
from stage.rest import Rest, done, refused
from stage.ward import AN, HA, KHOI, Ward

from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.tasks import TaskRow

TASK = {"name": "Báo cáo trật tự đô thị", "assignees": [AN]}


def _count(ward: Ward, row: type = TaskRow) -> int:
    with ward.plugin.transaction() as tx:
        return tx.session.scalar(select(func.count()).select_from(row)) or 0


def test_the_same_key_gets_the_same_bytes_and_no_second_effect(rest: Rest, ward: Ward) -> None:
    first = rest.send(HA, "POST", "/tasks", TASK, key="mot-lan")
    again = rest.send(HA, "POST", "/tasks", TASK, key="mot-lan")
    assert done(first, 201) == done(again, 201)
    assert first.data == again.data
    for header in ("ETag", "Location", "Content-Type"):
        assert first.headers[header] == again.headers[header]
    assert _count(ward) == 1


def test_a_refusal_is_kept_under_its_key_too(rest: Rest, ward: Ward) -> None:
    first = rest.send(HA, "POST", "/tasks", {"name": "x", "assignees": ["nobody"]}, key="k")
    again = rest.send(HA, "POST", "/tasks", {"name": "x", "assignees": ["nobody"]}, key="k")
    refused(first, 400, "invalid")
    assert (again.status_code, again.data, again.mimetype) == (400, first.data, first.mimetype)
    assert _count(ward) == 0


def test_a_key_belongs_to_one_request_of_one_person(rest: Rest, ward: Ward) -> None:
    done(rest.send(HA, "POST", "/tasks", TASK, key="k"), 201)
    refused(rest.send(HA, "POST", "/tasks", {**TASK, "name": "Khác"}, key="k"), 409, "conflict")
    done(rest.send(KHOI, "POST", "/tasks", TASK, key="k"), 201)
    assert _count(ward) == 2


def test_a_key_that_cannot_be_kept_is_refused(rest: Rest, ward: Ward) -> None:
    for key in ("", "x" * 256, "a b", "có dấu".encode().decode("latin-1")):
        refused(rest.send(HA, "POST", "/tasks", TASK, key=key), 400, "invalid")


def test_two_at_once_have_one_effect(app: Flask, rest: Rest, ward: Ward, as_person: object) -> None:
    def send(_: int) -> bytes:
        return Rest(app.test_client(), as_person).send(HA, "POST", "/tasks", TASK, key="cung-luc").data

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(8)))) == 1
    assert _count(ward) == 1


def test_an_act_names_the_version_it_saw(rest: Rest, ward: Ward) -> None:
    task = done(rest.send(HA, "POST", "/tasks", TASK), 201)
    path = f"/tasks/{task['id']}/completion"
    entries = _count(ward, LedgerEntryRow)
    refused(rest.send(HA, "POST", path, {"name": "Tên mới"}), 428, "precondition_required")
    for old in ('"0"', '"999"', '"999999999999999"'):
        refused(rest.send(HA, "POST", path, {"name": "Tên mới"}, etag=old), 412, "stale")
    for odd in ("1", 'W/"1"', '"1", "2"', '"x"', ""):
        refused(rest.send(HA, "POST", path, {"name": "Tên mới"}, etag=odd), 400, "invalid")
    assert _count(ward, LedgerEntryRow) == entries
    refused(rest.send(HA, "POST", path, {"name": "Tên mới"}, etag="*"), 400, "invalid")
    assert done(rest.get(HA, f"/tasks/{task['id']}"))["name"] == TASK["name"]


def test_a_second_press_finds_the_version_gone(rest: Rest, ward: Ward) -> None:
    from api_month import assigned

    path = assigned(rest, ward)
    etag = rest.get(AN, path).headers["ETag"]
    done(rest.send(AN, "POST", f"{path}/acceptance", etag=etag))
    refused(rest.send(AN, "POST", f"{path}/acceptance", etag=etag), 412, "stale")
    refused(rest.send(AN, "POST", f"{path}/acceptance", etag="*"), 409, "conflict")
