"""A whole OpenID Connect provider over HTTP: discovery, keys, authorization and token endpoint."""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

from flask.testing import FlaskClient
from stage.issuer import PlayedIssuer
from stage.keys import Keys

CLIENT, SECRET = "client", "secret"
SignIn = Callable[[str], FlaskClient]
"""What the fixture ``sign_in`` gives: a client that went through the login as a person."""


class Provider(PlayedIssuer):
    """Whoever comes to ``/authorize`` is ``account``; what it answers can be bent by a test."""

    def __init__(self, keys: Keys, url: str) -> None:
        super().__init__(keys, url)
        self.renew()

    def renew(self) -> None:
        """As before the first test."""
        self.down, self.jwks = False, self.keys.jwks()
        self.account = "an.nguyenvan"
        self.access: dict[str, Any] = {}
        """Claims of the access token that differ."""
        self.identity: dict[str, Any] = {}
        """Claims of the id token that differ; None leaves one out."""
        self.basic = True
        """Whether HTTP Basic is understood; some servers read the form only."""
        self.asked.clear()
        self._codes: dict[str, dict[str, str]] = {}

    def authorize(self, address: str) -> str:
        """Follow the plugin's redirect to ``address`` as ``account``; where the browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.url}/authorize?")
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = str(uuid4())
        self._codes[code] = asked | {"account": self.account}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.url})}"

    def exchange(self, form: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        """A code, once, for its own address and verifier."""
        own = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        in_form = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        if not in_form and not (self.basic and basic == f"Basic {own}"):
            return 401, {"error": "invalid_client"}
        asked = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        identity = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": asked["account"],
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
            **self.identity,
        }
        claims = {name: value for name, value in identity.items() if value is not None}
        return 200, {
            "access_token": self.token(asked["account"], **self.access),
            "id_token": self.keys.token(claims, "p256", "ES256", typ="JWT"),
            "token_type": "Bearer",
            "expires_in": 60,
        }


def local(address: str) -> str:
    """An address of the plugin without its origin, as Flask's test client asks for it."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


@contextmanager
def running_provider(keys: Keys) -> Iterator[Provider]:
    """A provider on a free port of the loopback."""
    played: list[Provider] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider = played[0]
            provider.asked.append(self.path)
            if provider.down:
                self._answer(503, None)
            elif self.path.startswith("/authorize?"):
                self.send_response(302)
                self.send_header("Location", provider.authorize(provider.url + self.path))
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                document = provider.document(self.path)
                self._answer(200 if document else 404, document)

        def do_POST(self) -> None:
            provider = played[0]
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            if provider.down:
                self._answer(503, None)
            else:
                self._answer(*provider.exchange(form, self.headers.get("Authorization", "")))

        def _answer(self, status: int, document: dict[str, Any] | None) -> None:
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    played.append(Provider(keys, f"http://127.0.0.1:{server.server_port}"))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield played[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
