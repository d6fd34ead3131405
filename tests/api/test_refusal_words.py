"""What a schema refuses is said in the caller's language, Vietnamese by default; the field is named."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient
from stage.rest import Rest, refused
from stage.ward import AN, HA

import hanoiwork_plugin
from hanoiwork_plugin.api.validator_words import FIELD_NAMES, VALIDATOR_WORDS, explained
from hanoiwork_plugin.i18n import catalogue

VIETNAMESE = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)


def test_a_refusal_follows_the_language(
    client: FlaskClient, as_person: Callable[..., dict[str, str]], rest: Rest
) -> None:
    problem = refused(rest.send(HA, "POST", "/tasks", {"quantity": "nhiều", "x": 1}), 400, "invalid")
    assert problem["title"] == "Nội dung gửi lên chưa đúng mẫu."
    said = {each["place"]: each["text"] for each in problem["errors"]}
    assert said["/json/name"] == "Tên: còn thiếu."
    assert said["/json/quantity"].startswith("Số lượng: phải là số")
    assert said["/json/x"] == "x: không có mục này."
    pages = [{"place": f"/{number}", "name": ""} for number in range(51)]
    long = refused(rest.send(HA, "POST", "/tasks", {"name": "x" * 5000, "co_units": [p["place"] for p in pages]}), 400)
    said = {each["place"]: each["text"].partition(": ")[2] for each in long["errors"]}
    assert (said["/json/co_units"], said["/json/name"][-6:]) == ("có quá 50 mục.", "ký tự.")
    english = client.get("/api/v1/tasks?limit=0&limit=1", headers={**as_person(AN), "Accept-Language": "en"})
    assert english.json is not None
    assert english.json["title"] == "A query parameter is named twice."
    assert english.json["errors"] == [{"place": "/query/limit", "text": "Lines per page: Named twice."}]
    unknown = client.get("/api/v1/tasks?limit=0", headers=as_person(AN))
    assert unknown.json is not None
    assert unknown.json["errors"][0]["text"].startswith("Số dòng mỗi trang: phải từ 1 đến ")


def test_every_message_of_our_own_fields_is_known_in_both_languages() -> None:
    api = Path(hanoiwork_plugin.__file__).parent / "api"
    own = [
        node.args[0].value
        for path in api.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "ValidationError"
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value
    ]
    assert own
    for message in own:
        (said,) = explained({"due": [message]}, "vi")
        assert VIETNAMESE.search(said["text"].partition(": ")[2]), message
    assert all(VIETNAMESE.search(vietnamese) for _, vietnamese in VALIDATOR_WORDS)
    assert [name for name in FIELD_NAMES.values() if VIETNAMESE.search(name) and name not in catalogue("en")] == []
