"""Making the tasks of a pattern ahead: by the clock, once each, however often or late it comes by (DOMAIN 4)."""

from datetime import date, time, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.assigning.recurrence import (
    AHEAD_DAYS,
    Cadence,
    Occurrence,
    PatternAct,
    PatternState,
    Recurrence,
    check_recurrence,
    next_state,
    occurrences,
)
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date, hanoi_instant, to_hanoi
from hanoiwork_plugin.domain.tasks import CLOSED, TaskAct, TaskKind, TaskState
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.catalogues.catalogue import version_in_force
from hanoiwork_plugin.services.doing.cooperation_asking import ask_co_operators
from hanoiwork_plugin.services.goals import plans
from hanoiwork_plugin.services.timing.deadlines import set_timers
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.catalogue import CatalogueItemRow
from hanoiwork_plugin.store.patterns import OccurrenceRow, TaskPatternRow, locked_pattern
from hanoiwork_plugin.store.tasks import TaskRow, locked_task

SUBJECT = "pattern"
"""How the ledger and the cards name a pattern, by the id of its task."""
AHEAD = "pattern.ahead"
"""The timer that makes the coming tasks."""
SHOW = "pattern.show"
"""The timer that sends an occurrence's card when its work begins."""
_EVERY = timedelta(days=7)
_SHOWN_AT = time(7, 30)
_COPIED = (
    *("installation_id", "name", "content", "kind", "priority", "basis_number", "basis_date", "basis_issuer"),
    *("lead_unit_id", "assigner_id", "approver_id", "co_units", "host_product", "product", "quantity"),
    *("item_id", "item_code", "points", "coefficient", "quality_criteria", "weight", "basis_files"),
)


def rule_of(row: TaskPatternRow) -> Recurrence:
    """The rule as it was set."""
    return Recurrence(Cadence(row.cadence), row.until, row.weekday, row.day)


def begin(tx: Tx, task: TaskRow) -> None:
    """The task was given: what it repeats as begins, and the coming tasks are made."""
    row = locked_pattern(tx.session, task.id)
    if row is None or row.state != PatternState.SET:
        return
    check_recurrence(rule_of(row), TaskKind(task.kind) if task.kind else None, hanoi_date(tx.now))
    row.state = next_state(PatternState(row.state), PatternAct.BEGIN)
    tx.record(PatternAct.BEGIN, SUBJECT, task.id, None)
    _make_ahead(tx, task, row)
    tx.notify(
        "pattern",
        person_id=row.set_by_id,
        subject_type=SUBJECT,
        subject_id=task.id,
        dedup=f"pattern:{task.id}",
        installation_id=task.installation_id,
    )


def fire_ahead(tx: Tx, task_id: UUID) -> None:
    """The clock came by: make what has come within reach; what was made before stays as it is."""
    task, row = locked_task(tx.session, task_id), locked_pattern(tx.session, task_id)
    if task is not None and row is not None and row.state == PatternState.ACTIVE:
        _make_ahead(tx, task, row)
        tx.changed(SUBJECT, task_id)


def _make_ahead(tx: Tx, task: TaskRow, row: TaskPatternRow) -> None:
    today = hanoi_date(tx.now)
    for each in coming(task, rule_of(row), today, today + timedelta(days=AHEAD_DAYS)):
        if write_down(tx, task.id, each):
            made = _occurrence(tx, task, each)
            occurrence = tx.session.get_one(OccurrenceRow, (task.id, each.nominal))
            occurrence.task_id = made.id
    if today < row.until:
        tx.timer(AHEAD, str(task.id), hanoi_instant(today) + _EVERY)


def coming(task: TaskRow, rule: Recurrence, today: date, to: date) -> list[Occurrence]:
    """The occurrences after the task itself that lie ahead; one already past is not made late."""
    first = hanoi_date(task.due) if task.due else today
    return list(occurrences(rule, max(first, today - timedelta(days=1)), to))


def write_down(tx: Tx, pattern_id: UUID, each: Occurrence, **skipped: object) -> bool:
    """Write the occurrence down; False when it was before, by whichever run."""
    values = {"pattern_id": pattern_id, "nominal": each.nominal, "day": each.day, "skip_reason": "", **skipped}
    statement = insert(OccurrenceRow).values(**values).on_conflict_do_nothing().returning(OccurrenceRow.nominal)
    return tx.session.scalar(statement) is not None


def _occurrence(tx: Tx, task: TaskRow, each: Occurrence) -> TaskRow:
    """The task of one occurrence; a draft for the giver where the person left or is another unit's now."""
    person_id = _still_there(tx, task)
    given = person_id is not None
    hour = to_hanoi(task.due).time() if task.due else time(17)
    due = hanoi_instant(each.day, hour)
    made = TaskRow(
        **{name: getattr(task, name) for name in _COPIED},
        id=new_id(),
        state=TaskState.ASSIGNED if given else TaskState.DRAFT,
        accountable_id=person_id,
        suggested_ids=[],
        co_people_ids=task.co_people_ids,
        start=each.start,
        due=due,
        window_due=due,
        progress=0,
        progress_note="",
        accepted_quantity=Decimal(0),
        created_at=tx.now,
        assigned_at=tx.now if given else None,
    )
    _renew_item(tx, made)
    tx.session.add(made)
    tx.session.flush()
    after = {"state": made.state, "accountable_id": str(made.accountable_id or ""), "due": due.isoformat()}
    act = TaskAct.ASSIGN if given else TaskAct.RECEIVE
    tx.record(act, "task", made.id, None, after={**after, "pattern": str(task.id)})
    if not given:
        _tell(tx, made, made.assigner_id)
        return made
    plans.note_assigned(tx, made)
    set_timers(tx, made)
    shown = hanoi_instant(each.start, _SHOWN_AT)
    if shown <= tx.now:
        _begins(tx, made)
    else:
        tx.timer(SHOW, str(made.id), shown)
    return made


def _still_there(tx: Tx, task: TaskRow) -> UUID | None:
    """The accountable person, as long as the giver may still give them work."""
    today = hanoi_date(tx.now)
    found = organisation.actors(tx.session, [task.assigner_id, *filter(None, [task.accountable_id])], today)
    people = {each.id: each for each in found}
    giver, person = people.get(task.assigner_id), people.get(task.accountable_id or task.assigner_id)
    may = giver and person and authority.allowed(Act.GIVE_TASK, giver, Subject(person.unit))
    return person.id if may and person else None


def _renew_item(tx: Tx, made: TaskRow) -> None:
    """A task keeps the coefficient it is assigned with: that of the catalogue in force now."""
    if made.item_code is None:
        return
    version = version_in_force(tx, organisation.unit(tx.session, made.lead_unit_id).agency_id)
    if version is None:
        return
    query = select(CatalogueItemRow).where(
        CatalogueItemRow.version_id == version.id, CatalogueItemRow.code == made.item_code
    )
    item = tx.session.scalar(query.limit(1))
    if item is not None:
        made.item_id, made.product = item.id, item.product
        made.points, made.coefficient = item.points, item.coefficient


def fire_show(tx: Tx, task_id: UUID) -> None:
    """The work of an occurrence begins: its card is sent."""
    task = tx.session.get(TaskRow, task_id)
    if task is not None and task.state not in CLOSED:
        _begins(tx, task)


def _begins(tx: Tx, task: TaskRow) -> None:
    """Whoever took it before needs no card; those who co-operate are asked all the same."""
    if task.state == TaskState.ASSIGNED:
        _tell(tx, task, task.accountable_id)
    ask_co_operators(tx, task)


def _tell(tx: Tx, task: TaskRow, person_id: UUID | None) -> None:
    tx.notify(
        "task",
        person_id=person_id,
        subject_type="task",
        subject_id=task.id,
        dedup=f"task:{task.id}:accountable:{person_id}",
        installation_id=task.installation_id,
    )
