"""The tree of units: one's own agency, for the city board every one; on the page and over REST."""

import pytest
from oidc_provider import SignIn
from stage.rest import Rest
from stage.ward import AN, SON, Ward


@pytest.mark.usefixtures("ward")
def test_the_tree_on_the_page(sign_in: SignIn) -> None:
    own = sign_in(AN).get("/app/units")
    assert own.status_code == 200
    assert "Phòng Kinh tế, Hạ tầng và Đô thị" in own.text
    assert "14 người" in own.text
    assert "Sở Khoa học và Công nghệ" not in own.text
    assert "14 people" in sign_in(AN).get("/app/units?lang=en").text
    assert "Sở Khoa học và Công nghệ" in sign_in(SON).get("/app/units").text


def test_the_tree_over_rest(ward: Ward, rest: Rest) -> None:
    own = rest.get(AN, "/units").get_json()["items"]
    assert [(each["name"], each["depth"], each["people"]) for each in own[:2]] == [
        ("Phường Mẫu", 0, 14),
        ("Phòng Kinh tế, Hạ tầng và Đô thị", 1, 7),
    ]
    everything = rest.get(SON, "/units").get_json()["items"]
    assert sum(each["people"] for each in everything if each["depth"] == 0) == 16
    other = next(each["id"] for each in everything if each["depth"] == 0 and each["name"] != "Phường Mẫu")
    assert rest.get(SON, f"/units?agency_id={other}").status_code == 200
    assert rest.get(AN, f"/units?agency_id={other}").status_code == 404
