"""Signing in at the workspace: what fits leads in, everything else leads nowhere."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from oidc_provider import Provider, SignIn, local
from stage.ward import AN, HA, Ward

from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store.people import PersonRow
from hanoiwork_plugin.web import session

pytestmark = pytest.mark.usefixtures("ward", "installation")


def begin(client: FlaskClient, path: str = "/app/tasks") -> str:
    """The address of the provider that the login leads to."""
    answer = client.get("/app/login", query_string={"next": path})
    assert answer.status_code == 302
    return answer.headers["Location"]


def asked_for(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def is_in(client: FlaskClient) -> bool:
    return client.get("/app/tasks").status_code == 200


def test_the_whole_way(client: FlaskClient, issuer_host: Provider, plugin: Plugin) -> None:
    asked = client.get("/app/tasks?role=given")
    assert asked.status_code == 302
    login = asked.headers["Location"]
    assert login.startswith(f"{plugin.settings.base_url}/app/login?")
    sent = client.get(local(login))
    back = client.get(local(issuer_host.authorize(sent.headers["Location"])))
    assert (back.status_code, back.headers["Location"]) == (302, "/app/tasks?role=given")
    page = client.get(back.headers["Location"])
    assert page.status_code == 200
    assert "Nguyễn Văn An" in page.text


def test_only_the_account_goes_into_the_cookie(sign_in: SignIn) -> None:
    with sign_in(AN).session_transaction() as held:
        assert set(held) == {"account", "until", "form"}
        assert held["account"] == AN


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/app/login").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("state", ["", "x", "ộ", None])
def test_a_foreign_state(client: FlaskClient, issuer_host: Provider, state: str | None) -> None:
    back = asked_for(issuer_host.authorize(begin(client)))
    changed = {"code": back["code"]} | ({"state": state} if state is not None else {})
    assert client.get("/app/callback", query_string=changed).status_code == 400
    assert "/token" not in issuer_host.asked
    assert not is_in(client)


def test_the_answer_to_another_browser(app: Flask, client: FlaskClient, issuer_host: Provider) -> None:
    back = local(issuer_host.authorize(begin(client)))
    victim = app.test_client()
    begin(victim)
    assert victim.get(back).status_code == 400
    assert not is_in(victim)


def test_an_answer_works_once(client: FlaskClient, issuer_host: Provider) -> None:
    back = local(issuer_host.authorize(begin(client)))
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 400


def test_a_used_code_is_refused_by_the_provider(client: FlaskClient, issuer_host: Provider) -> None:
    code = asked_for(issuer_host.authorize(begin(client)))["code"]
    state = asked_for(begin(client))["state"]
    replay = {"code": code, "state": state}
    assert client.get("/app/callback", query_string=replay).status_code == 400
    assert not is_in(client)


def test_an_answer_that_comes_too_late(client: FlaskClient, issuer_host: Provider) -> None:
    back = local(issuer_host.authorize(begin(client)))
    with client.session_transaction() as held:
        held["logins"] = [[*entry[:4], entry[4] - 601] for entry in held["logins"]]
    assert client.get(back).status_code == 400


def test_an_answer_that_names_another_issuer(client: FlaskClient, issuer_host: Provider) -> None:
    back = asked_for(issuer_host.authorize(begin(client))) | {"iss": "https://other.example"}
    assert client.get("/app/callback", query_string=back).status_code == 400


def test_the_person_declined(client: FlaskClient) -> None:
    state = asked_for(begin(client))["state"]
    answer = client.get("/app/callback", query_string={"state": state, "error": "access_denied"})
    assert answer.status_code == 400
    assert "Chưa đăng nhập được" in answer.text
    assert "access_denied" not in answer.text


@pytest.mark.parametrize(
    "identity",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": ["client", "x"], "azp": "x"},
        {"iss": "https://other.example"},
        {"exp": 1},
        {"sub": HA},
        {"sub": None},
    ],
)
def test_an_id_token_that_does_not_fit(client: FlaskClient, issuer_host: Provider, identity: dict[str, object]) -> None:
    issuer_host.identity = identity
    assert client.get(local(issuer_host.authorize(begin(client)))).status_code == 400
    assert not is_in(client)


@pytest.mark.parametrize("access", [{"aud": "other"}, {"iss": "https://other.example"}, {"exp": 1}, {"jti": None}])
def test_an_access_token_that_does_not_fit(
    client: FlaskClient, issuer_host: Provider, access: dict[str, object]
) -> None:
    issuer_host.access = access
    assert client.get(local(issuer_host.authorize(begin(client)))).status_code == 400
    assert not is_in(client)


def test_a_provider_that_reads_the_secret_from_the_form_only(client: FlaskClient, issuer_host: Provider) -> None:
    issuer_host.basic = False
    assert client.get(local(issuer_host.authorize(begin(client)))).status_code == 302
    assert is_in(client)


def test_a_provider_that_is_down(client: FlaskClient, issuer_host: Provider) -> None:
    back = local(issuer_host.authorize(begin(client)))
    issuer_host.down = True
    answer = client.get(back)
    assert answer.status_code == 503
    assert "HanoiWork đang không trả lời" in answer.text


def test_a_provider_that_was_never_up(client: FlaskClient, issuer_host: Provider) -> None:
    issuer_host.down = True
    assert client.get("/app/login").status_code == 503


@pytest.mark.parametrize(
    "foreign",
    [
        "https://evil.example/app/",
        "//evil.example/app/",
        "/\\evil.example",
        "/app//evil.example",
        "/app/..//evil.example",
        "/app/%2f%2fevil.example",
        "/app/\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/q/abc",
        "/api/v1/tasks",
        "/app/logout",
        "/app/login?next=/app/login",
        "/appx",
        "",
        "/app/" + "a" * 600,
    ],
)
def test_nobody_is_sent_to_a_foreign_address(client: FlaskClient, issuer_host: Provider, foreign: str) -> None:
    back = client.get(local(issuer_host.authorize(begin(client, foreign))))
    assert back.headers["Location"] == "/app/"


def test_several_tabs_may_sign_in_at_once(client: FlaskClient, issuer_host: Provider) -> None:
    one, two = begin(client, "/app/tasks"), begin(client, "/app/score")
    assert client.get(local(issuer_host.authorize(one))).headers["Location"] == "/app/tasks"
    assert client.get(local(issuer_host.authorize(two))).status_code == 400  # the session of the first began anew
    assert is_in(client)


def test_a_session_ends_after_eight_hours(sign_in: SignIn) -> None:
    client = sign_in(AN)
    with client.session_transaction() as held:
        held["until"] -= int(session.LIFETIME.total_seconds())
    assert client.get("/app/").status_code == 302


def test_a_cookie_that_was_edited(sign_in: SignIn) -> None:
    client = sign_in(AN)
    cookie = client.get_cookie("hanoiwork_session")
    assert cookie is not None
    client.set_cookie("hanoiwork_session", cookie.value[:-3] + "abc")
    assert client.get("/app/").status_code == 302


def test_a_person_who_left_is_refused_at_once(sign_in: SignIn, plugin: Plugin, ward: Ward) -> None:
    client = sign_in(AN)
    assert is_in(client)
    with plugin.transaction() as tx:
        tx.session.get_one(PersonRow, ward.id_of(AN)).active = False
    answer = client.get("/app/tasks")
    assert answer.status_code == 403
    assert "Nguyễn Văn An" not in answer.text
    assert client.get("/app/tasks").status_code == 302


def test_an_account_nobody_knows_here(sign_in: SignIn) -> None:
    assert sign_in("la.nguoi").get("/app/").status_code == 403


def test_signing_out_needs_the_form_of_the_session(sign_in: SignIn) -> None:
    client = sign_in(AN)
    assert client.post("/app/logout").status_code == 400
    assert client.post("/app/logout", data={"form": "ộ"}).status_code == 400
    assert is_in(client)
    assert "Đăng xuất khỏi các trang này" in client.get("/app/logout").text
    with client.session_transaction() as held:
        key = held["form"]
    assert client.post("/app/logout", data={"form": key}).status_code == 303
    assert "Đã đăng xuất" in client.get("/app/logout").text
    assert not is_in(client)


def test_every_page_needs_somebody(app: Flask) -> None:
    from hanoiwork_plugin.web.routes import OPEN_PAGES

    closed = 0
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("web.") or rule.endpoint.removeprefix("web.") in OPEN_PAGES:
            continue
        parts = dict.fromkeys(rule.arguments, "00000000-0000-0000-0000-000000000000")
        with app.test_request_context():
            address = app.url_map.bind("127.0.0.1").build(rule.endpoint, parts)
        answer = app.test_client().get(address)
        assert answer.status_code == 302, address
        assert answer.headers["Location"].endswith(f"/app/login?{urlencode({'next': address})}")
        closed += 1
    assert closed == 22


def test_before_the_installation_there_is_no_login(app: Flask, plugin: Plugin, installation: str) -> None:
    from hanoiwork_plugin.services import installations

    with plugin.transaction() as tx:
        installations.set_state(tx, installation, "uninstalled")
    assert app.test_client().get("/app/login").status_code == 503
