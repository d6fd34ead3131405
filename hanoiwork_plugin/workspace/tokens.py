"""Who is acting: access tokens of the pinned issuer (RFC 9068 ``at+jwt``, CONTRACT 8)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import jwt
from jwt.exceptions import InvalidJTIError, InvalidSubjectError

from hanoiwork_plugin.workspace.issuer import Issuer, IssuerUnavailable, UnknownKey
from hanoiwork_plugin.workspace.keys import ALGORITHMS, VerificationKey

LEEWAY = timedelta(seconds=30)
MAX_TOKEN_LENGTH = 16 * 1024
MAX_NAME_LENGTH = 255

_TYPES = ("at+jwt", "application/at+jwt")
_REQUIRED = ["iss", "aud", "exp", "iat", "sub", "jti"]
_LATEST = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


class TokenFault(StrEnum):
    """Why a token was not believed."""

    MALFORMED = "token_malformed"
    WRONG_TYPE = "token_wrong_type"
    ALGORITHM = "token_algorithm"
    UNKNOWN_KEY = "token_unknown_key"
    BAD_SIGNATURE = "token_bad_signature"
    MISSING_CLAIM = "token_missing_claim"
    MALFORMED_CLAIM = "token_malformed_claim"
    WRONG_ISSUER = "token_wrong_issuer"
    WRONG_AUDIENCE = "token_wrong_audience"
    EXPIRED = "token_expired"
    NOT_YET_VALID = "token_not_yet_valid"
    LIVES_TOO_LONG = "token_lives_too_long"
    ISSUER_UNAVAILABLE = "token_issuer_unavailable"
    """Not the token's fault: no keys were ever read, or none in 24 hours."""


class TokenRefused(Exception):
    """The token proves nothing about anyone."""

    def __init__(self, reason_code: TokenFault) -> None:
        self.reason_code = reason_code
        super().__init__(reason_code.value)


@dataclass(frozen=True)
class Claims:
    """What a verified token says."""

    sub: str
    """The HanoiWork account (Tài khoản HanoiWork)."""
    jti: str
    iat: datetime
    exp: datetime
    scopes: frozenset[str]
    client_id: str | None
    raw: Mapping[str, Any]


class TokenVerifier:
    """Believes tokens that the pinned issuer made for this plugin; safe to share between threads."""

    def __init__(self, issuer: Issuer, audience: str) -> None:
        self._issuer = issuer
        self._audience = audience

    def verify(self, token: str, *, now: datetime, max_lifetime: timedelta | None = None) -> Claims:
        """The claims of ``token`` at ``now`` (real time); a press gives ``max_lifetime``, 60 s from now (CONTRACT 5).

        Keys, key addresses and algorithms that the token names are not looked at: the ``kid`` chooses among the
        issuer's keys, and the key says which algorithms fit.

        Raises:
            TokenRefused: in every other case, whatever the token holds.
        """
        header = _read_header(token)
        key = self._key_for(header)
        raw = self._read_claims(token, key)
        claims = Claims(
            sub=_name(raw["sub"]),
            jti=_name(raw["jti"]),
            iat=_instant(raw["iat"]),
            exp=_instant(raw["exp"]),
            scopes=_scopes(raw.get("scope")),
            client_id=None if raw.get("client_id") is None else _name(raw["client_id"]),
            raw=raw,
        )
        if claims.exp <= now - LEEWAY:
            raise TokenRefused(TokenFault.EXPIRED)
        not_before = _instant(raw["nbf"]) if raw.get("nbf") is not None else claims.iat
        if max(claims.iat, not_before) > now + LEEWAY:
            raise TokenRefused(TokenFault.NOT_YET_VALID)
        if max_lifetime is not None and claims.exp > now + max_lifetime + LEEWAY:
            raise TokenRefused(TokenFault.LIVES_TOO_LONG)
        return claims

    def _key_for(self, header: Mapping[str, Any]) -> VerificationKey:
        try:
            key = self._issuer.signing_key(header.get("kid"))
        except UnknownKey:
            raise TokenRefused(TokenFault.UNKNOWN_KEY) from None
        except IssuerUnavailable:
            raise TokenRefused(TokenFault.ISSUER_UNAVAILABLE) from None
        if header["alg"] not in key.algorithms:
            raise TokenRefused(TokenFault.ALGORITHM)
        return key

    def _read_claims(self, token: str, key: VerificationKey) -> dict[str, Any]:
        """Signature, issuer, audience and presence by PyJWT; times are ours, because PyJWT knows only the machine's."""
        try:
            return jwt.decode(
                token,
                key.public_key,
                algorithms=sorted(key.algorithms),
                audience=self._audience,
                issuer=self._issuer.url,
                options={"require": _REQUIRED, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
        except jwt.InvalidSignatureError:
            fault = TokenFault.BAD_SIGNATURE
        except jwt.MissingRequiredClaimError:
            fault = TokenFault.MISSING_CLAIM
        except jwt.InvalidIssuerError:
            fault = TokenFault.WRONG_ISSUER
        except jwt.InvalidAudienceError:
            fault = TokenFault.WRONG_AUDIENCE
        except (InvalidSubjectError, InvalidJTIError):
            fault = TokenFault.MALFORMED_CLAIM
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            fault = TokenFault.MALFORMED
        raise TokenRefused(fault)


def _read_header(token: str) -> dict[str, Any]:
    """The token's header, checked before any key is looked for."""
    if not isinstance(token, str) or not token.isascii() or not 0 < len(token) <= MAX_TOKEN_LENGTH:
        raise TokenRefused(TokenFault.MALFORMED)
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise TokenRefused(TokenFault.MALFORMED) from None
    if "crit" in header or "b64" in header:
        raise TokenRefused(TokenFault.MALFORMED)
    algorithm, kind, kid = header.get("alg"), header.get("typ"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise TokenRefused(TokenFault.ALGORITHM)
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise TokenRefused(TokenFault.WRONG_TYPE)
    if kid is not None and len(kid) > MAX_NAME_LENGTH:
        raise TokenRefused(TokenFault.UNKNOWN_KEY)
    return header


def _name(value: object) -> str:
    """An identifier that can be stored and shown: text without control characters or lone surrogates."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_NAME_LENGTH or not value.isprintable():
        raise TokenRefused(TokenFault.MALFORMED_CLAIM)
    return value


def _instant(value: object) -> datetime:
    """A NumericDate (RFC 7519), whole or with a fraction, as aware UTC."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused(TokenFault.MALFORMED_CLAIM)
    if not 0 <= value <= _LATEST or not math.isfinite(value):
        raise TokenRefused(TokenFault.MALFORMED_CLAIM)
    return datetime.fromtimestamp(value, UTC)


def _scopes(value: object) -> frozenset[str]:
    if value is None:
        return frozenset()
    if not isinstance(value, str):
        raise TokenRefused(TokenFault.MALFORMED_CLAIM)
    return frozenset(value.split())
