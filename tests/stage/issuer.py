"""The workspace's token issuer behind a real HTTP server, with tokens of any kind."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

from hanoiwork_plugin.settings import APP_ID
from stage.keys import Keys


class PlayedIssuer:
    """Discovery and JWKS over HTTP; ``down`` makes it answer 503, ``jwks`` is what it publishes."""

    def __init__(self, keys: Keys, url: str) -> None:
        self.keys = keys
        self.url = url
        self.jwks: dict[str, Any] = keys.jwks()
        self.down = False
        self.asked: list[str] = []

    def document(self, path: str) -> dict[str, Any] | None:
        """What is answered under ``path``."""
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/keys.json",
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
            },
            "/keys.json": self.jwks,
        }.get(path)

    def claims(self, account: str, /, **changed: Any) -> dict[str, Any]:
        """Good claims for an account; ``name=None`` leaves a claim out."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": APP_ID,
            "sub": account,
            "iat": now,
            "exp": now + 60,
            "jti": str(uuid4()),
            **changed,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, account: str, /, **changed: Any) -> str:
        """A good token, but for the claims changed."""
        return self.keys.token(self.claims(account, **changed))

    def app_token(self, *scopes: str, **changed: Any) -> str:
        """A token of the issuer itself, as for lifecycle calls and the practice clock."""
        return self.token(self.url, scope=" ".join(scopes), **changed)


@contextmanager
def running_issuer(keys: Keys) -> Iterator[PlayedIssuer]:
    """An issuer on a free port of the loopback."""
    played: list[PlayedIssuer] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer = played[0]
            issuer.asked.append(self.path)
            document = None if issuer.down else issuer.document(self.path)
            body = json.dumps(document).encode()
            self.send_response(503 if issuer.down else 200 if document else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    played.append(PlayedIssuer(keys, f"http://127.0.0.1:{server.server_port}"))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield played[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
