"""The pinned token issuer: its discovery document and its keys, kept so that its outage is not ours (CONTRACT 8).

PyJWT's own client holds one lock over every fetch, drops an aged key set before it has a new one and asks again
at once after a failure; so only its reading of keys is used here, with cachetools for what is remembered.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import requests
from cachetools import TTLCache

from hanoiwork_plugin.logs import logger
from hanoiwork_plugin.workspace.keys import VerificationKey, read_keys
from hanoiwork_plugin.workspace.transport import Answer, NoAuth, Patience, TransportFailed, checked_url, exchange

FRESH_SECONDS = 5 * 60
LAST_GOOD_SECONDS = 24 * 60 * 60
UNKNOWN_KEY_SECONDS = 30
FAILURE_SECONDS = 10

_PATIENCE = Patience(connect=1.0, read=2.0, body=2.0)
_IT: Literal["it"] = "it"


class IssuerUnavailable(Exception):
    """The issuer cannot be asked now, and nothing it said before may still be used."""


class UnknownKey(Exception):
    """The pinned issuer has no such key."""


@dataclass(frozen=True)
class IssuerMetadata:
    """What the issuer said when it was last asked: where it lives, and its keys."""

    authorization_endpoint: str | None
    token_endpoint: str | None
    keys: tuple[VerificationKey, ...]

    def find(self, kid: str | None) -> VerificationKey | None:
        """The key named ``kid``; without a name the only key there is (OpenID Connect Core 10.1)."""
        if kid is None:
            return self.keys[0] if len(self.keys) == 1 else None
        return next((key for key in self.keys if key.kid == kid), None)


def _in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="issuer-refresh", daemon=True).start()


class Issuer:
    """The one issuer whose tokens are believed; safe to share between threads, one object a process.

    ``timer`` counts seconds and ``start`` runs a refresh of an aged key set beside the caller.
    """

    def __init__(
        self,
        url: str,
        session: requests.Session,
        *,
        timer: Callable[[], float] = time.monotonic,
        start: Callable[[Callable[[], None]], None] = _in_background,
    ) -> None:
        self.url = url
        self._session = session
        self._start = start
        # The caches are not safe for threads, not even to read: every use holds _memory, never for longer
        # than a look. _fetching is held while the network is asked; whoever has a usable set does not wait for it.
        self._memory = threading.Lock()
        self._fetching = threading.Lock()
        self._last_good: TTLCache[str, IssuerMetadata, float] = TTLCache(1, LAST_GOOD_SECONDS, timer)
        self._fresh: TTLCache[str, bool, float] = TTLCache(1, FRESH_SECONDS, timer)
        self._failed: TTLCache[str, bool, float] = TTLCache(1, FAILURE_SECONDS, timer)
        self._asked_for_unknown: TTLCache[str, bool, float] = TTLCache(1, UNKNOWN_KEY_SECONDS, timer)

    def metadata(self) -> IssuerMetadata:
        """Endpoints and keys: the last good ones at once, refreshed beside the caller when they have aged.

        Raises:
            IssuerUnavailable: when there are none of the last 24 hours and the issuer does not answer.
        """
        with self._memory:
            last_good, fresh = self._last_good.get(_IT), _IT in self._fresh
        if last_good is None:
            return self._first_fetch()
        if not fresh and self._may_ask() and self._fetching.acquire(blocking=False):
            try:
                self._start(self._refresh)
            except RuntimeError:  # no thread to be had now: the next caller tries again
                self._fetching.release()
            with self._memory:
                last_good = self._last_good.get(_IT, last_good)
        return last_good

    def forget(self) -> None:
        """Ask the issuer at the next call, as a process does that has just begun."""
        with self._memory:
            for remembered in (self._last_good, self._fresh, self._failed, self._asked_for_unknown):
                remembered.clear()

    def signing_key(self, kid: str | None) -> VerificationKey:
        """The issuer's key named ``kid``; an unknown name asks the issuer again, at most once in 30 seconds.

        Raises:
            UnknownKey: the issuer has no such key.
            IssuerUnavailable: see :meth:`metadata`.
        """
        metadata = self.metadata()
        key = metadata.find(kid) or self._ask_again(metadata).find(kid)
        if key is None:
            raise UnknownKey
        return key

    def _first_fetch(self) -> IssuerMetadata:
        with self._fetching:
            with self._memory:
                last_good = self._last_good.get(_IT)
            return last_good or self._fetch()

    def _refresh(self) -> None:
        try:
            self._fetch()
        except IssuerUnavailable:
            pass  # remembered and logged; the last good set serves on
        finally:
            self._fetching.release()

    def _ask_again(self, seen: IssuerMetadata) -> IssuerMetadata:
        """Newer metadata than ``seen`` if there may be some; callers with unknown keys wait for one fetch together."""
        with self._fetching:
            with self._memory:
                current = self._last_good.get(_IT, seen)
                if current is not seen or _IT in self._asked_for_unknown or _IT in self._failed:
                    return current
                self._asked_for_unknown[_IT] = True
            try:
                return self._fetch()
            except IssuerUnavailable:
                return seen

    def _may_ask(self) -> bool:
        with self._memory:
            return _IT not in self._failed

    def _fetch(self) -> IssuerMetadata:
        """Ask the issuer and remember the outcome; the caller holds ``_fetching``."""
        if not self._may_ask():
            raise IssuerUnavailable
        try:
            metadata = self._download()
        except (TransportFailed, ValueError) as failure:
            logger().warning("issuer_not_usable", reason=str(failure))
            with self._memory:
                self._failed[_IT] = True
            raise IssuerUnavailable from None
        with self._memory:
            self._last_good[_IT] = metadata
            self._fresh[_IT] = True
        return metadata

    def _download(self) -> IssuerMetadata:
        document = self._get_json(f"{self.url.rstrip('/')}/.well-known/openid-configuration")
        if document.get("issuer") != self.url:
            raise ValueError("the discovery document names another issuer")
        keys = read_keys(self._get_json(checked_url(document.get("jwks_uri"))))
        if not keys:
            raise ValueError("the key set holds no usable key")
        return IssuerMetadata(
            authorization_endpoint=_endpoint(document, "authorization_endpoint"),
            token_endpoint=_endpoint(document, "token_endpoint"),
            keys=keys,
        )

    def _get_json(self, url: str) -> dict[str, Any]:
        answer: Answer = exchange(self._session, "GET", url, patience=_PATIENCE, auth=NoAuth())
        if answer.status != 200:
            raise TransportFailed(f"status {answer.status}")
        return answer.json()


def _endpoint(document: dict[str, Any], name: str) -> str | None:
    return checked_url(document[name]) if document.get(name) is not None else None
