"""scim2-tester against the whole application: every check passes, on an empty directory and beside a real ward."""

from flask import Flask
from pushes import SCIM_TOKEN, installed
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server
from stage.ward import Ward

from hanoiwork_plugin.services.transaction import Plugin


def test_every_check_passes_on_an_empty_directory(app: Flask, plugin: Plugin) -> None:
    _check(app, plugin)


def test_every_check_passes_beside_a_ward(app: Flask, plugin: Plugin, ward: Ward) -> None:
    _check(app, plugin)


def _check(app: Flask, plugin: Plugin) -> None:
    installed(plugin)
    client = WSGISCIMClient(app, "http://localhost/scim/v2", headers={"Authorization": f"Bearer {SCIM_TOKEN}"})
    results = check_server(client)
    wrong = [f"{each.status.name} {each.title}: {each.reason}" for each in results if each.status is not Status.SUCCESS]
    assert len(results) > 60
    assert not wrong, "\n".join(wrong)
