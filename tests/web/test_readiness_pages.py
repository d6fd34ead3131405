"""The pages of readiness: every agency for the city board, one agency for those who answer for it."""

from flask.testing import FlaskClient
from oidc_provider import SignIn
from stage.play import Play
from stage.queries import counted_queries
from stage.ward import AN, MINH, SON


def test_the_city_board_sees_every_unit_and_a_unit_itself(play: Play, sign_in: SignIn) -> None:
    agency = play.act(MINH, lambda tx, minh: minh.unit.agency_id)
    son = sign_in(SON)
    with counted_queries(play.plugin.engine) as asked:
        page = son.get("/app/readiness")
    assert page.status_code == 200
    assert len(asked) <= 30
    assert f"/app/readiness/{agency}" in page.text
    assert page.text.index("Ban Tổ chức Thành ủy</a>") < page.text.index("Phường Mẫu</a>"), (
        "what lacks most comes first"
    )
    assert "Nguyễn Thị Minh" not in page.text, "units, no names"
    shown = son.get(f"/app/readiness/{agency}?lang=en")
    assert "The unit has no approved objectives for this period or the next." in shown.text
    own = sign_in(MINH).get("/app/readiness", follow_redirects=True)
    assert own.request.path == f"/app/readiness/{agency}"
    assert "Chưa lập tổ công tác." in own.text
    staff: FlaskClient = sign_in(AN)
    assert staff.get("/app/readiness", follow_redirects=True).status_code == 404
    assert 'href="/app/readiness"' not in staff.get("/app/").text
