"""Standard Webhooks 1.0, written from its text: ``v1`` HMAC-SHA256 and ``v1a`` Ed25519."""

import base64
import hashlib
import hmac
import itertools
import secrets
import time
from collections.abc import Sequence

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class SymmetricKey:
    """``whsec_…``, shared with the plugin."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self.given_to_plugin = "whsec_" + base64.b64encode(self._secret).decode()

    def signature(self, content: bytes) -> str:
        return "v1," + base64.b64encode(hmac.new(self._secret, content, hashlib.sha256).digest()).decode()


class AsymmetricKey:
    """``whsk_…`` stays here, ``whpk_…`` is given to the plugin."""

    def __init__(self) -> None:
        self._private = Ed25519PrivateKey.generate()
        raw = self._private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.given_to_plugin = "whpk_" + base64.b64encode(raw).decode()

    def signature(self, content: bytes) -> str:
        return "v1a," + base64.b64encode(self._private.sign(content)).decode()


class Signer:
    """Signs with the one key, with the other, with both, in turn."""

    def __init__(self) -> None:
        self._keys: list[SymmetricKey | AsymmetricKey] = [SymmetricKey(), AsymmetricKey()]
        self._turn = itertools.count()

    @property
    def given_to_plugin(self) -> list[str]:
        """What the installation call brings."""
        return [key.given_to_plugin for key in self._keys]

    def headers(self, message_id: str, body: bytes) -> dict[str, str]:
        """The three headers of one call, signed now."""
        return _signed(message_id, body, (self._keys[:1], self._keys[1:], self._keys)[next(self._turn) % 3])

    def symmetric_headers(self, message_id: str, body: bytes) -> dict[str, str]:
        """The same with the shared secret alone."""
        return _signed(message_id, body, self._keys[:1])


def _signed(message_id: str, body: bytes, keys: Sequence[SymmetricKey | AsymmetricKey]) -> dict[str, str]:
    timestamp = str(int(time.time()))
    content = f"{message_id}.{timestamp}.".encode() + body
    signatures = " ".join(["v9,bm9uZQ==", *(key.signature(content) for key in keys)])
    return {"Webhook-Id": message_id, "Webhook-Timestamp": timestamp, "Webhook-Signature": signatures}
