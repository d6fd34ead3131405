"""The way in by QR: it leads into the workspace and shows nothing by itself."""

from io import BytesIO
from uuid import UUID

import pytest
import zxingcpp
from flask.testing import FlaskClient
from oidc_provider import SignIn
from PIL import Image
from stage.play import Play
from stage.ward import AN, HA, MAI, QUAN

from hanoiwork_plugin.domain.errors import Forbidden, NotFound, Stale
from hanoiwork_plugin.services.doing import qr
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store.ledger import entries_of


@pytest.fixture
def task(play: Play) -> UUID:
    return play.given("Kiểm tra trật tự đô thị", "2026-06-19", 4)


@pytest.fixture
def token(play: Play, task: UUID) -> str:
    return play.act(HA, lambda tx, actor: qr.token_for(tx, actor, task))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_known_code_leads_into_the_workspace(client: FlaskClient, task: UUID, token: str, method: str) -> None:
    answer = client.open(f"/q/{token}", method=method)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"https://hanoiwork.example/a/vn.hanoiwork.thucthi/o/task/{task}?token={token}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Kiểm tra" not in answer.text


def test_a_new_code_replaces_the_old_for_whom_the_table_allows(
    client: FlaskClient, play: Play, task: UUID, token: str
) -> None:
    with pytest.raises(Forbidden):
        play.act(QUAN, lambda tx, actor: qr.renew(tx, actor, task))
    with pytest.raises(NotFound):
        play.act(MAI, lambda tx, actor: qr.renew(tx, actor, task))
    assert client.get(f"/q/{token}").status_code == 302
    fresh = play.act(AN, lambda tx, actor: qr.renew(tx, actor, task, 1))
    with pytest.raises(Stale):  # the other one, who still saw the first code
        play.act(HA, lambda tx, actor: qr.renew(tx, actor, task, 1))
    assert fresh != token
    assert (client.get(f"/q/{token}").status_code, client.get(f"/q/{fresh}").status_code) == (404, 302)
    with play.plugin.transaction() as tx:
        acts = [each.act for each in entries_of(tx.session, task) if each.act.startswith("qr.")]
    assert sorted(acts) == ["qr.made", "qr.made", "qr.withdrawn"]


def test_unknown_withdrawn_and_edited_look_the_same(client: FlaskClient, play: Play, task: UUID, token: str) -> None:
    unknown = client.get("/q/AAAAAAAAAAAAAAAAAAAAAA")
    assert unknown.status_code == 404
    assert "Không có nội dung để hiển thị" in unknown.text
    edited = token[:-1] + ("A" if token[-1] != "A" else "B")
    for path in (
        edited,
        token + "x",
        token.lower() + "_",
        "%00",
        "%ff%fe",
        "a/b",
        "..%2f..",
        "x" * 500,
        "'--",
        "",
        "é",
    ):
        answer = client.get(f"/q/{path}")
        assert (answer.status_code, answer.data) == (404, unknown.data), path
    play.act(HA, lambda tx, actor: qr.withdraw(tx, actor, task))
    withdrawn = client.get(f"/q/{token}")
    assert (withdrawn.status_code, withdrawn.data) == (404, unknown.data)
    assert dict(withdrawn.headers) == dict(unknown.headers)


def test_the_neutral_page_speaks_english_to_those_who_ask(client: FlaskClient) -> None:
    assert 'lang="vi"' in client.get("/q/unknown-token", headers={"Accept-Language": "fr, vi;q=0.5"}).text
    assert 'lang="en"' in client.get("/q/unknown-token", headers={"Accept-Language": "en-GB, vi;q=0.5"}).text
    assert 'lang="en"' in client.get("/q/unknown-token?lang=en").text


def test_the_pictures_hold_the_address(sign_in: SignIn, task: UUID, token: str, plugin: Plugin) -> None:
    client = sign_in(AN)
    png = client.get(f"/app/tasks/{task}/qr.png")
    assert png.content_type == "image/png"
    (read,) = zxingcpp.read_barcodes(Image.open(BytesIO(png.data)))
    assert read.text == f"{plugin.settings.base_url}/q/{token}"
    again = client.get(f"/app/tasks/{task}/qr.png", headers={"If-None-Match": png.headers["ETag"]})
    assert again.status_code == 304
    svg = client.get(f"/app/tasks/{task}/qr.svg")
    assert svg.content_type == "image/svg+xml"
    assert svg.text.lstrip().startswith("<?xml")


@pytest.mark.parametrize("page", ["", "/qr.png", "/qr.svg", "/sheet.pdf"])
def test_a_colleague_without_rights_sees_the_neutral_page(sign_in: SignIn, task: UUID, page: str) -> None:
    answer = sign_in(MAI).get(f"/app/tasks/{task}{page}")
    assert answer.status_code == 404
    assert "Không có nội dung để hiển thị" in answer.text
    assert "Kiểm tra" not in answer.text
