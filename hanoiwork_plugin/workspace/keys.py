"""The issuer's public keys, each with the algorithms it may be used for (CONTRACT 8, RFC 7517, RFC 8725)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey

_RSA = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
_BY_CURVE = {
    "secp256r1": frozenset({"ES256"}),
    "secp384r1": frozenset({"ES384"}),
    "secp521r1": frozenset({"ES512"}),
}
_ED25519 = frozenset({"EdDSA"})
_MIN_RSA_BITS = 2048
_MAX_KEYS = 100

ALGORITHMS = _RSA.union(_ED25519, *_BY_CURVE.values())
"""Every algorithm that a token may be signed with: asymmetric ones only."""


@dataclass(frozen=True)
class VerificationKey:
    """One public key of the issuer."""

    kid: str | None
    public_key: PublicKey
    algorithms: frozenset[str]
    """What this key may verify: fitting its type, and its own ``alg`` where it names one."""


def read_keys(document: Mapping[str, Any]) -> tuple[VerificationKey, ...]:
    """The signing keys in a JWK set; keys that are not public, not for signing, too weak or unreadable are left out."""
    entries = document.get("keys")
    if not isinstance(entries, list):
        return ()
    found = (_read_key(entry) for entry in entries[:_MAX_KEYS] if isinstance(entry, dict))
    return tuple(key for key in found if key is not None)


def _read_key(entry: dict[str, Any]) -> VerificationKey | None:
    kid = entry.get("kid")
    operations = entry.get("key_ops", ["verify"])
    if (
        "d" in entry
        or not (kid is None or isinstance(kid, str))
        or entry.get("use", "sig") != "sig"
        or not (isinstance(operations, list) and "verify" in operations)
    ):
        return None
    try:
        public_key = jwt.PyJWK(entry).key
    except Exception:  # PyJWT lets more than its own errors through, and one bad key must not cost the others
        return None
    algorithms = _algorithms_for(public_key)
    if entry.get("alg") is not None:
        algorithms &= {entry["alg"]}
    return VerificationKey(kid, public_key, algorithms) if algorithms else None


def _algorithms_for(key: object) -> frozenset[str]:
    if isinstance(key, RSAPublicKey):
        return _RSA if key.key_size >= _MIN_RSA_BITS else frozenset()
    if isinstance(key, EllipticCurvePublicKey):
        return _BY_CURVE.get(key.curve.name, frozenset())
    return _ED25519 if isinstance(key, Ed25519PublicKey) else frozenset()
