"""Patterns noticed and told: to the person first, alone; what stays unanswered to monitor and head (DOMAIN 7)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import add_working_days, hanoi_date, hanoi_instant
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor, Role
from hanoiwork_plugin.domain.tasks import CLOSED, TaskAct
from hanoiwork_plugin.domain.timing.digest import SHOWN_AT
from hanoiwork_plugin.domain.watch.watch_rules import WatchRuleView, watch_rules
from hanoiwork_plugin.domain.watch.watch_views import CityNotes, NoteEvent, PrivateNoteList, PrivateNoteView, UnitNotes
from hanoiwork_plugin.domain.watch.watching import (
    ANSWERED,
    Event,
    NoteAct,
    NoteState,
    Pattern,
    Trace,
    found,
    passed_on_after,
)
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.assigning.assignment import needed_text
from hanoiwork_plugin.services.doing.evidence_files import FileGiven
from hanoiwork_plugin.services.doing.task_views import NOBODY
from hanoiwork_plugin.services.doing.task_work import add_evidence
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.services.watch.bottlenecks import counts_by_agency
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.absences import absence_on
from hanoiwork_plugin.store.base import among
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.ledger import LedgerEntryRow, entries_of_many
from hanoiwork_plugin.store.people import UnitRow
from hanoiwork_plugin.store.tasks import TaskRow
from hanoiwork_plugin.store.watching import WatchNoteRow

GOES_ON = "watch.goes_on"
SUBJECT = "watch_note"
SHOWN = 50
_READ = (TaskAct.PROGRESS, TaskAct.ADD_EVIDENCE, TaskAct.SUBMIT)


def fire_look(tx: Tx, subject_key: str) -> None:
    """The rules read one task; the first pattern that answers makes a note."""
    task_id = UUID(subject_key.partition(":")[0])
    task = tx.session.scalar(select(TaskRow).where(TaskRow.id == task_id).with_for_update())
    if task is None or task.accountable_id is None or task.state in CLOSED:
        return
    earlier = tx.session.scalars(select(WatchNoteRow).where(WatchNoteRow.task_id == task.id)).all()
    if any(NoteState(row.state) not in ANSWERED for row in earlier):
        return
    told = {entry_id for row in earlier for entry_id in row.entry_ids}
    entries = [
        entry
        for entry in entries_of_many(tx.session, [task.id], _READ)
        if entry.id not in told and entry.actor_id == task.accountable_id
    ]
    seen = found(Trace(tuple(_event(entry) for entry in entries), task.due, hanoi_date(tx.now)))
    if seen is not None:
        _make(tx, task, task.accountable_id, *seen)


def _event(entry: LedgerEntryRow) -> Event:
    progress, milestone = entry.after.get("progress"), entry.after.get("milestone", "")
    progress = entry.after.get("own_progress", progress)  # of big work what its parts add is nobody's update
    return Event(entry.id, entry.at, TaskAct(entry.act), entry.reason, progress, milestone)


def _make(tx: Tx, task: TaskRow, person_id: UUID, pattern: Pattern, events: Sequence[Event]) -> None:
    agency_id = organisation.unit(tx.session, task.lead_unit_id).agency_id
    make_note(tx, agency_id, person_id, pattern, [event.entry_id for event in events], task=task)


def make_note(
    tx: Tx,
    agency_id: UUID,
    person_id: UUID,
    pattern: Pattern,
    entry_ids: Sequence[UUID],
    *,
    task: TaskRow | None = None,
    period: str | None = None,
) -> None:
    """Tell a person of a pattern, alone: about a task, or about the marks of a month that they rated."""
    goes_on = passed_on_after(tx.now)
    row = WatchNoteRow(
        id=new_id(),
        agency_id=agency_id,
        person_id=person_id,
        task_id=task.id if task else None,
        period=period,
        pattern=pattern,
        entry_ids=list(entry_ids),
        state=NoteState.OPEN,
        made_at=tx.now,
        goes_on=goes_on,
        answer="",
    )
    tx.session.add(row)
    tx.session.flush()
    about: dict[str, object] = {"task": str(task.id)} if task else {"period": period}
    facts = {**about, "pattern": pattern, "entries": [str(each) for each in row.entry_ids]}
    tx.record(NoteAct.MADE, SUBJECT, row.id, None, after=facts)
    tx.timer(GOES_ON, str(row.id), hanoi_instant(goes_on, SHOWN_AT))
    _show(tx, row, task, person_id)


def _show(tx: Tx, row: WatchNoteRow, task: TaskRow | None, person_id: UUID) -> None:
    tx.notify(
        "watch_note",
        person_id=person_id,
        subject_type=SUBJECT,
        subject_id=row.id,
        dedup=f"note:{row.id}:{person_id}",
        installation_id=task.installation_id if task else None,
    )


def fire_goes_on(tx: Tx, note_id: UUID) -> None:
    """The second working morning: what is unanswered goes to the monitor and the head, with its events. An absence
    puts it off; a file or product handed in since is an answer."""
    row = tx.session.get(WatchNoteRow, note_id, with_for_update=True)
    if row is None or row.state != NoteState.OPEN:
        return
    task = tx.session.get(TaskRow, row.task_id) if row.task_id else None
    today = hanoi_date(tx.now)
    if absence_on(tx.session, row.person_id, today) is not None:
        row.goes_on = add_working_days(today, 1)
        tx.timer(GOES_ON, str(row.id), hanoi_instant(row.goes_on, SHOWN_AT))
        return
    proof = entries_of_many(tx.session, [task.id], [TaskAct.ADD_EVIDENCE, TaskAct.SUBMIT]) if task else []
    since = next(
        (
            entry
            for entry in proof
            if entry.at >= row.made_at and entry.actor_id == row.person_id and entry.id not in row.entry_ids
        ),
        None,
    )
    if since is not None:
        row.state, row.answered_at = NoteState.EVIDENCED, since.at
        tx.record(NoteAct.EVIDENCED, SUBJECT, row.id, None, after={"entry": str(since.id)})
        tx.changed(SUBJECT, row.id)
        return
    person = organisation.actor_by_id(tx.session, row.person_id, today)
    if person is None:
        return
    row.state = NoteState.PASSED_ON
    subject = Subject(person.unit, person.id)
    head = competence.nearest_or_none(tx, Act.SEE_UNANSWERED_NOTE, subject, besides=person.id)
    monitors = organisation.holders(tx.session, [Role.MONITOR], person.unit.agency_id, today)
    told = {
        each.id
        for each in [*monitors, *([head] if head else [])]
        if authority.allowed(Act.SEE_UNANSWERED_NOTE, each, subject)
    }
    told.discard(person.id)
    tx.record(NoteAct.PASSED_ON, SUBJECT, row.id, None, after={"to": sorted(str(each) for each in told)})
    tx.changed(SUBJECT, row.id)
    for person_id in told:
        _show(tx, row, task, person_id)


def visible_note(tx: Tx, actor: Actor, note_id: UUID) -> WatchNoteRow:
    """One's own note; what was passed on also for the monitor and the line.

    Raises:
        NotFound: for everyone else, and for them before it was passed on.
    """
    row = tx.session.get(WatchNoteRow, note_id)
    person = organisation.actor_by_id(tx.session, row.person_id, hanoi_date(tx.now)) if row else None
    if row is None or person is None:
        raise NotFound
    subject = Subject(person.unit, person.id)
    if authority.allowed(Act.ANSWER_PRIVATE_NOTE, actor, subject):
        return row
    if (
        row.state == NoteState.OPEN
        or not _was_passed_on(tx, row)
        or not authority.allowed(Act.SEE_UNANSWERED_NOTE, actor, subject)
    ):
        raise NotFound
    return row


def _was_passed_on(tx: Tx, row: WatchNoteRow) -> bool:
    return row.state == NoteState.PASSED_ON or bool(entries_of_many(tx.session, [row.id], [NoteAct.PASSED_ON]))


def _own_open(tx: Tx, actor: Actor, note_id: UUID, version: int | None) -> WatchNoteRow:
    row = visible_note(tx, actor, note_id)
    tx.session.refresh(row, with_for_update=True)
    tx.require(Act.ANSWER_PRIVATE_NOTE, actor, Subject(actor.unit, row.person_id))
    if version is not None and version != row.version:
        raise Stale
    if NoteState(row.state) in ANSWERED:
        raise Conflict("Lưu ý này đã được trả lời.")
    return row


def explain(tx: Tx, actor: Actor, note_id: UUID, text: str, version: int | None = None) -> WatchNoteRow:
    """[Giải thích]: closes the note; whoever it was passed on to reads the answer.

    Raises:
        Invalid: when it says nothing.
        Conflict: when it was answered before.
    """
    row = _own_open(tx, actor, note_id, version)
    row.answer = needed_text("note_text", text, "Nội dung giải thích")
    row.state, row.answered_at = NoteState.EXPLAINED, tx.now
    tx.record(NoteAct.EXPLAINED, SUBJECT, row.id, actor, reason=row.answer)
    tx.changed(SUBJECT, row.id)
    return row


def add_proof(
    tx: Tx,
    actor: Actor,
    note_id: UUID,
    files: Sequence[FileGiven],
    *,
    installation_id: str | None,
    version: int | None = None,
) -> WatchNoteRow:
    """[Bổ sung minh chứng]: the files become evidence of the task, and close the note.

    Raises:
        Invalid: without a file.
        Conflict: when it was answered before, is about no task, or the task takes no more evidence.
    """
    row = _own_open(tx, actor, note_id, version)
    if row.task_id is None:
        raise Conflict("Lưu ý này không về một nhiệm vụ; mời giải thích.")
    if not files:
        raise Invalid("Cần ít nhất một tệp.", faults=[Fault("attachments", "Mời chọn tệp minh chứng.")])
    added = add_evidence(tx, actor, row.task_id, files, installation_id=installation_id)
    row.state, row.answered_at = NoteState.EVIDENCED, tx.now
    row.answer = ", ".join(file.name for file in files)
    tx.record(NoteAct.EVIDENCED, SUBJECT, row.id, actor, after={"files": [str(each.id) for each in added]})
    tx.changed(SUBJECT, row.id)
    return row


def note_view(tx: Tx, row: WatchNoteRow, viewer: Actor) -> PrivateNoteView:
    """The note as ``viewer`` sees it; the caller has checked that they may."""
    return _views(tx, [row], viewer)[0]


def _views(tx: Tx, rows: Sequence[WatchNoteRow], viewer: Actor) -> list[PrivateNoteView]:
    tasks = {
        task.id: task.name
        for task in tx.session.scalars(
            select(TaskRow).where(among(TaskRow.id, {row.task_id for row in rows if row.task_id}))
        )
    }
    wanted = [entry_id for row in rows for entry_id in row.entry_ids]
    entries = {
        entry.id: entry for entry in tx.session.scalars(select(LedgerEntryRow).where(among(LedgerEntryRow.id, wanted)))
    }
    rated = {row.id for row in rows if row.period}
    marked = {each for row in rows if row.id in rated and row.person_id == viewer.id for each in row.entry_ids}
    whose: dict[UUID, UUID] = {}
    if marked:
        evaluations = {entries[each].subject_id for each in marked if each in entries}
        whose = {
            found[0]: found[1]
            for found in tx.session.execute(
                select(EvaluationRow.id, EvaluationRow.person_id).where(among(EvaluationRow.id, evaluations))
            )
        }
    people = organisation.references(
        tx.session, hanoi_date(tx.now), {row.person_id for row in rows} | set(whose.values())
    )

    def event(row: WatchNoteRow, entry: LedgerEntryRow) -> NoteEvent:
        """An update with its text; of a rating whose it is, for the rater alone."""
        if row.period is None:
            return NoteEvent(entry.id, entry.at, entry.after.get("progress"), entry.reason)
        named = people.get(whose.get(entry.subject_id, row.person_id), NOBODY).name
        return NoteEvent(entry.id, entry.at, None, named)

    return [
        PrivateNoteView(
            id=row.id,
            version=row.version,
            pattern=Pattern(row.pattern),
            state=NoteState(row.state),
            person=people.get(row.person_id, NOBODY),
            task_id=row.task_id,
            task_name=tasks.get(row.task_id, "") if row.task_id else "",
            period=row.period,
            sheets=len(row.entry_ids) if row.period else 0,
            events=tuple(
                event(row, entries[each])
                for each in row.entry_ids
                if each in entries and (row.id not in rated or each in marked)
            ),
            made_at=row.made_at,
            goes_on=row.goes_on,
            answer=row.answer,
            answered_at=row.answered_at,
            may_answer=viewer.id == row.person_id and NoteState(row.state) not in ANSWERED,
        )
        for row in rows
    ]


def notes_for(tx: Tx, actor: Actor) -> PrivateNoteList:
    """The actor's own notes and those passed on to them, the newest first; the queries do not grow with them."""
    tx.require(Act.SEE_OWN, actor, Subject(actor.unit, actor.id))
    newest = select(WatchNoteRow).order_by(WatchNoteRow.id.desc()).limit(SHOWN)
    own = tx.session.scalars(newest.where(WatchNoteRow.person_id == actor.id)).all()
    others = tx.session.scalars(
        newest.where(
            WatchNoteRow.agency_id == actor.unit.agency_id,
            WatchNoteRow.state == NoteState.PASSED_ON,
            WatchNoteRow.person_id != actor.id,
        )
    ).all()
    concerned = {
        person.id: person
        for person in organisation.actors(tx.session, {row.person_id for row in others}, hanoi_date(tx.now))
    }
    passed_on = [
        row
        for row in others
        if (person := concerned.get(row.person_id))
        and authority.allowed(Act.SEE_UNANSWERED_NOTE, actor, Subject(person.unit, person.id))
    ]
    return PrivateNoteList(tuple(_views(tx, own, actor)), tuple(_views(tx, passed_on, actor)))


def city_notes(tx: Tx, actor: Actor) -> CityNotes:
    """How many notes, by how far they went, and bottlenecks each agency has, for the city board: units, no names.

    Raises:
        Forbidden: for everybody else.
    """
    tx.require(Act.SEE_NOTE_COUNTS, actor, Subject(actor.unit))
    counts: dict[UUID, dict[str, int]] = {}
    bottlenecks = counts_by_agency(tx)
    for agency_id, state, number in tx.session.execute(
        select(WatchNoteRow.agency_id, WatchNoteRow.state, func.count()).group_by(
            WatchNoteRow.agency_id, WatchNoteRow.state
        )
    ):
        counts.setdefault(agency_id, {})[state] = number
    having = {*counts, *bottlenecks}
    named = tx.session.scalars(select(UnitRow).where(among(UnitRow.id, having)).order_by(UnitRow.name, UnitRow.id))
    return CityNotes(
        tuple(
            UnitNotes(
                unit.id,
                unit.name,
                (found := counts.get(unit.id, {})).get(NoteState.OPEN, 0),
                found.get(NoteState.PASSED_ON, 0),
                sum(found.get(state, 0) for state in ANSWERED),
                bottlenecks.get(unit.id, 0),
            )
            for unit in named
        )
    )


def rules_for(tx: Tx, actor: Actor) -> tuple[WatchRuleView, ...]:
    """*Các quy tắc theo dõi*: every rule with its threshold, for everybody."""
    tx.require(Act.SEE_WATCH_RULES, actor, Subject(actor.unit, actor.id))
    return watch_rules()
