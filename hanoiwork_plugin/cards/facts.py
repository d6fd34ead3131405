"""Facts of a task as lines of a card: each function gives one line, empty when there is nothing to say."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.markdown import Markup, escape
from hanoiwork_plugin.cards.render import CardContext
from hanoiwork_plugin.cards.words import Colour
from hanoiwork_plugin.domain.assigning.provisional import CoefficientAct
from hanoiwork_plugin.domain.assigning.recurrence import Cadence, Recurrence
from hanoiwork_plugin.domain.catalogues.catalogue import Question
from hanoiwork_plugin.domain.doing.evidence import MAX_FILE_BYTES, MAX_FILES, EvidenceAct
from hanoiwork_plugin.domain.doing.requests import RequestKind, RequestState
from hanoiwork_plugin.domain.errors import Fault
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.tasks import CLOSED, HELD, TaskAct, TaskState
from hanoiwork_plugin.domain.views import (
    Basis,
    EvidenceView,
    HistoryEntry,
    ObjectionView,
    PersonRef,
    ProductRef,
    SubmissionView,
    TaskLineView,
    TaskView,
)

Fact = dict[str, str]

_ACTS = {act.value: act.label for act in (*TaskAct, *CoefficientAct, *EvidenceAct)}

LONG = 160
"""Letters of one fact on a card; the whole text is behind [Xem đầy đủ]."""

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu")

STATE_COLOURS: dict[TaskState, Colour] = {
    TaskState.DRAFT: "accent",
    TaskState.AWAITING_APPROVAL: "accent",
    TaskState.ASSIGNED: "accent",
    TaskState.IN_PROGRESS: "accent",
    TaskState.SUBMITTED: "accent",
    TaskState.RETURNED: "attention",
    TaskState.DONE: "good",
    TaskState.OBJECTED: "warning",
    TaskState.WAITING: "warning",
    TaskState.PAUSED: "default",
    TaskState.CANCELLED: "default",
    TaskState.HANDED_OVER: "default",
}


def facts(*pairs: tuple[str, str]) -> list[Fact]:
    """The pairs of title and value that say something."""
    return [{"title": title, "value": value} for title, value in pairs if value]


def state_line(task: TaskView | TaskLineView, context: CardContext) -> str:
    """Loại và trạng thái: "Trọng tâm · đang thực hiện"."""
    if isinstance(task, TaskView) and task.practice:
        return context.say("Việc tập, không tính điểm") + " · " + context.say(task.state.label)
    kind = context.say(task.kind.label) if task.kind else context.say("Nhiệm vụ")
    return words.sentence(kind) + " · " + context.say(task.state.label)


def deadline(task: TaskView | TaskLineView, context: CardContext) -> str:
    """The deadline in people's words; for finished or handed-in work the deadline alone; a practice task has none."""
    if isinstance(task, TaskView) and task.practice:
        return ""
    if task.due is not None and _settled(task):
        return words.due_on(task.due, context.now, context.locale)
    return words.deadline(task.due, context.now, context.locale)


def deadline_colour(task: TaskView | TaskLineView, context: CardContext) -> Colour:
    """Amber near the deadline, red past it, nothing for work that is finished or handed in."""
    return "default" if _settled(task) else words.deadline_colour(task.due, context.now)


def _settled(task: TaskView | TaskLineView) -> bool:
    return task.state in CLOSED or (task.state in (TaskState.SUBMITTED, *HELD) and not task.overdue)


def person(who: PersonRef | None) -> str:
    """Name and office as in the register."""
    if who is None:
        return ""
    return words.joined((words.clip(who.name, 80), words.clip(who.title, 80)), ", ")


def name(who: PersonRef | None, context: CardContext) -> str:
    """The name alone; the system itself when nobody acted."""
    return words.clip(who.name, 80) if who else context.say("Hệ thống")


def product(item: ProductRef | None, context: CardContext) -> str:
    """Sản phẩm đầu ra, marked while its coefficient is provisional."""
    if item is None:
        return ""
    provisional = context.say("hệ số tạm tính") if item.provisional else ""
    return words.joined((words.clip(item.product, LONG), provisional))


def conversion(quantity: Decimal | None, coefficient: Decimal | None, context: CardContext) -> str:
    """Quy đổi: "2 × hệ số 4 = 8"."""
    if quantity is None or coefficient is None:
        return ""
    return context.say(
        "{quantity} × hệ số {coefficient} = {converted}",
        quantity=words.number(quantity, context.locale),
        coefficient=words.number(coefficient, context.locale),
        converted=words.number(quantity * coefficient, context.locale),
    )


def task_conversion(task: TaskView, context: CardContext) -> str:
    """Quy đổi of the task, empty until item and quantity are known."""
    return conversion(task.quantity, task.product.coefficient if task.product else None, context)


def basis(document: Basis | None, context: CardContext) -> str:
    """Căn cứ: "215/KH-UBND ngày 28/5/2026, UBND phường"."""
    if document is None:
        return ""
    dated = document.dated
    return context.say(
        "{number} ngày {day}/{month}/{year}, {issuer}",
        number=words.clip(document.number, 60),
        day=dated.day,
        month=dated.month,
        year=dated.year,
        issuer=words.clip(document.issuer, 120),
    )


def repeats(rule: Recurrence | None, context: CardContext) -> str:
    """Lặp lại: "hằng tuần, thứ Sáu, đến thứ Năm 31/12"."""
    if rule is None:
        return ""
    on = ""
    if rule.weekday is not None and rule.cadence is Cadence.WEEKLY:
        on = context.say(WEEKDAYS[rule.weekday])
    elif rule.day is not None and rule.cadence is not Cadence.LAST_WORKING_DAY:
        on = context.say(
            "ngày {day} tháng cuối quý" if rule.cadence is Cadence.QUARTERLY else "ngày {day}", day=rule.day
        )
    until = context.say("đến {day}", day=words.day(rule.until, context.locale, context.now))
    return words.joined((context.say(rule.cadence.label), on, until), ", ")


def basis_files(task: TaskView) -> str:
    """Văn bản kèm theo: the names of the files that the basis came with."""
    return words.clip("; ".join(task.basis_files), LONG)


def progress(task: TaskView) -> str:
    """Tiến độ: "60% · đã xong phụ lục 1"."""
    return words.joined((f"{task.progress}%", words.clip(task.progress_note, LONG))) if task.progress else ""


def accepted(task: TaskView, context: CardContext) -> str:
    """Đã duyệt: "1/2", once a part was accepted."""
    if not task.accepted_quantity or task.quantity is None:
        return ""
    return f"{words.number(task.accepted_quantity, context.locale)}/{words.number(task.quantity, context.locale)}"


def counts(task: TaskView, context: CardContext) -> str:
    """Returns and delays, as far as there are any."""
    returned = context.say("{count} lần trả lại", count=task.returns) if task.returns else ""
    delayed = context.say("{count} lần chậm hạn", count=task.delays) if task.delays else ""
    waived = context.say("{count} lần không tính do khách quan", count=task.waived) if task.waived else ""
    return words.joined((returned, delayed, waived))


def sent(submission: SubmissionView | None, context: CardContext) -> str:
    """Lần gửi: "lần 2 · số lượng 1 · 16:40 thứ Tư 17/6"."""
    if submission is None:
        return ""
    return words.joined(
        (
            context.say("lần {number}", number=submission.number),
            context.say("số lượng {quantity}", quantity=words.number(submission.quantity, context.locale)),
            words.moment(submission.submitted_at, context.locale, context.now),
        )
    )


def evidence(files: tuple[EvidenceView, ...], context: CardContext) -> str:
    """Minh chứng: the first names and how many more."""
    if not files:
        return ""
    names = ", ".join(words.clip(file.name, 60) for file in files[:3])
    rest = len(files) - 3
    return names if rest <= 0 else context.say("{names} và {count} tệp khác", names=names, count=rest)


def limits(context: CardContext) -> str:
    """What is accepted, said before the upload."""
    return context.say(
        "Nhận PDF, Word, Excel, PowerPoint, ảnh, video, văn bản thuần; mỗi lần tối đa {count} tệp, mỗi tệp {limit} MB. "
        "Không nhận tệp nén, tệp có macro, chương trình, trang web.",
        count=MAX_FILES,
        limit=MAX_FILE_BYTES // 1024 // 1024,
    )


def repeated(files: tuple[EvidenceView, ...], context: CardContext) -> str:
    """Tệp trùng of a submission, for who judges it: "bao-cao.pdf: dùng chung hai kỳ", or that nobody explained it."""
    told = [
        context.say(
            "{name}: {explanation}",
            name=words.clip(each.name, 60),
            explanation=words.clip(each.explanation, 160) or context.say("chưa giải thích"),
        )
        for each in files
        if each.held
    ]
    return words.clip(words.joined(told), 400)


def objection(view: ObjectionView | None, context: CardContext) -> str:
    """Phản hồi chưa rõ: "phạm vi: chưa nêu rõ tuyến đường"."""
    return f"{context.say(view.ground.label)}: {words.clip(view.text, LONG)}" if view else ""


def answer_by(view: ObjectionView | None, context: CardContext) -> str:
    """Until when the objection must be answered, and by whom."""
    if view is None or view.answer_by is None:
        return ""
    return words.joined((words.due_time(view.answer_by, context.locale, context.now), name(view.respondent, context)))


def requests(task: TaskView, context: CardContext) -> str:
    """What is asked about the task and not settled: "chờ Phòng Văn hóa – Xã hội từ 9/6, dự kiến 12/6"."""
    said = []
    for each in task.requests:
        state = context.say(each.state.label) if each.state is RequestState.ASKED else ""
        if each.kind is RequestKind.WAIT:
            expected = words.day(each.expected_on, context.locale, context.now) if each.expected_on else ""
            what = context.say("chờ {side}, dự kiến {day}", side=words.clip(each.side, 80), day=expected)
        elif each.kind is RequestKind.EXTENSION and each.due_wanted:
            due = words.due_time(each.due_wanted, context.locale, context.now)
            what = context.say("xin gia hạn đến {due}", due=due)
        else:
            what = context.say(each.kind.label)
        said.append(words.joined((what, state), ", "))
    return words.clip(words.joined(said), LONG * 2)


def changed(field: str, text: str | None, context: CardContext) -> str:
    """The value of one field as the record keeps it, in people's words."""
    if not text:
        return ""
    if field == "due":
        return words.due_time(datetime.fromisoformat(text), context.locale, context.now)
    if field == "start":
        return words.day(date.fromisoformat(text), context.locale, context.now)
    if field in ("quantity", "points", "coefficient"):
        return words.number(Decimal(text), context.locale)
    return words.clip(text, LONG)


def history(entry: HistoryEntry, context: CardContext) -> str:
    """One act: "Lê Thị Hà trả lại sản phẩm lúc 9:12 thứ Tư 17/6: thiếu phụ lục 2"."""
    act = context.say(_ACTS[entry.act]) if entry.act in _ACTS else context.say("cập nhật")
    actor = name(entry.actor, context)
    if entry.on_behalf_of:
        actor = context.say("{actor} (thay mặt {giver})", actor=actor, giver=name(entry.on_behalf_of, context))
    done = context.say(
        "{actor} {act} lúc {when}", actor=actor, act=act, when=words.moment(entry.at, context.locale, context.now)
    )
    return words.joined((done, words.clip(entry.reason, LONG)), ": ")


def fault(found: Fault | Question, context: CardContext) -> Markup:
    """What is wrong and what to do; the emphasis is ours, the values are data."""
    return filled(found.text, found.params, context)


def filled(source: str, params: Mapping[str, object], context: CardContext) -> Markup:
    """``source`` in the reader's language, its values as people read them and escaped."""
    return Markup(context.say(source, **{key: escape(value(each, context)) for key, each in params.items()}))


def value(given: object, context: CardContext) -> str:
    """One value in words: decimals with a comma, instants in Hà Nội, enum members by their term."""
    if isinstance(given, LabelledEnum):
        return context.say(given.label)
    if isinstance(given, bool) or given is None:
        return ""
    if isinstance(given, Decimal | int):
        return words.number(given, context.locale)
    if isinstance(given, datetime):
        return words.moment(given, context.locale, context.now)
    if isinstance(given, date):
        return words.day(given, context.locale, context.now)
    if isinstance(given, list | tuple | set | frozenset):
        return ", ".join(value(each, context) for each in given)
    return words.clip(context.say(str(given)), 300)


def placed(found: Fault, context: CardContext) -> Markup:
    """A fault with its place before it: "Trang 2, ô F17: …"."""
    return Markup(f"**{escape(words.clip(found.place, 120))}**: {fault(found, context)}")
