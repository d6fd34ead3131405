"""Doing a task: progress, evidence, handing in, judging (DOMAIN 4; STORY 13 to 15)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.calendar import add_working_days, due_instant, hanoi_date, is_overdue
from hanoiwork_plugin.domain.errors import Conflict, Fault, Forbidden, Invalid
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.tasks import ReturnType, TaskAct
from hanoiwork_plugin.ids import new_id
from hanoiwork_plugin.services.assigning.assignment import REDO_WORKING_DAYS, move, needed_text, open_task
from hanoiwork_plugin.services.doing.evidence_files import FileGiven, keep_files
from hanoiwork_plugin.services.doing.task_views import units_left
from hanoiwork_plugin.services.doing.waits import end_open_wait
from hanoiwork_plugin.services.timing.deadlines import set_timers
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.services.watch.watch_clock import look_soon
from hanoiwork_plugin.store.evidence import EvidenceRow, evidence_of
from hanoiwork_plugin.store.tasks import SubmissionRow, TaskRow, last_submission, submissions_of, units_waiting


def report_progress(
    tx: Tx, actor: Actor, task_id: UUID, percent: int, note: str, version: int | None = None
) -> TaskRow:
    """Cập nhật tiến độ: a value and a note.

    Raises:
        Invalid: when the value is not from 0 to 100, or nothing is new.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.PROGRESS)
    if not 0 <= percent <= 100:
        raise Invalid(
            "Tiến độ phải từ 0 đến 100.", faults=[Fault("percent", "Tiến độ phải là số nguyên từ 0 đến 100.")]
        )
    note = note.strip()
    if percent == task.progress and note == task.progress_note:
        raise Invalid("Tiến độ và ghi chú chưa có gì mới.", faults=[Fault("percent", "Chưa có gì mới để cập nhật.")])
    before: dict[str, object] = {"progress": task.progress}
    task.progress, task.progress_note = percent, note
    move(tx, actor, task, TaskAct.PROGRESS, reason=note, before=before, after={"progress": percent})
    look_soon(tx, task)
    return task


def add_evidence(
    tx: Tx, actor: Actor, task_id: UUID, files: Sequence[FileGiven], *, installation_id: str | None
) -> list[EvidenceRow]:
    """Bổ sung minh chứng: files replied to the task's card; the same file again is one evidence.

    Raises:
        Conflict: when the task is not being worked on.
        Invalid: when it has all the evidence it can hold.
    """
    task, _ = open_task(tx, actor, task_id, None, TaskAct.ADD_EVIDENCE)
    added = keep_files(tx, actor, task, files, installation_id)
    if added:
        move(tx, actor, task, TaskAct.ADD_EVIDENCE, after={"files": [row.name for row in added]})
    return added


def submit_product(
    tx: Tx,
    actor: Actor,
    task_id: UUID,
    quantity: Decimal | None,
    note: str,
    files: Sequence[FileGiven] = (),
    *,
    installation_id: str | None = None,
    version: int | None = None,
) -> SubmissionRow:
    """Gửi sản phẩm, whole or part; everything replied before goes with it.

    Args:
        quantity: units handed in now; None hands in all that is left.

    Raises:
        Invalid: more than what is left, or neither a file nor a note naming the product.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.SUBMIT)
    left = units_left(task)
    quantity = left if quantity is None else quantity
    if not 0 < quantity <= left:
        raise Invalid(
            "Số lượng gửi phải lớn hơn 0 và không quá {left}.",
            faults=[Fault("quantity", "Còn lại {left} sản phẩm để gửi.", {"left": left})],
            left=left,
        )
    keep_files(tx, actor, task, files, installation_id)
    found = evidence_of(tx.session, task.id)
    waiting = [row for row in found if row.submission_id is None and row.request_id is None and not row.fault]
    if not waiting and not note.strip():
        raise Invalid(
            "Cần ít nhất một tệp minh chứng, hoặc ghi chú nêu rõ sản phẩm (số, ký hiệu văn bản).",
            faults=[Fault("attachments", "Cần tệp minh chứng hoặc ghi chú nêu rõ sản phẩm.")],
        )
    earlier = last_submission(tx.session, task.id)
    row = SubmissionRow(
        id=new_id(),
        task_id=task.id,
        number=earlier.number + 1 if earlier else 1,
        quantity=quantity,
        note=note.strip(),
        submitted_by_id=actor.id,
        submitted_at=tx.now,
        accepted_quantity=Decimal(0),
        returned_quantity=Decimal(0),
        reason="",
        requested_change="",
    )
    tx.session.add(row)
    tx.session.flush()
    for evidence in waiting:
        evidence.submission_id = row.id
    if quantity == left:
        end_open_wait(tx, actor, task)
    after = {"submission": str(row.id), "units": str(quantity), "files": [each.name for each in waiting]}
    move(tx, actor, task, TaskAct.SUBMIT, reason=row.note, after=after)
    if task.practice:
        return row  # nobody is asked to judge an exercise
    look_soon(tx, task)
    tx.notify(
        "task",
        person_id=task.assigner_id,
        subject_type="task",
        subject_id=task.id,
        dedup=f"submission:{row.id}",
        installation_id=task.installation_id,
    )
    return row


def accept_product(
    tx: Tx, actor: Actor, task_id: UUID, version: int | None = None, *, units: Decimal | None = None
) -> TaskRow:
    """Duyệt sản phẩm; the task is done when the whole quantity is accepted.

    Args:
        units: how many of the units that wait are accepted now; the others go on waiting. None: all.

    Raises:
        Invalid: when the units are more than wait.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.APPROVE_PRODUCT)
    submission = _waiting_submission(tx, task)
    waiting = units_waiting(submission)
    units = waiting if units is None else units
    if not 0 < units <= waiting:
        raise Invalid(
            "Số lượng duyệt phải lớn hơn 0 và không quá {units}.",
            faults=[Fault("units", "Còn {units} sản phẩm chờ duyệt.", {"units": waiting})],
            units=waiting,
        )
    submission.accepted_quantity += units
    undecided = units < waiting
    if not undecided:
        _decide(tx, actor, submission)
    _accept_units(tx, actor, task, submission, units, undecided=undecided)
    _tell_assignee(tx, task)
    return task


def return_product(
    tx: Tx,
    actor: Actor,
    task_id: UUID,
    return_type: ReturnType,
    reason: str,
    requested_change: str,
    *,
    units: Decimal | None = None,
    redo_due: date | None = None,
    version: int | None = None,
) -> TaskRow:
    """Trả lại sản phẩm, with type, reason and requested change (NĐ 335 Điều 18).

    Args:
        units: how many of the units handed in must be done again; None: all. The others are accepted.
        redo_due: the new deadline for doing them again; None leaves the deadline as it is, unless it passed while
            the product, handed in in time, was waiting: then two working days are given.

    Raises:
        Invalid: when reason or requested change is missing, or the units are more than were handed in.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.RETURN)
    submission = _waiting_submission(tx, task)
    texts = (("reason", reason, "Lý do trả lại"), ("requested_change", requested_change, "Nội dung cần sửa"))
    missing = [(place, label) for place, text, label in texts if not text.strip()]
    if missing:
        raise Invalid(
            "Còn thiếu: {names}.",
            faults=[Fault(place, "Còn thiếu {name}.", {"name": label}) for place, label in missing],
            names=tuple(label for _, label in missing),
        )
    waiting = units_waiting(submission)
    units = waiting if units is None else units
    if not 0 < units <= waiting:
        raise Invalid(
            "Số lượng trả lại phải lớn hơn 0 và không quá {units}.",
            faults=[Fault("units", "Còn {units} sản phẩm chờ duyệt.", {"units": waiting})],
            units=waiting,
        )
    if redo_due and redo_due < hanoi_date(tx.now):
        raise Invalid("Hạn gửi lại phải từ hôm nay trở đi.", faults=[Fault("redo_due", "Ngày này đã qua.")])
    submission.return_type, submission.reason = return_type, reason.strip()
    submission.requested_change = requested_change.strip()
    submission.returned_quantity = units
    submission.accepted_quantity += waiting - units
    _decide(tx, actor, submission)
    if waiting > units:
        task.accepted_quantity += waiting - units
        tx.record(
            TaskAct.APPROVE_PRODUCT,
            "task",
            task.id,
            actor,
            after={"submission": str(submission.id), "units": str(waiting - units)},
        )
    before: dict[str, object] = {"due": task.due.isoformat() if task.due else None}
    in_time = task.due is not None and not is_overdue(task.due, submission.submitted_at)
    if redo_due is None and in_time and task.due and is_overdue(task.due, tx.now):
        redo_due = add_working_days(hanoi_date(tx.now), REDO_WORKING_DAYS)
    if redo_due:
        task.due = due_instant(redo_due)
        set_timers(tx, task)
    move(
        tx,
        actor,
        task,
        TaskAct.RETURN,
        reason=submission.reason,
        before=before,
        after={
            "submission": str(submission.id),
            "units": str(units),
            "type": return_type,
            "requested_change": submission.requested_change,
            "due": task.due.isoformat() if task.due else None,
        },
    )
    _tell_assignee(tx, task)
    return task


def remark_on_return(tx: Tx, actor: Actor, task_id: UUID, text: str, version: int | None = None) -> TaskRow:
    """Ý kiến về lần trả lại: stands beside the newest return and changes nothing of it (STORY 15).

    Raises:
        Conflict: when nothing was returned, or the remark is there already.
        Invalid: when it says nothing.
    """
    task, _ = open_task(tx, actor, task_id, version, TaskAct.REMARK)
    returned = next((row for row in submissions_of(tx.session, task.id) if row.return_type), None)
    if returned is None:
        raise Conflict("Nhiệm vụ này chưa có lần trả lại nào.")
    if returned.remark:
        raise Conflict("Ý kiến về lần trả lại này đã được ghi.")
    returned.remark, returned.remarked_at = needed_text("remark", text, "Nội dung ý kiến"), tx.now
    move(tx, actor, task, TaskAct.REMARK, reason=returned.remark, after={"submission": str(returned.id)})
    return task


def _waiting_submission(tx: Tx, task: TaskRow) -> SubmissionRow:
    submission = last_submission(tx.session, task.id)
    if submission is None or submission.decided_at is not None:
        raise Conflict("Không có sản phẩm nào đang chờ duyệt.")
    return submission


def _decide(tx: Tx, actor: Actor, submission: SubmissionRow) -> None:
    if submission.submitted_by_id == actor.id:
        raise Forbidden("Không ai được duyệt sản phẩm do chính mình gửi.")
    submission.decided_by_id, submission.decided_at = actor.id, tx.now


def _accept_units(
    tx: Tx, actor: Actor, task: TaskRow, submission: SubmissionRow, units: Decimal, *, undecided: bool
) -> None:
    task.accepted_quantity += units
    whole = units_left(task) <= 0
    move(
        tx,
        actor,
        task,
        TaskAct.APPROVE_PRODUCT,
        whole=whole,
        undecided=undecided,
        after={"submission": str(submission.id), "units": str(units)},
    )
    if whole:
        task.done_at, task.progress = tx.now, 100


def _tell_assignee(tx: Tx, task: TaskRow) -> None:
    tx.notify(
        "task",
        person_id=task.accountable_id,
        subject_type="task",
        subject_id=task.id,
        installation_id=task.installation_id,
    )
