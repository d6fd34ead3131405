"""Requests about a task and the decisions on them: extension, objective cause, hand-over (DOMAIN 4; STORY 18)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from hanoiwork_plugin.domain import authority
from hanoiwork_plugin.domain.authority import Act
from hanoiwork_plugin.domain.calendar import due_instant, period_of
from hanoiwork_plugin.domain.doing.requests import (
    HandOverWhy,
    RequestKind,
    RequestState,
    check_extension,
    check_granted,
    step,
)
from hanoiwork_plugin.domain.errors import Conflict, Fault, Invalid, NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rating.evaluation import EvaluationState
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.services.assigning.assignment import move, needed_text, open_task
from hanoiwork_plugin.services.doing import request_clock
from hanoiwork_plugin.services.doing.evidence_files import FileGiven, keep_files
from hanoiwork_plugin.services.doing.handover import colleague, hand_over_task
from hanoiwork_plugin.services.doing.request_rows import answered, ask, open_request, respondent_of, tell
from hanoiwork_plugin.services.doing.task_views import subject_of
from hanoiwork_plugin.services.doing.waits import answer_wait, subject_awaited
from hanoiwork_plugin.services.rating.score_facts import waived_entries
from hanoiwork_plugin.services.timing.deadlines import set_timers
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.evaluations import EvaluationRow
from hanoiwork_plugin.store.evidence import EvidenceRow
from hanoiwork_plugin.store.ledger import LedgerEntryRow, entries_of_many
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import TaskRow


def ask_extension(
    tx: Tx, actor: Actor, task_id: UUID, wanted: datetime, reason: str, version: int | None = None
) -> TaskRequestRow:
    """[Xin gia hạn], before the deadline.

    Raises:
        Conflict: after the deadline, or while one is waiting for its answer.
        Invalid: without a reason, or with a deadline that is no later.
    """
    task, subject = open_task(tx, actor, task_id, version, TaskAct.ASK_EXTENSION)
    wanted = due_instant(wanted)
    check_extension(task.due, wanted, tx.now)
    reason = needed_text("extension_text", reason, "Lý do xin gia hạn")
    respondent_id, told = respondent_of(tx, task, Act.DECIDE_EXTENSION, subject)
    row = ask(
        tx,
        actor,
        task,
        RequestKind.EXTENSION,
        reason,
        respondent_id,
        told=told,
        due_before=task.due,
        due_wanted=wanted,
    )
    request_clock.start(tx, row)
    after = {"request": str(row.id), "due_wanted": wanted.isoformat()}
    move(tx, actor, task, TaskAct.ASK_EXTENSION, reason=reason, after=after)
    return row


def decide_extension(
    tx: Tx,
    actor: Actor,
    request_id: UUID,
    text: str,
    *,
    agree: bool,
    due: datetime | None = None,
    version: int | None = None,
) -> TaskRequestRow:
    """Grant an extension, as asked or to another date, or refuse it; both with a reason.

    A deadline that passed while the request, made in time, waited for its answer costs nothing once it is granted.
    """
    row, task = open_request(tx, request_id, version, kind=RequestKind.EXTENSION)
    tx.require(Act.DECIDE_EXTENSION, actor, subject_of(tx, task))
    text = needed_text("answer_text", text, "Lý do")
    answered(tx, actor, row, text, agree=agree)
    before: dict[str, object] = {"due": task.due.isoformat() if task.due else None}
    if not agree:
        move(tx, actor, task, TaskAct.REFUSE_EXTENSION, reason=text, before=before, after={"request": str(row.id)})
    else:
        given = due_instant(due) if due else row.due_wanted
        assert given is not None
        check_granted(task.due, given, tx.now)
        row.due_given = task.due = given
        task.window_due = max(task.window_due, given) if task.window_due else given
        missed = entries_of_many(tx.session, [task.id], [TaskAct.MISS_DEADLINE])
        waives = [str(each.id) for each in missed if datetime.fromisoformat(each.after["due"]) == row.due_before]
        after = {"request": str(row.id), "due": given.isoformat(), "waives": waives}
        move(tx, actor, task, TaskAct.GRANT_EXTENSION, reason=text, before=before, after=after)
        set_timers(tx, task)
    tell(tx, row, task, row.asked_by_id)
    return row


def claimable_entries(tx: Tx, task: TaskRow) -> list[LedgerEntryRow]:
    """The returns and missed deadlines of a task that no confirmed cause covers and no open claim names."""
    entries = entries_of_many(tx.session, [task.id], [TaskAct.RETURN, TaskAct.MISS_DEADLINE])
    settled = waived_entries(tx, [task.id])
    asked = set(
        tx.session.scalars(
            select(TaskRequestRow.entry_id).where(
                TaskRequestRow.task_id == task.id, TaskRequestRow.state == RequestState.ASKED
            )
        )
    )
    return [entry for entry in entries if entry.id not in settled and entry.id not in asked]


def claim_cause(
    tx: Tx,
    actor: Actor,
    task_id: UUID,
    entry_id: UUID,
    text: str,
    *,
    document: str = "",
    evidence_ids: Sequence[UUID] = (),
    files: Sequence[FileGiven] = (),
    installation_id: str | None = None,
    version: int | None = None,
) -> TaskRequestRow:
    """[Nêu nguyên nhân khách quan] of a delay or a return, with a file or the document that proves it.

    Args:
        evidence_ids: files of the task that are there already.

    Raises:
        Invalid: without a reason or any evidence, or with a file that is none of the task's or proves something else.
        Conflict: when it was confirmed or claimed before, or the month's result is approved already.
    """
    task, subject = open_task(tx, actor, task_id, version, TaskAct.CLAIM_CAUSE)
    _refuse_closed_month(tx, task)
    if entry_id not in {entry.id for entry in claimable_entries(tx, task)}:
        raise Conflict("Lần trả lại hoặc quá hạn này đã được nêu nguyên nhân hoặc không có trên nhiệm vụ.")
    text = needed_text("cause_text", text, "Nguyên nhân")
    given = _free_evidence(tx, task, evidence_ids)
    if not given and not files and not document.strip():
        raise Invalid(
            "Cần tệp minh chứng, hoặc số, ký hiệu văn bản chứng minh nguyên nhân.",
            faults=[Fault("cause_document", "Cần tệp minh chứng hoặc số, ký hiệu văn bản.")],
        )
    respondent_id, told = respondent_of(tx, task, Act.CONFIRM_CAUSE, subject)
    row = ask(
        tx,
        actor,
        task,
        RequestKind.CAUSE,
        text,
        respondent_id,
        told=told,
        entry_id=entry_id,
        document=document.strip(),
    )
    kept = keep_files(tx, actor, task, files, installation_id)
    if not kept and not given and not row.document:
        raise Invalid(
            "Không có tệp nào nhận được; mời gửi tệp khác, hoặc ghi số, ký hiệu văn bản chứng minh nguyên nhân.",
            faults=[Fault("cause_document", "Cần tệp minh chứng hoặc số, ký hiệu văn bản.")],
        )
    tx.session.execute(
        update(EvidenceRow)
        .where(EvidenceRow.task_id == task.id, EvidenceRow.host_file_id.in_([file.id for file in files]))
        .where(EvidenceRow.submission_id.is_(None))
        .values(request_id=row.id)
    )
    for each in given:
        each.request_id = row.id
    after = {"request": str(row.id), "entry": str(entry_id), "document": row.document}
    files_named = {"files": [each.name for each in (*given, *kept)]} if given or kept else {}
    move(tx, actor, task, TaskAct.CLAIM_CAUSE, reason=text, after={**after, **files_named})
    return row


def _free_evidence(tx: Tx, task: TaskRow, ids: Sequence[UUID]) -> list[EvidenceRow]:
    """Files of the task that belong to no product and prove no other claim."""
    rows = tx.session.scalars(
        select(EvidenceRow).where(
            EvidenceRow.id.in_(ids),
            EvidenceRow.task_id == task.id,
            EvidenceRow.submission_id.is_(None),
            EvidenceRow.request_id.is_(None),
        )
    ).all()
    if len(rows) != len(set(ids)):
        raise Invalid(
            "Có minh chứng không thuộc nhiệm vụ này, hoặc đã dùng cho sản phẩm, đề nghị khác.",
            faults=[Fault("evidence", "Mời chọn minh chứng chưa dùng của nhiệm vụ này.")],
        )
    return list(rows)


def decide_cause(
    tx: Tx, actor: Actor, request_id: UUID, text: str, *, agree: bool, version: int | None = None
) -> TaskRequestRow:
    """Confirm the objective cause, which alone takes the cost away, or refuse it; both with a reason."""
    row, task = open_request(tx, request_id, version, kind=RequestKind.CAUSE)
    tx.require(Act.CONFIRM_CAUSE, actor, subject_of(tx, task))
    _refuse_closed_month(tx, task)
    text = needed_text("answer_text", text, "Lý do")
    answered(tx, actor, row, text, agree=agree)
    act = TaskAct.CONFIRM_CAUSE if agree else TaskAct.REFUSE_CAUSE
    after: dict[str, object] = {"request": str(row.id), "entry": str(row.entry_id)}
    if agree:
        after["waives"] = [str(row.entry_id)]
    move(tx, actor, task, act, reason=text, after=after)
    tell(tx, row, task, row.asked_by_id)
    return row


def _refuse_closed_month(tx: Tx, task: TaskRow) -> None:
    """An approved result is only changed by a petition."""
    if task.window_due is None:
        return
    period = period_of(task.window_due)
    state = tx.session.scalar(
        select(EvaluationRow.state).where(
            EvaluationRow.person_id == task.accountable_id, EvaluationRow.period == period.code
        )
    )
    if state in (EvaluationState.APPROVED, EvaluationState.PUBLISHED):
        raise Conflict("Kết quả đánh giá của kỳ này đã được phê duyệt; mời gửi kiến nghị về lần trả lại, quá hạn này.")


def ask_hand_over(
    tx: Tx, actor: Actor, task_id: UUID, reason: str, *, to_id: UUID | None = None, version: int | None = None
) -> TaskRequestRow:
    """[Đề nghị bàn giao]: the assignee cannot do it and says why; the giver decides, and to whom it goes."""
    task, subject = open_task(tx, actor, task_id, version, TaskAct.ASK_HAND_OVER)
    reason = needed_text("hand_over_text", reason, "Lý do không thực hiện được")
    respondent_id, told = respondent_of(tx, task, Act.HAND_OVER_TASK, subject)
    row = ask(tx, actor, task, RequestKind.HAND_OVER, reason, respondent_id, told=told, other_person_id=to_id)
    move(tx, actor, task, TaskAct.ASK_HAND_OVER, reason=reason, after={"request": str(row.id)})
    return row


def decide_hand_over(
    tx: Tx,
    actor: Actor,
    request_id: UUID,
    text: str,
    *,
    agree: bool,
    to_id: UUID | None = None,
    version: int | None = None,
) -> TaskRequestRow:
    """Hand the work over because the person cannot do it, or refuse with a reason.

    Raises:
        Invalid: when nobody is named to take it.
    """
    row, task = open_request(tx, request_id, version, kind=RequestKind.HAND_OVER)
    tx.require(Act.HAND_OVER_TASK, actor, subject_of(tx, task))
    text = needed_text("answer_text", text, "Lý do")
    answered(tx, actor, row, text, agree=agree)
    if agree:
        taker = to_id or row.other_person_id
        if taker is None:
            raise Invalid("Chưa chọn người nhận việc.", faults=[Fault("agree_to", "Mời chọn người nhận việc.")])
        row.other_person_id = taker
        colleague(tx, actor, taker, task)
        hand_over_task(tx, actor, task.id, taker, f"{row.text} – {text}", why=HandOverWhy.CANNOT)
    else:
        move(tx, actor, task, TaskAct.REFUSE_HAND_OVER, reason=text, after={"request": str(row.id)})
    tell(tx, row, task, row.asked_by_id)
    return row


def withdraw_request(tx: Tx, actor: Actor, request_id: UUID, version: int | None = None) -> TaskRequestRow:
    """[Rút đề nghị], while nobody has answered.

    Raises:
        Conflict: when it was answered before.
    """
    row, task = open_request(tx, request_id, version)
    open_task(tx, actor, task.id, None, TaskAct.WITHDRAW)
    row.state = step(RequestKind(row.kind), RequestState(row.state), "withdraw")
    tx.changed("task_request", row.id)
    move(tx, actor, task, TaskAct.WITHDRAW, after={"request": str(row.id), "kind": row.kind})
    return row


def answer(
    tx: Tx,
    actor: Actor,
    request_id: UUID,
    text: str,
    *,
    agree: bool,
    due: datetime | None = None,
    to_id: UUID | None = None,
    version: int | None = None,
) -> TaskRequestRow:
    """Answer a request of any kind: each asks for its own authority."""
    row = visible_request(tx, actor, request_id)
    match RequestKind(row.kind):
        case RequestKind.WAIT:
            return answer_wait(tx, actor, row.id, text, agree=agree, version=version)
        case RequestKind.EXTENSION:
            return decide_extension(tx, actor, row.id, text, agree=agree, due=due, version=version)
        case RequestKind.CAUSE:
            return decide_cause(tx, actor, row.id, text, agree=agree, version=version)
        case RequestKind.HAND_OVER:
            return decide_hand_over(tx, actor, row.id, text, agree=agree, to_id=to_id, version=version)


def visible_request(tx: Tx, actor: Actor, request_id: UUID) -> TaskRequestRow:
    """A request, for those who may see its task and, for a wait, for the side that is awaited.

    Raises:
        NotFound: for everyone else.
    """
    row = tx.session.get(TaskRequestRow, request_id)
    task = tx.session.get(TaskRow, row.task_id) if row else None
    if row is None or task is None:
        raise NotFound
    if authority.allowed(Act.SEE_TASK, actor, subject_of(tx, task)):
        return row
    if row.kind == RequestKind.WAIT and authority.allowed(Act.ANSWER_WAIT, actor, subject_awaited(tx, row)):
        return row
    raise NotFound
