"""The five calls to the workspace, and everything that can become of them (CONTRACT 6)."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import requests
import responses
from issuer_host import Timer
from requests import PreparedRequest

from hanoiwork_plugin.workspace.client import (
    CardChanged,
    FileDescription,
    FileTooLarge,
    Gone,
    HostCredentials,
    Rejected,
    Sent,
    TryLater,
    WorkspaceClient,
)
from hanoiwork_plugin.workspace.transport import pooled_session

API = "https://api.hanoiwork.example"
TOKEN = f"{API}/oauth/token"
MESSAGES = f"{API}/v1/conversations/c-1/messages"
CARD = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "Bạn có việc mới"}]}
CREDENTIALS = HostCredentials("i-1", f"{API}/", TOKEN, "client:1", "s3cret/+")


class TokenEndpoint:
    """Gives a new token at each request, and counts."""

    def __init__(self, mock: responses.RequestsMock, *, form_only: bool = False, expires_in: Any = 3600) -> None:
        self.given, self.asked, self.requests = 0, 0, list[PreparedRequest]()
        self.form_only, self.expires_in = form_only, expires_in
        mock.add_callback("POST", TOKEN, self._answer)

    def _answer(self, request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        self.asked += 1
        self.requests.append(request)
        if self.form_only and "client_secret" not in str(request.body):
            return 401, {}, '{"error": "invalid_client"}'
        self.given += 1
        return (
            200,
            {},
            json.dumps({"access_token": f"t{self.given}", "expires_in": self.expires_in, "token_type": "Bearer"}),
        )


@pytest.fixture
def tokens(mock: responses.RequestsMock) -> TokenEndpoint:
    return TokenEndpoint(mock)


@pytest.fixture
def client(tokens: TokenEndpoint, timer: Timer) -> Iterator[WorkspaceClient]:
    with pooled_session() as session:
        yield WorkspaceClient(CREDENTIALS, session, timer=timer)


def sent(mock: responses.RequestsMock, index: int = -1) -> tuple[PreparedRequest, dict[str, Any]]:
    request = mock.calls[index].request
    return request, json.loads(request.body or b"{}")


def test_a_message_into_a_conversation(client: WorkspaceClient, mock: responses.RequestsMock) -> None:
    mock.add("POST", MESSAGES, json={"id": "m-1", "cardVersion": 1}, status=201)
    answer = client.post_to_conversation("c-1", text="Đã nhận", reply_to="m-0", key="k-1")
    assert answer == Sent("m-1", "c-1", 1)
    request, body = sent(mock)
    assert body == {"text": "Đã nhận", "replyTo": "m-0"}
    assert request.headers["Idempotency-Key"] == "k-1"
    assert request.headers["Authorization"] == "Bearer t1"
    assert request.headers["Content-Type"].startswith("application/json")


def test_a_card_to_a_person(client: WorkspaceClient, mock: responses.RequestsMock) -> None:
    url = f"{API}/v1/users/an%40phuong%2Fmau/messages"
    mock.add("POST", url, json={"id": "m-2", "conversationId": "c-9", "cardVersion": 1}, status=201)
    assert client.post_to_person("an@phuong/mau", card=CARD, key="k-2") == Sent("m-2", "c-9", 1)
    assert sent(mock)[1] == {"card": CARD}


def test_a_message_without_a_card_has_no_version(client: WorkspaceClient, mock: responses.RequestsMock) -> None:
    mock.add("POST", MESSAGES, json={"id": "m-1"}, status=201)
    assert client.post_to_conversation("c-1", text="x", key="k").card_version is None


def test_a_card_is_replaced(client: WorkspaceClient, mock: responses.RequestsMock) -> None:
    mock.add("PATCH", f"{API}/v1/messages/m-1/card", json={"id": "m-1", "cardVersion": 4})
    assert client.replace_card("m-1", CARD, if_match=3, key="k") == 4
    request, body = sent(mock)
    assert body == {"card": CARD}
    assert (request.headers["If-Match"], request.headers["Idempotency-Key"]) == ('"3"', "k")


def test_a_card_of_whatever_version_is_replaced(client: WorkspaceClient, mock: responses.RequestsMock) -> None:
    mock.add("PATCH", f"{API}/v1/messages/m-1/card", status=204)
    assert client.replace_card("m-1", CARD, if_match=None, key="k") is None
    assert sent(mock)[0].headers["If-Match"] == "*"


def test_a_card_is_replaced_for_one_viewer(client: WorkspaceClient, mock: responses.RequestsMock) -> None:
    mock.add("PATCH", f"{API}/v1/messages/m-1/card", json={"cardVersion": "5"})
    assert client.replace_card("m-1", CARD, if_match=3, viewer="an", key="k") == 5
    assert sent(mock)[1] == {"card": CARD, "viewer": "an"}


@pytest.mark.parametrize(("headers", "version"), [({"ETag": '"9"'}, 9), ({"ETag": 'W/"9"'}, 9), ({}, 4)])
def test_a_replaced_card_without_an_answer(
    client: WorkspaceClient, mock: responses.RequestsMock, headers: dict[str, str], version: int
) -> None:
    mock.add("PATCH", f"{API}/v1/messages/m-1/card", status=204, headers=headers)
    assert client.replace_card("m-1", CARD, if_match=3, key="k") == version


@pytest.mark.parametrize(
    ("answer", "current"),
    [
        ({}, None),
        ({"json": {"cardVersion": 7}}, 7),
        ({"headers": {"ETag": '"7"'}}, 7),
        ({"json": {"cardVersion": "x"}}, None),
    ],
)
def test_a_card_changed_meanwhile(
    client: WorkspaceClient, mock: responses.RequestsMock, answer: dict[str, Any], current: int | None
) -> None:
    mock.add("PATCH", f"{API}/v1/messages/m-1/card", status=412, **answer)
    with pytest.raises(CardChanged) as changed:
        client.replace_card("m-1", CARD, if_match=3, key="k")
    assert changed.value.current == current


def test_a_task_is_mirrored(client: WorkspaceClient, mock: responses.RequestsMock) -> None:
    mock.add("PATCH", f"{API}/v1/tasks/h-1", status=204)
    client.mirror_task("h-1", {"progress": 60, "state": "in_progress"}, "k")
    request, body = sent(mock)
    assert body == {"progress": 60, "state": "in_progress"}
    assert request.headers["Idempotency-Key"] == "k"


def test_a_file_is_described(client: WorkspaceClient, mock: responses.RequestsMock) -> None:
    document = {"id": "f-1", "name": "Biên bản.pdf", "size": 3, "sha256": "AB" * 32, "contentType": "application/pdf"}
    mock.add("GET", f"{API}/v1/files/f-1", json=document)
    assert client.describe_file("f-1") == FileDescription("f-1", "Biên bản.pdf", 3, "ab" * 32, "application/pdf")


def test_a_file_is_read(client: WorkspaceClient, mock: responses.RequestsMock) -> None:
    data = bytes(range(256)) * 1000
    mock.add("GET", f"{API}/v1/files/f-1/content", body=data)
    read = b"".join(client.read_file("f-1", max_bytes=len(data)))
    assert hashlib.sha256(read).digest() == hashlib.sha256(data).digest()


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_that_is_too_large(client: WorkspaceClient, mock: responses.RequestsMock, announced: bool) -> None:
    mock.add("GET", f"{API}/v1/files/f-1/content", body=b"x" * 200_000, auto_calculate_content_length=announced)
    with pytest.raises(FileTooLarge):
        list(client.read_file("f-1", max_bytes=199_999))


def test_a_file_that_breaks_off(client: WorkspaceClient, mock: responses.RequestsMock) -> None:
    mock.add("GET", f"{API}/v1/files/f-1/content", body=b"half", headers={"Content-Length": "400"})
    with pytest.raises(TryLater):
        list(client.read_file("f-1", max_bytes=1000))


@pytest.mark.parametrize(("status", "failure"), [(404, Gone), (410, Gone), (403, Rejected), (503, TryLater)])
def test_a_file_that_is_not_given(
    client: WorkspaceClient, mock: responses.RequestsMock, status: int, failure: type[Exception]
) -> None:
    mock.add("GET", f"{API}/v1/files/f-1/content", status=status)
    with pytest.raises(failure):
        list(client.read_file("f-1", max_bytes=10))


@pytest.mark.parametrize("status", [400, 401, 403, 413, 422, 301, 302, 307, 308])
def test_a_final_answer(client: WorkspaceClient, mock: responses.RequestsMock, status: int) -> None:
    mock.add("POST", MESSAGES, status=status, headers={"Location": "https://evil.example/"})
    with pytest.raises(Rejected) as rejected:
        client.post_to_conversation("c-1", text="x", key="k")
    assert rejected.value.status == status
    assert not isinstance(rejected.value, Gone)
    assert not [call for call in mock.calls if "evil" in str(call.request.url)]


@pytest.mark.parametrize("status", [404, 410])
def test_a_conversation_that_is_gone(client: WorkspaceClient, mock: responses.RequestsMock, status: int) -> None:
    mock.add("POST", MESSAGES, status=status)
    with pytest.raises(Gone):
        client.post_to_conversation("c-1", text="x", key="k")


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504])
@pytest.mark.parametrize(("header", "after"), [(None, None), ("17", 17), ("nonsense", None)])
def test_a_host_that_asks_to_wait(
    client: WorkspaceClient, mock: responses.RequestsMock, status: int, header: str | None, after: int | None
) -> None:
    mock.add("POST", MESSAGES, status=status, headers={"Retry-After": header} if header else {})
    with pytest.raises(TryLater) as later:
        client.post_to_conversation("c-1", text="x", key="k")
    assert later.value.after == after


def test_a_host_that_asks_to_wait_until_a_date(client: WorkspaceClient, mock: responses.RequestsMock) -> None:
    until = datetime.now(UTC) + timedelta(hours=1)
    mock.add("POST", MESSAGES, status=503, headers={"Retry-After": format_datetime(until, usegmt=True)})
    with pytest.raises(TryLater) as later:
        client.post_to_conversation("c-1", text="x", key="k")
    assert later.value.after is not None
    assert 3500 < later.value.after <= 3600


@pytest.mark.parametrize(
    "failure",
    [
        requests.ConnectionError("refused"),
        requests.ReadTimeout("slow"),
        requests.exceptions.SSLError("expired"),
        OSError(),
    ],
)
def test_a_host_that_is_not_reached(client: WorkspaceClient, mock: responses.RequestsMock, failure: Exception) -> None:
    mock.add("POST", MESSAGES, body=failure)
    with pytest.raises(TryLater) as later:
        client.post_to_conversation("c-1", text="x", key="k")
    assert later.value.after is None


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff", b"{}", b'{"id": 5}', b'{"id": "m", "cardVersion": "x"}', b" " * 1_100_000]
)
def test_an_answer_that_cannot_be_read_is_no_answer(
    client: WorkspaceClient, mock: responses.RequestsMock, body: bytes
) -> None:
    mock.add("POST", MESSAGES, status=201, body=body)
    with pytest.raises(TryLater):
        client.post_to_conversation("c-1", text="x", key="k")


@pytest.mark.parametrize("identifier", ["", ".", "..", "\ud800"])
def test_what_would_be_another_path_names_nothing(
    client: WorkspaceClient, mock: responses.RequestsMock, identifier: str
) -> None:
    calls: list[Callable[[], object]] = [
        lambda: client.post_to_conversation(identifier, text="x", key="k"),
        lambda: client.replace_card(identifier, CARD, if_match=1, key="k"),
        lambda: client.mirror_task(identifier, {}, "k"),
        lambda: client.describe_file(identifier),
        lambda: list(client.read_file(identifier, max_bytes=1)),
    ]
    for call in calls:
        with pytest.raises(Gone):
            call()
    assert not mock.calls


def test_a_slash_in_an_id_is_not_a_path(client: WorkspaceClient, mock: responses.RequestsMock) -> None:
    mock.add("GET", f"{API}/v1/files/..%2F..%2Ftasks%2Fh-1%3Fa/content", body=b"x")
    assert list(client.read_file("../../tasks/h-1?a", max_bytes=1)) == [b"x"]


def test_the_token_is_asked_for_as_the_standard_says(
    client: WorkspaceClient, tokens: TokenEndpoint, mock: responses.RequestsMock
) -> None:
    mock.add("PATCH", f"{API}/v1/tasks/h-1", status=204)
    client.mirror_task("h-1", {}, "k")
    (request,) = tokens.requests
    assert request.body == "grant_type=client_credentials"
    scheme, encoded = request.headers["Authorization"].split(" ")
    assert (scheme, base64.b64decode(encoded)) == ("Basic", b"client%3A1:s3cret%2F%2B")


def test_a_token_endpoint_that_reads_the_form_only(mock: responses.RequestsMock) -> None:
    tokens = TokenEndpoint(mock, form_only=True)
    mock.add("PATCH", f"{API}/v1/tasks/h-1", status=204)
    with pooled_session() as session:
        WorkspaceClient(CREDENTIALS, session).mirror_task("h-1", {}, "k")
    assert "client_secret=s3cret%2F%2B" in str(tokens.requests[-1].body)
    assert "Authorization" not in tokens.requests[-1].headers


def test_the_token_is_kept_until_shortly_before_it_ends(
    client: WorkspaceClient, tokens: TokenEndpoint, mock: responses.RequestsMock, timer: Timer
) -> None:
    mock.add("PATCH", f"{API}/v1/tasks/h-1", status=204)
    for _ in range(3):
        client.mirror_task("h-1", {}, "k")
    assert tokens.given == 1
    timer.pass_by(3539)
    client.mirror_task("h-1", {}, "k")
    assert tokens.given == 1
    timer.pass_by(2)
    client.mirror_task("h-1", {}, "k")
    assert tokens.given == 2
    assert sent(mock)[0].headers["Authorization"] == "Bearer t2"


def test_a_refused_token_is_renewed_once(
    client: WorkspaceClient, tokens: TokenEndpoint, mock: responses.RequestsMock
) -> None:
    mock.add("POST", MESSAGES, status=401)
    mock.add("POST", MESSAGES, status=201, json={"id": "m-1", "cardVersion": 1})
    assert client.post_to_conversation("c-1", card=CARD, key="k").message_id == "m-1"
    posts = [call.request for call in mock.calls if call.request.url == MESSAGES]
    assert [post.headers["Authorization"] for post in posts] == ["Bearer t1", "Bearer t2"]
    assert {post.headers["Idempotency-Key"] for post in posts} == {"k"}


def test_a_host_that_refuses_every_token(
    client: WorkspaceClient, tokens: TokenEndpoint, mock: responses.RequestsMock
) -> None:
    mock.add("POST", MESSAGES, status=401)
    with pytest.raises(Rejected):
        client.post_to_conversation("c-1", text="x", key="k")
    assert tokens.given == 2


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 400},
        {"status": 401},
        {"status": 503},
        {"status": 302, "headers": {"Location": "https://evil.example/"}},
        {"body": b"nonsense"},
        {"json": {}},
        {"json": {"access_token": ""}},
        {"json": {"access_token": "a\r\nX-Evil: 1"}},
        {"json": {"access_token": "đ"}},
        {"json": {"access_token": "a" * 20_000}},
        {"body": requests.ConnectionError("refused")},
    ],
)
def test_no_token_now(mock: responses.RequestsMock, answer: dict[str, Any]) -> None:
    mock.add("POST", TOKEN, **answer)
    with pooled_session() as session, pytest.raises(TryLater):
        WorkspaceClient(CREDENTIALS, session).mirror_task("h-1", {}, "k")


@pytest.mark.parametrize("expires_in", [0, -5, 10**400, 1, float("nan"), "soon", None, True])
def test_strange_lifetimes(mock: responses.RequestsMock, expires_in: Any) -> None:
    TokenEndpoint(mock, expires_in=expires_in)
    mock.add("PATCH", f"{API}/v1/tasks/h-1", status=204)
    with pooled_session() as session:
        WorkspaceClient(CREDENTIALS, session).mirror_task("h-1", {}, "k")


@pytest.mark.parametrize(
    "address",
    [
        "http://api.hanoiwork.example",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "https://",
        "",
        "//api.example",
        "https://user:password@api.example",
        "https://api.example/\nX",
        "http://127.0.0.1.evil.example",
        "http://[::1",
    ],
)
def test_addresses_that_are_not_called(address: str) -> None:
    with pytest.raises(ValueError):
        HostCredentials("i-1", address, TOKEN, "c", "s")
    with pytest.raises(ValueError):
        HostCredentials("i-1", API, address, "c", "s")


@pytest.mark.parametrize("address", ["http://127.0.0.1:8090", "http://localhost:8090/api", "http://[::1]:80", API])
def test_addresses_that_are_called(address: str) -> None:
    HostCredentials("i-1", address, address, "c", "s")


def test_the_secret_is_not_shown() -> None:
    assert "s3cret" not in repr(CREDENTIALS)


def test_a_netrc_does_not_replace_the_token(
    client: WorkspaceClient, mock: responses.RequestsMock, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine api.hanoiwork.example login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    mock.add("PATCH", f"{API}/v1/tasks/h-1", status=204)
    client.mirror_task("h-1", {}, "k")
    assert sent(mock)[0].headers["Authorization"] == "Bearer t1"


def test_no_cookies_are_kept(client: WorkspaceClient, mock: responses.RequestsMock) -> None:
    mock.add("PATCH", f"{API}/v1/tasks/h-1", status=204, headers={"Set-Cookie": "a=b; Path=/"})
    client.mirror_task("h-1", {}, "k")
    client.mirror_task("h-1", {}, "k")
    assert "Cookie" not in sent(mock)[0].headers
