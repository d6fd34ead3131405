"""The roll-out over REST: a group refused and recorded, readiness, an exercise from beginning to end."""

from typing import Any
from uuid import UUID

from stage.rest import Rest, done, refused
from stage.ward import AN, HA, MINH, SON, TIEN, Ward

from hanoiwork_plugin.domain.rating.criteria import DEFAULT_CRITERIA

BASIS = {"basis_number": "12/QĐ-UBND", "basis_date": "2026-05-28", "basis_issuer": "UBND Phường Mẫu"}


def agency_of(ward: Ward) -> UUID:
    with ward.plugin.transaction() as tx:
        return ward.actor(tx, MINH).unit.agency_id


def test_a_group_and_the_lines_it_turns(rest: Rest, ward: Ward) -> None:
    path = f"/agencies/{agency_of(ward)}"
    problem = refused(rest.send(TIEN, "POST", f"{path}/working-group", {"head": HA, **BASIS}), 400, "invalid")
    assert [each["place"] for each in problem["errors"]] == ["/head", "/it_members"]
    group = {"head": MINH, "it_members": [TIEN], "members": [HA], **BASIS}
    refused(rest.send(HA, "POST", f"{path}/working-group", group), 403)
    made = done(rest.send(TIEN, "POST", f"{path}/working-group", group), 201)
    assert made["current"]["head"]["account"] == MINH
    lines = {each["line"]: each for each in done(rest.get(SON, f"{path}/readiness"))["lines"]}
    assert lines["working_group"]["ready"]
    assert [each["lack"] for each in lines["accounts"]["lacks"]] == ["not_reconciled"]
    assert not any(each["may_go"] for each in lines.values()), "the city board looks on"
    city = done(rest.get(SON, "/readiness"))
    assert {each["agency"] for each in city["agencies"]} >= {"Phường Mẫu", "Ban Tổ chức Thành ủy"}
    refused(rest.get(MINH, "/readiness"), 404)
    refused(rest.get(AN, f"{path}/readiness"), 404)


def test_an_exercise_from_beginning_to_end(rest: Rest, ward: Ward) -> None:
    path = f"/agencies/{agency_of(ward)}/practice"
    acts = ["receive", "self_evaluate", "see_result", "dispute"]
    board = done(rest.send(TIEN, "POST", path, {"acts": acts}))
    assert len(board["open"]) == board["people"]
    refused(rest.send(AN, "POST", path, {}), 403)
    exercise = done(rest.send(AN, "POST", "/exercises"), 201)
    assert exercise["acts"] == acts
    here = f"/exercises/{exercise['id']}"
    refused(rest.get(HA, here), 404)
    begun = done(rest.act(AN, f"{here}/beginning"))
    task = done(rest.get(AN, f"/tasks/{begun['task_id']}"))
    assert (task["practice"], task["allowed"]) == (True, ["task.accepted"])
    assert done(rest.get(AN, "/tasks"))["items"] == []
    refused(rest.act(AN, f"/tasks/{task['id']}/objection", {"ground": "scope", "text": "Sao?"}), 409)
    done(rest.act(AN, f"/tasks/{task['id']}/acceptance"))
    marks: dict[str, Any] = {each.code: str(each.maximum) for each in DEFAULT_CRITERIA}
    refused(rest.act(AN, f"{here}/dispute", {"what": "deadline", "text": "Thứ Sáu"}), 409)
    done(rest.act(AN, f"{here}/self-evaluation", {"marks": marks}))
    done(rest.act(AN, f"{here}/result"))
    finished = done(rest.act(AN, f"{here}/dispute", {"what": "deadline", "text": "Thứ Sáu"}))
    assert (finished["next"], finished["done"]) == (None, acts)
    left = next(each for each in done(rest.get(TIEN, path))["open"] if each["person"]["account"] == AN)
    assert left["acts"] == ["update", "send_product", "send_evidence"]
