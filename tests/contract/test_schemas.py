"""``webhooks/`` holds what the code says: schemas written from it, examples that fit them (CONTRACT 4, 5)."""

from pathlib import Path

import pytest
from contract_files import EXAMPLES, SCHEMAS, examples, name_of, read, validator_for
from jsonschema import Draft202012Validator

from hanoiwork_plugin.contract.schemas import files
from hanoiwork_plugin.contract.write import write_schemas
from hanoiwork_plugin.hooks.event_schemas import EVENTS, LIFECYCLE, EnvelopeSchema, LifecycleSchema, PressSchema
from hanoiwork_plugin.hooks.verbs import VERBS

EVERY = [
    (kind, name) for kind, names in (("events", EVENTS), ("lifecycle", LIFECYCLE), ("presses", VERBS)) for name in names
]
FILES = files()
ALL_EXAMPLES = [path for kind in ("events", "lifecycle", "presses") for path in examples(kind)]


def test_the_schemas_on_disk_are_those_of_the_code() -> None:
    written = {str(path.relative_to(SCHEMAS)): read(path) for path in SCHEMAS.rglob("*.json")}
    assert written == FILES, "run: make contract"


def test_writing_removes_what_no_longer_belongs(tmp_path: Path) -> None:
    stale = tmp_path / "presses" / "task.forgotten.json"
    stale.parent.mkdir()
    stale.write_text("{}")
    assert write_schemas(tmp_path) == len(list(tmp_path.rglob("*.json"))) == len(FILES)
    assert not stale.exists()


@pytest.mark.parametrize("path", sorted(FILES))
def test_every_schema_is_a_schema(path: str) -> None:
    document = FILES[path]
    Draft202012Validator.check_schema(document)
    assert document["$id"].startswith("urn:hanoiwork:thucthi:schema:")


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_there_are_two_examples_of_everything(kind: str, name: str) -> None:
    assert len(list((EXAMPLES / kind / name).glob("*.json"))) >= 2


def test_no_example_is_of_something_unknown() -> None:
    assert {(path.parent.parent.name, path.parent.name) for path in ALL_EXAMPLES} == set(EVERY)


@pytest.mark.parametrize("path", ALL_EXAMPLES, ids=name_of)
def test_every_example_fits_the_written_schema(path: Path) -> None:
    assert [error.message for error in validator_for(path).iter_errors(read(path))] == []


@pytest.mark.parametrize("path", ALL_EXAMPLES, ids=name_of)
def test_every_example_fits_the_schema_that_the_code_runs(path: Path) -> None:
    kind, name, body = path.parent.parent.name, path.parent.name, read(path)
    if kind == "presses":
        action = PressSchema().load(body)["value"]["action"]
        assert action["verb"] == name
        VERBS[name].schema().load(action["data"])
        return
    outer, inner = (EnvelopeSchema, EVENTS) if kind == "events" else (LifecycleSchema, LIFECYCLE)
    call = outer().load(body)
    assert call["type"] == name
    inner[name]().load(call["data"])


def test_ids_are_used_once() -> None:
    ids = [read(path)["id"] for path in examples("events")]
    ids += [read(path)["actionId"] for path in examples("presses")]
    assert len(ids) == len(set(ids))
