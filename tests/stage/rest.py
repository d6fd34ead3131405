"""A person at the REST interface."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PREFIX = "/api/v1"


class Rest:
    """Sends JSON as one person after another; every answer must be JSON of the announced type."""

    def __init__(self, client: FlaskClient, as_person: Callable[..., dict[str, str]]) -> None:
        self._client = client
        self._as_person = as_person

    def send(
        self,
        who: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        etag: str | None = None,
        key: str | None = None,
        **headers: str,
    ) -> TestResponse:
        """One request; ``path`` begins after ``/api/v1``."""
        sent = {**self._as_person(who), **headers}
        if etag is not None:
            sent["If-Match"] = etag
        if key is not None:
            sent["Idempotency-Key"] = key
        given = {} if body is None else {"json": body}
        return self._client.open(PREFIX + path, method=method, headers=sent, **given)

    def get(self, who: str, path: str, **headers: str) -> TestResponse:
        """Read."""
        return self.send(who, "GET", path, **headers)

    def act(self, who: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        """Act on the newest version of what ``path`` is below, unless ``etag`` is given."""
        if "etag" not in more:
            more["etag"] = self.get(who, "/".join(path.split("/")[:3])).headers.get("ETag", "*")
        return self.send(who, "POST", path, body, **more)


def done(response: TestResponse, status: int = 200) -> Any:
    """The JSON of an answer that must have gone well."""
    assert response.status_code == status, response.get_data(as_text=True)
    return response.json


def refused(response: TestResponse, status: int, code: str | None = None) -> Any:
    """The problem of an answer that must be a refusal."""
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.mimetype == "application/problem+json"
    problem = response.json
    assert problem["status"] == status
    assert problem["type"] == f"urn:hanoiwork:problem:{problem['code']}"
    if code is not None:
        assert problem["code"] == code
    return problem
