"""What a host sees before it is installed: the manifest and the validation of the webhook (CONTRACT 2, 3)."""

from flask.testing import FlaskClient

from hanoiwork_plugin.settings import Settings


def test_the_manifest_is_served_with_the_address_filled_in(client: FlaskClient, settings: Settings) -> None:
    answer = client.get("/hanoiwork/manifest.json")
    manifest = answer.get_json()
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert manifest["baseUrl"] == settings.base_url
    assert manifest["webhook"]["url"] == f"{settings.base_url}/hanoiwork/events"
    assert "${" not in answer.get_data(as_text=True)
    again = client.get("/hanoiwork/manifest.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_every_address_in_the_manifest_answers(client: FlaskClient, settings: Settings) -> None:
    manifest = client.get("/hanoiwork/manifest.json").get_json()
    for name in ("health", "openapi", "asyncapi"):
        path = manifest[name].removeprefix(settings.base_url)
        assert client.get(path).status_code == 200, name
    for name in ("webhook", "actions", "lifecycle"):
        path = manifest[name]["url"].removeprefix(settings.base_url)
        assert client.post(path).status_code == 401, name


def test_the_webhook_validates_itself(client: FlaskClient) -> None:
    answer = client.options("/hanoiwork/events", headers={"WebHook-Request-Origin": "hanoiwork.vn"})
    assert answer.status_code == 200
    assert answer.headers["WebHook-Allowed-Origin"] == "hanoiwork.vn"
    assert int(answer.headers["WebHook-Allowed-Rate"]) > 0
    assert "POST" in answer.headers["Allow"]
    assert client.options("/hanoiwork/events").status_code == 400
