"""The token list of CONTRACT 8: what is believed, and everything that is not."""

import base64
import hashlib
import hmac
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
import responses
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from issuer_host import ISSUER, IssuerHost
from stage.keys import Keys

from hanoiwork_plugin.workspace.issuer import Issuer
from hanoiwork_plugin.workspace.tokens import Claims, TokenFault, TokenRefused, TokenVerifier

APP = "vn.hanoiwork.thucthi"
NOW = datetime(2026, 6, 2, 1, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": APP,
    "sub": "an.nguyen",
    "jti": "0f6b1d0c-7d0f-4f0c-9d5c-3f2b8f3a9a11",
    "iat": SECONDS,
    "exp": SECONDS + 60,
    "scope": "app:tasks app:lifecycle",
    "client_id": "workspace",
}


@pytest.fixture
def verifier(issuer: Issuer) -> TokenVerifier:
    return TokenVerifier(issuer, APP)


def refusal(verifier: TokenVerifier, token: Any, now: datetime = NOW, **options: Any) -> TokenFault:
    with pytest.raises(TokenRefused) as refused:
        verifier.verify(token, now=now, **options)
    assert refused.value.__cause__ is None
    return refused.value.reason_code


def segment(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims(**changed: Any) -> dict[str, Any]:
    return {name: value for name, value in {**CLAIMS, **changed}.items() if value is not ...}


def test_a_good_token_says_who_is_acting(verifier: TokenVerifier, keys: Keys) -> None:
    assert verifier.verify(keys.token(CLAIMS), now=NOW) == Claims(
        sub="an.nguyen",
        jti=CLAIMS["jti"],
        iat=NOW,
        exp=NOW + timedelta(seconds=60),
        scopes=frozenset({"app:tasks", "app:lifecycle"}),
        client_id="workspace",
        raw=CLAIMS,
    )


@pytest.mark.parametrize(
    ("name", "algorithm"),
    [
        ("rsa", "RS256"),
        ("rsa", "RS384"),
        ("rsa", "RS512"),
        ("rsa", "PS256"),
        ("p256", "ES256"),
        ("p384", "ES384"),
        ("p521", "ES512"),
        ("ed", "EdDSA"),
    ],
)
def test_every_algorithm_of_the_list(verifier: TokenVerifier, keys: Keys, name: str, algorithm: str) -> None:
    assert verifier.verify(keys.token(CLAIMS, name, algorithm), now=NOW).sub == "an.nguyen"


@pytest.mark.parametrize("typ", ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"])
def test_types_of_access_tokens(verifier: TokenVerifier, keys: Keys, typ: str) -> None:
    verifier.verify(keys.token(CLAIMS, typ=typ), now=NOW)


@pytest.mark.parametrize(
    "typ", ["JWT", "", "at+jwt ", "application/application/at+jwt", "logout+jwt", None, 5, ["at+jwt"]]
)
def test_other_types(verifier: TokenVerifier, keys: Keys, typ: object) -> None:
    assert refusal(verifier, keys.token(CLAIMS, typ=typ)) == TokenFault.WRONG_TYPE


def test_one_audience_of_several(verifier: TokenVerifier, keys: Keys) -> None:
    verifier.verify(keys.token(claims(aud=["another", APP])), now=NOW)


def test_scope_and_client_may_be_missing(verifier: TokenVerifier, keys: Keys) -> None:
    found = verifier.verify(keys.token(claims(scope=..., client_id=...)), now=NOW)
    assert (found.scopes, found.client_id) == (frozenset(), None)


def test_alg_none_in_every_spelling(verifier: TokenVerifier) -> None:
    for algorithm in ("none", "None", "NONE", "nOnE", "", None, 5, ["RS256"]):
        header = segment({"typ": "at+jwt", "alg": algorithm, "kid": "rsa"})
        assert refusal(verifier, f"{header}.{segment(CLAIMS)}.") == TokenFault.ALGORITHM


def test_the_public_key_as_an_hmac_secret(verifier: TokenVerifier, keys: Keys) -> None:
    for encoding, public_format in (
        (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        (Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        (Encoding.PEM, PublicFormat.PKCS1),
    ):
        secret = keys.rsa.public_key().public_bytes(encoding, public_format)
        signed = f"{segment({'typ': 'at+jwt', 'alg': 'HS256', 'kid': 'rsa'})}.{segment(CLAIMS)}"
        signature = segment(hmac.digest(secret, signed.encode(), hashlib.sha256))
        assert refusal(verifier, f"{signed}.{signature}") == TokenFault.ALGORITHM


def test_an_algorithm_that_does_not_fit_the_key(verifier: TokenVerifier, keys: Keys) -> None:
    for name, algorithm, kid in (("rsa", "RS256", "p256"), ("p256", "ES256", "rsa"), ("p256", "ES256", "p384")):
        assert refusal(verifier, keys.token(CLAIMS, name, algorithm, kid=kid)) == TokenFault.ALGORITHM
    header = segment({"typ": "at+jwt", "alg": "ES256K", "kid": "p256"})
    assert refusal(verifier, f"{header}.{segment(CLAIMS)}.AAAA") == TokenFault.ALGORITHM


def test_another_algorithm_than_the_key_names(verifier: TokenVerifier, host: IssuerHost, keys: Keys) -> None:
    host.jwks = {"keys": [keys.jwk("rsa", alg="PS256")]}
    assert refusal(verifier, keys.token(CLAIMS)) == TokenFault.ALGORITHM
    verifier.verify(keys.token(CLAIMS, "rsa", "PS256"), now=NOW)


def test_unknown_key(verifier: TokenVerifier, keys: Keys, host: IssuerHost) -> None:
    for _ in range(10):
        assert refusal(verifier, keys.token(CLAIMS, kid="nobody's")) == TokenFault.UNKNOWN_KEY
    assert refusal(verifier, keys.token(CLAIMS, kid="k" * 300)) == TokenFault.UNKNOWN_KEY
    assert host.asked() == 2


def test_keys_and_addresses_in_the_header_are_not_looked_at(
    verifier: TokenVerifier, keys: Keys, mock: responses.RequestsMock
) -> None:
    theirs = ec.generate_private_key(ec.SECP256R1())
    named: dict[str, Any] = {
        "jku": "https://evil.example/keys.json",
        "x5u": "https://evil.example/chain.pem",
        "jwk": {**keys.jwk("p256"), **jwt.algorithms.ECAlgorithm.to_jwk(theirs.public_key(), as_dict=True)},
        "x5c": ["AAAA"],
    }
    header = {"typ": "at+jwt", "kid": "p256", **named}
    forged = jwt.encode(CLAIMS, theirs, algorithm="ES256", headers=header)
    assert refusal(verifier, forged) == TokenFault.BAD_SIGNATURE
    verifier.verify(keys.token(CLAIMS, "p256", "ES256", **named), now=NOW)
    assert not [call for call in mock.calls if "evil" in str(call.request.url)]


def test_signed_by_somebody_else(verifier: TokenVerifier) -> None:
    theirs = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = jwt.encode(CLAIMS, theirs, algorithm="RS256", headers={"typ": "at+jwt", "kid": "rsa"})
    assert refusal(verifier, forged) == TokenFault.BAD_SIGNATURE


def test_tampered_claims(verifier: TokenVerifier, keys: Keys) -> None:
    header, _, signature = keys.token(CLAIMS).split(".")
    assert refusal(verifier, f"{header}.{segment(claims(sub='minh.tran'))}.{signature}") == TokenFault.BAD_SIGNATURE
    assert refusal(verifier, f"{header}.{segment(CLAIMS)}.") == TokenFault.BAD_SIGNATURE


@pytest.mark.parametrize("header", [{"crit": ["exp"]}, {"crit": ["b64"], "b64": False}, {"crit": []}, {"b64": False}])
def test_critical_headers(verifier: TokenVerifier, keys: Keys, header: dict[str, Any]) -> None:
    encoded = segment({"typ": "at+jwt", "alg": "RS256", "kid": "rsa", **header})
    assert refusal(verifier, f"{encoded}.{segment(CLAIMS)}.AAAA") == TokenFault.MALFORMED
    assert refusal(verifier, f"{encoded}..AAAA") == TokenFault.MALFORMED


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "iat", "sub", "jti"])
def test_missing_claims(verifier: TokenVerifier, keys: Keys, name: str) -> None:
    assert refusal(verifier, keys.token(claims(**{name: ...}))) == TokenFault.MISSING_CLAIM


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"iss": "https://evil.example"}, TokenFault.WRONG_ISSUER),
        ({"iss": f"{ISSUER}/"}, TokenFault.WRONG_ISSUER),
        ({"aud": "another.app"}, TokenFault.WRONG_AUDIENCE),
        ({"aud": ["another.app"]}, TokenFault.WRONG_AUDIENCE),
        ({"aud": [5, APP]}, TokenFault.WRONG_AUDIENCE),
        ({"aud": {APP: 1}}, TokenFault.WRONG_AUDIENCE),
        ({"aud": []}, TokenFault.MISSING_CLAIM),
        ({"sub": ""}, TokenFault.MALFORMED_CLAIM),
        ({"sub": "an\x00nguyen"}, TokenFault.MALFORMED_CLAIM),
        ({"sub": "\ud800"}, TokenFault.MALFORMED_CLAIM),
        ({"sub": "a" * 256}, TokenFault.MALFORMED_CLAIM),
        ({"jti": "j\n"}, TokenFault.MALFORMED_CLAIM),
        ({"scope": ["app:lifecycle"]}, TokenFault.MALFORMED_CLAIM),
        ({"scope": 5}, TokenFault.MALFORMED_CLAIM),
        ({"client_id": 5}, TokenFault.MALFORMED_CLAIM),
        ({"exp": True}, TokenFault.MALFORMED_CLAIM),
        ({"exp": str(SECONDS + 60)}, TokenFault.MALFORMED_CLAIM),
        ({"exp": 10**400}, TokenFault.MALFORMED_CLAIM),
        ({"exp": float("inf")}, TokenFault.MALFORMED_CLAIM),
        ({"exp": float("nan")}, TokenFault.MALFORMED_CLAIM),
        ({"iat": -1}, TokenFault.MALFORMED_CLAIM),
        ({"iat": [SECONDS]}, TokenFault.MALFORMED_CLAIM),
        ({"nbf": "soon"}, TokenFault.MALFORMED_CLAIM),
        ({"exp": SECONDS - 31}, TokenFault.EXPIRED),
        ({"exp": SECONDS - 30}, TokenFault.EXPIRED),
        ({"iat": SECONDS + 31}, TokenFault.NOT_YET_VALID),
        ({"nbf": SECONDS + 31}, TokenFault.NOT_YET_VALID),
    ],
)
def test_wrong_claims(verifier: TokenVerifier, keys: Keys, changed: dict[str, Any], fault: TokenFault) -> None:
    assert refusal(verifier, keys.token(claims(**changed))) == fault


@pytest.mark.parametrize("name", ["sub", "jti"])
def test_names_that_are_no_text(verifier: TokenVerifier, keys: Keys, name: str) -> None:
    header = {"typ": "at+jwt", "kid": "ed"}
    token = jwt.api_jws.encode(json.dumps(claims(**{name: 5})).encode(), keys.ed, algorithm="EdDSA", headers=header)
    assert refusal(verifier, token) == TokenFault.MALFORMED_CLAIM


@pytest.mark.parametrize("changed", [{"exp": SECONDS - 29}, {"iat": SECONDS + 30}, {"nbf": SECONDS + 30.0}])
def test_the_leeway_is_thirty_seconds(verifier: TokenVerifier, keys: Keys, changed: dict[str, Any]) -> None:
    verifier.verify(keys.token(claims(**changed)), now=NOW)


def test_time_is_the_one_given(verifier: TokenVerifier, keys: Keys) -> None:
    token = keys.token(claims(iat=0, exp=60))
    verifier.verify(token, now=datetime.fromtimestamp(30, UTC))
    assert refusal(verifier, token) == TokenFault.EXPIRED


def test_a_press_lives_a_minute(verifier: TokenVerifier, keys: Keys) -> None:
    minute = timedelta(seconds=60)
    verifier.verify(keys.token(claims(exp=SECONDS + 90)), now=NOW, max_lifetime=minute)
    long = keys.token(claims(exp=SECONDS + 91))
    verifier.verify(long, now=NOW)
    assert refusal(verifier, long, max_lifetime=minute) == TokenFault.LIVES_TOO_LONG


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c",
        "đ.đ.đ",
        "\ud800",
        "\x00",
        "a" * 16_385,
        "." * 16_000,
        segment([]) + ".e30.AAAA",
        segment(b"[" * 9000) + ".e30.AAAA",
        segment(b'{"alg": ' + b"9" * 9000 + b"}") + ".e30.AAAA",
        segment({"alg": "RS256", "typ": "at+jwt", "kid": 5}) + ".e30.AAAA",
        segment({"alg": "RS256", "typ": "at+jwt", "kid": None}) + ".e30.AAAA",
        None,
        5,
        b"a.b.c",
    ],
)
def test_what_is_no_token(verifier: TokenVerifier, token: object) -> None:
    assert refusal(verifier, token) == TokenFault.MALFORMED


@pytest.mark.parametrize("payload", [b"", b"[]", b"\xff", b"{", b"5", b"[" * 9000, b'{"exp": ' + b"9" * 9000 + b"}"])
def test_signed_nonsense(verifier: TokenVerifier, keys: Keys, payload: bytes) -> None:
    token = jwt.api_jws.encode(payload, keys.ed, algorithm="EdDSA", headers={"typ": "at+jwt", "kid": "ed"})
    assert refusal(verifier, token) == TokenFault.MALFORMED


def test_nobody_is_believed_before_the_issuer_was_ever_reached(
    verifier: TokenVerifier, host: IssuerHost, keys: Keys
) -> None:
    host.down = 503
    assert refusal(verifier, keys.token(CLAIMS)) == TokenFault.ISSUER_UNAVAILABLE


def test_an_outage_there_is_not_an_outage_here(verifier: TokenVerifier, host: IssuerHost, keys: Keys) -> None:
    verifier.verify(keys.token(CLAIMS), now=NOW)
    host.down = 503
    verifier.verify(keys.token(CLAIMS, "ed", "EdDSA"), now=NOW)
    assert refusal(verifier, keys.token(CLAIMS, kid="unknown")) == TokenFault.UNKNOWN_KEY


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.dictionaries(st.sampled_from(["alg", "typ", "kid", "crit", "b64", "jwk", "zip"]), _JSON, max_size=5),
    name=st.sampled_from(["iss", "aud", "exp", "iat", "nbf", "sub", "jti", "scope", "client_id"]),
    value=_JSON,
)
def test_whatever_comes_is_believed_or_refused_and_nothing_else_happens(
    verifier: TokenVerifier, keys: Keys, header: dict[str, Any], name: str, value: Any
) -> None:
    refusal(verifier, f"{segment(header)}.{segment(CLAIMS)}.AAAA")
    signed = jwt.api_jws.encode(
        json.dumps({**CLAIMS, name: value}).encode(), keys.ed, algorithm="EdDSA", headers={"typ": "at+jwt", "kid": "ed"}
    )
    with suppress(TokenRefused):
        verifier.verify(signed, now=NOW)
