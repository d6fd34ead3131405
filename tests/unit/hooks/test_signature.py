"""The signature list of CONTRACT 4: what is believed, and everything that is not."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import EnvironHeaders

from hanoiwork_plugin.hooks.signature import SignatureFault, SignatureRefused, is_usable_key, sign, verify

NOW = datetime(2026, 6, 2, 1, 0, tzinfo=UTC)
SECRET = b"0123456789abcdef0123456789abcdef"
KEY = "whsec_" + base64.b64encode(SECRET).decode()
OTHER_KEY = "whsec_" + base64.b64encode(b"another secret of thirty-two byte").decode()
SEED = b"s" * 32
PRIVATE_KEY = "whsk_" + base64.b64encode(SEED).decode()
PUBLIC_KEY = (
    "whpk_"
    + base64.b64encode(
        Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    ).decode()
)
BODY = '{"type": "vn.hanoiwork.task.created.v1", "data": {"title": "Rà soát hồ sơ đất đai"}}'.encode()
ID = "018ff0a2-6b1e-7c8e-9a54-0a2f5a0b1c2d"


def headers(
    body: bytes = BODY, *, key: str = KEY, at: datetime = NOW, message_id: str = ID, **changed: str
) -> dict[str, str]:
    made = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": sign(body, message_id, at, key),
    }
    return {**made, **{f"webhook-{name}": value for name, value in changed.items()}}


def refusal(given: object, body: bytes = BODY, keys: tuple[str, ...] = (KEY,), now: datetime = NOW) -> SignatureFault:
    with pytest.raises(SignatureRefused) as refused:
        verify(body, given, keys, now=now)  # type: ignore[arg-type]
    assert refused.value.__cause__ is None
    return refused.value.reason_code


def raw_signature(body: bytes, message_id: str = ID, at: datetime = NOW) -> str:
    content = f"{message_id}.{int(at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(SECRET, content, hashlib.sha256)).decode()


def test_a_signed_call_is_believed() -> None:
    assert verify(BODY, headers(), [KEY], now=NOW) == ID


def test_an_ed25519_signature_is_believed() -> None:
    assert verify(BODY, headers(key=PRIVATE_KEY), [PUBLIC_KEY], now=NOW) == ID


def test_the_private_key_of_sixty_four_bytes_signs_as_its_seed() -> None:
    public = base64.b64decode(PUBLIC_KEY.removeprefix("whpk_"))
    assert sign(BODY, ID, NOW, "whsk_" + base64.b64encode(SEED + public).decode()) == sign(BODY, ID, NOW, PRIVATE_KEY)


def test_the_time_zone_of_a_timestamp_does_not_matter() -> None:
    local = NOW.astimezone(timezone(timedelta(hours=7)))
    assert sign(BODY, ID, local, KEY) == sign(BODY, ID, NOW, KEY)


@pytest.mark.parametrize("body", [b"\xff\xfe\x00binary", b"", b"\x00" * 1000])
def test_the_raw_bytes_count_whatever_they_are(body: bytes) -> None:
    signed = headers(signature=raw_signature(body))
    assert verify(body, signed, [KEY], now=NOW) == ID
    assert refusal(signed, body=body + b"\xff") == SignatureFault.NO_MATCH


def test_header_names_in_any_case_and_as_the_server_gives_them() -> None:
    upper = {name.title(): value for name, value in headers().items()}
    assert verify(BODY, upper, [KEY], now=NOW) == ID
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers().items()}
    assert verify(BODY, EnvironHeaders(environ), [KEY], now=NOW) == ID


def test_two_keys_are_valid_during_a_rotation() -> None:
    assert verify(BODY, headers(), [OTHER_KEY, KEY], now=NOW) == ID
    assert verify(BODY, headers(key=OTHER_KEY), [OTHER_KEY, KEY], now=NOW) == ID
    assert verify(BODY, headers(key=PRIVATE_KEY), [KEY, PUBLIC_KEY], now=NOW) == ID


def test_one_fitting_signature_among_several_is_enough() -> None:
    parts = [sign(BODY, ID, NOW, OTHER_KEY), "v2,opaque,value", sign(BODY, ID, NOW, KEY)]
    assert verify(BODY, headers(signature=" ".join(parts)), [KEY], now=NOW) == ID


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", [None, ""])
def test_missing_headers(name: str, value: str | None) -> None:
    given = headers()
    if value is None:
        del given[name]
    else:
        given[name] = value
    assert refusal(given) == SignatureFault.MISSING_HEADERS


def test_a_wrong_key_and_no_key() -> None:
    assert refusal(headers(key=OTHER_KEY)) == SignatureFault.NO_MATCH
    assert refusal(headers(), keys=()) == SignatureFault.NO_MATCH
    assert refusal(headers(), keys=(PUBLIC_KEY,)) == SignatureFault.NO_MATCH
    assert refusal(headers(key=PRIVATE_KEY)) == SignatureFault.NO_MATCH


def test_a_public_key_is_never_used_as_a_secret() -> None:
    public = base64.b64decode(PUBLIC_KEY.removeprefix("whpk_"))
    forged = sign(BODY, ID, NOW, "whsec_" + base64.b64encode(public).decode())
    assert refusal(headers(signature=forged), keys=(PUBLIC_KEY,)) == SignatureFault.NO_MATCH
    relabelled = forged.replace("v1,", "v1a,")
    assert refusal(headers(signature=relabelled), keys=(PUBLIC_KEY,)) == SignatureFault.NO_MATCH


def test_tampered_body_id_and_timestamp() -> None:
    assert refusal(headers(), body=BODY.replace(b"created", b"deleted")) == SignatureFault.NO_MATCH
    assert refusal(headers(id="another")) == SignatureFault.NO_MATCH
    assert refusal(headers(timestamp=str(int(NOW.timestamp()) + 1))) == SignatureFault.NO_MATCH


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_timestamps_inside_the_tolerance(seconds: int) -> None:
    assert verify(BODY, headers(at=NOW + timedelta(seconds=seconds)), [KEY], now=NOW) == ID


def test_timestamps_outside_the_tolerance() -> None:
    assert refusal(headers(at=NOW - timedelta(seconds=301))) == SignatureFault.TOO_OLD
    assert refusal(headers(at=NOW + timedelta(seconds=301))) == SignatureFault.TOO_NEW
    assert refusal(headers(timestamp="999999999999")) == SignatureFault.TOO_NEW
    assert refusal(headers(timestamp="0")) == SignatureFault.TOO_OLD


@pytest.mark.parametrize(
    "timestamp",
    ["1.5e9", "1780362000.0", "-1", "+1780362000", " 1780362000", "nan", "1_780_362_000", "9" * 5000, "１７８"],
)
def test_timestamps_that_are_no_whole_numbers(timestamp: str) -> None:
    assert refusal(headers(timestamp=timestamp)) == SignatureFault.MALFORMED_HEADERS


@pytest.mark.parametrize(
    "signature",
    [
        "v1",
        "v1," + "A" * 43 + "!",
        "v1,AAA",
        "v1,AAAA,BBBB",
        "v1,đáng tin",
        "v1,\x00",
        "v1,AAAA\r\nX-Evil: 1",
        ",AAAA",
        " ",
        "v1,AAAA  v1,BBBB",
        "v1," + "A" * 5000,
        " ".join(["v1,AAAA"] * 17),
        " ".join(["v1,AAAA"] * 5000),
        raw_signature(BODY) + "," + raw_signature(BODY),
    ],
)
def test_hostile_signature_headers(signature: str) -> None:
    assert refusal(headers(signature=signature)) == SignatureFault.MALFORMED_HEADERS


@pytest.mark.parametrize("message_id", ["i" * 256, "số một", "a\x00b", "a\nb", "a b"])
def test_hostile_ids(message_id: str) -> None:
    signed = headers(message_id=message_id, signature=raw_signature(BODY, message_id))
    assert refusal(signed) == SignatureFault.MALFORMED_HEADERS


def test_a_signature_of_the_wrong_length_fits_nothing() -> None:
    assert refusal(headers(signature="v1,AAAA v1a,AAAA"), keys=(KEY, PUBLIC_KEY)) == SignatureFault.NO_MATCH


@pytest.mark.parametrize(
    "key",
    [
        "",
        "whsec_",
        "whpk_",
        "whsec_AAAA",
        "whsec_***",
        "whsec_ngắn",
        "whpk_AAAA",
        PRIVATE_KEY,
        SECRET.decode(),
        "whsec_=",
    ],
)
def test_keys_that_cannot_be_used_are_passed_over(key: str) -> None:
    assert not is_usable_key(key)
    assert refusal(headers(), keys=(key,)) == SignatureFault.NO_MATCH
    assert verify(BODY, headers(), [key, KEY], now=NOW) == ID


def test_an_empty_secret_signs_nothing() -> None:
    content = f"{ID}.{int(NOW.timestamp())}.".encode() + BODY
    forged = "v1," + base64.b64encode(hmac.digest(b"", content, hashlib.sha256)).decode()
    assert refusal(headers(signature=forged), keys=("whsec_",)) == SignatureFault.NO_MATCH


@pytest.mark.parametrize("key", [KEY, KEY.rstrip("="), PUBLIC_KEY, PUBLIC_KEY.rstrip("=")])
def test_usable_keys_with_or_without_padding(key: str) -> None:
    assert is_usable_key(key)


@pytest.mark.parametrize("value", [b"bytes", 5, ["v1,AAAA"]])
def test_values_that_are_no_text(value: object) -> None:
    assert refusal({**headers(), "webhook-signature": value}) == SignatureFault.MALFORMED_HEADERS


@given(
    body=st.binary(max_size=200),
    message_id=st.text(max_size=40),
    timestamp=st.one_of(st.text(max_size=15), st.just(str(int(NOW.timestamp())))),
    signature=st.one_of(st.text(max_size=80), st.text(alphabet="v1a, AZ=+/", max_size=80)),
)
def test_whatever_comes_it_is_refused_and_nothing_else_happens(
    body: bytes, message_id: str, timestamp: str, signature: str
) -> None:
    hostile = {"webhook-id": message_id, "webhook-timestamp": timestamp, "webhook-signature": signature}
    refusal(hostile, body=body, keys=(KEY, PUBLIC_KEY))
