"""Tokens that prove nothing, and good tokens of the wrong person (CONTRACT 5, 8).

After each: a refusal of the right kind, never a 500, and every table as it was.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import OKPAlgorithm
from played_host import Json, PlayedHost, answered, encoded
from scenes import Scenes
from stage.issuer import PlayedIssuer
from stage.ward import AN, DUNG, HA, HUNG, KHOI, MAI, MINH, NGOC, PHUONG, QUAN, SON, THAO, TIEN

ATTACKER = Ed25519PrivateKey.generate()
Claims = dict[str, Any]


@pytest.fixture
def press(host: PlayedHost, scenes: Scenes) -> Json:
    """[Nhận việc] on An's card, ready to be pressed."""
    task_id = scenes.completed()
    return host.press_of("task.accept", f"task/{task_id}", scenes.version("task", task_id))


def part(value: Claims) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def hs256(claims: Claims, secret: bytes, kid: str) -> str:
    """A token signed with what everybody knows; PyJWT itself would not make it."""
    signed = f"{part({'alg': 'HS256', 'typ': 'at+jwt', 'kid': kid})}.{part(claims)}"
    mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return signed + "." + base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def forged(claims: Claims, **header: Any) -> str:
    """A token signed with the attacker's own key."""
    return jwt.encode(claims, ATTACKER, algorithm="EdDSA", headers={"typ": "at+jwt", **header})


def attacker_jwk(kid: str) -> Claims:
    return {**OKPAlgorithm.to_jwk(ATTACKER.public_key(), as_dict=True), "kid": kid, "use": "sig", "alg": "EdDSA"}


def public_pem(issuer: PlayedIssuer) -> bytes:
    return issuer.keys.rsa.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def resigned(issuer: PlayedIssuer, claims: Claims, **changed: Any) -> str:
    whole = {**claims, **changed}
    return issuer.keys.token({name: value for name, value in whole.items() if value is not None})


Forge = Callable[[PlayedIssuer, Claims], str]

FORGED: dict[str, Forge] = {
    "alg none": lambda issuer, claims: jwt.encode(
        claims, None, algorithm="none", headers={"typ": "at+jwt", "kid": "rsa"}
    ),
    "alg none in capitals": lambda issuer, claims: f"{part({'alg': 'NONE', 'typ': 'at+jwt'})}.{part(claims)}.",
    "no alg": lambda issuer, claims: f"{part({'typ': 'at+jwt', 'kid': 'rsa'})}.{part(claims)}.AAAA",
    "signature cut off": lambda issuer, claims: issuer.keys.token(claims).rpartition(".")[0] + ".",
    "two parts": lambda issuer, claims: issuer.keys.token(claims).rpartition(".")[0],
    "HS256 with the public key": lambda issuer, claims: hs256(claims, public_pem(issuer), "rsa"),
    "HS256 with the published key": lambda issuer, claims: hs256(
        claims, json.dumps(issuer.keys.jwk("rsa")).encode(), "rsa"
    ),
    "HS256 with nothing": lambda issuer, claims: hs256(claims, b"", "rsa"),
    "unknown kid": lambda issuer, claims: issuer.keys.token(claims, "rsa", "RS256", kid="nobody"),
    "no kid": lambda issuer, claims: forged(claims),
    "kid is a path": lambda issuer, claims: forged(claims, kid="../../dev/null"),
    "kid is very long": lambda issuer, claims: forged(claims, kid="k" * 2000),
    "known kid, own key": lambda issuer, claims: forged(claims, kid="ed"),
    "jwk in the header": lambda issuer, claims: forged(claims, kid="attacker", jwk=attacker_jwk("attacker")),
    "jwk in the header under a known kid": lambda issuer, claims: forged(claims, kid="ed", jwk=attacker_jwk("ed")),
    "jku in the header": lambda issuer, claims: forged(claims, kid="attacker", jku="http://127.0.0.1:1/keys.json"),
    "x5u in the header": lambda issuer, claims: forged(claims, kid="attacker", x5u="http://127.0.0.1:1/cert.pem"),
    "x5c in the header": lambda issuer, claims: forged(claims, kid="attacker", x5c=["MIIB"]),
    "crit in the header": lambda issuer, claims: issuer.keys.token(claims, "rsa", "RS256", crit=["exp"]),
    "another key's algorithm": lambda issuer, claims: issuer.keys.token(claims, "p256", "ES256", kid="p384"),
    "type JWT": lambda issuer, claims: issuer.keys.token(claims, "rsa", "RS256", typ="JWT"),
    "type of a logout token": lambda issuer, claims: issuer.keys.token(claims, "rsa", "RS256", typ="logout+jwt"),
    "wrong iss": lambda issuer, claims: resigned(issuer, claims, iss="https://sso.example"),
    "iss with a slash": lambda issuer, claims: resigned(issuer, claims, iss=issuer.url + "/"),
    "no iss": lambda issuer, claims: resigned(issuer, claims, iss=None),
    "wrong aud": lambda issuer, claims: resigned(issuer, claims, aud="vn.hanoiwork.other"),
    "no aud": lambda issuer, claims: resigned(issuer, claims, aud=None),
    "expired": lambda issuer, claims: resigned(issuer, claims, iat=int(time.time()) - 120, exp=int(time.time()) - 31),
    "no exp": lambda issuer, claims: resigned(issuer, claims, exp=None),
    "exp in words": lambda issuer, claims: resigned(issuer, claims, exp="tomorrow"),
    "exp without end": lambda issuer, claims: resigned(issuer, claims, exp=10**18),
    "lives too long for a press": lambda issuer, claims: resigned(issuer, claims, exp=int(time.time()) + 600),
    "from the future": lambda issuer, claims: resigned(issuer, claims, iat=int(time.time()) + 40),
    "not before later": lambda issuer, claims: resigned(issuer, claims, nbf=int(time.time()) + 45),
    "no iat": lambda issuer, claims: resigned(issuer, claims, iat=None),
    "no jti": lambda issuer, claims: resigned(issuer, claims, jti=None),
    "jti of another press": lambda issuer, claims: resigned(issuer, claims, jti=str(uuid4())),
    "jti is a number": lambda issuer, claims: resigned(issuer, claims, jti=1),
    "no sub": lambda issuer, claims: resigned(issuer, claims, sub=None),
    "empty sub": lambda issuer, claims: resigned(issuer, claims, sub=""),
    "sub is a list": lambda issuer, claims: resigned(issuer, claims, sub=[AN]),
    "sub with a NUL": lambda issuer, claims: resigned(issuer, claims, sub=f"{AN}\x00"),
    "not a token": lambda issuer, claims: "abc",
    "three dots": lambda issuer, claims: "...",
    "very long": lambda issuer, claims: resigned(issuer, claims, more="x" * 20_000),
    "header is a list": lambda issuer, claims: f"{part([])}.{part(claims)}.AAAA",  # type: ignore[arg-type]
    "claims are a list": lambda issuer, claims: issuer.keys.token(claims).split(".")[0] + f".{part([])}.AAAA",  # type: ignore[arg-type]
}


def test_tokens_that_prove_nothing(host: PlayedHost, press: Json, subtests: pytest.Subtests) -> None:
    before = host.rows()
    for case, forge in FORGED.items():
        with subtests.test(case):
            token = forge(host.issuer, host.issuer.claims(AN, jti=press["actionId"]))
            answer = host.press(AN, press, token=token)
            assert answer.status_code == 401, answer.get_data(as_text=True)
            assert answer.mimetype == "application/problem+json"
            assert host.rows() == before
    assert answered(host.press(AN, press))["statusCode"] == 200


def test_no_bearer_token(host: PlayedHost, press: Json) -> None:
    before = host.rows()
    for header in ("", "Bearer", "Bearer ", "Basic YW46cGFzcw==", "Token x", "Bearer\u00a0x"):
        raw = encoded(press)
        headers = host.signed(raw, "press-1") | {"Authorization": header}
        assert host.post(raw, headers, "/hanoiwork/actions").status_code == 401
    assert host.rows() == before


def test_keys_named_in_tokens_are_never_fetched(host: PlayedHost, press: Json) -> None:
    for name in ("jku", "x5u"):
        claims = host.issuer.claims(AN, jti=press["actionId"])
        host.press(AN, press, token=forged(claims, kid="attacker", **{name: f"{host.issuer.url}/attacker.json"}))
    assert "/attacker.json" not in host.issuer.asked


def test_unknown_kids_ask_the_issuer_at_most_once(host: PlayedHost, press: Json) -> None:
    for number in range(5):
        token = forged(host.issuer.claims(AN, jti=press["actionId"]), kid=f"unknown-{number}")
        assert host.press(AN, press, token=token).status_code == 401
    assert host.issuer.asked.count("/keys.json") <= 2


def test_an_issuer_that_was_never_reached_is_not_the_presses_fault(host: PlayedHost, press: Json) -> None:
    host.issuer.down = True
    before = host.rows()
    answer = host.press(AN, press)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert host.rows() == before


def test_an_outage_of_the_issuer_is_not_an_outage_here(host: PlayedHost, scenes: Scenes, press: Json) -> None:
    assert answered(host.press(AN, press))["statusCode"] == 200
    host.issuer.down = True
    again = host.press_of("task.list", f"person/{uuid4()}", 0)
    assert answered(host.press(AN, again))["statusCode"] == 200


STRANGERS = {
    "a colleague": (NGOC, 404),
    "another department's head": (DUNG, 404),
    "another department's specialist": (MAI, 404),
    "the personnel officer": (PHUONG, 404),
    "the unit admin": (TIEN, 404),
    "another agency": (SON, 404),
    "technical support": (THAO, 404),
    "the monitor, who may see": (QUAN, 403),
    "the giver": (HA, 403),
    "the department's deputy": (KHOI, 403),
    "the deputy in charge": (HUNG, 403),
    "the head": (MINH, 403),
    "nobody": ("khong.co", 403),
    "the issuer itself": ("", 403),
}


def test_another_person_on_somebodys_card(host: PlayedHost, press: Json, subtests: pytest.Subtests) -> None:
    before = host.rows("press")
    for case, (account, status) in STRANGERS.items():
        with subtests.test(case):
            answer = answered(host.press(account or host.issuer.url, press | {"actionId": str(uuid4())}))
            assert answer["statusCode"] == status, answer
            assert "effects" not in answer
            assert host.rows("press") == before


def test_a_task_in_strange_hands(host: PlayedHost, scenes: Scenes, subtests: pytest.Subtests) -> None:
    task_id = scenes.submitted()
    version = scenes.version("task", task_id)
    inputs = {"progress": "50", "return_type": "form", "return_reason": "x", "return_change": "y", "keep_text": "z"}
    before = host.rows("press")
    for verb, account in (
        ("task.progress", NGOC),
        ("task.submit", HA),
        ("submission.accept", AN),
        ("submission.accept", DUNG),
        ("submission.return", AN),
        ("task.qr", MAI),
        ("task.view", SON),
        ("task.approve", AN),
        ("objection.keep", AN),
    ):
        with subtests.test(f"{verb} by {account}"):
            answer = answered(host.press(account, host.press_of(verb, f"task/{task_id}", version, **inputs)))
            assert answer["statusCode"] in (403, 404), answer
            assert host.rows("press") == before
            message = answer["value"]["message"]
            assert message.startswith("“") is (account in (AN, HA)), "named to who may know of it, and to nobody else"


def test_an_evaluation_in_strange_hands(host: PlayedHost, scenes: Scenes, subtests: pytest.Subtests) -> None:
    evaluation_id = scenes.self_evaluated()
    subject, version = f"evaluation/{evaluation_id}", scenes.version("evaluation", evaluation_id)
    inputs = {"level": "good", "approval_reason": "x"}
    before = host.rows("press")
    for verb, account in (
        ("evaluation.agree", AN),
        ("evaluation.agree", NGOC),
        ("evaluation.rate", DUNG),
        ("evaluation.approve", AN),
        ("evaluation.approve", HA),
        ("evaluation.approve_other", HUNG),
        ("evaluation.seen", HA),
        ("evaluation.self", HA),
        ("score.receipt", NGOC),
        ("score.receipt", SON),
    ):
        with subtests.test(f"{verb} by {account}"):
            answer = answered(host.press(account, host.press_of(verb, subject, version, **inputs)))
            assert answer["statusCode"] in (403, 404), answer
            assert host.rows("press") == before


def test_publishing_is_personnels(host: PlayedHost, scenes: Scenes) -> None:
    scenes.approved()
    subject, version = f"publication/{scenes.agency()}/2026-06", scenes.publication_version()
    before = host.rows("press")
    for account in (HA, MINH, AN, TIEN):
        answer = answered(host.press(account, host.press_of("evaluation.publish", subject, version)))
        assert answer["statusCode"] == 403
    assert host.rows("press") == before


INSTALLATION = {
    "installationId": "inst-new",
    "tenantId": "t",
    "apiBase": "https://api.example/t",
    "tokenEndpoint": "https://sso.example/token",
    "clientId": "c",
    "clientSecret": "s",
    "webhookKeys": ["whsec_" + base64.b64encode(b"k" * 32).decode()],
}


def lifecycle(host: PlayedHost, token: str, data: Json, act: str = "installed") -> int:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = {"type": f"vn.hanoiwork.app.{act}.v1", "data": data}
    return host.post(encoded(body), headers, "/hanoiwork/lifecycle").status_code


LIFECYCLE_TOKENS: dict[str, tuple[Callable[[PlayedIssuer], str], int]] = {
    "a person's": (lambda issuer: issuer.token(MINH, scope="app:lifecycle"), 403),
    "without the scope": (lambda issuer: issuer.app_token("app:clock"), 403),
    "with a scope like it": (lambda issuer: issuer.app_token("app:lifecycle.read"), 403),
    "forged": (lambda issuer: forged(issuer.claims(issuer.url, scope="app:lifecycle"), kid="ed"), 401),
    "of another issuer": (lambda issuer: issuer.app_token("app:lifecycle", iss="https://evil.example"), 401),
    "for another app": (lambda issuer: issuer.app_token("app:lifecycle", aud="vn.hanoiwork.other"), 401),
    "expired": (lambda issuer: issuer.app_token("app:lifecycle", exp=int(time.time()) - 60), 401),
}


def test_who_may_not_install(host: PlayedHost, subtests: pytest.Subtests) -> None:
    before = host.rows()
    for case, (make, status) in LIFECYCLE_TOKENS.items():
        with subtests.test(case):
            assert lifecycle(host, make(host.issuer), INSTALLATION) == status
            assert lifecycle(host, make(host.issuer), {"installationId": host.installation}, "uninstalled") == status
            assert host.rows() == before


BAD_INSTALLATIONS: dict[str, Json] = {
    "no keys": {"webhookKeys": []},
    "a key too short": {"webhookKeys": ["whsec_AAAA"]},
    "a private key": {"webhookKeys": ["whsk_" + "A" * 44]},
    "one key of two unusable": {"webhookKeys": [*INSTALLATION["webhookKeys"], "whpk_zzzz"]},
    "plain http elsewhere": {"apiBase": "http://api.example/t"},
    "no address": {"tokenEndpoint": "file:///etc/passwd"},
    "an address with a password": {"apiBase": "https://user:pass@api.example/"},
    "no secret": {"clientSecret": None},
    "a number for an id": {"installationId": 7},
    "an issuer of its own": {"apiBase": "javascript:alert(1)"},
}


def test_an_installation_that_cannot_be(host: PlayedHost, subtests: pytest.Subtests) -> None:
    before, token = host.rows(), host.issuer.app_token("app:lifecycle")
    for case, changed in BAD_INSTALLATIONS.items():
        with subtests.test(case):
            assert lifecycle(host, token, {**INSTALLATION, **changed}) == 400
            assert host.rows() == before


def test_an_installation_that_is_not_known(host: PlayedHost) -> None:
    before, token = host.rows(), host.issuer.app_token("app:lifecycle")
    data = {"installationId": "inst-unknown", "webhookKeys": INSTALLATION["webhookKeys"]}
    for act in ("suspended", "uninstalled", "keys.rotated"):
        assert lifecycle(host, token, data, act) == 404
    assert host.rows() == before


def test_an_issuer_named_in_the_request_is_not_trusted(host: PlayedHost) -> None:
    before = host.rows()
    evil = forged(host.issuer.claims("https://evil.example", iss="https://evil.example", scope="app:lifecycle"))
    assert lifecycle(host, evil, {**INSTALLATION, "issuer": "https://evil.example"}) == 401
    assert host.rows() == before
