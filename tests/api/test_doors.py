"""Closed by default: every route of the whole application asks who is there, but for those named here."""

from collections.abc import Iterator
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from stage.issuer import PlayedIssuer
from stage.rest import Rest, done, refused
from stage.ward import AN, HA, Ward
from werkzeug.routing import Rule

OPEN = {
    "GET /hanoiwork/manifest.json": "the host reads it at installation",
    "OPTIONS /hanoiwork/events": "CloudEvents webhook validation",
    "GET /q/": "the neutral page",
    "GET /q/<path:token>": "redirects into the workspace; shows nothing by itself",
    "GET /app/login": "where signing in begins",
    "GET /app/callback": "where signing in ends",
    "GET /app/logout": "asks whether to sign out",
    "POST /app/logout": "forgets the session, of whoever it is",
    "GET /app/calendar/<token>.ics": "a calendar program, by a secret address that can be withdrawn",
    "GET /": "leads to the pages, which ask",
    "GET /hanoiwork/asyncapi.json": "the description of the events, which holds no data",
    "GET /healthz": "operators",
    "GET /readyz": "local only",
    "GET /metrics": "local only",
    "GET /api/v1/openapi.json": "the description of the API, which holds no data",
}
SAMPLES = {
    "uuid": str(UUID(int=7)),
    "integer": "1",
    "period": "2026-06",
    "token": "x",
    "account": "an.nguyenvan",
    "path": "x",
    "filename": "x",
}


def _rules(app: Flask) -> Iterator[tuple[str, str, Rule]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD"}):
            if method != "OPTIONS" or rule.provide_automatic_options is False:
                yield f"{method} {rule.rule}", method, rule


def _address(rule: Rule) -> str:
    values = {}
    for name, converter in rule._converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        values[name] = UUID(SAMPLES["uuid"]) if kind == "uuid" else SAMPLES.get(name, SAMPLES.get(kind, "x"))
    address = rule.rule
    for value in values.values():
        start = address.index("<")
        address = address[:start] + str(value) + address[address.index(">") + 1 :]
    return address


def test_every_route_asks_who_is_there(app: Flask, client: FlaskClient) -> None:
    opened = set()
    for name, method, rule in _rules(app):
        answer = client.open(_address(rule), method=method)
        signing_in = answer.status_code == 302 and "/app/login" in answer.headers["Location"]
        if answer.status_code != 401 and not signing_in:
            opened.add(name)
        elif name.split()[1].startswith("/api/"):
            refused(answer, 401)
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert {name for name in opened if not name.startswith("GET /app/static")} == set(OPEN)


def test_the_operators_routes_are_for_this_machine(client: FlaskClient) -> None:
    for path in ("/readyz", "/metrics"):
        assert client.get(path).status_code == 200
        assert client.get(path, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404
        assert client.get(path, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404


WRONG_CLAIMS = (
    {"iss": "https://elsewhere.example"},
    {"aud": "vn.hanoiwork.other"},
    {"exp": 1},
    {"iat": None},
    {"jti": None},
    {"sub": None},
)


def test_a_wrong_token_is_401(client: FlaskClient, issuer_host: PlayedIssuer) -> None:
    for claims in WRONG_CLAIMS:
        headers = {"Authorization": f"Bearer {issuer_host.token(AN, **claims)}"}
        answer = client.get("/api/v1/people/me", headers=headers)
        refused(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer error=")


def test_no_token_is_401(client: FlaskClient) -> None:
    for header in ("", "Bearer", "Basic YW46", "Bearer a.b.c", "Bearer \x7f", "bearer  "):
        refused(client.get("/api/v1/people/me", headers={"Authorization": header}), 401)


def test_an_unknown_person_is_403(rest: Rest, ward: Ward) -> None:
    assert refused(rest.get("nobody.here", "/people/me"), 403, "forbidden")["detail"]
    refused(rest.send("nobody.here", "POST", "/tasks", {"name": "x"}), 403, "forbidden")


def test_a_person_who_left_is_403(rest: Rest, ward: Ward) -> None:
    from hanoiwork_plugin.store.people import PersonRow

    done(rest.get(AN, "/people/me"))
    with ward.plugin.transaction() as tx:
        tx.session.query(PersonRow).filter_by(account=AN).update({"active": False})
    refused(rest.get(AN, "/people/me"), 403, "forbidden")


def test_an_outage_of_the_issuer_is_503(client: FlaskClient, issuer_host: PlayedIssuer) -> None:
    issuer_host.down = True
    headers = {"Authorization": f"Bearer {issuer_host.token(AN)}"}
    answer = client.get("/api/v1/people/me", headers=headers)
    refused(answer, 503, "token_issuer_unavailable")
    assert answer.headers["Retry-After"] == "10"


def test_what_one_may_not_see_does_not_exist(rest: Rest, ward: Ward) -> None:
    from stage.ward import MAI

    task = done(rest.send(HA, "POST", "/tasks", {"name": "Báo cáo", "assignees": [AN]}), 201)
    path = f"/tasks/{task['id']}"
    for below in ("", "/history", "/evidence", "/submissions", "/qr.png", "/qr.svg", "/assignable-people"):
        refused(rest.get(MAI, path + below), 404, "not_found")
    refused(rest.send(MAI, "POST", f"{path}/acceptance", etag='"1"'), 404, "not_found")
    refused(rest.send(MAI, "POST", f"{path}/acceptance"), 404, "not_found")
    refused(rest.send(MAI, "DELETE", f"{path}/qr"), 404, "not_found")
    assert done(rest.get(MAI, "/tasks?role=visible"))["items"] == []
    refused(rest.get(MAI, f"/scores?account={AN}"), 404, "not_found")


def test_a_look_at_anothers_score_is_recorded(rest: Rest, ward: Ward) -> None:
    from sqlalchemy import select

    from hanoiwork_plugin.store.ledger import LedgerEntryRow

    done(rest.get(AN, "/scores"))
    done(rest.get(HA, f"/scores?account={AN}"))
    with ward.plugin.transaction() as tx:
        seen = tx.session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.act == "score.seen")).all()
        assert [(entry.subject_id, entry.actor_id) for entry in seen] == [(ward.id_of(AN), ward.id_of(HA))]
