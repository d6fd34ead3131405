"""The host's issuer: keys, discovery, JWKS at an unusual path, tokens signed with RS256 and EdDSA in turn."""

import itertools
import time
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm

ISSUER_PATH = "/realms/thanh-pho-mau"
KEYS_PATH = "/chung-thu/cong-khai/bo-khoa.jwks"
TOKEN_PATH = "/cap-phat/token"


class Identity:
    """Signs tokens for people and for the workspace itself."""

    def __init__(self, origin: str) -> None:
        self.issuer = origin + ISSUER_PATH
        self._origin = origin
        self._rsa = rsa.generate_private_key(public_exponent=65537, key_size=3072)
        self._ed = ed25519.Ed25519PrivateKey.generate()
        self._turn = itertools.count()

    def documents(self) -> dict[str, dict[str, Any]]:
        """What is served, by path."""
        return {
            ISSUER_PATH + "/.well-known/openid-configuration": {
                "issuer": self.issuer,
                "jwks_uri": self._origin + KEYS_PATH,
                "authorization_endpoint": self._origin + "/dang-nhap",
                "token_endpoint": self._origin + TOKEN_PATH,
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256", "EdDSA"],
            },
            KEYS_PATH: {
                "keys": [
                    {**RSAAlgorithm.to_jwk(self._rsa.public_key(), as_dict=True), "kid": "khóa/2026 a", "use": "sig"},
                    {"kty": "oct", "kid": "not-for-you", "use": "enc"},
                    {**OKPAlgorithm.to_jwk(self._ed.public_key(), as_dict=True), "kid": "ed#7", "alg": "EdDSA"},
                ]
            },
        }

    def token(self, subject: str, audience: str, *, jti: str | None = None, scope: str | None = None) -> str:
        """An access token that lives for less than a minute."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": subject,
            "aud": [audience, "something-else"] if next(self._turn) % 3 == 0 else audience,
            "iat": now,
            "exp": now + 50,
            "jti": jti or str(uuid4()),
            "client_id": "web",
        }
        if scope:
            claims["scope"] = scope
        if next(self._turn) % 2:
            return jwt.encode(claims, self._rsa, "RS256", headers={"typ": "at+jwt", "kid": "khóa/2026 a"})
        return jwt.encode(claims, self._ed, "EdDSA", headers={"typ": "application/at+jwt", "kid": "ed#7"})
