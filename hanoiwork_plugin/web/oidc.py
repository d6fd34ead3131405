"""The login at the workspace: OpenID Connect code flow with PKCE (CONTRACT 1, 8; RFC 6749, 7636, 9207)."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

import jwt
import requests
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from requests.auth import HTTPBasicAuth

from hanoiwork_plugin.web.session import PendingLogin
from hanoiwork_plugin.workspace.issuer import Issuer, IssuerUnavailable, UnknownKey
from hanoiwork_plugin.workspace.tokens import LEEWAY, TokenRefused, TokenVerifier
from hanoiwork_plugin.workspace.transport import Answer, NoAuth, Patience, TransportFailed, exchange

_PATIENCE = Patience(connect=2.0, read=5.0, body=5.0)
_LONGEST_ANSWER = 4096
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class LoginFailed(Exception):
    """Nobody was signed in; ``reason`` is for the log only."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class WorkspaceAway(LoginFailed):
    """The workspace cannot be asked now; later it may work."""


@dataclass(frozen=True)
class Client:
    """The plugin as the workspace knows it since the installation."""

    client_id: str
    client_secret: str = field(repr=False)


class CodeFlow:
    """Sends a person to the workspace's issuer and believes what comes back only where everything fits."""

    def __init__(self, issuer: Issuer, tokens: TokenVerifier, http: requests.Session, callback: str) -> None:
        self._issuer = issuer
        self._tokens = tokens
        self._http = http
        self._callback = callback

    def address(self, client: Client, login: PendingLogin) -> str:
        """Where the browser is sent to sign in.

        Raises:
            WorkspaceAway: when the issuer does not say where.
        """
        endpoint = self._endpoint("authorization_endpoint")
        oauth = OAuth2Client(  # type: ignore[no-untyped-call]
            session=None,
            client_id=client.client_id,
            scope="openid",
            redirect_uri=self._callback,
            code_challenge_method="S256",
        )
        url, _ = oauth.create_authorization_url(  # type: ignore[no-untyped-call]
            endpoint, state=login.state, code_verifier=login.verifier, nonce=login.nonce
        )
        return str(url)

    def account(self, client: Client, login: PendingLogin, answer: Mapping[str, str], now: datetime) -> str:
        """The account (``sub``) that the issuer's ``answer`` to ``login`` proves at ``now`` (real time).

        Raises:
            WorkspaceAway: when the issuer does not answer.
            LoginFailed: in every other case.
        """
        if answer.get("iss", self._issuer.url) != self._issuer.url:
            raise LoginFailed("answer_of_another_issuer")
        if "error" in answer:
            raise LoginFailed("refused_by_issuer")
        code = answer.get("code", "")
        if not 0 < len(code) <= _LONGEST_ANSWER or not code.isascii() or not code.isprintable():
            raise LoginFailed("no_code")
        given = self._exchange(client, login, code)
        access, identity = given.get("access_token"), given.get("id_token")
        if not isinstance(access, str) or not isinstance(identity, str):
            raise LoginFailed("tokens_missing")
        try:
            account = self._tokens.verify(access, now=now).sub
        except TokenRefused as refusal:
            raise LoginFailed(refusal.reason_code) from None
        if self._identity(client, login, identity) != account:
            raise LoginFailed("tokens_of_two_people")
        return account

    def _endpoint(self, name: str) -> str:
        try:
            endpoint: str | None = getattr(self._issuer.metadata(), name)
        except IssuerUnavailable:
            raise WorkspaceAway("issuer_unavailable") from None
        if endpoint is None:
            raise WorkspaceAway(f"no_{name}")
        return endpoint

    def _exchange(self, client: Client, login: PendingLogin, code: str) -> dict[str, Any]:
        endpoint = self._endpoint("token_endpoint")
        form = {"code": code, "redirect_uri": self._callback, "code_verifier": login.verifier}
        try:
            answer = self._ask(endpoint, client, form, in_body=False)
            if answer.status == 401:
                # Every server must take HTTP Basic (RFC 6749, 2.3.1), yet some read the form only.
                answer = self._ask(endpoint, client, form, in_body=True)
            if answer.status >= 500:
                raise WorkspaceAway("token_endpoint_failed")
            if answer.status != 200:
                raise LoginFailed("code_refused")
            return answer.json()
        except TransportFailed:
            raise WorkspaceAway("token_endpoint_failed") from None

    def _ask(self, endpoint: str, client: Client, form: dict[str, str], *, in_body: bool) -> Answer:
        own = {"client_id": client.client_id, "client_secret": client.client_secret} if in_body else {}
        body: str = prepare_token_request("authorization_code", **form, **own)  # type: ignore[no-untyped-call]
        basic = HTTPBasicAuth(quote_plus(client.client_id), quote_plus(client.client_secret))
        return exchange(
            self._http,
            "POST",
            endpoint,
            patience=_PATIENCE,
            auth=NoAuth() if in_body else basic,
            headers=_FORM,
            data=body.encode(),
        )

    def _identity(self, client: Client, login: PendingLogin, token: str) -> str:
        """Whom the id token names (OpenID Connect Core 3.1.3.7): signature, issuer, audience, times, nonce."""
        try:
            key = self._issuer.signing_key(jwt.get_unverified_header(token).get("kid"))
            claims = jwt.decode(
                token,
                key.public_key,
                algorithms=sorted(key.algorithms),
                audience=client.client_id,
                issuer=self._issuer.url,
                options={"require": ["iss", "aud", "exp", "iat", "sub", "nonce"]},
                leeway=LEEWAY,
            )
        except IssuerUnavailable:
            raise WorkspaceAway("issuer_unavailable") from None
        except (jwt.PyJWTError, UnknownKey, ValueError, TypeError, RecursionError):
            raise LoginFailed("id_token_refused") from None
        if not hmac.compare_digest(str(claims["nonce"]).encode(), login.nonce.encode()):
            raise LoginFailed("nonce_differs")
        if claims.get("azp", client.client_id) != client.client_id:
            raise LoginFailed("id_token_of_another_client")
        return str(claims["sub"])
