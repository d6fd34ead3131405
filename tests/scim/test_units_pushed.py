"""Groups are units: met, made, put below one another, renamed, taken out."""

from pushes import Push, group, patch, user
from sqlalchemy import select
from stage.ward import AN, Ward
from test_people_pushed import acts, unit_of

from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.directory import unit_at
from hanoiwork_plugin.store.people import UnitRow


def paths(plugin: Plugin) -> set[str]:
    """Every unit by its path."""
    with plugin.transaction() as tx:
        rows = {row.id: row for row in tx.session.scalars(select(UnitRow))}
        return {" / ".join(rows[part].name for part in row.path) for row in rows.values()}


def made(directory: Push, body: dict[str, object]) -> str:
    answer = directory("POST", "/Groups", body)
    assert answer.status_code == 201, answer.get_json()
    return str(answer.get_json()["id"])


def test_units_of_the_ward_are_met_not_doubled(directory: Push, ward: Ward, plugin: Plugin) -> None:
    before = paths(plugin)
    office = made(directory, group("Phường Mẫu / Văn phòng HĐND và UBND"))
    culture = made(directory, group("Phòng Văn hóa - Xã hội"))
    top = made(directory, group("Phường Mẫu", culture, kind="Group"))
    assert paths(plugin) == before
    with plugin.transaction() as tx:
        known = unit_at(tx.session, ("Phường Mẫu", "Văn phòng HĐND và UBND"))
        assert known is not None
        assert office == str(known.id)
    members = directory("GET", f"/Groups/{top}").get_json()["members"]
    assert [(each["value"], each["type"]) for each in members] == [(culture, "Group")]


def test_a_tree_pushed_from_its_leaves(directory: Push, plugin: Plugin) -> None:
    people = [directory("POST", "/Users", user(f"p{number}")).get_json()["id"] for number in range(3)]
    offices = [made(directory, group("Văn phòng", people[number], externalId=f"vp-{number}")) for number in range(3)]
    for number, office in enumerate(offices):
        made(directory, group(f"Sở {number}", office, kind="Group"))
    assert paths(plugin) == {f"Sở {n}" for n in range(3)} | {f"Sở {n} / Văn phòng" for n in range(3)}
    assert [unit_of(plugin, f"p{number}") for number in range(3)] == [f"Sở {n} / Văn phòng" for n in range(3)]
    shown = directory("GET", f"/Users/{people[1]}").get_json()["groups"]
    assert [(each["value"], each["display"]) for each in shown] == [(offices[1], "Văn phòng")]
    assert shown[0]["$ref"].endswith(f"/scim/v2/Groups/{offices[1]}")


def test_a_unit_is_renamed_and_moved_with_all_below(directory: Push, plugin: Plugin) -> None:
    person = directory("POST", "/Users", user("p1")).get_json()["id"]
    team = made(directory, group("Tổ 1", person))
    office = made(directory, group("Phòng A", team, kind="Group"))
    made(directory, group("Sở Một", office, kind="Group"))
    second = made(directory, group("Sở Hai"))
    add = patch({"op": "add", "path": "members", "value": [{"value": office}]})
    assert directory("PATCH", f"/Groups/{second}", add).status_code in (200, 204)
    rename = patch({"op": "replace", "path": "displayName", "value": "Phòng B"})
    assert directory("PATCH", f"/Groups/{office}", rename).status_code in (200, 204)
    assert paths(plugin) == {"Sở Một", "Sở Hai", "Sở Hai / Phòng B", "Sở Hai / Phòng B / Tổ 1"}
    assert unit_of(plugin, "p1") == "Sở Hai / Phòng B / Tổ 1"
    assert acts(plugin).count("unit.moved") >= 2


def test_a_unit_cannot_lie_inside_itself(directory: Push, plugin: Plugin) -> None:
    inner = made(directory, group("Phòng A"))
    outer = made(directory, group("Sở Một", inner, kind="Group"))
    add = patch({"op": "add", "path": "members", "value": [{"value": outer}]})
    assert directory("PATCH", f"/Groups/{inner}", add).status_code == 409
    assert (
        directory("PATCH", f"/Groups/{inner}", patch({**add["Operations"][0], "value": [{"value": inner}]})).status_code
        == 409
    )
    assert paths(plugin) == {"Sở Một", "Sở Một / Phòng A"}


def test_a_person_moves_with_the_membership(directory: Push, plugin: Plugin) -> None:
    person = directory("POST", "/Users", user("p1")).get_json()
    first, second = made(directory, group("Sở Một", person["id"])), made(directory, group("Sở Hai"))
    assert unit_of(plugin, "p1") == "Sở Một"
    before = directory("GET", f"/Users/{person['id']}").headers["ETag"]
    remove = patch({"op": "remove", "path": f'members[value eq "{person["id"]}"]'})
    assert directory("PATCH", f"/Groups/{first}", remove).status_code in (200, 204)
    add = patch({"op": "add", "path": "members", "value": [{"value": person["id"]}]})
    assert directory("PATCH", f"/Groups/{second}", add).status_code in (200, 204)
    assert unit_of(plugin, "p1") == "Sở Hai"
    assert directory("GET", f"/Users/{person['id']}").headers["ETag"] != before


def test_members_must_be_known(directory: Push) -> None:
    for member in ("01a204ec-d0ea-72db-b4d7-7e1a0d6c1fd8", "nobody", ""):
        assert directory("POST", "/Groups", group("Sở Một", member)).status_code == 400, member


def test_a_unit_taken_out_stays_where_it_was_used(directory: Push, ward: Ward, plugin: Plugin) -> None:
    unused = made(directory, group("Sở Một"))
    assert directory("DELETE", f"/Groups/{unused}").status_code == 204
    assert directory("GET", f"/Groups/{unused}").status_code == 404
    assert "Sở Một" not in paths(plugin)
    used = made(directory, group("Phường Mẫu", str(ward.id_of(AN))))
    assert directory("DELETE", f"/Groups/{used}").status_code == 204
    assert "Phường Mẫu" in paths(plugin)
    assert unit_of(plugin, AN) is not None


def test_units_are_found_and_sorted(directory: Push) -> None:
    person = directory("POST", "/Users", user("p1")).get_json()["id"]
    inner = made(directory, group("Phòng A", person))
    made(directory, group("Sở Một", inner, kind="Group", externalId="s-1"))
    for question, expected in (
        ('displayName eq "sở một"', ["Sở Một"]),
        ('externalId eq "s-1"', ["Sở Một"]),
        (f'members[value eq "{person}"]', ["Phòng A"]),
        ('members.type eq "Group"', ["Sở Một"]),
        ("members pr", ["Phòng A", "Sở Một"]),
    ):
        found = directory("POST", "/Groups/.search", {"filter": question, "sortBy": "displayName"}).get_json()
        assert [each["displayName"] for each in found["Resources"]] == expected, question
    both = directory("POST", "/.search", {"filter": 'displayName pr or userName eq "p1"'}).get_json()
    assert both["totalResults"] == 3


def test_a_pushed_unit_is_one_of_the_organisation(directory: Push, plugin: Plugin) -> None:
    made(directory, group("Sở Một / Phòng A"))
    with plugin.transaction() as tx:
        assert organisation.unit_by_names(tx.session, ["Sở Một", "Phòng A"]) is not None
