"""Messages forwarded to the bot (tin nhắn chuyển tiếp): which task they prove is asked when it is not clear."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.doing.evidence import EvidenceWay
from hanoiwork_plugin.domain.doing.evidence_views import IntakeView, TaskChoice
from hanoiwork_plugin.domain.errors import Conflict, NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import TRANSITIONS, TaskAct
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.assigning.assignment import move, open_task
from hanoiwork_plugin.services.doing.evidence_files import FileGiven, keep_files, refuse_too_many
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.evidence import EvidenceIntakeRow, EvidenceRow
from hanoiwork_plugin.store.tasks import TaskRow, task_by_id

SUBJECT = "evidence_intake"
OFFERED = timedelta(days=14)
"""How long what was sent to the bot is offered on [Nộp minh chứng]."""
MOST_TASKS = 25
MOST_OFFERED = 10
_TAKING = sorted({state.value for state, act in TRANSITIONS if act is TaskAct.ADD_EVIDENCE})


def tasks_to_prove(tx: Tx, actor: Actor) -> list[TaskChoice]:
    """The actor's own tasks that take evidence now, the most urgent first."""
    rows = tx.session.scalars(
        select(TaskRow)
        .where(TaskRow.accountable_id == actor.id, TaskRow.state.in_(_TAKING))
        .order_by(TaskRow.due.nulls_last(), TaskRow.id)
        .limit(MOST_TASKS)
    )
    return [TaskChoice(row.id, row.name, row.due) for row in rows]


def receive_forwarded(
    tx: Tx,
    actor: Actor,
    installation_id: str,
    message_id: str,
    text: str,
    files: Sequence[FileGiven],
    *,
    task_id: UUID | None = None,
) -> None:
    """A message forwarded to the bot: files go to the only task that takes them, else the sender is asked for which.

    Args:
        task_id: the task in whose thread it stands; a text there is asked about all the same.

    Raises:
        Conflict: when the sender has no task that takes evidence.
    """
    tx.require(Act.SEE_OWN, actor, Subject(actor.unit, actor.id))
    choices = tasks_to_prove(tx, actor)
    if not choices:
        raise Conflict("Anh/chị chưa có nhiệm vụ nào đang thực hiện để nộp minh chứng.")
    if files and len(choices) == 1:
        task, _ = open_task(tx, actor, choices[0].id, None, TaskAct.ADD_EVIDENCE)
        added = keep_files(tx, actor, task, files, installation_id, EvidenceWay.FORWARDED)
        if added:
            move(tx, actor, task, TaskAct.ADD_EVIDENCE, after={"files": [row.name for row in added]})
        return
    made = tx.session.scalar(
        insert(EvidenceIntakeRow)
        .values(
            id=new_id(),
            version=1,
            installation_id=installation_id,
            message_id=message_id,
            person_id=actor.id,
            text=text,
            files=[asdict(file) for file in files],
            received_at=tx.now,
            task_id=task_id,
        )
        .on_conflict_do_nothing(index_elements=["installation_id", "message_id"])
        .returning(EvidenceIntakeRow.id)
    )
    if made is not None:
        tx.record("evidence.forwarded", SUBJECT, made, actor, after={"files": [file.name for file in files]})
        tx.notify(
            "evidence_intake",
            person_id=actor.id,
            subject_type=SUBJECT,
            subject_id=made,
            dedup=f"intake:{made}",
            installation_id=installation_id,
        )


def visible_intake(tx: Tx, actor: Actor, intake_id: UUID) -> EvidenceIntakeRow:
    """One's own forwarded message.

    Raises:
        NotFound: for anybody else's.
    """
    row = tx.session.get(EvidenceIntakeRow, intake_id, with_for_update=True)
    if row is None or row.person_id != actor.id:
        raise NotFound
    tx.require(Act.SEE_OWN, actor, Subject(actor.unit, actor.id))
    return row


def choose_task(tx: Tx, actor: Actor, intake_id: UUID, task_id: UUID) -> EvidenceIntakeRow:
    """[Nộp minh chứng] on the small card: the message becomes evidence of the task.

    Raises:
        Conflict: when it was settled before, nothing of it can serve, or the task takes no evidence.
    """
    row = visible_intake(tx, actor, intake_id)
    if row.settled_at is not None:
        raise Conflict("Tin này đã được xử lý.")
    task, _ = open_task(tx, actor, task_id, None, TaskAct.ADD_EVIDENCE)
    added = settle_intakes(tx, actor, task, [row.id])
    if added:
        move(tx, actor, task, TaskAct.ADD_EVIDENCE, after={"files": [each.name for each in added]})
    return row


def put_aside(tx: Tx, actor: Actor, intake_id: UUID) -> EvidenceIntakeRow:
    """[Không phải minh chứng]: the message is not asked about or offered again.

    Raises:
        Conflict: when it was settled before.
    """
    row = visible_intake(tx, actor, intake_id)
    if row.settled_at is not None:
        raise Conflict("Tin này đã được xử lý.")
    row.settled_at, row.task_id = tx.now, None
    tx.record("evidence.put_aside", SUBJECT, row.id, actor)
    tx.changed(SUBJECT, row.id)
    return row


def settle_intakes(tx: Tx, actor: Actor, task: TaskRow, intake_ids: Sequence[UUID]) -> list[EvidenceRow]:
    """Make messages of the actor evidence of the task; those settled before are left out."""
    rows = tx.session.scalars(
        select(EvidenceIntakeRow)
        .where(
            EvidenceIntakeRow.id.in_(intake_ids),
            EvidenceIntakeRow.person_id == actor.id,
            EvidenceIntakeRow.settled_at.is_(None),
        )
        .order_by(EvidenceIntakeRow.id)
        .with_for_update()
    ).all()
    added: list[EvidenceRow] = []
    for row in rows:
        given = [FileGiven(**each) for each in row.files]
        added += keep_files(tx, actor, task, given, row.installation_id, EvidenceWay.FORWARDED)
        if row.text and not given:
            added.append(_message(tx, actor, task, row))
        row.settled_at, row.task_id = tx.now, task.id
        tx.changed(SUBJECT, row.id)
    return added


def _message(tx: Tx, actor: Actor, task: TaskRow, intake: EvidenceIntakeRow) -> EvidenceRow:
    refuse_too_many(tx, task, 1)
    row = EvidenceRow(
        id=new_id(),
        task_id=task.id,
        installation_id=intake.installation_id,
        way=EvidenceWay.MESSAGE,
        reference=intake.message_id,
        about={"text": intake.text},
        name=" ".join(intake.text.split())[:120],
        size=len(intake.text.encode()),
        content_type="text/plain",
        sha256="",
        added_by_id=actor.id,
        added_at=tx.now,
        read_at=tx.now,
        fault="",
        explanation="",
    )
    tx.session.add(row)
    tx.session.flush()
    return row


def offered_intakes(tx: Tx, actor: Actor) -> list[IntakeView]:
    """What the actor sent to the bot lately and has not used, newest first."""
    rows = tx.session.scalars(
        select(EvidenceIntakeRow)
        .where(
            EvidenceIntakeRow.person_id == actor.id,
            EvidenceIntakeRow.settled_at.is_(None),
            EvidenceIntakeRow.received_at > tx.now - OFFERED,
        )
        .order_by(EvidenceIntakeRow.received_at.desc())
        .limit(MOST_OFFERED)
    )
    return [_view(row, (), "") for row in rows]


def intake_view(tx: Tx, row: EvidenceIntakeRow, viewer: Actor) -> IntakeView:
    """The small card: what was forwarded, and the tasks it may be for."""
    named = task_by_id(tx.session, row.task_id) if row.task_id and row.settled_at else None
    choices = () if row.settled_at else tuple(tasks_to_prove(tx, viewer))
    return _view(row, choices, named.name if named else "")


def _view(row: EvidenceIntakeRow, choices: tuple[TaskChoice, ...], task_name: str) -> IntakeView:
    return IntakeView(
        id=row.id,
        version=row.version,
        files=tuple(str(each["name"]) for each in row.files),
        text=row.text,
        received_at=row.received_at,
        settled=row.settled_at is not None,
        task_name=task_name,
        suggested_id=row.task_id,
        choices=choices,
    )
