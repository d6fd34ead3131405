"""A long push: each person costs the same number of queries, in memory that does not grow (bench: ``scim_push.py``)."""

import sys
from pathlib import Path

from flask.testing import FlaskClient
from pushes import installed

from hanoiwork_plugin.services.transaction import Plugin

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))


def test_each_push_costs_the_same_however_many_came_before(client: FlaskClient, plugin: Plugin) -> None:
    from scim_push import push

    installed(plugin)
    stretches = list(push(plugin, client, people=400, stretch=100))
    # Eight, and one more a second for the bearer.
    assert max(max(each.queries) for each in stretches) <= 9
    assert stretches[-1].memory - stretches[0].memory < 16 * 2**20
