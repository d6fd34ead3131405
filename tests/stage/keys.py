"""Private keys of every type an issuer may use, and tokens signed with them."""

from dataclasses import dataclass
from typing import Any, Self

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm


@dataclass
class Keys:
    """One private key of each type, by the kid under which the issuer publishes its public half."""

    rsa: rsa.RSAPrivateKey
    p256: ec.EllipticCurvePrivateKey
    p384: ec.EllipticCurvePrivateKey
    p521: ec.EllipticCurvePrivateKey
    ed: ed25519.Ed25519PrivateKey

    @classmethod
    def made(cls) -> Self:
        """New keys; an RSA key takes a while, so make them once."""
        return cls(
            rsa=rsa.generate_private_key(public_exponent=65537, key_size=2048),
            p256=ec.generate_private_key(ec.SECP256R1()),
            p384=ec.generate_private_key(ec.SECP384R1()),
            p521=ec.generate_private_key(ec.SECP521R1()),
            ed=ed25519.Ed25519PrivateKey.generate(),
        )

    def jwk(self, name: str, /, **changed: Any) -> dict[str, Any]:
        algorithm: Any = {"rsa": RSAAlgorithm, "ed": OKPAlgorithm}.get(name, ECAlgorithm)
        public = algorithm.to_jwk(getattr(self, name).public_key(), as_dict=True)
        return {**public, "kid": name, "use": "sig", **changed}

    def jwks(self) -> dict[str, Any]:
        return {"keys": [self.jwk(kid) for kid in ("rsa", "p256", "p384", "p521", "ed")]}

    def token(self, claims: dict[str, Any], name: str = "rsa", algorithm: str = "RS256", /, **header: Any) -> str:
        headers = {"typ": "at+jwt", "kid": name, **header}
        return jwt.encode(claims, getattr(self, name), algorithm=algorithm, headers=headers)
