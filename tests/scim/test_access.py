"""The directory is open to the bearer given at installation, and closed to everybody else."""

import pytest
from flask.testing import FlaskClient
from pushes import SCIM_TOKEN, installed, user

from hanoiwork_plugin.services import installations
from hanoiwork_plugin.services.transaction import Plugin

ADDRESSES = (
    "/Users",
    "/Groups",
    "/ServiceProviderConfig",
    "/ResourceTypes",
    "/Schemas",
    "/Bulk",
    "/Me",
    "/nothing",
    "/",
)


def status(client: FlaskClient, authorization: str | None, address: str = "/Users") -> int:
    headers = {"Authorization": authorization} if authorization is not None else {}
    return client.get(f"/scim/v2{address}", headers=headers).status_code


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_open_without_the_token(client: FlaskClient, plugin: Plugin, address: str) -> None:
    installed(plugin)
    answer = client.get(f"/scim/v2{address}")
    assert (answer.status_code, answer.mimetype) == (401, "application/scim+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.get_json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]


def test_other_credentials_are_refused(client: FlaskClient, plugin: Plugin) -> None:
    installed(plugin)
    for given in ("", "Bearer", "Bearer ", f"Basic {SCIM_TOKEN}", f"Bearer {SCIM_TOKEN}x", f"Bearer {SCIM_TOKEN[:-1]}"):
        assert status(client, given) == 401, given
    assert status(client, f"bearer {SCIM_TOKEN}") == 200


@pytest.mark.parametrize("token", [None, ""])
def test_an_installation_without_token_has_no_directory(client: FlaskClient, plugin: Plugin, token: str | None) -> None:
    installed(plugin, token)
    assert status(client, "Bearer ") == 401
    assert status(client, "Bearer None") == 401


@pytest.mark.parametrize("state", ["suspended", "uninstalled"])
def test_the_token_ends_with_the_installation(client: FlaskClient, plugin: Plugin, state: str) -> None:
    installed(plugin)
    installed(plugin, "token-of-another-installation", installation="inst-other")
    with plugin.transaction() as tx:
        installations.set_state(tx, "inst-test", state)
    assert status(client, f"Bearer {SCIM_TOKEN}") == 401
    assert status(client, "Bearer token-of-another-installation") == 200


def test_a_new_token_replaces_the_old_one_at_once(client: FlaskClient, plugin: Plugin) -> None:
    installed(plugin)
    installed(plugin, "the-next-token")
    assert status(client, f"Bearer {SCIM_TOKEN}") == 401
    assert status(client, "Bearer the-next-token") == 200


def test_a_refused_push_writes_nothing(client: FlaskClient, plugin: Plugin) -> None:
    installed(plugin)
    assert client.post("/scim/v2/Users", json=user("an.b")).status_code == 401
    found = client.get("/scim/v2/Users", headers={"Authorization": f"Bearer {SCIM_TOKEN}"})
    assert found.get_json()["totalResults"] == 0
