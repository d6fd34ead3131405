"""A host played by ``responses``, and time that moves by hand."""

import json
from dataclasses import dataclass, field
from typing import Any

import responses

ISSUER = "https://sso.hanoiwork.example"
DISCOVERY = f"{ISSUER}/.well-known/openid-configuration"
JWKS = f"{ISSUER}/keys.json"


class Timer:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class IssuerHost:
    """The issuer's two documents as they are now; ``down`` makes it answer nothing good."""

    mock: responses.RequestsMock
    jwks: dict[str, Any]
    discovery: dict[str, Any] = field(
        default_factory=lambda: {
            "issuer": ISSUER,
            "jwks_uri": JWKS,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token/",
        }
    )
    down: Exception | int | None = None

    def __post_init__(self) -> None:
        for url in (DISCOVERY, JWKS):
            self.mock.add_callback("GET", url, self._answer, content_type="application/json")

    def _answer(self, request: Any) -> tuple[int, dict[str, str], str]:
        if isinstance(self.down, Exception):
            raise self.down
        document = self.discovery if request.url == DISCOVERY else self.jwks
        return self.down or 200, {}, json.dumps(document)

    def asked(self, url: str = JWKS) -> int:
        return sum(call.request.url == url for call in self.mock.calls)
