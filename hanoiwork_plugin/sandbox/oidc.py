"""The workspace as OpenID Connect provider: discovery, keys, code flow with PKCE, tokens, userinfo.

In practice nobody has a password: ``/oauth/authorize`` continues as the person this browser plays
(cookie ``practice_person``, or ``login_hint``), or asks who one is.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from typing import Any
from urllib.parse import unquote_plus, urlencode, urlsplit

import jwt
from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from hanoiwork_plugin.sandbox.host import Host
from hanoiwork_plugin.sandbox.people import Person

COOKIE = "practice_person"
CODE_SECONDS = 60
TOKEN_SECONDS = 600


class OAuthFault(Exception):
    """An OAuth 2.0 error answer (RFC 6749, 5.2)."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


def routes(host: Host) -> Blueprint:
    """The provider's routes."""
    pages = Blueprint("oidc", __name__)

    @pages.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        own = host.own_url
        return jsonify(
            issuer=own,
            authorization_endpoint=f"{own}/oauth/authorize",
            token_endpoint=f"{own}/oauth/token",
            userinfo_endpoint=f"{own}/oauth/userinfo",
            jwks_uri=f"{own}/oauth/jwks",
            response_types_supported=["code"],
            response_modes_supported=["query"],
            grant_types_supported=["authorization_code", "client_credentials"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["ES256"],
            token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
            code_challenge_methods_supported=["S256"],
            scopes_supported=["openid", "profile"],
            claims_supported=["sub", "name", "preferred_username", "iss", "aud", "exp", "iat", "nonce", "auth_time"],
            authorization_response_iss_parameter_supported=True,
        )

    @pages.get("/oauth/jwks")
    def keys() -> Response:
        return jsonify(host.tokens.jwks)

    @pages.get("/oauth/authorize")
    def authorize() -> BaseResponse | str | tuple[str, int]:
        asked = request.args
        target = asked.get("redirect_uri", "")
        if asked.get("client_id") != host.installation.client_id or not _is_below(target, host.plugin_url):
            text = "Ứng dụng yêu cầu đăng nhập chưa được cài đặt ở đây."
            return render_template("problem.html", title="Không thể đăng nhập", text=text), 400
        fault = _authorization_fault(asked.get("response_type"), asked.get("scope"), asked.get("code_challenge_method"))
        if fault or not asked.get("code_challenge"):
            return _back(host, target, error=fault or "invalid_request")
        person = _chosen(host)
        if person is None:
            return render_template("who.html", people=host.people, choose=_with_hint)
        code = secrets.token_urlsafe(32)
        data = {
            "account": person.account,
            "redirect_uri": target,
            "challenge": asked["code_challenge"],
            "nonce": asked.get("nonce"),
            "scope": asked["scope"],
        }
        with host.store.write() as db:
            db.execute("DELETE FROM codes WHERE expires < ?", (time.time(),))
            db.execute("INSERT INTO codes VALUES (?,?,?)", (code, json.dumps(data), time.time() + CODE_SECONDS))
        answer = _back(host, target, code=code)
        answer.set_cookie(COOKIE, person.account, samesite="Lax")
        return answer

    @pages.post("/oauth/token")
    def token() -> Response:
        try:
            _check_client(host)
            grant = request.form.get("grant_type")
            if grant == "client_credentials":
                given = _client_tokens(host)
            elif grant == "authorization_code":
                given = _code_tokens(host)
            else:
                raise OAuthFault("unsupported_grant_type")
        except OAuthFault as fault:
            refusal = jsonify(error=fault.code)
            refusal.status_code = fault.status
            if fault.status == 401:
                refusal.headers["WWW-Authenticate"] = 'Basic realm="oauth"'
            return refusal
        answer = jsonify(given)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @pages.get("/oauth/userinfo")
    def userinfo() -> tuple[Response, int]:
        scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
        try:
            claims = host.tokens.read(bearer, host.installation.app_id) if scheme.lower() == "bearer" else {}
        except jwt.InvalidTokenError:
            claims = {}
        person = host.people.find(claims.get("sub"))
        if person is None:
            refusal = jsonify(error="invalid_token")
            refusal.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
            return refusal, 401
        return jsonify(sub=person.account, **_profile(person)), 200

    return pages


def _is_below(address: str, base: str) -> bool:
    """Whether ``address`` is a page of ``base``, and nothing that only looks like one."""
    try:
        asked, own = urlsplit(address), urlsplit(base)
    except ValueError:
        return False
    return (asked.scheme, asked.netloc) == (own.scheme, own.netloc) and asked.path.startswith(
        own.path.rstrip("/") + "/"
    )


def _authorization_fault(response_type: str | None, scope: str | None, method: str | None) -> str | None:
    if response_type != "code":
        return "unsupported_response_type"
    if "openid" not in (scope or "").split():
        return "invalid_scope"
    return None if method == "S256" else "invalid_request"


def _chosen(host: Host) -> Person | None:
    """Who this browser is: by hint, else by cookie unless the application wants the question asked."""
    hinted = host.people.find(request.args.get("login_hint"))
    if hinted or request.args.get("prompt") in ("login", "select_account"):
        return hinted
    return host.people.find(request.cookies.get(COOKIE))


def _with_hint(person: Person) -> str:
    """The same request again, as ``person``."""
    return "/oauth/authorize?" + urlencode(request.args.to_dict() | {"login_hint": person.account})


def _back(host: Host, target: str, **answer: str) -> BaseResponse:
    """Back to the application with an answer (and our name, RFC 9207)."""
    answer |= {"iss": host.own_url}
    if "state" in request.args:
        answer["state"] = request.args["state"]
    return redirect(f"{target}{'&' if '?' in target else '?'}{urlencode(answer)}")


def _check_client(host: Host) -> None:
    """Client authentication, ``client_secret_basic`` or ``client_secret_post``.

    Raises:
        OAuthFault: when it is missing or wrong.
    """
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    client, secret = request.form.get("client_id", ""), request.form.get("client_secret", "")
    if scheme.lower() == "basic":
        try:
            pair = base64.b64decode(credentials, validate=True).decode()
        except ValueError:
            raise OAuthFault("invalid_client", 401) from None
        client, _, secret = (unquote_plus(part) for part in pair.partition(":"))
    known = hmac.compare_digest(client.encode(), host.installation.client_id.encode())
    if not known or not hmac.compare_digest(secret.encode(), host.installation.client_secret.encode()):
        raise OAuthFault("invalid_client", 401)


def _client_tokens(host: Host) -> dict[str, Any]:
    """A token for the plugin itself, for the workspace's API."""
    client = host.installation.client_id
    access = host.tokens.access(
        subject=client, audience=host.own_url, client=client, scope="workspace", seconds=TOKEN_SECONDS
    )
    return {"access_token": access, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "scope": "workspace"}


def _code_tokens(host: Host) -> dict[str, Any]:
    """A person's tokens for a code; a code works once, for its own address and verifier."""
    with host.store.write() as db:
        row = host.store.row("SELECT data, expires FROM codes WHERE code = ?", request.form.get("code", ""))
        db.execute("DELETE FROM codes WHERE code = ?", (request.form.get("code", ""),))
    if row is None or row["expires"] < time.time():
        raise OAuthFault("invalid_grant")
    code = json.loads(row["data"])
    verifier = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
    if code["redirect_uri"] != request.form.get("redirect_uri") or challenge != code["challenge"]:
        raise OAuthFault("invalid_grant")
    person = host.people.find(code["account"])
    if person is None:
        raise OAuthFault("invalid_grant")
    client = host.installation.client_id
    nonce = {"nonce": code["nonce"]} if code["nonce"] else {}
    return {
        "access_token": host.tokens.access(
            subject=person.account,
            audience=host.installation.app_id,
            client=client,
            scope=code["scope"],
            seconds=TOKEN_SECONDS,
        ),
        "id_token": host.tokens.identity(
            subject=person.account, audience=client, claims={"auth_time": int(time.time())} | _profile(person) | nonce
        ),
        "token_type": "Bearer",
        "expires_in": TOKEN_SECONDS,
        "scope": code["scope"],
    }


def _profile(person: Person) -> dict[str, str]:
    return {"name": person.name, "preferred_username": person.account}
