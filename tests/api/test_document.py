"""The OpenAPI document is valid, complete and made without a database."""

from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from hanoiwork_plugin.api.app import openapi_document

METHODS = {"get", "post", "put", "patch", "delete"}


def test_the_document_is_valid() -> None:
    document = openapi_document()
    validate(document)
    assert document["openapi"] == "3.1.0"


def test_the_document_is_served_with_the_address(client: FlaskClient) -> None:
    served = client.get("/api/v1/openapi.json").json
    validate(served)
    assert served.pop("servers") == [{"url": "http://127.0.0.1:8080"}]
    assert served == openapi_document()


def test_every_route_is_described(app: Flask) -> None:
    described = {
        (method.upper(), path.replace("{", "<").replace("}", ">"))
        for path, operations in openapi_document()["paths"].items()
        for method in METHODS & operations.keys()
    }
    routes = set()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and not rule.rule.endswith("openapi.json"):
            path = "".join(part if dynamic is False else f"<{part}>" for dynamic, part in rule._trace[1:])
            routes |= {(method, path) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert {(method, path.removeprefix("|")) for method, path in routes} == described


def test_every_operation_says_how_it_refuses() -> None:
    for path, operations in openapi_document()["paths"].items():
        for method in METHODS & operations.keys():
            operation = operations[method]
            assert operation["summary"], path
            assert {"400", "401", "403", "404", "500", "503"} <= operation["responses"].keys()
            for status, answer in operation["responses"].items():
                assert status < "400" or answer == {"$ref": "#/components/responses/Problem"}
            if method != "get":
                headers = {each["name"]: each for each in operation["parameters"] if each["in"] == "header"}
                assert "Idempotency-Key" in headers
                assert ("If-Match" in headers) == ("428" in operation["responses"])
    problem = openapi_document()["components"]["responses"]["Problem"]
    assert list(problem["content"]) == ["application/problem+json"]
