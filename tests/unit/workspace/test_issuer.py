"""An outage of the issuer is not an outage here, and nobody else's keys are believed (CONTRACT 8)."""

import threading
from typing import Any

import pytest
import requests
import responses
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from issuer_host import DISCOVERY, ISSUER, JWKS, IssuerHost, Timer
from jwt.algorithms import ECAlgorithm, HMACAlgorithm, RSAAlgorithm
from stage.keys import Keys

from hanoiwork_plugin.workspace.issuer import Issuer, IssuerUnavailable, UnknownKey
from hanoiwork_plugin.workspace.keys import ALGORITHMS, read_keys
from hanoiwork_plugin.workspace.transport import pooled_session


def test_endpoints_and_keys_come_from_the_discovery_document(issuer: Issuer, host: IssuerHost) -> None:
    metadata = issuer.metadata()
    assert metadata.authorization_endpoint == f"{ISSUER}/authorize"
    assert metadata.token_endpoint == f"{ISSUER}/token/"
    assert {key.kid for key in metadata.keys} == {"rsa", "p256", "p384", "p521", "ed"}


def test_known_keys_are_not_asked_for_twice(issuer: Issuer, host: IssuerHost) -> None:
    for _ in range(5):
        issuer.signing_key("rsa")
    assert host.asked() == 1


def test_endpoints_may_be_missing(issuer: Issuer, host: IssuerHost) -> None:
    del host.discovery["authorization_endpoint"]
    assert issuer.metadata().authorization_endpoint is None


def test_an_unknown_key_is_asked_for_once_in_thirty_seconds(issuer: Issuer, host: IssuerHost, timer: Timer) -> None:
    issuer.metadata()
    for _ in range(20):
        with pytest.raises(UnknownKey):
            issuer.signing_key("nobody's")
    assert host.asked() == 2
    timer.pass_by(29)
    with pytest.raises(UnknownKey):
        issuer.signing_key("another")
    assert host.asked() == 2
    timer.pass_by(2)
    with pytest.raises(UnknownKey):
        issuer.signing_key("another")
    assert host.asked() == 3


def test_a_key_rotated_in_is_found_at_once(issuer: Issuer, host: IssuerHost, keys: Keys) -> None:
    issuer.metadata()
    host.jwks = {"keys": [keys.jwk("p256", kid="new")]}
    assert issuer.signing_key("new").kid == "new"


def test_a_withdrawn_key_stops_within_minutes(issuer: Issuer, host: IssuerHost, keys: Keys, timer: Timer) -> None:
    issuer.signing_key("rsa")
    host.jwks = {"keys": [keys.jwk("p256")]}
    timer.pass_by(301)
    with pytest.raises(UnknownKey):
        issuer.signing_key("rsa")


@pytest.mark.parametrize("down", [503, 404, 302, requests.ConnectionError("refused"), requests.Timeout("slow")])
def test_the_last_good_keys_serve_for_a_day(
    issuer: Issuer, host: IssuerHost, timer: Timer, down: Exception | int
) -> None:
    issuer.metadata()
    host.down = down
    for _ in range(23):
        timer.pass_by(3600)
        assert issuer.signing_key("rsa").kid == "rsa"
    timer.pass_by(3601)
    with pytest.raises(IssuerUnavailable):
        issuer.signing_key("rsa")


def test_failures_are_remembered_for_ten_seconds(issuer: Issuer, host: IssuerHost, timer: Timer) -> None:
    host.down = 503
    for _ in range(5):
        with pytest.raises(IssuerUnavailable):
            issuer.metadata()
    assert host.asked(DISCOVERY) == 1
    timer.pass_by(11)
    host.down = None
    assert issuer.signing_key("rsa").kid == "rsa"


def test_an_aged_set_and_an_outage_ask_once_in_ten_seconds(issuer: Issuer, host: IssuerHost, timer: Timer) -> None:
    issuer.metadata()
    host.down = 503
    timer.pass_by(301)
    for _ in range(5):
        issuer.signing_key("rsa")
        with pytest.raises(UnknownKey):
            issuer.signing_key("unknown")
    assert host.asked(DISCOVERY) == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://evil.example"},
        {"issuer": f"{ISSUER}/"},
        {"issuer": None},
        {"jwks_uri": "http://sso.hanoiwork.example/keys.json"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": None},
        {"jwks_uri": "https://user:password@sso.hanoiwork.example/keys.json"},
        {"token_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": 5},
    ],
)
def test_documents_that_are_not_the_pinned_issuers(issuer: Issuer, host: IssuerHost, changed: dict[str, Any]) -> None:
    host.discovery.update(changed)
    with pytest.raises(IssuerUnavailable):
        issuer.metadata()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"<html>", b"\xff", b'{"a": "' + b"x" * 2_000_000 + b'"}', b"[" * 100_000]
)
def test_answers_that_cannot_be_read(mock: responses.RequestsMock, body: bytes, timer: Timer) -> None:
    mock.add("GET", DISCOVERY, body=body)
    with pooled_session() as session, pytest.raises(IssuerUnavailable):
        Issuer(ISSUER, session, timer=timer).metadata()


def test_redirects_are_not_followed(mock: responses.RequestsMock, keys: Keys, timer: Timer) -> None:
    document = {"issuer": ISSUER, "jwks_uri": JWKS}
    mock.add("GET", DISCOVERY, json=document)
    mock.add("GET", JWKS, status=302, headers={"Location": "https://evil.example/keys.json"})
    mock.add("GET", "https://evil.example/keys.json", json=keys.jwks())
    with pooled_session() as session, pytest.raises(IssuerUnavailable):
        Issuer(ISSUER, session, timer=timer).metadata()
    assert len(mock.calls) == 2


def test_an_empty_key_set_does_not_replace_a_good_one(issuer: Issuer, host: IssuerHost, timer: Timer) -> None:
    issuer.metadata()
    host.jwks = {"keys": []}
    timer.pass_by(301)
    assert issuer.signing_key("rsa").kid == "rsa"


def test_a_token_without_key_id_means_the_only_key(issuer: Issuer, host: IssuerHost, keys: Keys) -> None:
    host.jwks = {"keys": [keys.jwk("p256")]}
    assert issuer.signing_key(None).kid == "p256"


def test_a_token_without_key_id_means_nothing_among_several(issuer: Issuer, host: IssuerHost) -> None:
    with pytest.raises(UnknownKey):
        issuer.signing_key(None)


def test_who_has_keys_does_not_wait_for_a_refetch(host: IssuerHost, timer: Timer) -> None:
    asked, answered = threading.Event(), threading.Event()
    with pooled_session() as session:
        issuer = Issuer(ISSUER, session, timer=timer)
        issuer.metadata()
        timer.pass_by(301)

        original = host._answer

        def slow(request: Any) -> tuple[int, dict[str, str], str]:
            asked.set()
            assert answered.wait(5)
            return original(request)

        host.mock.replace(responses.CallbackResponse("GET", DISCOVERY, callback=slow))
        assert issuer.signing_key("rsa").kid == "rsa"
        assert asked.wait(5)
        assert issuer.signing_key("p256").kid == "p256"
        answered.set()
        for thread in threading.enumerate():
            if thread.name == "issuer-refresh":
                thread.join(5)
        assert host.asked() == 2


def test_many_threads_at_the_start_ask_once(host: IssuerHost, timer: Timer) -> None:
    with pooled_session() as session:
        issuer = Issuer(ISSUER, session, timer=timer)
        threads = [threading.Thread(target=issuer.signing_key, args=("rsa",)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(5)
    assert host.asked() == 1


def test_every_algorithm_is_asymmetric() -> None:
    assert not {name for name in ALGORITHMS if name.startswith(("HS", "none"))}


def test_each_key_fits_its_own_algorithms_only(keys: Keys) -> None:
    fits = {key.kid: key.algorithms for key in read_keys(keys.jwks())}
    assert fits == {
        "rsa": {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"},
        "p256": {"ES256"},
        "p384": {"ES384"},
        "p521": {"ES512"},
        "ed": {"EdDSA"},
    }
    (narrowed,) = read_keys({"keys": [keys.jwk("rsa", alg="PS256")]})
    assert narrowed.algorithms == {"PS256"}


def test_keys_that_are_left_out(keys: Keys) -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()
    koblitz = ec.generate_private_key(ec.SECP256K1()).public_key()
    refused: list[Any] = [
        HMACAlgorithm.to_jwk(b"k" * 32, as_dict=True),
        RSAAlgorithm.to_jwk(keys.rsa, as_dict=True),
        RSAAlgorithm.to_jwk(weak, as_dict=True),
        ECAlgorithm.to_jwk(koblitz, as_dict=True),
        keys.jwk("rsa", use="enc"),
        keys.jwk("rsa", key_ops=["encrypt"]),
        keys.jwk("rsa", key_ops="verify"),
        keys.jwk("rsa", kid=5),
        keys.jwk("rsa", alg="HS256"),
        keys.jwk("rsa", alg="none"),
        keys.jwk("rsa", alg="ES256"),
        keys.jwk("rsa", alg=""),
        keys.jwk("rsa", alg=["RS256"]),
        keys.jwk("rsa", n=5),
        keys.jwk("rsa", n=""),
        keys.jwk("rsa", e="AA"),
        keys.jwk("p256", x="AAAA"),
        keys.jwk("p256", y=None),
        keys.jwk("p256", crv="P-384"),
        keys.jwk("p256", crv=["P-256"]),
        keys.jwk("ed", crv="Ed448"),
        keys.jwk("ed", x="AAAA"),
        {"kty": ["RSA"]},
        {"kty": "RSA"},
        {},
        None,
        "key",
    ]
    for entry in refused:
        assert read_keys({"keys": [entry]}) == (), entry
    assert [key.kid for key in read_keys({"keys": [*refused, keys.jwk("ed")]})] == ["ed"]
    assert read_keys({"keys": {"rsa": keys.jwk("rsa")}}) == ()
    assert read_keys({}) == ()
