"""The pages of objectives: the tree for everyone of the agency, a set in full, a calendar without a login."""

from datetime import date
from uuid import UUID

import icalendar
from flask.testing import FlaskClient
from oidc_provider import SignIn
from stage.goals import objective
from stage.play import JUNE, Play
from stage.ward import AN, MAI, QUAN, SON

from hanoiwork_plugin.domain.tasks import Priority, TaskKind
from hanoiwork_plugin.services.goals import calendar_address, objective_entries, objectives, plans
from hanoiwork_plugin.store import organisation


def ward_set(play: Play, *, submit: bool = True) -> UUID:
    def made(tx, actor):  # type: ignore[no-untyped-def]
        agency = organisation.unit(tx.session, actor.unit.agency_id)
        row = objective_entries.open_set(tx, actor, agency, None, JUNE)
        objective_entries.write_objectives(tx, actor, row.id, [objective(title="Giảm 20% điểm úng ngập <b>")])
        if submit:
            objectives.submit(tx, actor, row.id)
        return row.id

    set_id: UUID = play.act(QUAN, made)
    return set_id


def test_the_tree_and_a_set(play: Play, sign_in: SignIn) -> None:
    set_id = ward_set(play)
    page = sign_in(MAI).get("/app/objectives")
    assert page.status_code == 200
    assert "Giảm 20% điểm úng ngập &lt;b&gt;" in page.text
    assert f"/app/objectives/{set_id}" in page.text
    shown = sign_in(MAI).get(f"/app/objectives/{set_id}")
    assert "Hệ thống một cửa" in shown.text
    assert "Ngưỡng hoàn thành" in shown.text
    english = sign_in(MAI).get(f"/app/objectives/{set_id}?lang=en")
    assert "Completion threshold" in english.text


def test_a_draft_is_its_writers(play: Play, sign_in: SignIn) -> None:
    set_id = ward_set(play, submit=False)
    assert sign_in(MAI).get(f"/app/objectives/{set_id}").status_code == 404
    assert sign_in(QUAN).get(f"/app/objectives/{set_id}").status_code == 200
    assert sign_in(MAI).get("/app/objectives?period=nonsense").status_code == 400
    assert sign_in(SON).get("/app/objectives").status_code == 200


def test_a_calendar_needs_no_login_and_tells_nothing_else(play: Play, client: FlaskClient) -> None:
    play.given("Báo cáo tuần", "2026-06-16", 2)
    play.act(AN, lambda tx, actor: plans.open_plan(tx, actor, actor.unit, actor.id))
    address = play.act(AN, lambda tx, actor: calendar_address.address_of(tx, actor))
    path = address[address.index("/app/") :]
    feed = client.get(path)
    assert feed.mimetype == "text/calendar"
    assert len(icalendar.Calendar.from_ical(feed.data).walk("VEVENT")) == 1
    assert "Set-Cookie" not in feed.headers
    assert client.get(path[:-6] + "AA.ics").status_code == 404
    assert client.get("/app/calendar/short.ics").status_code == 404


def test_the_page_of_plans(play: Play, sign_in: SignIn) -> None:
    own = play.act(AN, lambda tx, an: plans.open_plan(tx, an, an.unit, an.id).id)
    empty = sign_in(MAI).get("/app/plans")
    assert "Tháng này chưa có kế hoạch" in empty.text
    play.act(
        AN,
        lambda tx, an: plans.add_line(
            tx,
            an,
            own,
            name="Rà soát <b> vỉa hè",
            kind=TaskKind.KEY,
            product="Báo cáo",
            priority=Priority.HIGH,
            due=date(2026, 6, 19),
        ),
    )
    page = sign_in(AN).get("/app/plans")
    assert page.status_code == 200
    for said in ("Rà soát &lt;b&gt; vỉa hè", "Trọng tâm", "Báo cáo", "period=2026-07"):
        assert said in page.text, said
    assert sign_in(MAI).get(f"/app/plans/{own}").status_code == 404
    assert sign_in(AN).get("/app/plans?period=nonsense").status_code == 400
