"""The state machine of a task, walked in full, and the gate before it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from uuid import UUID

import pytest

from hanoiwork_plugin.domain.assigning.gate import GateField, TaskFields, check_gate, missing_fields
from hanoiwork_plugin.domain.errors import Conflict, Invalid
from hanoiwork_plugin.domain.tasks import CLOSED, TRANSITIONS, TaskAct, TaskKind, TaskState, next_state


def test_every_pair_is_either_in_the_table_or_refused() -> None:
    for state, act in product(TaskState, TaskAct):
        if (state, act) in TRANSITIONS:
            assert next_state(state, act) in TaskState
        else:
            with pytest.raises(Conflict):
                next_state(state, act)


def test_what_is_closed_stays_closed() -> None:
    assert all(after is state for (state, _), after in TRANSITIONS.items() if state in CLOSED)


def test_every_state_can_be_reached_and_left() -> None:
    reached = {TaskState.DRAFT, TaskState.DONE, *(state for state in TRANSITIONS.values() if state)}
    assert reached == set(TaskState)
    assert {state for (state, _), after in TRANSITIONS.items() if after is not state} == set(TaskState) - CLOSED


def test_accepting_the_rest_finishes_the_task() -> None:
    assert next_state(TaskState.SUBMITTED, TaskAct.APPROVE_PRODUCT, whole=True) is TaskState.DONE
    assert next_state(TaskState.SUBMITTED, TaskAct.APPROVE_PRODUCT) is TaskState.IN_PROGRESS
    assert next_state(TaskState.SUBMITTED, TaskAct.APPROVE_PRODUCT, undecided=True) is TaskState.SUBMITTED


def test_work_goes_on_where_its_clock_was_stopped() -> None:
    assert next_state(TaskState.WAITING, TaskAct.END_WAIT, resumed=TaskState.RETURNED) is TaskState.RETURNED
    assert next_state(TaskState.PAUSED, TaskAct.RESUME, resumed=TaskState.ASSIGNED) is TaskState.ASSIGNED


COMPLETE = TaskFields(
    name="Kế hoạch",
    basis_number="12/KH-UBND",
    basis_date=date(2026, 5, 28),
    basis_issuer="UBND phường",
    kind=TaskKind.KEY,
    lead_unit="Phòng",
    accountable_id=UUID(int=1),
    start=date(2026, 6, 1),
    due=datetime(2026, 6, 19, 16, 59, 59, tzinfo=UTC),
    product="Kế hoạch",
    quantity=Decimal(1),
    quality_criteria="Đúng thể thức",
    points=Decimal(20),
    coefficient=Decimal(4),
)


def test_a_complete_task_passes() -> None:
    assert missing_fields(COMPLETE) == ()
    check_gate(COMPLETE, due_day=date(2026, 6, 19))


@pytest.mark.parametrize(
    ("lacking", "field"),
    [
        ({"name": " "}, GateField.NAME),
        ({"basis_issuer": None}, GateField.BASIS),
        ({"kind": None}, GateField.KIND),
        ({"lead_unit": ""}, GateField.LEAD_UNIT),
        ({"accountable_id": None}, GateField.ACCOUNTABLE),
        ({"start": None}, GateField.START),
        ({"due": None}, GateField.DUE),
        ({"product": ""}, GateField.PRODUCT),
        ({"quantity": None}, GateField.QUANTITY),
        ({"quality_criteria": "\n"}, GateField.QUALITY_CRITERIA),
        ({"coefficient": None}, GateField.POINTS),
    ],
)
def test_the_gate_names_the_missing_field(lacking: dict[str, None], field: GateField) -> None:
    with pytest.raises(Invalid) as refused:
        check_gate(replace(COMPLETE, **lacking), due_day=None)
    assert [fault.place for fault in refused.value.faults] == [field]
    assert refused.value.params["names"] == (field.label,)


def test_figures_that_contradict_are_refused() -> None:
    with pytest.raises(Invalid):
        check_gate(replace(COMPLETE, quantity=Decimal(0)), due_day=None)
    with pytest.raises(Invalid):
        check_gate(replace(COMPLETE, start=date(2026, 6, 20)), due_day=date(2026, 6, 19))
