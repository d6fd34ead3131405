"""A push of the whole city through SCIM: rate and memory as it goes, queries per push.

``python tests/bench/scim_push.py --people 150000`` pushes units and people as the host's directory does (looked for by
userName, then created) into a fresh embedded PostgreSQL. The test of the same name pushes a few hundred.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "scim")]

import psutil
from flask.testing import FlaskClient
from pushes import SCIM_TOKEN, group, installed, user
from stage.database import running_server
from stage.queries import counted_queries

from hanoiwork_plugin import settings as settings_module
from hanoiwork_plugin.app import create_app
from hanoiwork_plugin.services.opening import build_plugin
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.store import database

DEPARTMENTS = ("Văn phòng", "Phòng Kinh tế", "Phòng Văn hóa – Xã hội", "Trung tâm hành chính công")
PEOPLE_OF_AGENCY = 150


@dataclass(frozen=True)
class Stretch:
    """One stretch of the push."""

    people: int
    """Pushed so far."""
    rate: float
    """People a second over this stretch."""
    memory: int
    """Resident bytes of the process at its end."""
    queries: frozenset[int]
    """Statements of one creation, over this stretch."""


def push(plugin: Plugin, client: FlaskClient, people: int, stretch: int) -> Iterator[Stretch]:
    """Push agencies, departments and people one by one; a figure after each stretch."""
    headers = {"Authorization": f"Bearer {SCIM_TOKEN}"}
    process, begun, counts = psutil.Process(), time.perf_counter(), set()
    for number in range(people):
        agency, department = f"Đơn vị {number // PEOPLE_OF_AGENCY:04}", DEPARTMENTS[number % len(DEPARTMENTS)]
        if number % PEOPLE_OF_AGENCY == 0:
            for name in ("", *(f" / {each}" for each in DEPARTMENTS)):
                client.post("/scim/v2/Groups", json=group(agency + name), headers=headers)
        account = f"nguoi.{number:06}"
        found = client.get(f'/scim/v2/Users?filter=userName eq "{account}"', headers=headers)
        assert found.get_json()["totalResults"] == 0
        phone = [{"value": f"09{number:08}", "type": "mobile"}]
        body = user(
            account, displayName=f"Người {number}", phoneNumbers=phone, organization=agency, department=department
        )
        with counted_queries(plugin.engine) as asked:
            answer = client.post("/scim/v2/Users", json=body, headers=headers)
        assert answer.status_code == 201, answer.get_json()
        counts.add(len(asked))
        if (number + 1) % stretch == 0:
            now = time.perf_counter()
            yield Stretch(number + 1, stretch / (now - begun), process.memory_info().rss, frozenset(counts))
            begun, counts = now, set()


def main() -> None:
    """Push and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=150_000)
    parser.add_argument("--stretch", type=int, default=5_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="scim-") as home, running_server() as server:
        env = {"HANOIWORK_HOME": home, "HANOIWORK_ISSUER": "http://127.0.0.1:1", "HANOIWORK_SECRET": "x" * 40}
        settings = settings_module.load(env)
        plugin = build_plugin(settings, server.address(server.template("scim", lambda _url: None)))
        database.migrate(plugin.engine)
        installed(plugin)
        for each in push(plugin, create_app(plugin).test_client(), given.people, given.stretch):
            queries = ", ".join(str(count) for count in sorted(each.queries))
            print(f"{each.people:>8}  {each.rate:6.1f} people/s  {each.memory / 2**20:6.0f} MB  queries {queries}")
        plugin.engine.dispose()


if __name__ == "__main__":
    main()
