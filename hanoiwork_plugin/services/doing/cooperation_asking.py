"""Co-operation (phối hợp) asked for by itself: who co-operates gets a dated request, never a vague tag (DOMAIN 4).

When a task is given, everybody named beside its accountable person, the others among the host's assignees and the head
of each co-operating unit are asked for the task's product until its deadline; giver and accountable person can ask for
something else or earlier (``services.doing.cooperation``).
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState, co_operators
from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.domain.people import Actor, Unit
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.doing import request_clock
from hanoiwork_plugin.services.doing.request_rows import ask, tell
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.requests import TaskRequestRow, open_co_operation
from hanoiwork_plugin.store.tasks import TaskRow


def ask_co_operators(tx: Tx, task: TaskRow) -> None:
    """The task was given: each who co-operates is asked, once however often this comes by.

    A unit that is not in this agency's tree has nobody to ask: it stays a name on the task.
    """
    assignees = task.suggested_ids if task.host_id else ()
    wanted = co_operators(task.co_people_ids, assignees, task.accountable_id)
    if task.practice or task.due is None or not (wanted or task.co_units):
        return
    giver = organisation.actor_by_id(tx.session, task.assigner_id, hanoi_date(tx.now))
    if giver is None:
        return
    found = {person.id for person in organisation.actors(tx.session, wanted, hanoi_date(tx.now))} if wanted else set()
    task.co_people_ids = [person_id for person_id in wanted if person_id in found]
    asked = {row.other_unit_id or row.other_person_id for row in open_co_operation(tx.session, task.id)}
    what, until = product_of(task), max(hanoi_date(task.due), hanoi_date(tx.now))
    for person_id in task.co_people_ids:
        if person_id not in asked:
            _ask_by_itself(tx, giver, task, what, until, person_id, None)
    for unit in _units_named(tx, task) if task.co_units else ():
        head_id = head_to_ask(tx, unit, task)
        if unit.id not in asked and head_id is not None:
            _ask_by_itself(tx, giver, task, what, until, head_id, unit)


def product_of(task: TaskRow) -> str:
    """What co-operation is asked for where nobody says: the task's product, else its name."""
    return task.product or task.host_product or task.name


def head_to_ask(tx: Tx, unit: Unit, task: TaskRow) -> UUID | None:
    """Who answers for a unit: its head; the giver where that is the accountable person; None: nobody leads it."""
    head = competence.head_of(tx, unit)
    if head is None:
        return None
    return task.assigner_id if head.id == task.accountable_id else head.id


def put(
    tx: Tx, asker: Actor, task: TaskRow, what: str, until: date, respondent_id: UUID, unit: Unit | None
) -> TaskRequestRow:
    """Write the request and send its card; the respondent has two working days to answer.

    Args:
        unit: the unit asked, whose head is the respondent; None: the respondent is asked as a person.
    """
    row = ask(
        tx,
        asker,
        task,
        RequestKind.CO_OPERATION,
        what,
        respondent_id,
        other_unit_id=unit.id if unit else None,
        other_person_id=None if unit else respondent_id,
        expected_on=until,
    )
    request_clock.start(tx, row)
    return row


def after_of(row: TaskRequestRow) -> dict[str, object]:
    """What the ledger keeps of a request for co-operation."""
    return {
        "request": str(row.id),
        "person": str(row.other_person_id or ""),
        "unit": str(row.other_unit_id or ""),
        "until": row.expected_on.isoformat() if row.expected_on else None,
    }


def carry(tx: Tx, task: TaskRow, taken: TaskRow) -> None:
    """The task was handed over: what others do for it goes on for its taker, who needs no request to themselves."""
    for row in open_co_operation(tx.session, task.id):
        row.task_id = taken.id
        if row.other_person_id == taken.accountable_id:
            row.state = RequestState.WITHDRAWN
        tx.changed("task_request", row.id)
    taken.co_people_ids = [each for each in taken.co_people_ids if each != taken.accountable_id]


def keep_within(tx: Tx, task: TaskRow) -> None:
    """The task's deadline became an earlier one: what was asked for until later is asked for until then."""
    if task.due is None:
        return
    for row in open_co_operation(tx.session, task.id):
        if row.expected_on is not None and row.expected_on > hanoi_date(task.due):
            row.expected_on = hanoi_date(task.due)
            _record(tx, task, row)
            tx.changed("task_request", row.id)
            tell(tx, row, task, row.respondent_id, again=row.expected_on.isoformat())


def _record(tx: Tx, task: TaskRow, row: TaskRequestRow) -> None:
    state = {"state": task.state}
    after = {**state, **after_of(row)}
    tx.record(TaskAct.ASK_CO_OPERATION, "task", task.id, None, reason=row.text, before=state, after=after)


def _ask_by_itself(
    tx: Tx, giver: Actor, task: TaskRow, what: str, until: date, respondent_id: UUID, unit: Unit | None
) -> None:
    _record(tx, task, put(tx, giver, task, what, until, respondent_id, unit))


def _units_named(tx: Tx, task: TaskRow) -> Iterable[Unit]:
    """The units of the agency that the host's form names, each once; the lead unit does not co-operate with itself."""
    lead = organisation.unit(tx.session, task.lead_unit_id)
    named = {fold(name.split(" / ")[-1]) for name in task.co_units} | set(task.co_units)
    for unit in organisation.units_below(tx.session, lead.agency_id):
        if unit.id != lead.id and (fold(unit.name) in named or str(unit.id) in named):
            yield unit
