"""What every request about a task shares: asked once, answered once, both sides told (DOMAIN 4)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from hanoiwork_plugin.domain.authority import Act, Subject, allowed
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState, step
from hanoiwork_plugin.domain.errors import Conflict, NotFound, Stale
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services import competence
from hanoiwork_plugin.services.timing.deadlines import settle_deadline
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.requests import TaskRequestRow, locked_request
from hanoiwork_plugin.store.tasks import TaskRow, locked_task


def ask(
    tx: Tx,
    actor: Actor,
    task: TaskRow,
    kind: RequestKind,
    text: str,
    respondent_id: UUID,
    *,
    told: list[UUID] | None = None,
    **given: UUID | date | datetime | str | None,
) -> TaskRequestRow:
    """Put a request to its respondent; ``told`` names others who may answer for them.

    Raises:
        Conflict: when one of this kind is open already.
    """
    values: dict[str, Any] = {"document": "", **given}
    row = TaskRequestRow(
        id=new_id(),
        task_id=task.id,
        kind=kind,
        state=RequestState.ASKED,
        asked_by_id=actor.id,
        asked_at=tx.now,
        text=text,
        respondent_id=respondent_id,
        answer_text="",
        **values,
    )
    tx.session.flush()
    try:
        with tx.session.begin_nested():
            tx.session.add(row)
            tx.session.flush()
    except IntegrityError:
        raise Conflict("Đã có một đề nghị cùng loại đang chờ; mời xem thẻ đề nghị đó.") from None
    for person_id in told or [respondent_id]:
        tell(tx, row, task, person_id)
    return row


def respondent_of(tx: Tx, task: TaskRow, act: Act, subject: Subject) -> tuple[UUID, list[UUID]]:
    """Who decides on a request: the giver, else the nearest competent person; and everyone to be told.

    Raises:
        Invalid: when nobody in the agency is competent.
    """
    giver = organisation.actor_by_id(tx.session, task.assigner_id, hanoi_date(tx.now))
    if giver is None or not allowed(act, giver, subject):
        giver = competence.nearest(tx, act, subject, besides=task.accountable_id or task.assigner_id)
    return giver.id, competence.those_who_decide(tx, giver.id, act, subject)


def open_request(
    tx: Tx, request_id: UUID, version: int | None, *, kind: RequestKind | None = None
) -> tuple[TaskRequestRow, TaskRow]:
    """Lock a request and its task for an answer.

    Raises:
        NotFound: when there is none, or it is of another kind.
        Stale: when the card shows an older version.
    """
    found = tx.session.get(TaskRequestRow, request_id)
    task = locked_task(tx.session, found.task_id) if found else None
    row = locked_request(tx.session, request_id)
    if row is None or task is None or (kind is not None and row.kind != kind):
        raise NotFound
    tx.session.refresh(row)
    if version is not None and version != row.version:
        raise Stale
    settle_deadline(tx, task)
    return row, task


def answered(tx: Tx, actor: Actor, row: TaskRequestRow, text: str, *, agree: bool) -> None:
    """Write the answer; raises Conflict when the request is not waiting for one."""
    row.state = step(RequestKind(row.kind), RequestState(row.state), "agree" if agree else "refuse")
    row.answer_text, row.answered_by_id, row.answered_at = text.strip(), actor.id, tx.now
    tx.changed("task_request", row.id)


def tell(tx: Tx, row: TaskRequestRow, task: TaskRow, person_id: UUID, *, again: str = "") -> None:
    """The request's card for a person, once for its state and for what made it come ``again``."""
    tx.notify(
        "task_request",
        person_id=person_id,
        subject_type="task_request",
        subject_id=row.id,
        dedup=f"task_request:{row.id}:{person_id}:{row.state}{again}",
        installation_id=task.installation_id,
    )
