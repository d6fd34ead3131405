"""The contract as it lies on disk, for the tests that read it."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from hanoiwork_plugin import resources

WEBHOOKS = resources.webhooks_dir()
SCHEMAS, EXAMPLES = WEBHOOKS / "schemas", WEBHOOKS / "examples"


def read(path: Path) -> Any:
    """A JSON file."""
    return json.loads(path.read_text("utf-8"))


def examples(kind: str) -> list[Path]:
    """The example files of ``events``, ``lifecycle`` or ``presses``."""
    return sorted((EXAMPLES / kind).rglob("*.json"))


def name_of(path: Path) -> str:
    """How a test names an example: ``<type or verb>/<example>``."""
    return f"{path.parent.name}/{path.stem}"


def validator_for(example: Path) -> Validator:
    """The written schema of an example: the file with the same path, its folder's name before ``.json``."""
    folder = example.parent
    schema = read(SCHEMAS / folder.parent.name / f"{folder.name}.json")
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
