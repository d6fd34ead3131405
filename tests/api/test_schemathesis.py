"""Every operation against requests made from the document, good and bad, one by one and in sequence: no fault found."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from api_month import assigned, new_task
from flask import Flask
from schemathesis import Case, HookContext
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from stage.issuer import PlayedIssuer
from stage.rest import Rest
from stage.serving import served
from stage.ward import HA, Ward

CONFIG = Path(__file__).parents[2] / "schemathesis.toml"
EXAMPLES = 1
"""Random requests an operation, besides the systematic ones."""


@pytest.fixture
def config(issuer_host: PlayedIssuer) -> SchemathesisConfig:
    token = issuer_host.token(HA, exp=int(time.time()) + 3600)
    config = SchemathesisConfig.from_path(CONFIG)
    config.update(seed=335, max_failures=None)
    project = config.projects.default
    project.update(headers={"Authorization": f"Bearer {token}"}, continue_on_failure=True)
    project.generation.update(max_examples=EXAMPLES, deterministic=True, no_shrink=True, database="none")
    return config


def one_wrong_type_each(_context: HookContext, case: Case, asked: set[object]) -> bool:
    """One value of a wrong type for a field says as much as five."""
    told = case.meta.phase.data if case.meta else None
    if "Incorrect type" not in (description := str(getattr(told, "description", ""))):
        return True
    key = (case.operation.label, description, getattr(told, "location", None), getattr(told, "parameter", None))
    again = key in asked
    asked.add(key)
    return not again


def faults(executed: Iterator[events.EngineEvent], asked: Counter[str]) -> Iterator[str]:
    """What the run found, in words; counts the requests sent."""
    for event in executed:
        if isinstance(event, events.ScenarioFinished):
            asked[event.phase.value] += len(event.recorder.interactions)
            for case_id, checks in event.recorder.checks.items():
                failures = [check.failure_info.failure for check in checks if check.failure_info]
                if failures:
                    case = event.recorder.cases[case_id].value
                    answer = event.recorder.interactions[case_id].response
                    told = "; ".join(f"{failure.title}: {failure.message}" for failure in failures)
                    curl = case.as_curl_command()
                    yield f"{event.phase.value} {told}\n{curl}\n{answer.status_code} {answer.content[:500]!r}\n"
        elif isinstance(event, events.NonFatalError):
            yield f"{event.label}: {event.info.format()}"
        elif isinstance(event, events.FatalError):
            raise event.exception


def test_no_request_finds_a_fault(
    app: Flask, rest: Rest, ward: Ward, installation: str, config: SchemathesisConfig
) -> None:
    new_task(rest, ward)
    assigned(rest, ward)
    asked: Counter[str] = Counter()
    with served(app) as address:
        config.projects.default.base_url = address
        schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json", config=config)
        wrong_types: set[object] = set()

        @schema.hook
        def filter_case(context: HookContext, case: Case) -> bool:
            return one_wrong_type_each(context, case, wrong_types)

        found = list(faults(from_schema(schema).execute(), asked))
    print(asked)
    assert not found, f"{len(found)} faults\n\n" + "\n".join(found[:20])
    assert asked["fuzzing"] > 30 * EXAMPLES / 2
    assert asked["coverage"] > 300
