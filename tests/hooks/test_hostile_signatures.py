"""Calls that are not signed as agreed, or whose bytes are not what they should be (CONTRACT 4).

After each: a refusal of the right kind, never a 500, and every table as it was.
"""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from played_host import Content, Json, PlayedHost, encoded, hmac_signature
from scenes import Scenes
from sqlalchemy import text, update
from stage.ward import AN, HA

from hanoiwork_plugin.services import installations
from hanoiwork_plugin.store.hosts import WebhookKey

OTHER_KEY = "whsec_" + base64.b64encode(b"another key of thirty-two bytes!").decode()
HALF_KB = 512
MAX = 256 * 1024
ROUTES = ("/hanoiwork/events", "/hanoiwork/actions")


def a_task(host: PlayedHost, **more: object) -> Json:
    data = {"id": "t-1", "title": "Rà soát vỉa hè", "createdBy": HA, "assignees": [AN], "due": "2026-06-19"}
    return host.event("task.created", {**data, **more})


def without(*names: str) -> Callable[[Content], None]:
    def change(headers: Content) -> None:
        for name in names:
            headers.pop(name)

    return change


def having(name: str, value: str) -> Callable[[Content], None]:
    return lambda headers: headers.update({name: value})


def every_signature(change: Callable[[str], str]) -> Callable[[Content], None]:
    return lambda headers: headers.update({"webhook-signature": change(headers["webhook-signature"])})


ID, STAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"

HEADERS: dict[str, Callable[[Content], None]] = {
    "nothing at all": without(ID, STAMP, SIGNATURE, "hanoiwork-installation"),
    "no id": without(ID),
    "no timestamp": without(STAMP),
    "no signature": without(SIGNATURE),
    "no installation": without("hanoiwork-installation"),
    "empty signature": having(SIGNATURE, ""),
    "spaces for a signature": having(SIGNATURE, "   "),
    "not base64": having(SIGNATURE, "v1,!!!!"),
    "no version": every_signature(lambda given: given.removeprefix("v1,")),
    "no comma": having(SIGNATURE, "v1"),
    "empty mac": having(SIGNATURE, "v1,"),
    "unknown version": every_signature(lambda given: given.replace("v1,", "v2,")),
    "said to be Ed25519": every_signature(lambda given: given.replace("v1,", "v1a,")),
    "half of it": every_signature(lambda given: given[:20]),
    "one bit off": every_signature(lambda given: given[:5] + ("A" if given[5] != "A" else "B") + given[6:]),
    "seventeen of them": every_signature(lambda given: " ".join([given] * 17)),
    "a very long one": having(SIGNATURE, "v1," + "A" * 5000),
    "not ASCII": having(SIGNATURE, "v1,é"),
    "another id": having(ID, "somebody-elses"),
    "id with a space": having(ID, "a b"),
    "id not ASCII": having(ID, "ê"),
    "a very long id": having(ID, "x" * 3000),
    "another timestamp": lambda headers: headers.update({STAMP: str(int(headers[STAMP]) - 1)}),
    "timestamp in words": having(STAMP, "today"),
    "timestamp below zero": having(STAMP, "-1"),
    "timestamp with a fraction": lambda headers: headers.update({STAMP: headers[STAMP] + ".5"}),
    "timestamp of many digits": having(STAMP, "9" * 40),
    "timestamp in other digits": having(STAMP, "²³"),
    "empty timestamp": having(STAMP, ""),
    "unknown installation": having("hanoiwork-installation", "inst-unknown"),
    "a very long installation": having("hanoiwork-installation", "i" * 5000),
    "installation not ASCII": having("hanoiwork-installation", "Phường"[:4].encode().decode("latin-1")),
    "an injected installation": having("hanoiwork-installation", "x' OR '1'='1"),
}


@pytest.mark.parametrize("route", ROUTES)
def test_headers_that_prove_nothing(host: PlayedHost, route: str, subtests: pytest.Subtests) -> None:
    for case, change in HEADERS.items():
        with subtests.test(case):
            raw = encoded(event := a_task(host))
            headers = host.signed(raw, event["id"]) | {"Authorization": f"Bearer {host.issuer.token(AN)}"}
            change(headers)
            refused_without_trace(host, raw, headers, 401, route)


def test_too_old_and_too_new(host: PlayedHost) -> None:
    for seconds in (-302, -3600, 302, 86400):
        raw = encoded(event := a_task(host))
        refused_without_trace(host, raw, host.signed(raw, event["id"], late=timedelta(seconds=seconds)), 401)


def test_within_five_minutes_is_in_time(host: PlayedHost) -> None:
    for seconds in (-290, 290):
        raw = encoded(event := a_task(host))
        assert host.post(raw, host.signed(raw, event["id"], late=timedelta(seconds=seconds))).status_code == 202


def test_another_key(host: PlayedHost) -> None:
    raw = encoded(event := a_task(host))
    refused_without_trace(host, raw, host.signed(raw, event["id"], key=OTHER_KEY), 401)


TAMPERED: dict[str, Callable[[bytes], bytes]] = {
    "another assignee": lambda raw: raw.replace(AN.encode(), b"long.buiduc"),
    "one space more": lambda raw: raw + b" ",
    "cut off": lambda raw: raw[:-1],
    "empty": lambda raw: b"",
    "another's": lambda raw: b"{}",
    "not UTF-8": lambda raw: raw.replace(b"id", b"\xff\xfe", 1),
}


@pytest.mark.parametrize("route", ROUTES)
def test_a_body_changed_on_the_way(host: PlayedHost, route: str, subtests: pytest.Subtests) -> None:
    for case, change in TAMPERED.items():
        with subtests.test(case):
            raw = encoded(event := a_task(host))
            headers = host.signed(raw, event["id"]) | {"Authorization": f"Bearer {host.issuer.token(AN)}"}
            refused_without_trace(host, change(raw), headers, 401, route)


SIGNED_NONSENSE: dict[str, bytes] = {
    "not UTF-8": b'{"id": "\xff\xfe"}',
    "UTF-16": '{"id": "x"}'.encode("utf-16"),
    "empty": b"",
    "no JSON": b"id=1&type=task",
    "half of JSON": b'{"id": ',
    "a list": b"[]",
    "a text": b'"event"',
    "null": b"null",
    "NaN": b'{"id": NaN}',
    "very deep": b'{"data":' + b"[" * 60_000 + b"]" * 60_000 + b"}",
    "a NUL": b'{"id": "a\\u0000b"}',
    "a number of many digits": b'{"id": ' + b"9" * 10_000 + b"}",
    "half a surrogate pair": b'{"id": "a\\ud800b"}',
    "half a surrogate pair in bytes": b'{"id": "a\xed\xa0\x80b"}',
    "another id": b'{"id": "other", "specversion": "1.0", "source": "/t", "type": "vn.hanoiwork.app.ping.v1", '
    b'"installationid": "inst-test"}',
    "another installation": b'{"id": "call-1", "specversion": "1.0", "source": "/t", '
    b'"type": "vn.hanoiwork.app.ping.v1", "installationid": "inst-other"}',
}


@pytest.mark.parametrize("route", ROUTES)
def test_signed_well_and_still_nonsense(host: PlayedHost, route: str, subtests: pytest.Subtests) -> None:
    before = host.rows("refusal")
    for case, raw in SIGNED_NONSENSE.items():
        with subtests.test(case):
            headers = host.signed(raw, "call-1") | {"Authorization": f"Bearer {host.issuer.token(AN)}"}
            answer = host.post(raw, headers, route)
            assert answer.status_code in (400, 401)
            assert answer.mimetype == "application/problem+json"
            assert host.rows("refusal") == before


@pytest.mark.parametrize("route", ROUTES)
def test_larger_than_256_kb(host: PlayedHost, route: str) -> None:
    raw = b" " * (MAX + 1)
    refused_without_trace(host, raw, host.signed(raw, "call-1"), 413, route)


@pytest.mark.parametrize("route", [*ROUTES, "/hanoiwork/lifecycle"])
def test_larger_than_256_kb_without_saying_so(host: PlayedHost, route: str) -> None:
    raw = b" " * (MAX + HALF_KB)
    before = host.rows()
    answer = host.client.post(
        route,
        input_stream=BytesIO(raw),
        headers=host.signed(raw, "call-1") | {"Authorization": f"Bearer {host.issuer.app_token('app:lifecycle')}"},
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    assert answer.status_code == 413
    assert host.rows() == before


def test_exactly_256_kb_is_not_too_large(host: PlayedHost) -> None:
    raw = encoded(event := host.event("app.ping", {}, subject="app"))
    raw += b" " * (MAX - len(raw))
    assert host.post(raw, host.signed(raw, event["id"])).status_code == 202


def test_a_replayed_call_does_nothing(host: PlayedHost, ward: object) -> None:
    raw = encoded(event := a_task(host))
    headers = host.signed(raw, event["id"])
    assert host.post(raw, headers).status_code == 202
    host.work()
    before = host.rows()
    for _ in range(3):
        answer = host.post(raw, headers)
        assert (answer.status_code, answer.headers["Webhook-Duplicate"]) == (200, "true")
        host.work()
    assert host.rows() == before


def test_a_replayed_event_is_no_press(host: PlayedHost) -> None:
    raw = encoded(event := a_task(host))
    headers = host.signed(raw, event["id"])
    assert host.post(raw, headers).status_code == 202
    before = host.rows()
    assert host.post(raw, headers, "/hanoiwork/actions").status_code == 401
    assert host.rows() == before


def test_a_press_signed_for_one_installation_and_naming_another(host: PlayedHost, scenes: Scenes) -> None:
    task_id = scenes.completed()
    press = host.press_of("task.accept", f"task/{task_id}", scenes.version("task", task_id))
    before = host.rows()
    assert host.press(AN, press | {"installationId": "inst-other"}).status_code == 401
    assert host.rows() == before


def test_a_known_installation_with_the_key_of_another(host: PlayedHost, installation: str) -> None:
    with host.plugin.transaction() as tx:
        given = installations.InstallationGiven(
            "inst-other", "t", "http://127.0.0.1:1", "http://127.0.0.1:1/token", "c", "s", (OTHER_KEY,)
        )
        installations.install(tx, given)
    event = a_task(host) | {"installationid": "inst-other"}
    raw = encoded(event)
    refused_without_trace(host, raw, host.signed(raw, event["id"]) | {"hanoiwork-installation": "inst-other"}, 401)
    refused_without_trace(host, raw, host.signed(raw, event["id"], key=OTHER_KEY), 401)
    refused_without_trace(host, raw, host.signed(raw, event["id"]), 401)


def test_a_replaced_key_serves_for_a_day_and_no_longer(host: PlayedHost) -> None:
    with host.plugin.transaction() as tx:
        installations.rotate_keys(tx, host.installation, (OTHER_KEY,))
    for key in (host.key, OTHER_KEY):
        raw = encoded(event := host.event("app.ping", {}, subject="app"))
        assert host.post(raw, host.signed(raw, event["id"], key=key)).status_code == 202
    with host.plugin.transaction() as tx:
        ended = update(WebhookKey).where(WebhookKey.expires_at.is_not(None))
        tx.session.execute(ended.values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    forget_keys(host)
    raw = encoded(event := host.event("app.ping", {}, subject="app"))
    refused_without_trace(host, raw, host.signed(raw, event["id"]), 401)
    assert host.post(raw, host.signed(raw, event["id"], key=OTHER_KEY)).status_code == 202


def test_ed25519_signs_as_well_and_its_public_key_is_no_secret(host: PlayedHost) -> None:
    private = Ed25519PrivateKey.generate()
    public = base64.b64encode(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    with host.plugin.transaction() as tx:
        installations.rotate_keys(tx, host.installation, (f"whpk_{public}",))
        tx.session.execute(text("DELETE FROM webhook_key WHERE expires_at IS NOT NULL"))

    raw = encoded(event := host.event("app.ping", {}, subject="app"))
    headers = host.signed(raw, event["id"])
    refused_without_trace(host, raw, headers, 401)
    stamp = headers[STAMP]
    confused = hmac_signature(raw, event["id"], stamp, public)
    refused_without_trace(host, raw, headers | {SIGNATURE: confused}, 401)
    other = Ed25519PrivateKey.generate().sign(f"{event['id']}.{stamp}.".encode() + raw)
    refused_without_trace(host, raw, headers | {SIGNATURE: "v1a," + base64.b64encode(other).decode()}, 401)

    good = "v1a," + base64.b64encode(private.sign(f"{event['id']}.{stamp}.".encode() + raw)).decode()
    refused_without_trace(host, raw + b" ", headers | {SIGNATURE: good}, 401)
    assert host.post(raw, headers | {SIGNATURE: f"v1,AAAA v9,zzz {good}"}).status_code == 202


@pytest.mark.parametrize("act", ["suspended", "uninstalled"])
def test_an_installation_that_is_not_active(host: PlayedHost, scenes: Scenes, act: str) -> None:
    task_id = scenes.completed()
    press = host.press_of("task.accept", f"task/{task_id}", scenes.version("task", task_id))
    assert call_lifecycle(host, act, {"installationId": host.installation}) == 200
    before = host.rows()
    raw = encoded(event := a_task(host))
    assert host.post(raw, host.signed(raw, event["id"])).status_code == 401
    assert host.press(AN, press).status_code == 401
    assert host.rows() == before


def call_lifecycle(host: PlayedHost, act: str, data: Json) -> int:
    headers = {"Authorization": f"Bearer {host.issuer.app_token('app:lifecycle')}", "Content-Type": "application/json"}
    body = {"type": f"vn.hanoiwork.app.{act}.v1", "data": data}
    return host.post(encoded(body), headers, "/hanoiwork/lifecycle").status_code


def forget_keys(host: PlayedHost) -> None:
    """A server process learns of other keys within a second; any lifecycle call makes it look at once."""
    assert call_lifecycle(host, "ping", {}) == 200


def refused_without_trace(
    host: PlayedHost, raw: bytes, headers: Content, status: int, route: str = "/hanoiwork/events"
) -> None:
    before = host.rows()
    answer = host.post(raw, headers, route)
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    assert host.rows() == before
