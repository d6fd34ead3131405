"""The plugin's own access token: OAuth 2.0 client credentials of one installation (CONTRACT 3 and 6, RFC 6749)."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote_plus

import requests
from cachetools import TLRUCache
from requests.auth import HTTPBasicAuth

from hanoiwork_plugin.workspace.retry import TryLater
from hanoiwork_plugin.workspace.transport import Answer, NoAuth, Patience, TransportFailed, checked_url, exchange

_PATIENCE = Patience(connect=3.0, read=10.0, body=10.0)
_DEFAULT_LIFETIME = 300.0
_LONGEST_LIFETIME = 24 * 60 * 60.0
_LONGEST_TOKEN = 16 * 1024
_IT = "it"


@dataclass(frozen=True)
class HostCredentials:
    """What the host gave at installation; addresses are https, or http on loopback.

    Raises:
        ValueError: when an address is anything else.
    """

    installation_id: str
    api_base: str
    token_endpoint: str
    client_id: str
    client_secret: str = field(repr=False)

    def __post_init__(self) -> None:
        checked_url(self.api_base)
        checked_url(self.token_endpoint)


@dataclass(frozen=True)
class _AccessToken:
    value: str
    seconds: float


def _use_until(_key: str, token: _AccessToken, now: float) -> float:
    """A token rests a little before it ends, so that it does not end on the way."""
    return now + token.seconds - min(60.0, token.seconds / 5)


class AccessTokens:
    """The current bearer token, cached until shortly before it ends; safe to share between threads."""

    def __init__(
        self, credentials: HostCredentials, session: requests.Session, *, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._credentials = credentials
        self._session = session
        self._lock = threading.Lock()
        self._cache: TLRUCache[str, _AccessToken, float] = TLRUCache(1, _use_until, timer)

    def current(self) -> str:
        """A token to use now.

        Raises:
            TryLater: when the host gives none; credentials in the middle of a rotation work later.
        """
        with self._lock:
            token = self._cache.get(_IT)
            if token is None:
                token = self._fetch()
                self._cache[_IT] = token
            return token.value

    def forget(self, value: str) -> None:
        """Drop the token ``value``, which the host refused; another thread's newer one stays."""
        with self._lock:
            token = self._cache.get(_IT)
            if token is not None and token.value == value:
                del self._cache[_IT]

    def _fetch(self) -> _AccessToken:
        try:
            answer = self._ask(in_body=False)
            if answer.status in (400, 401):
                # Every server must take HTTP Basic (RFC 6749, 2.3.1), yet some read the form only.
                answer = self._ask(in_body=True)
            if answer.status != 200:
                raise TryLater
            document = answer.json()
        except TransportFailed:
            raise TryLater from None
        value, seconds = document.get("access_token"), document.get("expires_in", _DEFAULT_LIFETIME)
        if not isinstance(value, str) or not value.isascii() or not value.isprintable() or " " in value:
            raise TryLater
        if not 0 < len(value) <= _LONGEST_TOKEN:
            raise TryLater
        if not isinstance(seconds, int | float):
            seconds = _DEFAULT_LIFETIME
        return _AccessToken(value, float(max(0, min(seconds, _LONGEST_LIFETIME))))

    def _ask(self, *, in_body: bool) -> Answer:
        client_id, secret = self._credentials.client_id, self._credentials.client_secret
        form = {"grant_type": "client_credentials"}
        return exchange(
            self._session,
            "POST",
            self._credentials.token_endpoint,
            patience=_PATIENCE,
            auth=NoAuth() if in_body else HTTPBasicAuth(quote_plus(client_id), quote_plus(secret)),
            data={**form, "client_id": client_id, "client_secret": secret} if in_body else form,
        )
