"""Signatures of host calls: Standard Webhooks 1.0, ``v1`` HMAC-SHA256 and ``v1a`` Ed25519 (CONTRACT 4).

The ``standardwebhooks`` library knows ``v1`` only, decodes the body to text first and lets hostile headers
raise bare ``ValueError``; so its HMAC is used here behind checks of our own, over the raw bytes.
"""

import base64
import binascii
import hmac
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from standardwebhooks import Webhook
from standardwebhooks.webhooks import hmac_data

ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"

TOLERANCE = timedelta(seconds=300)
MAX_ID_LENGTH = 255
MAX_TIMESTAMP_DIGITS = 12
MAX_SIGNATURES = 16
MAX_SIGNATURE_HEADER = 2048

_SYMMETRIC = "whsec_"
_PUBLIC = "whpk_"
_PRIVATE = "whsk_"
_MIN_SECRET_BYTES = 24


class HeaderPairs(Protocol):
    """Header names and values: a request's own headers or a plain mapping."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Every header; names in any case."""


class SignatureFault(StrEnum):
    """Why a call was not taken for one of the host's."""

    MISSING_HEADERS = "signature_missing"
    MALFORMED_HEADERS = "signature_malformed"
    TOO_OLD = "signature_too_old"
    TOO_NEW = "signature_too_new"
    NO_MATCH = "signature_mismatch"


class SignatureRefused(Exception):
    """The call is not signed as the host signs; nothing of it may be believed."""

    def __init__(self, reason_code: SignatureFault) -> None:
        self.reason_code = reason_code
        super().__init__(reason_code.value)


def verify(body: bytes, headers: HeaderPairs, keys: Sequence[str], *, now: datetime) -> str:
    """The ``webhook-id`` of a call that one of ``keys`` (``whsec_…`` or ``whpk_…``) signed; ``now`` is real time.

    A key that cannot be read is passed over. An id with a full stop is accepted: what a shifted stop would
    make of the body is no JSON, and the body's own ``id`` must equal the header.

    Raises:
        SignatureRefused: in every other case, whatever the headers hold.
    """
    message_id, timestamp, signature_header = _metadata(headers)
    signatures = _signatures(signature_header)
    _check_age(timestamp, now)
    content = f"{message_id}.{timestamp}.".encode("ascii") + body
    for key in keys:
        secret, public_key = _read_key(key)
        expected = hmac_data(secret, content) if secret is not None else None
        for version, signature in signatures:
            if version == "v1" and expected is not None and hmac.compare_digest(expected, signature):
                return message_id
            if version == "v1a" and public_key is not None and _ed25519_fits(public_key, signature, content):
                return message_id
    raise SignatureRefused(SignatureFault.NO_MATCH)


def is_usable_key(key: str) -> bool:
    """Whether ``key`` can verify anything: asked when an installation or a rotation brings keys (CONTRACT 3)."""
    return _read_key(key) != (None, None)


def sign(body: bytes, msg_id: str, timestamp: datetime, key: str) -> str:
    """One signature as the host makes it, from a ``whsec_…`` or ``whsk_…`` key; tests and examples play the host."""
    if key.startswith(_PRIVATE):
        seed = base64.b64decode(key.removeprefix(_PRIVATE))[:32]
        content = f"{msg_id}.{int(timestamp.timestamp())}.".encode() + body
        return "v1a," + base64.b64encode(Ed25519PrivateKey.from_private_bytes(seed).sign(content)).decode()
    return Webhook(key).sign(msg_id, timestamp.astimezone(UTC), body.decode())


def _metadata(headers: HeaderPairs) -> tuple[str, str, str]:
    """Id, timestamp and signatures as they stand in the headers, each short and plain ASCII."""
    given = {str(name).lower(): value for name, value in headers.items()}
    values = [given.get(name) for name in (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER)]
    if not all(values):
        raise SignatureRefused(SignatureFault.MISSING_HEADERS)
    message_id, timestamp, signatures = (value if isinstance(value, str) else "" for value in values)
    fits = (
        _is_plain(message_id, MAX_ID_LENGTH)
        and " " not in message_id
        and _is_plain(timestamp, MAX_TIMESTAMP_DIGITS)
        and timestamp.isdecimal()
        and _is_plain(signatures, MAX_SIGNATURE_HEADER)
    )
    if not fits:
        raise SignatureRefused(SignatureFault.MALFORMED_HEADERS)
    return message_id, timestamp, signatures


def _is_plain(text: str, longest: int) -> bool:
    return 0 < len(text) <= longest and text.isascii() and text.isprintable()


def _signatures(header: str) -> list[tuple[str, bytes]]:
    """The signatures of versions we know; an unknown version is passed over, as the standard asks."""
    parts = header.split(" ")
    if len(parts) > MAX_SIGNATURES:
        raise SignatureRefused(SignatureFault.MALFORMED_HEADERS)
    found: list[tuple[str, bytes]] = []
    for part in parts:
        version, comma, encoded = part.partition(",")
        if not version or not comma:
            raise SignatureRefused(SignatureFault.MALFORMED_HEADERS)
        if version in ("v1", "v1a"):
            try:
                found.append((version, base64.b64decode(encoded, validate=True)))
            except binascii.Error:
                raise SignatureRefused(SignatureFault.MALFORMED_HEADERS) from None
    return found


def _check_age(timestamp: str, now: datetime) -> None:
    age = now.timestamp() - int(timestamp)
    if age > TOLERANCE.total_seconds():
        raise SignatureRefused(SignatureFault.TOO_OLD)
    if -age > TOLERANCE.total_seconds():
        raise SignatureRefused(SignatureFault.TOO_NEW)


def _read_key(key: str) -> tuple[bytes | None, Ed25519PublicKey | None]:
    """The secret or the public key in ``key``; neither when it cannot be read or is too short to be safe."""
    prefix = _SYMMETRIC if key.startswith(_SYMMETRIC) else _PUBLIC
    if not key.startswith(prefix) or not key.isascii():
        return None, None
    encoded = key.removeprefix(prefix).rstrip("=")
    try:
        raw = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
        if prefix == _PUBLIC:
            return None, Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        return None, None
    return (raw, None) if len(raw) >= _MIN_SECRET_BYTES else (None, None)


def _ed25519_fits(key: Ed25519PublicKey, signature: bytes, content: bytes) -> bool:
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True
