"""The authority table walked: every use-case × every role × same unit, other unit, other agency; and every route."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import newcomers
from authority_world import World
from flask import Flask
from flask.testing import FlaskClient
from stage.play import JUNE, Play
from stage.ward import AN, HA, KHOI, TIEN, Ward
from walked import Walked

import hanoiwork_plugin
from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound, TooEarly
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.domain.rights import PARTS, USE_CASES
from hanoiwork_plugin.domain.ways_in import OPEN_WAYS, SYSTEM_WAYS, WAYS_IN
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.people import UnitRow

SERVICES = Path(hanoiwork_plugin.__file__).parent / "services"


def functions_of_people() -> Iterator[str]:
    """Every public function of ``services`` that takes an Actor."""
    for path in SERVICES.rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                given = [*node.args.args, *node.args.kwonlyargs]
                if any(each.annotation and "Actor" in ast.unparse(each.annotation) for each in given):
                    yield f"{path.stem}.{node.name}"


def test_every_use_case_is_in_the_table() -> None:
    named = set(USE_CASES) | set(PARTS)
    found = set(functions_of_people())
    assert found - named == set(), "name them in domain/rights.py, with the act they ask for"
    assert named - found == set(), "these are gone"
    assert not set(USE_CASES) & set(PARTS)


def test_every_route_is_in_the_table(app: Flask) -> None:
    found = set()
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD"}
        found |= {f"{each} {rule}" for each in methods if each != "OPTIONS" or rule.provide_automatic_options is False}
    ways: list[str] = [*WAYS_IN, *SYSTEM_WAYS, *OPEN_WAYS]
    named = set(ways)
    assert len(named) == len(ways), "a route is of one kind"
    assert found - named == set(), "name them in domain/ways_in.py, with the use-case they lead to"
    assert named - found == set(), "these are gone"
    assert {each for uses in WAYS_IN.values() for each in uses} <= set(USE_CASES)


def test_ways_of_systems_are_shut_to_people(
    client: FlaskClient, ward: Ward, installation: str, as_person: Callable[..., dict[str, str]]
) -> None:
    value = {
        "key_result_id": str(uuid4()),
        "value": "1",
        "measured_at": "2026-05-31T12:00:00+07:00",
        "source": "Một cửa",
    }
    record = {"task_id": str(uuid4()), "key": "1", "name": "Hồ sơ", "source": "Một cửa", "sha256": "a" * 64}
    bodies = {
        "/api/v1/kpi-values": {"values": [value]},
        "/api/v1/evidence": {"evidence": [{**record, "measured_at": value["measured_at"]}]},
    }
    for way in SYSTEM_WAYS:
        method, path = re.sub("<[^>]+>", "Users", way).split()
        given = {"json": bodies.get(path, {})} if method == "POST" else {"query_string": {"period": JUNE.code}}
        for headers in ({}, as_person(TIEN), {"Authorization": "Bearer nobody"}):
            answer = client.open(path, method=method, headers={"Idempotency-Key": path, **headers}, **given)
            assert answer.status_code in (401, 403), (way, headers, answer.get_data(as_text=True))


def everybody(tx: Tx, world: World) -> list[str]:
    """Somebody in every role in the same unit, another unit and another agency, over the unit or its agency."""
    elsewhere = newcomers.add_unit(tx, "Phường Khác")
    other = newcomers.add_unit(tx, "Phòng Kinh tế", elsewhere)
    agency = tx.session.get_one(UnitRow, world.urban.agency_id)
    places = {
        "same": (tx.session.get_one(UnitRow, world.urban.id), agency),
        "other": (tx.session.get_one(UnitRow, world.culture.id), agency),
        "far": (other, elsewhere),
    }
    accounts = [AN, HA, KHOI]
    for place, (home, above) in places.items():
        # Over all of an agency, one's own place in it says nothing more; far away, less than the agency says nothing.
        reach = {"same": (home, above), "other": (home,), "far": (above,)}[place]
        for role in Role:
            for over in reach:
                account = f"{role}.{place}.{'unit' if over is home else 'agency'}"
                fields = [home.name] if role is Role.DEPUTY else []
                accounts.append(newcomers.add_person(tx, account, home.id, role, over.id, *fields))
    return accounts


def refused(tx: Tx, actor: Actor, walked: Walked) -> bool:
    """Whether the use-case turns the person away; nothing it writes stays."""
    attempt = tx.session.begin_nested()
    try:
        walked.call(tx, actor)
    except (Forbidden, NotFound):
        return True
    except (Invalid, Conflict, TooEarly):
        return False
    finally:
        tx.discard()
        attempt.rollback()
    return False


def entitled(actor: Actor, name: str, walked: Walked) -> bool:
    """Whether the table gives the person one of the acts that the use-case asks for."""
    found = [
        any(authority.allowed(act, actor, subject) for act in walked.acts or USE_CASES[name])
        for subject in walked.subjects(actor)
    ]
    return all(found) if walked.every else any(found)


def test_what_the_table_says_is_what_happens(play: Play, installation: str) -> None:
    world = World(play, installation)
    calls = list(world.walked())
    assert {name for name, _ in calls} == set(USE_CASES)
    assert [name for name, walked in calls if not set(walked.acts) <= set(USE_CASES[name])] == []
    wrong, admitted, turned_away = [], 0, 0
    with play.plugin.transaction(cause="test") as tx:
        accounts = everybody(tx, world)
    for account in accounts:
        with play.plugin.transaction(cause="test") as tx:
            actor = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now))
            assert actor is not None
            for name, walked in calls:
                may, out = entitled(actor, name, walked), refused(tx, actor, walked)
                admitted, turned_away = admitted + (not out), turned_away + out
                if may is out:
                    wrong.append(f"{account} {name}: the table says {'yes' if may else 'no'}")
            tx.session.rollback()
    assert wrong == []
    assert admitted > 200
    assert turned_away > 1000
