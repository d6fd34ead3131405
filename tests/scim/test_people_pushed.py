"""Users are people: pushed, found, changed, deactivated, taken out, each act in the ledger."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from pushes import ENTERPRISE, SCIM_TOKEN, AsPerson, Push, patch, user
from sqlalchemy import select
from stage.clock import StandingClock
from stage.queries import counted_queries
from stage.ward import AN, HA, LAN, Ward

from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.ledger import LedgerEntryRow
from hanoiwork_plugin.store.people import PersonRow, PostingRow

ECONOMY = "Phòng Kinh tế, Hạ tầng và Đô thị"


def unit_of(plugin: Plugin, account: str) -> str | None:
    """The path of the unit in which a person works now."""
    with plugin.transaction() as tx:
        actor = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now))
        if actor is None:
            return None
        return " / ".join(organisation.unit(tx.session, part).name for part in actor.unit.path)


def acts(plugin: Plugin) -> list[str]:
    with plugin.transaction() as tx:
        pushed = select(LedgerEntryRow.act).where(LedgerEntryRow.cause == "scim:inst-test").order_by(LedgerEntryRow.id)
        return list(tx.session.scalars(pushed))


def test_a_pushed_person_can_work_at_once(
    directory: Push, ward: Ward, plugin: Plugin, client: FlaskClient, as_person: AsPerson
) -> None:
    assert client.get("/api/v1/tasks", headers=as_person("hoa.trinh")).status_code == 403
    name = {"familyName": "Trịnh", "middleName": "Thị", "givenName": "Hoa"}
    numbers = [{"value": "+84 912 000 099", "type": "mobile", "primary": True}]
    body = user(
        "hoa.trinh",
        name=name,
        phoneNumbers=numbers,
        title="Chuyên viên",
        active=True,
        userType="viên chức",
        externalId="e-1",
        organization="Phường Mẫu",
        department="phòng kinh tế - hạ tầng và đô thị",
    )
    answer = directory("POST", "/Users", body)
    made = answer.get_json()
    assert answer.status_code == 201
    assert answer.headers["ETag"] == made["meta"]["version"] == 'W/"1"'
    assert answer.headers["Location"] == made["meta"]["location"]
    assert {key: made[key] for key in body if key != "schemas"} == {key: body[key] for key in body if key != "schemas"}
    assert unit_of(plugin, "hoa.trinh") == f"Phường Mẫu / {ECONOMY}"
    with plugin.transaction() as tx:
        person = tx.session.scalars(select(PersonRow).where(PersonRow.account == "hoa.trinh")).one()
        assert (person.name, person.phone, person.staff_group) == ("Trịnh Thị Hoa", "0912000099", "public_employee")
    assert client.get("/api/v1/tasks", headers=as_person("hoa.trinh")).status_code == 200
    assert acts(plugin) == ["person.added", "person.posted", "directory.user_added"]


def test_the_spelling_of_the_directory_is_that_of_the_tokens(
    directory: Push, ward: Ward, plugin: Plugin, client: FlaskClient, as_person: AsPerson
) -> None:
    met = directory("POST", "/Users", user("Lan.HoangThi")).get_json()
    assert met["id"] == str(ward.id_of("Lan.HoangThi"))
    assert met["userName"] == "Lan.HoangThi"
    assert client.get("/api/v1/tasks", headers=as_person("Lan.HoangThi")).status_code == 200
    assert "person.account_changed" in acts(plugin)


def test_a_deactivated_person_is_refused_at_once(
    directory: Push, ward: Ward, plugin: Plugin, client: FlaskClient, as_person: AsPerson
) -> None:
    found = directory("GET", f'/Users?filter=userName eq "{AN.upper()}"').get_json()["Resources"]
    assert [each["userName"] for each in found] == [AN]
    headers = as_person(AN)
    assert client.get("/api/v1/tasks", headers=headers).status_code == 200
    off = patch({"op": "replace", "path": "active", "value": False})
    assert directory("PATCH", f"/Users/{found[0]['id']}", off).status_code in (200, 204)
    assert client.get("/api/v1/tasks", headers=headers).status_code == 403
    assert "person.deactivated" in acts(plugin)
    on = patch({"op": "replace", "value": {"active": True}})
    assert directory("PATCH", f"/Users/{found[0]['id']}", on).status_code in (200, 204)
    assert client.get("/api/v1/tasks", headers=headers).status_code == 200


def test_a_person_taken_out_is_kept_and_comes_back_as_the_same(
    directory: Push, ward: Ward, plugin: Plugin, client: FlaskClient, as_person: AsPerson
) -> None:
    made = directory("POST", "/Users", user(LAN, displayName="Hoàng Thị Lan")).get_json()
    assert made["id"] == str(ward.id_of(LAN))
    assert directory("DELETE", f"/Users/{made['id']}").status_code == 204
    assert directory("GET", f"/Users/{made['id']}").status_code == 404
    assert directory("DELETE", f"/Users/{made['id']}").status_code == 404
    assert directory("GET", f'/Users?filter=userName eq "{LAN}"').get_json()["totalResults"] == 0
    assert client.get("/api/v1/tasks", headers=as_person(LAN)).status_code == 403
    assert directory("POST", "/Users", user(LAN)).get_json()["id"] == made["id"]
    assert client.get("/api/v1/tasks", headers=as_person(LAN)).status_code == 200


def test_the_same_account_twice_is_refused(directory: Push, ward: Ward) -> None:
    assert directory("POST", "/Users", user("b.c")).status_code == 201
    answer = directory("POST", "/Users", user("B.C"))
    assert (answer.status_code, answer.get_json()["scimType"]) == (409, "uniqueness")
    other = directory("POST", "/Users", user("d.e")).get_json()["id"]
    rename = patch({"op": "replace", "path": "userName", "value": HA.upper()})
    assert directory("PATCH", f"/Users/{other}", rename).status_code == 409


def test_a_move_in_the_directory_is_followed_and_dated(directory: Push, plugin: Plugin, clock: StandingClock) -> None:
    made = directory("POST", "/Users", user("b.c", organization="Sở Thử", department="Phòng A")).get_json()
    clock.set("2026-06-15T09:00+07:00")
    move = patch({"op": "replace", "path": f"{ENTERPRISE}:department", "value": "Phòng B"})
    assert directory("PATCH", f"/Users/{made['id']}", move).status_code in (200, 204)
    assert unit_of(plugin, "b.c") == "Sở Thử / Phòng B"
    with plugin.transaction() as tx:
        dates = select(PostingRow.valid_from, PostingRow.valid_to).order_by(PostingRow.valid_from)
        assert tx.session.execute(dates).all() == [
            (date(2026, 1, 1), date(2026, 6, 14)),
            (date(2026, 6, 15), None),
        ]


def test_the_units_own_list_is_not_overruled(directory: Push, ward: Ward, plugin: Plugin) -> None:
    body = user(AN, organization="Phường Mẫu", department="Phòng Văn hóa – Xã hội")
    assert directory("POST", "/Users", body).status_code == 201
    assert unit_of(plugin, AN) == f"Phường Mẫu / {ECONOMY}"


def test_a_version_that_is_gone_is_not_overwritten(directory: Push) -> None:
    made = directory("POST", "/Users", user("b.c")).get_json()
    path, first = f"/Users/{made['id']}", made["meta"]["version"]
    change = patch({"op": "replace", "path": "title", "value": "Chuyên viên"})
    assert directory("PATCH", path, change, If_Match=first).status_code in (200, 204)
    assert directory("PATCH", path, change, If_Match=first).status_code == 412
    assert directory("PUT", path, user("b.c", title="Khác"), If_Match=first).status_code == 412
    assert directory("DELETE", path, If_Match=first).status_code == 412
    now = directory("GET", path)
    assert now.get_json()["title"] == "Chuyên viên"
    assert directory("GET", path, If_None_Match=now.headers["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ('userName eq "AN.B"', ["an.b"]),
        ('userName sw "a" and active eq true', ["an.b"]),
        ('not (userName sw "a")', ["be.c"]),
        ('name.familyName co "ng"', ["an.b"]),
        ('phoneNumbers[type eq "work" and value ew "2"]', ["be.c"]),
        ('phoneNumbers.value eq "0912000001"', ["an.b"]),
        ("phoneNumbers pr", ["an.b", "be.c"]),
        ("title pr", []),
        (f'{ENTERPRISE}:department eq "phòng a"', ["an.b"]),
        ('externalId eq "x-2"', ["be.c"]),
        ('externalId eq "X-2"', []),
        ('meta.lastModified ge "2026-01-02T00:00:00Z"', ["an.b", "be.c"]),
        ('userName gt "an.b" or active eq false', ["be.c"]),
        ('groups.display eq "Sở Thử"', ["be.c"]),
        ('userName eq "a%"', []),
    ],
)
def test_people_are_found_by_what_is_known_of_them(directory: Push, question: str, expected: list[str]) -> None:
    first = [{"value": "0912000001", "type": "mobile"}]
    second = [{"value": "0912000002", "type": "work"}]
    name = {"familyName": "Nguyễn"}
    directory(
        "POST", "/Users", user("an.b", name=name, phoneNumbers=first, organization="Sở Thử", department="Phòng A")
    )
    body = user("be.c", externalId="x-2", phoneNumbers=second, active=False)
    other = directory("POST", "/Users", body).get_json()["id"]
    directory("POST", "/Groups", {"displayName": "Sở Thử", "members": [{"value": other}]})
    answer = directory("POST", "/Users/.search", {"filter": question, "sortBy": "userName"})
    assert answer.status_code == 200, answer.get_json()
    assert [each["userName"] for each in answer.get_json()["Resources"]] == expected


@pytest.mark.parametrize("question", ["userName eq", 'nosuch eq "a"', "active gt true", "a" * 5000])
def test_a_filter_that_says_nothing_is_refused(directory: Push, question: str) -> None:
    answer = directory("POST", "/Users/.search", {"filter": question})
    assert answer.status_code == 400


def test_pages_hold_everyone_once_in_order(directory: Push) -> None:
    for number in range(7):
        directory("POST", "/Users", user(f"p{number}"))
    seen: list[str] = []
    for start in (1, 4, 7):
        page = directory("GET", f"/Users?sortBy=userName&sortOrder=descending&startIndex={start}&count=3").get_json()
        assert (page["totalResults"], page["startIndex"]) == (7, start)
        seen += [each["userName"] for each in page["Resources"]]
    assert seen == [f"p{number}" for number in reversed(range(7))]
    assert directory("GET", "/Users?count=0").get_json()["totalResults"] == 7


def test_what_nobody_needs_is_not_kept(directory: Push) -> None:
    body = user("b.c", emails=[{"value": "a@b.vn"}], addresses=[{"locality": "Hà Nội"}], password="secret")
    made = directory("POST", "/Users", body).get_json()
    kept = directory("GET", f"/Users/{made['id']}").get_json()
    assert not {"emails", "addresses", "password"} & kept.keys()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "a\\u0000b"}',
        b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]}',
        b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "  "}',
        b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "' + b"a" * 300 + b'"}',
        b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "\\ud800"}',
    ],
)
def test_a_spoilt_body_is_refused_and_nothing_written(directory: Push, client: FlaskClient, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {SCIM_TOKEN}", "Content-Type": "application/scim+json"}
    assert client.post("/scim/v2/Users", data=body, headers=headers).status_code == 400
    assert directory("GET", "/Users").get_json()["totalResults"] == 0


def test_a_bulk_request_is_many_pushes_each_for_itself(directory: Push) -> None:
    operations = [
        {"method": "POST", "path": "/Users", "bulkId": str(n), "data": user(f"p{n % 4}", organization="Sở Thử")}
        for n in range(6)
    ]
    answer = directory(
        "POST",
        "/Bulk",
        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations},
    )
    assert [each["status"] for each in answer.get_json()["Operations"]] == ["201"] * 4 + ["409"] * 2
    assert directory("GET", "/Users").get_json()["totalResults"] == 4


def test_a_push_asks_the_database_a_fixed_number_of_times(directory: Push, plugin: Plugin) -> None:
    def queries(number: int) -> int:
        body = user(f"p{number}", title="Chuyên viên", organization="Sở Thử", department=f"Phòng {number % 3}")
        with counted_queries(plugin.engine) as asked:
            assert directory("POST", "/Users", body).status_code == 201
        return len(asked)

    for number in range(10):
        queries(number)
    assert {queries(number) for number in range(10, 60)} <= {8, 9}, "the bearer is looked up once a second"
