"""The authority table walked: every use-case × every role × same unit, other unit, other agency; and every route."""

import ast
from collections.abc import Iterator
from pathlib import Path

import newcomers
from authority_world import Walked, World
from flask import Flask
from stage.play import Play
from stage.ward import AN, HA, KHOI

import hanoiwork_plugin
from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import Conflict, Forbidden, Invalid, NotFound, TooEarly
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.domain.rights import OPEN_WAYS, PARTS, USE_CASES, WAYS_IN
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.people import UnitRow

SERVICES = Path(hanoiwork_plugin.__file__).parent / "services"


def functions_of_people() -> Iterator[str]:
    """Every public function of ``services`` that takes an Actor."""
    for path in SERVICES.glob("*.py"):
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
    named = set(WAYS_IN) | set(OPEN_WAYS)
    assert found - named == set(), "name them in domain/rights.py, with the use-case they lead to"
    assert named - found == set(), "these are gone"
    assert {each for uses in WAYS_IN.values() for each in uses} <= set(USE_CASES)


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
        for role in Role:
            for over in (home, above):
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
        any(authority.allowed(act, actor, subject) for act in USE_CASES[name]) for subject in walked.subjects(actor)
    ]
    return all(found) if walked.every else any(found)


def test_what_the_table_says_is_what_happens(play: Play, installation: str) -> None:
    world = World(play, installation)
    calls = dict(world.walked())
    assert set(calls) == set(USE_CASES)
    wrong, admitted, turned_away = [], 0, 0
    with play.plugin.transaction(cause="test") as tx:
        for account in everybody(tx, world):
            actor = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now))
            assert actor is not None
            for name, walked in calls.items():
                may, out = entitled(actor, name, walked), refused(tx, actor, walked)
                admitted, turned_away = admitted + (not out), turned_away + out
                if may is out:
                    wrong.append(f"{account} {name}: the table says {'yes' if may else 'no'}")
        tx.session.rollback()
    assert wrong == []
    assert admitted > 200
    assert turned_away > 1000
