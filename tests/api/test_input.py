"""What does not fit is refused with its place, and nothing is written."""

import json
from typing import Any

import pytest
from api_month import gate, new_task
from flask.testing import FlaskClient
from stage.rest import PREFIX, Rest, done, refused
from stage.ward import AN, HA, Ward


@pytest.fixture
def post(client: FlaskClient, as_person: Any, ward: Ward) -> Any:
    def send(data: bytes, kind: str | None = "application/json") -> Any:
        return client.post(f"{PREFIX}/tasks", data=data, headers=as_person(HA), content_type=kind)

    return send


def test_another_media_type_is_415(post: Any) -> None:
    for kind in (None, "text/plain", "application/x-www-form-urlencoded", "application/xml"):
        refused(post(b'{"name": "x"}', kind), 415, "media_type")


UNFIT = [
    (b"", "not_json"),
    (b"{", "not_json"),
    (b"[]", "not_json"),
    (b"null", "not_json"),
    (b'"x"', "not_json"),
    (b'{"name": "\xff"}', "not_json"),
    (b"\xff\xfe{\x00}\x00", "not_json"),
    (b'{"name": NaN}', "not_json"),
    (b'{"quantity": Infinity, "name": "x"}', "not_json"),
    (b'{"quantity": 1e999999999, "name": "x"}', "not_json"),
    (b'{"quantity": 1e-999999999, "name": "x"}', "not_json"),
    (b'{"quantity": ' + b"9" * 5000 + b', "name": "x"}', "not_json"),
    (b"[" * 100_000, "not_json"),
    (b'{"name": ' + b'{"a":' * 50 + b"1" + b"}" * 50 + b"}", "not_json"),
    (b'{"name": "a\\u0000b"}', "not_text"),
    (b'{"name": "a\x00b"}', "not_json"),
    (b'{"name": "\\ud800"}', "not_text"),
    (b'{"\\u0000": 1, "name": "x"}', "not_text"),
    (b'{"name": ""}', "invalid"),
    (b'{"name": null}', "invalid"),
    (b'{"name": 5}', "invalid"),
    (b'{"name": "x", "surprise": 1}', "invalid"),
    (b'{"name": "x", "quantity": true}', "invalid"),
    (b'{"name": "x", "quantity": "1e3"}', "invalid"),
    (b'{"name": "x", "quantity": "1.00001"}', "invalid"),
    (b'{"name": "x", "quantity": 1000000}', "invalid"),
    ('{"name": "x", "quantity": "１"}'.encode(), "invalid"),
    (b'{"name": "x", "due": "2026-06-19T17:00:00"}', "invalid"),
    (b'{"name": "x", "due": "2026-W25-5"}', "invalid"),
    (b'{"name": "x", "due": "0001-01-01T00:00:00+14:00"}', "invalid"),
    (b'{"name": "x", "due": "9999-12-31T23:59:59-14:00"}', "invalid"),
    (b'{"name": "x", "start": "2026-02-30"}', "invalid"),
    (b'{"name": "x", "start": "20260601"}', "invalid"),
    (b'{"name": "x", "accountable_id": "an"}', "invalid"),
    (b'{"name": "x", "kind": "secret"}', "invalid"),
    (b'{"name": "x", "kind": ["key"]}', "invalid"),
    (b'{"name": "x", "co_units": "y"}', "invalid"),
    (b'{"name": "x", "assignees": [{}]}', "invalid"),
]
"""Bodies and the code of their refusal."""


def test_a_body_that_does_not_fit_is_400(post: Any) -> None:
    for data, code in UNFIT:
        answer = post(data)
        assert (answer.status_code, answer.json["code"]) == (400, code), data[:80]
        refused(answer, 400)


def test_too_much_is_413(post: Any) -> None:
    refused(post(b'{"name": "' + b"x" * 300_000 + b'"}'), 413)
    refused(post(b'{"name": "' + b"x" * 2_000_000 + b'"}'), 413)


UNASKED = (
    "surprise=1", "limit=0", "limit=201", "limit=x", "limit=", "limit=1&limit=2", "cursor=7", "state=", "role=all",
    "state=draft%00", "limit=9999999999999999999999", "role=mine&role=mine", "%00=1",
)  # fmt: skip


def test_a_query_that_does_not_fit_is_400(rest: Rest, ward: Ward) -> None:
    for query in UNASKED:
        answer = rest.get(AN, f"/tasks?{query}")
        assert answer.status_code == 400, query
        refused(answer, 400)


def test_a_query_that_nobody_asked_for_is_400(rest: Rest, ward: Ward) -> None:
    for path in ("/people/me", "/tasks/00000000-0000-7000-8000-000000000000"):
        refused(rest.get(AN, f"{path}?x=1"), 400, "invalid")


def test_a_number_comes_back_exactly(rest: Rest, ward: Ward, post: Any) -> None:
    for given, kept in ((b"0.1", "0.1"), (b'"1,5"', "1.5"), (b"2.50", "2.50"), (b"3", "3"), (b'"999999.9999"', None)):
        made = done(post(b'{"name": "x", "quantity": %s}' % given), 201)
        assert made["quantity"] == (kept or json.loads(given))


def test_text_is_kept_in_one_form(rest: Rest, ward: Ward) -> None:
    made = done(rest.send(HA, "POST", "/tasks", {"name": "Ba\u0301o ca\u0301o"}), 201)
    assert made["name"] == "B\u00e1o c\u00e1o"


def test_marks_are_numbers(rest: Rest, ward: Ward) -> None:
    opened = done(rest.send(AN, "POST", "/evaluations", {"period": "2026-06"}), 201)
    path = f"/evaluations/{opened['id']}/self-evaluation"
    for marks in ([], {"I.1": None}, {"I.1": {}}, {"I.1": "x"}, {"I.1": True}):
        refused(rest.act(AN, path, {"marks": marks}), 400, "invalid")


def test_a_period_is_a_month(rest: Rest, ward: Ward) -> None:
    for period in ("2026-13", "0000-01", "2026-Q2", "2026", "x", "2026-6"):
        refused(rest.get(AN, f"/scores?period={period}"), 400, "invalid")


def test_a_month_before_the_first_is_too_early(rest: Rest, ward: Ward) -> None:
    refused(rest.get(AN, "/scores?period=2026-05"), 409, "too_early")


def test_an_item_of_another_catalogue_is_refused(rest: Rest, ward: Ward) -> None:
    task = new_task(rest, ward)
    given = gate(ward, item_id="00000000-0000-7000-8000-000000000000")
    problem = refused(rest.act(HA, f"/tasks/{task['id']}/completion", given), 400, "invalid")
    assert problem["errors"][0]["place"] == "/points"


def test_another_method_names_those_allowed(rest: Rest, client: FlaskClient, ward: Ward) -> None:
    answer = rest.send(AN, "PUT", "/tasks")
    refused(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    refused(client.get(f"{PREFIX}/nothing"), 404)
    refused(rest.get(AN, "/tasks/7"), 404)
