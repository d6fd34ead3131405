"""One way out to the workspace and its issuer: pooled, timed, bounded in size, and never redirected."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from hanoiwork_plugin.settings import is_loopback

MAX_DOCUMENT_BYTES = 1024 * 1024
_CHUNK = 64 * 1024


class TransportFailed(Exception):
    """No answer, a broken one, or one that took too long or cannot be read."""


class AnswerTooLarge(TransportFailed):
    """The answer is larger than the caller wants to hold."""


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds: for the connection, for each read, and for the whole body."""

    connect: float
    read: float
    body: float


class NoAuth(AuthBase):
    """Adds nothing; given so that requests does not look for a password in the user's ``.netrc``."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """The request as it is."""
        return request


class BearerAuth(NoAuth):
    """Adds a bearer token (RFC 6750); as ``auth``, so that a ``.netrc`` cannot replace it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """The request with its ``Authorization``."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


@dataclass(frozen=True)
class Answer:
    """A whole answer, read and closed; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The JSON object in the body.

        Raises:
            TransportFailed: when the body is anything else.
        """
        try:
            document = json.loads(self.body)
        except (ValueError, RecursionError):
            raise TransportFailed("the answer is not JSON") from None
        if not isinstance(document, dict):
            raise TransportFailed("the answer is not a JSON object")
        return document


def pooled_session(connections: int = 16) -> requests.Session:
    """A session that keeps connections open, keeps no cookies and repeats nothing by itself."""
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = HTTPAdapter(pool_connections=connections, pool_maxsize=connections, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def checked_url(url: object) -> str:
    """``url`` if it is https, or http on loopback.

    Raises:
        ValueError: for every other address.
    """
    if not isinstance(url, str) or not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("not a web address")
    parts = urlsplit(url)
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise ValueError("not a plain web address")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(url)):
        raise ValueError("must be https; plain http is accepted for loopback only")
    return url


def send(
    session: requests.Session,
    method: str,
    url: str,
    *,
    patience: Patience,
    auth: AuthBase,
    headers: Mapping[str, str] | None = None,
    data: bytes | Mapping[str, str] | None = None,
) -> requests.Response:
    """Send one request and return the answer with its body still unread; the caller closes it.

    Raises:
        TransportFailed: when no answer came.
    """
    try:
        return session.request(
            method,
            url,
            data=data,
            headers={"Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})},
            auth=auth,
            timeout=(patience.connect, patience.read),
            allow_redirects=False,
            stream=True,
            # A proxy in the environment is for the way out, not for this machine.
            proxies={"no_proxy": urlsplit(url).hostname or ""} if is_loopback(url) else None,
        )
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as failure:
        raise TransportFailed(type(failure).__name__) from None


def chunks(response: requests.Response, *, limit: int, seconds: float) -> Iterator[bytes]:
    """The body piece by piece; closes the answer at the end.

    Raises:
        AnswerTooLarge: as soon as more than ``limit`` bytes are announced or came.
        TransportFailed: when the body breaks off or takes longer than ``seconds``.
    """
    until = time.monotonic() + seconds
    received = 0
    with response:
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and len(announced) < 20 and int(announced) > limit:
            raise AnswerTooLarge(f"more than {limit} bytes")
        try:
            # read1 gives what has come; iter_content would wait for a full chunk, however slowly it drips.
            while chunk := response.raw.read1(_CHUNK, decode_content=True):
                received += len(chunk)
                if received > limit:
                    raise AnswerTooLarge(f"more than {limit} bytes")
                if time.monotonic() > until:
                    raise TransportFailed("the answer takes too long")
                yield chunk
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as failure:
            raise TransportFailed(type(failure).__name__) from None


def exchange(
    session: requests.Session,
    method: str,
    url: str,
    *,
    patience: Patience,
    auth: AuthBase,
    headers: Mapping[str, str] | None = None,
    data: bytes | Mapping[str, str] | None = None,
) -> Answer:
    """Send one request and read the whole answer, at most ``MAX_DOCUMENT_BYTES``.

    Raises:
        TransportFailed: when no whole answer came.
    """
    response = send(session, method, url, patience=patience, auth=auth, headers=headers, data=data)
    body = b"".join(chunks(response, limit=MAX_DOCUMENT_BYTES, seconds=patience.body))
    return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)
