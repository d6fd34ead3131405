"""The card of a task: one card for every viewer and state, its buttons by what the viewer may do."""

from collections.abc import Sequence
from typing import Any

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.assigning.gate import GateField
from hanoiwork_plugin.domain.doing.requests import RequestKind
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import (
    CLOSED,
    RUNNING,
    ObjectionGround,
    ReturnType,
    TaskAct,
    TaskState,
)
from hanoiwork_plugin.domain.views import TaskLineView, TaskView

LIST_LENGTH = 12
"""Tasks on one list card; the rest is on the page."""

_DECISIONS = frozenset(
    {
        TaskAct.ACCEPT,
        TaskAct.ASSIGN,
        TaskAct.SEND_BACK,
        TaskAct.OBJECT,
        TaskAct.ADJUST,
        TaskAct.KEEP,
        TaskAct.ESCALATE,
        TaskAct.PROGRESS,
        TaskAct.SUBMIT,
        TaskAct.APPROVE_PRODUCT,
        TaskAct.RETURN,
        TaskAct.RESUME,
        TaskAct.CLOSE_PARTS,
    }
)
_ASKED = frozenset(
    {TaskAct.ASK_WAIT, TaskAct.ASK_EXTENSION, TaskAct.ASK_HAND_OVER, TaskAct.CLAIM_CAUSE, TaskAct.REMARK}
)
_STEERED = frozenset({TaskAct.SUSPEND, TaskAct.HAND_OVER, TaskAct.CLOSE, TaskAct.CANCEL})
_FIELDS = {
    "name": "Tên nhiệm vụ",
    "start": "Ngày bắt đầu",
    "due": "Thời hạn",
    "product": "Sản phẩm",
    "quantity": "Số lượng",
    "quality_criteria": "Tiêu chí chất lượng",
    "points": "Điểm",
    "coefficient": "Hệ số",
}
"""What an adjustment can change, by the field's name in the record."""


def task_card(task: TaskView, context: CardContext) -> Card:
    """Thẻ nhiệm vụ for one viewer: state, facts for the decision at hand, what happened last, buttons."""
    may = task.allowed if task.state not in (*CLOSED, TaskState.DRAFT) else frozenset()
    shown = _facts(task, may, context)
    told = task.state in (TaskState.SUBMITTED, TaskState.OBJECTED)
    last = fact.history(task.last, context) if task.last and not told else ""
    returned = task.state is TaskState.RETURNED and task.submission is not None
    request = words.clip(task.submission.requested_change, 300) if returned and task.submission else ""
    remark = words.clip(task.submission.remark, 300) if returned and task.submission else ""
    wait = next((each for each in task.requests if each.kind is RequestKind.WAIT), None)
    newest = task.requests[0] if task.requests else None
    changes = _changes(task, context)
    following = "" if may & _DECISIONS else _next(task, context)
    rest = (task.quantity or 0) - task.accepted_quantity
    sent = rest
    if task.submission:
        sent = task.submission.quantity
        sent -= task.submission.accepted_quantity if task.submission.decided_at is None else 0
    data = {
        "state": fact.state_line(task, context),
        "state_colour": fact.STATE_COLOURS[task.state],
        "deadline": fact.deadline(task, context),
        "deadline_colour": fact.deadline_colour(task, context),
        "name": task_name(task, context),
        "has_facts": bool(shown),
        "facts": shown,
        "has_last": bool(last),
        "last": last,
        "last_style": "attention" if returned else "emphasis",
        "has_request": bool(request),
        "request": request,
        "has_remark": bool(remark),
        "remark": remark,
        "has_changes": bool(changes),
        "changes": changes,
        "wait_subject": f"task_request/{wait.id}" if wait else "",
        "wait_version": wait.version if wait else 0,
        "request_subject": f"task_request/{newest.id}" if newest else "",
        "request_version": newest.version if newest else 0,
        "has_next": bool(following),
        "next": following,
        "summary": summary(task, context),
        "submit_title": context.say("Gửi lại sản phẩm" if returned else "Gửi sản phẩm"),
        "rest": words.number(rest, context.locale),
        "rest_number": words.json_number(max(rest, task.accepted_quantity * 0)),
        "sent": words.number(sent, context.locale),
        "sent_number": words.json_number(sent),
        "progress": task.progress if task.kept_share is None else task.own_progress,
        "progress_label": context.say("Tiến độ (%)" if task.kept_share is None else "Tiến độ phần giữ lại (%)"),
        "evidence_hint": _evidence_hint(task, context),
        "attachments_min": 0 if task.evidence_waiting else 1,
        "return_types": choices(ReturnType, context),
        "grounds": choices(ObjectionGround, context),
        **_buttons(task, may),
    }
    return render("task", data, context, subject=f"task/{task.id}", version=task.version)


def summary(task: TaskView, context: CardContext) -> str:
    """The card in one sentence, for hosts that cannot draw it and for screen readers."""
    return words.joined((task_name(task, context), fact.state_line(task, context), fact.deadline(task, context)))


def choices(kind: type[LabelledEnum], context: CardContext) -> list[dict[str, str]]:
    """The members of an enum to choose from, by their official terms."""
    return [{"title": words.sentence(context.say(member.label)), "value": member.value} for member in kind]


def task_name(task: TaskView | TaskLineView, context: CardContext) -> str:
    """The task's own name, as long as a card shows it."""
    return words.clip(task.name, 300) or context.say("Nhiệm vụ chưa có tên")


def _buttons(task: TaskView, may: frozenset[TaskAct]) -> dict[str, Any]:
    """At most three in sight, the expected one first; the rest behind [Khác…]."""
    working = TaskAct.SUBMIT in may and task.state is not TaskState.WAITING
    takes_part = TaskAct.PROGRESS in may or TaskAct.ACCEPT in may
    waits = task.state is TaskState.WAITING and takes_part
    asks, steers = bool(may & _ASKED), bool(may & _STEERED)
    shown = {
        "stop_waiting": waits and any(each.kind is RequestKind.WAIT for each in task.requests),
        "resume": TaskAct.RESUME in may,
        "close_parts": TaskAct.CLOSE_PARTS in may,
        "accept": TaskAct.ACCEPT in may,
        "approve": TaskAct.ASSIGN in may,
        "send_back": TaskAct.SEND_BACK in may,
        "approve_product": TaskAct.APPROVE_PRODUCT in may,
        "return_product": TaskAct.RETURN in may,
        "submit": working,
        "progress": TaskAct.PROGRESS in may,
        "adjust": TaskAct.ADJUST in may,
        "keep": TaskAct.KEEP in may,
        "object_first": TaskAct.OBJECT in may and not working,
    }
    hidden = {"object_more": TaskAct.OBJECT in may and working, "escalate": TaskAct.ESCALATE in may}
    in_sight = sum(shown.values())
    qr = task.state in RUNNING
    deciding = shown["approve_product"] or shown["return_product"] or shown["approve"] or shown["send_back"]
    requested, proves = bool(task.requests) and task.state not in CLOSED, TaskAct.ADD_EVIDENCE in may
    more = any(hidden.values()) or (in_sight > 0 and ((qr and not deciding) or asks or steers or requested or proves))
    splits = TaskAct.SPLIT in may
    more = more or requested or splits
    alone = splits and in_sight == 0 and not requested
    return {
        "may": {**shown, **hidden},
        "more": more,
        "more_row": more and (proves or asks or steers or requested or splits),
        "evidence_more": more and proves,
        "evidence_first": proves and not more,
        "ask_more": more and asks,
        "steer_more": more and steers and not alone,
        "split_more": splits,
        "dispute_more": more and TaskAct.CLAIM_CAUSE in may,
        "has_request_card": more and requested,
        "ask_first": asks and not more,
        "steer_first": steers and (alone or not more),
        "view_first": alone or not more,
        "view_more": more and not alone,
        "qr_first": qr and not more and in_sight == 0 and asks + steers + proves < 2,
        "qr_more": qr,
    }


def _facts(task: TaskView, may: frozenset[TaskAct], context: CardContext) -> list[fact.Fact]:
    """At most five facts, those that the decision at hand needs."""
    say = context.say
    product = (say("Sản phẩm"), fact.product(task.product, context))
    converted = (say("Quy đổi"), fact.task_conversion(task, context))
    quality = (say("Tiêu chí chất lượng"), words.clip(task.quality_criteria, fact.LONG))
    assigner = (say("Người giao"), fact.person(task.assigner))
    accountable = (say("Người thực hiện"), fact.person(task.accountable))
    document = (say("Căn cứ"), fact.basis(task.basis, context))
    counted = (say("Ghi nhận"), fact.counts(task, context))
    asked = (say("Đề nghị"), fact.requests(task, context))
    going = task.state in RUNNING - {TaskState.SUBMITTED, TaskState.OBJECTED}
    if task.parts and (going or task.state is TaskState.DONE):
        pairs = [
            (say("Quy đổi"), fact.task_conversion(task, context)),
            (say("Tiến độ"), fact.parts_done(task, context)),
        ]
        return fact.facts(*pairs, *_parts(task, context))[:5]
    match task.state:
        case TaskState.SUBMITTED:
            submission = task.submission
            proofs = (*(submission.evidence if submission else ()), *task.evidence_waiting)
            pairs = [
                accountable,
                (say("Đã gửi"), fact.sent(submission, context)),
                (say("Minh chứng"), fact.evidence(proofs, context)),
                (say("Tệp trùng"), fact.repeated(submission.evidence if submission else (), context)),
                (say("Ghi chú"), words.clip(submission.note, fact.LONG) if submission else ""),
                quality if TaskAct.APPROVE_PRODUCT in may else converted,
                counted,
            ]
        case TaskState.IN_PROGRESS | TaskState.RETURNED:
            pairs = [
                assigner if TaskAct.SUBMIT in may else accountable,
                asked,
                converted,
                (say("Tiến độ"), fact.progress(task)),
                (say("Đã duyệt"), fact.accepted(task, context)),
                counted,
                quality,
            ]
        case TaskState.OBJECTED:
            pairs = [
                accountable,
                (say("Chưa rõ về"), fact.objection(task.objection, context)),
                (say("Trả lời trước"), fact.answer_by(task.objection, context)),
                product,
                quality,
                converted,
            ]
        case TaskState.WAITING | TaskState.PAUSED:
            pairs = [assigner, accountable, asked, (say("Tiến độ"), fact.progress(task)), converted, counted]
        case TaskState.DRAFT:
            pairs = [(say("Còn thiếu"), missing(task, context)), assigner, accountable]
        case TaskState.DONE | TaskState.CANCELLED:
            pairs = [accountable, product, converted, (say("Đã duyệt"), fact.accepted(task, context)), counted]
        case _:
            decides = TaskAct.ASSIGN in may
            pairs = [assigner, accountable if decides else product, product if decides else converted]
            pairs[2:2] = [(say("Lặp lại"), fact.repeats(task.repeats, context))]
            pairs += [converted, quality] if decides else [quality, document]
    return fact.facts((say("Phần của"), fact.part_of(task)), *pairs)[:5]


def _parts(task: TaskView, context: CardContext) -> list[tuple[str, str]]:
    """The parts in sight, open ones first; where not all have room, how many more there are."""
    ordered = sorted(task.parts, key=lambda part: part.state in CLOSED)
    room = 3 if len(ordered) <= 3 else 2
    shown = [(fact.part_doer(part, context), fact.part_line(part, context)) for part in ordered[:room]]
    rest = len(ordered) - room
    if rest <= 0:
        return shown
    return [*shown, (context.say("Còn lại"), context.say("{count} phần nữa trong “Xem đầy đủ”", count=rest))]


def _changes(task: TaskView, context: CardContext) -> list[dict[str, str]]:
    """What an adjustment changed, old beside new, until the assignee takes it."""
    adjusted = task.objection is not None and task.objection.answer is TaskAct.ADJUST
    if task.state is not TaskState.ASSIGNED or not adjusted or task.objection is None:
        return []
    none = context.say("chưa có")
    return [
        {
            "field": context.say(_FIELDS[each.field]),
            "before": fact.changed(each.field, each.before, context) or none,
            "after": fact.changed(each.field, each.after, context) or none,
        }
        for each in task.objection.changes
        if each.field in _FIELDS
    ]


def missing(task: TaskView, context: CardContext) -> str:
    """The gate's missing fields by their names."""
    known = {field.value: field.label for field in GateField}
    return ", ".join(context.say(known[code]) for code in task.missing if code in known)


def _next(task: TaskView, context: CardContext) -> str:
    """What comes next and from whom, for a viewer who has nothing to do now."""
    doer = fact.name(task.accountable, context) if task.accountable else context.say("Người thực hiện")
    assigner = fact.name(task.assigner, context)
    match task.state:
        case TaskState.DRAFT:
            return context.say("Tiếp theo: {name} bổ sung thông tin.", name=assigner)
        case TaskState.AWAITING_APPROVAL:
            approver = fact.name(task.approver, context) if task.approver else context.say("Người có thẩm quyền")
            return context.say("Tiếp theo: {name} phê duyệt giao việc.", name=approver)
        case TaskState.ASSIGNED | TaskState.IN_PROGRESS if task.kept_share == 0:
            if any(part.state not in CLOSED for part in task.parts):
                return context.say("Tiếp theo: xong các phần việc, rồi {name} kết thúc nhiệm vụ.", name=assigner)
            return context.say("Tiếp theo: {name} kết thúc nhiệm vụ theo các phần.", name=assigner)
        case TaskState.ASSIGNED:
            return context.say("Tiếp theo: {name} nhận việc.", name=doer)
        case TaskState.IN_PROGRESS if any(part.state not in CLOSED for part in task.parts):
            return context.say("Tiếp theo: xong các phần việc, rồi {name} gửi sản phẩm.", name=doer)
        case TaskState.IN_PROGRESS:
            return context.say("Tiếp theo: {name} gửi sản phẩm.", name=doer)
        case TaskState.RETURNED:
            return context.say("Tiếp theo: {name} sửa và gửi lại sản phẩm.", name=doer)
        case TaskState.SUBMITTED:
            return context.say("Tiếp theo: {name} duyệt sản phẩm.", name=assigner)
        case TaskState.OBJECTED:
            if task.objection and task.objection.respondent:
                respondent = fact.name(task.objection.respondent, context)
                return context.say("Tiếp theo: {name} trả lời ý kiến.", name=respondent)
            return context.say("Tiếp theo: {name} trả lời ý kiến.", name=assigner)
        case TaskState.WAITING:
            side = next((each.side for each in task.requests if each.kind is RequestKind.WAIT), "")
            return context.say("Thời gian đang tính cho {side}.", side=side)
        case TaskState.PAUSED:
            return context.say("Tiếp theo: {name} cho tiếp tục; thời hạn lùi theo số ngày tạm dừng.", name=assigner)
        case _:
            return ""


def _evidence_hint(task: TaskView, context: CardContext) -> str:
    if task.evidence_waiting:
        names = fact.evidence(task.evidence_waiting, context)
        asked = context.say("Minh chứng đã có: {names}. Có thể chọn thêm tệp sau khi bấm Gửi.", names=names)
    else:
        asked = context.say("Sau khi bấm Gửi, chọn ít nhất một tệp minh chứng.")
    return f"{asked} {fact.limits(context)}"


def part_line(line: TaskLineView, context: CardContext) -> str:
    """Of a part in a list: "phần 40% của Hồ sơ quy hoạch"."""
    if not line.part_of:
        return ""
    name = words.clip(line.part_of, 80)
    if line.share is None:
        return context.say("phần của {name}", name=name)
    return context.say("phần {share}% của {name}", share=words.number(line.share, context.locale), name=name)


def task_list_card(lines: Sequence[TaskLineView], context: CardContext) -> Card:
    """Việc của tôi: at most twelve lines, each opens its task."""
    data = {
        "title": context.say("Việc của tôi"),
        "is_empty": not lines,
        "lines": [
            {
                "name": task_name(line, context),
                "state": words.joined(
                    (
                        fact.state_line(line, context),
                        f"{line.progress}%" if line.progress else "",
                        part_line(line, context),
                    )
                ),
                "deadline": fact.deadline(line, context),
                "deadline_colour": fact.deadline_colour(line, context),
                "subject": f"task/{line.id}",
                "version": 0,
                "action_id": f"open_{number}",
            }
            for number, line in enumerate(lines[:LIST_LENGTH], start=1)
        ],
        "has_rest": len(lines) > LIST_LENGTH,
        "rest": context.say("Còn {count} việc khác.", count=max(0, len(lines) - LIST_LENGTH)),
        "address": f"{context.base_url}/app/tasks",
        "summary": context.say("Việc của tôi: {count} việc đang mở", count=len(lines)),
    }
    return render("task_list", data, context, subject="task/list")


def qr_card(
    task: TaskView,
    image: str,
    address: str,
    context: CardContext,
    *,
    print_address: str = "",
    may_renew: bool = False,
    made: int = 0,
) -> Card:
    """Mã QR của nhiệm vụ.

    Args:
        image: the code as a PNG, a ``data:`` address.
        address: what the code holds, shown for copying.
        print_address: the assignment sheet as PDF; without it there is no button for printing.
        may_renew: whether the viewer may withdraw the code.
        made: how many codes the task has had, so that a renewal names the code it replaces.
    """
    data = {
        "name": task_name(task, context),
        "image": image,
        "address": address,
        "has_print": bool(print_address),
        "print_address": print_address,
        "may_renew": may_renew,
        "summary": context.say("Mã QR mở thẻ nhiệm vụ {name}", name=task_name(task, context)),
    }
    return render("qr", data, context, subject=f"task/{task.id}", version=made)
