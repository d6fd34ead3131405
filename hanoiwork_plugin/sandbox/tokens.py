"""The issuer's key and what it signs: RFC 9068 access tokens and id tokens, always in real time."""

import base64
import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

ALGORITHM = "ES256"


class Tokens:
    """Mints and checks the tokens of one issuer with a P-256 key kept in ``home``."""

    def __init__(self, home: Path, issuer: str) -> None:
        self.issuer = issuer
        self._key = _kept_key(home / "signing-key.pem")
        public: dict[str, str] = jwt.algorithms.ECAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        thumb = json.dumps({name: public[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
        self.kid = base64.urlsafe_b64encode(hashlib.sha256(thumb.encode()).digest()).rstrip(b"=").decode()
        self.jwks = {"keys": [public | {"kid": self.kid, "use": "sig", "alg": ALGORITHM}]}

    def access(
        self, *, subject: str, audience: str, client: str, scope: str, seconds: int = 60, jti: str | None = None
    ) -> str:
        """An access token (``typ`` at+jwt) that lives ``seconds``."""
        claims = {"sub": subject, "aud": audience, "client_id": client, "scope": scope, "jti": jti or str(uuid4())}
        return self._sign(claims, seconds, "at+jwt")

    def identity(self, *, subject: str, audience: str, claims: dict[str, Any]) -> str:
        """An OIDC id token with ``claims``, for five minutes."""
        return self._sign({"sub": subject, "aud": audience, **claims}, 300, "JWT")

    def read(self, token: str, audience: str) -> dict[str, Any]:
        """The claims of an access token that this issuer made for ``audience``.

        Raises:
            jwt.InvalidTokenError: when it is anything else, or has ended.
        """
        if jwt.get_unverified_header(token).get("typ") != "at+jwt":
            raise jwt.InvalidTokenError("not an access token")
        claims: dict[str, Any] = jwt.decode(
            token,
            self._key.public_key(),
            algorithms=[ALGORITHM],
            audience=audience,
            issuer=self.issuer,
            options={"require": ["exp", "iat", "sub", "jti"]},
        )
        return claims

    def _sign(self, claims: dict[str, Any], seconds: int, typ: str) -> str:
        now = int(time.time())
        whole = {"iss": self.issuer, "iat": now, "exp": now + seconds, **claims}
        return jwt.encode(whole, self._key, algorithm=ALGORITHM, headers={"typ": typ, "kid": self.kid})


def _kept_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key at ``path``, made at first use, so that tokens stay valid over a restart."""
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1())
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
    loaded = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(loaded, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} is not an elliptic curve key")
    return loaded
