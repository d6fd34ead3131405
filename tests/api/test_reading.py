"""Lists, pages, pictures, languages, and how much is asked of the database."""

import re

import pytest
from api_month import assigned, gate, new_task
from flask.testing import FlaskClient
from stage.queries import counted_queries
from stage.rest import Rest, done, refused
from stage.ward import AN, HA, NGOC, SON, THAO, Ward


def test_pages_hold_everything_once(rest: Rest, ward: Ward) -> None:
    made = [new_task(rest, ward)["id"] for _ in range(5)]
    found, address = [], "/tasks?role=given&limit=2"
    for _ in range(3):
        page = rest.get(HA, address)
        found += [line["id"] for line in done(page)["items"]]
        if page.json["next"] is None:
            assert "Link" not in page.headers
            break
        link = re.fullmatch(r'<(/api/v1(/tasks\?.*))>; rel="next"', page.headers["Link"])
        assert link
        address = link[2]
        assert page.json["next"] in address
    assert found == made


def test_lists_are_narrowed(rest: Rest, ward: Ward) -> None:
    new_task(rest, ward)
    path = assigned(rest, ward)
    assert [line["id"] for line in done(rest.get(AN, "/tasks"))["items"]] == [path.split("/")[-1]]
    assert len(done(rest.get(HA, "/tasks?role=given&state=draft"))["items"]) == 1
    assert len(done(rest.get(HA, "/tasks?role=visible"))["items"]) == 2
    assert done(rest.get(NGOC, "/tasks?role=visible"))["items"] == []


def test_the_catalogue_is_searched(rest: Rest, ward: Ward) -> None:
    items = done(rest.get(AN, "/catalogue/items?q=bao%20cao&limit=3"))["items"]
    assert len(items) == 3
    assert re.fullmatch(r"[0-9.]+", items[0]["coefficient"])
    assert done(rest.get(SON, "/catalogue/items"))["items"] == []


def test_me(rest: Rest, ward: Ward) -> None:
    me = done(rest.get(HA, "/people/me"))
    assert (me["account"], me["roles"][0]["role"]) == (HA, "department_head")
    assert me["unit"]["agency_id"] != me["unit"]["id"]


def test_who_can_be_made_accountable(rest: Rest, ward: Ward) -> None:
    task = new_task(rest, ward)
    people = done(rest.get(HA, f"/tasks/{task['id']}/assignable-people"))["items"]
    assert people[0]["account"] == AN


def test_a_qr_code_is_made_and_withdrawn(rest: Rest, ward: Ward, client: FlaskClient) -> None:
    path = assigned(rest, ward)
    png, svg = rest.get(AN, f"{path}/qr.png"), rest.get(AN, f"{path}/qr.svg")
    assert (png.status_code, png.mimetype, png.data[:4]) == (200, "image/png", b"\x89PNG")
    assert (svg.status_code, svg.mimetype) == (200, "image/svg+xml")
    assert rest.get(HA, f"{path}/qr.png").data == png.data
    gone = rest.send(AN, "DELETE", f"{path}/qr", key="k")
    assert (gone.status_code, gone.data) == (204, b"")
    assert rest.send(AN, "DELETE", f"{path}/qr", key="k").status_code == 204
    assert rest.get(AN, f"{path}/qr.png").data != png.data


def test_a_request_for_support_is_answered(rest: Rest, ward: Ward, installation: str) -> None:
    asked = done(rest.send(AN, "POST", "/support-requests", {"text": "Không mở được thẻ"}), 201)
    path = f"/support-requests/{asked['id']}"
    assert [line["id"] for line in done(rest.get(THAO, "/support-requests?role=all&state=open"))["items"]]
    refused(rest.get(AN, "/support-requests?role=all"), 403)
    refused(rest.get(NGOC, path), 404)
    refused(rest.send(NGOC, "POST", f"{path}/taking", etag="*"), 404)
    refused(rest.act(AN, f"{path}/taking"), 403)
    assert done(rest.act(THAO, f"{path}/taking"))["state"] == "taken"
    assert done(rest.act(THAO, f"{path}/answer", {"text": "Mời cập nhật ứng dụng"}))["state"] == "answered"
    assert done(rest.get(AN, path))["answer"] == "Mời cập nhật ứng dụng"
    assert done(rest.get(AN, "/support-requests"))["items"][0]["state"] == "answered"


def test_without_an_installation_nobody_can_be_asked(rest: Rest, ward: Ward) -> None:
    refused(rest.send(AN, "POST", "/support-requests", {"text": "Không mở được thẻ"}), 409, "conflict")


def test_a_refusal_is_in_the_callers_language(rest: Rest, ward: Ward) -> None:
    vi = refused(rest.get(AN, "/tasks/00000000-0000-7000-8000-000000000000"), 404)
    en = refused(rest.get(AN, "/tasks/00000000-0000-7000-8000-000000000000", **{"Accept-Language": "en-GB,en"}), 404)
    assert vi["title"] == "Không tìm thấy nội dung này"
    assert vi["code"] == en["code"]
    assert en["title"] != vi["title"]


def test_nothing_is_cached_between(rest: Rest, ward: Ward) -> None:
    path = assigned(rest, ward)
    for answer in (rest.get(AN, path), rest.get(AN, "/scores"), rest.get(AN, f"{path}/qr.png"), rest.get("x", path)):
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "most"),
    [("/people/me", 3), ("/tasks?role=visible", 6), ("/scores", 10), ("/evaluations?role=to_review", 6)],
)
def test_reading_asks_the_database_little(rest: Rest, ward: Ward, path: str, most: int) -> None:
    for _ in range(4):
        assigned(rest, ward)
    done(rest.get(HA, path))
    with counted_queries(ward.plugin.engine) as queries:
        done(rest.get(HA, path))
    assert len(queries) <= most, queries


def test_a_task_asks_as_much_with_a_long_history(rest: Rest, ward: Ward) -> None:
    path = assigned(rest, ward)
    done(rest.act(AN, f"{path}/acceptance"))

    def asked() -> int:
        with counted_queries(ward.plugin.engine) as queries:
            for below in ("", "/history", "/submissions", "/evidence"):
                done(rest.get(HA, path + below))
        return len(queries)

    before = asked()
    for percent in range(10, 90, 10):
        done(rest.act(AN, f"{path}/progress", {"percent": percent}))
    assert asked() == before
    assert before <= 45


def test_an_act_asks_the_database_little(rest: Rest, ward: Ward) -> None:
    task = new_task(rest, ward)
    with counted_queries(ward.plugin.engine) as queries:
        done(rest.send(HA, "POST", f"/tasks/{task['id']}/completion", gate(ward), etag=f'"{task["version"]}"', key="k"))
    assert len(queries) <= 60
