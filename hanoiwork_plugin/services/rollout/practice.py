"""Sân tập: exercises sent to those who have not practised, begun, done (VI.1, STORY 4).

An exercise runs on a task of its own that is marked as practice: it has no deadline and no timers, nobody is asked to
judge it, and no query over work finds it.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.calendar import hanoi_date, window_of
from hanoiwork_plugin.domain.errors import Conflict, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rating import criteria
from hanoiwork_plugin.domain.rating.scoring import ScoreSheet, score
from hanoiwork_plugin.domain.rollout import practice
from hanoiwork_plugin.domain.rollout.practice import STARTED_PROGRESS, Disputed, ExerciseAct, PracticeAct
from hanoiwork_plugin.domain.rollout.readiness_views import ActCount, ExerciseView, PracticeBoard, ToPractise
from hanoiwork_plugin.domain.tasks import Priority, TaskKind
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.assigning.assignment import needed_text
from hanoiwork_plugin.services.catalogues import catalogue
from hanoiwork_plugin.services.rating import scores
from hanoiwork_plugin.services.rollout import exercises
from hanoiwork_plugin.services.rollout.exercises import SUBJECT, asked, done_in
from hanoiwork_plugin.services.rollout.working_group import known_agency
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.ledger import last_act
from hanoiwork_plugin.store.practice import ExerciseRow, PractisedRow
from hanoiwork_plugin.store.tasks import TaskRow, task_by_id

TASK_NAME = "Việc tập: soạn báo cáo ngắn về công việc trong tuần"


def board(tx: Tx, actor: Actor, agency_id: UUID) -> PracticeBoard:
    """Who in the agency still has to practise which of the seven acts; for those who may send them exercises.

    Raises:
        NotFound: when there is no such agency.
        Forbidden: when the actor may not.
    """
    agency = known_agency(tx, agency_id)
    tx.require(Act.SEND_PRACTICE, actor, Subject(agency))
    people = organisation.members(tx.session, agency.id, hanoi_date(tx.now))
    practised, running = _practised(tx, people), _running(tx, people)
    left = [(person, practice.missing(practised.get(person.id, ()))) for person in people]
    return PracticeBoard(
        agency_id=agency.id,
        agency=agency.name,
        people=len(people),
        by_act=tuple(ActCount(act, sum(act in acts for _, acts in left)) for act in PracticeAct),
        open=tuple(
            ToPractise(
                PersonRef(person.id, person.account, person.name, person.title),
                person.unit.name,
                acts,
                running[person.id].sent_at if person.id in running else None,
            )
            for person, acts in left
            if acts
        ),
    )


def send_exercises(
    tx: Tx, actor: Actor, agency_id: UUID, acts: Collection[PracticeAct] | None = None
) -> list[ExerciseRow]:
    """[Gửi bài tập]: to everyone who has not practised, exactly what they have not; ``acts`` narrows it to some.

    Whoever has an exercise that they have not begun finds the acts added to it; one that is under way goes on. The
    card of an exercise is sent again at most once a day.
    """
    agency = known_agency(tx, agency_id)
    tx.require(Act.SEND_PRACTICE, actor, Subject(agency))
    people = organisation.members(tx.session, agency.id, hanoi_date(tx.now))
    practised, running = _practised(tx, people), _running(tx, people, lock=True)
    wanted = frozenset(acts) if acts else frozenset(PracticeAct)
    sent = []
    for person in people:
        needed = [act for act in practice.missing(practised.get(person.id, ())) if act in wanted]
        if not needed:
            continue
        row = running.get(person.id)
        if row is None:
            row = _new_exercise(tx, actor, person.id, needed)
        elif row.task_id is None and not set(needed) <= set(row.acts):
            before = list(row.acts)
            row.acts = [act for act in PracticeAct if act in row.acts or act in needed]
            tx.record(ExerciseAct.SEND, SUBJECT, row.id, actor, before={"acts": before}, after={"acts": row.acts})
            tx.changed(SUBJECT, row.id)
        _send_card(tx, row)
        sent.append(row)
    tx.changed("practice", agency.id)
    return sent


def own_exercise(tx: Tx, actor: Actor) -> ExerciseRow | None:
    """One's own exercise: the one under way, else one on all that is not practised yet; None when nothing is left."""
    tx.require(Act.PRACTISE, actor, Subject(actor.unit, actor.id))
    running = _running(tx, [actor]).get(actor.id)
    if running is not None:
        return running
    needed = practice.missing(_practised(tx, [actor]).get(actor.id, ()))
    return _new_exercise(tx, actor, actor.id, needed) if needed else None


def visible_exercise(tx: Tx, actor: Actor, exercise_id: UUID) -> ExerciseRow:
    """One's own exercise.

    Raises:
        NotFound: for anybody else's.
    """
    row = tx.session.get(ExerciseRow, exercise_id)
    if row is None or authority.allowed(Act.PRACTISE, actor, Subject(actor.unit, row.person_id)) is None:
        raise NotFound
    return row


def start_exercise(tx: Tx, actor: Actor, exercise_id: UUID, version: int | None = None) -> ExerciseRow:
    """[Bắt đầu]: the practice task comes to the person, as far on as the first act needs. Begun already: sent again."""
    row = _open(tx, actor, exercise_id, version)
    if row.task_id is None:
        task = _practice_task(tx, actor, row)
        row.task_id = task.id
        tx.record(
            ExerciseAct.START, SUBJECT, row.id, actor, after={"task": str(task.id), "acts": [*map(str, row.acts)]}
        )
        tx.changed(SUBJECT, row.id)
    tx.notify(
        "task",
        person_id=actor.id,
        subject_type="task",
        subject_id=row.task_id,
        dedup=f"practice:{row.id}:task:{row.version}",
    )
    return row


def self_evaluate_exercise(
    tx: Tx, actor: Actor, exercise_id: UUID, marks: Mapping[str, Decimal], version: int | None = None
) -> ExerciseRow:
    """[Gửi tự đánh giá] of an exercise: marks of the general criteria, as in a real month.

    Raises:
        Invalid: naming the criteria that are not marked, or not as they may be.
        Conflict: when an act before it is still to be done.
    """
    row, task = _turn(tx, actor, exercise_id, PracticeAct.SELF_EVALUATE, version)
    criteria.validate(catalogue.criteria_in_force(tx, actor.unit.agency_id), marks)
    after = {"marks": {code: str(mark) for code, mark in marks.items()}}
    tx.record(ExerciseAct.SELF_EVALUATE, "task", task.id, actor, after=after)
    exercises.settle(tx, task)
    return row


def see_result(tx: Tx, actor: Actor, exercise_id: UUID, version: int | None = None) -> ScoreSheet:
    """[Xem kết quả]: what the practice task alone would score, by the rules of a real month; a look that is recorded.

    Raises:
        Conflict: when an act before it is still to be done.
    """
    _, task = _turn(tx, actor, exercise_id, PracticeAct.SEE_RESULT, version)
    tx.record(ExerciseAct.SEE_RESULT, "task", task.id, actor)
    exercises.settle(tx, task)
    marked = last_act(tx.session, task.id, [ExerciseAct.SELF_EVALUATE])
    marks = {code: Decimal(mark) for code, mark in marked.after["marks"].items()} if marked else None
    window = window_of(scores.current_period(tx.now))
    return score(
        scores.lines_of_tasks(tx, [task], window),
        policy=scores.policy_for(actor),
        window=window,
        at=tx.now,
        general=None if scores.leads(actor) else marks,
    )


def dispute_data(
    tx: Tx, actor: Actor, exercise_id: UUID, what: Disputed, text: str, version: int | None = None
) -> ExerciseRow:
    """[Báo sai lệch dữ liệu] of an exercise: what is wrong, and what is right.

    Raises:
        Invalid: without a text.
        Conflict: when an act before it is still to be done.
    """
    row, task = _turn(tx, actor, exercise_id, PracticeAct.DISPUTE, version)
    text = needed_text("practice_dispute_text", text, "Nội dung đúng")
    tx.record(ExerciseAct.DISPUTE, "task", task.id, actor, reason=text, after={"what": what})
    exercises.settle(tx, task)
    return row


def exercise_view(tx: Tx, row: ExerciseRow) -> ExerciseView:
    """The exercise as its person sees it."""
    wanted, done = asked(row), done_in(tx, row.task_id, row.person_id)
    people = organisation.references(tx.session, hanoi_date(tx.now), [row.person_id, row.sent_by_id])
    return ExerciseView(
        id=row.id,
        version=row.version,
        person=people[row.person_id],
        acts=tuple(wanted),
        done=tuple(act for act in wanted if act in done),
        next=practice.next_act(wanted, done),
        task_id=row.task_id,
        sent_at=row.sent_at,
        sent_by=people.get(row.sent_by_id) if row.sent_by_id != row.person_id and row.sent_by_id else None,
        finished_at=row.finished_at,
    )


def _practised(tx: Tx, people: Collection[Actor]) -> dict[UUID, set[PracticeAct]]:
    found: dict[UUID, set[PracticeAct]] = {}
    rows = tx.session.execute(
        select(PractisedRow.person_id, PractisedRow.act).where(
            PractisedRow.person_id.in_([person.id for person in people])
        )
    )
    for person_id, act in rows:
        found.setdefault(person_id, set()).add(PracticeAct(act))
    return found


def _running(tx: Tx, people: Collection[Actor], *, lock: bool = False) -> dict[UUID, ExerciseRow]:
    query = select(ExerciseRow).where(
        ExerciseRow.person_id.in_([person.id for person in people]), ExerciseRow.finished_at.is_(None)
    )
    return {row.person_id: row for row in tx.session.scalars(query.with_for_update() if lock else query)}


def _new_exercise(tx: Tx, actor: Actor, person_id: UUID, acts: Collection[PracticeAct]) -> ExerciseRow:
    row = ExerciseRow(
        id=new_id(),
        person_id=person_id,
        acts=[str(act) for act in acts],
        task_id=None,
        sent_by_id=actor.id,
        sent_at=tx.now,
        finished_at=None,
    )
    tx.session.add(row)
    tx.record(ExerciseAct.SEND, SUBJECT, row.id, actor, after={"to": str(person_id), "acts": row.acts})
    return row


def _send_card(tx: Tx, row: ExerciseRow) -> None:
    tx.notify(
        "practice",
        person_id=row.person_id,
        subject_type=SUBJECT,
        subject_id=row.id,
        dedup=f"practice:{row.id}:{hanoi_date(tx.now).isoformat()}",
    )


def _open(tx: Tx, actor: Actor, exercise_id: UUID, version: int | None) -> ExerciseRow:
    """One's own exercise, held until the transaction ends."""
    row = tx.session.get(ExerciseRow, exercise_id, with_for_update=True)
    if row is None or authority.allowed(Act.PRACTISE, actor, Subject(actor.unit, row.person_id)) is None:
        raise NotFound
    tx.require(Act.PRACTISE, actor, Subject(actor.unit, row.person_id))
    if version is not None and version != row.version:
        raise Stale
    return row


def _turn(
    tx: Tx, actor: Actor, exercise_id: UUID, act: PracticeAct, version: int | None
) -> tuple[ExerciseRow, TaskRow]:
    row = _open(tx, actor, exercise_id, version)
    task = task_by_id(tx.session, row.task_id) if row.task_id else None
    if task is None:
        raise Conflict("Mời bấm Bắt đầu trước.")
    practice.require_turn(act, asked(row), done_in(tx, task.id, row.person_id))
    return row, task


def _practice_task(tx: Tx, actor: Actor, row: ExerciseRow) -> TaskRow:
    wanted = asked(row)
    state = practice.state_at_start(wanted)
    reported = PracticeAct.UPDATE not in wanted
    task = TaskRow(
        id=new_id(),
        installation_id=tx.installation_id(),
        host_id=None,
        state=state,
        name=TASK_NAME,
        content="",
        kind=TaskKind.REGULAR,
        priority=Priority.NORMAL,
        lead_unit_id=actor.unit.id,
        assigner_id=row.sent_by_id or actor.id,
        accountable_id=actor.id,
        approver_id=None,
        suggested_ids=[],
        co_units=[],
        co_people_ids=[],
        start=hanoi_date(tx.now),
        host_product="",
        product="Báo cáo ngắn, nửa trang",
        points=Decimal(5),
        coefficient=Decimal(1),
        quantity=Decimal(1),
        quality_criteria="Đúng thể thức, nêu đủ việc đã làm và việc còn lại",
        progress=STARTED_PROGRESS if reported else 0,
        progress_note="",
        accepted_quantity=Decimal(0),
        practice=True,
        created_at=tx.now,
        assigned_at=tx.now,
    )
    tx.session.add(task)
    tx.session.flush()
    tx.record("task.practice_given", "task", task.id, None, after={"state": task.state, "exercise": str(row.id)})
    return task
