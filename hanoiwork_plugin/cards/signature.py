"""The ``sig`` in a card's ``data``: proof that this plugin drew the button that was pressed (CONTRACT 5).

It says only that the button is ours; what the person may do is decided from their token and the database.
"""

import base64
import hashlib
import hmac

_PURPOSE = "hanoiwork card action 1"
_MAC_BYTES = 16


def sign(secret: bytes, installation: str, subject: str, version: int, verb: str) -> str:
    """HMAC-SHA256 over the four values, cut to 128 bits, base64url without padding (22 characters)."""
    digest = hmac.new(secret, _encoded(installation, subject, version, verb), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:_MAC_BYTES]).rstrip(b"=").decode("ascii")


def verify(secret: bytes, installation: str, subject: str, version: int, verb: str, sig: object) -> bool:
    """Whether ``sig``, whatever a press brought, is the one :func:`sign` makes; compared in constant time."""
    if not isinstance(sig, str) or not sig.isascii():
        return False
    return hmac.compare_digest(sign(secret, installation, subject, version, verb), sig)


def _encoded(*values: str | int) -> bytes:
    """Each value with its length before it, so that no two lists of values look the same.

    ``surrogatepass`` because a press may bring any text JSON can hold; the purpose keeps these MACs apart
    from others made with the same secret.
    """
    parts = [str(value).encode("utf-8", "surrogatepass") for value in (_PURPOSE, *values)]
    return b"".join(len(part).to_bytes(4) + part for part in parts)
