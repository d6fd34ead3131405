"""Evidence over REST: named by its owner, sent by other systems with their own scope."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from stage.clock import StandingClock
from stage.issuer import PlayedIssuer
from stage.play import Play
from stage.rest import Rest, done, refused
from stage.ward import AN, HA, NGOC, Ward

from hanoiwork_plugin.services.doing import qr
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store.ledger import entries_of

SCOPE = "evidence:write"


@pytest.fixture
def play(plugin: Plugin, ward: Ward, clock: StandingClock) -> Play:
    return Play(plugin, ward, clock)


def pushed(
    client: FlaskClient, issuer: PlayedIssuer, records: list[Any], *, key: str | None = "k", scope: str = SCOPE
) -> Any:
    headers = {"Authorization": f"Bearer {issuer.token('mot-cua', scope=scope)}"}
    if key:
        headers["Idempotency-Key"] = key
    return client.post("/api/v1/evidence", json={"evidence": records}, headers=headers)


def record(task: UUID, key: str = "000.00.15", **other: Any) -> dict[str, Any]:
    known = {"name": "Hồ sơ 000.00.15", "source": "Một cửa điện tử", "sha256": "AB" * 32}
    return {"task_id": str(task), "key": key, **known, "measured_at": "2026-06-01T07:00:00+07:00", **other}


def test_another_system_sends_evidence(rest: Rest, play: Play, client: FlaskClient, issuer_host: PlayedIssuer) -> None:
    task, other, draft = (
        play.given("Trả hồ sơ", "2026-06-19"),
        play.given("Việc hai", "2026-06-19"),
        play.draft("Nháp", "2026-06-19"),
    )
    first = pushed(client, issuer_host, [record(task), record(task, "16", sha256="cd" * 32)])
    assert done(first) == {"added": 2, "unchanged": 0}
    assert pushed(client, issuer_host, [record(task), record(task, "16", sha256="cd" * 32)]).data == first.data
    refused(pushed(client, issuer_host, [record(task)]), 409)
    assert done(pushed(client, issuer_host, [record(task)], key="k-2")) == {"added": 0, "unchanged": 1}
    refused(pushed(client, issuer_host, [record(task)], key=None), 400)
    for scope in ("kpi:write", ""):
        refused(pushed(client, issuer_host, [record(task)], key=f"s-{scope}", scope=scope), 403)
    refused(pushed(client, issuer_host, [record(other, "17"), record(draft)], key="k-3"), 400)
    refused(pushed(client, issuer_host, [record(other, "17", address="http://10.0.0.1/")], key="k-4"), 400)
    refused(pushed(client, issuer_host, [record(other, "17", sha256="zz")], key="k-5"), 400)
    refused(rest.send(HA, "POST", "/evidence", {"evidence": [record(task)]}, key="k-6"), 403)
    assert done(rest.get(AN, f"/tasks/{other}/evidence"))["items"] == []
    shown = done(rest.get(AN, f"/tasks/{task}/evidence"))["items"]
    assert {(each["way"], each["source"], each["sha256"][:4]) for each in shown} == {
        ("system", "Một cửa điện tử", "abab"),
        ("system", "Một cửa điện tử", "cdcd"),
    }
    assert not any(each["held"] for each in shown)
    same = pushed(client, issuer_host, [record(other, "18", sha256="cd" * 32)], key="k-7")
    assert done(same)["added"] == 1
    (held,) = done(rest.get(AN, f"/tasks/{other}/evidence"))["items"]
    assert held["held"]
    path = f"/evidence/{held['id']}"
    refused(rest.send(NGOC, "POST", f"{path}/explanation", {"text": "Chung hồ sơ"}), 404)
    told = done(rest.send(AN, "POST", f"{path}/explanation", {"text": "Chung hồ sơ"}))
    assert (told["held"], told["explanation"]) == (True, "Chung hồ sơ")
    assert done(rest.send(AN, "POST", f"{path}/shares", {"here": "50"}))["share"] == "50"
    with play.plugin.transaction() as tx:
        clients = [each.after.get("client") for each in entries_of(tx.session, task) if "client" in each.after]
    assert clients == ["mot-cua"]


def test_evidence_named_by_its_owner(rest: Rest, play: Play) -> None:
    task = play.given("Trả hồ sơ", "2026-06-19")
    path = f"/tasks/{task}"
    document = {"number": "03/BC", "dated": "2026-05-28", "issuer": "UBND phường", "secret": True}
    made = done(rest.act(AN, f"{path}/evidence/documents", document), 201)
    assert (made["way"], made["secret"], made["size"]) == ("document", True, 0)
    refused(rest.act(AN, f"{path}/evidence/documents", {**document, "dated": "2026-07-01"}), 400)
    refused(rest.act(NGOC, f"{path}/evidence/links", {"address": "https://a.vn/x"}), 404)
    refused(rest.act(HA, f"{path}/evidence/links", {"address": "https://a.vn/x"}), 403)
    refused(rest.act(AN, f"{path}/evidence/links", {"address": "https://127.0.0.1/x"}), 400)
    assert (
        done(rest.act(AN, f"{path}/evidence/links", {"address": "https://a.vn/x"}), 201)["address"] == "https://a.vn/x"
    )
    sheet = rest.get(AN, f"{path}/sheet.pdf")
    assert (sheet.status_code, sheet.content_type, sheet.data[:5]) == (200, "application/pdf", b"%PDF-")
    unit = play.act(AN, lambda tx, an: an.unit.id)
    assert rest.get(HA, f"/units/{unit}/codes.pdf").data.startswith(b"%PDF-")
    refused(rest.get(NGOC, f"/units/{unit}/codes.pdf"), 404)
    assert play.act(AN, lambda tx, an: qr.may_print_labels(an)) is False
