"""The data that a person can dispute, as they stand: entries, facts of tasks, KPI values, their place (STORY 20).

A few queries, however many there are.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import FIRST_DAY, Period, hanoi_date, period_of, window_of
from hanoiwork_plugin.domain.disputes.data_report_views import DatumView
from hanoiwork_plugin.domain.disputes.data_reports import ENTRIES, OF_DIRECTORY, OF_TASKS, DatumKind
from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import RUNNING, TaskAct, TaskState
from hanoiwork_plugin.services.doing.task_views import visible_task
from hanoiwork_plugin.services.goals.objective_sets import subject_of, visible_set
from hanoiwork_plugin.services.rating.score_facts import waived_entries
from hanoiwork_plugin.services.rating.scores import current_period
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.base import among
from hanoiwork_plugin.store.ledger import LedgerEntryRow, entries_of_many
from hanoiwork_plugin.store.objectives import KeyResultRow, KpiValueRow, ObjectiveRow, ObjectiveSetRow
from hanoiwork_plugin.store.people import PersonRow, PostingRow, UnitRow
from hanoiwork_plugin.store.tasks import TaskRow

MOST_DATA = 30
"""Data offered on one form, the newest first."""
_ENTRY_OF = {TaskAct.RETURN: DatumKind.RETURN, TaskAct.MISS_DEADLINE: DatumKind.DELAY}


@dataclass(frozen=True)
class Datum:
    """One datum as it stands, and what it hangs on."""

    kind: DatumKind
    id: UUID
    name: str
    value: str
    task: TaskRow | None = None
    entry: LedgerEntryRow | None = None
    objectives: ObjectiveSetRow | None = None

    @property
    def period(self) -> str:
        """The month in which it counts; empty where it counts in none."""
        if self.task is None or self.task.window_due is None or hanoi_date(self.task.window_due) < FIRST_DAY:
            return ""
        return period_of(self.task.window_due).code

    @property
    def view(self) -> DatumView:
        """As it is offered."""
        return DatumView(self.kind, self.id, self.name, self.value)


def data_named(tx: Tx, wanted: Collection[tuple[DatumKind, UUID]]) -> dict[tuple[DatumKind, UUID], Datum]:
    """Each datum as it stands now; those that are gone are left out."""
    found: list[Datum] = []
    of = {kind: [datum_id for each, datum_id in wanted if each is kind] for kind in DatumKind}
    entry_ids = [each for kind in ENTRIES for each in of[kind]]
    if entry_ids:
        found += _of_entries(tx, tx.session.scalars(select(LedgerEntryRow).where(LedgerEntryRow.id.in_(entry_ids))))
    task_kinds = [kind for kind in OF_TASKS - ENTRIES if of[kind]]
    if task_kinds:
        ids = {each for kind in task_kinds for each in of[kind]}
        tasks = tx.session.scalars(select(TaskRow).where(among(TaskRow.id, ids))).all()
        found += [datum for datum in _of_tasks(tx, tasks) if (datum.kind, datum.id) in wanted]
    if of[DatumKind.KPI_VALUE]:
        found += _of_values(tx, of[DatumKind.KPI_VALUE])
    people = {each for kind in OF_DIRECTORY for each in of[kind]}
    if people:
        found += [datum for datum in _of_directory(tx, people) if (datum.kind, datum.id) in wanted]
    return {(datum.kind, datum.id): datum for datum in found}


def _of_entries(tx: Tx, rows: Iterable[LedgerEntryRow]) -> list[Datum]:
    entries = [entry for entry in rows if entry.act in _ENTRY_OF]
    ids = {entry.subject_id for entry in entries}
    tasks = {task.id: task for task in tx.session.scalars(select(TaskRow).where(among(TaskRow.id, ids)))}
    return [
        Datum(_ENTRY_OF[TaskAct(entry.act)], entry.id, task.name, entry.at.isoformat(), task, entry)
        for entry in entries
        if (task := tasks.get(entry.subject_id)) is not None
    ]


def _of_tasks(tx: Tx, tasks: Sequence[TaskRow]) -> list[Datum]:
    people = organisation.references(tx.session, hanoi_date(tx.now), {task.accountable_id for task in tasks})
    found = []
    for task in tasks:
        person = people.get(task.accountable_id) if task.accountable_id else None
        found.append(Datum(DatumKind.TASK_PERSON, task.id, task.name, person.name if person else "", task))
        quantity = f"{task.quantity.normalize():f}" if task.quantity is not None else ""
        found.append(Datum(DatumKind.TASK_QUANTITY, task.id, task.name, quantity, task))
    return found


def _of_values(tx: Tx, ids: Collection[UUID]) -> list[Datum]:
    """The value in force for each: of one that was replaced, what replaced it."""
    rows = tx.session.execute(
        select(KpiValueRow, KeyResultRow, ObjectiveSetRow)
        .join(KeyResultRow, KeyResultRow.id == KpiValueRow.key_result_id)
        .join(ObjectiveRow, ObjectiveRow.id == KeyResultRow.objective_id)
        .join(ObjectiveSetRow, ObjectiveSetRow.id == ObjectiveRow.set_id)
        .where(KpiValueRow.id.in_(ids))
    ).all()
    later = {value.replaced_by_id for value, _, _ in rows if value.replaced_by_id}
    after = {row.id: row.value for row in tx.session.scalars(select(KpiValueRow).where(among(KpiValueRow.id, later)))}
    return [
        Datum(
            DatumKind.KPI_VALUE,
            value.id,
            result.product,
            f"{after.get(value.replaced_by_id or value.id, value.value).normalize():f}",
            objectives=objectives,
        )
        for value, result, objectives in rows
    ]


def _of_directory(tx: Tx, people: Collection[UUID]) -> list[Datum]:
    rows = tx.session.execute(
        select(PersonRow.id, PersonRow.name, UnitRow.name, PostingRow.title)
        .join(PostingRow, PostingRow.person_id == PersonRow.id)
        .join(UnitRow, UnitRow.id == PostingRow.unit_id)
        .where(PersonRow.id.in_(people), PostingRow.is_primary, *organisation.valid(PostingRow, hanoi_date(tx.now)))
    )
    found = []
    for person_id, name, unit, title in rows:
        found.append(Datum(DatumKind.PLACE, person_id, name, unit))
        found.append(Datum(DatumKind.TITLE, person_id, name, title))
    return found


def held_about(tx: Tx, actor: Actor, datum: Datum) -> bool:
    """Whether the datum is one about the actor: their task or entry, their own KPI or their unit's, their own place."""
    if datum.kind in OF_DIRECTORY:
        return datum.id == actor.id
    if datum.objectives is not None:
        return authority.allowed(Act.ENTER_KPI_VALUE, actor, subject_of(tx, datum.objectives)) is not None
    return datum.task is not None and datum.task.accountable_id == actor.id


def reportable(
    tx: Tx, actor: Actor, *, task_id: UUID | None = None, set_id: UUID | None = None, period: str | None = None
) -> list[DatumView]:
    """What the actor may dispute: of one task, one set of objectives, one month's score; else everything of now.

    Raises:
        NotFound: for a task or set that is none of the actor's business.
    """
    tx.require(Act.REPORT_DATA, actor, Subject(actor.unit, actor.id))
    everything = task_id is None and set_id is None and period is None
    found: list[Datum] = []
    if task_id is not None:
        task = visible_task(tx, actor, task_id)
        found += _of_own_tasks(tx, actor, [task])
    elif set_id is None:
        window = window_of(Period.parse(period) if period else current_period(tx.now))
        tasks = tx.session.scalars(
            select(TaskRow)
            .where(TaskRow.accountable_id == actor.id, TaskRow.window_due.between(window.start, window.end))
            .order_by(TaskRow.id.desc())
        ).all()
        found += _of_own_tasks(tx, actor, tasks)
    if set_id is not None or everything:
        found += _values_of(tx, actor, set_id)
    if everything:
        found += _of_directory(tx, [actor.id])
    return [datum.view for datum in found if held_about(tx, actor, datum)][:MOST_DATA]


def _of_own_tasks(tx: Tx, actor: Actor, tasks: Sequence[TaskRow]) -> list[Datum]:
    """Entries that still count, the newest first; then the facts of what is running."""
    own = [task for task in tasks if task.accountable_id == actor.id and not task.practice]
    own = [task for task in own if task.state != TaskState.CANCELLED]  # counts for nobody
    ids = [task.id for task in own]
    settled = waived_entries(tx, ids)
    entries = [entry for entry in entries_of_many(tx.session, ids, list(_ENTRY_OF)) if entry.id not in settled]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return [*_of_entries(tx, entries), *_of_tasks(tx, [task for task in own if task.state in RUNNING])]


def _values_of(tx: Tx, actor: Actor, set_id: UUID | None) -> list[Datum]:
    """The values in force of a set, or of the actor's own sets of this month."""
    if set_id is not None:
        sets = [visible_set(tx, actor, set_id).id]
    else:
        code = current_period(tx.now).code
        own = select(ObjectiveSetRow.id).where(ObjectiveSetRow.person_id == actor.id, ObjectiveSetRow.period == code)
        sets = list(tx.session.scalars(own))
    if not sets:
        return []
    ids = tx.session.scalars(
        select(KpiValueRow.id)
        .join(KeyResultRow, KeyResultRow.id == KpiValueRow.key_result_id)
        .join(ObjectiveRow, ObjectiveRow.id == KeyResultRow.objective_id)
        .where(ObjectiveRow.set_id.in_(sets), KpiValueRow.replaced_by_id.is_(None), KpiValueRow.refused_at.is_(None))
        .order_by(KpiValueRow.measured_at.desc())
        .limit(MOST_DATA)
    ).all()
    return _of_values(tx, ids) if ids else []


def datum_about(tx: Tx, actor: Actor, kind: DatumKind, datum_id: UUID) -> Datum:
    """The datum, when it is one about the actor.

    Raises:
        NotFound: when it is not, or there is none.
    """
    datum = data_named(tx, [(kind, datum_id)]).get((kind, datum_id))
    if datum is None or not held_about(tx, actor, datum):
        raise NotFound
    return datum
