"""How the plugin goes out: never for longer, further or with more than it means to."""

from typing import Any

import pytest
import responses
from requests import PreparedRequest

from hanoiwork_plugin.workspace.transport import (
    NoAuth,
    Patience,
    TransportFailed,
    chunks,
    exchange,
    pooled_session,
    send,
)

PATIENCE = Patience(connect=1, read=2, body=3)


def test_a_body_that_takes_too_long_is_left(mock: responses.RequestsMock) -> None:
    mock.add("GET", "https://host.example/", body=b"drop by drop" * 10)
    with pooled_session() as session:
        response = send(session, "GET", "https://host.example/", patience=PATIENCE, auth=NoAuth())
        with pytest.raises(TransportFailed):
            list(chunks(response, limit=100, seconds=-1))


def test_every_call_has_its_timeouts(mock: responses.RequestsMock) -> None:
    mock.add("GET", "https://host.example/", body=b"x")
    with pooled_session() as session:
        exchange(session, "GET", "https://host.example/", patience=PATIENCE, auth=NoAuth())
    assert options(mock.calls[0].request)["timeout"] == (1, 2)


def test_a_proxy_is_for_the_way_out_only(mock: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "inside.example")
    used = {}
    for url in ("http://127.0.0.1:8090/", "http://[::1]:8090/", "https://host.example/", "https://inside.example/"):
        mock.add("GET", url)
        with pooled_session() as session:
            exchange(session, "GET", url, patience=PATIENCE, auth=NoAuth())
        used[url] = "http://proxy.example:3128" in options(mock.calls[-1].request)["proxies"].values()
    assert list(used.values()) == [False, False, True, False]


def options(request: PreparedRequest) -> dict[str, Any]:
    return request.req_kwargs  # type: ignore[attr-defined, no-any-return]
