"""Every source text of the pages has its English."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import hanoiwork_plugin.web
from hanoiwork_plugin import resources
from hanoiwork_plugin.i18n import catalogue
from hanoiwork_plugin.web.task_pages import OTHER_ACTS, ListRole

FOLDER = Path(hanoiwork_plugin.web.__file__).parent
_SAID = re.compile(r"""\bsay\((?:"([^"]*)"|'([^']*)')""")


def of_templates() -> Iterator[str]:
    for path in (FOLDER / "templates").rglob("*.html"):
        for double, single in _SAID.findall(path.read_text("utf-8")):
            yield double or single


def of_code() -> Iterator[str]:
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say":
                for each in node.args[:1]:
                    if isinstance(each, ast.Constant):
                        yield str(each.value)
    yield from (role.label for role in ListRole)
    yield from OTHER_ACTS.values()


def test_every_text_is_translated() -> None:
    known = dict(catalogue("en"))
    for part in resources.locales_dir().glob("parts/*.json"):
        known |= json.loads(part.read_text("utf-8"))
    texts = {*of_templates(), *of_code()}
    assert len(texts) > 100
    assert not sorted(texts - known.keys())
    for text in texts:
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", known[text])), text
