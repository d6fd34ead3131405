"""[Xem đầy đủ]: the eleven fields of a task, its evidence and what happened to it lately."""

from collections.abc import Sequence

from hanoiwork_plugin.cards import cooperation, words
from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.task import missing, summary, task_name
from hanoiwork_plugin.domain.doing.evidence import EvidenceWay
from hanoiwork_plugin.domain.tasks import RUNNING, TaskAct
from hanoiwork_plugin.domain.views import EvidenceView, HistoryEntry, PartView, TaskView

HISTORY_LENGTH = 10
EVIDENCE_LENGTH = 12
PARTS_LENGTH = 12
BESIDE_OTHERS = 6
"""Files, and entries, where parts or co-operation stand on the card too, so that it stays small."""


def task_details_card(
    task: TaskView, evidence: Sequence[EvidenceView], history: Sequence[HistoryEntry], context: CardContext
) -> Card:
    """Toàn bộ thông tin nhiệm vụ.

    Args:
        evidence: every file of the task, newest first.
        history: its ledger entries, newest first.
    """
    shared = bool(task.parts or task.co_operation)
    more_co_operation = len(task.co_operation) - cooperation.MOST_LINES
    evidence = evidence[: BESIDE_OTHERS if shared else EVIDENCE_LENGTH]
    history = history[: BESIDE_OTHERS if shared else HISTORY_LENGTH]
    data = {
        "state": fact.state_line(task, context),
        "state_colour": fact.STATE_COLOURS[task.state],
        "deadline": fact.deadline(task, context),
        "deadline_colour": fact.deadline_colour(task, context),
        "name": task_name(task, context),
        "has_content": bool(task.content.strip()),
        "content": words.clip(task.content, 1500),
        "facts": _facts(task, context),
        "has_co_operation": bool(task.co_operation),
        "co_operation": cooperation.lines(task, context),
        "has_more_co_operation": more_co_operation > 0,
        "more_co_operation": context.say("Và {count} đề nghị phối hợp khác.", count=max(0, more_co_operation)),
        "has_parts": bool(task.parts),
        "parts": [_part(part, context) for part in task.parts[:PARTS_LENGTH]],
        "has_more_parts": len(task.parts) > PARTS_LENGTH,
        "more_parts": context.say("Và {count} phần khác.", count=max(0, len(task.parts) - PARTS_LENGTH)),
        "has_evidence": bool(evidence),
        "evidence": [_file(file, context) for file in evidence],
        "has_history": bool(history),
        "history": [{"text": fact.history(entry, context)} for entry in history],
        "has_qr": task.state in RUNNING,
        "may_ask": TaskAct.CLAIM_CAUSE in task.allowed and task.returns + task.delays > 0,
        "summary": summary(task, context),
    }
    return render("task_details", data, context, subject=f"task/{task.id}", version=task.version)


def _facts(task: TaskView, context: CardContext) -> list[fact.Fact]:
    say, none = context.say, context.say("chưa có")
    locale, now = context.locale, context.now
    item = task.product
    co = cooperation.names_only(task, context)
    points = (
        say(
            "{points} điểm, hệ số {coefficient}",
            points=words.number(item.points, locale),
            coefficient=words.number(item.coefficient, locale),
        )
        if item
        else none
    )
    kept = task.kept_share if task.parts else None
    return fact.facts(
        (say("Phần của"), fact.part_of(task)),
        (say("Căn cứ giao việc"), fact.basis(task.basis, context) or none),
        (say("Văn bản kèm theo"), fact.basis_files(task)),
        (say("Loại nhiệm vụ"), words.sentence(say(task.kind.label)) if task.kind else none),
        (say("Mức ưu tiên"), words.sentence(say(task.priority.label))),
        (say("Đơn vị chủ trì"), words.clip(task.lead_unit, 200) or none),
        (say("Người chịu trách nhiệm"), fact.person(task.accountable) or none),
        (say("Phối hợp"), co or ("" if task.co_operation else say("không có"))),
        (say("Ngày bắt đầu"), words.day(task.start, locale, now) if task.start else none),
        (say("Thời hạn"), words.due_time(task.due, locale, now) if task.due else none),
        (say("Sản phẩm đầu ra"), fact.product(item, context) or none),
        (say("Số lượng"), words.number(task.quantity, locale) if task.quantity is not None else none),
        (say("Tiêu chí chất lượng"), words.clip(task.quality_criteria, 1000) or none),
        (say("Điểm"), points),
        (say("Quy đổi"), fact.task_conversion(task, context)),
        (say("Còn thiếu"), missing(task, context)),
        (say("Người giao"), fact.person(task.assigner)),
        (say("Người phê duyệt"), fact.person(task.approver)),
        (say("Tiến độ"), fact.parts_done(task, context) if task.parts else fact.progress(task)),
        (say("Người chịu trách nhiệm giữ"), f"{words.number(kept, locale)}% · {task.own_progress}%" if kept else ""),
        (say("Đã duyệt"), fact.accepted(task, context)),
        (say("Ghi nhận"), fact.counts(task, context)),
    )


def _part(part: PartView, context: CardContext) -> dict[str, str]:
    """One part: its name, who does it, its share, state and deadline."""
    progress = f"{part.progress}%" if part.progress else ""
    about = (
        fact.person(part.accountable),
        fact.part_line(part, context),
        progress and context.say("tiến độ {percent}", percent=progress),
    )
    return {"name": words.clip(part.name, 200), "about": words.joined(about)}


def _file(file: EvidenceView, context: CardContext) -> dict[str, str]:
    """What proves, how it came, who added it when, and what is wrong or shared of it."""
    by = context.say(file.way.label) + f": {words.clip(file.source, 80)}" if file.source else ""
    said = ""
    if file.fault:
        said = context.say("không dùng được, cần gửi lại")
    elif file.held:
        said = context.say("đã dùng cho sản phẩm khác") + (
            f": {words.clip(file.explanation, 160)}" if file.explanation else ""
        )
    elif file.share is not None:
        said = context.say("dùng chung, sản phẩm này {share}%", share=words.number(file.share, context.locale))
    about = (
        words.file_size(file.size, context.locale) if file.size else "",
        context.say("văn bản mật, không kèm tệp") if file.secret else "",
        words.clip(file.address, 200) if file.address != file.name else "",
        by or fact.name(file.added_by, context),
        words.moment(file.added_at, context.locale, context.now),
        words.clip(file.text, 200) if file.way is EvidenceWay.FORWARDED else "",
        said,
    )
    name = fact.basis(file.document, context) or words.clip(file.name, 200)
    return {"name": name, "about": words.joined(about)}
