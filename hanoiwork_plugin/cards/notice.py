"""Short cards: the menu, notices, reminders, and the neutral card that tells nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.cards.task import task_name
from hanoiwork_plugin.cards.words import Colour
from hanoiwork_plugin.domain.assigning.host_form import HostAct, HostChange, HostField
from hanoiwork_plugin.domain.tasks import Priority, TaskKind, TaskState
from hanoiwork_plugin.domain.views import PersonRef, TaskView


@dataclass(frozen=True)
class Button:
    """A press on a notice: its words in the reader's language, and the verb."""

    title: str
    verb: str


@dataclass(frozen=True)
class Link:
    """A link on a notice."""

    title: str
    address: str


def menu_card(person: PersonRef, context: CardContext) -> Card:
    """What can be done here: việc, điểm, tự đánh giá, hỗ trợ."""
    greeting = context.say("Chào {name}, anh/chị cần gì?", name=fact.name(person, context))
    data = {"greeting": greeting, "summary": greeting}
    return render("menu", data, context, subject=f"person/{person.id}")


def notice_card(
    title: str,
    text: str,
    context: CardContext,
    *,
    subject: str = "notice/none",
    version: int = 0,
    facts: Sequence[tuple[str, str]] = (),
    lines: Sequence[str] = (),
    lines_style: str = "emphasis",
    buttons: Sequence[Button] = (),
    links: Sequence[Link] = (),
    colour: Colour = "default",
) -> Card:
    """A title and a sentence, both in the reader's language already, with facts, lines, presses and links.

    The first button is the expected one.
    """
    data = {
        "title": title,
        "colour": colour,
        "has_text": bool(text),
        "text": text,
        "has_facts": bool(facts),
        "facts": fact.facts(*facts),
        "has_lines": bool(lines),
        "lines": [{"text": line} for line in lines],
        "lines_style": lines_style,
        "buttons": [
            {
                "id": f"press_{number}",
                "title": button.title,
                "verb": button.verb,
                "style": "default" if number else "positive",
            }
            for number, button in enumerate(buttons)
        ],
        "links": [
            {"id": f"link_{number}", "title": link.title, "address": link.address} for number, link in enumerate(links)
        ],
        "summary": words.joined((title, words.clip(text, 200))),
    }
    return render("notice", data, context, subject=subject, version=version)


def neutral_card(context: CardContext) -> Card:
    """The same words for what is unknown, withdrawn and foreign (CONTRACT 7)."""
    return notice_card(
        context.say("Không có nội dung để hiển thị"),
        context.say(
            "Liên kết này không còn hiệu lực, hoặc anh/chị không có quyền xem. Nếu cần, hãy hỏi người đã gửi liên kết."
        ),
        context,
    )


def host_change_card(
    task: TaskView, act: HostAct, by: str, at: datetime, changes: Sequence[HostChange], context: CardContext
) -> Card:
    """Việc được sửa hoặc xóa trên HanoiWork: what changed there, by whom, and what holds here."""
    who = by or context.say("Hệ thống")
    when = words.moment(at, context.locale, context.now)
    lines = [
        context.say(
            "{field}: {before} → {after}",
            field=context.say(each.field.label),
            before=_host_value(each.field, each.before, context),
            after=_host_value(each.field, each.after, context),
        )
        for each in changes
    ]
    return notice_card(
        context.say(act.label),
        task_name(task, context),
        context,
        subject=f"task/{task.id}",
        version=task.version,
        facts=((context.say("Người sửa") if act is HostAct.CHANGED else context.say("Người xóa"), f"{who}, {when}"),),
        lines=[*lines, _what_holds(act, context, draft=task.state is TaskState.DRAFT)],
        buttons=(Button(context.say("Xem việc"), "task.view"),),
        colour="attention" if act is HostAct.DELETED else "warning",
    )


def _what_holds(act: HostAct, context: CardContext, *, draft: bool) -> str:
    match act:
        case HostAct.CHANGED if draft:
            return context.say("Mục đã điền ở đây được giữ nguyên; nếu cần đổi, mời sửa trên thẻ giao việc.")
        case HostAct.CHANGED:
            return context.say(
                "Nhiệm vụ đang theo dõi vẫn giữ như đã giao; nếu cần đổi, mời người giao trao đổi và điều chỉnh."
            )
        case HostAct.DELETED:
            return context.say("Nhiệm vụ này không còn phải thực hiện và không tính vào điểm.")
        case HostAct.DELETED_ONLY_THERE:
            return context.say("Người xóa không có thẩm quyền hủy; nhiệm vụ vẫn phải thực hiện như đã giao.")


def _host_value(field: HostField, text: str, context: CardContext) -> str:
    if not text:
        return context.say("để trống")
    match field:
        case HostField.DUE:
            return words.moment(datetime.fromisoformat(text), context.locale, context.now)
        case HostField.QUANTITY:
            return words.number(Decimal(text), context.locale)
        case HostField.KIND:
            return context.say(TaskKind(text).label)
        case HostField.PRIORITY:
            return context.say(Priority(text).label)
        case _:
            return words.clip(text, fact.LONG)
