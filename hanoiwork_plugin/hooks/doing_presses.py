"""Buttons of doing a task: requests and their answers, steering by the giver, the day's decisions (STORY 13 to 18)."""

from uuid import UUID

from hanoiwork_plugin.domain.calendar import due_instant
from hanoiwork_plugin.domain.doing.requests import RequestKind
from hanoiwork_plugin.hooks.answers import dialog, toast
from hanoiwork_plugin.hooks.doing_inputs import (
    AgreeInputs,
    CannotInputs,
    CauseInputs,
    CloseInputs,
    EndWaitInputs,
    ExtensionInputs,
    PartInputs,
    PauseTaskInputs,
    ReassignInputs,
    RefuseInputs,
    RemarkInputs,
    StopInputs,
    WaitInputs,
)
from hanoiwork_plugin.hooks.inputs import NoInputs
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.screens import doing
from hanoiwork_plugin.services.doing import decisions, handover, requests, steering, task_work, waits
from hanoiwork_plugin.services.doing.waits import Awaited
from hanoiwork_plugin.services.presses import Answer
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.store.tasks import TaskRow


def ask(press: Pressed) -> Answer:
    """[Đề nghị…]: what the assignee may ask, in a dialog."""
    card = doing.asking(press.tx, press.actor, press.subject_id, press.context)
    return press.unchanged([dialog(press.say("Đề nghị, ý kiến"), card)], press.say("Mời chọn trong hộp thoại."))


def steer(press: Pressed) -> Answer:
    """[Điều hành…]: what the giver may do, in a dialog."""
    card = doing.steering(press.tx, press.actor, press.subject_id, press.context)
    return press.unchanged([dialog(press.say("Điều hành nhiệm vụ"), card)], press.say("Mời chọn trong hộp thoại."))


def ask_wait(press: Pressed) -> Answer:
    """[Gửi bên kia xác nhận]."""
    given = press.inputs
    kind, _, side = given["wait_side"].partition(":")
    side_id = UUID(side)
    awaited = Awaited(
        given["wait_text"],
        given["wait_since"],
        given["wait_expected"],
        unit_id=side_id if kind == "unit" else None,
        person_id=side_id if kind == "person" else None,
    )
    waits.ask_wait(press.tx, press.actor, press.subject_id, awaited, press.version)
    return press.show("task", press.subject_id, [toast(press.say("Đã gửi bên kia xác nhận."))])


def ask_extension(press: Pressed) -> Answer:
    """[Gửi đề nghị gia hạn]."""
    given = press.inputs
    wanted = due_instant(given["extension_due"])
    requests.ask_extension(press.tx, press.actor, press.subject_id, wanted, given["extension_text"], press.version)
    return press.show("task", press.subject_id, [toast(press.say("Đã gửi đề nghị."))])


def claim_cause(press: Pressed) -> Answer:
    """[Gửi để xác nhận]."""
    given = press.inputs
    requests.claim_cause(
        press.tx,
        press.actor,
        press.subject_id,
        given["cause_entry"],
        given["cause_text"],
        document=given["cause_document"],
        files=press.files,
        installation_id=press.installation_id,
        version=press.version,
    )
    return press.show("task", press.subject_id, [toast(press.say("Đã gửi đề nghị."))])


def ask_hand_over(press: Pressed) -> Answer:
    """[Đề nghị bàn giao]."""
    requests.ask_hand_over(press.tx, press.actor, press.subject_id, press.inputs["cannot_text"], version=press.version)
    return press.show("task", press.subject_id, [toast(press.say("Đã gửi đề nghị."))])


def remark(press: Pressed) -> Answer:
    """[Ghi ý kiến]."""
    text = press.inputs["remark_text"]
    task_work.remark_on_return(press.tx, press.actor, press.subject_id, text, press.version)
    return press.show("task", press.subject_id, [toast(press.say("Đã ghi ý kiến."))])


def view_request(press: Pressed) -> Answer:
    """[Xem đề nghị], [Mở]: the request's own card is sent."""
    row = requests.visible_request(press.tx, press.actor, press.subject_id)
    press.tx.notify(
        "task_request",
        person_id=press.actor.id,
        subject_type="task_request",
        subject_id=row.id,
        installation_id=press.installation_id,
    )
    sent = press.say("Thẻ đề nghị đã được gửi vào trò chuyện.")
    return press.unchanged([toast(sent, "info")], sent)


def agree(press: Pressed) -> Answer:
    """[Xác nhận], [Gia hạn], [Bàn giao nhiệm vụ]."""
    given = press.inputs
    due = given.get("agree_due")
    requests.answer(
        press.tx,
        press.actor,
        press.subject_id,
        given["agree_text"],
        agree=True,
        due=due_instant(due) if due else None,
        to_id=given.get("agree_to"),
        version=press.version,
    )
    return press.show("task_request", press.subject_id)


def refuse(press: Pressed) -> Answer:
    """[Không đồng ý]."""
    text = press.inputs["refuse_text"]
    requests.answer(press.tx, press.actor, press.subject_id, text, agree=False, version=press.version)
    return press.show("task_request", press.subject_id)


def withdraw(press: Pressed) -> Answer:
    """[Rút đề nghị]."""
    requests.withdraw_request(press.tx, press.actor, press.subject_id, press.version)
    return press.show("task_request", press.subject_id)


def end_wait(press: Pressed) -> Answer:
    """[Đã có kết quả], by either side; on the task's own card [Đã nhận được, làm tiếp]."""
    row = requests.visible_request(press.tx, press.actor, press.subject_id)
    task = press.tx.session.get_one(TaskRow, row.task_id)
    end = waits.stop_waiting if task.accountable_id == press.actor.id else waits.end_wait
    end(press.tx, press.actor, row.id, press.inputs["end_note"], press.version)
    return _where_pressed(press, row)


def _where_pressed(press: Pressed, row: TaskRequestRow) -> Answer:
    posted = press.posted()
    if posted is not None and posted.kind == "task" and row.kind == RequestKind.WAIT:
        return press.show("task", row.task_id)
    return press.show("task_request", row.id)


def pause(press: Pressed) -> Answer:
    """[Tạm dừng nhiệm vụ]."""
    given = press.inputs
    steering.pause_task(
        press.tx,
        press.actor,
        press.subject_id,
        given["pause_reason"],
        until=given.get("pause_until"),
        version=press.version,
    )
    return press.show("task", press.subject_id)


def resume(press: Pressed) -> Answer:
    """[Cho tiếp tục]."""
    steering.resume_task(press.tx, press.actor, press.subject_id, press.version)
    return press.show("task", press.subject_id)


def reassign(press: Pressed) -> Answer:
    """[Giao người khác]."""
    given = press.inputs
    handover.hand_over_task(
        press.tx,
        press.actor,
        press.subject_id,
        given["reassign_to"],
        given["reassign_reason"],
        press.version,
        why=given["reassign_why"],
    )
    return press.show("task", press.subject_id)


def close(press: Pressed) -> Answer:
    """[Chốt kết quả đến nay]."""
    reason = press.inputs["closing_reason"]
    handover.close_task(press.tx, press.actor, press.subject_id, reason, press.version)
    return press.show("task", press.subject_id)


def cancel(press: Pressed) -> Answer:
    """[Hủy]."""
    handover.cancel_task(press.tx, press.actor, press.subject_id, press.inputs["stop_reason"], press.version)
    return press.show("task", press.subject_id)


def accept_part(press: Pressed) -> Answer:
    """[Duyệt phần này]."""
    units = press.inputs["part_quantity"]
    task_work.accept_product(press.tx, press.actor, press.subject_id, press.version, units=units)
    return press.show("task", press.subject_id)


def accept_clean(press: Pressed) -> Answer:
    """[Duyệt … sản phẩm]."""
    decisions.accept_clean(press.tx, press.actor, press.subject_id, press.version)
    return press.show("decisions", press.subject_id)


def show_decisions(press: Pressed) -> Answer:
    """[Xem tiếp]: what waits now."""
    row = decisions.list_of_today(press.tx, press.actor)
    return press.show("decisions", row.id)


VERBS: dict[str, Verb] = {
    "task.asking": Verb(NoInputs, ask),
    "task.steering": Verb(NoInputs, steer),
    "wait.ask": Verb(WaitInputs, ask_wait),
    "wait.end": Verb(EndWaitInputs, end_wait),
    "extension.ask": Verb(ExtensionInputs, ask_extension),
    "cause.claim": Verb(CauseInputs, claim_cause),
    "hand_over.ask": Verb(CannotInputs, ask_hand_over),
    "return.remark": Verb(RemarkInputs, remark),
    "request.view": Verb(NoInputs, view_request),
    "request.agree": Verb(AgreeInputs, agree),
    "request.refuse": Verb(RefuseInputs, refuse),
    "request.withdraw": Verb(NoInputs, withdraw),
    "task.pause": Verb(PauseTaskInputs, pause),
    "task.resume": Verb(NoInputs, resume),
    "task.reassign": Verb(ReassignInputs, reassign),
    "task.close": Verb(CloseInputs, close),
    "task.cancel": Verb(StopInputs, cancel),
    "submission.accept_part": Verb(PartInputs, accept_part),
    "decisions.accept": Verb(NoInputs, accept_clean),
    "decisions.show": Verb(NoInputs, show_decisions),
}
